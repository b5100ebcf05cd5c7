"""Votes for our polls: Notes that only name an option. Whoever asks learns how many chose what, never who."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from node.federation.reading import is_kind, uri_of
from node.federation.reading.poll import vote_of
from node.inbox.arrive import is_own
from node.inbox.ignored import Ignored
from node.model.account import Account
from node.moderation.policy import may_read, refuse_between, refuse_gone
from node.store.database import Tx


@dataclass(frozen=True, slots=True)
class Vote:
    """For the option called `title` of the post `poll_uri`."""

    uri: str
    poll_uri: str
    title: str


@dataclass(frozen=True, slots=True)
class Votes:
    """What one activity chose."""

    by: Account
    chosen: Sequence[Vote]


def read_vote(given: Any, actor_uri: str) -> Vote | None:
    """The vote in an object the actor embedded; None when it is something else (FEP-9967)."""
    if not isinstance(given, dict) or (title := vote_of(given)) is None:
        return None
    poll_uri = uri_of(given.get("inReplyTo"))
    if poll_uri is None or not is_own(given, actor_uri) or not is_kind(given, "Note"):
        return None
    return Vote(uri_of(given) or "", poll_uri, title)


async def count(tx: Tx, votes: Votes) -> str:
    """Raises Ignored when none of them counts, Forbidden between accounts that block each other."""
    refuse_gone(await tx.accounts.get(votes.by.id))
    counted = 0
    why = "it chooses nothing"
    for vote in votes.chosen:
        try:
            await _count_one(tx, votes.by, vote)
        except Ignored as nothing:
            why = nothing.reason
        else:
            counted += 1
    if not counted:
        raise Ignored(why)
    return "vote counted" if counted == 1 else f"{counted} votes counted"


async def _count_one(tx: Tx, by: Account, vote: Vote) -> None:
    post = await tx.posts.find_by_uri(vote.poll_uri)
    if post is None or not post.is_local or not await may_read(tx, post, by.id):
        raise Ignored("there is no such poll here")
    poll = await tx.polls.find(post.id)
    if poll is None:
        raise Ignored("the post it votes on is no poll")
    await refuse_between(tx, await tx.accounts.get(post.author_id), by)
    if poll.is_closed(tx.now):
        raise Ignored("the poll has ended")
    position = next((place for place, option in enumerate(poll.options) if option.title == vote.title), None)
    if position is None:
        raise Ignored("the poll has no such option")
    if not await tx.polls.vote(post.id, by.id, position, uri=vote.uri, multiple=poll.multiple):
        raise Ignored("the vote was given before")
