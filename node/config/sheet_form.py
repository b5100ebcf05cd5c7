"""The form of the Steckbrief: which questions are asked about a channel, in which words, and by which phase they have to be
answered. Data, not code (K14): `steckbrief.toml` beside this file, or a file that `channels.sheet` names instead.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, get_args

from node.errors import Misconfigured

Kind = Literal["line", "text", "lines", "choice", "number", "day"]
KINDS: Final = get_args(Kind)
NEEDED: Final = ("", "freigegeben", "aufbau", "betrieb", "auswertung")
"""By which phase: the words are those of `node/model/channel.py`; empty is never."""
_KEY_SIGNS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_LONGEST_KEY: Final = 60
_TRUTHS: Final = frozenset({"public", "personal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Of a person's language; English may be left out, and is then German."""

    de: str
    en: str = ""

    def text(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.de


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Words):
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Words):
    """`kind`: one line, a longer text, one thing per line, one of `choices`, a whole number, a day. `needed` is the phase from
    which it has to be answered, `public`: the answer stands on the channel's public sheet. `personal`: it names people, and
    goes into no template."""

    key: str
    kind: Kind = "line"
    hint_de: str = ""
    hint_en: str = ""
    needed: str = ""
    public: bool = False
    personal: bool = False
    choices: tuple[Choice, ...] = ()

    def hint(self, language: str) -> str:
        return self.hint_en if language == "en" and self.hint_en else self.hint_de


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Words):
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetForm:
    sections: tuple[Section, ...]
    questions: tuple[Question, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", tuple(each for section in self.sections for each in section.questions))


def load_form(path: Path | None) -> SheetForm:
    """The one in the file, else the one we bring. Raises Misconfigured with a sentence that names the place."""
    where = "the form of the Steckbrief" if path is None else str(path)
    try:
        text = (
            (Path(__file__).parent / "steckbrief.toml").read_text(encoding="utf-8")
            if path is None
            else path.read_text(encoding="utf-8")
        )
        return _form(tomllib.loads(text))
    except OSError as error:
        raise Misconfigured(f"channels.sheet: {where} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"channels.sheet: {where} is not TOML: {error}.") from error
    except ValueError as error:
        raise Misconfigured(f"channels.sheet: {where} {error}.") from error


def _form(document: Mapping[str, Any]) -> SheetForm:
    form = SheetForm(tuple(_section(each) for each in _tables(document.get("sections"), "sections")))
    keys = [each.key for each in form.questions]
    if not keys:
        raise ValueError("asks nothing")
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"has the key {twice[0]} twice")
    return form


def _section(table: Mapping[str, Any]) -> Section:
    values = _known(table, Section)
    values["questions"] = tuple(_question(each) for each in _tables(table.get("questions", []), "questions"))
    return Section(**values)


def _question(table: Mapping[str, Any]) -> Question:
    values = _known(table, Question)
    key = values.get("key")
    if not isinstance(key, str) or not key or len(key) > _LONGEST_KEY or not set(key) <= _KEY_SIGNS:
        raise ValueError(f"has a question whose key is {key!r}: it is made of a-z, 0-9 and _")
    if "choices" in table:
        values["choices"] = tuple(Choice(**_known(each, Choice)) for each in _tables(table["choices"], "choices"))
    made = Question(**values)
    if made.kind not in KINDS:
        raise ValueError(f"asks {key} as {made.kind!r}; there are {', '.join(KINDS)}")
    if made.needed not in NEEDED:
        raise ValueError(f"needs {key} by {made.needed!r}; there are {', '.join(NEEDED[1:])}")
    if (made.kind == "choice") != bool(made.choices):
        raise ValueError(f"has choices where none are asked for, or none where they are: {key}")
    return made


def _tables(value: object, name: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError(f"must have tables [[{name}]]")
    return value


def _known(table: Mapping[str, Any], kind: type) -> dict[str, Any]:
    """The plain values of a table, each of its type."""
    specs = {spec.name: spec for spec in fields(kind)}
    unknown = sorted(set(table) - set(specs))
    if unknown:
        raise ValueError(f"has an unknown key {unknown[0]}")
    values = {name: value for name, value in table.items() if name not in {"questions", "choices"}}
    for name, value in values.items():
        if type(value) is not (bool if name in _TRUTHS else str):
            raise ValueError(f"has a {name} that is no {'truth value' if name in _TRUTHS else 'text'}")
    if not values.get("de"):
        raise ValueError(
            f"has something without German words (de): {values.get('key') or values.get('value') or values}"
        )
    if "value" in specs and not values.get("value"):
        raise ValueError("has a choice without a value")
    return values
