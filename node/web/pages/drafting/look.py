"""A draft as it would look, for those who may read it but not write it, too."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from node.errors import Forbidden, Gone, NotFound
from node.model.account import Account
from node.model.kept import Advised
from node.model.label import AiUse
from node.model.post import PostView
from node.store.database import Tx
from node.text.fold import excerpt
from node.web.briefly import briefly
from node.web.cards import Card, Face, Figure, card, face, figure_of
from node.web.languages import OWN_NAMES
from node.web.pages.compose import preview_of
from node.web.pages.drafting.written import written_of_kept
from node.web.pages.post import readable_view
from node.web.rendering import Frame

_EXCERPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`facts` are pairs of what and how: who may read it, its language, when it is to appear. `around` are the posts it
    answers or quotes, each with the heading that says which; `hidden` says of those that whoever looks may not read."""

    face: Face
    title: str
    warning: str
    content: Markup
    language: str
    easy: str
    place: str
    labels: Sequence[str]
    options: Sequence[str]
    figures: Sequence[Figure]
    facts: Sequence[tuple[str, str]]
    around: Sequence[tuple[str, Card]]
    hidden: Sequence[str]


async def posts_around(tx: Tx, viewer_id: int, found: Advised) -> Sequence[tuple[str, PostView | None]]:
    """What it answers and what it quotes, by the key of its heading; None for what whoever looks may not read."""
    draft = found.kept.draft
    asked = (("compose.reply_to", draft.in_reply_to_id), ("quote.what", draft.quote_of_id))
    return [(key, await _find(tx, viewer_id, number)) for key, number in asked if number is not None]


async def _find(tx: Tx, viewer_id: int, post_id: int) -> PostView | None:
    try:
        return await readable_view(tx, viewer_id, post_id)
    except (NotFound, Gone, Forbidden):
        return None


async def look_of(
    request: web.Request,
    frame: Frame,
    author: Account,
    found: Advised,
    around: Sequence[tuple[str, PostView | None]],
) -> Look:
    words, draft = frame.words, found.kept.draft
    written = written_of_kept(found, words.zone)
    place = draft.place
    return Look(
        face=face(author, frame),
        title=draft.name,
        warning=draft.summary,
        content=await preview_of(request, written),
        language=written.language,
        easy=written.easy,
        place="" if place is None else ", ".join(filter(None, (place.name, place.address))),
        labels=[] if draft.ai is AiUse.NONE else [words.t(f"legal.label.{draft.ai.value}")],
        options=draft.options,
        figures=[figure_of(each, frame) for each in found.media],
        facts=_facts(found, frame),
        around=[(words.t(key), briefly(card(view, frame))) for key, view in around if view is not None],
        hidden=[words.t(f"drafts.hidden.{key}") for key, view in around if view is None],
    )


def _facts(found: Advised, frame: Frame) -> Sequence[tuple[str, str]]:
    words, kept = frame.words, found.kept
    language = kept.draft.language or ""
    facts = [
        (words.t("compose.visibility"), words.t(f"visibility.{kept.draft.visibility.value}")),
        (words.t("compose.language"), OWN_NAMES.get(language, language)),
        (words.t("drafts.changed"), words.moment(kept.changed_at, frame.now)),
    ]
    if kept.publish_at is not None:
        facts.append((words.t("drafts.planned"), words.full(kept.publish_at)))
    return facts


def beginning(found: Advised) -> str:
    """For lists: what it is about, in a few words; empty where it has but pictures."""
    draft = found.kept.draft
    return excerpt(". ".join(filter(None, (draft.name, draft.summary or draft.text))), _EXCERPT)
