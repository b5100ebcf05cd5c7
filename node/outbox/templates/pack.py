"""The file in which templates travel from one node to another: JSON, checked against a form that is also published as
`docs/developers/template-pack.schema.json`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from node.errors import Invalid, TooLarge, Unprocessable
from node.model.template import Pack, Template, TemplateKind
from node.model.visibility import Visibility
from node.outbox.templates import rules
from node.text.html import clean_name

MOST_BYTES: Final = 262_144
MOST_TEMPLATES: Final = 200
"""Of each kind."""
TITLE_CHARACTERS: Final = 200
DESCRIPTION_CHARACTERS: Final = 2_000

_END: Final = r"(?!\n)"  # in Python `$` also fits before a last line break
_Key = Annotated[
    str,
    Meta(
        pattern=rules.KEY + _END,
        max_length=60,
        description="Stays the same for good: by it a template is known again when a later pack comes.",
    ),
]
_Name = Annotated[
    str, Meta(min_length=1, max_length=rules.NAME_CHARACTERS, description="What people choose it by, within one line.")
]
_Language = Annotated[str, Meta(max_length=35, description="BCP 47, such as de or de-simple.")]
_Link = Annotated[
    str, Meta(max_length=rules.LINK_CHARACTERS, description="A whole https address that {link} stands for.")
]
_Markup = Annotated[Literal["plain", "markdown"], Meta(description="How the text is written.")]


class PostTemplate(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A post to begin with."""

    key: _Key
    name: _Name
    text: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=rules.TEXT_CHARACTERS,
            description="Variables: {channel}, {organization}, {link}. What people fill in stands in square brackets.",
        ),
    ]
    format: _Markup = "plain"
    summary: Annotated[
        str, Meta(max_length=rules.SUMMARY_CHARACTERS, description="A warning that the text is folded away behind.")
    ] = ""
    language: _Language = ""
    visibility: Annotated[
        Literal["", "public", "unlisted", "followers", "local"],
        Meta(description="Who may read it at most; empty: as the person chooses."),
    ] = ""
    tags: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=rules.TAG_CHARACTERS)]],
        Meta(max_length=rules.MOST_TAGS, description="Hashtags that are added at the end, without #."),
    ] = []
    title: Annotated[str, Meta(max_length=rules.TITLE_CHARACTERS, description="Of an event that it announces.")] = ""
    link: _Link = ""


class AnswerTemplate(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """An answer to somebody."""

    key: _Key
    name: _Name
    text: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=rules.TEXT_CHARACTERS,
            description="Variables: {name} of whoever is answered, {channel}, {organization}, {link}.",
        ),
    ]
    format: _Markup = "plain"
    language: _Language = ""
    link: _Link = ""


class SheetTemplate(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The beginning of a channel's sheet (Steckbrief)."""

    key: _Key
    name: _Name
    answers: Annotated[
        dict[
            Annotated[str, Meta(pattern=rules.QUESTION + _END)],
            Annotated[str, Meta(min_length=1, max_length=rules.ANSWER_CHARACTERS)],
        ],
        Meta(min_length=1, max_length=rules.MOST_ANSWERS, description="By the key of the question."),
    ]


class TemplatePack(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A pack of templates that one node of Allmende gives to another."""

    format: Annotated[Literal["allmende-template-pack"], Meta(description="What the file is.")]
    version: Annotated[Literal[1], Meta(description="Of this form.")]
    name: Annotated[
        str,
        Meta(pattern=rules.KEY + _END, max_length=60, description="Stays the same through the versions of the pack."),
    ]
    title: Annotated[str, Meta(min_length=1, max_length=TITLE_CHARACTERS)]
    description: Annotated[str, Meta(max_length=DESCRIPTION_CHARACTERS)] = ""
    posts: Annotated[list[PostTemplate], Meta(max_length=MOST_TEMPLATES)] = []
    answers: Annotated[list[AnswerTemplate], Meta(max_length=MOST_TEMPLATES)] = []
    sheets: Annotated[list[SheetTemplate], Meta(max_length=MOST_TEMPLATES)] = []


_WIRE: Final[Mapping[Visibility | None, Literal["public", "unlisted", "followers", "local"]]] = MappingProxyType(
    {
        Visibility.PUBLIC: "public",
        Visibility.UNLISTED: "unlisted",
        Visibility.FOLLOWERS: "followers",
        Visibility.LOCAL: "local",
    }
)
"""A template makes nothing direct: whom it would be for nobody knows beforehand."""
_LISTS: Final = (
    ("posts", TemplateKind.POST),
    ("answers", TemplateKind.ANSWER),
    ("sheets", TemplateKind.SHEET),
)


def schema() -> dict[str, Any]:
    """The form as JSON Schema (2020-12)."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(TemplatePack)}


def read_pack(document: bytes) -> Pack:
    """Raises TooLarge, Invalid for what is no JSON, and Unprocessable for what is no pack, with the place that is wrong
    (`$.answers[2].text`)."""
    if len(document) > MOST_BYTES:
        raise TooLarge(f"a pack has at most {MOST_BYTES} bytes", code="pack_large", most=MOST_BYTES // 1024)
    try:
        file = msgspec.json.decode(document.removeprefix(b"\xef\xbb\xbf"), type=TemplatePack)
    except msgspec.ValidationError as error:
        raise _wrong(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(f"a pack of templates is JSON: {error}", code="pack_no_json") from error
    templates: list[Template] = []
    seen: set[str] = set()
    for name, kind in _LISTS:
        for number, entry in enumerate(getattr(file, name)):
            templates.append(_template(entry, kind, f"$.{name}[{number}]", seen))
    if not templates:
        raise Unprocessable(
            "this pack of templates is empty: it has neither posts nor answers nor sheets", code="pack_empty"
        )
    return Pack(
        name=file.name,
        title=clean_name(file.title, TITLE_CHARACTERS) or file.name,
        description=clean_name(file.description, DESCRIPTION_CHARACTERS),
        templates=tuple(templates),
    )


def write_pack(pack: Pack, *, pretty: bool = True) -> bytes:
    """The file: whoever reads it gets the same pack."""
    lists: dict[TemplateKind, list[Any]] = {kind: [] for _, kind in _LISTS}
    for each in pack.templates:
        lists[each.kind].append(_entry(each))
    file = TemplatePack(
        format="allmende-template-pack",
        version=1,
        name=pack.name,
        title=pack.title,
        description=pack.description,
        posts=lists[TemplateKind.POST],
        answers=lists[TemplateKind.ANSWER],
        sheets=lists[TemplateKind.SHEET],
    )
    written = msgspec.json.encode(file)
    return msgspec.json.format(written, indent=2) + b"\n" if pretty else written


def pack_name(host: str) -> str:
    """What the pack of a node is called: the same with each export."""
    name = "".join(each if each.isascii() and each.isalnum() else "-" for each in host.lower())
    return f"vorlagen-{name}"[:60].strip("-")


def _template(
    entry: PostTemplate | AnswerTemplate | SheetTemplate, kind: TemplateKind, place: str, seen: set[str]
) -> Template:
    """Raises Unprocessable."""
    values = msgspec.structs.asdict(entry)
    if "tags" in values:
        values["tags"] = tuple(values["tags"])
    if "visibility" in values:
        values["visibility"] = Visibility(values["visibility"]) if values["visibility"] else None
    if entry.key in seen:
        raise _wrong(f"the key {entry.key} is there twice - at `{place}.key`")
    seen.add(entry.key)
    template = rules.tidied(Template(kind=kind, **values))
    for fault in rules.faults(template):
        raise _wrong(f"{fault.sentence} - at `{place}.{fault.field}`")
    return template


def _wrong(detail: str) -> Unprocessable:
    return Unprocessable(f"this is no pack of templates: {detail}", code="pack_wrong", detail=detail)


def _entry(template: Template) -> PostTemplate | AnswerTemplate | SheetTemplate:
    if template.kind is TemplateKind.SHEET:
        return SheetTemplate(key=template.key, name=template.name, answers=dict(template.answers))
    if template.kind is TemplateKind.ANSWER:
        return AnswerTemplate(
            key=template.key,
            name=template.name,
            text=template.text,
            format=template.format,
            language=template.language,
            link=template.link,
        )
    return PostTemplate(
        key=template.key,
        name=template.name,
        text=template.text,
        format=template.format,
        summary=template.summary,
        language=template.language,
        visibility=_WIRE.get(template.visibility, ""),
        tags=list(template.tags),
        title=template.title,
        link=template.link,
    )
