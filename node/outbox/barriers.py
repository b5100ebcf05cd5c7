"""Those who administer keep out: mail addresses and hosts that get no login, and networks that get no answer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final, TypeVar

from node.context import Context
from node.errors import Invalid, NotFound, Unprocessable
from node.federation.addressing import canonical_host
from node.model.account import Actor
from node.model.act import Deed
from node.model.login import Role
from node.model.moderation import EmailBlock, EmailHostBlock, Network, NetworkBlock, Severity
from node.moderation.office import require_office
from node.outbox.acting import note
from node.store.database import Tx

T = TypeVar("T")
_TAKEN: Final = "Validation failed: {what} has already been taken"
_MOST_CHARACTERS: Final = 2_000
_LONGEST: Final = timedelta(days=366 * 100)


class Taken(Unprocessable):
    """There is such a block already."""


async def block_email_host(node: Context, by: Actor, text: str) -> EmailHostBlock:
    """Nobody gets a login with an address there, or below. Raises Unprocessable, Taken."""
    try:
        host = canonical_host(text.strip())
    except Invalid:
        raise Unprocessable("Validation failed: Domain is not a valid domain name") from None
    return await node.store.write(_block_email_host, by, host)


async def unblock_email_host(node: Context, by: Actor, block_id: int) -> None:
    """Raises NotFound."""
    await node.store.write(_unblock_email_host, by, block_id)


async def block_email(node: Context, by: Actor, email_hash: str) -> EmailBlock:
    """By the hash of its plainest form (`plain_email_hash`): the address itself is not stored. Raises Unprocessable,
    Taken."""
    folded = email_hash.strip().lower()
    if len(folded) != 64 or any(sign not in "0123456789abcdef" for sign in folded):
        raise Unprocessable("Validation failed: Canonical email hash is invalid")
    return await node.store.write(_block_email, by, folded)


async def unblock_email(node: Context, by: Actor, block_id: int) -> None:
    """Raises NotFound."""
    await node.store.write(_unblock_email, by, block_id)


async def block_network(
    node: Context,
    by: Actor,
    network: Network,
    severity: Severity,
    comment: str,
    expires_in: int | None,
    *,
    own: IPv4Address | IPv6Address | None,
) -> NetworkBlock:
    """`expires_in` seconds; None or 0: never. `own` is where who acts asks from: nobody shuts themselves out. Raises
    Unprocessable, Taken."""
    _check(network, severity, comment, own)
    return await node.store.write(_block_network, by, network, severity, comment, _end(node, expires_in))


async def change_network(
    node: Context,
    by: Actor,
    block_id: int,
    *,
    network: Network | None = None,
    severity: Severity | None = None,
    comment: str | None = None,
    expires_in: int | None = None,
    own: IPv4Address | IPv6Address | None,
) -> NetworkBlock:
    """What is None stays as it is. Raises NotFound, Unprocessable, Taken."""
    known = await node.store.read(lambda tx: tx.barriers.find_network(block_id))
    if known is None:
        raise NotFound("Record not found")
    changed = replace(
        known,
        network=network or known.network,
        severity=severity or known.severity,
        comment=known.comment if comment is None else comment,
        expires_at=known.expires_at if expires_in is None else _end(node, expires_in),
    )
    _check(changed.network, changed.severity, changed.comment, own)
    return await node.store.write(_change_network, by, changed)


async def unblock_network(node: Context, by: Actor, block_id: int) -> None:
    """Raises NotFound."""
    await node.store.write(_unblock_network, by, block_id)


def read_network(text: str) -> Network:
    """An address is a network of one. Raises Unprocessable."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        raise Unprocessable("Validation failed: Ip is not a valid IP address") from None


def _check(network: Network, severity: Severity, comment: str, own: IPv4Address | IPv6Address | None) -> None:
    if len(comment) > _MOST_CHARACTERS:
        raise Unprocessable(f"a comment has at most {_MOST_CHARACTERS} characters")
    if severity is Severity.ACCESS and own is not None and own in network:
        raise Unprocessable("Validation failed: Ip would shut yourself out")


def _end(node: Context, expires_in: int | None) -> datetime | None:
    return node.clock() + min(timedelta(seconds=min(expires_in, 10**10)), _LONGEST) if expires_in else None


async def _block_email_host(tx: Tx, by: Actor, host: str) -> EmailHostBlock:
    await require_office(tx, by, Role.ADMIN)
    made = await tx.barriers.add_email_host(host)
    if made is None:
        raise Taken(_TAKEN.format(what="Domain"))
    await note(tx, by, Deed.BAR, host)
    return made


async def _unblock_email_host(tx: Tx, by: Actor, block_id: int) -> None:
    await require_office(tx, by, Role.ADMIN)
    known = await _there(tx.barriers.find_email_host, block_id)
    await tx.barriers.remove_email_host(block_id)
    await note(tx, by, Deed.UNBAR, known.host)


async def _block_email(tx: Tx, by: Actor, email_hash: str) -> EmailBlock:
    await require_office(tx, by, Role.ADMIN)
    made = await tx.barriers.add_email(email_hash)
    if made is None:
        raise Taken(_TAKEN.format(what="Canonical email hash"))
    await note(tx, by, Deed.BAR, email_hash)
    return made


async def _unblock_email(tx: Tx, by: Actor, block_id: int) -> None:
    await require_office(tx, by, Role.ADMIN)
    known = await _there(tx.barriers.find_email, block_id)
    await tx.barriers.remove_email(block_id)
    await note(tx, by, Deed.UNBAR, known.email_hash)


async def _block_network(
    tx: Tx, by: Actor, network: Network, severity: Severity, comment: str, expires_at: datetime | None
) -> NetworkBlock:
    await require_office(tx, by, Role.ADMIN)
    await tx.barriers.prune_networks()
    made = await tx.barriers.add_network(network, severity, comment, expires_at)
    if made is None:
        raise Taken(_TAKEN.format(what="Ip"))
    await note(tx, by, Deed.SHUT, str(made.id))
    return made


async def _change_network(tx: Tx, by: Actor, changed: NetworkBlock) -> NetworkBlock:
    await require_office(tx, by, Role.ADMIN)
    await _there(tx.barriers.find_network, changed.id)
    if not await tx.barriers.save_network(changed):
        raise Taken(_TAKEN.format(what="Ip"))
    await note(tx, by, Deed.SHUT, str(changed.id))
    return changed


async def _unblock_network(tx: Tx, by: Actor, block_id: int) -> None:
    await require_office(tx, by, Role.ADMIN)
    known = await _there(tx.barriers.find_network, block_id)
    await tx.barriers.remove_networks([known.id])
    await note(tx, by, Deed.OPEN, str(known.id))  # by its number: the act outlives the block, the address must not


async def _there(find: Callable[[int], Awaitable[T | None]], block_id: int) -> T:
    found = await find(block_id)
    if found is None:
        raise NotFound("Record not found")
    return found
