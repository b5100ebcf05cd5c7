"""Whom something is addressed to, and what that makes of who may read it."""

from dataclasses import dataclass
from typing import Any, Final

from node.federation.reading.values import uris_of
from node.model.addresses import PUBLIC
from node.model.visibility import Visibility

MOST_RECIPIENTS: Final = 500

_FIELDS: Final = ("to", "cc", "bto", "bcc")


@dataclass(frozen=True, slots=True)
class Audience:
    """`recipients`: everyone named in any of the five properties, each once, bounded."""

    visibility: Visibility
    recipients: tuple[str, ...]


def read_audience(document: dict[str, Any], *, author_uri: str, followers_uri: str | None) -> Audience:
    """Public in `to` is public, elsewhere unlisted; the author's followers; otherwise only those who are named.

    Where the author's followers collection is not known, what looks like one below the author's own address counts:
    it can only be theirs.
    """
    to = uris_of(document.get("to"), MOST_RECIPIENTS)
    open_to = to + uris_of(document.get("cc"), MOST_RECIPIENTS) + uris_of(document.get("audience"), MOST_RECIPIENTS)
    hidden = uris_of(document.get("bto"), MOST_RECIPIENTS) + uris_of(document.get("bcc"), MOST_RECIPIENTS)
    recipients = tuple(dict.fromkeys(open_to + hidden))[:MOST_RECIPIENTS]
    if PUBLIC in to:
        visibility = Visibility.PUBLIC
    elif PUBLIC in open_to:
        visibility = Visibility.UNLISTED
    elif followers_uri in recipients if followers_uri else _names_followers(recipients, author_uri):
        visibility = Visibility.FOLLOWERS
    else:
        visibility = Visibility.DIRECT
    return Audience(visibility, recipients)


def addressed(document: dict[str, Any], outer: dict[str, Any]) -> dict[str, Any]:
    """Where the addressees stand: in the object, or only in the activity it came in (Discourse)."""
    if not outer or any(document.get(name) for name in _FIELDS):
        return document
    return {
        "audience": document.get("audience") or outer.get("audience"),
        **{name: outer.get(name) for name in _FIELDS},
    }


def _names_followers(recipients: tuple[str, ...], author_uri: str) -> bool:
    below = author_uri.rstrip("/") + "/"
    return any(each.startswith(below) and each.endswith("/followers") for each in recipients)
