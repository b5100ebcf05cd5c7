"""What is fetched afterwards: the rest of a conversation, the newest posts of somebody now followed. Its ids are dated
back, and it neither notifies nor streams (decision 0006). All of it is bounded in posts, pages and seconds.
"""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from node.context import Context
from node.errors import Forbidden, Problem, Unreachable
from node.federation.addressing import same_origin
from node.federation.objects import Found
from node.federation.reading import Item, author_of, embedded, is_kind, read_page, web_of
from node.federation.reading.values import is_web
from node.inbox.linked import link
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.post import Post
from node.store.database import Tx
from node.timelines.place import place_post

THREAD: Final = "thread.fetch"
"""Job: `post` (id) answers something that is not here."""
OUTBOX: Final = "outbox.fetch"
"""Job: `account` (id) is followed for the first time."""

MOST_PARENTS: Final = 40
MOST_POSTS: Final = 200
MOST_PAGES: Final = 20
MOST_SECONDS: Final = 60.0
NEWEST: Final = 20


@dataclass(slots=True)
class _Budget:
    """How much one job may still fetch."""

    posts: int
    pages: int = MOST_PAGES
    asked: set[str] = field(default_factory=set)

    def first(self, uri: str) -> bool:
        """Nothing is asked for twice, so collections that lead back to themselves end."""
        if uri in self.asked:
            return False
        self.asked.add(uri)
        return True


# --- conversations -------------------------------------------------------------------------------------------------


async def fetch_thread(node: Context, args: Mapping[str, str]) -> None:
    """The job THREAD: what the post answers, up to the first post of all, then what else was said below that one.

    Raises Unreachable when nothing at all could be had: then it is tried again.
    """
    post = await node.store.read(lambda tx: tx.posts.find(int(args["post"])))
    if post is None or post.deleted_at is not None:
        return
    budget, answers = _Budget(MOST_POSTS), list[Found]()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(MOST_SECONDS):
            top = await _climb(node, post, budget)
            if top is not None:
                await _gather_below(node, top, budget, answers)
    await node.store.write(_place_answers, node.addresses, answers)


async def _climb(node: Context, post: Post, budget: _Budget) -> Found | None:
    """Fetch and store each parent. Returns the topmost one that was fetched."""
    top: Found | None = None
    uri = post.in_reply_to_uri
    for _ in range(MOST_PARENTS):
        if uri is None or not budget.first(uri):
            break
        known = await node.objects.find(uri)
        if known is not None:
            uri = known.in_reply_to_uri
            continue
        try:
            found = await node.objects.fetch_post(uri)
        except Unreachable:
            if top is None:
                raise
            break
        except Problem:  # deleted, private, blocked: the thread begins below it
            break
        if not await node.store.write(place, node.addresses, found):
            break
        budget.posts -= 1
        top, uri = found, found.new.in_reply_to_uri
    return top


async def _gather_below(node: Context, top: Found, budget: _Budget, answers: list[Found]) -> None:
    """From the collection of the whole thread where its owner keeps one (FEP-7888), else from `replies`, and those of
    the answers."""
    context = top.read.context_uri
    if context is not None and await _gather_context(node, context, top, budget, answers):
        return
    waiting = [top]
    while waiting:
        asked = waiting.pop(0)
        if (uri := asked.read.replies_uri) is not None and same_origin(uri, asked.new.uri):
            before = len(answers)
            await _gather_collection(node, uri, budget, answers)
            waiting += answers[before:]


async def _gather_context(node: Context, uri: str, top: Found, budget: _Budget, answers: list[Found]) -> bool:
    """Whether it is a collection, kept by who began the thread."""
    if not is_web(uri) or not same_origin(uri, top.new.uri):
        return False
    try:
        page = read_page(await node.objects.fetch(uri))
    except Problem:
        return False
    if page.owner_uri != top.new.author.uri:
        return False
    await _gather_collection(node, uri, budget, answers)
    return True


async def _gather_collection(node: Context, uri: str, budget: _Budget, answers: list[Found]) -> None:
    """Page after page, of one server. What cannot be had is left out."""
    following: str | None = uri
    while following is not None and budget.pages > 0 and budget.first(following):
        budget.pages -= 1
        try:
            page = read_page(await node.objects.fetch(following))
        except Problem:
            return
        for item in page.items:
            if budget.posts <= 0:
                return
            with contextlib.suppress(Problem):
                found = await _look_at(node, item, uri, budget)
                if found is not None:
                    answers.append(found)
        following = page.next if page.next is not None and same_origin(page.next, uri) else None


async def _look_at(node: Context, item: Item, collection_uri: str, budget: _Budget) -> Found | None:
    """The post a collection lists: as embedded, where the collection's own server speaks for its author, else fetched."""
    uri = web_of(item)
    if uri is None or node.addresses.is_ours(uri) or not budget.first(uri):
        return None
    if await node.objects.find(uri) is not None:
        return None
    budget.posts -= 1
    if isinstance(item, dict) and same_origin(uri, collection_uri) and author_of(item) is not None:
        return await node.objects.from_document(item, live=False)
    return await node.objects.fetch_post(uri)


async def _place_answers(tx: Tx, addresses: Addresses, answers: Sequence[Found]) -> None:
    """Oldest first; only those that answer something here: a collection may list what it likes."""
    for found in sorted(answers, key=lambda each: each.new.published_at):
        parent_uri = found.new.in_reply_to_uri
        if parent_uri is not None and await tx.posts.find_by_uri(parent_uri) is not None:
            await place(tx, addresses, found)


async def place(tx: Tx, addresses: Addresses, found: Found) -> bool:
    """Store it, if anybody may read it. Returns whether it is here now."""
    new = found.new
    author = await tx.accounts.get(new.author.id)
    if author.is_gone or not new.visibility.is_open or await tx.withdrawn.has(new.uri, author.uri):
        return False
    try:
        linked = await link(tx, addresses, new)
    except Forbidden:  # it answers somebody here who does not let it
        return False
    post = await place_post(tx, linked.new, live=False)
    if post is None:
        return False
    totals = found.read.totals
    if totals.replies or totals.likes or totals.shares:
        await tx.posts.raise_counts(
            post.id, replies=totals.replies or 0, likes=totals.likes or 0, boosts=totals.shares or 0
        )
    return True


# --- the newest posts of somebody ----------------------------------------------------------------------------------


async def fetch_outbox(node: Context, args: Mapping[str, str]) -> None:
    """The job OUTBOX: the newest public posts, so that a profile is not empty when somebody begins to follow it.

    Raises Unreachable when the outbox could not be had: then it is tried again.
    """
    account = await node.store.read(lambda tx: tx.accounts.get(int(args["account"])))
    if account.is_gone or account.outbox is None:
        return
    budget, posts = _Budget(NEWEST), list[Found]()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(MOST_SECONDS):
            for item in (await _newest(node, account.outbox))[: 2 * NEWEST]:
                if budget.posts <= 0:
                    break
                with contextlib.suppress(Problem):
                    found = await _look_at_own(node, item, account, budget)
                    if found is not None:
                        posts.append(found)
    for found in reversed(posts):
        await node.store.write(place, node.addresses, found)


async def _newest(node: Context, outbox: str) -> Sequence[Item]:
    page = read_page(await node.objects.fetch(outbox))
    if not page.items and page.next is not None and same_origin(page.next, outbox):
        page = read_page(await node.objects.fetch(page.next))
    return page.items


async def _look_at_own(node: Context, item: Item, account: Account, budget: _Budget) -> Found | None:
    """The post a Create in the outbox is about: embedded where it is the account's own, else fetched. What it boosted
    is somebody else's, and left out."""
    given: Any = item
    if isinstance(item, dict) and "object" in item:
        if not is_kind(item, "Create"):
            return None
        given = item["object"]
    uri = web_of(given)
    if uri is None or not same_origin(uri, account.uri) or not budget.first(uri):
        return None
    if await node.objects.find(uri) is not None:
        return None
    budget.posts -= 1
    post = embedded(given)
    if post is None or author_of(post) != account.uri:
        post = await node.objects.fetch(uri)
        if is_kind(post, "Create"):  # the outbox lists its activities by their ids
            post = embedded(post.get("object")) or await node.objects.fetch(web_of(post.get("object")) or "")
    return await node.objects.from_document(post, live=False, author=account)
