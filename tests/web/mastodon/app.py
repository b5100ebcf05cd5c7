"""An app as people use it: a token, and a look at every answer whether it is what Mastodon promises."""

import secrets
from dataclasses import dataclass
from typing import Any

import aiohttp

from node.model.account import Account
from node.model.login import Role, Token
from node.outbox.accounts import create_login
from node.web.auth import hash_of
from tests.web.mastodon.schemas import complaints
from tests.world import World

ALL = ("read", "write", "follow", "push", "profile")
OFFICE = ("admin:read", "admin:write")


@dataclass
class Answer:
    status: int
    body: Any
    headers: Any

    @property
    def links(self) -> dict[str, str]:
        """`next` and `prev`, as addresses."""
        found = {}
        for part in self.headers.get("Link", "").split(", "):
            if part:
                address, rel = part.split("; ")
                found[rel.removeprefix('rel="').rstrip('"')] = address.strip("<>")
        return found


class App:
    """Sends JSON unless `data` is given. Every answer is checked against the schemas."""

    def __init__(self, world: World, secret: str | None = None) -> None:
        self.world = world
        self.secret = secret

    async def ask(
        self,
        method: str,
        path: str,
        json: Any = None,
        data: Any = None,
        headers: dict[str, str] | None = None,
        **params: Any,
    ) -> Answer:
        sent = dict(headers or {})
        if self.secret:
            sent["Authorization"] = f"Bearer {self.secret}"
        query = [(name, str(each)) for name, value in params.items() for each in _several(name, value)]
        response = await self.world.session.request(
            method,
            self.world.url(path),
            params=[(name if not isinstance(params.get(name), list) else f"{name}[]", each) for name, each in query],
            json=json,
            data=data,
            headers=sent,
            allow_redirects=False,
        )
        body = await response.json(content_type=None)
        assert response.headers["Content-Type"].startswith("application/json"), path
        plain = path.removeprefix(self.world.origin).partition("?")[0]
        wrong = complaints(method, plain, response.status, body)
        assert wrong == [], f"{method} {path}: {wrong[:3]}"
        return Answer(response.status, body, response.headers)

    async def get(self, path: str, **more: Any) -> Any:
        answer = await self.ask("GET", path, **more)
        assert answer.status == 200, f"{path}: {answer.status} {answer.body}"
        return answer.body

    async def post(self, path: str, json: Any = None, **more: Any) -> Any:
        answer = await self.ask("POST", path, json=json, **more)
        assert answer.status == 200, f"{path}: {answer.status} {answer.body}"
        return answer.body


def _several(_name: str, value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


async def app_of(
    world: World, account: Account, *scopes: str, role: Role = Role.MEMBER, name: str = "Testprogramm"
) -> App:
    """Somebody who acts for the account, with an app that may do everything, or only `scopes`."""
    secret = secrets.token_urlsafe(32)
    login = await create_login(world.node, account, email=f"{account.name}@here.test", password_hash=None, role=role)
    await world.store.write(
        lambda tx: tx.logins.add_token(
            hash_of(secret),
            Token(
                id=tx.ids.new(),
                login_id=login.id,
                account_id=account.id,
                scopes=scopes or ALL,
                name=name,
                created_at=tx.now,
            ),
        )
    )
    return App(world, secret)


async def status_of(answer: aiohttp.ClientResponse) -> int:
    await answer.read()
    return answer.status
