"""Somebody elsewhere reports an account of ours or its posts to us. Who signed is the reporter (T-075)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from node.context import Context
from node.errors import Forbidden, Invalid
from node.federation.reading import text_of, uris_of
from node.inbox.ignored import Ignored
from node.inbox.incoming import Incoming
from node.model.account import Account
from node.model.post import Post
from node.model.report import Report
from node.moderation.policy import may_read, refuse_gone
from node.store.database import Tx
from node.text.html import tidy
from node.timelines.notify import notify_moderators

MOST_OBJECTS: Final = 50
LONGEST_COMMENT: Final = 5_000


@dataclass(frozen=True, slots=True)
class Flagged:
    incoming: Incoming
    uris: Sequence[str]
    comment: str


async def gather(node: Context, incoming: Incoming) -> Flagged:
    if node.hosts.rejects_reports(incoming.actor.uri):
        raise Forbidden("reports from this host are not wanted here")
    uris = uris_of(incoming.body.get("object"), MOST_OBJECTS)
    if not uris:
        raise Invalid("the report names nothing")
    ours = [uri for uri in uris if node.addresses.is_ours(uri)]
    if not ours:
        raise Ignored("the report is about nobody here")
    comment = text_of(incoming.body.get("content")) or text_of(incoming.body.get("summary"))
    return Flagged(incoming, ours, tidy(comment)[:LONGEST_COMMENT])


async def apply(tx: Tx, flagged: Flagged) -> str:
    reporter = await tx.accounts.get(flagged.incoming.actor.id)
    refuse_gone(reporter)
    target, posts = await _reported(tx, flagged, reporter)
    collections = [each for uri in flagged.uris if (each := await tx.collections.find_by_uri(uri)) is not None]
    report = Report(
        id=tx.ids.new(),
        reporter_id=reporter.id,
        target_id=target.id,
        post_ids=tuple(post.id for post in posts if post.author_id == target.id),
        comment=flagged.comment,
        uri=flagged.incoming.uri or f"{reporter.uri}#reports/{flagged.incoming.number}",
        forwarded=True,
        created_at=tx.now,
        resolved_at=None,
        collection_ids=tuple(each.id for each in collections if each.account_id == target.id),
    )
    if not await tx.reports.add(report):
        raise Ignored("reported before")
    await notify_moderators(tx, reporter, target)
    return "reported"


async def _reported(tx: Tx, flagged: Flagged, reporter: Account) -> tuple[Account, Sequence[Post]]:
    """The first account of ours it names, and its posts that the reporter may read (T-145): what else it names only
    says that it exists."""
    accounts = await tx.accounts.by_uris(flagged.uris)
    posts = [post for uri in flagged.uris if (post := await tx.posts.find_by_uri(uri)) is not None]
    readable = [post for post in posts if post.is_local and await may_read(tx, post, reporter.id)]
    named = [accounts[uri] for uri in flagged.uris if uri in accounts and accounts[uri].is_local]
    if named:
        return named[0], readable
    if not readable:
        raise Ignored("the report is about nobody here")
    return await tx.accounts.get(readable[0].author_id), readable
