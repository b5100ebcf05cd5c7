"""A kept draft as its author would type it."""

from datetime import tzinfo
from typing import Final

from node.model.kept import Advised
from node.model.language import EASY
from node.model.place import Place
from node.web.pages.compose_event import TypedEvent, typed_event
from node.web.pages.compose_form import DURATIONS, Written

_DAY: Final = 86_400


def written_of_kept(found: Advised, zone: tzinfo) -> Written:
    kept = found.kept
    draft, place = kept.draft, kept.draft.place or Place()
    days = round((kept.poll_seconds or 0) / _DAY)
    at = kept.publish_at
    return Written(
        text=draft.text,
        summary=draft.summary,
        language=draft.language or "de",
        format=draft.format,
        visibility=draft.visibility,
        options=draft.options,
        multiple=draft.multiple,
        hides_totals=draft.hides_totals,
        days=days if days in DURATIONS else Written().days,
        reply_to=draft.in_reply_to_id or 0,
        quote_of=draft.quote_of_id or 0,
        when="" if at is None else f"{at.astimezone(zone):%Y-%m-%dT%H:%M}",
        urgent=draft.urgent,
        media=found.media,
        ai=draft.ai,
        easy=draft.translations.get(EASY, ""),
        place=place.name,
        address=place.address,
        position=place.geo.removeprefix("geo:").replace(",", ", "),
        event=TypedEvent() if draft.appointment is None else typed_event(draft.name, draft.appointment),
        translations={tag: text for tag, text in draft.translations.items() if tag != EASY},
        kept=kept.id,
        version=kept.version,
    )
