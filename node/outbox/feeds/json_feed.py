"""JSON Feed 1.1. What it has no words for stands under `_allmende`: the licence, what is answered, and where answers are."""

from typing import Any

import msgspec

from node.outbox.feeds.atom import stamp
from node.outbox.feeds.entry import Enclosure, Entry
from node.outbox.feeds.head import Head


def write(head: Head) -> bytes:
    return msgspec.json.encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": head.title,
            "home_page_url": head.page,
            "feed_url": head.url,
            **({"description": head.description} if head.description else {}),
            **({"next_url": head.next} if head.next else {}),
            **({"icon": head.icon} if head.icon else {}),
            "language": head.language,
            "authors": [{"name": head.author, "url": head.author_url}],
            **({"hubs": [{"type": "WebSub", "url": head.hub}]} if head.hub else {}),
            **({"_allmende": {"license": head.licence}} if head.licence else {}),
            "items": [_item(each, head) for each in head.entries],
        }
    )


def _item(entry: Entry, head: Head) -> dict[str, Any]:
    more = {
        **({"license": entry.licence} if entry.licence else {}),
        **({"in_reply_to": entry.answers[0]} if entry.answers is not None else {}),
        **({"replies_url": head.base + entry.thread.path("json")} if entry.thread is not None else {}),
    }
    picture = next((each.url for each in entry.enclosures if each.medium == "image"), "")
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.summary,
        "date_published": stamp(entry.published),
        "date_modified": stamp(entry.updated),
        "authors": [{"name": entry.author, "url": entry.author_url}],
        "tags": list(entry.tags),
        **({"language": entry.language} if entry.language else {}),
        **({"image": picture} if picture else {}),
        **({"attachments": [_attachment(each) for each in entry.enclosures]} if entry.enclosures else {}),
        **({"_allmende": more} if more else {}),
    }


def _attachment(each: Enclosure) -> dict[str, Any]:
    return {
        "url": each.url,
        "mime_type": each.mime,
        **({"title": each.text} if each.text else {}),
        **({"size_in_bytes": each.size} if each.size else {}),
        **({"duration_in_seconds": round(each.duration)} if each.duration else {}),
    }
