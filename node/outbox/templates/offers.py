"""An office that advises many nodes offers a pack of templates (row 48). Nothing changes here until those who administer this
node have decided."""

from collections.abc import Collection
from typing import Final

from node.context import Context
from node.errors import Conflict, NotFound, TooMany
from node.model.account import Actor
from node.model.act import Deed
from node.model.grant import Grant
from node.model.login import Role
from node.model.proposal import Outcome
from node.model.template import Pack, PackOffer
from node.moderation.office import require_office
from node.outbox.acting import note
from node.outbox.templates.take_over import take
from node.store.database import Tx

_MOST_OPEN: Final = 20


async def offer_pack(node: Context, grant: Grant, pack: Pack) -> PackOffer:
    """Of each name one offer is open: a later one takes the place of an earlier one. Raises TooMany while many are open."""
    made = PackOffer(id=node.store.ids.new(), pack=pack, offered_by=grant.label, offered_at=node.clock())
    return await node.store.write(_offer, made)


async def accept_offer(node: Context, by: Actor, offer_id: int, keys: Collection[str], seen: str) -> PackOffer:
    """Its templates with these keys hold from the same moment. Raises as `take_over` does, and NotFound; Conflict also when
    somebody has decided already, or the office has offered something else meanwhile."""
    return await node.store.write(_accept, by, offer_id, keys, seen)


async def decline_offer(node: Context, by: Actor, offer_id: int) -> PackOffer:
    """Raises NotFound, Conflict, Forbidden."""
    return await node.store.write(_decline, by, offer_id)


async def open_offer(tx: Tx, offer_id: int) -> PackOffer:
    """Raises NotFound, also for one that was decided."""
    found = await tx.templates.find_offer(offer_id)
    if found is None or found.outcome is not Outcome.OPEN:
        raise NotFound("there is no such offer")
    return found


async def _offer(tx: Tx, made: PackOffer) -> PackOffer:
    if await tx.templates.count_open_offers() >= _MOST_OPEN:
        raise TooMany("too many offers are still open here", retry_after=86_400)
    return await tx.templates.add_offer(made)


async def _accept(tx: Tx, by: Actor, offer_id: int, keys: Collection[str], seen: str) -> PackOffer:
    found = await _decided(tx, by, offer_id, Outcome.ACCEPTED)
    await take(tx, by, found.pack, keys, seen)
    await note(tx, by, Deed.ACCEPT, found.pack.name)
    return found


async def _decline(tx: Tx, by: Actor, offer_id: int) -> PackOffer:
    found = await _decided(tx, by, offer_id, Outcome.DECLINED)
    await note(tx, by, Deed.REJECT, found.pack.name)
    return found


async def _decided(tx: Tx, by: Actor, offer_id: int, outcome: Outcome) -> PackOffer:
    await require_office(tx, by, Role.ADMIN)
    found = await tx.templates.find_offer(offer_id)
    if found is None:
        raise NotFound("there is no such offer")
    if not await tx.templates.decide_offer(found.id, outcome, by.login_id):
        raise Conflict("somebody has decided about this already")
    return found
