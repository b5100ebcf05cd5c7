"""Copies on a Mastodon server, or one that speaks its interface, with an access token made there (scopes `read` and `write`).
The first pictures go along, with their descriptions.

The request names the copy in `Idempotency-Key`, so a repeated one makes no second status; the server remembers that for
an hour. What was attempted longer ago is looked for among the account's last statuses, by the address it leads back to.

`@anna` would be somebody else there: whom a post names stands in the copy with the host, and an @ that names nobody here
is kept from naming somebody there.
"""

from dataclasses import replace
from secrets import token_hex
from typing import Any, Final
from urllib.parse import quote

from node.errors import Refused
from node.outbox.connectors.kind import (
    Attached,
    Door,
    Kind,
    Made,
    Original,
    cut,
    decoded,
    entries_of,
    pictures_of,
    text_of,
    web_of,
)
from node.text.mentions import Mention, find_entities

_CHARACTERS: Final = 500
_LINK: Final = 23  # as long as every address counts there
_JOINER: Final = "\N{WORD JOINER}"
_LOOKED_AT: Final = 40
_PICTURES: Final = 4
_LARGEST_PICTURE: Final = 16 << 20
_DESCRIPTION: Final = 1_500  # characters
_GONE: Final = frozenset({404, 410})


async def make(door: Door, original: Original) -> Made:
    value = {**_status(door, original), "visibility": "public", "media_ids": await _pictures(door, original)}
    headers = {**_login(door), "Idempotency-Key": f"allmende-{original.number}"}
    return _made(door, await door.ask("POST", f"{door.base}/api/v1/statuses", value, headers))


async def find(door: Door, original: Original) -> Made | None:
    own = text_of(await _whoami(door), "id")
    url = f"{door.base}/api/v1/accounts/{quote(own, safe='')}/statuses?limit={_LOOKED_AT}&exclude_reblogs=true"
    for status in entries_of(await door.ask("GET", url, headers=_login(door))):
        if f'"{original.address}"' in text_of(status, "content"):
            return _made(door, status)
    return None


async def change(door: Door, original: Original, remote_id: str) -> None:
    url = f"{door.base}/api/v1/statuses/{quote(remote_id, safe='')}"
    value = {**_status(door, original), "media_ids": await _pictures(door, original)}  # those left out would be gone
    await door.ask("PUT", url, value, _login(door))


async def withdraw(door: Door, remote_id: str) -> None:
    url = f"{door.base}/api/v1/statuses/{quote(remote_id, safe='')}"
    try:
        await door.ask("DELETE", url, headers=_login(door))
    except Refused as problem:
        if problem.status not in _GONE:
            raise


async def greet(door: Door) -> str:
    return text_of(await _whoami(door), "url", "acct")


async def _whoami(door: Door) -> Any:
    return await door.ask("GET", f"{door.base}/api/v1/accounts/verify_credentials", headers=_login(door))


async def _pictures(door: Door, original: Original) -> list[str]:
    """They are sent there first, with their descriptions. One that is not taken stays here; the copy leads to it."""
    found = []
    for each, file in await pictures_of(door, original, most=_PICTURES, largest=_LARGEST_PICTURE):
        kind, body = _form(each, file)
        try:
            made = await door.send("POST", f"{door.base}/api/v2/media", body, {**_login(door), "Content-Type": kind})
        except Refused as problem:
            if problem.status in {401, 403}:
                raise
            continue
        if number := text_of(decoded(made), "id"):
            found.append(number)
    return found


def _form(each: Attached, file: bytes) -> tuple[str, bytes]:
    """As a browser sends a file. Returns its type and the bytes."""
    edge = token_hex(16)
    name = f"picture.{each.mime.partition('/')[2]}"
    parts = (
        ('name="description"', b"", cut(each.description, _DESCRIPTION).encode()),
        (f'name="file"; filename="{name}"', f"Content-Type: {each.mime}\r\n".encode(), file),
    )
    body = b"".join(
        b"--%b\r\nContent-Disposition: form-data; %b\r\n%b\r\n%b\r\n" % (edge.encode(), said.encode(), kind, value)
        for said, kind, value in parts
    )
    return f"multipart/form-data; boundary={edge}", body + f"--{edge}--\r\n".encode()


def _named(original: Original) -> str:
    """The text as it means the same on another server."""
    whom = {handle.partition("@")[0].casefold(): handle for handle in reversed(original.mentioned)}
    parts, position = [], 0
    for each in find_entities(original.text):
        if isinstance(each, Mention) and each.host is None:
            handle = whom.get(each.name.casefold())
            parts += [original.text[position : each.start], f"@{handle}" if handle else f"@{_JOINER}{each.name}"]
            position = each.end
    return "".join(parts) + original.text[position:]


def _status(door: Door, original: Original) -> dict[str, Any]:
    most = (door.setting.characters or _CHARACTERS) - len(original.warning)
    return {
        "status": replace(original, text=_named(original)).short(most, link_costs=_LINK),
        "spoiler_text": original.warning,
        "sensitive": original.sensitive,
        **({"language": original.language} if original.language else {}),
    }


def _made(door: Door, status: Any) -> Made:
    number = text_of(status, "id")
    if not number:
        raise Refused(f"the other side of {door.setting.key} does not answer as Mastodon does")
    return Made(number, web_of(status, "url", "uri"))


def _login(door: Door) -> dict[str, str]:
    return {"Authorization": f"Bearer {door.setting.secret()}"}


KIND: Final = Kind(make=make, find=find, change=change, withdraw=withdraw, greet=greet)
