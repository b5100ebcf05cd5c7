"""A program that wants to act for a person, and the browser it sends the person to."""

import base64
import secrets
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp

from tests.web.browser import PASSWORD, Browser
from tests.world import World

BACK = "https://app.test/back?from=here"
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
VERIFIER = "v" * 20 + "-._~" + "A1" * 20
CHALLENGE = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


class Left(Exception):
    """The browser was sent away from our node."""


class Traveller(Browser):
    """A browser that may be sent elsewhere: `went` is where to."""

    went = ""

    def leave_for(self, location: str) -> None:
        if location and (urlsplit(location).scheme or urlsplit(location).netloc):
            self.went = location
            raise Left(location)

    async def press_and_leave(self, label: str, **fields: str) -> dict[str, str]:
        """The parameters the program is given."""
        try:
            await self.press(label, **fields)
        except Left:
            return dict(parse_qsl(urlsplit(self.went).query))
        raise AssertionError(f"the browser stayed at {self.page.text}")

    async def log_in_here(self, email: str = "alice@here.test") -> None:
        await self.press("Anmelden", adresse=email, passwort=PASSWORD)


class Program:
    """One registered app."""

    def __init__(self, world: World, credentials: dict[str, Any], redirect_uri: str) -> None:
        self.world = world
        self.credentials = credentials
        self.redirect_uri = redirect_uri

    @property
    def keys(self) -> dict[str, str]:
        return {"client_id": self.credentials["client_id"], "client_secret": self.credentials["client_secret"]}

    def asks(self, path: str = "/oauth/authorize", **more: str) -> str:
        """The address of an authorization request."""
        parameters = {
            "response_type": "code",
            "client_id": self.credentials["client_id"],
            "redirect_uri": self.redirect_uri,
            "scope": "read write",
            **more,
        }
        return f"{path}?{urlencode({name: value for name, value in parameters.items() if value})}"

    async def token(self, code: str, **more: str) -> aiohttp.ClientResponse:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri, **self.keys}
        return await post(self.world, "/oauth/token", {**form, **more})


async def register(
    world: World, *, name: str = "Tusky", scopes: str = "read write follow push", redirect_uri: str = BACK, **more: Any
) -> Program:
    form = {"client_name": name, "redirect_uris": redirect_uri, "scopes": scopes, **more}
    answer = await post(world, "/api/v1/apps", form)
    assert answer.status == 200, await answer.text()
    return Program(world, await answer.json(), redirect_uri)


async def post(world: World, path: str, form: dict[str, Any], **headers: str) -> aiohttp.ClientResponse:
    answer = await world.session.post(world.url(path), data=form, headers=headers, allow_redirects=False)
    await answer.read()
    return answer


async def allowed(browser: Traveller, program: Program, **more: str) -> str:
    """The code for what the person, who is logged in, allows."""
    await browser.get(program.asks(**more))
    return (await browser.press_and_leave("Zugriff erlauben"))["code"]


async def token_of(browser: Traveller, program: Program, **more: str) -> str:
    """A token for what the person, who is logged in, allows."""
    answer = await program.token(await allowed(browser, program, **more))
    assert answer.status == 200, await answer.text()
    return (await answer.json())["access_token"]


async def ask(world: World, path: str, token: str, **headers: str) -> aiohttp.ClientResponse:
    answer = await world.session.get(world.url(path), headers={"Authorization": f"Bearer {token}", **headers})
    await answer.read()
    return answer


def new_state() -> str:
    """With all that must come back as it was sent."""
    return f"{secrets.token_hex(4)}+/= &?#%25ä🙂\r\nX: y"
