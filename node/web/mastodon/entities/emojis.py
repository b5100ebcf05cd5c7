"""CustomEmoji: those the node offers, and those a text uses."""

from collections.abc import Iterable

from node.model.addresses import Addresses
from node.model.emoji import Emoji, OwnEmoji
from node.web.mastodon.entities.reader import Json


def custom_emoji(emoji: OwnEmoji, addresses: Addresses) -> Json:
    made: Json = {
        "shortcode": emoji.name,
        "url": addresses.media(emoji.file),
        "static_url": addresses.media(emoji.still),
        "visible_in_picker": True,
    }
    return made | {"category": emoji.category} if emoji.category else made


def used_emojis(emojis: Iterable[Emoji], addresses: Addresses) -> list[Json]:
    return [
        {
            "shortcode": each.name,
            "url": addresses.emoji(each),
            "static_url": addresses.emoji(each, moving=False),
            "visible_in_picker": False,
        }
        for each in emojis
    ]
