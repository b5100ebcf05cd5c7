"""Jinja as our pages use it: everything escaped, and what is missing is an error. Loaded with the first page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

_UNBROKEN = re.compile(r"\bE-Mails?\b", re.IGNORECASE)
_CITED = re.compile(r"(?<!\w)(§§?|Art\.|Abs\.|Buchst\.|Nr\.) (?=\w)")
_PARTS = re.compile(r"(?<=[^/])(?=[.@/])")


class _Context(Context):
    """Calls things as Jinja does, only quicker: it asks each time whether what is called wants to know the template it is
    called from, and here only macros do."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        if type(called) is Macro:
            return called(self.eval_ctx, *args, **kwargs)
        return called(*args, **kwargs)


class _Environment(Environment):
    context_class = _Context


def make_environment(folder: Path, *, reload: bool) -> Environment:
    """`reload` (development): templates are read anew when they change."""
    made = _Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=reload,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["unbroken"] = unbroken
    made.filters["readable"] = readable
    return made


def unbroken(text: str) -> Markup:
    """`text` between tags, where the line ends neither after the E of E-Mail nor within "Art. 6": CSS cannot say that of a
    hyphen, and with another hyphen the word would be found by no search. In a row of boxes (a button, a label with its box) it
    needs a span around it."""
    said = _CITED.sub("\\1\u00a0", str(escape(text)))
    return Markup(_UNBROKEN.sub(r'<span class="unbroken">\g<0></span>', said))  # noqa: S704  # escaped above


def readable(address: str) -> Markup:
    """An address of the web, of mail or a handle as people say it, without `https://`; long ones break before a dot, an @ or a
    slash."""
    scheme, at, rest = address.partition("://")
    return Markup("<wbr>").join(_PARTS.split(rest.removesuffix("/") if at else scheme))
