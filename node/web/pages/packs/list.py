"""`/verwaltung/vorlagen`: the templates of this node, what is offered to it, and how packs come and go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from node.model.account import Actor
from node.model.login import Role
from node.model.template import Compared, PackOffer, Standing, Template, TemplateKind
from node.moderation.office import require_office
from node.outbox.templates.pack import MOST_BYTES
from node.outbox.templates.take_over import compare, our_pack
from node.store.database import Tx
from node.text.fold import excerpt
from node.web.auth import require_viewer
from node.web.page import answer, look, rendering_of
from node.web.rendering import Frame

PATH: Final = "/verwaltung/vorlagen"
_OFFERS: Final = 20
_EXCERPT: Final = 160


@dataclass(frozen=True, slots=True)
class _Found:
    templates: Sequence[Template]
    offers: Sequence[PackOffer]
    ours: Sequence[Compared]


async def show_templates(request: web.Request) -> web.Response:
    """Raises Unauthenticated, and Forbidden for whoever does not administer."""
    return await list_page(request)


async def list_page(request: web.Request, wrong: Mapping[str, str] | None = None) -> web.Response:
    """`wrong`: what is wrong with a file that was sent, in words."""
    viewer = await require_viewer(request)
    frame, found = await look(request, _load, viewer)
    t = frame.words.t
    body = rendering_of(request).page(
        "packs/list.html",
        frame,
        heading=t("template.title"),
        path=PATH,
        wrong=wrong or {},
        offers=[_offer(each, frame) for each in found.offers],
        groups=[
            (
                kind.value,
                t(f"template.kind.{kind.value}"),
                t(f"template.kind.{kind.value}.hint"),
                [_shown(each) for each in found.templates if each.kind is kind],
            )
            for kind in TemplateKind
        ],
        ours=our_pack(),
        ours_more=sum(each.standing is not Standing.SAME for each in found.ours),
        is_there=bool(found.templates),
        most=frame.words.number(MOST_BYTES // 1024),
    )
    return answer(request, frame, body, status=422 if wrong else 200)


def _shown(template: Template) -> Mapping[str, Any]:
    return {
        "key": template.key,
        "name": template.name,
        "language": template.language,
        "text": excerpt(template.text or template.answers.get("ziel", ""), _EXCERPT),
        "path": f"{PATH}/bearbeiten/{template.key}",
        "use": f"/verfassen?vorlage={template.key}" if template.kind is TemplateKind.POST else "",
    }


def _offer(offer: PackOffer, frame: Frame) -> Mapping[str, Any]:
    return {
        "title": offer.pack.title,
        "description": offer.pack.description,
        "by": offer.offered_by,
        "day": frame.words.date(offer.offered_at),
        "count": frame.words.t("template.count", count=len(offer.pack.templates)),
        "path": f"{PATH}/angebot/{offer.id}",
    }


async def _load(tx: Tx, _viewer_id: int, by: Actor) -> _Found:
    await require_office(tx, by, Role.ADMIN)
    return _Found(
        await tx.templates.all(),
        await tx.templates.open_offers(limit=_OFFERS),
        await compare(tx, our_pack()),
    )
