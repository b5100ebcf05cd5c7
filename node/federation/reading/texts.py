"""The words of an object: content in all its languages as safe HTML, summary, name; and what makes other types than
Note, Question and Article legible as a post.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from node.errors import Invalid
from node.federation.reading.media import links_of
from node.federation.reading.values import language_of, listed, text_of, texts_of
from node.model.appointment import Appointment
from node.model.place import Place
from node.text import plain
from node.text.appointment import facts, headline, without_headline
from node.text.html import clean, clean_name, to_text
from node.text.links import Linker, write_link

KNOWN: Final = ("Note", "Question", "Article", "Page", "Event", "Image", "Video", "Audio", "Document")
LONGEST_NAME: Final = 300
LONGEST_WARNING: Final = 500
LONGEST_SUMMARY: Final = 5_000
# Reading is done where everybody waits for it, so what is dear is done for less: a film's description has 10,000 signs.
LONGEST_MARKDOWN: Final = 10_000
LONGEST_PLAIN: Final = 40_000
LONGEST_OTHERS: Final = 128 * 1024  # of all further languages together


@dataclass(frozen=True, slots=True)
class Happening:
    """When and where it is, of an Event."""

    appointment: Appointment | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """`content` and `contents` are safe HTML; `contents` are the languages besides `language`. The rest is plain."""

    content: str
    contents: dict[str, str]
    summary: str
    name: str
    language: str | None


def read_texts(
    document: dict[str, Any], kind: str, *, url: str, outer: dict[str, Any], shows_media: bool, happens: Happening
) -> Texts:
    """`outer` is the activity it came in: its `@context` may name the language. Raises Invalid when there is no word."""
    content, language, others = _content(document, outer)
    name = clean_name(name, LONGEST_NAME) if (name := _written(document, "name")) else ""
    summary = _summary(document, kind)
    media_type = document.get("mediaType")
    content = _html(content, media_type)
    contents = {tag: html for tag, text in _affordable(others, media_type) if (html := _html(text, media_type))}
    if kind not in ("Note", "Question", "Article"):
        content = _legible(document, kind, content, name=name, url=url)
    if kind == "Event":
        summary, content = _of_event(document, summary, content, happens, language)
    if not content and kind not in ("Note", "Question") and not shows_media:
        content = f"<p>{write_link(url)}</p>"
    return Texts(content, contents, summary, name, language)


def _content(document: dict[str, Any], outer: dict[str, Any]) -> tuple[str, str | None, dict[str, str]]:
    """The content to show, its language, and the others by language."""
    content = text_of(document.get("content"))
    texts = texts_of(document, "content")
    said = (
        language_of(document.get("inLanguage"))
        or language_of(document.get("language"))
        or _context_language(document)
        or _context_language(outer)
    )
    if not texts:
        return content, said, {}
    if content:
        same = next((tag for tag, text in texts.items() if text == content), None)
        language = same or (next(iter(texts)) if len(texts) == 1 else said)
    else:
        language = said if said in texts else next(iter(texts))
        content = texts[language]
    return content, language, {tag: text for tag, text in texts.items() if tag != language}


def _context_language(document: dict[str, Any]) -> str | None:
    for each in listed(document.get("@context"), 16):
        if isinstance(each, dict) and "@language" in each:
            return language_of(each["@language"])
    return None


def _affordable(texts: dict[str, str], media_type: Any) -> Iterator[tuple[str, str]]:
    left = LONGEST_MARKDOWN if media_type in ("text/plain", "text/markdown") else LONGEST_OTHERS
    for tag, text in texts.items():
        left -= len(text)
        if left >= 0:
            yield tag, text


def _html(text: str, media_type: Any) -> str:
    if not text:
        return ""
    if media_type == "text/markdown" and len(text) <= LONGEST_MARKDOWN:  # PeerTube
        from node.text import markdown  # noqa: PLC0415  # the package costs 2 MB, and hardly anybody sends it

        try:
            return clean(markdown.render(text, Linker()))
        except Invalid:  # too twisted for Markdown
            return clean(plain.render(text, Linker()))
    if media_type in ("text/plain", "text/markdown"):
        return clean(plain.render(text[:LONGEST_PLAIN], Linker()))
    return clean(text)


def _written(document: dict[str, Any], name: str) -> str:
    """As it was sent, in the first language it is in."""
    if name not in document and f"{name}Map" not in document:
        return ""
    return text_of(document.get(name)) or next(iter(texts_of(document, name).values()), "")


def _summary(document: dict[str, Any], kind: str) -> str:
    """A content warning on notes and questions, an abstract on everything else."""
    summary = _written(document, "summary")
    if not summary:
        return ""
    if kind in ("Note", "Question"):
        return clean_name(summary, LONGEST_WARNING)
    return to_text(summary)[:LONGEST_SUMMARY]


def _legible(document: dict[str, Any], kind: str, content: str, *, name: str, url: str) -> str:
    if kind not in KNOWN:
        if not name and not content:
            raise Invalid(f"There is nothing to show of this {kind}.")
        return ("" if name else content) + f"<p>{write_link(url)}</p>"
    shown = content
    for href, title in links_of(document):
        if escape(href) not in shown:
            label = f"{escape(title, quote=False)}: " if title else ""
            content += f"<p>{label}{write_link(href)}</p>"
    return content


def _of_event(
    document: dict[str, Any], summary: str, content: str, happens: Happening, language: str | None
) -> tuple[str, str]:
    """The warning, and the text, which begins with when and where it is. Nodes of our kind say both in words already. A
    summary is a warning where the event is called sensitive; else the text begins with it, unless it does so anyhow."""
    said = facts(happens.appointment, happens.place, language)
    content = content.removeprefix(said)
    if happens.appointment is not None:
        summary = without_headline(summary, headline(happens.appointment, happens.place, language))
    if summary and document.get("sensitive") is not True:
        if not to_text(content).startswith(summary.rstrip(" .…[]")):
            content = f"<p><em>{escape(summary, quote=False)}</em></p>{content}"
        summary = ""
    return summary, said + content
