"""Previews of links in posts (mastodon/mastodon#4486): looked at once by whoever writes the post, and sent along with it.

publish ──> seen within 2.5 s ──> kept, sent with the post
   └──────> slow, or away ──> a job looks again, twice at most ──> kept, shown here, and sent after as an Update
receive ──> nothing is fetched; what the author's server says is a claim, shown with the linked host
   └──────> somebody here looks at the post ──> a job, after a random while, one for each address

Only for posts anybody may read: the link of a private message may be a secret, and opening it tells somebody. Not for posts
with files or quotes: they are pictures enough, and servers that know attachments only as files are spared.
"""

import random
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import blake2b
from typing import Final
from urllib.parse import unquote, urlsplit

from node.context import Context
from node.errors import Problem, Unreachable
from node.federation.pages import look_at
from node.jobs.worker import enqueue
from node.model.draft import Draft
from node.model.ids import HIGHEST
from node.model.post import PostView
from node.model.preview import NO_PAGE, Page, Preview
from node.model.visibility import Visibility
from node.outbox.late_previews import keep_and_tell
from node.store.database import Tx
from node.text.firstlink import first_link

LOOK: Final = "preview"
FRESH: Final = timedelta(days=7)
_SECONDS: Final = 2.5
_SECONDS_OF_A_JOB: Final = 20.0
_SOON: Final = timedelta(minutes=1)
_LATER: Final = timedelta(minutes=30)
_SPREAD_SECONDS: Final = (5, 120)
_OWN_PATH: Final = re.compile(r"/(?:@|users/)([A-Za-z0-9_]{1,30})(?:/(?:posts/)?([1-9]\d{0,18}))?/?")


@dataclass(frozen=True, slots=True)
class Link:
    """The link of a post that is being written. `seen` is what was found there just now; `is_open`: it has to be looked at
    again later."""

    url: str
    seen: Preview | None = None
    is_open: bool = False


async def find_link(
    node: Context, draft: Draft, content: str, people: Iterable[str], visibility: Visibility
) -> Link | None:
    """Look at what the text links to. `people` are addresses that lead to who is named. Never raises because of the link."""
    if not visibility.is_open or draft.media or draft.quote_of_id is not None:
        return None
    url = first_link(content, frozenset(people))
    if url is None:
        return None
    if node.addresses.is_ours(url):
        return Link(url, await node.store.read(_ours, node, url))
    if not node.config.federation.link_previews:
        return Link(url)
    known = await node.store.read(lambda tx: tx.previews.find(url))
    if known is not None and known.seen_at is not None and known.seen_at > node.clock() - FRESH:
        return Link(url)
    try:
        return Link(url, await _look(node, url, _SECONDS))
    except Unreachable:
        return Link(url, is_open=True)


async def keep_link(tx: Tx, link: Link | None) -> None:
    """In the transaction that stores the post, before it is rendered."""
    if link is None:
        return
    if link.seen is not None:
        await tx.previews.put(link.seen, tx.now)
    elif link.is_open:
        await enqueue(tx, LOOK, {"url": link.url, "left": "1"}, key=_key(link.url), due_at=tx.now + _SOON)


async def look_later(node: Context, views: Iterable[PostView]) -> None:
    """Somebody looks at these posts: what nobody here has seen is looked at soon, but not by all servers at once."""
    if not node.config.federation.link_previews:
        return
    wanted = {
        view.post.link
        for view in views
        if view.post.link is not None
        and (view.preview is None or view.preview.is_claim)
        and view.post.visibility.is_open
        and not node.addresses.is_ours(view.post.link)
    }
    if wanted:
        await node.store.write(_queue, wanted)


async def _queue(tx: Tx, urls: Iterable[str]) -> None:
    for url in urls:
        if await tx.previews.find(url) is None:  # seen before, and there was nothing to show
            due_at = tx.now + timedelta(seconds=random.uniform(*_SPREAD_SECONDS))  # spreads load, guards nothing
            await enqueue(tx, LOOK, {"url": url, "left": "1"}, key=_key(url), due_at=due_at)


async def look_soon(tx: Tx, url: str) -> None:
    """A short link leads there: whoever wants to show that page gets its preview from us."""
    await enqueue(tx, LOOK, {"url": url, "left": "1"}, key=_key(url))


async def look(node: Context, args: Mapping[str, str]) -> None:
    """The job. Stored also when there is nothing to show: then nobody asks again for a while."""
    url, left = args["url"], int(args["left"])
    if not node.config.federation.link_previews:
        return
    try:
        seen = await _look(node, url, _SECONDS_OF_A_JOB)
    except Unreachable:
        if left:
            await node.store.write(_again, url, left - 1)
            return
        seen = Preview(url=url)
    await node.store.write(keep_and_tell, node.addresses, seen)


def preview_works(node: Context) -> Mapping[str, Callable[[dict[str, str]], Awaitable[None]]]:
    return {LOOK: partial(look, node)}


async def forget_old(node: Context) -> None:
    """What no post links any more (M23)."""
    await node.store.write(lambda tx: tx.previews.prune(tx.now - 4 * FRESH))


async def _again(tx: Tx, url: str, left: int) -> None:
    key = f"{_key(url)} {left}"
    await enqueue(tx, LOOK, {"url": url, "left": str(left)}, key=key, due_at=tx.now + _LATER)


async def _look(node: Context, url: str, seconds: float) -> Preview:
    """Raises Unreachable. What must not be asked, or says a final no, has no preview."""
    await node.hosts.refresh()
    try:
        page = await look_at(node.client, node.hosts, url, node.clock(), seconds=seconds)
    except Unreachable:
        raise
    except Problem:
        page = NO_PAGE
    return Preview(url=url, page=page if page.title else NO_PAGE)


async def _ours(tx: Tx, node: Context, url: str) -> Preview | None:
    """Of a page of this node nothing is fetched: who or what it is about is known."""
    path = unquote(urlsplit(url).path)
    if path in {"", "/"}:
        settings = node.config.node
        return Preview(url=url, page=Page(title=settings.title, description=settings.description))
    if path.startswith("/l/"):
        link = await tx.shortlinks.find(path.removeprefix("/l/").lower())
        seen = None if link is None or link.target.startswith("/") else await tx.previews.find(link.target)
        return None if seen is None else Preview(url=url, page=seen.page)
    found = _OWN_PATH.fullmatch(path)
    account = None if found is None else await tx.accounts.find_by_handle(found[1].lower(), None)
    if found is None or account is None or account.is_gone:
        return None
    if found[2] is None:
        return Preview(url=url, subject_account=account.id)
    number = int(found[2])
    post = await tx.posts.find(number) if number <= HIGHEST else None
    if post is None or post.author_id != account.id or post.deleted_at is not None or not post.visibility.is_open:
        return None
    return Preview(url=url, subject_account=account.id, subject_post=post.id)


def _key(url: str) -> str:
    return f"{LOOK} {blake2b(url.encode(), digest_size=16).hexdigest()}"
