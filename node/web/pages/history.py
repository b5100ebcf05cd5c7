"""What a post said before it was edited: every version, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from node.model.post import PostVersion, PostView
from node.store.database import Tx
from node.web.cards import card, post_path, profile_path, stamp
from node.web.page import answer, look, number, rendering_of
from node.web.pages.post import readable_view
from node.web.rendering import Frame, Rendering


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    stamp: str
    when: str
    name: str
    summary: str
    content: Markup


async def show_history(request: web.Request) -> web.Response:
    frame, (view, versions) = await look(request, _history, number(request.match_info["id"]))
    return answer(request, frame, render_history(rendering_of(request), frame, view, versions))


def render_history(rendering: Rendering, frame: Frame, view: PostView, versions: Sequence[PostVersion]) -> bytes:
    """`versions` as stored: oldest first, without what it says now."""
    post, words = view.post, frame.words
    now = PostVersion(post.edited_at or post.published_at, post.content, post.summary, post.name, post.sensitive)
    shown = [
        ShownVersion(
            stamp=stamp(each.at),
            when=words.moment(each.at, frame.now),
            name=each.name,
            summary=each.summary,
            content=Markup(each.content),  # noqa: S704  # stored content is safe HTML
        )
        for each in (now, *reversed(versions))
    ]
    path = post_path(view.author, post.id)
    return rendering.page(
        "history.html",
        frame,
        heading=words.t("history.title", name=view.author.shown_name),
        trail=[
            (profile_path(view.author), view.author.shown_name),
            (path, words.t("post.crumb")),
            ("", words.t("post.history")),
        ],
        card=card(view, frame),
        versions=shown,
    )


async def _history(tx: Tx, viewer_id: int, post_id: int) -> tuple[PostView, Sequence[PostVersion]]:
    view = await readable_view(tx, viewer_id, post_id)
    return view, await tx.posts.versions(view.post.id)
