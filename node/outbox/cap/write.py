"""CAP 1.2 as XML, its elements in the order of the schema, and a feed of messages (Atom, RFC 4287)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Final

from node.model.cap import MEDIA_TYPE, NAMESPACE, Alert, Area, Info
from node.outbox.cap.own import Message, written_time
from node.outbox.feeds.atom import MEDIA_TYPE as ATOM, stamp

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def write_alert(alert: Alert) -> bytes:
    references = " ".join(",".join(each) for each in alert.references)
    parts = [
        _HEAD,
        f'<alert xmlns="{NAMESPACE}">',
        *_element("identifier", alert.identifier),
        *_element("sender", alert.sender),
        *_element("sent", written_time(alert.sent)),
        *_element("status", alert.status),
        *_element("msgType", alert.kind),
        *_element("scope", alert.scope),
        *_element("note", alert.note),
        *_element("references", references),
        *(part for info in alert.infos for part in _info(info)),
        "</alert>\n",
    ]
    return "\n".join(parts).encode()


def write_feed(messages: Sequence[Message], *, origin: str, path: str, title: str, author: str, now: datetime) -> bytes:
    updated = max((each.at for each in messages), default=now)
    parts = [
        _HEAD,
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">',
        f"<id>{escape(origin + path)}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{stamp(updated)}</updated>",
        f"<author><name>{escape(author)}</name></author>",
        f'<link rel="self" type="{ATOM}" href="{escape(origin + path)}"/>',
        *(_entry(each, origin) for each in messages),
        "</feed>\n",
    ]
    return "\n".join(parts).encode()


def _entry(message: Message, origin: str) -> str:
    address, info = escape(origin + message.path), message.alert.infos[0]
    return (
        f"<entry><id>{address}</id><title>{escape(info.headline)}</title><updated>{stamp(message.at)}</updated>"
        f'<link rel="alternate" type="{MEDIA_TYPE}" href="{address}"/>'
        f'<link rel="related" type="text/html" href="{escape(info.web)}"/>'
        f"<summary>{escape(info.description)}</summary></entry>"
    )


def _info(info: Info) -> Iterator[str]:
    yield "<info>"
    yield from _element("language", info.language)
    yield from _element("category", info.category)
    yield from _element("event", info.event)
    yield from _element("responseType", info.response)
    yield from _element("urgency", info.urgency)
    yield from _element("severity", info.severity)
    yield from _element("certainty", info.certainty)
    yield from _element("expires", "" if info.expires is None else written_time(info.expires))
    yield from _element("senderName", info.sender_name)
    yield from _element("headline", info.headline)
    yield from _element("description", info.description)
    yield from _element("instruction", info.instruction)
    yield from _element("web", info.web)
    for area in info.areas:
        yield from _area(area)
    yield "</info>"


def _area(area: Area) -> Iterator[str]:
    yield "<area>"
    yield from _element("areaDesc", area.description)
    for name, value in area.geocodes:
        yield "<geocode>"
        yield from _element("valueName", name)
        yield from _element("value", value)
        yield "</geocode>"
    yield "</area>"


def _element(name: str, text: str) -> Iterator[str]:
    """Nothing for what is not said."""
    if text:
        yield f"<{name}>{escape(text, quote=False)}</{name}>"
