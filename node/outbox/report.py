"""Somebody complains about an account to the moderators, here and, if they want, where the account lives.

Who complained never leaves this node: the node's own actor signs what is passed on (T-141, T-146).
"""

from collections.abc import Sequence

from node.context import Context
from node.errors import NotFound, Unprocessable
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.collection import Collection
from node.model.post import Post
from node.model.report import Report
from node.moderation.policy import readable_post
from node.outbox.acting import acting, note, other
from node.outbox.send import send
from node.outbox.texts import known_rules
from node.store.database import Tx
from node.text.html import tidy
from node.timelines.notify import notify_moderators

CATEGORIES = ("spam", "legal", "violation", "other")
_MOST_POSTS = 50
_MOST_COLLECTIONS = 50
_MOST_CHARACTERS = 5_000


async def report(
    node: Context,
    by: Actor,
    account_id: int,
    post_ids: Sequence[int],
    comment: str,
    forward: bool,  # noqa: FBT001  # the last of the five things a report is made of
    category: str = "other",
    rule_ids: Sequence[int] = (),
    collection_ids: Sequence[int] = (),
) -> Report:
    """`forward` passes it on to the server of an account elsewhere, with the comment, so its author must want that.

    `rule_ids` count for a violation only, `collection_ids` are the account's own. Raises NotFound for posts the reporter
    may not read (T-145) and collections it does not keep, Unprocessable for posts of others, for oneself, and for rules
    there are not.
    """
    if category not in CATEGORIES:
        raise Unprocessable(f"a report is about one of: {', '.join(CATEGORIES)}")
    comment = tidy(comment).strip()
    if len(comment) > _MOST_CHARACTERS:
        raise Unprocessable(f"a comment has at most {_MOST_CHARACTERS} characters")
    wanted = tuple(dict.fromkeys(post_ids))
    if len(wanted) > _MOST_POSTS:
        raise Unprocessable(f"a report names at most {_MOST_POSTS} posts")
    named = tuple(dict.fromkeys(collection_ids))
    if len(named) > _MOST_COLLECTIONS:
        raise Unprocessable(f"a report names at most {_MOST_COLLECTIONS} collections")
    return await node.store.write(
        _report,
        node.addresses,
        node.itself,
        by,
        account_id,
        wanted,
        comment,
        forward=forward,
        category=category,
        rule_ids=rule_ids if category == "violation" else (),
        collection_ids=named,
    )


async def _report(
    tx: Tx,
    addresses: Addresses,
    itself: Account,
    by: Actor,
    account_id: int,
    post_ids: tuple[int, ...],
    comment: str,
    *,
    forward: bool,
    category: str,
    rule_ids: Sequence[int],
    collection_ids: tuple[int, ...],
) -> Report:
    reporter = await acting(tx, by, even_moved=True)
    reported = await other(tx, account_id, reporter)
    posts = [await _post_of(tx, post_id, reporter, reported) for post_id in post_ids]
    collections = [await _collection_of(tx, number, reported) for number in collection_ids]
    made = Report(
        id=tx.ids.new(),
        reporter_id=reporter.id,
        target_id=reported.id,
        post_ids=post_ids,
        comment=comment,
        uri=addresses.activity(tx.ids.new()),
        forwarded=forward and not reported.is_local and not reported.is_gone,
        created_at=tx.now,
        resolved_at=None,
        category=category,
        rule_ids=await known_rules(tx, rule_ids),
        collection_ids=collection_ids,
    )
    await tx.reports.add(made)
    await notify_moderators(tx, reporter, reported)
    sent = None
    if made.forwarded:
        flag = rendering.flag(
            made.uri,
            itself.uri,
            reported.uri,
            about_uris=[*(post.uri for post in posts), *(each.uri for each in collections)],
            comment=comment,
            published=tx.now,
        )
        sent = await send(tx, addresses, flag, by=itself, to=[reported.inbox])
    await note(tx, by, Deed.REPORT, reported.uri, sent)
    return made


async def _collection_of(tx: Tx, collection_id: int, reported: Account) -> Collection:
    found = await tx.collections.find(collection_id)
    if found is None or found.account_id != reported.id:
        raise NotFound("the account that is reported keeps no such collection")
    return found


async def _post_of(tx: Tx, post_id: int, reporter: Account, reported: Account) -> Post:
    post = await readable_post(tx, post_id, reporter.id)
    if post.author_id != reported.id:
        raise Unprocessable("this post is not by the account that is reported")
    return post
