"""Copies on Bluesky, or another server of the AT protocol, with the account's handle and an app password.

A record's key is made from our number, so the same post never becomes two records: asked for a key that is taken, the
server fails, and what is there is ours. Records that were changed are not shown changed, so an edit is not passed on.

Links and hashtags are marked by where they stand in the UTF-8 of the text (`facets`); whom a post names is known there by
another name, and stays text. A record has one embedding: the pictures, or a card that leads back to us.
"""

from collections.abc import Sequence
from datetime import UTC
from typing import Any, Final
from urllib.parse import urlencode

from node.errors import Refused, Unreachable
from node.outbox.connectors.kind import Door, Kind, Made, Original, cut, decoded, pictures_of, text_of
from node.text.mentions import Link, Tag, find_entities, fold_tag

_POST: Final = "app.bsky.feed.post"
_FACET: Final = "app.bsky.richtext.facet"
_CHARACTERS: Final = 300
_DESCRIPTION: Final = 200
_TAGS: Final = 8
_LONGEST_TAG: Final = 64
_PICTURES: Final = 4
_LARGEST_PICTURE: Final = 1_000_000  # bytes; some servers take twice as much
_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_MISSING: Final = frozenset({400, 404})  # a record that is not there is answered with 400


class _Session:
    """Logged in: who we are there, and the token for what follows."""

    def __init__(self, door: Door, answer: Any) -> None:
        self.did, self.handle, self._token = (text_of(answer, name) for name in ("did", "handle", "accessJwt"))
        if not self.did or not self._token:
            raise Refused(f"the other side of {door.setting.key} does not answer as the AT protocol says")
        self._door = door

    async def call(self, name: str, value: Any) -> Any:
        return await self._door.ask("POST", f"{self._door.base}/xrpc/{name}", value, self._headers)

    async def upload(self, file: bytes, mime: str) -> Any:
        """The `blob` that a record names it by; None where the answer has none."""
        url = f"{self._door.base}/xrpc/com.atproto.repo.uploadBlob"
        response = await self._door.send("POST", url, file, {**self._headers, "Content-Type": mime})
        answer = decoded(response)
        return answer.get("blob") if isinstance(answer, dict) else None

    async def query(self, name: str, **params: str) -> Any:
        return await self._door.ask("GET", f"{self._door.base}/xrpc/{name}?{urlencode(params)}", headers=self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def made(self, key: str) -> Made:
        return Made(key, f"https://bsky.app/profile/{self.did}/post/{key}")


async def _log_in(door: Door) -> _Session:
    value = {"identifier": door.setting.user, "password": door.setting.secret()}
    return _Session(door, await door.ask("POST", f"{door.base}/xrpc/com.atproto.server.createSession", value))


async def make(door: Door, original: Original) -> Made:
    session, key = await _log_in(door), record_key(original.number)
    pictures = [] if original.warning or original.sensitive else await _pictures(door, session, original)
    value = {"repo": session.did, "collection": _POST, "rkey": key, "record": record(door, original, pictures)}
    try:
        await session.call("com.atproto.repo.createRecord", value)
    except (Refused, Unreachable):  # a key that is taken is answered with 500
        if await _has(session, key):
            return session.made(key)
        raise
    return session.made(key)


async def find(door: Door, original: Original) -> Made | None:
    session, key = await _log_in(door), record_key(original.number)
    return session.made(key) if await _has(session, key) else None


async def withdraw(door: Door, remote_id: str) -> None:
    """Deleting what is not there is a success there, too."""
    session = await _log_in(door)
    await session.call("com.atproto.repo.deleteRecord", {"repo": session.did, "collection": _POST, "rkey": remote_id})


async def greet(door: Door) -> str:
    return (await _log_in(door)).handle


async def _has(session: _Session, key: str) -> bool:
    try:
        found = await session.query("com.atproto.repo.getRecord", repo=session.did, collection=_POST, rkey=key)
    except Refused as problem:
        if problem.status in _MISSING:
            return False
        raise
    return bool(text_of(found, "uri"))


def record_key(number: int) -> str:
    """A TID (13 signs, sorted by time): 53 bits of microseconds and 10 more. Our numbers hold milliseconds and 16 bits."""
    value = ((number >> 16) * 1_000 << 10) | (number & 0x3FF)
    return "".join(_DIGITS[value >> shift & 31] for shift in range(60, -1, -5))


async def _pictures(door: Door, session: _Session, original: Original) -> list[dict[str, Any]]:
    """The first ones, with their descriptions. One that cannot be had, or is too large there, stays here."""
    found: list[dict[str, Any]] = []
    for each, file in await pictures_of(door, original, most=_PICTURES, largest=_LARGEST_PICTURE):
        blob = await session.upload(file, each.mime)
        if blob:
            sides = {"width": each.width, "height": each.height}
            shape = {"aspectRatio": sides} if each.width and each.height else {}
            found.append({"image": blob, "alt": each.description, **shape})
    return found


def record(door: Door, original: Original, pictures: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The address stands at the end of the text, as a link; with the pictures, or a card that leads back to us."""
    shown = original.address.partition("://")[2]
    most = min(door.setting.characters or _CHARACTERS, _CHARACTERS)
    warning = f"{original.warning}\n\n" if original.warning else ""
    body = "" if original.warning else "\n\n".join(part for part in (original.title, original.text) if part)
    said = cut(warning + body, most - len(shown) - 2).rstrip()
    text = f"{said}\n\n{shown}" if said else shown
    facets, marked = _facets(said)
    others = [tag for tag in original.tags if fold_tag(tag) not in marked and len(tag) <= _LONGEST_TAG][:_TAGS]
    back = _facet(text, len(text) - len(shown), len(text), _link(original.address))
    return {
        "$type": _POST,
        "text": text,
        "createdAt": original.published_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **({"langs": [original.language]} if original.language else {}),
        **({"tags": others} if others else {}),
        "facets": [*facets, back],
        "embed": {"$type": "app.bsky.embed.images", "images": list(pictures)} if pictures else _card(original, shown),
    }


def _facets(text: str) -> tuple[list[dict[str, Any]], set[str]]:
    """Of the links and hashtags in what was said, and which hashtags these are. A link that was cut leads nowhere."""
    found, tags = [], set()
    for each in find_entities(text):
        if text[each.end : each.end + 1] == "…":
            continue
        if isinstance(each, Link):
            found.append(_facet(text, each.start, each.end, _link(each.url)))
        elif isinstance(each, Tag) and len(each.name) <= _LONGEST_TAG:
            tags.add(fold_tag(each.name))
            found.append(_facet(text, each.start, each.end, {"$type": f"{_FACET}#tag", "tag": each.name}))
    return found, tags


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    """`start` and `end` count characters; there, bytes are counted."""
    before, inside = len(text[:start].encode()), len(text[start:end].encode())
    return {"index": {"byteStart": before, "byteEnd": before + inside}, "features": [feature]}


def _link(url: str) -> dict[str, str]:
    return {"$type": f"{_FACET}#link", "uri": url}


def _card(original: Original, shown: str) -> dict[str, Any]:
    return {
        "$type": "app.bsky.embed.external",
        "external": {
            "uri": original.address,
            "title": original.title or cut(original.warning or original.text, 80) or shown,
            "description": "" if original.warning else cut(original.text, _DESCRIPTION),
        },
    }


KIND: Final = Kind(make=make, find=find, withdraw=withdraw, greet=greet)
