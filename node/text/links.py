"""How links, mentions and hashtags are written in HTML, so that Mastodon and its apps recognise them."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from node.text.html import REL
from node.text.mentions import MAX_LINKS, MAX_MENTIONS, MAX_TAGS, Entity, Handle, Link, Mention, Tag, fold_tag

_SHOWN = 30
_PREFIXES = ("https://www.", "http://www.", "https://", "http://")


@dataclass(frozen=True, slots=True)
class MentionLink:
    """Where a mention leads, and what stands behind its @ ("anna", or "anna@there.test")."""

    href: str
    text: str


MentionTarget = Callable[[str, str | None], MentionLink | None]
TagTarget = Callable[[str], str]


class Linker:
    """Writes what was found, and remembers it: each once, the first ones up to the limits.

    Without `mention_link` and `tag_link` only links are written; mentions and tags are remembered all the same.
    """

    def __init__(self, mention_link: MentionTarget | None = None, tag_link: TagTarget | None = None) -> None:
        self._mention_link = mention_link
        self._tag_link = tag_link
        self._mentions: dict[Handle, Handle] = {}
        self._tags: dict[str, str] = {}
        self._links: dict[str, None] = {}

    @property
    def mentions(self) -> tuple[Handle, ...]:
        return tuple(self._mentions.values())

    @property
    def tags(self) -> tuple[str, ...]:
        """As first typed, without #; different by `fold_tag`."""
        return tuple(self._tags.values())

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(self._links)

    def write(self, found: Entity) -> str | None:
        """Its HTML; None when it stays text: nobody is known by that name, or there are too many."""
        match found:
            case Mention():
                return self._mention(found)
            case Tag():
                return self._tag(found)
            case Link():
                return write_link(found.url) if self.note_link(found.url) else None

    def note_link(self, url: str) -> bool:
        """Remember a link written by somebody else (Markdown); False when there are too many."""
        if url not in self._links and len(self._links) >= MAX_LINKS:
            return False
        self._links[url] = None
        return True

    def _mention(self, found: Mention) -> str | None:
        key = Handle(found.name.lower(), found.host)
        if key not in self._mentions and len(self._mentions) >= MAX_MENTIONS:
            return None
        self._mentions.setdefault(key, found.handle)
        target = self._mention_link(found.name, found.host) if self._mention_link else None
        return write_mention(target) if target else None

    def _tag(self, found: Tag) -> str | None:
        key = fold_tag(found.name)
        if key not in self._tags and len(self._tags) >= MAX_TAGS:
            return None
        self._tags.setdefault(key, found.name)
        return write_tag(found.name, self._tag_link(found.name)) if self._tag_link else None


def write_link(url: str) -> str:
    """The start and what goes beyond 30 characters are there to copy, but not shown."""
    prefix = next(start for start in (*_PREFIXES, "") if url.lower().startswith(start))
    hidden, shown, rest = url[: len(prefix)], url[len(prefix) :][:_SHOWN], url[len(prefix) + _SHOWN :]
    return (
        f'<a href="{escape(url)}" rel="{REL}" translate="no">'
        f'<span class="invisible">{escape(hidden, quote=False)}</span>'
        f'<span class="{"ellipsis" if rest else ""}">{escape(shown, quote=False)}</span>'
        f'<span class="invisible">{escape(rest, quote=False)}</span></a>'
    )


def write_mention(target: MentionLink) -> str:
    return (
        f'<span class="h-card" translate="no"><a href="{escape(target.href)}" class="u-url mention">'
        f"@<span>{escape(target.text, quote=False)}</span></a></span>"
    )


def write_tag(name: str, href: str) -> str:
    return f'<a href="{escape(href)}" class="mention hashtag" rel="tag">#<span>{escape(name, quote=False)}</span></a>'
