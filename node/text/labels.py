"""The sentence about AI at the end of a text, for readers whose program knows no labels. What we store has none: each
door adds it where it has nothing better to say it with."""

from html import escape

from node.model.label import AiUse, ai_words

_LANGUAGES = ("de", "en")


def labelled(content: str, use: AiUse, language: str | None) -> str:
    """Safe HTML with the sentence at its end; as it is where nothing is to be said."""
    return content if use is AiUse.NONE else content + _sentence(use, language)


def without_label(content: str, use: AiUse) -> str:
    """The text as another node of our kind stored it."""
    if use is not AiUse.NONE:
        for language in _LANGUAGES:
            content = content.removesuffix(_sentence(use, language))
    return content


def _sentence(use: AiUse, language: str | None) -> str:
    return f"<p>{escape(ai_words(use, language), quote=False)}</p>"
