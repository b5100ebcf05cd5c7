"""Finds links, mentions and hashtags in what somebody typed, by Mastodon's rules where it has some.

Finding only; nobody is looked up. A link wins over what stands inside it: `https://there.test/@anna#top` is one link.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from node.text.fold import fold

MAX_LINK = 2048
MAX_TAG = 100
MAX_MENTIONS = 50
MAX_TAGS = 50
MAX_LINKS = 100
_MAX_NAME = 128
_MAX_HOST = 253

_CANDIDATE = re.compile(
    r"""
      (?<![A-Za-z0-9@#＃$])
      (?P<link>https?://[^\s<>"`“”„‚‘«»‹›\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]++)
    |
      (?<![\w/=@.])@
      (?P<name>[A-Za-z0-9_]++(?:[.-]++[A-Za-z0-9_]++)*+)
      (?:@(?P<host>\w++(?:[.-]++\w++)*+(?::\d{4,5})?))?+
      (?![@\w])
    |
      (?<![\w/=)&#＃])[#＃]
      (?P<tag>(?:[\w·]|[^\s\x00-\xb6])++)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AUTHORITY = re.compile(r"https?://(?P<host>[\w.-]+)(?::\d{1,5})?", re.IGNORECASE)
_LABEL = re.compile(r"\w(?:[\w-]*\w)?")
_CLOSES = {")": "(", "]": "[", "}": "{"}
_AFTER_A_LINK = ".,;:!?'’\"…*~|"
_SEPARATORS = "·・\u200c"


class Handle(NamedTuple):
    """A name as typed, and its host in lower case; None for somebody of this node."""

    name: str
    host: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """`start` and `end` enclose it in the text, with its @."""

    name: str
    host: str | None
    start: int
    end: int

    @property
    def handle(self) -> Handle:
        return Handle(self.name, self.host)


@dataclass(frozen=True, slots=True)
class Tag:
    """`name` is without its #."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    start: int
    end: int


Entity = Mention | Tag | Link


def pattern() -> re.Pattern[str]:
    """What finds candidates; each match goes to `entity`, which may still refuse it."""
    return _CANDIDATE


def entity(match: re.Match[str], *, also_after_links: str = "") -> Entity | None:
    """What a candidate is; often shorter than the match. `also_after_links`: more characters that end no link."""
    if match["link"]:
        url = _link(match["link"], _AFTER_A_LINK + also_after_links)
        return Link(url, match.start(), match.start() + len(url)) if url else None
    if match["name"]:
        host = match["host"]
        if len(match["name"]) > _MAX_NAME or (host and not _is_host(host.partition(":")[0])):
            return None
        return Mention(match["name"], host.lower() if host else None, match.start(), match.end())
    name = _tag(match["tag"])
    return Tag(name, match.start(), match.start() + 1 + len(name)) if name else None


def find_entities(text: str) -> Iterator[Entity]:
    """All of them, in their order; they do not overlap."""
    position = 0
    while match := _CANDIDATE.search(text, position):
        found = entity(match)
        yield from () if found is None else (found,)
        # behind a refused link nothing inside it may count: it was still an address
        position = match.end() if found is None else found.end


def find_mentions(text: str) -> list[Mention]:
    """The first `MAX_MENTIONS` different ones of plain text, each once."""
    found: dict[Handle, Mention] = {}
    for each in find_entities(text):
        if isinstance(each, Mention) and len(found) < MAX_MENTIONS:
            found.setdefault(Handle(each.name.lower(), each.host), each)
    return list(found.values())


def find_hashtags(text: str) -> list[str]:
    """The first `MAX_TAGS` different ones of plain text, without #, as first typed."""
    found: dict[str, str] = {}
    for each in find_entities(text):
        if isinstance(each, Tag) and len(found) < MAX_TAGS:
            found.setdefault(fold_tag(each.name), each.name)
    return list(found.values())


def fold_tag(name: str) -> str:
    """What a hashtag is stored and compared by: #München, #MÜNCHEN and #muenchen are one."""
    return fold(name.lstrip("#＃"))


def is_tag(name: str) -> bool:
    """Whether the whole of it could be a hashtag, without the sign."""
    return _tag(name) == name


def _link(run: str, never_last: str) -> str | None:
    if len(run) > MAX_LINK:
        return None
    run = _without_punctuation(run, never_last)
    authority = _AUTHORITY.match(run)
    if authority is None or not _is_host(authority["host"].rstrip(".")):
        return None
    rest = run[authority.end() :]
    if rest[:1] in {"@", ":"}:  # a user name before the host: https://bank.test@evil.test hides where it leads (T-178)
        return None
    if rest[:1] not in {"/", "?", "#"}:
        return authority[0].rstrip(".")
    return run


def _without_punctuation(run: str, never_last: str) -> str:
    """Without the punctuation of the sentence around it; brackets stay when they were opened inside."""
    while run:
        last = run[-1]
        opener = _CLOSES.get(last)
        if last in never_last or (opener and run.count(last) > run.count(opener)):
            run = run[:-1]
        else:
            break
    return run


def _is_host(host: str) -> bool:
    if len(host) > _MAX_HOST:
        return False
    labels = host.lower().split(".")
    return (len(labels) > 1 or labels == ["localhost"]) and all(_LABEL.fullmatch(label) for label in labels)


def _tag(run: str) -> str | None:
    """The hashtag at the start of `run`: letters, their marks, digits, _ and inner separators; one letter at least."""
    length = 0
    for character in run[: MAX_TAG + 1]:
        if not (character.isalnum() or character in "_·・\u200c" or unicodedata.category(character)[0] == "M"):
            break
        length += 1
    name = run[:length].rstrip(_SEPARATORS)
    if not name or len(name) > MAX_TAG or name[0] in _SEPARATORS or unicodedata.category(name[0])[0] == "M":
        return None
    return name if any(character.isalpha() for character in name) else None
