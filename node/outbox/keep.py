"""Somebody keeps what they write, to go on with it later (row 44). All who write for the account see it, and nobody else does
before advice is asked (`advice.py`).

kept ──> changed, again and again ──> published or planned (the draft goes in the same transaction)
     └─> thrown away
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from node.context import Context
from node.errors import Gone, NotFound, Unprocessable
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.draft import Draft
from node.model.kept import Advised, Kept, Seen
from node.model.media import Media
from node.outbox.acting import acting, note
from node.outbox.attach import attach
from node.store.database import Tx

MOST: Final = 300
_ROOM: Final = 4
"""A draft may be so many times as long as a post: it is shortened before it goes out, not before it is kept."""
_GONE: Final = "the draft is gone, or somebody has changed it meanwhile"


@dataclass(frozen=True, slots=True)
class _Wish:
    draft: Draft
    poll_seconds: int | None
    publish_at: datetime | None
    seen: Seen | None


async def keep(
    node: Context, by: Actor, draft: Draft, publish_at: datetime | None = None, seen: Seen | None = None
) -> Kept:
    """As a new draft, or as what `seen` says from now on. It need not be ready to be published.

    Raises Unprocessable for what is empty, far too long or one draft too many, Gone for one that is gone or that somebody has
    changed meanwhile, Forbidden, Conflict.
    """
    most = room_for(node.config.limits.post_characters)
    for text in (draft.text, *draft.translations.values()):
        if len(text) > most:
            raise Unprocessable(f"a draft has at most {most} characters", code="draft_long", most=most)
    seconds = None if draft.closes_at is None else round((draft.closes_at - node.clock()).total_seconds())
    return await node.store.write(_keep, by, _Wish(draft, seconds, publish_at, seen))


def room_for(post_characters: int) -> int:
    """So long the text of a draft may be."""
    return _ROOM * post_characters


async def _keep(tx: Tx, by: Actor, wish: _Wish) -> Kept:
    author = await acting(tx, by)
    before = None if wish.seen is None else await _as_seen(tx, author, wish.seen)
    if before is None and await tx.kept.count(author.id) >= MOST:
        raise Unprocessable(
            f"there are {MOST} drafts already: publish or delete some of them", code="drafts_many", most=MOST
        )
    number = tx.ids.new() if before is None else before.kept.id
    media = await attach(tx, author, wish.draft.media, draft_id=number)
    for each in media:  # what the draft says of them is kept with the files
        await tx.uploads.describe(each)
    made = Kept(
        id=number,
        account_id=author.id,
        login_id=by.login_id,
        draft=replace(wish.draft, media=(), closes_at=None),
        media_ids=tuple(each.id for each in media),
        poll_seconds=wish.poll_seconds,
        publish_at=wish.publish_at,
        created_at=tx.now,
        changed_at=tx.now,
    )
    if before is None:
        await tx.kept.add(made)
    elif made.says_the_same(before.kept) and _described(media) == _described(before.media):
        return before.kept
    else:
        made = replace(
            made, created_at=before.kept.created_at, version=before.kept.version + 1, request=before.kept.request
        )
        if not await tx.kept.change(made):
            raise Gone(_GONE)
    await note(tx, by, Deed.KEEP, address_of(made.id))
    return made


async def discard(node: Context, by: Actor, draft_id: int) -> None:
    """Throw it away, with all that was said about it. Raises NotFound, Forbidden."""
    await node.store.write(_discard, by, draft_id)


async def _discard(tx: Tx, by: Actor, draft_id: int) -> None:
    author = await acting(tx, by, even_moved=True)
    found = await own_kept(tx, author.id, draft_id)
    await tx.kept.remove(found.kept.id, tx.now)
    await note(tx, by, Deed.DISCARD, address_of(found.kept.id))


async def own_kept(tx: Tx, account_id: int, draft_id: int) -> Advised:
    """Raises NotFound, also for another account's."""
    found = await tx.kept.find(draft_id)
    if found is None or found.account_id != account_id:
        raise NotFound("there is no such draft")
    (advised,) = await tx.kept.with_advice([found])
    return advised


async def take_kept(tx: Tx, author: Account, seen: Seen | None) -> None:
    """It is published in this transaction, and a draft no longer. Raises Gone."""
    if seen is not None and not await tx.kept.take(seen, author.id, tx.now):
        raise Gone(_GONE)


async def _as_seen(tx: Tx, author: Account, seen: Seen) -> Advised:
    try:
        found = await own_kept(tx, author.id, seen.id)
    except NotFound:
        raise Gone(_GONE) from None
    if found.kept.version != seen.version:
        raise Gone(_GONE)
    return found


def _described(media: Sequence[Media]) -> Sequence[tuple[object, ...]]:
    return [(each.id, each.description, each.credit, each.licence, each.ai) for each in media]


def address_of(draft_id: int) -> str:
    """What an act was done to."""
    return f"drafts/{draft_id}"
