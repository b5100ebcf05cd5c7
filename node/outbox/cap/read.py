"""Messages of others: CAP 1.2 as XML, and as the JSON in which NINA gives the same (bundesAPI/nina-api); and where a feed
says that messages are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from node.errors import Invalid
from node.model.cap import MEDIA_TYPE, SEVERITIES, Alert, Area, Info
from node.outbox.cap.places import AREAS
from node.outbox.cap.tree import Node, read_tree

MOST: Final = 50
_SPACES: Final = ("urn:oasis:names:tc:emergency:cap:1.2", "urn:oasis:names:tc:emergency:cap:1.1")
_LONGEST: Final = 500


def read_document(body: bytes, base: str) -> tuple[Alert | None, Mapping[str, str]]:
    """One message, or the addresses of those that a feed (Atom, RSS) leads to, on its own host, each with
    when it was changed, where the feed says so. Raises Invalid, Refused."""
    root = read_tree(body)
    if root.name == "alert" and root.space in _SPACES:
        return _alert(root), {}
    if root.name in {"feed", "rss", "RDF"}:
        return None, dict(list(_links(root, base))[:MOST])
    raise Invalid("this is neither a CAP message nor a feed of such")


def read_alert(body: bytes) -> Alert:
    """Raises Invalid, Refused."""
    alert, _ = read_document(body, "")
    if alert is None:
        raise Invalid("this is no CAP message")
    return alert


def read_dashboard(body: bytes) -> Sequence[tuple[str, str]]:
    """What NINA lists for a county: the name of each message, and which state of it. Raises Invalid."""
    found = _json(body)
    if not isinstance(found, list):
        raise Invalid("this is no list of NINA")
    listed = []
    for each in found[:MOST]:
        name = each.get("id") if isinstance(each, dict) else None
        if not isinstance(name, str) or not 0 < len(name) <= _LONGEST or not name.isprintable():
            continue
        payload = each.get("payload")
        mark = payload.get("hash") if isinstance(payload, dict) else None
        listed.append((name, str(mark or each.get("sent") or "")[:_LONGEST]))
    return listed


def read_nina(body: bytes) -> Alert:
    """Raises Invalid."""
    found = _json(body)
    if not isinstance(found, dict):
        raise Invalid("this is no message of NINA")
    return _alert(_as_node("alert", found))


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid("this is no JSON") from None


def _as_node(name: str, value: Any) -> Node:
    """The JSON has the names of the XML, and lists for what comes several times."""
    if not isinstance(value, Mapping):
        return Node(name, pieces=[value] if isinstance(value, str) else [])
    made = Node(name)
    for key, held in value.items():
        for each in held[:MOST] if isinstance(held, list) else [held]:
            made.children.append(_as_node(str(key), each))
    return made


def _alert(root: Node) -> Alert:
    identifier, sender, sent = (root.said(name) for name in ("identifier", "sender", "sent"))
    at = _moment(sent)
    if not identifier or not sender or at is None or max(len(identifier), len(sender)) > _LONGEST:
        raise Invalid("the message does not say what it is called, who sends it, or when")
    return Alert(
        identifier=identifier,
        sender=sender,
        sent=at,
        status=root.said("status"),
        kind=root.said("msgType"),
        scope=root.said("scope"),
        references=list(_references(root.said("references"))),
        infos=[_info(each) for each in list(root.all("info"))[:MOST]],
    )


def _references(text: str) -> Iterator[tuple[str, str, str]]:
    for each in text.split()[:MOST]:
        parts = each.split(",")
        if len(parts) == 3 and max(map(len, parts)) <= _LONGEST:
            yield parts[0], parts[1], parts[2]


def _info(given: Node) -> Info:
    parameters = {each.said("valueName"): each.said("value") for each in given.all("parameter")}
    named = [("ARS", each) for each in parameters.get(AREAS, "").split(",") if each.strip()]
    areas = [_area(each) for each in given.all("area")]
    severity = given.said("severity")
    return Info(
        language=(given.said("language") or "en").lower(),
        category=given.said("category"),
        event=given.said("event"),
        urgency=given.said("urgency"),
        severity=severity if severity in SEVERITIES else "Unknown",
        certainty=given.said("certainty"),
        expires=_moment(given.said("expires")),
        sender_name=given.said("senderName") or parameters.get("sender_langname", ""),
        headline=given.said("headline"),
        description=given.said("description"),
        instruction=given.said("instruction"),
        web=given.said("web"),
        areas=[*areas, *([Area(description="", geocodes=named)] if named else [])],
    )


def _area(given: Node) -> Area:
    codes = [(each.said("valueName"), each.said("value")) for each in given.all("geocode")]
    return Area(description=given.said("areaDesc"), geocodes=codes)


def _moment(text: str) -> datetime | None:
    """With an offset, as CAP wants it, also written as Z; None for all else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _links(root: Node, base: str) -> Iterator[tuple[str, str]]:
    for entry in _entries(root):
        changed = (entry.said("updated") or entry.said("pubDate"))[:_LONGEST]
        for link in entry.all("link"):
            address = link.attributes.get("href") or link.text
            is_cap = link.attributes.get("type") == MEDIA_TYPE or address.partition("?")[0].endswith((".cap", ".xml"))
            if is_cap:
                try:
                    found = urljoin(base, address)
                    if urlsplit(found).netloc == urlsplit(base).netloc:
                        yield found, changed
                except ValueError:
                    continue


def _entries(root: Node) -> Iterable[Node]:
    if root.name == "feed":
        return root.all("entry")
    channels = [root, *root.all("channel")]
    return (item for each in channels for item in each.all("item"))
