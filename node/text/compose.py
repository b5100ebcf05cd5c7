"""What somebody typed becomes the HTML of a post, in two steps, because those it mentions are looked up in between:
`scan` tells whom and what it names; `compose` writes it, with links to those who were found.
"""

from dataclasses import dataclass
from typing import assert_never

from node.model.draft import Format
from node.text import plain
from node.text.html import to_text
from node.text.links import Linker, MentionTarget, TagTarget
from node.text.mentions import Handle


@dataclass(frozen=True, slots=True)
class Scanned:
    """Each once, in the order of the text, bounded (`MAX_MENTIONS` and so on); tags without #, as typed."""

    mentions: tuple[Handle, ...]
    tags: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """Safe `html` as Mastodon writes it, `text` without markup; the rest as in `Scanned`.

    `mentions` are all that were typed; whether one is a link was decided by `mention_link`.
    """

    html: str
    text: str
    mentions: tuple[Handle, ...]
    tags: tuple[str, ...]
    links: tuple[str, ...]


def scan(source: str, format: Format) -> Scanned:  # noqa: A002  # named as in Draft
    """Raises TooLarge or Unprocessable."""
    linker = Linker()
    _render(source, format, linker)
    return Scanned(linker.mentions, linker.tags, linker.links)


def compose(
    source: str,
    *,
    format: Format,  # noqa: A002  # named as in Draft
    mention_link: MentionTarget | None = None,
    tag_link: TagTarget | None = None,
) -> Composed:
    """`mention_link` is given name and host (None: of this node) and answers None for somebody who does not exist; without
    it nobody is linked.

    `tag_link` answers the address of a hashtag's page. Raises TooLarge or Unprocessable.
    """
    linker = Linker(mention_link, tag_link)
    html = _render(source, format, linker)
    return Composed(html, to_text(html), linker.mentions, linker.tags, linker.links)


def _render(source: str, source_format: Format, linker: Linker) -> str:
    match source_format:
        case "plain":
            return plain.render(source, linker)
        case "markdown":
            from node.text import markdown  # noqa: PLC0415  # the package costs 2 MB, and most posts are plain

            return markdown.render(source, linker)
        case _:
            assert_never(source_format)
