"""Links that trend: what those who moderate decided about a link counts, else what they decided about its publisher."""

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from node.model.preview import Preview
from node.store.database import Tx
from node.store.statistics import Reviewed

_CANDIDATES: Final = 500


async def trending_links(tx: Tx, which: Reviewed, *, limit: int, offset: int = 0) -> list[Preview]:
    """Those that most people posted in the last two days."""
    found = await tx.statistics.linked_pages(limit=_CANDIDATES)
    if which != "all":
        decided = await decisions(tx, found)
        found = [each for each in found if decided.get(each.url, which == "not rejected")]
    return list(found[offset : offset + limit])


async def is_trending(tx: Tx, url: str, which: Reviewed) -> bool:
    return any(each.url == url for each in await trending_links(tx, which, limit=_CANDIDATES))


async def decisions(tx: Tx, links: Sequence[Preview]) -> dict[str, bool]:
    """By address: those that were approved or turned down, themselves or with their publisher."""
    own = await tx.reviews.of("link", [each.url for each in links])
    hosts = await tx.reviews.of("publisher", publishers_of(links))
    return {
        each.url: decision
        for each in links
        if (decision := own.get(each.url, hosts.get(publisher_of(each)))) is not None
    }


def publishers_of(links: Iterable[Preview]) -> list[str]:
    """Each once, in that order."""
    return list(dict.fromkeys(publisher_of(each) for each in links))


def publisher_of(link: Preview) -> str:
    return urlsplit(link.url).netloc
