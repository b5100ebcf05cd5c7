"""Plain text becomes HTML as Mastodon makes it: paragraphs, line breaks, links."""

import re
from html import escape

from node.text.html import tidy
from node.text.links import Linker
from node.text.mentions import find_entities

_BETWEEN_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")


def render(source: str, linker: Linker) -> str:
    text = tidy(source).replace("\r\n", "\n").replace("\r", "\n").strip()
    pieces: list[str] = []
    position = 0
    for found in find_entities(text):
        written = linker.write(found)
        if written is not None:
            pieces += escape(text[position : found.start], quote=False), written
            position = found.end
    pieces.append(escape(text[position:], quote=False))
    paragraphs = _BETWEEN_PARAGRAPHS.split("".join(pieces))
    return "".join(f"<p>{each.replace(chr(10), '<br />')}</p>" for each in paragraphs if each)
