"""What somebody is told; and that they have read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup, escape

from node.model.notification import Event, Notification
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import Card, card, linked_name, post_path, profile_path, stamp, summary_of
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, look, number, rendering_of, see_other
from node.web.rendering import Frame, Rendering

_WHOLE = frozenset({Event.MENTION, Event.QUOTE})
"""Where the post is news itself; of others it is one's own, and its beginning is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: int
    sentence: Markup
    path: str
    when: str
    stamp: str
    is_new: bool
    asks: bool
    card: Card | None
    excerpt: str


async def show_notifications(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, found = await look(request, _notifications, before_of(request))
    return answer(request, frame, render_notifications(rendering_of(request), frame, found))


async def save_read(request: web.Request) -> web.Response:
    """All up to the newest one the page showed: what came since stays new."""
    form = await read_form(request)
    viewer, node = await require_viewer(request), request[NODE]
    await node.store.write(_read, viewer.account.id, number(form.get("bis", "")))
    return see_other(request, "/mitteilungen")


def render_notifications(rendering: Rendering, frame: Frame, found: Sequence[Notification]) -> bytes:
    """`found` may be one more than a page shows."""
    shown = found[:PER_PAGE]
    return rendering.page(
        "notifications.html",
        frame,
        heading=frame.words.t("notification.title"),
        entries=[_entry(each, frame) for each in shown],
        older=f"/mitteilungen?vor={shown[-1].id}" if len(found) > PER_PAGE else "",
    )


def _entry(told: Notification, frame: Frame) -> Entry:
    view, words = told.post, frame.words
    key = f"notification.{told.event.value}"
    if told.event is Event.MENTION and view is not None and view.post.in_reply_to_account_id == told.account_id:
        key = "notification.reply"
    parts = {"name": linked_name(told.origin, frame)}
    if told.event is Event.REACTION:
        parts["emoji"] = escape(told.emoji)
    whole = view is not None and told.event in _WHOLE
    return Entry(
        id=told.id,
        sentence=frame.sentence(key, **parts),
        path=frame.to(profile_path(told.origin) if view is None else post_path(view.author, view.post.id)),
        when=words.moment(told.created_at, frame.now),
        stamp=stamp(told.created_at),
        is_new=told.read_at is None,
        asks=told.event is Event.FOLLOW_ASKED,
        card=card(view, frame) if view is not None and whole else None,
        excerpt="" if view is None or whole else summary_of(view.post),
    )


async def _notifications(tx: Tx, viewer_id: int, before: int) -> Sequence[Notification]:
    return await tx.notifications.page(viewer_id, before=before, limit=PER_PAGE + 1)


async def _read(tx: Tx, account_id: int, up_to: int) -> None:
    await tx.notifications.read_all(account_id, up_to=up_to, now=tx.now)
