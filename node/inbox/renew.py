"""A post comes in again: changed by its author, or only with new counts."""

from node.errors import Forbidden, Gone
from node.inbox.arrive import Arrival, raise_totals, take_in
from node.inbox.forward import forward
from node.inbox.ignored import Ignored
from node.model.notification import Event
from node.model.poll import Poll
from node.model.post import NewPost, Post
from node.moderation.policy import refuse_gone
from node.store.database import Tx
from node.timelines.notify import notify
from node.timelines.place import edit_post
from node.timelines.quotes import note_quote


async def renew(tx: Tx, arrival: Arrival) -> str:
    """Edit the stored post, or take in one that is not stored. Raises Forbidden when it is somebody else's, Gone when
    it is deleted, Ignored when it is older than what is stored."""
    new = arrival.found.new
    known = await tx.posts.find_by_uri(new.uri)
    if known is None:
        return await take_in(tx, arrival)
    if known.author_id != new.author.id or known.is_local:
        raise Forbidden("only its author may change a post")
    refuse_gone(await tx.accounts.get(new.author.id))
    if known.deleted_at is not None:
        raise Gone("the post has been deleted")
    if known.is_boost or ("Question" in {known.kind, new.kind} and known.kind != new.kind):  # T-071
        raise Ignored("a post does not become something else")
    if known.edited_at is not None and new.edited_at is not None and new.edited_at < known.edited_at:
        raise Ignored("a later edit came before")
    await raise_totals(tx, arrival.found, known)
    if known.quote_uri is not None and known.quote_uri == new.quote_uri:  # its stamp comes without an edit
        await note_quote(tx, known, new.stamp_uri)
    if _says_the_same(known, new):
        poll = await tx.polls.find(known.id)
        if poll is not None and new.poll is not None and _titles(poll) == _titles(new.poll):
            await tx.polls.set_totals(known.id, new.poll)
            return "counted: its poll has new totals"
        if new.edited_at in {None, known.edited_at}:
            return "ignored: nothing has changed"
    await _edit(tx, known, new)
    if arrival.number is not None and await forward(
        tx, arrival.addresses, arrival.number, known, came_from=new.author.uri
    ):
        return "edited, and passed on to the servers of followers"
    return "edited"


def _says_the_same(known: Post, new: NewPost) -> bool:
    """Its words are the same. What hangs on it may have changed all the same; then its `updated` is later."""
    return (known.content, known.contents, known.summary, known.name, known.sensitive) == (
        new.content,
        new.contents,
        new.summary,
        new.name,
        new.sensitive,
    )


def _titles(poll: Poll) -> list[str]:
    return [option.title for option in poll.options]


async def _edit(tx: Tx, known: Post, new: NewPost) -> None:
    before = set(await tx.posts.mentioned_ids(known.id))
    edited = await edit_post(tx, known, new, tell=True)
    added = await tx.accounts.by_ids(set(new.mentions) - before)
    for account in added.values():
        await notify(tx, account, Event.MENTION, new.author, edited)
