"""Strangers' HTML, and our own after Markdown, becomes HTML that is safe to show; and plain text.

Everything is parsed into a tree, kept by an allow-list and written out again (`nh3`, that is ammonia and html5ever).
The regular expressions below never decide what is safe: they look at what the cleaner wrote, or bound what it reads.
"""

import re
from html import escape, unescape

import nh3

MAX_CHARS = 256 * 1024
MAX_TAGS = 8_000
MAX_DEPTH = 100
MAX_OUTPUT = 1024 * 1024
MAX_NAME = 200


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What Mastodon keeps (p to rp), and what articles of other programs lose their shape without: there, cells of a table
# and lines in <div> would run together into one word.
TAGS = _words(
    """
    p br span a del s pre code em strong b i u ul ol li blockquote ruby rt rp
    h1 h2 h3 h4 h5 h6 hr sub sup div dl dt dd figure figcaption table caption thead tbody tfoot tr th td
    """
)
# A closed list, where Mastodon takes every h-, p-, u-, dt- and e-: a post must not borrow classes of our own pages.
CLASSES = _words(
    """
    mention hashtag ellipsis invisible quote-inline
    h-card h-entry h-cite h-event h-adr h-geo h-feed
    u-url u-uid u-photo u-in-reply-to u-repost-of u-like-of u-syndication u-category
    p-name p-nickname p-author p-note p-summary p-category p-location p-org
    dt-published dt-updated dt-start dt-end e-content
    """
)
# Mastodon's, with the two an authority's posts need: mailto and tel. No data:, no blob:, nothing a browser runs.
SCHEMES = _words("http https mailto tel dat dweb ipfs ipns ssb gopher xmpp magnet gemini")
REL = "nofollow noopener noreferrer"
_GONE_WITH_CONTENT = _words(
    """
    script style svg iframe object embed applet form select textarea template noscript noembed noframes title head
    audio video canvas xmp plaintext frameset
    """
)
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_GONE_WITH_CONTENT,
    # Values of lang, dir, translate are not checked: a browser ignores odd ones, and checking costs a microsecond.
    attributes={
        "*": {"lang", "dir"},
        "a": {"href", "translate"},
        "span": {"translate"},
        "ol": {"start", "reversed"},
        "li": {"value"},
    },
    allowed_classes=dict.fromkeys(("a", "span", "p"), CLASSES),
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel=REL,
)
_TEXT = nh3.Cleaner(tags=TAGS, clean_content_tags=_GONE_WITH_CONTENT, attributes={}, link_rel=None)

_C0 = bytes(byte for byte in range(32) if byte not in b"\t\n\r") + b"\x7f"
_UNUSUAL = re.compile(r"<(?!/?(?:p|br|span|a|em|strong|b|i|u|s|del|code|ul|ol|li|blockquote)[\s/>])", re.IGNORECASE)
_FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*>", re.IGNORECASE)
_FEW_TAGS = 100
_FEW_STYLED = 30
_WRITTEN_TAG = re.compile(r"<(/?)(?!br|hr)[a-z]")
_PASSES = 4

_LINE_ENDS = re.compile(r"<br>|</(?:div|li|dt|dd|tr|figcaption|caption)>|<hr>")
_PARAGRAPH_ENDS = re.compile(r"</?(?:p|h[1-6]|blockquote|pre|ul|ol|dl|table|figure)>")
_CELL_ENDS = re.compile(r"</t[dh]>")
_ANY_TAG = re.compile(r"</?[a-z0-9]+>")
# Each begins where a run of blanks begins: else a long run without a line end is gone through again from each of its places
_BLANK_LINES = re.compile(r"(?:(?<![ \t\r])[ \t\r]++)?\n(?:[ \t\r]*+\n)++[ \t\r]*+")
_SPACES_AT_BREAK = re.compile(r"(?:(?<![ \t\r])[ \t\r]++)?\n[ \t\r]*+")

_LOOKS_LIKE_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
# Marks and overrides of direction, zero-width and blank letters. Joiners stay: emoji and Persian are written with them.
_UNSEEN = re.compile(
    "[\u0080-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
_LONELY_JOINERS = re.compile("^[\u200c\u200d\\s]+|[\u200c\u200d\\s]+$|(?<=[\u200c\u200d\\s])[\u200c\u200d]+")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_STACKED_MARKS = re.compile(f"({_MARK}{{3}}){_MARK}+")


def tidy(text: str) -> str:
    """Without what a database or XML refuses: NUL and other control characters, lone surrogates, U+FFFE, U+FFFF."""
    tidied = text.encode("utf-8", "ignore").translate(None, _C0).decode()
    return tidied if tidied.isascii() else tidied.replace("\ufffe", "").replace("\uffff", "")


def clean(html: str) -> str:
    """Safe HTML, whatever came in. Never raises; cleaning twice changes nothing.

    Beyond `MAX_CHARS` and `MAX_TAGS` the rest is cut off; what is nested deeper than `MAX_DEPTH` or would grow beyond
    `MAX_OUTPUT` is shown as plain paragraphs.
    """
    html = tidy(html)[:MAX_CHARS]
    if html.count("<") > _FEW_TAGS:
        html = _bounded(html)
    cleaned = _CLEANER.clean(html)
    if _UNUSUAL.search(html):
        cleaned = _settled(cleaned)
    if cleaned.count("<") > 2 * MAX_DEPTH and (len(cleaned) > MAX_OUTPUT or _depth(cleaned) > MAX_DEPTH):
        return _flat(cleaned)
    return cleaned


def to_text(html: str) -> str:
    """Plain text of any HTML, for search, notifications, meta descriptions. Not HTML: escape it where it is shown.

    Paragraphs are parted by an empty line, `<br>` and rows become new lines, cells are parted by a space.
    """
    html = tidy(html)[:MAX_CHARS]
    if html.count("<") > _FEW_TAGS:
        html = _bounded(html)
    return _text_of(_TEXT.clean(html))


def clean_name(text: str, limit: int = MAX_NAME) -> str:
    """A display name on one line: no tags, no control characters, nothing that turns or hides its letters (T-180).

    May come back empty: show the handle then. Still put it into `<bdi>`: letters themselves may run from right to left.
    """
    text = tidy(text[: limit * 8])
    if _LOOKS_LIKE_TAG.search(text):  # "<3" and "a < b" are no tags
        text = to_text(text)
    text = " ".join(_UNSEEN.sub("", text).split())
    text = _STACKED_MARKS.sub(r"\1", _LONELY_JOINERS.sub("", text))
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _bounded(html: str) -> str:
    """Cut off after `MAX_TAGS`; and no attributes on formatting elements when there are many.

    A parser opens unclosed formatting elements again in every later paragraph. Of equal ones it keeps three, but
    different attributes make them different, so 1,000 of them and 1,000 paragraphs would become a million elements.
    """
    pieces = html.split("<", MAX_TAGS + 1)
    if len(pieces) > MAX_TAGS + 1:
        html = "<".join(pieces[:-1])
    end = html.rfind(">") + 1  # behind it no tag is complete; and the expression always finds its end, so it is linear
    if len(_FORMATTING.findall(html, 0, end)) > _FEW_STYLED:
        html = _FORMATTING.sub(r"<\1>", html[:end]) + html[end:]
    return html


def _settled(html: str) -> str:
    """What a browser reads must be what we wrote: clean until nothing changes.

    Removing an element can leave a structure that is read differently next time (a paragraph in a paragraph).
    """
    for _ in range(_PASSES):
        again = _CLEANER.clean(_lowered(html))
        if again == html:
            return html
        html = again
    return _flat(html)


def _lowered(html: str) -> str:
    """A page has one main heading, and it is not the post's. (In cleaned text every other `<` is written `&lt;`.)"""
    return html.replace("<h1", "<h2").replace("</h1>", "</h2>") if "<h1" in html else html


def _depth(html: str) -> int:
    """How deep cleaned HTML is nested."""
    depth = deepest = 0
    for closing in _WRITTEN_TAG.findall(html):
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest


def _flat(html: str) -> str:
    paragraphs = _text_of(_TEXT.clean(html)).split("\n\n")
    return "".join(f"<p>{escape(each, quote=False).replace(chr(10), '<br>')}</p>" for each in paragraphs if each)


def _text_of(html: str) -> str:
    """Text of HTML that `_TEXT` wrote: tags without attributes, `<` and `>` nowhere else."""
    html = _PARAGRAPH_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", _CELL_ENDS.sub(" ", html)))
    text = unescape(_ANY_TAG.sub("", html)).replace("\xa0", " ")
    return _SPACES_AT_BREAK.sub("\n", _BLANK_LINES.sub("\n\n", text)).strip()
