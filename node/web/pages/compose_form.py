"""What somebody is writing, as the form holds it: read from a request, checked, shown again word for word."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from multidict import MultiDictProxy

from node.errors import DisallowedTags
from node.i18n.translate import Translator
from node.model.draft import Draft, Format
from node.model.kept import Seen
from node.model.label import AiUse, ai_use_of
from node.model.language import EASY, is_simple
from node.model.media import Media
from node.model.place import LONGEST_ADDRESS, LONGEST_NAME, Place
from node.model.visibility import Visibility
from node.outbox.drafts import CORRECTION_CHARACTERS
from node.text.coordinates import read_coordinates
from node.text.language import normalise
from node.web.page import id_in
from node.web.pages.compose_event import TypedEvent, event_mistakes, read_event

OPTIONS = 6
DURATIONS = (1, 3, 7, 14, 30)
_OPTION_LENGTH = 100
_SUMMARY_LENGTH = 500
_TIME_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`days` is how long the poll runs; `options` as typed, gaps included; `reply_to` and `quote_of` are a post's id or 0.
    `when` is the time to publish it at, as a browser sends it (without a zone: the node's), or empty. `media` are the files
    it has by now (`compose_files.py`). `easy` is the same in Leichte Sprache, `translations` are further languages, which
    the form leaves alone; `correction` says what a change puts right. `place`, `address` and `position` are as typed, and so
    is what makes it an `event`. `kept` is the number of the kept draft it is, or 0, and `version` which version of that.
    """

    text: str = ""
    summary: str = ""
    language: str = "de"
    format: Format = "plain"
    visibility: Visibility = Visibility.PUBLIC
    options: tuple[str, ...] = field(default=())
    multiple: bool = False
    hides_totals: bool = False
    days: int = 7
    reply_to: int = 0
    quote_of: int = 0
    when: str = ""
    urgent: bool = False
    media: tuple[Media, ...] = ()
    ai: AiUse = AiUse.NONE
    easy: str = ""
    correction: str = ""
    place: str = ""
    address: str = ""
    position: str = ""
    event: TypedEvent = field(default_factory=TypedEvent)
    translations: Mapping[str, str] = field(default_factory=dict)
    kept: int = 0
    version: int = 0

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(option.strip() for option in self.options if option.strip())

    @property
    def seen(self) -> Seen | None:
        return Seen(self.kept, self.version) if self.kept else None

    def moment(self, zone: tzinfo) -> datetime | None:
        """None when it is to be published at once. Raises ValueError for what is no time."""
        return datetime.fromisoformat(self.when).replace(tzinfo=zone).astimezone(UTC) if self.when else None

    @property
    def is_in_easy(self) -> bool:
        """Whether there is a wording in Leichte Sprache beside the text."""
        return bool(self.easy.strip()) and not is_simple(self.language)

    @property
    def has_place(self) -> bool:
        return any(text.strip() for text in (self.place, self.address, self.position))

    def named_place(self) -> Place | None:
        """After `mistakes`."""
        if not self.has_place:
            return None
        latitude, longitude = read_coordinates(self.position) or (None, None)
        name, address = self.place.strip(), self.address.strip()
        return Place(name=name, address=address, latitude=latitude, longitude=longitude)

    def draft(self, now: datetime, zone: ZoneInfo) -> Draft:
        """After `mistakes`."""
        is_event = self.event.is_there
        return Draft(
            kind="Event" if is_event else "Note",
            name=self.event.title.strip() if is_event else "",
            appointment=self.event.appointment(zone) if is_event else None,
            text=self.text.strip(),
            format=self.format,
            visibility=self.visibility,
            language=self.language,
            summary=self.summary.strip(),
            sensitive=bool(self.summary.strip()),
            in_reply_to_id=self.reply_to or None,
            quote_of_id=self.quote_of or None,
            options=self.choices,
            multiple=self.multiple and bool(self.choices),
            hides_totals=self.hides_totals and bool(self.choices),
            closes_at=now + timedelta(days=self.days) if self.choices else None,
            media=self.media,
            ai=self.ai,
            translations={**self.translations, **({EASY: self.easy.strip()} if self.is_in_easy else {})},
            correction=self.correction.strip(),
            place=self.named_place(),
            urgent=self.urgent,
        )


def read_written(form: MultiDictProxy[str], start: Written) -> Written:
    """What the form says; what it does not say, or not in a way we know, stays as in `start`. Nothing typed is cut."""
    visibility, language, days = form.get("sichtbar", ""), normalise(form.get("sprache", "")), form.get("ende", "")
    markup = form.get("form", "")
    options = tuple(form.getall("antwort", []))[:OPTIONS]
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
        hides_totals=form.get("geheim") == "1",
        days=int(days) if days in {str(each) for each in DURATIONS} else start.days,
        ai=ai_use_of(form.get("ki", "")) or start.ai,
        urgent=form.get("eilig") == "1",
        when=form.get("zeitpunkt", "").strip()[:_TIME_LENGTH],
        easy=form.get("leicht", start.easy).replace("\r\n", "\n"),
        correction=form.get("berichtigung", ""),
        place=form.get("ort", start.place),
        address=form.get("anschrift", start.address),
        position=form.get("lage", start.position),
        event=read_event(form, start.event),
        reply_to=id_in(form.get("antwort_auf", "")) or start.reply_to,
        quote_of=id_in(form.get("zitat", "")) or start.quote_of,
        kept=id_in(form.get("entwurf", "")) or start.kept,
        version=id_in(form.get("stand", "")) or start.version,
    )


def mistakes(written: Written, words: Translator, limit: int) -> Mapping[str, str]:
    """What is missing or too long, by field."""
    found: dict[str, str] = {}
    if not written.text.strip() and not written.media and not written.event.is_there:
        found["text"] = words.t("compose.error_empty")
    elif len(written.text.strip()) > limit:
        found["text"] = words.t("compose.error_too_long", count=len(written.text.strip()) - limit)
    if len(written.summary.strip()) > _SUMMARY_LENGTH:
        found["hinweis"] = words.t("compose.error_too_long", count=len(written.summary.strip()) - _SUMMARY_LENGTH)
    if len(written.easy.strip()) > limit:
        found["leicht"] = words.t("compose.error_too_long", count=len(written.easy.strip()) - limit)
    if len(written.correction.strip()) > CORRECTION_CHARACTERS:
        found["berichtigung"] = words.t(
            "compose.error_too_long", count=len(written.correction.strip()) - CORRECTION_CHARACTERS
        )
    for name, text, most in (
        ("ort", written.place, LONGEST_NAME),
        ("anschrift", written.address, LONGEST_ADDRESS),
    ):
        if len(text.strip()) > most:
            found[name] = words.t("compose.error_too_long", count=len(text.strip()) - most)
    if written.position.strip() and read_coordinates(written.position) is None:
        found["lage"] = words.t("place.error_position")
    found |= event_mistakes(written.event, words)
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


def disallowed(problem: DisallowedTags, words: Translator) -> str:
    named = ", ".join(f"#{tag}" for tag in problem.tags)
    return words.t("compose.error_tags", count=len(problem.tags), tags=named)
