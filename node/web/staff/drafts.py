"""`/staff/v1/coordination/drafts`: the drafts about which somebody chose to ask the office that advises, and what that says
about them. All others are not there. Persons of the node are not named: `side` says who speaks."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from aiohttp import web

from node.context import Context
from node.errors import Invalid
from node.model.account import Account
from node.model.draft import Draft
from node.model.ids import HIGHEST
from node.model.kept import Advised, Comment, Side
from node.outbox.advice import advise_as_office, draft_for_office, drafts_for_office
from node.web.asked import cursor
from node.web.granted import DRAFTS, require_grant
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import number
from node.web.staff.coordination import answered

_PER_PAGE: Final = 50


class _Said(msgspec.Struct, forbid_unknown_fields=True):
    text: str = ""
    no_objections: bool = False
    version: int = 0


async def show_drafts(request: web.Request) -> web.Response:
    """The newest first, `?before=` an id; `next` is the address of the next page."""
    require_grant(request)
    count_request(request)
    node = request[NODE]
    before = cursor(request, "before", default=HIGHEST)
    found = await node.store.read(lambda tx: drafts_for_office(tx, before=before, limit=_PER_PAGE + 1))
    shown = found[:_PER_PAGE]
    more = f"{node.config.origin}{DRAFTS}?before={shown[-1][1].kept.id}" if len(found) > _PER_PAGE else None
    return answered({"drafts": [_json(node, *each) for each in shown], "next": more})


async def show_draft(request: web.Request) -> web.Response:
    """Raises NotFound."""
    require_grant(request)
    count_request(request)
    node, draft_id = request[NODE], number(request.match_info["id"])
    return answered(_json(node, *await node.store.read(draft_for_office, draft_id)))


async def add_comment(request: web.Request) -> web.Response:
    """The draft with it. Raises NotFound, Invalid for what cannot be read, Unprocessable, Conflict, TooMany."""
    grant = require_grant(request)
    count_request(request)
    node, draft_id = request[NODE], number(request.match_info["id"])
    try:
        said = msgspec.json.decode(await request.read(), type=_Said)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"the body has to be JSON with text, and perhaps no_objections and version: {error}") from error
    found = await advise_as_office(node, grant, draft_id, said.text, approves=said.no_objections, version=said.version)
    return answered(_json(node, *found), status=201)


def _json(node: Context, author: Account, found: Advised) -> Mapping[str, Any]:
    kept, request = found.kept, found.kept.request
    return {
        "id": str(kept.id),
        "channel": node.addresses.handle(author),
        "version": kept.version,
        "changed_at": kept.changed_at,
        "question": "" if request is None else request.question,
        "asked_at": None if request is None else request.at,
        "state": "no_objections" if found.is_approved else "answered" if found.is_answered else "waiting",
        "draft": {
            **_draft(kept.draft),
            "planned_for": kept.publish_at,
            "poll": None
            if not kept.draft.options
            else {
                "options": list(kept.draft.options),
                "multiple": kept.draft.multiple,
                "seconds": kept.poll_seconds,
            },
            "files": [
                {
                    "url": each.url,
                    "media_type": each.mime,
                    "description": each.description,
                    "credit": each.credit,
                    "licence": each.licence,
                    "ai": each.ai.value,
                }
                for each in found.media
            ],
        },
        "comments": [_comment(each) for each in found.comments],
    }


def _draft(draft: Draft) -> Mapping[str, Any]:
    """Of what it answers or quotes only that it does: that may be a letter to the channel."""
    event, place = draft.appointment, draft.place
    return {
        "type": draft.kind,
        "title": draft.name,
        "text": draft.text,
        "format": draft.format,
        "language": draft.language,
        "translations": draft.translations,
        "warning": draft.summary,
        "visibility": draft.visibility.value,
        "ai": draft.ai.value,
        "is_answer": draft.in_reply_to_id is not None,
        "is_quote": draft.quote_of_id is not None,
        "event": None
        if event is None
        else {"starts_at": event.starts_at, "ends_at": event.ends_at, "online": event.online},
        "place": None if place is None else {"name": place.name, "address": place.address},
    }


def _comment(each: Comment) -> Mapping[str, Any]:
    return {
        "id": str(each.id),
        "side": each.side.value,
        "office": each.office if each.side is Side.OFFICE else None,
        "text": each.text,
        "no_objections": each.approves,
        "version": each.version,
        "at": each.at,
    }
