r"""Markdown becomes safe HTML, with mentions, hashtags and bare links found where they are text: not in code, not in
links.

What differs from the `markdown` package's own dialect, because these are posts and not books: HTML that is typed is
shown as typed; `#Stadt` is a hashtag and only `# Stadt` a heading; line breaks stay; a list may follow a line of text
directly; an image is a link to it, as a post's pictures are attachments. `\@anna` mentions nobody.
"""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.inlinepatterns import ImageInlineProcessor, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from node.errors import TooLarge, Unprocessable
from node.text.html import clean, tidy
from node.text.links import Linker
from node.text.mentions import entity, pattern

MAX_SOURCE = 64_000
_MAX_BRACKETS = 1_000  # the package looks for the end of each one anew

# Characters Unicode keeps for use inside programs hold the place of what is written after cleaning.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_PLACE = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_PLACEHOLDERS = str.maketrans("", "", _OPEN + _CLOSE)
_ITEM = re.compile(r" {0,3}(?:[-*+]|1[.)])[ \t]+\S")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LINK = re.compile(r"https?://", re.IGNORECASE)


def render(source: str, linker: Linker) -> str:
    """Raises TooLarge, or Unprocessable for what only an attacker types. Big texts belong into a thread."""
    if len(source) > MAX_SOURCE:
        raise TooLarge(f"The text is longer than {MAX_SOURCE} characters.")
    if source.count("[") > _MAX_BRACKETS:
        raise Unprocessable(f"The text has more than {_MAX_BRACKETS} opening brackets.")
    text = tidy(source).translate(_PLACEHOLDERS)
    places: list[str] = []
    try:
        html = clean(_dialect(linker, places).convert(text))
    except RecursionError:
        raise Unprocessable("Lists or quotes in the text are nested too deeply.") from None
    return _PLACE.sub(lambda place: places[int(place[1])], html).replace("<br>", "<br />")


def _dialect(linker: Linker, places: list[str]) -> Markdown:
    made = Markdown(extensions=["fenced_code", "sane_lists", "nl2br"])
    made.ESCAPED_CHARS = [*made.ESCAPED_CHARS, "@"]
    made.preprocessors.deregister("html_block")
    made.preprocessors.register(_ListsAfterText(made), "lists_after_text", 20)
    made.parser.blockprocessors.register(_SpacedHeader(made.parser), "hashheader", 70)
    for name in ("html", "image_reference", "short_image_ref"):
        made.inlinePatterns.deregister(name)
    made.inlinePatterns.register(_ImageLink(r"!\[", made), "image_link", 150)
    made.inlinePatterns.register(_Found(made, linker, places), "found", 115)
    made.treeprocessors.deregister("prettify")  # its line breaks between blocks are shown where white space counts
    made.treeprocessors.register(_NoteLinks(made, linker), "note_links", 5)
    return made


class _Found(InlineProcessor):
    """A bare link, a mention or a hashtag: a place is kept for it."""

    ANCESTOR_EXCLUDES = ("a", "code")

    def __init__(self, md: Markdown, linker: Linker, places: list[str]) -> None:
        super().__init__("", md)
        self.compiled_re = pattern()
        self._linker = linker
        self._places = places

    def handleMatch(  # type: ignore[override]  # noqa: N802  # as InlineProcessor itself differs from Pattern
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        found = entity(m, also_after_links="_")
        if found is None:
            return None, None, None
        written = self._linker.write(found)
        if written is None:
            return data[found.start : found.end], found.start, found.end
        self._places.append(written)
        return f"{_OPEN}{len(self._places) - 1}{_CLOSE}", found.start, found.end


class _ImageLink(ImageInlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802  # as InlineProcessor itself differs from Pattern
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        image, start, end = super().handleMatch(m, data)
        if not isinstance(image, Element):
            return None, None, None
        link = Element("a", {"href": image.get("src") or ""})
        link.text = image.get("alt") or image.get("src")
        return link, start, end


class _SpacedHeader(HashHeaderProcessor):
    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ \t]+(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)")


class _ListsAfterText(Preprocessor):
    """An empty line before a list that begins right below a line of text."""

    def run(self, lines: list[str]) -> list[str]:
        spaced: list[str] = []
        in_code = in_list = False
        for line in lines:
            if _FENCE.match(line):
                in_code = not in_code
            is_item = not in_code and bool(_ITEM.match(line))
            if is_item and not in_list and spaced and spaced[-1].strip():
                spaced.append("")
            in_list = is_item or (in_list and bool(line.strip()))
            spaced.append(line)
        return spaced


class _NoteLinks(Treeprocessor):
    """Links written in Markdown's own ways are remembered, too."""

    def __init__(self, md: Markdown, linker: Linker) -> None:
        super().__init__(md)
        self._linker = linker

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            href = link.get("href") or ""
            if _LINK.match(href):
                self._linker.note_link(href)
