"""What somebody is writing, as the form holds it: read from a request, checked, shown again word for word."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo

from multidict import MultiDictProxy

from node.i18n.translate import Translator
from node.model.draft import Draft, Format
from node.model.media import Media
from node.model.visibility import Visibility
from node.text.language import normalise

OPTIONS = 6
DURATIONS = (1, 3, 7, 14, 30)
_OPTION_LENGTH = 100
_SUMMARY_LENGTH = 500
_TIME_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`days` is how long the poll runs; `options` as typed, gaps included; `reply_to` is a post's id or 0.
    `when` is the time to publish it at, as a browser sends it (without a zone: the node's), or empty. `media` are the files
    it has by now (`compose_files.py`).
    """

    text: str = ""
    summary: str = ""
    language: str = "de"
    format: Format = "plain"
    visibility: Visibility = Visibility.PUBLIC
    options: tuple[str, ...] = field(default=())
    multiple: bool = False
    days: int = 7
    reply_to: int = 0
    when: str = ""
    media: tuple[Media, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(option.strip() for option in self.options if option.strip())

    def moment(self, zone: tzinfo) -> datetime | None:
        """None when it is to be published at once. Raises ValueError for what is no time."""
        return datetime.fromisoformat(self.when).replace(tzinfo=zone).astimezone(UTC) if self.when else None

    def draft(self, now: datetime) -> Draft:
        return Draft(
            text=self.text.strip(),
            format=self.format,
            visibility=self.visibility,
            language=self.language,
            summary=self.summary.strip(),
            sensitive=bool(self.summary.strip()),
            in_reply_to_id=self.reply_to or None,
            options=self.choices,
            multiple=self.multiple and bool(self.choices),
            closes_at=now + timedelta(days=self.days) if self.choices else None,
            media=self.media,
        )


def read_written(form: MultiDictProxy[str], start: Written) -> Written:
    """What the form says; what it does not say, or not in a way we know, stays as in `start`. Nothing typed is cut."""
    visibility, language, days = form.get("sichtbar", ""), normalise(form.get("sprache", "")), form.get("ende", "")
    markup = form.get("form", "")
    options = tuple(form.getall("antwort", []))[:OPTIONS]
    reply_to = form.get("antwort_auf", "")
    return replace(
        start,
        # Browsers send line ends as CR LF; what is stored and counted has LF
        text=form.get("text", "").replace("\r\n", "\n"),
        summary=form.get("hinweis", ""),
        language=language or start.language,
        format="markdown" if markup == "markdown" else "plain" if markup == "plain" else start.format,
        visibility=Visibility(visibility) if visibility in set(Visibility) else start.visibility,
        options=options if any(option.strip() for option in options) else (),
        multiple=form.get("mehrere") == "1",
        days=int(days) if days in {str(each) for each in DURATIONS} else start.days,
        when=form.get("zeitpunkt", "").strip()[:_TIME_LENGTH],
        reply_to=int(reply_to) if reply_to.isascii() and reply_to.isdigit() and len(reply_to) < 20 else start.reply_to,
    )


def mistakes(written: Written, words: Translator, limit: int) -> Mapping[str, str]:
    """What is missing or too long, by field."""
    found: dict[str, str] = {}
    if not written.text.strip() and not written.media:
        found["text"] = words.t("compose.error_empty")
    elif len(written.text.strip()) > limit:
        found["text"] = words.t("compose.error_too_long", count=len(written.text.strip()) - limit)
    if len(written.summary.strip()) > _SUMMARY_LENGTH:
        found["hinweis"] = words.t("compose.error_too_long", count=len(written.summary.strip()) - _SUMMARY_LENGTH)
    choices = written.choices
    if choices and (len(choices) < 2 or len(set(choices)) < len(choices)):
        found["umfrage"] = words.t("compose.error_poll")
    too_long = max((len(choice) for choice in choices), default=0) - _OPTION_LENGTH
    if too_long > 0:
        found["umfrage"] = words.t("compose.error_too_long", count=too_long)
    if written.when and not _is_time(written, words.zone):
        found["zeitpunkt"] = words.t("scheduled.error_time")
    return found


def _is_time(written: Written, zone: tzinfo) -> bool:
    try:
        return written.moment(zone) is not None
    except (ValueError, OverflowError):
        return False
