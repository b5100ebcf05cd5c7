"""What an address asks for in its query. What cannot be read is refused, not guessed."""

from datetime import UTC, datetime

from aiohttp import web

from node.errors import Invalid, NotFound
from node.model.ids import EPOCH, HIGHEST
from node.store.database import Tx


def number(request: web.Request, name: str, *, least: int, most: int, default: int) -> int:
    text = request.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and least <= int(text) <= most):
        raise Invalid(f"{name} must be a whole number from {least} to {most}")
    return int(text)


def cursor(request: web.Request, name: str, *, default: int) -> int:
    return number(request, name, least=0, most=HIGHEST, default=default)


def moment(request: web.Request, name: str) -> datetime:
    """ISO 8601, as we write it; without it, the beginning of time."""
    text = request.query.get(name)
    if text is None:
        return EPOCH
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a plus that was not encoded
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return max(found.astimezone(UTC), EPOCH)
    except (ValueError, OverflowError):
        raise Invalid(f"{name} must be a time such as 2026-11-29T02:30:00Z") from None


async def channel_id(tx: Tx, request: web.Request) -> int | None:
    """`?channel=`: an account of this node that is shown. Raises NotFound."""
    name = request.query.get("channel")
    if name is None:
        return None
    found = await tx.accounts.find_by_handle(name) if name else None
    if found is None or found.is_gone:
        raise NotFound("there is no such channel")
    return found.id
