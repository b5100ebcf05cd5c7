"""Our warnings as CAP messages: one when it is put up, which updates the one it took the place of, and one when somebody takes
it down before its time.

Only authorised bodies feed the German warning system MoWaS, and this node must never look like it (§ 3.10): each message
says whose word it is, and that it is no message of that system.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final

from node.config import Config, Organization
from node.context import Context
from node.errors import NotFound
from node.i18n.translate import Translator
from node.model.cap import Alert, Area, Info
from node.model.warning import Level, PageWarning
from node.store.database import Tx
from node.text.fold import excerpt

MOST: Final = 50
_HEADLINE: Final = 160  # what CAP 1.2 recommends
_GRADES: Final[Mapping[Level, tuple[str, str, str]]] = MappingProxyType(
    {
        Level.INFORMATION: ("Unknown", "Minor", "Unknown"),
        Level.WARNING: ("Immediate", "Severe", "Likely"),
        Level.DANGER: ("Immediate", "Extreme", "Observed"),
    }
)
"""Urgency, severity, certainty: whoever warns chooses one level, and has no time to choose three."""
_LANGUAGES: Final = MappingProxyType({"de": "de-DE", "en": "en-GB"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`path` is where it can be fetched, `at` since when."""

    path: str
    at: datetime
    alert: Alert


@dataclass(frozen=True, slots=True)
class _Told:
    warning: PageWarning
    before: PageWarning | None
    account: str


def cap_path(number: int, *, ended: bool = False) -> str:
    return f"/warnungen/{number}{'-ende' if ended else ''}.cap"


async def message_of(node: Context, number: int, *, ended: bool, inside: bool) -> Message:
    """That it was put up, or that it was taken down. Exercises are there only for who is `inside`. Raises NotFound."""
    told = await node.store.read(_told, number)
    if told.warning.is_exercise and not inside:
        raise NotFound("there is no such warning")
    if not ended:
        return _put_up(node, told)
    if not told.warning.was_taken_down:
        raise NotFound("this warning was not taken down")
    return _taken_down(node, told)


async def messages(node: Context) -> Sequence[Message]:
    """The newest first; no exercises."""
    found = []
    for told in await node.store.read(_all_told):
        found += [_taken_down(node, told)] if told.warning.was_taken_down else []
        found.append(_put_up(node, told))
    return sorted(found, key=lambda each: each.at, reverse=True)[:MOST]


def _put_up(node: Context, told: _Told) -> Message:
    warning, before = told.warning, told.before
    alert = Alert(
        identifier=_identifier(node.config, warning),
        sender=node.config.host,
        sent=_local(node.config, warning.created_at),
        status="Exercise" if warning.is_exercise else "Actual",
        kind="Alert" if before is None else "Update",
        scope="Public",
        note=_note(node, told),
        references=[] if before is None else [_reference(node.config, before)],
        infos=_infos(node, told),
    )
    return Message(path=cap_path(warning.id), at=warning.created_at, alert=alert)


def _taken_down(node: Context, told: _Told) -> Message:
    warning, at = told.warning, told.warning.cleared_at or told.warning.created_at
    alert = Alert(
        identifier=f"{_identifier(node.config, warning)}.ende",
        sender=node.config.host,
        sent=_local(node.config, at),
        status="Exercise" if warning.is_exercise else "Actual",
        kind="Cancel",
        scope="Public",
        note=_note(node, told),
        references=[_reference(node.config, warning)],
        infos=_infos(node, told, over=True),
    )
    return Message(path=cap_path(warning.id, ended=True), at=at, alert=alert)


def written_time(at: datetime) -> str:
    """As CAP wants it: with seconds and a numeric offset, never Z."""
    return at.replace(microsecond=0).isoformat()


def _identifier(config: Config, warning: PageWarning) -> str:
    return f"{config.host}.{warning.id}"


def _reference(config: Config, warning: PageWarning) -> tuple[str, str, str]:
    sent = written_time(_local(config, warning.created_at))
    return config.host, _identifier(config, warning), sent


def _local(config: Config, at: datetime) -> datetime:
    zone: tzinfo = config.node.timezone
    return at.astimezone(zone)


def _infos(node: Context, told: _Told, *, over: bool = False) -> Sequence[Info]:
    languages = ("de", "en") if told.warning.text_en else ("de",)
    return [_info(node, told, _words(node, each), over=over) for each in languages]


def _words(node: Context, language: str) -> Translator:
    return Translator(language, node.catalogs, zone=node.config.node.timezone, strict=False)


def _info(node: Context, told: _Told, words: Translator, *, over: bool) -> Info:
    warning, config = told.warning, node.config
    is_german = words.language == "de"
    text = warning.text_de if is_german else warning.text_en
    urgency, severity, certainty = _GRADES[warning.level]
    event = warning.event if is_german and warning.event else words.t(f"warning.category.{warning.category.value}")
    marks = [words.t("warning.exercise")] if warning.is_exercise else []
    marks += [words.t("warning.over") if over else words.t(f"warning.level.{warning.level.value}")]
    link = warning.link or "/"
    return Info(
        language=_LANGUAGES[words.language],
        category=warning.category.value,
        event=event,
        response="AllClear" if over else "",
        urgency="Past" if over else urgency,
        severity=severity,
        certainty=certainty,
        expires=None if warning.ends_at is None else _local(config, warning.ends_at),
        sender_name=_speaker(config, told.account),
        headline=excerpt(f"{': '.join(marks)}: {text}", _HEADLINE),
        description=text,
        instruction="" if over else (warning.instruction_de if is_german else warning.instruction_en),
        web=f"{config.origin}{link}" if link.startswith("/") else link,
        areas=[_area(config, told.account)],
    )


def _note(node: Context, told: _Told) -> str:
    """Whose word it is, and whose it is not."""
    return _words(node, "de").t("warning.cap_note", who=_speaker(node.config, told.account))


def _speaker(config: Config, account: str) -> str:
    answers = config.organizations.of_channel(account)
    return config.node.title if answers is None else answers.name


def _area(config: Config, account: str) -> Area:
    """Of who answers for the channel, or of the first above them that has a key of its own (ARS, AGS)."""
    answers = config.organizations.of_channel(account)
    line: Sequence[Organization] = () if answers is None else config.organizations.line_of(answers)
    for each in reversed(line):
        if each.ars or each.ags:
            codes = [(name, code) for name, code in (("ARS", each.ars), ("AGS", each.ags)) if code]
            return Area(description=each.city or each.name, geocodes=codes)
    return Area(description=config.node.title if answers is None else answers.city or answers.name)


async def _told(tx: Tx, number: int) -> _Told:
    return (await _with_befores(tx, [await tx.warnings.get(number)]))[0]


async def _all_told(tx: Tx) -> Sequence[_Told]:
    return await _with_befores(tx, await tx.warnings.earnest(limit=MOST))


async def _with_befores(tx: Tx, warnings: Sequence[PageWarning]) -> Sequence[_Told]:
    befores = await tx.warnings.by_ids({each.replaces_id for each in warnings if each.replaces_id})
    accounts = await tx.accounts.by_ids({each.account_id for each in warnings if each.account_id})
    names = {number: account.name for number, account in accounts.items()}
    return [_Told(each, befores.get(each.replaces_id), names.get(each.account_id, "")) for each in warnings]
