"""A post with its whole thread."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from aiohttp import web

from node.errors import Gone, NotFound
from node.model.account import Kind
from node.model.album import Album
from node.model.filters import FilterPlace
from node.model.post import Post, PostView
from node.moderation.policy import visible_post
from node.outbox.cases import Standing, standings
from node.outbox.previews import look_later
from node.store.database import Tx
from node.web.cards import (
    Card,
    StateLine,
    album_path,
    card,
    cards,
    find_card,
    post_path,
    profile_path,
    summary_of,
    web_address,
)
from node.web.case_lines import state_lines
from node.web.kept import alternate_link, kept
from node.web.keys import NODE
from node.web.page import answer, look, number, rendering_of
from node.web.pages.profile import split_handle
from node.web.pages.thread import Answer, load_shape, page_of
from node.web.rendering import Frame, Rendering
from node.web.shared import shared_image
from node.web.shown import SHOWN, Shown

_REPLIES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """`answers` are those of the page, `views` what is known of those that are shown; `hidden` are the authors of the
    others. `last` is the id behind which more answers follow, 0 at the end. `standings` are what became of questions, by
    their address; `may_take`: the viewer may make a case of it."""

    view: PostView
    ancestors: Sequence[PostView]
    missing: str
    answers: Sequence[Answer]
    views: Mapping[int, PostView]
    hidden: Collection[int]
    last: int
    after: int
    albums: Sequence[Album] = ()
    standings: Mapping[str, Sequence[Standing]] = field(default_factory=dict)
    may_take: bool = False

    @property
    def asked(self) -> Collection[int]:
        """Accounts whose answer is expected: who began, and whom the post names."""
        top = self.ancestors[0] if self.ancestors else self.view
        named = (each.account_id for view in (top, self.view) for each in view.mentions)
        return {top.author.id, self.view.author.id, *named}


@kept
async def show_post(request: web.Request) -> web.Response:
    handle, post_id = request.match_info["handle"], number(request.match_info["id"])
    asked = request.query.get("nach")
    frame, thread = await look(request, _thread, post_id, 0 if asked is None else number(asked))
    await look_later(request[NODE], [thread.view])
    author, post = thread.view.author, thread.view.post
    if split_handle(request, handle.lower()) != (author.name.lower(), author.host):
        raise NotFound("there is no such post")
    if handle != author.handle:
        raise web.HTTPMovedPermanently(frame.to(post_path(author, post.id)))
    response = answer(request, frame, render_post(rendering_of(request), frame, thread))
    if post.is_local and post.visibility.is_open:
        response.headers["Link"] = alternate_link(request)
    shown = [thread.view, *thread.ancestors, *thread.views.values()]
    gone = {("post", str(each.id)) for each in thread.answers if each.hidden}
    albums = {("album", str(each.id)) for each in thread.albums}
    told = {("post", str(each.answer.id)) for found in thread.standings.values() for each in found if each.answer}
    response[SHOWN] = Shown(shown, gone | albums | told | {("account", str(author_id)) for author_id in thread.hidden})
    return response


def render_post(rendering: Rendering, frame: Frame, thread: Thread) -> bytes:
    author, post, words = thread.view.author, thread.view.post, frame.words
    path = post_path(author, post.id)
    states = _states(thread, frame)
    shown = replace(card(thread.view, frame, main=True), states=states.get(post.id, ()))
    return rendering.page(
        "post.html",
        frame,
        heading=words.t("post.title", name=author.shown_name),
        trail=[(profile_path(author), author.shown_name), ("", words.t("post.crumb"))],
        description=summary_of(post),
        canonical=f"{frame.site.base}{path}" if post.is_local else web_address(post.url or post.uri) or post.uri,
        alternate=web_address(post.uri) if post.visibility.is_open else "",
        noindex=not (post.is_local and author.discoverable and post.visibility.is_open) or bool(thread.after),
        card=shown,
        shared_image=shared_image(shown),
        ancestors=[
            replace(each, states=states.get(each.id, ())) for each in cards(thread.ancestors, frame, FilterPlace.THREAD)
        ],
        may_take=thread.may_take,
        missing=words.t(thread.missing) if thread.missing else "",
        answers=_answers(thread, frame, states),
        more=f"{path}?nach={thread.last}" if thread.last else "",
        earlier=bool(thread.after),
        albums=[(album_path(author, each.id), each.title, each.language or "") for each in thread.albums],
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An answer, or the words for those that are hidden in its place."""

    depth: int
    card: Card | None
    words: str = ""
    has_rule: bool = False


def _states(thread: Thread, frame: Frame) -> Mapping[int, tuple[StateLine, ...]]:
    """By post."""
    views = (thread.view, *thread.ancestors, *thread.views.values())
    return {
        each.post.id: state_lines(thread.standings[each.post.uri], frame)
        for each in views
        if each.post.uri in thread.standings
    }


def _answers(thread: Thread, frame: Frame, states: Mapping[int, tuple[StateLine, ...]]) -> Sequence[Line]:
    """Hidden ones that follow each other are told together."""
    found: list[Line] = []
    for (why, depth), group in groupby(thread.answers, key=lambda each: (each.hidden, each.depth)):
        if why:
            words = frame.words.t(f"thread.hidden_{why}", count=len(list(group)))
            found.append(Line(depth, None, words, has_rule=why != "deleted"))
        else:
            made = (_answer_card(thread.views[each.id], thread, frame) for each in group if each.id in thread.views)
            found += [Line(depth, replace(each, states=states.get(each.id, ()))) for each in made if each is not None]
    return found


def _answer_card(view: PostView, thread: Thread, frame: Frame) -> Card | None:
    """An office that was asked is told from everybody else who answers; nobody asked where it goes on by itself."""
    made = find_card(view, frame, FilterPlace.THREAD)
    if made is None or not made.face.official or view.author.id not in thread.asked:
        return made
    if view.replied_to is not None and view.replied_to.id == view.author.id:
        return made
    return replace(made, role=frame.words.t("thread.asked"))


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
        author = await tx.accounts.get(post.author_id)
        if author.is_local and not author.is_gone:
            raise Gone("the post has been deleted", at=post.deleted_at, handle=author.handle)
        raise Gone("the post has been deleted")
    return await visible_post(tx, post_id, viewer_id)


async def _thread(tx: Tx, viewer_id: int, post_id: int, after: int) -> Thread:
    post = await living_post(tx, viewer_id, post_id)
    if post.boost_of_id is not None:
        post = await living_post(tx, viewer_id, post.boost_of_id)
    shape = await load_shape(tx, post, viewer_id)
    shown, last = page_of(shape.answers, after, _REPLIES)
    ids = [post.id, *shape.ancestors, *(each.id for each in shown if not each.hidden)]
    views = {view.post.id: view for view in await tx.timelines.views(ids, viewer_id)}
    if post.id not in views:
        raise Gone("the account of this post has been deleted or suspended")
    ancestors = [views[each] for each in shape.ancestors if each in views]
    found = await standings(tx, {each.post.uri for each in views.values()}, viewer_id)
    return Thread(
        view=views[post.id],
        ancestors=ancestors,
        missing=shape.missing,
        answers=shown,
        views={each.id: views[each.id] for each in shown if each.id in views},
        hidden={shape.gaps[each.id].author_id for each in shown if each.hidden},
        last=last,
        after=after,
        albums=await tx.albums.with_post(post.id) if views[post.id].media and views[post.id].author.is_local else (),
        standings=found,
        may_take=await _may_take(tx, views[post.id], ancestors, found.get(post.uri, ()), viewer_id),
    )


async def _may_take(
    tx: Tx, view: PostView, ancestors: Sequence[PostView], found: Sequence[Standing], viewer_id: int
) -> bool:
    """Whether a channel looks at what it was asked, and has not made a case of yet."""
    if not viewer_id or view.author.id == viewer_id or any(each.channel.id == viewer_id for each in found):
        return False
    named = any(each.account_id == viewer_id for each in view.mentions)
    if not named and all(each.author.id != viewer_id for each in ancestors):
        return False
    return (await tx.accounts.get(viewer_id)).kind is not Kind.PERSON
