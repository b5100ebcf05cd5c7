"""Cases that others pass on to channels here, and what they say of those they were passed (A08)."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from node.context import Context
from node.errors import Problem
from node.federation.objects import Found
from node.federation.reading import embedded, is_kind, read_case, web_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.model.account import Account, Kind
from node.model.addresses import Addresses
from node.model.case import CaseSaid, CaseState
from node.moderation.policy import refuse_gone
from node.outbox.casework import hear
from node.store.database import Tx

_MOST_LOOKED_UP: Final = 3


@dataclass(frozen=True, slots=True)
class CaseNews:
    by: Account
    said: CaseSaid
    addresses: Addresses


def find_case_news(node: Context, incoming: Incoming) -> CaseNews | None:
    """None when the Update is about no case. Raises Ignored for one that is not the sender's own, or says nothing."""
    inner = embedded(incoming.body.get("object"))
    if inner is None or not is_kind(inner, "Case"):
        return None
    now = node.clock()
    said = read_case(inner, incoming.actor.uri, now, now)
    if said is None or web_of(inner.get("attributedTo")) != incoming.actor.uri:
        raise Ignored("a case that is not the sender's own, or that nobody here understands")
    return CaseNews(incoming.actor, said, node.addresses)


async def apply_case_news(tx: Tx, news: CaseNews) -> str:
    refuse_gone(await tx.accounts.get(news.by.id))
    return await hear(tx, news.addresses, news.by, news.said)


async def with_named(node: Context, found: Found, document: dict[str, Any], incoming: Incoming) -> Found:
    """Whoever a passed-on question comes from is to be named in the answer, and so has to be known here: the only posts for
    which somebody is looked up because they are named."""
    said = found.new.case_said
    if said is None or said.state is not CaseState.PASSED_ON or not node.addresses.name_of_actor(said.target):
        return found
    if incoming.actor.kind in {Kind.PERSON, Kind.APPLICATION}:
        return found
    unknown = [each.uri for each in found.read.mentions if not node.addresses.is_ours(each.uri)]
    for uri in unknown[:_MOST_LOOKED_UP]:
        with suppress(Problem):
            await node.actors.by_uri(uri)
    return await node.objects.from_document(document, live=True, author=incoming.actor, activity=incoming.body)
