"""A browser without a screen: it keeps cookies, follows redirects, fills in forms, and looks at every page whether it is
well made (one main heading, labels, no script, nothing loaded from others)."""

import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from argon2 import PasswordHasher

from node.model.account import Account
from node.model.login import Login, Role
from node.outbox.accounts import create_login
from tests.world import World

PASSWORD = "richtig geheim"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_PASSKEYS = re.compile(r"/static/[0-9a-f]{12}/passkey\.js")
_VOID = {"meta", "link", "img", "input", "br", "hr", "wbr", "rect", "path", "circle"}
_INLINE = {"wbr", "a", "span", "bdi", "strong", "em", "time"}
_FIELDS = {"input", "textarea", "select"}


@dataclass
class Button:
    text: str
    name: str
    value: str
    action: str


@dataclass
class Form:
    action: str
    method: str
    is_multipart: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


class Page(HTMLParser):
    """What a test asks of a page. `problems` are faults in how it is made."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.words: list[str] = []
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.problems: list[str] = []
        self.sources: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._ids: list[str] = []
        self._levels: list[int] = []
        self._labels: set[str] = set()
        self._unlabelled: list[str] = []
        self._targets: list[str] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._collected: list[str] = []
        self.feed(html)
        self.close()
        self._judge()

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def form_with(self, label: str) -> tuple[Form, Button]:
        for form in self.forms:
            for button in form.buttons:
                if button.text == label:
                    return form, button
        raise AssertionError(f"no button {label!r}; there are {[b.text for f in self.forms for b in f.buttons]}")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.words.append("" if tag in _INLINE else " ")
        self.problems += [f"{tag} has {name}" for name in given if name == "style" or name.startswith("on")]
        if tag in {"style", "iframe", "base", "object"} or (tag == "script" and not _PASSKEYS.fullmatch(given["src"])):
            self.problems.append(f"there is a <{tag}>")
        if "id" in given:
            self._ids.append(given["id"])
        self._targets += [
            part for name in ("aria-labelledby", "aria-describedby") for part in given.get(name, "").split()
        ]
        if tag == "img":
            self.sources.append(given.get("src", ""))
            if "alt" not in given:
                self.problems.append("a picture without alt")
        if tag in {"video", "audio"}:
            self.sources += [given.get("src", ""), given.get("poster", "/")]
        if tag == "link" and given.get("rel") in {"stylesheet", "icon"}:
            self.sources.append(given["href"])
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and not self._inside_text():
            self._levels.append(int(tag[1]))
        if tag == "label" and "for" in given:
            self._labels.add(given["for"])
        if tag == "form":
            multipart = given.get("enctype") == "multipart/form-data"
            self.forms.append(Form(given.get("action", ""), given.get("method", "get"), multipart))
        if tag in _FIELDS:
            self._take_field(tag, given)
        if tag == "option" and self._select is not None:
            self._select[1].append((given.get("value", ""), "selected" in given))
        if tag == "button":
            self.forms[-1].buttons.append(
                Button(
                    given.get("aria-label", ""),
                    given.get("name", ""),
                    given.get("value", ""),
                    given.get("formaction", ""),
                )
            )
        if tag not in _VOID:
            self._open.append((tag, given))
        self._collected = [] if tag in {"a", "button", "textarea"} else self._collected

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.handle_starttag(tag, attributes)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.problems.append(f"</{tag}> closes {self._open[-1:]}")
            return
        _, given = self._open.pop()
        self.words.append("" if tag in _INLINE else " ")
        collected = "".join(self._collected)
        if tag == "a":
            self.links.setdefault(" ".join(collected.split()), given.get("href", ""))
        if tag == "button" and not self.forms[-1].buttons[-1].text:
            self.forms[-1].buttons[-1].text = " ".join(collected.split())
        if tag == "textarea" and "name" in given:
            self.forms[-1].fields.append((given["name"], collected.removeprefix("\n")))
        if tag == "select" and self._select is not None:
            name, options = self._select
            chosen = next((value for value, on in options if on), options[0][0])
            self.forms[-1].fields.append((name, chosen))
            self._select = None

    def handle_data(self, data: str) -> None:
        self._collected.append(data)
        if not any(tag in {"title", "textarea"} for tag, _ in self._open):
            self.words.append(data)

    def _inside_text(self) -> bool:
        return any("text" in given.get("class", "").split() for _, given in self._open)

    def _take_field(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        labelled = any(each == "label" for each, _ in self._open) or "aria-label" in given
        if kind != "hidden" and not labelled:
            self._unlabelled.append(given.get("id", "a field without id"))
        if "name" not in given:
            return
        if tag == "select":
            self._select = (given["name"], [])
        if kind == "file":
            self.forms[-1].files.append(given["name"])
        elif tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in given):
            self.forms[-1].fields.append((given["name"], given.get("value", "")))

    def _judge(self) -> None:
        self.problems += [f"<{tag}> stays open" for tag, _ in self._open]
        self.problems += [f"id {each} twice" for each in set(self._ids) if self._ids.count(each) > 1]
        self.problems += [f"nothing has the id {each}" for each in self._targets if each not in self._ids]
        self.problems += [f"no label for {each}" for each in self._unlabelled if each not in self._labels]
        self.problems += [f"loads {each}" for each in self.sources if not each.startswith("/")]
        if self._levels.count(1) != 1:
            self.problems.append(f"{self._levels.count(1)} main headings")
        if not self.html.lower().lstrip().startswith("<!doctype html>"):
            self.problems.append("no doctype")


@dataclass
class Seen:
    """An answer, after redirects; `path` is where it led."""

    status: int
    path: str
    page: Page
    headers: Any


class Browser:
    def __init__(self, world: World, *, language: str = "de") -> None:
        self.world = world
        self.language = language
        self.cookies: dict[str, str] = {}
        self.seen: Seen | None = None

    @property
    def page(self) -> Page:
        assert self.seen is not None
        return self.seen.page

    async def get(self, path: str, **headers: str) -> Seen:
        return await self._ask("GET", path, None, headers)

    async def press(
        self,
        label: str,
        /,
        *,
        typed: dict[str, str | list[str]] | None = None,
        files: dict[str, bytes] | None = None,
        **fields: str | list[str],
    ) -> Seen:
        """Press the button of that name on the page that is open, after filling in fields and choosing files."""
        assert self.seen is not None
        form, button = self.page.form_with(label)
        filled = {**(typed or {}), **fields}
        data = [(name, value) for name, value in form.fields if name not in filled]
        for name, value in filled.items():
            data += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        if button.name:
            data.append((button.name, button.value))
        action = urljoin(self.seen.path, button.action or form.action)
        if form.method == "get":
            return await self._ask("GET", action + "?" + "&".join(f"{n}={v}" for n, v in data), None, {})
        headers = {"Origin": self.world.origin, "Sec-Fetch-Site": "same-origin"}
        return await self._ask(
            "POST", action, _multipart(form, data, files or {}) if form.is_multipart else data, headers
        )

    async def send(self, path: str, data: dict[str, str], **headers: str) -> Seen:
        """A form no page of ours offered."""
        return await self._ask("POST", path, list(data.items()), headers)

    async def log_in(self, email: str, password: str = PASSWORD) -> Seen:
        await self.get("/anmelden?neu=1")
        return await self.press("Anmelden" if self.language == "de" else "Log in", adresse=email, passwort=password)

    async def _ask(self, method: str, path: str, data: Any, headers: dict[str, str]) -> Seen:
        for _ in range(5):
            answer = await self._once(method, path, data, headers)
            if answer.status not in {301, 303}:
                break
            method, data, headers = "GET", None, {}
            path = answer.headers["Location"]
        html = (await answer.text()).replace(
            f'"{self.world.origin}/media/', '"/media/'
        )  # files of ours, by their address
        self.seen = Seen(answer.status, path, Page(html), answer.headers)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert self.page.problems == [], (path, self.page.problems)
        return self.seen

    async def _once(self, method: str, path: str, data: Any, headers: dict[str, str]) -> aiohttp.ClientResponse:
        sent = {"Accept": "text/html", "Accept-Language": self.language, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = await self.world.session.request(
            method, self.world.url(path), data=data, headers=sent, allow_redirects=False
        )
        await answer.read()
        for name, morsel in answer.cookies.items():
            self.cookies[name] = morsel.value
            if not morsel.value:
                del self.cookies[name]
        self.leave_for(answer.headers.get("Location", ""))
        return answer

    def leave_for(self, location: str) -> None:
        """A page of ours leads to pages of ours only."""
        assert not urlsplit(location).netloc


def _multipart(form: Form, data: list[tuple[str, str]], files: dict[str, bytes]) -> aiohttp.FormData:
    """As browsers send it: a field without a chosen file is an empty file without a name."""
    assert set(files) <= set(form.files)
    made = aiohttp.FormData(default_to_multipart=True)
    for name, value in data:
        made.add_field(name, value)
    for name in form.files:
        chosen = io.BytesIO(files.get(name, b""))
        made.add_field(
            name, chosen, filename="bild.jpg" if name in files else "", content_type="application/octet-stream"
        )
    return made


async def person(world: World, account: Account, email: str = "alice@here.test", *, role: Role = Role.MEMBER) -> Login:
    """Somebody who may log in and act for the account."""
    return await create_login(world.node, account, email=email, password_hash=_CHEAP.hash(PASSWORD), role=role)
