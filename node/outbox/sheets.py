"""Somebody fills in the Steckbrief of a channel (row 37). Which questions there are is data: `node/config/sheet_form.py`."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from node.config import Config
from node.config.sheet_form import NEEDED, Question, SheetForm, load_form
from node.context import Context
from node.errors import Faulty, Forbidden, NotFound, Unprocessable
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.channel import PHASES, MemberRole, Phase
from node.model.login import Role
from node.model.moderation import RANK
from node.outbox.acting import note
from node.store.database import Tx
from node.text.html import tidy

CHARACTERS: Final = {"line": 200, "text": 4_000, "lines": 4_000, "choice": 100, "number": 9, "day": 10}
_ORDER: Final = {phase.value: number for number, phase in enumerate(PHASES)}


def sheet_form(config: Config) -> SheetForm:
    """Raises Misconfigured."""
    named = config.channels.sheet
    return load_form(config.node.data_dir / Path(named).expanduser() if named else None)


async def save_sheet(
    node: Context, by: Actor, account_id: int, values: Mapping[str, str], *, incomplete: bool = False
) -> int:
    """The whole sheet as it is from now on; returns the number of its version. `incomplete`: what is missing may come later.

    Raises Faulty with what is wrong in which field, NotFound, and Forbidden for whoever neither speaks for the channel nor
    administers.
    """
    form = sheet_form(node.config)
    typed = {question.key: tidy(values.get(question.key, "")).strip() for question in form.questions}
    wrong = {key: [("ERR_INVALID", said)] for key, said in faults(form, typed).items()}
    wrong |= {key: [("ERR_INVALID", "there is no such question")] for key in set(values) - set(typed)}
    return await node.store.write(_save, by, account_id, form, typed, wrong, incomplete)


async def _save(
    tx: Tx,
    by: Actor,
    account_id: int,
    form: SheetForm,
    typed: Mapping[str, str],
    wrong: Mapping[str, Sequence[tuple[str, str]]],
    incomplete: bool,  # noqa: FBT001  # passed on
) -> int:
    account = await tended(tx, by, account_id)
    wanted = account.phase if account.phase.is_active else Phase.RELEASED
    missing = [] if incomplete else missing_in(form, typed, wanted)
    wrong = {**{key: [("ERR_BLANK", "this has to be answered")] for key in missing}, **wrong}
    if wrong:
        raise Faulty(f"the sheet cannot be taken so: {', '.join(sorted(wrong))}", wrong)
    number = await tx.channels.add_sheet(account.id, {key: text for key, text in typed.items() if text}, by.login_id)
    await note(tx, by, Deed.FILL, account.uri)
    return number


async def tended(tx: Tx, by: Actor, account_id: int) -> Account:
    """A living channel of ours that who acts looks after: they speak for it, or administer. Raises NotFound, Forbidden."""
    account = await tx.accounts.find(account_id)
    if account is None or not account.is_local or account.deleted_at is not None:
        raise NotFound("there is no such channel")
    if by.login_id is None:
        return account
    login = await tx.logins.find(by.login_id)
    if login is not None and login.disabled_at is None:
        if RANK[login.role] >= RANK[Role.ADMIN]:
            return account
        held = await tx.logins.membership(login.id, account.id, tx.now)
        if held is not None and held.role != MemberRole.CRISIS:
            return account
    raise Forbidden("only those who speak for the channel, and those who administer, may do this")


async def missing_fields(tx: Tx, config: Config, account: Account, phase: Phase) -> Sequence[str]:
    """Keys of what has to be answered before the channel may be in that phase."""
    sheet = await tx.channels.newest_sheet(account.id)
    return missing_in(sheet_form(config), {} if sheet is None else sheet.values, phase)


def missing_in(form: SheetForm, values: Mapping[str, str], phase: Phase) -> Sequence[str]:
    return [each.key for each in form.questions if is_needed(each, phase) and not values.get(each.key)]


def is_needed(question: Question, phase: Phase) -> bool:
    """Nothing is asked of a channel that rests or has ended."""
    return question.needed in NEEDED[1:] and phase.is_active and _ORDER[question.needed] <= _ORDER[phase.value]


def faults(form: SheetForm, values: Mapping[str, str]) -> Mapping[str, str]:
    """What cannot be an answer, in words for programs. What is left empty is no fault here."""
    found = {}
    for question in form.questions:
        text = values.get(question.key, "")
        if text and (said := _fault(question, text)):
            found[question.key] = said
    return found


def _fault(question: Question, text: str) -> str:
    if len(text) > CHARACTERS[question.kind]:
        return f"at most {CHARACTERS[question.kind]} characters"
    if question.kind == "line" and "\n" in text:
        return "one line only"
    if question.kind == "number" and not (text.isascii() and text.isdecimal()):
        return "a whole number"
    if question.kind == "choice" and text not in {each.value for each in question.choices}:
        return "one of the choices"
    if question.kind == "day" and not _is_day(text):
        return "a day, such as 2026-11-29"
    return ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def as_texts(answers: Mapping[str, Any]) -> Mapping[str, str]:
    """What a program sends: texts, numbers, and lists for what has one thing per line. Raises Unprocessable."""
    found = {}
    for key, value in answers.items():
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            found[key] = "\n".join(value)
        elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            found[key] = str(value)
        elif value is not None:
            raise Unprocessable(f"{key[:60]} is a text, a whole number, or a list of texts")
    return found


def worded(question: Question, text: str, language: str) -> str:
    """An answer as people read it."""
    if question.kind == "choice":
        return next((each.text(language) for each in question.choices if each.value == text), text)
    return text
