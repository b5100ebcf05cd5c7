"""Tag, with how often it was used on the last days, and FeaturedTag."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from node.model.addresses import Addresses
from node.model.tags import FeaturedTag, OwnTags
from node.store.statistics import DayOfUse
from node.web.mastodon.entities.reader import Json
from node.web.mastodon.moments import day_or_none


def tag_id(name: str) -> str:
    """A number for a tag: we know tags by their name only, apps want one."""
    return str(int.from_bytes(sha256(name.encode()).digest()[:8]) >> 1)


def tag(
    name: str, shown: str, days: Sequence[DayOfUse], addresses: Addresses, now: datetime, own: OwnTags | None = None
) -> Json:
    """`name` folded, without the sign, and as it is `shown`; `days` from today backwards; `own` what its reader does with
    hashtags, if they are logged in."""
    made: Json = {
        "id": tag_id(name),
        "name": shown,
        "url": addresses.tag_page(shown),
        "history": history(days, now),
    }
    if own is not None:
        made |= {"following": name in own.followed, "featuring": name in own.featured}
    return made


def history(days: Sequence[DayOfUse], now: datetime) -> list[Json]:
    """Of days from today backwards."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        {
            "day": str(int((today - timedelta(days=back)).timestamp())),
            "uses": str(day.uses),
            "accounts": str(day.accounts),
        }
        for back, day in enumerate(days)
    ]


def featured_tag(found: FeaturedTag, addresses: Addresses) -> Json:
    return {
        "id": str(found.id),
        "name": found.shown,
        "url": addresses.tag_page(found.shown),
        "statuses_count": str(found.posts_count),
        "last_status_at": day_or_none(found.last_post_at),
    }
