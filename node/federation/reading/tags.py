"""What `tag` holds: hashtags, mentions, custom emoji, links to other objects (FEP-e232)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from node.federation.reading.media import image_of
from node.federation.reading.values import href_of, is_kind, is_web, kinds_of, listed, text_of, uri_of, web_of
from node.text.html import clean_name
from node.text.mentions import Tag, find_entities, fold_tag

MOST_TAGS: Final = 64
MOST_MENTIONS: Final = 50
MOST_EMOJIS: Final = 64
MOST_ENTRIES: Final = 300

_EMOJI: Final = re.compile(r":?([A-Za-z0-9_+-]{1,64})(?:@[A-Za-z0-9.:-]+)?:?")
_OBJECT_TYPES: Final = ("application/activity+json", "application/ld+json")
_QUOTE: Final = "_misskey_quote"


@dataclass(frozen=True, slots=True)
class ReadMention:
    """`name` as its author's server wrote it; only `uri` says who is meant."""

    uri: str
    name: str


@dataclass(frozen=True, slots=True)
class ReadEmoji:
    """`name` without colons."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Tags:
    """`hashtags` folded, in the same order as `written`; `quote_uri` from a link that says it is a quote, or is the only
    link to an object."""

    hashtags: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    mentions: tuple[ReadMention, ...] = ()
    emojis: tuple[ReadEmoji, ...] = ()
    quote_uri: str | None = None


_NONE: Final = Tags()


def read_tags(document: dict[str, Any]) -> Tags:
    entries = listed(document.get("tag"), MOST_ENTRIES)
    if not entries:
        return _NONE
    hashtags: dict[str, str] = {}
    mentions: dict[str, ReadMention] = {}
    emojis: dict[str, ReadEmoji] = {}
    quotes: list[str] = []
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        name = text_of(entry.get("name")) or text_of(entry.get("tag"))  # kbin sends a tag in "tag"
        match _kind(entry, name):
            case "Hashtag" if len(hashtags) < MOST_TAGS and (tag := _hashtag(name)):
                hashtags.setdefault(fold_tag(tag), tag)
            case "Mention" if len(mentions) < MOST_MENTIONS and (uri := _mentioned(entry)):
                mentions.setdefault(uri, ReadMention(uri, clean_name(name)))
            case "Emoji" if len(emojis) < MOST_EMOJIS and (emoji := read_emoji(entry)):
                emojis.setdefault(emoji.name, emoji)
            case "Link" if uri := _object_link(entry):
                quotes.insert(0 if _QUOTE in _rels(entry) else len(quotes), uri)
            case _:
                pass
    return Tags(
        hashtags=tuple(hashtags),
        written=tuple(hashtags.values()),
        mentions=tuple(mentions.values()),
        emojis=tuple(emojis.values()),
        quote_uri=quotes[0] if quotes else None,
    )


def read_hashtags(entries: Iterable[object]) -> dict[str, str]:
    """Those of a list of hashtags, from folded to written; what is none is left out."""
    names = (text_of(entry.get("name")) for entry in entries if isinstance(entry, dict) and is_kind(entry, "Hashtag"))
    return {fold_tag(tag): tag for name in names if (tag := _hashtag(name))}


def read_emoji(entry: dict[str, Any]) -> ReadEmoji | None:
    """A custom emoji (FEP-9098), with a picture we could fetch."""
    named = _EMOJI.fullmatch(text_of(entry.get("name")).strip()[:400])
    url = image_of(entry.get("icon"))
    return ReadEmoji(named[1], url) if named and url else None


def _kind(entry: dict[str, Any], name: str) -> str:
    kinds = kinds_of(entry)
    if kinds:
        return kinds[0]
    if name.startswith("#"):
        return "Hashtag"
    return "Mention" if name.startswith("@") and entry.get("href") else ""


def _hashtag(name: str) -> str | None:
    """The tag a reader would see: letters, digits, inner separators. PeerTube leaves out the #."""
    written = "#" + name.strip().lstrip("#＃")[:400]
    found = next(find_entities(written), None)
    return found.name if isinstance(found, Tag) and found.start == 0 else None


def _mentioned(entry: dict[str, Any]) -> str | None:
    uri = uri_of(entry.get("href")) or uri_of(entry.get("url"))
    return uri if uri is not None and is_web(uri) else None


def _object_link(entry: dict[str, Any]) -> str | None:
    if _QUOTE not in _rels(entry) and not text_of(entry.get("mediaType")).startswith(_OBJECT_TYPES):
        return None
    return href_of(entry) or web_of(entry)


def _rels(entry: dict[str, Any]) -> str:
    return " ".join(each for each in listed(entry.get("rel"), 8) if isinstance(each, str))
