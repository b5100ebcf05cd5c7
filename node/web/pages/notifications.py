"""What somebody is told, each group of it as one line; and that they have read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup, escape

from node.model.collection import Collection
from node.model.filters import FilterAction, FilterPlace
from node.model.moderation import Strike
from node.model.notification import GROUPS, Event, Notification, NotificationGroup, Pending, Severance
from node.model.slice import Slice
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.cards import Card, card, linked_name, post_path, profile_path, stamp, summary_of
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, look, number, rendering_of, see_other
from node.web.rendering import Frame, Rendering
from node.web.sifted import sifted

_WHOLE = frozenset({Event.MENTION, Event.QUOTE, Event.POST})
"""Where the post is news itself; of others it is one's own, and its beginning is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page was found to show. There may be one group more than fits."""

    groups: Sequence[NotificationGroup]
    severances: Mapping[int, Severance]
    strikes: Mapping[int, Strike]
    pending: Pending
    collections: Mapping[int, Collection]


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


def render_notifications(rendering: Rendering, frame: Frame, found: Told) -> bytes:
    shown = found.groups[:PER_PAGE]
    return rendering.page(
        "notifications.html",
        frame,
        heading=frame.words.t("notification.title"),
        entries=[entry for each in shown if (entry := _find_entry(each, found, frame)) is not None],
        waiting=found.pending.requests,
        older=f"/mitteilungen?vor={shown[-1].told.id}" if len(found.groups) > PER_PAGE else "",
    )


def _find_entry(group: NotificationGroup, told: Told, frame: Frame) -> Entry | None:
    """None where a filter of theirs hides the post it is about."""
    view = group.told.post
    found = {} if view is None else sifted(view, frame, FilterPlace.NOTIFICATIONS)
    return None if FilterAction.HIDE in found else _entry(group, _detail(group.told, told, frame), frame, found)


def _entry(
    group: NotificationGroup,
    detail: str,
    frame: Frame,
    filtered: Mapping[FilterAction, str],
) -> Entry:
    told = group.told
    view = told.post
    whole = view is not None and told.event in _WHOLE
    return Entry(
        id=told.id,
        sentence=_sentence(group, frame),
        path=frame.to(profile_path(told.origin) if view is None else post_path(view.author, view.post.id)),
        when=frame.words.moment(told.created_at, frame.now),
        stamp=stamp(told.created_at),
        is_new=told.read_at is None,
        asks=told.event is Event.FOLLOW_ASKED,
        card=card(view, frame, found=filtered) if view is not None and whole else None,
        excerpt=detail if view is None or whole else summary_of(view.post),
    )


def _sentence(group: NotificationGroup, frame: Frame) -> Markup:
    told = group.told
    name = linked_name(told.origin, frame)
    # Who both liked and reacted is named once
    others = len(group.samples) - 1 if group.count <= len(group.samples) + 1 else group.count - 1
    if others > 0:
        key = f"notification.together.{GROUPS[told.event]}.{'one' if others == 1 else 'other'}"
        return frame.sentence(key, name=name, count=escape(frame.words.number(others)))
    key = f"notification.{told.event.value}"
    view = told.post
    if told.event is Event.MENTION and view is not None and view.post.in_reply_to_account_id == told.account_id:
        key = "notification.reply"
    if told.event is Event.REACTION:
        return frame.sentence(key, name=name, emoji=escape(told.emoji))
    return frame.sentence(key, name=name)


def _detail(notification: Notification, found: Told, frame: Frame) -> str:
    """What there is to say about what is neither a post nor an account."""
    match notification.event:
        case Event.SEVERED if (lost := found.severances.get(notification.subject_id)) is not None:
            return _lost(lost, frame)
        case Event.WARNED if (strike := found.strikes.get(notification.subject_id)) is not None:
            decided = frame.words.t(f"notification.warned.{strike.measure.value}")
            return f"{decided} {strike.text}".strip()
        case Event.FEATURED | Event.COLLECTION_CHANGED if (
            about := found.collections.get(notification.subject_id)
        ) is not None:
            return about.name
        case _:
            return ""


def _lost(found: Severance, frame: Frame) -> str:
    return frame.words.t(
        "notification.severed_detail", target=found.target, followers=found.followers, following=found.following
    )


async def _notifications(tx: Tx, viewer_id: int, before: int) -> Told:
    piece = Slice(before=before, limit=PER_PAGE + 1)
    groups = await tx.notification_groups.page(viewer_id, piece, grouped=GROUPS, whole=True)
    severed = {each.told.subject_id for each in groups if each.told.event is Event.SEVERED}
    warned = {each.told.subject_id for each in groups if each.told.event is Event.WARNED}
    featured = {
        each.told.subject_id for each in groups if each.told.event in {Event.FEATURED, Event.COLLECTION_CHANGED}
    }
    return Told(
        groups=groups,
        severances=await tx.severances.by_ids(severed),
        strikes=await tx.strikes.by_ids(warned),
        pending=await tx.notification_rules.pending(viewer_id),
        collections=await tx.collections.by_ids(featured) if featured else {},
    )


async def _read(tx: Tx, account_id: int, up_to: int) -> None:
    await tx.notifications.read_all(account_id, up_to=up_to, now=tx.now)
