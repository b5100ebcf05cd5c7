"""Atom: RFC 4287, with threads (RFC 4685), licences (RFC 4946) and pages (RFC 5005)."""

from datetime import UTC, datetime
from html import escape
from typing import Final

from node.model.feed import MEDIA_TYPES
from node.outbox.feeds.entry import Enclosure, Entry
from node.outbox.feeds.head import Head

MEDIA_TYPE: Final = MEDIA_TYPES["atom"]
_SPACES = ' xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"'


def write(head: Head) -> bytes:
    links = [
        _link("self", head.url, MEDIA_TYPE),
        _link("alternate", head.page, "text/html"),
        _link("first", head.id, MEDIA_TYPE),
    ]
    links += [_link("next", head.next, MEDIA_TYPE)] if head.next else []
    links += [_link("hub", head.hub)] if head.hub else []
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed{_SPACES} xml:lang="{escape(head.language)}">',
            f"<id>{escape(head.id)}</id>",
            f"<title>{escape(head.title)}</title>",
            *([f"<subtitle>{escape(head.description)}</subtitle>"] if head.description else []),
            f"<updated>{stamp(head.updated)}</updated>",
            "<generator>Allmende</generator>",
            *([f"<icon>{escape(head.icon)}</icon>"] if head.icon else []),
            f"<author><name>{escape(head.author)}</name><uri>{escape(head.author_url)}</uri></author>",
            *_licence(head.licence),
            *links,
            *(_entry(each, head) for each in head.entries),
            "</feed>\n",
        ]
    ).encode()


def stamp(at: datetime) -> str:
    """RFC 3339."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(entry: Entry, head: Head) -> str:
    language = f' xml:lang="{escape(entry.language)}"' if entry.language else ""
    parts = [
        f"<entry{language}>",
        f"<id>{escape(entry.id)}</id>",
        f"<title>{escape(entry.title)}</title>",
        f"<published>{stamp(entry.published)}</published>",
        f"<updated>{stamp(entry.updated)}</updated>",
        f"<author><name>{escape(entry.author)}</name><uri>{escape(entry.author_url)}</uri></author>",
        _link("alternate", entry.url, "text/html"),
        *_licence(entry.licence),
        *(f'<category term="{escape(tag)}"/>' for tag in entry.tags),
        *map(_enclosure, entry.enclosures),
    ]
    if entry.answers is not None:
        uri, page = entry.answers
        href = f' href="{escape(page)}" type="text/html"' if page else ""
        parts.append(f'<thr:in-reply-to ref="{escape(uri)}"{href}/>')
    if entry.thread is not None:
        href = escape(head.base + entry.thread.path("atom"))
        parts.append(f'<link rel="replies" type="{MEDIA_TYPE}" href="{href}" thr:count="{entry.replies}"/>')
    return "".join([*parts, f'<content type="html">{escape(entry.content)}</content>', "</entry>"])


def _enclosure(each: Enclosure) -> str:
    length = f' length="{each.size}"' if each.size else ""
    title = f' title="{escape(each.text)}"' if each.text else ""
    return f'<link rel="enclosure" href="{escape(each.url)}" type="{escape(each.mime)}"{length}{title}/>'


def _licence(licence: str) -> list[str]:
    return [f"<rights>{escape(licence)}</rights>", _link("license", licence)] if licence else []


def _link(rel: str, href: str, media_type: str = "") -> str:
    kind = f' type="{media_type}"' if media_type else ""
    return f'<link rel="{rel}" href="{escape(href)}"{kind}/>'
