"""A calendar from the store to finished bytes: of the node, of one of its channels, or of a single event."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from node.context import Context
from node.errors import Gone, NotFound
from node.i18n.translate import Translator
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.post import PostView
from node.outbox.feeds.compose import living
from node.outbox.feeds.ical import Calendar, Happening, write
from node.store.appointments import Wanted
from node.store.database import Tx
from node.store.listeners import Told
from node.text.appointment import own_words, titled
from node.text.html import tidy, to_text

MOST: Final = 500
_KEPT: Final = timedelta(days=92)
"""What is over stays for a quarter: whoever fetches the calendar seldom sees that something was called off."""
_LONGEST_TEXT: Final = 5_000
CHANGED: Final[Told] = ("calendar", "")
"""Told when any event is new, changed, passed on or gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedCalendar:
    body: bytes
    depends_on: Collection[Told]


async def compose_calendar(node: Context, channel: str, now: datetime) -> ComposedCalendar:
    """Of all channels where `channel` is empty. Raises NotFound, Gone."""
    account, views = await node.store.read(_listed, channel, now)
    words = Translator(node.config.node.language, node.catalogs, zone=node.config.node.timezone)
    path = "/kalender" if account is None else f"/@{account.name}/kalender"
    name = tidy(node.config.node.title if account is None else account.shown_name)
    calendar = Calendar(
        name=words.t("event.calendar_of", name=name),
        zone=str(node.config.node.timezone),
        source=f"{node.config.origin}{path}.ics",
        page=f"{node.config.origin}{path}",
        happenings=[_happening(view, node.addresses) for view in views],
    )
    told = {CHANGED, *(("account", str(view.author.id)) for view in views)}
    if account is not None:
        told.add(("account", str(account.id)))
    return ComposedCalendar(body=write(calendar), depends_on=told)


async def compose_event(node: Context, channel: str, post_id: int) -> ComposedCalendar:
    """A single one, of a channel here. Raises NotFound, Gone."""
    view = await node.store.read(_single, channel, post_id)
    happening = _happening(view, node.addresses)
    calendar = Calendar(
        name=happening.title, zone=str(node.config.node.timezone), source="", page="", happenings=[happening]
    )
    told = {("post", str(view.post.id)), ("account", str(view.author.id))}
    return ComposedCalendar(body=write(calendar), depends_on=told)


async def _listed(tx: Tx, channel: str, now: datetime) -> tuple[Account | None, Sequence[PostView]]:
    account = await living(tx, channel) if channel else None
    wanted = Wanted(channel_id=0 if account is None else account.id, over_after=now - _KEPT)
    return account, await tx.timelines.views(await tx.appointments.listed(wanted, limit=MOST))


async def _single(tx: Tx, channel: str, post_id: int) -> PostView:
    account = await living(tx, channel)
    post = await tx.posts.find(post_id)
    if post is None or post.author_id != account.id:
        raise NotFound("there is no such event")
    if post.deleted_at is not None:
        raise Gone("the event has been deleted")
    if not post.visibility.is_open or post.appointment is None:
        raise NotFound("there is no such event")
    [view] = await tx.timelines.views([post_id])
    return view


def _happening(view: PostView, addresses: Addresses) -> Happening:
    """Behind a warning stays what is behind it: only the warning is told."""
    post, author = view.post, view.author
    if post.appointment is None:  # pragma: no cover  # only those that have one are listed
        raise NotFound("this is no event")
    text = post.summary or to_text(own_words(post, post.content, post.language))
    page = post.url if post.is_local else addresses.post_page(author, post.id)
    return Happening(
        uid=post.uri,
        title=tidy(titled(post.name, post.appointment, post.language)),
        text=tidy(text)[:_LONGEST_TEXT],
        language=post.language or "",
        url=page if post.is_local else post.url or page,
        organizer=(tidy(author.shown_name), author.url or author.uri),
        appointment=post.appointment,
        place=post.place,
        tags=[tidy(tag) for tag in post.shown_tags],
        created_at=post.published_at,
        changed_at=post.edited_at or post.published_at,
    )
