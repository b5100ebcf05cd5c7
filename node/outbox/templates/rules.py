"""What a template may be like, whoever wrote it: the form of a page, a program, or somebody on another node."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from node.errors import Invalid, Unprocessable
from node.model.template import Template, TemplateKind
from node.outbox.shortlinks import checked_target
from node.text.html import clean_name, tidy
from node.text.language import normalise
from node.text.mentions import is_tag
from node.text.variables import ANSWER, POST, unknown_in

NAME_CHARACTERS: Final = 120
TEXT_CHARACTERS: Final = 5_000
SUMMARY_CHARACTERS: Final = 500
TITLE_CHARACTERS: Final = 200
LINK_CHARACTERS: Final = 2_000
TAG_CHARACTERS: Final = 100
MOST_TAGS: Final = 20
MOST_ANSWERS: Final = 100
ANSWER_CHARACTERS: Final = 4_000
KEY: Final = "^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$"
QUESTION: Final = "^[a-z0-9_]{1,60}$"

_KNOWN: Final = {TemplateKind.POST: POST, TemplateKind.ANSWER: ANSWER, TemplateKind.SHEET: ()}
_SAID: Final = {
    "blank": "this may not be empty",
    "long": "this has at most {detail} characters",
    "many": "these are at most {detail}",
    "variable": "there is no variable {detail} here; what people fill in stands in square brackets",
    "language": "this is no language tag",
    "link": "a link is a whole address that begins with https://",
    "tag": "{detail} can be no hashtag",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` is one of a few words, so that a page can say it in its own."""

    field: str
    code: str
    detail: str = ""

    @property
    def sentence(self) -> str:
        return _SAID[self.code].format(detail=self.detail)


def tidied(given: Template) -> Template:
    """As it is kept: without what nobody sees, and languages and tags in their one form."""
    tags = (clean_name(each, TAG_CHARACTERS + 1).lstrip("#") for each in given.tags)
    return replace(
        given,
        name=clean_name(given.name, NAME_CHARACTERS + 1),
        text=tidy(given.text).replace("\r\n", "\n").strip(),
        summary=clean_name(given.summary, SUMMARY_CHARACTERS + 1),
        title=clean_name(given.title, TITLE_CHARACTERS + 1),
        language=normalise(given.language) or given.language,
        link=given.link.strip(),
        tags=tuple(dict.fromkeys(each for each in tags if each)),
        answers={key: text for key, each in given.answers.items() if (text := tidy(each).strip())},
    )


def faults(template: Template) -> list[Fault]:
    """All that keeps a tidied template from being kept, in the order of its fields."""
    return list(_faults(template))


def checked(given: Template) -> Template:
    """Tidied. Raises Unprocessable with the first thing that is wrong."""
    template = tidied(given)
    for fault in _faults(template):
        raise Unprocessable(f"{fault.field}: {fault.sentence}")
    return template


def _faults(template: Template) -> Iterator[Fault]:
    if not template.name:
        yield Fault("name", "blank")
    if template.kind is TemplateKind.SHEET:
        yield from _sheet_faults(template)
    elif not clean_name(template.text, TEXT_CHARACTERS):
        yield Fault("text", "blank")
    for field, text, most in (
        ("name", template.name, NAME_CHARACTERS),
        ("text", template.text, TEXT_CHARACTERS),
        ("summary", template.summary, SUMMARY_CHARACTERS),
        ("title", template.title, TITLE_CHARACTERS),
    ):
        if len(text) > most:
            yield Fault(field, "long", str(most))
    yield from _unknown_variables(template)
    if template.language and normalise(template.language) is None:
        yield Fault("language", "language")
    yield from _tag_faults(template)
    if template.link and not _is_address(template.link):
        yield Fault("link", "link")


def _unknown_variables(template: Template) -> Iterator[Fault]:
    """The first one of each field."""
    for field, text in (("text", template.text), ("summary", template.summary), ("title", template.title)):
        for unknown in unknown_in(text, _KNOWN[template.kind])[:1]:
            yield Fault(field, "variable", f"{{{unknown}}}")


def _tag_faults(template: Template) -> Iterator[Fault]:
    if len(template.tags) > MOST_TAGS:
        yield Fault("tags", "many", str(MOST_TAGS))
        return
    for tag in template.tags:
        if len(tag) > TAG_CHARACTERS or not is_tag(tag):
            yield Fault("tags", "tag", tag[:TAG_CHARACTERS])
            return


def _sheet_faults(template: Template) -> Iterator[Fault]:
    if not template.answers:
        yield Fault("answers", "blank")
    if len(template.answers) > MOST_ANSWERS:
        yield Fault("answers", "many", str(MOST_ANSWERS))
    if any(len(each) > ANSWER_CHARACTERS for each in template.answers.values()):
        yield Fault("answers", "long", str(ANSWER_CHARACTERS))


def _is_address(link: str) -> bool:
    try:
        return checked_target(link).startswith("https:")
    except Invalid:
        return False
