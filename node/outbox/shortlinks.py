"""Short links of our own (S15): people here say where they lead; whoever follows one is not counted, and leaves no trace."""

import re
from typing import Final
from urllib.parse import urlsplit

from node.context import Context
from node.errors import Invalid, NotFound
from node.model.account import Actor
from node.model.act import Deed
from node.model.login import Role
from node.moderation.office import require_office
from node.outbox.acting import note
from node.outbox.previews import look_soon
from node.store.database import Tx

NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_LONGEST: Final = 2_000


async def put_link(node: Context, by: Actor, name: str, target: str) -> str:
    """A new one, or an old one that leads elsewhere from now on; returns its address. Raises Invalid, and Forbidden for
    whoever does not moderate."""
    name = checked_name(name)
    target = checked_target(target)
    address = f"{node.config.origin}/l/{name}"
    await node.store.write(_put, by, name, target, address)
    return address


async def _put(tx: Tx, by: Actor, name: str, target: str, address: str) -> None:
    await require_office(tx, by, Role.MODERATOR)
    await tx.shortlinks.put(name, target)
    if not target.startswith("/"):
        await look_soon(tx, target)
    await note(tx, by, Deed.LINK, address)


async def remove_link(node: Context, by: Actor, name: str) -> None:
    """Raises NotFound, Forbidden."""
    await node.store.write(_remove, by, name, f"{node.config.origin}/l/{name}")


async def _remove(tx: Tx, by: Actor, name: str, address: str) -> None:
    await require_office(tx, by, Role.MODERATOR)
    if not await tx.shortlinks.remove(name):
        raise NotFound("there is no such short link")
    await note(tx, by, Deed.UNLINK, address)


def checked_name(name: str) -> str:
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise Invalid("the name of a short link has up to 64 letters a-z, digits and hyphens inside")
    return name


def checked_target(target: str) -> str:
    """A path on this node, or a whole https address. Raises Invalid."""
    target = target.strip()
    plain = target.isascii() and target.isprintable() and not set(target) & set(' "<>\\^`{|}')
    try:
        parts = urlsplit(target)
        parts.port  # noqa: B018  # raises for what is no number
    except ValueError:
        plain = False
    if not plain or len(target) > _LONGEST:
        raise Invalid("a short link leads to an address without spaces or special letters (they are written as %C3%A4)")
    is_page = target.startswith("/") and not target.startswith("//") and not parts.netloc
    is_address = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    if not (is_page or is_address):
        raise Invalid("a short link leads to a page here (/...) or to an address that begins with https://")
    if parts.path.startswith("/l/") and is_page:
        raise Invalid("a short link does not lead to another one")
    return target
