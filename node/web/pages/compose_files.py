"""The files of a post while it is written: sent with the form, described beside their picture, kept when something else is
missing. A browser sends a file once; from then on the form knows it by its number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aiohttp import web
from multidict import MultiDictProxy

from node.errors import Invalid, TooMany
from node.media.types import accepted
from node.media.upload import Sent
from node.model.account import Actor
from node.model.label import AiUse, ai_use_of
from node.model.media import Media, MediaState
from node.outbox.attach import undescribed
from node.outbox.drafts import MOST_MEDIA
from node.outbox.upload import Words, described, finished, upload
from node.store.database import Tx
from node.web.keys import NODE
from node.web.page import id_in
from node.web.refusals import refusal
from node.web.rendering import Frame

FIELDS: Final = 4
"""For so many new files there is room at once."""
TYPES: Final = ",".join(each.mime for each in accepted())
"""What a browser offers to choose."""

_KINDS: Final = MappingProxyType(
    {"image": "media.image", "gifv": "media.video", "video": "media.video", "audio": "media.audio"}
)
_PATIENCE: Final = 60.0
_MOST_NAMED: Final = 2 * MOST_MEDIA
_NEW: Final = "datei"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A file as the form shows it: `source` is a small picture of it, or empty; `kind` is its name in words."""

    id: int
    source: str
    kind: str
    description: str
    credit: str
    licence: str
    ai: AiUse
    is_picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """What is to hang on the post; `wrong` says by field what cannot."""

    media: tuple[Media, ...]
    wrong: Mapping[str, str]


async def read_files(
    request: web.Request,
    by: Actor,
    form: MultiDictProxy[str],
    sent: Mapping[str, Sent],
    frame: Frame,
    *,
    draft_id: int = 0,
) -> Enclosed:
    """Those the form names already, with what it says of them by now, and those that come with it. `draft_id` is the kept draft
    that is in the form, with its files."""
    named = [found for each in form.getall("bild", ()) if (found := id_in(each))]
    known = await request[NODE].store.read(_own, by, named[:_MOST_NAMED], draft_id)
    media: list[Media] = []
    wrong: dict[str, str] = {}
    for each in known:
        if f"weg-{each.id}" in form:
            continue
        try:
            media.append(described(each, _words(form, str(each.id))))
        except Invalid as problem:
            media.append(each)
            wrong[f"alt-{each.id}"] = refusal(problem, frame.words)
    for field in sorted(sent):
        if not field.startswith(f"{_NEW}-"):
            continue
        try:
            media.append(await _taken(request, by, sent[field], _words(form, field)))
        except (Invalid, TooMany) as problem:
            wrong[field] = refusal(problem, frame.words)
    return Enclosed(media=tuple(media), wrong=wrong)


async def _taken(request: web.Request, by: Actor, sent: Sent, words: Words) -> Media:
    """Raises Unprocessable for what cannot be used."""
    node = request[NODE]
    media = await finished(node, (await upload(node, by, sent, words)).id, within=_PATIENCE)
    if media.state is MediaState.FAILED:
        raise Invalid(media.failure, code="file_broken")
    return media


async def _own(tx: Tx, by: Actor, ids: Sequence[int], draft_id: int) -> Sequence[Media]:
    """In the order they are named; somebody else's are left out."""
    found = await tx.uploads.own(by.account.id, ids, draft_id=draft_id)
    return [found[each] for each in dict.fromkeys(ids) if each in found]


def _words(form: MultiDictProxy[str], of: str) -> Words:
    def said(name: str) -> str | None:
        text = form.get(f"{name}-{of}")
        return None if text is None else text.replace("\r\n", "\n")

    ai = ai_use_of(form.get(f"ki-{of}", ""))
    return Words(description=said("alt"), credit=said("urheber"), licence=said("lizenz"), ai=ai)


def missing_words(
    request: web.Request, by: Actor, media: Sequence[Media], frame: Frame, before: Sequence[Media] = ()
) -> dict[str, str]:
    """By field: pictures that must be described before they are published here."""
    places = undescribed(by.account, media, request[NODE].config.media, before)
    return {f"alt-{media[place].id}": frame.words.t("compose.error_alt", number=place + 1) for place in places}


def pieces(media: Sequence[Media], frame: Frame) -> Sequence[Piece]:
    return [_piece(each, frame) for each in media if each.is_ours]


def _piece(media: Media, frame: Frame) -> Piece:
    small = media.preview_name
    return Piece(
        id=media.id,
        source=frame.path_of(frame.site.addresses.media(small)) if small else "",
        kind=frame.words.t(_KINDS.get(media.kind, "media.file")),
        description=media.description,
        credit=media.credit,
        licence=media.licence,
        ai=media.ai,
        is_picture=media.kind in {"image", "gifv"},
    )
