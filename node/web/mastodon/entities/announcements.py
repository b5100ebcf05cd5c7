"""Announcement."""

from collections.abc import Sequence

from node.model.account import Account
from node.model.announcement import AnnouncementView, Tally
from node.model.emoji import OwnEmoji, names_in
from node.web.mastodon.entities.emojis import custom_emoji
from node.web.mastodon.entities.reader import Json, Reader
from node.web.mastodon.moments import moment, moment_or_none


def announcement(view: AnnouncementView, emojis: Sequence[OwnEmoji], reader: Reader) -> Json:
    """`emojis` are at least those of ours that it uses."""
    found, known = view.announcement, {each.name: each for each in emojis}
    return {
        "id": str(found.id),
        "content": found.content,
        "starts_at": moment_or_none(found.starts_at),
        "ends_at": moment_or_none(found.ends_at),
        "all_day": found.all_day,
        "published_at": moment(found.published_at),
        "updated_at": moment(found.updated_at),
        "read": view.is_read,
        "mentions": [_mentioned(each) for each in view.mentioned],
        "statuses": [],
        "tags": [{"name": name, "url": reader.addresses.tag_page(name)} for name in found.tags],
        "emojis": [custom_emoji(known[name], reader.addresses) for name in names_in([found.text]) if name in known],
        "reactions": [_reaction(each, known.get(each.name), reader) for each in view.reactions],
    }


def reaction_told(announcement_id: int, name: str, count: int, emoji: OwnEmoji | None, reader: Reader) -> Json:
    """What a stream tells of a reaction: how often there is this one now."""
    made: Json = {"name": name, "count": count, "announcement_id": str(announcement_id)}
    if emoji is None:
        return made
    return made | {"url": reader.addresses.media(emoji.file), "static_url": reader.addresses.media(emoji.still)}


def _mentioned(found: Account) -> Json:
    return {"id": str(found.id), "username": found.name, "url": found.url, "acct": found.handle}


def _reaction(tally: Tally, emoji: OwnEmoji | None, reader: Reader) -> Json:
    made: Json = {"name": tally.name, "count": tally.count, "me": tally.is_own}
    if emoji is None:
        return made
    return made | {
        "url": reader.addresses.media(emoji.file),
        "static_url": reader.addresses.media(emoji.still),
    }
