"""`/feeds`: what feeds are, and the addresses of ours."""

from collections.abc import Sequence

from aiohttp import web

from node.model.account import Account
from node.model.feed import ENDINGS, Feed, Subject
from node.store.database import Tx
from node.web.cards import Face, face
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of
from node.web.rendering import Frame

_MOST = 200
_NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
_EXAMPLES = (
    Feed(subject=Subject.NODE),
    Feed(subject=Subject.CHANNEL, name="name"),
    Feed(subject=Subject.CHANNEL, name="name", answers=True),
    Feed(subject=Subject.TAG, name="thema"),
    Feed(subject=Subject.THREAD, name="name", number=123),
    Feed(subject=Subject.ALBUM, name="name", number=123),
    Feed(subject=Subject.SEARCH, name="wort"),
)
_KEYS = ("node", "channel", "channel_answers", "tag", "thread", "album", "search")


async def show_feeds(request: web.Request) -> web.Response:
    frame, found = await look(request, _accounts, request[NODE].config.organizations.channels)
    base = request[NODE].config.origin
    body = rendering_of(request).page(
        "feeds.html",
        frame,
        heading=frame.words.t("feeds.page.title"),
        node_feed=_links(Feed(subject=Subject.NODE)),
        kinds=[
            (frame.words.t(f"feeds.page.{key}"), f"{base}{feed.path('atom')}")
            for key, feed in zip(_KEYS, _EXAMPLES, strict=True)
        ],
        channels=_feeds_of(found[0], frame),
        people=_feeds_of(found[1], frame),
        hub=f"{base}/hub",
        warnings=f"{base}/warnungen.atom",
    )
    return answer(request, frame, body)


def _links(feed: Feed) -> list[tuple[str, str]]:
    return [(feed.path(ending), _NAMES[ending]) for ending in ENDINGS]


def _feeds_of(accounts: Sequence[Account], frame: Frame) -> list[tuple[Face, list[tuple[str, str]]]]:
    return [(face(each, frame), _links(Feed(subject=Subject.CHANNEL, name=each.name))) for each in accounts]


async def _accounts(tx: Tx, _viewer_id: int, offices: Sequence[str]) -> tuple[Sequence[Account], Sequence[Account]]:
    """Channels, then people."""
    channels = await tx.feeds.accounts(offices, people=False, limit=_MOST)
    return channels, await tx.feeds.accounts(offices, people=True, limit=_MOST)
