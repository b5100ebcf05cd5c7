"""What others tell about collections of recommended accounts (FEP-7aa9): theirs, who is featured in ours, and stamps that
are deleted.

A collection is never taken from what was sent, but looked at where it lives (`node/outbox/recommended.py`): it is kept
when somebody here follows its owner, or is featured in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from node.context import Context
from node.errors import Forbidden, Invalid
from node.federation.addressing import same_origin
from node.federation.reading import embedded, is_kind, uri_of, web_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.inbox.stamped import find_asked, stamp_of
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.collection import Collection, CollectionItem, ItemState
from node.moderation.policy import refuse_gone
from node.outbox.featuring import end, forget, tell_item
from node.outbox.recommend import erase_collection
from node.outbox.recommended import check_stamp, queue_look
from node.store.database import Tx

_KINDS: Final = ("FeaturedCollection", "FeaturedItem")


# --- their collections -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class News:
    """Of a collection by `by`: something about it is new, or (`gone`) what stood under that address is no longer."""

    by: Account
    uri: str
    gone: str = ""


async def find_news(node: Context, incoming: Incoming, *, taken_away: bool = False) -> News | None:
    """None when it is about no collection of recommendations. Raises Forbidden when it is not the sender's own."""
    given, target = incoming.body.get("object"), uri_of(incoming.body.get("target"))
    uri, actor = uri_of(given), incoming.actor
    inner = embedded(given)
    in_all = target is not None and target == actor.collections_uri
    known = await node.store.read(_known, uri, target)
    of_item = known.get(target or "")
    says_so = inner is not None and is_kind(inner, *_KINDS)
    if not (in_all or of_item is not None or says_so or (uri is not None and uri in known)):
        return None
    is_item = of_item is not None or (inner is not None and is_kind(inner, "FeaturedItem"))
    about = target if is_item else uri
    if uri is None or about is None or web_of(about) is None:
        raise Invalid("it does not say which collection it is about")
    if not same_origin(about, actor.uri) or (about in known and known[about].account_id != actor.id):
        raise Forbidden("only its owner may change a collection")
    return News(actor, about, uri if taken_away else "")


async def _known(tx: Tx, *uris: str | None) -> Mapping[str, Collection]:
    found = {uri: await tx.collections.find_by_uri(uri) for uri in uris if uri is not None}
    return {uri: each for uri, each in found.items() if each is not None}


async def apply_news(tx: Tx, news: News) -> str:
    refuse_gone(await tx.accounts.get(news.by.id))
    known = await tx.collections.find_by_uri(news.uri)
    if known is not None and known.account_id != news.by.id:
        raise Forbidden("only its owner may change a collection")
    if not news.gone:
        if known is None and not await tx.follows.has_local_follower(news.by.id):
            raise Ignored("nobody here follows whose collection it is")
        await queue_look(tx, news.uri)
        return "the collection will be looked at"
    if known is None:
        raise Ignored("the collection is not known here")
    if news.gone == news.uri:
        await erase_collection(tx, known)
        return "the collection is gone"
    item = await tx.collections.find_item_by_uri(news.gone)
    if item is None or item.collection_id != known.id or item.state is not ItemState.ACCEPTED:
        raise Ignored("nobody is featured there")
    await forget(tx, known, item)
    return "one account less is recommended"


async def remove_known(tx: Tx, uri: str, by: Account) -> bool:
    """A Delete of a collection: whether it was one. Raises Forbidden for somebody else's."""
    known = await tx.collections.find_by_uri(uri)
    if known is None:
        return False
    if known.account_id != by.id:
        raise Forbidden("only its owner may delete a collection")
    await erase_collection(tx, known)
    return True


# --- the answer to what one of us asked --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reply:
    """`stamp_uri` is None for a no."""

    request_uri: str
    by: Account
    stamp_uri: str | None
    addresses: Addresses


async def gather_reply(node: Context, incoming: Incoming, *, accepted: bool) -> Reply | None:
    """None when it answers something else. Of an Accept, its stamp is fetched and checked."""
    asked = await find_asked(node, incoming, "FeatureRequest", _asked, else_say="nobody here asks to feature them")
    if asked is None:
        return None
    request_uri, (collection, item) = asked
    if item.account_id != incoming.actor.id:
        raise Forbidden("only who would be featured may answer")
    if not accepted:
        return Reply(request_uri, incoming.actor, None, node.addresses)
    stamp_uri = stamp_of(incoming, what="collection", whose="featured")
    document: dict[str, Any] = await node.objects.fetch(stamp_uri)
    check_stamp(document, stamp_uri, account_uri=incoming.actor.uri, collection_uri=collection.uri)
    return Reply(request_uri, incoming.actor, stamp_uri, node.addresses)


async def _asked(tx: Tx, request_uri: str) -> tuple[Collection, CollectionItem] | None:
    item = await tx.collections.find_item_by_request(request_uri)
    found = None if item is None else await tx.collections.find(item.collection_id)
    return None if item is None or found is None else (found, item)


async def apply_reply(tx: Tx, reply: Reply) -> str:
    refuse_gone(await tx.accounts.get(reply.by.id))
    asked = await _asked(tx, reply.request_uri)
    if asked is None:
        raise Ignored("they are not to be featured any longer")
    found, item = asked
    if reply.stamp_uri is None:
        if item.state is ItemState.PENDING:
            await end(tx, reply.addresses, found, item, ItemState.REJECTED)
            return "rejected: they are not featured"
        if item.state is ItemState.ACCEPTED:
            await end(tx, reply.addresses, found, item, ItemState.REVOKED)
            return "revoked: they are no longer featured"
        raise Ignored("rejected before")
    if item.state is not ItemState.PENDING:
        raise Ignored("answered before")
    if await tx.withdrawn.has(reply.stamp_uri, reply.by.uri):
        raise Ignored("its stamp has been deleted")
    owner = await tx.accounts.get(found.account_id)
    refuse_gone(owner)
    accepted = replace(item, state=ItemState.ACCEPTED, stamp_uri=reply.stamp_uri)
    await tx.collections.put_item(found, accepted)
    await tell_item(tx, reply.addresses, found, accepted, owner)
    return "accepted: they are featured"


# --- a stamp is deleted ------------------------------------------------------------------------------------------------


async def revoke_by_stamp(tx: Tx, addresses: Addresses, stamp_uri: str, by: Account) -> bool:
    """Whether it was the stamp of any item here. Only who is featured takes their stamp back."""
    ended_any = False
    for item in await tx.collections.items_by_stamp(stamp_uri):
        found = await tx.collections.find(item.collection_id)
        if item.account_id != by.id or found is None or item.state is not ItemState.ACCEPTED:
            continue
        await end(tx, addresses, found, item, ItemState.REVOKED)
        ended_any = True
    return ended_any
