"""A signed message to an address of one's own: for newsletters, apps, screens, whatever has no connector yet.

Signed as Standard Webhooks says (https://www.standardwebhooks.com): HMAC-SHA256 over "ID.TIMESTAMP.BODY". The id stays
the same for the same event however often it is sent, so whoever has seen it may throw it away; the time is that of the
attempt, so that an old message cannot be played again.
"""

import base64
import binascii
import hmac
from hashlib import sha256
from typing import Any, Final

import msgspec

from node.errors import Refused
from node.federation.client import Response
from node.outbox.connectors.kind import Door, Kind, Made, Original, decoded, text_of, web_of

_PREFIX: Final = "whsec_"
_GONE: Final = frozenset({404, 410})


async def make(door: Door, original: Original) -> Made:
    """Where the copy is, the answer may say: {"id": ..., "url": ...}."""
    response = await _send(door, f"{original.number}-{original.digest()[:16]}", "post.created", _document(original))
    said = decoded(response)
    return Made(text_of(said, "id") or str(original.number), web_of(said, "url"))


async def change(door: Door, original: Original, remote_id: str) -> None:
    document = {**_document(original), "copy": remote_id}
    await _send(door, f"{original.number}-{original.digest()[:16]}", "post.updated", document)


async def withdraw(door: Door, remote_id: str) -> None:
    try:
        await _send(door, f"{remote_id}-deleted", "post.deleted", {"copy": remote_id})
    except Refused as problem:
        if problem.status not in _GONE:
            raise


async def greet(door: Door) -> str:
    """Sends a message that says nothing."""
    await _send(door, f"ping-{int(door.clock().timestamp())}", "ping", {})
    return door.setting.url


def _document(original: Original) -> dict[str, Any]:
    return {
        "id": str(original.number),
        "url": original.address,
        "channel": original.channel,
        "title": original.title,
        "warning": original.warning,
        "text": original.text,
        "language": original.language,
        "sensitive": original.sensitive,
        "tags": list(original.tags),
        "media": [{"url": each.url, "type": each.mime, "description": each.description} for each in original.media],
        "published": original.published_at,
        "updated": original.edited_at,
    }


async def _send(door: Door, number: str, event: str, document: dict[str, Any]) -> Response:
    now = int(door.clock().timestamp())
    body = msgspec.json.encode({"type": event, "timestamp": door.clock(), "data": document})
    headers = {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": str(now),
        "webhook-signature": sign(door.setting.secret(), number, now, body),
    }
    return await door.send("POST", door.setting.url, body, headers)


def sign(secret: str, number: str, timestamp: int, body: bytes) -> str:
    """What stands in `webhook-signature`. A secret that begins with `whsec_` is base64, every other one is as it is."""
    signed = hmac.digest(_key(secret), f"{number}.{timestamp}.".encode() + body, sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def _key(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            raise Refused("the secret of a webhook begins with whsec_ but is no base64") from None
    return secret.encode()


KIND: Final = Kind(make=make, change=change, withdraw=withdraw, greet=greet)
