"""A pack before it is taken over: what in it is new here, what would change, and what is the same already. Shared by the
pages of this folder."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

from node.model.account import Actor
from node.model.login import Role
from node.model.template import Compared, Pack, Standing, Template
from node.moderation.office import require_office
from node.outbox.templates.take_over import compare, seen_as
from node.store.database import Tx
from node.web.page import answer, rendering_of
from node.web.pages.packs.list import PATH
from node.web.rendering import Frame


def pack_page(
    request: web.Request,
    frame: Frame,
    pack: Pack,
    compared: Sequence[Compared],
    *,
    action: str,
    hidden: Mapping[str, str],
    offered_by: str = "",
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> web.Response:
    """`hidden` is what the form sends along, so that the same pack is meant when it comes back."""
    t = frame.words.t
    body = rendering_of(request).page(
        "packs/pack.html",
        frame,
        heading=t("template.pack.title", title=pack.title),
        trail=[(PATH, t("template.title")), ("", pack.title)],
        pack=pack,
        offered_by=offered_by,
        action=action,
        hidden={**hidden, "stand": seen_as(compared)},
        wrong=wrong or {},
        groups=[
            (standing.value, [_entry(each, frame) for each in compared if each.standing is standing])
            for standing in Standing
        ],
        takes=any(each.standing is not Standing.SAME for each in compared),
    )
    return answer(request, frame, body, status=status)


def chosen(form: MultiDictProxy[str]) -> frozenset[str]:
    """The keys that are ticked."""
    return frozenset(form.getall("nehmen", ()))


async def load_compared(tx: Tx, _viewer_id: int, by: Actor, pack: Pack) -> Sequence[Compared]:
    await require_office(tx, by, Role.ADMIN)
    return await compare(tx, pack)


def _entry(compared: Compared, frame: Frame) -> Mapping[str, Any]:
    template = compared.template
    return {
        "key": template.key,
        "name": template.name,
        "kind": frame.words.t(f"template.is.{template.kind.value}"),
        "language": template.language,
        "text": _text(template),
        "before": "" if compared.before is None else _text(compared.before),
        "before_language": "" if compared.before is None else compared.before.language,
    }


def _text(template: Template) -> str:
    """All that it says, for somebody who decides about it."""
    lines = [
        template.title,
        template.summary,
        template.text,
        " ".join(f"#{each}" for each in template.tags),
        template.link,
        *(f"{key}: {text}" for key, text in template.answers.items()),
    ]
    return "\n".join(each for each in lines if each)
