"""What happened, put in words for one listener."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from node.context import Context
from node.model.emoji import OwnEmoji
from node.model.notification import Notification
from node.model.stream import Happening, What
from node.store.database import Tx
from node.timelines.filters import NO_FILTERS
from node.web.mastodon.announcements import load_announcements
from node.web.mastodon.conversations import Talks, load_talks
from node.web.mastodon.entities import Subjects, announcement, is_whole, notification, status
from node.web.mastodon.entities.announcements import reaction_told
from node.web.mastodon.readers import reader_for
from node.web.mastodon.told import subjects_of

log = logging.getLogger(__name__)

Words = Callable[[Context, Happening, int], Awaitable[str | None]]


async def words_for(node: Context, happening: Happening, account_id: int) -> str | None:
    """The payload of the event; None when there is nothing to tell any more. An error of ours loses this one event, not
    the connection."""
    try:
        return await _WORDS[happening.what](node, happening, account_id)
    except Exception:
        log.exception("an event could not be put in words", extra={"action": "stream.failed", "event": happening.what})
        return None


async def _post(node: Context, happening: Happening, account_id: int) -> str | None:
    """One rendering for all to whom it looks the same."""
    view = happening.seen_by(account_id)
    if view is None:
        return None
    reader = await reader_for(node, account_id)
    alike = 0 if reader.sieve is NO_FILTERS and account_id not in happening.own else account_id
    if alike not in happening.words:
        happening.words[alike] = _json(status(view, reader))
    return happening.words[alike]


async def _notification(node: Context, happening: Happening, account_id: int) -> str | None:
    found, subjects = await node.store.read(_find_notification, account_id, int(happening.key))
    if found is None or found.is_filtered or not is_whole(found):
        return None
    return _json(notification(found, await reader_for(node, account_id), subjects))


async def _find_notification(tx: Tx, account_id: int, number: int) -> tuple[Notification | None, Subjects]:
    found = await tx.notifications.find(account_id, number)
    return found, await subjects_of(tx, [] if found is None else [found])


async def _key(_node: Context, happening: Happening, _account_id: int) -> str | None:
    return happening.key


async def _nothing(_node: Context, _happening: Happening, _account_id: int) -> str | None:
    return ""


async def _account(_node: Context, _happening: Happening, _account_id: int) -> str | None:
    """Mastodon sends a 1, and apps look at the event's name only."""
    return "1"


async def _conversation(node: Context, happening: Happening, account_id: int) -> str | None:
    talks = await node.store.read(_find_talk, int(happening.key), account_id)
    if talks is None:
        return None
    return _json(talks.entities(await reader_for(node, account_id))[0])


async def _find_talk(tx: Tx, number: int, account_id: int) -> Talks | None:
    found = await tx.conversations.find(number)
    if found is None or found.account_id != account_id:
        return None
    return await load_talks(tx, [found], account_id)


async def _announcement(node: Context, happening: Happening, account_id: int) -> str | None:
    """To all it is new, so it is the same for all."""
    if 0 not in happening.words:
        views, emojis = await node.store.read(load_announcements, account_id, with_read=True)
        found = [view for view in views if str(view.announcement.id) == happening.key]
        if not found:
            return None
        happening.words[0] = _json(announcement(found[0], emojis, await reader_for(node, account_id)))
    return happening.words[0]


async def _reaction(node: Context, happening: Happening, account_id: int) -> str | None:
    number, _, name = happening.key.partition(" ")
    if 0 not in happening.words:
        count, emojis = await node.store.read(_count_reactions, int(number), name)
        reader = await reader_for(node, account_id)
        happening.words[0] = _json(reaction_told(int(number), name, count, next(iter(emojis), None), reader))
    return happening.words[0]


async def _count_reactions(tx: Tx, number: int, name: str) -> tuple[int, Sequence[OwnEmoji]]:
    return await tx.announcements.count_of(number, name), await tx.emojis.by_names([name])


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


_WORDS: Mapping[What, Words] = MappingProxyType(
    {
        What.POSTED: _post,
        What.EDITED: _post,
        What.DELETED: _key,
        What.TOLD: _notification,
        What.MERGED: _account,
        What.FILTERS: _nothing,
        What.CONVERSATION: _conversation,
        What.ANNOUNCED: _announcement,
        What.ANNOUNCEMENT_REACTION: _reaction,
        What.ANNOUNCEMENT_GONE: _key,
    }
)
