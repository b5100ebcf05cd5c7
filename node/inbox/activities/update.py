"""Somebody changes a post of theirs, the totals of a poll, their profile, whom they recommend, or a case they deal with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from node.context import Context
from node.errors import Forbidden, Invalid
from node.federation.actors import put_profile
from node.federation.addressing import same_origin
from node.federation.reading import ReadKey, embedded, kinds_of, read_actor, uri_of
from node.inbox import featuring
from node.inbox.arrive import Arrival, gather_object
from node.inbox.cases import CaseNews, apply_case_news, find_case_news
from node.inbox.featuring import News
from node.inbox.incoming import Incoming
from node.inbox.renew import renew
from node.model.account import Account, Kind
from node.moderation.policy import refuse_gone
from node.store.database import Tx
from node.store.keys import StoredKey

_ACTORS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Profile:
    """The account as it describes itself now; None where it has been fetched and stored already."""

    of: Account
    changed: Account | None
    emojis: tuple[tuple[str, str], ...] = ()


async def gather(node: Context, incoming: Incoming) -> Profile | Arrival | News | CaseNews:
    given = incoming.body.get("object")
    uri = uri_of(given)
    if uri is None:
        raise Invalid("the Update names no object")
    inner = embedded(given)
    if uri == incoming.actor.uri:
        return await _profile(node, incoming, inner)
    if inner is not None and not _ACTORS.isdisjoint(kinds_of(inner)):
        raise Forbidden("only an account itself may change its profile")
    case = find_case_news(node, incoming)
    if case is not None:
        return case
    news = await featuring.find_news(node, incoming)
    if news is not None:
        return news
    known = await node.actors.find(uri)
    if known is not None:
        raise Forbidden("an account does not become something else")  # T-071
    return await gather_object(node, incoming, given)


async def _profile(node: Context, incoming: Incoming, inner: dict[str, Any] | None) -> Profile:
    """Everything but keys and name is taken from the embedded document: it is the signer's own. New keys, and what its
    handle is, only from where it lives."""
    actor = incoming.actor
    if inner is None:
        return Profile(await node.actors.refresh(actor.uri), None)
    if _ACTORS.isdisjoint(kinds_of(inner)):
        raise Forbidden("an account does not become something else")
    read = read_actor(inner, now=node.clock(), account_id=actor.id, host=actor.host)
    if not same_origin(read.account.inbox, actor.uri):
        raise Invalid("the actor's inbox is on another server")
    stored = await node.store.read(lambda tx: tx.keys.of(actor.id))
    if read.account.name != actor.name or _others(read.keys, stored):
        return Profile(await node.actors.refresh(actor.uri), None)
    return Profile(actor, read.account, read.emojis)


def _others(given: tuple[ReadKey, ...], stored: Sequence[StoredKey]) -> bool:
    return {(key.uri, key.public) for key in given} != {(key.uri, key.public) for key in stored}


async def apply(tx: Tx, found: Profile | Arrival | News | CaseNews) -> str:
    if isinstance(found, CaseNews):
        return await apply_case_news(tx, found)
    if isinstance(found, News):
        return await featuring.apply_news(tx, found)
    if isinstance(found, Arrival):
        return await renew(tx, found)
    now = await tx.accounts.get(found.of.id)
    refuse_gone(now)
    if found.changed is not None:
        await put_profile(tx, replace(found.changed, uri=now.uri), found.emojis)
    return "the profile is renewed"
