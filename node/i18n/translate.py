"""Words, numbers and times in the reader's language.

Every text a person sees stands in `catalogs/<language>/<area>.json` under a dotted key. German is the first language,
English complete. The areas only keep files short: a key is looked up without them, and stands in one of them.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import msgspec

Catalogs = Mapping[str, Mapping[str, str]]

FIRST = "de"
LANGUAGES = ("de", "en")
_SEPARATORS = {"de": str.maketrans(",.", ".,")}
_BERLIN = "Europe/Berlin"
_MAX_HEADER = 1_000
_WANTED = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]{1,30})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_WORDED_DAYS = 30


class MissingText(LookupError):  # noqa: N818  # named for what it is, as in node/errors.py
    """The catalogue has no such key, or its text asks for a value that was not given. A bug, not somebody's mistake."""


class _Catalogs(Mapping[str, Mapping[str, str]]):
    """Each language is read when somebody first speaks it."""

    def __init__(self) -> None:
        self._read: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, language: str) -> Mapping[str, str]:
        if language not in LANGUAGES:
            raise KeyError(language)
        if language not in self._read:
            self._read[language] = MappingProxyType(_load(language))
        return self._read[language]

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


def load_catalogs() -> Catalogs:
    """All catalogues, made once at the start and passed on."""
    return _Catalogs()


def _load(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for area in (Path(__file__).parent / "catalogs" / language).iterdir():
        texts |= msgspec.json.decode(area.read_bytes(), type=dict[str, str])
    return texts


def negotiate(accept_language: str | None) -> str:
    """The language of ours that an Accept-Language header asks for most; German when it asks for none of them."""
    best, best_weight = FIRST, 0.0
    for part in (accept_language or "")[:_MAX_HEADER].split(","):
        match = _WANTED.fullmatch(part)
        if match is None:
            continue
        language = FIRST if match[1] == "*" else match[1].lower()
        weight = float(match[2]) if match[2] else 1.0
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def wanted_most(accept_language: str | None) -> str:
    """The first of the languages an Accept-Language header asks for most, whether we speak it or not; empty for none."""
    best, best_weight = "", 0.0
    for part in (accept_language or "")[:_MAX_HEADER].split(","):
        match = _WANTED.fullmatch(part)
        weight = 0.0 if match is None else float(match[2]) if match[2] else 1.0
        if match is not None and match[1] != "*" and weight > best_weight:
            best, best_weight = match[1].lower(), weight
    return best


class Translator:
    """Speaks one language in one time zone. Immutable: one per language and node is enough.

    `strict` (tests, development) raises `MissingText`; otherwise the German text or the key itself stands in, because a
    page with one odd word is better than none.
    """

    __slots__ = ("_fallback", "_strict", "_texts", "language", "zone")

    def __init__(self, language: str, catalogs: Catalogs, *, zone: ZoneInfo | None = None, strict: bool = True) -> None:
        self.language = language
        self.zone = zone or ZoneInfo(_BERLIN)
        self._texts = catalogs[language]
        self._fallback = catalogs[FIRST]
        self._strict = strict

    def t(self, key: str, /, **values: object) -> str:
        """The text of `key` with `{name}` filled in; plain text, the template escapes it.

        Numbers are written as the language does: give years and ids as strings. With `count=` the text is
        `key.zero` (if there is one), `key.one` or `key.other`.
        """
        text = self._find(key, values.get("count"))
        if not values:
            return text
        written = {name: self.number(each) if _is_number(each) else str(each) for name, each in values.items()}
        try:
            return text.format_map(written)
        except KeyError as missing:
            if self._strict:
                raise MissingText(f"{key} ({self.language}) needs a value for {missing}") from None
            return text

    def has(self, key: str) -> bool:
        return key in self._texts

    def number(self, value: object) -> str:
        """`1.234,5` in German, `1,234.5` in English."""
        return f"{value:,}".translate(_SEPARATORS.get(self.language, {}))

    def date(self, at: dt.datetime | dt.date) -> str:
        """`28. November 2026`."""
        day = self._day(at)
        return self.t("date.day", day=str(day.day), month=self.t(f"date.month.{day.month}"), year=str(day.year))

    def month(self, at: dt.datetime | dt.date) -> str:
        """`November 2026`."""
        day = self._day(at)
        return self.t("date.month_year", month=self.t(f"date.month.{day.month}"), year=str(day.year))

    def weekday(self, at: dt.datetime | dt.date) -> str:
        """`Samstag`."""
        return self.t(f"date.weekday.{self._day(at).isoweekday()}")

    def time(self, at: dt.datetime) -> str:
        """`14:05 Uhr`."""
        return self.t("date.time", time=f"{at.astimezone(self.zone):%H:%M}")

    def day(self, at: dt.datetime | dt.date, now: dt.datetime) -> str:
        """`heute`, `gestern`, `morgen`, else the date."""
        distance = (self._day(at) - self._day(now)).days
        key = {-1: "date.yesterday", 0: "date.today", 1: "date.tomorrow"}.get(distance)
        return self.t(key) if key else self.date(at)

    def moment(self, at: dt.datetime, now: dt.datetime) -> str:
        """`heute, 14:05 Uhr`. Its words change at midnight in `zone`: what keeps a page must know."""
        return self.t("date.moment", day=self.day(at, now), time=self.time(at))

    def full(self, at: dt.datetime) -> str:
        """`Samstag, 28. November 2026, 14:05 Uhr`: for title attributes and what is printed."""
        return self.t("date.full", weekday=self.weekday(at), day=self.date(at), time=self.time(at))

    def ago(self, at: dt.datetime, now: dt.datetime) -> str:
        """`vor 5 Minuten`, `in 3 Tagen`; the date when it is more than 30 days away."""
        seconds = (at - now) / dt.timedelta(seconds=1)
        way = "date.in" if seconds > 0 else "date.ago"
        distance = abs(seconds)
        if distance < _MINUTE:
            return self.t("date.soon" if seconds > 0 else "date.now")
        if distance < _HOUR:
            return self.t(f"{way}.minutes", count=int(distance // _MINUTE))
        if distance < _DAY:
            return self.t(f"{way}.hours", count=int(distance // _HOUR))
        if distance < _WORDED_DAYS * _DAY:
            return self.t(f"{way}.days", count=int(distance // _DAY))
        return self.date(at)

    def _find(self, key: str, count: object) -> str:
        candidates = [key]
        if _is_number(count):
            plural = [f"{key}.one" if count == 1 else f"{key}.other"]
            candidates = ([f"{key}.zero"] if count == 0 else []) + plural + candidates
        for candidate in candidates:
            if candidate in self._texts:
                return self._texts[candidate]
        if self._strict:
            raise MissingText(f"no text {key} ({self.language})")
        return next((self._fallback[each] for each in candidates if each in self._fallback), key)

    def _day(self, at: dt.datetime | dt.date) -> dt.date:
        return at.astimezone(self.zone).date() if isinstance(at, dt.datetime) else at


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
