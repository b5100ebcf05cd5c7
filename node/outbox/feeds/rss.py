"""RSS 2.0, with the whole text (`content:encoded`), all media (Media RSS), and what only Atom has words for."""

from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Final

from node.model.feed import MEDIA_TYPES
from node.outbox.feeds.entry import Enclosure, Entry
from node.outbox.feeds.head import Head

MEDIA_TYPE: Final = MEDIA_TYPES["rss"]
_SPACES = (
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:thr="http://purl.org/syndication/thread/1.0"'
)


def write(head: Head) -> bytes:
    title, page = escape(head.title), escape(head.page)
    links = [f'<atom:link rel="self" href="{escape(head.url)}" type="{MEDIA_TYPE}"/>']
    links += [f'<atom:link rel="next" href="{escape(head.next)}" type="{MEDIA_TYPE}"/>'] if head.next else []
    links += [f'<atom:link rel="hub" href="{escape(head.hub)}"/>'] if head.hub else []
    if head.icon:
        links.append(f"<image><url>{escape(head.icon)}</url><title>{title}</title><link>{page}</link></image>")
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<rss version="2.0"{_SPACES}>',
            "<channel>",
            f"<title>{title}</title>",
            f"<link>{page}</link>",
            f"<description>{escape(head.description or head.title)}</description>",
            f"<language>{escape(head.language)}</language>",
            f"<lastBuildDate>{stamp(head.updated)}</lastBuildDate>",
            "<generator>Allmende</generator>",
            "<docs>https://www.rssboard.org/rss-specification</docs>",
            *_licence(head.licence, "copyright"),
            *links,
            *map(_item, head.entries),
            "</channel>",
            "</rss>\n",
        ]
    ).encode()


def stamp(at: datetime) -> str:
    """RFC 822 with a year of four digits."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _item(entry: Entry) -> str:
    parts = [
        "<item>",
        f"<title>{escape(entry.title)}</title>",
        f"<link>{escape(entry.url)}</link>",
        f'<guid isPermaLink="false">{escape(entry.id)}</guid>',
        f"<pubDate>{stamp(entry.published)}</pubDate>",
        f"<atom:updated>{entry.updated.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</atom:updated>",
        f"<dc:creator>{escape(entry.author)}</dc:creator>",
        *([f"<dc:language>{escape(entry.language)}</dc:language>"] if entry.language else []),
        *_licence(entry.licence, "dc:rights"),
        *(f"<category>{escape(tag)}</category>" for tag in entry.tags),
        f"<description>{escape(entry.summary)}</description>",
        f"<content:encoded>{escape(entry.content)}</content:encoded>",
    ]
    if entry.enclosures:  # readers know what to do with one
        first = entry.enclosures[0]
        parts.append(f'<enclosure url="{escape(first.url)}" length="{first.size}" type="{escape(first.mime)}"/>')
    parts += map(_media, entry.enclosures)
    if entry.answers is not None:
        parts.append(f'<thr:in-reply-to ref="{escape(entry.answers[0])}"/>')
    return "".join([*parts, "</item>"])


def _media(each: Enclosure) -> str:
    size = f' fileSize="{each.size}"' if each.size else ""
    text = f'<media:description type="plain">{escape(each.text)}</media:description>' if each.text else ""
    credit = f"<media:credit>{escape(each.credit)}</media:credit>" if each.credit else ""
    return (
        f'<media:content url="{escape(each.url)}" type="{escape(each.mime)}" medium="{each.medium}"{size}>'
        f"{text}{credit}</media:content>"
    )


def _licence(licence: str, element: str) -> list[str]:
    if not licence:
        return []
    return [f"<{element}>{escape(licence)}</{element}>", f'<atom:link rel="license" href="{escape(licence)}"/>']
