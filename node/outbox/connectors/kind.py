"""What all kinds of connectors have in common: what they are given, what they give back, and how they ask."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

import msgspec

from node.config.connectors import Connector
from node.errors import Problem, Refused, Unreachable
from node.federation.client import Client, Response, retry_after
from node.model.addresses import Addresses
from node.model.post import Post, PostView
from node.text.html import to_text

_AGAIN = frozenset({408, 425, 429})
_MOST_WORDS = 200
_LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a post: where it lies here, and what it shows."""

    url: str
    mime: str
    description: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """A post as a copy is made of it. `text` is plain; `address` its page here, which every copy leads back to. `number`
    stays the same for the same post and connector, whatever is tried how often."""

    number: int
    address: str
    channel: str
    title: str
    warning: str
    text: str
    language: str | None
    sensitive: bool
    tags: tuple[str, ...]
    published_at: datetime
    edited_at: datetime | None
    media: tuple[Attached, ...] = ()
    mentioned: tuple[str, ...] = ()
    """Whom it names, each with the host: `anna@there.test`."""

    def digest(self) -> str:
        """The same as long as a copy of it would be the same."""
        files = [(each.url, each.mime, each.description) for each in self.media]
        said = (self.address, self.title, self.warning, self.text, self.language, self.sensitive, files)
        return sha256(msgspec.json.encode(said)).hexdigest()

    def short(self, most: int, *, link_costs: int | None = None) -> str:
        """What fits into `most` characters: warning, title and text, cut at a word where need be, and the address on its own
        line at the end. `link_costs` is how long the other side counts an address, whatever its length."""
        room = most - (len(self.address) if link_costs is None else link_costs) - 2
        body = "\n\n".join(part for part in (self.title, self.text) if part)
        body = cut(body, room)
        return f"{body}\n\n{self.address}" if body else self.address


def remains_of(post: Post, number: int) -> Original:
    """Of a post that is gone: enough to find its copy."""
    return Original(
        number=number,
        address=post.url,
        channel="",
        title="",
        warning="",
        text="",
        language=None,
        sensitive=False,
        tags=(),
        published_at=post.published_at,
        edited_at=None,
    )


def cut(text: str, most: int) -> str:
    """At a word, with an ellipsis, where it is longer than that."""
    if len(text) <= most:
        return text
    if most < 2:
        return ""
    head = text[: most - 1]
    blank = max(head.rfind(" "), head.rfind("\n"))
    return (head[:blank] if blank > most // 2 else head).rstrip(" \n,.;:–-") + "…"


def original_of(view: PostView, number: int, addresses: Addresses) -> Original:
    """Text in the post's own language; a poll is found at its address."""
    post = view.post
    is_article = post.kind == "Article"
    text = to_text(post.summary if is_article and post.summary else post.content)
    return Original(
        number=number,
        address=post.url,
        channel=view.author.name,
        title=post.name,
        warning="" if is_article else post.summary,
        text=text,
        language=post.language,
        sensitive=post.sensitive,
        tags=post.shown_tags,
        published_at=post.published_at,
        edited_at=post.edited_at,
        media=tuple(
            Attached(addresses.shown(each), each.mime, each.description, each.width, each.height) for each in view.media
        ),
        mentioned=tuple(
            each.handle if "@" in each.handle else f"{each.handle}@{addresses.account_domain}" for each in view.mentions
        ),
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that is there: what the other side calls it, and where people read it (empty where that is nowhere)."""

    remote_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """The way to the other side: the one guarded client, and what the configuration says."""

    client: Client
    setting: Connector
    clock: Callable[[], datetime]

    @property
    def base(self) -> str:
        return self.setting.url.rstrip("/")

    async def ask(self, method: str, url: str, value: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """JSON there and back. Raises as `judged`; None for an answer that is no JSON."""
        body = b"" if value is None else msgspec.json.encode(value)
        kind = {} if value is None else {"Content-Type": "application/json"}
        response = await self.send(method, url, body, {**kind, "Accept": "application/json", **(headers or {})})
        return decoded(response)

    async def send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
        return judged(await self.client.send(method, url, body, headers=headers), self.setting.key, self.clock())


async def pictures_of(door: Door, original: Original, *, most: int, largest: int) -> Sequence[tuple[Attached, bytes]]:
    """The first ones, as anybody gets them from us. One that cannot be had, or has more bytes than that, stays here."""
    found = []
    for each in [file for file in original.media if file.mime.startswith("image/")][:most]:
        try:
            response = await door.client.get(each.url, headers={"Accept": each.mime}, max_bytes=largest)
        except Problem:
            continue
        if response.status == 200 and response.body:
            found.append((each, response.body))
    return found


def decoded(response: Response) -> Any:
    """None for an answer that is no JSON."""
    try:
        return msgspec.json.decode(response.body)
    except msgspec.DecodeError:
        return None


def judged(response: Response, key: str, now: datetime) -> Response:
    """The answer, if it is a yes. Unreachable: later it may be one; Refused: it will not."""
    status = response.status
    if 200 <= status < 300:
        return response
    if status in _AGAIN or status >= 500:
        raise Unreachable(
            f"the other side of {key} answers {status}", status=status, retry_after=retry_after(response, now)
        )
    if status in {401, 403}:
        raise Refused(f"the other side of {key} does not accept the login ({status})", status=status)
    raise Refused(f"the other side of {key} answers {status}: {_words(response)}", status=status)


def _words(response: Response) -> str:
    """What it says itself, as far as it is short and a text."""
    said = decoded(response)
    found = (said.get("message") or said.get("error")) if isinstance(said, dict) else None
    return " ".join(found[:_MOST_WORDS].split()) if isinstance(found, str) else "no reason given"


Make: TypeAlias = Callable[[Door, Original], Awaitable[Made]]
Find: TypeAlias = Callable[[Door, Original], Awaitable[Made | None]]
Change: TypeAlias = Callable[[Door, Original, str], Awaitable[None]]
Withdraw: TypeAlias = Callable[[Door, str], Awaitable[None]]
Try: TypeAlias = Callable[[Door], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`find`: whether an attempt whose answer nobody heard made a copy; None where nobody can be asked and it is simply sent
    again, known by our number. `change` is None where the other side cannot. `greet` tries the login and says, as whom one
    is known there."""

    make: Make
    withdraw: Withdraw
    greet: Try
    find: Find | None = None
    change: Change | None = None


def text_of(value: Any, *names: str) -> str:
    """The first of these entries of a JSON object that is a text."""
    if isinstance(value, Mapping):
        for name in names:
            found = value.get(name)
            if isinstance(found, str) and found:
                return found
    return ""


def web_of(value: Any, *names: str) -> str:
    """The same, if it is an address in the web: pages of ours lead there."""
    url = text_of(value, *names)
    return url if url.startswith(("https://", "http://")) and len(url) < _LONGEST_URL and url.isprintable() else ""


def entries_of(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
