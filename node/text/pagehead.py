"""What a page says of itself in its head: title, description, whose it is, a picture (OpenGraph, Twitter cards, plain HTML).

Strangers write it, so only words come out, cleaned like display names (T-180): no tags, nothing that turns or hides letters.
Nothing of it is an address to go to but the picture's, and that only after the caller has looked at it. oEmbed and its HTML
are not read at all (T-097). All work is bounded by the bytes that are given.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

from node.model.preview import Page
from node.text.html import clean_name
from node.text.language import normalise

LONGEST_TITLE: Final = 200
LONGEST_DESCRIPTION: Final = 400
LONGEST_NAME: Final = 100
LONGEST_ADDRESS: Final = 2_000
_MOST_VALUES: Final = 64
_MOST_TAGS: Final = 2_000
_MOST_ATTRIBUTES: Final = 40
_LONGEST_VALUE: Final = 5_000
_SMALL: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_TAG: Final = re.compile(r"<(/?[a-z][a-z0-9]{0,20})(?=[\s/>])")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]{0,500}([^\s=>"'/<]{1,100})(?:\s{0,50}=\s{0,50}(?:"([^"]{0,5000})"|'([^']{0,5000})'|([^\s>"'<]{1,2000})))?"""
)
_CLOSING: Final = re.compile(r"[\s/]{0,500}>")
_ENDS: Final = frozenset({"body", "/head"})
_RAW: Final = frozenset({"title", "script", "style", "noscript", "template", "svg"})
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{1,40})""", re.IGNORECASE)
_HEADER_CHARSET: Final = re.compile(r"""charset\s*=\s*"?([a-zA-Z0-9_:.-]{1,40})""", re.IGNORECASE)
_FIRST_BYTES: Final = 1_024
# A closed list: of some of Python's encodings (punycode, idna) reading takes time that grows with the square
_CHARSETS: Final = re.compile(
    r"(utf-?8|utf-?16(le|be)?|us-ascii|ascii|latin-?1|iso-?8859-?\d{1,2}|(windows|cp)-?125\d|koi8-[ru]|gbk|gb2312|gb18030|big5"
    r"|euc-(jp|kr)|shift_jis|sjis)",
    re.IGNORECASE,
)


def read_head(body: bytes, content_type: str, url: str, now: datetime) -> Page:
    """Of HTML that may break off anywhere. `url` is where it came from. Never raises; without a title there is nothing."""
    values, language = _values(decoded(body, content_type))
    return Page(
        title=_text(values, ("og:title", "twitter:title", "title"), LONGEST_TITLE),
        description=_text(values, ("og:description", "twitter:description", "description"), LONGEST_DESCRIPTION),
        site=_text(values, ("og:site_name", "application-name"), LONGEST_NAME),
        author=_text(values, ("author", "article:author:name", "dc.creator"), LONGEST_NAME),
        language=_language(language or values.get("og:locale", "").replace("_", "-")),
        image=_image(values, url),
        image_text=_text(values, ("og:image:alt", "twitter:image:alt"), LONGEST_DESCRIPTION),
        published_at=_published(values, now),
    )


def cleaned(page: Page) -> Page:
    """What somebody else's server says a page is: words only, and no picture."""
    return Page(
        title=clean_name(page.title, LONGEST_TITLE),
        description=clean_name(page.description, LONGEST_DESCRIPTION),
        site=clean_name(page.site, LONGEST_NAME),
        author=clean_name(page.author, LONGEST_NAME),
        language=_language(page.language or ""),
    )


def _values(text: str) -> tuple[dict[str, str], str]:
    """What the head says by name, the first of each; and the language of the page. Goes through the text once: the standard
    library's parser goes through some texts again and again, so that a page could keep it busy for a minute."""
    lowered = text.translate(_SMALL)  # as long as the text, which `lower` is not
    values: dict[str, str] = {}
    language, at = "", 0
    for _ in range(_MOST_TAGS):
        at = text.find("<", at)
        if at < 0:
            break
        if text.startswith("<!--", at):
            at = text.find("-->", at)
            if at < 0:
                break
            continue
        found = _TAG.match(lowered, at)
        if found is None:
            at += 1
            continue
        name = found[1]
        if name in _ENDS:
            break
        attributes, at = attributes_at(text, found.end())
        if name == "html":
            language = attributes.get("lang", "")
        elif name == "meta":
            _note_meta(attributes, values)
        elif name in _RAW:
            end = lowered.find(f"</{name}", at)
            if end < 0:
                break
            if name == "title":
                values.setdefault("title", unescape(text[at : min(end, at + _LONGEST_VALUE)]))
            at = end
    return values, language


def attributes_at(text: str, at: int) -> tuple[dict[str, str], int]:
    """Of a tag, from behind its name; with where the tag goes on or ends."""
    found: dict[str, str] = {}
    for _ in range(_MOST_ATTRIBUTES):
        match = _ATTRIBUTE.match(text, at)
        if match is None:
            break
        value = next((each for each in match.groups()[1:] if each is not None), "")
        found.setdefault(match[1].lower(), unescape(value))
        at = match.end()
    closing = _CLOSING.match(text, at)
    return found, closing.end() if closing else at


def _note_meta(attributes: dict[str, str], values: dict[str, str]) -> None:
    name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").strip().lower()
    content = attributes.get("content", "").strip()
    if name and content and len(values) < _MOST_VALUES:
        values.setdefault(name, content)


def decoded(body: bytes, content_type: str) -> str:
    """In the encoding the page names, if it is a usual one."""
    named = _HEADER_CHARSET.search(content_type)
    inside = None if named else _CHARSET.search(body[:_FIRST_BYTES])
    charset = named[1] if named else inside[1].decode() if inside else ""
    try:
        return body.decode(charset if _CHARSETS.fullmatch(charset) else "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _text(values: dict[str, str], names: Iterable[str], longest: int) -> str:
    return next((text for name in names if (text := clean_name(values.get(name, ""), longest))), "")


def _language(tag: str) -> str | None:
    return normalise(tag.strip()) if tag and len(tag) < 40 else None


def _image(values: dict[str, str], url: str) -> str:
    """Only from where a page of the web could load it."""
    given = values.get("og:image:secure_url") or values.get("og:image") or values.get("twitter:image") or ""
    try:
        found = urljoin(url, given.strip()) if given else ""
        parts = urlsplit(found)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    return found if fits and len(found) <= LONGEST_ADDRESS and found.isprintable() and " " not in found else ""


def _published(values: dict[str, str], now: datetime) -> datetime | None:
    for name in ("article:published_time", "date", "dcterms.created"):
        try:
            found = datetime.fromisoformat(values.get(name, ""))
        except ValueError:
            continue
        try:
            found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (OverflowError, ValueError):
            continue
        if datetime(1970, 1, 1, tzinfo=UTC) <= found <= now:
            return found
    return None
