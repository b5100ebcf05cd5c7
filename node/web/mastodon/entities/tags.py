"""Tag, with how often it was used on the last days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from node.model.addresses import Addresses
from node.store.statistics import TagDay
from node.web.mastodon.entities.reader import Json


def tag_id(name: str) -> str:
    """A number for a tag: we know tags by their name only, apps want one."""
    return str(int.from_bytes(sha256(name.encode()).digest()[:8]) >> 1)


def tag(name: str, days: Sequence[TagDay], addresses: Addresses, now: datetime) -> Json:
    """`name` folded, without the sign; `days` from today backwards."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "id": tag_id(name),
        "name": name,
        "url": addresses.tag_page(name),
        "history": [
            {
                "day": str(int((today - timedelta(days=back)).timestamp())),
                "uses": str(day.uses),
                "accounts": str(day.accounts),
            }
            for back, day in enumerate(days)
        ],
    }
