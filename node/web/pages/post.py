"""A post with its whole thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import Gone, NotFound
from node.model.filters import FilterPlace
from node.model.post import Post, PostView
from node.moderation.policy import visible_post
from node.store.database import Tx
from node.web.cards import Card, card, cards, find_card, post_path, profile_path, summary_of, web_address
from node.web.page import answer, look, number, rendering_of
from node.web.pages.kept import SHOWN, Shown, alternate_link, kept
from node.web.pages.profile import split_handle
from node.web.pages.thread import load_shape, page_of
from node.web.rendering import Frame, Rendering

_REPLIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """`replies` with their indentation; `last` is the id behind which more replies follow, 0 at the end."""

    view: PostView
    ancestors: Sequence[PostView]
    missing: str
    replies: Sequence[tuple[int, PostView]]
    last: int
    after: int


@kept
async def show_post(request: web.Request) -> web.Response:
    handle, post_id = request.match_info["handle"], number(request.match_info["id"])
    asked = request.query.get("nach")
    frame, thread = await look(request, _thread, post_id, 0 if asked is None else number(asked))
    author, post = thread.view.author, thread.view.post
    if split_handle(request, handle.lower()) != (author.name.lower(), author.host):
        raise NotFound("there is no such post")
    if handle != author.handle:
        raise web.HTTPMovedPermanently(frame.to(post_path(author, post.id)))
    response = answer(request, frame, render_post(rendering_of(request), frame, thread))
    if post.is_local and post.visibility.is_open:
        response.headers["Link"] = alternate_link(request)
    response[SHOWN] = Shown([thread.view, *thread.ancestors, *(view for _, view in thread.replies)])
    return response


def render_post(rendering: Rendering, frame: Frame, thread: Thread) -> bytes:
    author, post, words = thread.view.author, thread.view.post, frame.words
    path = post_path(author, post.id)
    return rendering.page(
        "post.html",
        frame,
        heading=words.t("post.title", name=author.shown_name),
        trail=[(profile_path(author), author.shown_name), ("", words.t("post.crumb"))],
        description=summary_of(post),
        canonical=f"{frame.site.base}{path}" if post.is_local else web_address(post.url or post.uri) or post.uri,
        alternate=web_address(post.uri) if post.visibility.is_open else "",
        noindex=not (post.is_local and author.discoverable and post.visibility.is_open) or bool(thread.after),
        card=card(thread.view, frame, main=True),
        is_ours=post.is_local and post.visibility.is_open,
        ancestors=cards(thread.ancestors, frame, FilterPlace.THREAD),
        missing=words.t(thread.missing) if thread.missing else "",
        replies=_replies(thread, frame),
        more=f"{path}?nach={thread.last}" if thread.last else "",
        earlier=bool(thread.after),
    )


def _replies(thread: Thread, frame: Frame) -> list[tuple[int, Card]]:
    found = [(depth, find_card(view, frame, FilterPlace.THREAD)) for depth, view in thread.replies]
    return [(depth, each) for depth, each in found if each is not None]


async def readable_view(tx: Tx, viewer_id: int, post_id: int) -> PostView:
    """One post as the viewer sees it. Raises NotFound, or Gone for what was deleted."""
    post = await living_post(tx, viewer_id, post_id)
    views = await tx.timelines.views([post.id], viewer_id)
    if not views:
        raise Gone("the account of this post has been deleted or suspended")
    return views[0]


async def living_post(tx: Tx, viewer_id: int, post_id: int) -> Post:
    """A post the viewer may see. A boost leads to what was boosted. Raises NotFound, or Gone for what was deleted."""
    post = await tx.posts.find(post_id)
    if post is not None and post.deleted_at is not None and post.visibility.is_open:
        raise Gone("the post has been deleted")
    return await visible_post(tx, post_id, viewer_id)


async def _thread(tx: Tx, viewer_id: int, post_id: int, after: int) -> Thread:
    post = await living_post(tx, viewer_id, post_id)
    if post.boost_of_id is not None:
        post = await living_post(tx, viewer_id, post.boost_of_id)
    shape = await load_shape(tx, post, viewer_id)
    shown, last = page_of(shape.answers, after, _REPLIES)
    ids = [post.id, *shape.ancestors, *(each for each, _ in shown)]
    views = {view.post.id: view for view in await tx.timelines.views(ids, viewer_id)}
    if post.id not in views:
        raise Gone("the account of this post has been deleted or suspended")
    return Thread(
        view=views[post.id],
        ancestors=[views[each] for each in shape.ancestors if each in views],
        missing=shape.missing,
        replies=[(depth, views[each]) for each, depth in shown if each in views],
        last=last,
        after=after,
    )
