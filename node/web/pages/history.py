"""What a post said before it was edited: every version, newest first, and what was changed in each (S18)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aiohttp import web
from markupsafe import Markup

from node.errors import NotFound
from node.i18n.translate import Translator
from node.model.post import Correction, PostVersion, PostView
from node.store.database import Tx
from node.text.changes import Piece, changes
from node.text.html import to_text
from node.web.cards import card, post_path, profile_path, stamp
from node.web.page import answer, look, number, rendering_of
from node.web.pages.post import readable_view
from node.web.pages.profile import split_handle
from node.web.rendering import Frame, Rendering

_MOST = 50
"""Versions on the page. Somebody may edit a post a thousand times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """`pieces` is the text against the one before, empty where it did not change; `said` are further changes in words."""

    stamp: str
    when: str
    name: str
    summary: str
    content: Markup
    pieces: Sequence[Piece]
    said: Sequence[str]
    correction: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class _Past:
    """`versions` oldest first, without what it says now; `corrections` by when."""

    view: PostView
    versions: Sequence[PostVersion]
    corrections: Sequence[Correction]


async def show_history(request: web.Request) -> web.Response:
    """At the address of its author, which may have been written in another way."""
    handle = request.match_info["handle"]
    frame, past = await look(request, _history, number(request.match_info["id"]))
    author = past.view.author
    if split_handle(request, handle.lower()) != (author.name.lower(), author.host):
        raise NotFound("there is no such post")
    if handle != author.handle:
        raise web.HTTPMovedPermanently(frame.to(f"{post_path(author, past.view.post.id)}/verlauf"))
    body = render_history(rendering_of(request), frame, past.view, past.versions, past.corrections)
    return answer(request, frame, body)


def render_history(
    rendering: Rendering,
    frame: Frame,
    view: PostView,
    versions: Sequence[PostVersion],
    corrections: Sequence[Correction] = (),
) -> bytes:
    """`versions` as stored: oldest first, without what it says now."""
    post, words = view.post, frame.words
    now = PostVersion(
        post.edited_at or post.published_at,
        post.content,
        post.summary,
        post.name,
        post.sensitive,
        tuple((each.url, each.description) for each in view.media),
        () if view.poll is None else tuple(option.title for option in view.poll.options),
    )
    notes = {each.at: each.note for each in corrections}
    line = [*versions, now]
    shown = [_shown(after, before, notes.get(after.at, ""), frame) for before, after in pairwise(line[-_MOST - 1 :])]
    if len(line) <= _MOST:
        shown.insert(0, _shown(line[0], None, "", frame))
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
        versions=shown[::-1],
    )


def _shown(each: PostVersion, before: PostVersion | None, note: str, frame: Frame) -> ShownVersion:
    has_changed = before is not None and before.content != each.content
    return ShownVersion(
        stamp=stamp(each.at),
        when=frame.words.moment(each.at, frame.now),
        name=each.name,
        summary=each.summary,
        content=Markup(each.content),  # noqa: S704  # stored content is safe HTML
        pieces=changes(to_text(before.content), to_text(each.content)) if before is not None and has_changed else (),
        said=() if before is None else tuple(_said(before, each, frame.words)),
        correction=note,
        is_first=before is None,
    )


def _said(before: PostVersion, after: PostVersion, words: Translator) -> Iterator[str]:
    """What changed beside the text."""
    if before.content == after.content:
        yield words.t("history.same_text")
    if before.name != after.name:
        yield words.t("history.title_changed", text=before.name) if before.name else words.t("history.title_added")
    if before.summary != after.summary:
        yield words.t("history.warning_changed")
    elif before.sensitive != after.sensitive:
        yield words.t("history.sensitive" if after.sensitive else "history.not_sensitive")
    if before.files is not None and after.files is not None:
        yield from _files(dict(before.files), dict(after.files), words)
    if before.options is not None and after.options is not None and before.options != after.options:
        yield words.t(
            "history.poll_added"
            if not before.options
            else "history.poll_changed"
            if after.options
            else "history.poll_removed"
        )


def _files(before: Mapping[str, str], after: Mapping[str, str], words: Translator) -> Iterator[str]:
    """By address: files do not change, what is said of them does."""
    if came := len(after.keys() - before.keys()):
        yield words.t("history.files_added", count=came)
    if went := len(before.keys() - after.keys()):
        yield words.t("history.files_removed", count=went)
    if any(before[url] != after[url] for url in before.keys() & after.keys()):
        yield words.t("history.files_described")


async def _history(tx: Tx, viewer_id: int, post_id: int) -> _Past:
    view = await readable_view(tx, viewer_id, post_id)
    view = view.boosted or view
    return _Past(view, await tx.posts.versions(view.post.id), await tx.corrections.of_post(view.post.id))
