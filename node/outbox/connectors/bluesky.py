"""Copies on Bluesky, or another server of the AT protocol, with the account's handle and an app password.

A record's key is made from our number, so the same post never becomes two records: asked for a key that is taken, the
server refuses, and what is there is ours. Records that were changed are not shown changed, so an edit is not passed on.
"""

from datetime import UTC
from typing import Any, Final
from urllib.parse import urlencode

from node.errors import Refused
from node.outbox.connectors.kind import Door, Kind, Made, Original, cut, text_of

_POST: Final = "app.bsky.feed.post"
_CHARACTERS: Final = 300
_DESCRIPTION: Final = 200
_TAGS: Final = 8
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
    value = {"repo": session.did, "collection": _POST, "rkey": key, "record": record(door, original)}
    try:
        await session.call("com.atproto.repo.createRecord", value)
    except Refused:
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


def record(door: Door, original: Original) -> dict[str, Any]:
    """With a card that leads back to us, and the address in the text as a link."""
    shown = original.address.partition("://")[2]
    most = door.setting.characters or _CHARACTERS
    warning = f"{original.warning}\n\n" if original.warning else ""
    body = "" if original.warning else "\n\n".join(part for part in (original.title, original.text) if part)
    text = cut(warning + body, most - len(shown) - 2).rstrip() + f"\n\n{shown}"
    start = len(text.encode()) - len(shown.encode())
    link = {"$type": "app.bsky.richtext.facet#link", "uri": original.address}
    return {
        "$type": _POST,
        "text": text,
        "createdAt": original.published_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **({"langs": [original.language]} if original.language else {}),
        **({"tags": list(original.tags[:_TAGS])} if original.tags else {}),
        "facets": [{"index": {"byteStart": start, "byteEnd": start + len(shown.encode())}, "features": [link]}],
        "embed": {
            "$type": "app.bsky.embed.external",
            "external": {
                "uri": original.address,
                "title": original.title or cut(original.warning or original.text, 80) or shown,
                "description": "" if original.warning else cut(original.text, _DESCRIPTION),
            },
        },
    }


KIND: Final = Kind(make=make, find=find, withdraw=withdraw, greet=greet)
