"""In which of its languages a post is shown, and what is said of the others."""

from dataclasses import dataclass

from markupsafe import Markup

from node.model.language import is_simple
from node.model.post import Post
from node.text.appointment import own_words
from node.text.language import direction, primary
from node.web.languages import own_name
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherText:
    """The same post in a further language, folded away."""

    language: str
    direction: str
    label: Markup
    content: Markup


def text_of(post: Post, frame: Frame) -> tuple[Markup, str | None]:
    """What it says, in the reader's language where it is written in it; and which language that is. Of an event without
    when and where it is, which a page shows beside the text."""
    language = _spoken(post, frame)
    content = post.content if language is None else post.contents.get(language, post.content)
    return Markup(own_words(post, content, language)), language  # noqa: S704  # Post.content is safe HTML


def _spoken(post: Post, frame: Frame) -> str | None:
    """The language asked for, else the page's, else its own. Leichte Sprache only for who asks for it, or where there is
    nothing else."""
    if not post.contents:
        return post.language
    tags = [tag for tag in (post.language, *post.contents) if tag]
    if frame.tongue in tags:
        return frame.tongue
    for wanted in filter(None, (frame.tongue, frame.words.language)):
        fitting = [tag for tag in tags if primary(tag) == primary(wanted)]
        if fitting:
            return min(fitting, key=is_simple)
    return post.language


def language_note(language: str | None, frame: Frame) -> Markup:
    """Named is what nobody expects here: neither the node's own language nor the reader's. Machines read `lang`."""
    if language is None or primary(language) in {frame.site.language, frame.words.language}:
        return Markup()
    return frame.sentence("post.language", language=_named(language))


def _named(language: str) -> Markup:
    """Its own name, so marked that it is read aloud rightly."""
    return Markup('<bdi lang="{}">{}</bdi>').format(language, own_name(language))


def quoted_in(language: str | None, text: str) -> Markup:
    """What somebody wrote, within a sentence of ours: so marked that it is read aloud rightly."""
    return Markup('<span lang="{}" dir="auto">{}</span>').format(language or "", text)


def other_wording(post: Post, shown: str | None) -> str:
    """The language where Leichte Sprache stands beside what is `shown`, or the usual wording beside that (A19); or empty."""
    if not post.contents:
        return ""
    is_easy = shown is not None and is_simple(shown)
    tags = [tag for tag in (post.language, *post.contents) if tag and is_simple(tag) != is_easy]
    same = next((tag for tag in tags if not shown or primary(tag) == primary(shown)), "")
    return same or next(iter(tags), "")


def other_texts(post: Post, shown: str | None, frame: Frame) -> tuple[OtherText, ...]:
    """But for the other wording, which has a page of its own."""
    if not post.contents:
        return ()
    besides = {shown, other_wording(post, shown)}
    texts = {post.language or "": post.content, **post.contents}
    return tuple(
        OtherText(
            language=tag,
            direction=direction(tag),
            label=frame.sentence("post.also_in", language=_named(tag)),
            content=Markup(own_words(post, text, tag)),  # noqa: S704  # Post.contents are safe HTML
        )
        for tag, text in texts.items()
        if tag and tag not in besides
    )
