"""Answers of guests, for those who look after the channels that were answered: look at them, publish them or not, and take
back what was published (K13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from node.errors import Conflict, Forbidden, Gone, Unprocessable
from node.model.account import Actor
from node.model.guest import REASON_CHARACTERS, GuestState
from node.moderation.office import NOT_ALLOWED, scope
from node.outbox.guests import Known, approve, overview, reject
from node.store.database import Tx
from node.text.fold import excerpt
from node.text.html import to_text
from node.web.auth import require_viewer
from node.web.cards import post_path, profile_path
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, look, number, older_page, rendering_of, see_other
from node.web.rendering import Frame

PATH = "/gaeste"
_STATES: Mapping[str, GuestState] = {"wartend": GuestState.WAITING, "erschienen": GuestState.PUBLISHED}
_EXCERPT = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """`text` is what the guest wrote, also when a post says it now; `page` is that post's, empty where it is gone."""

    id: int
    name: str
    text: str
    when: str
    channel: str
    channel_path: str
    answered: str
    answered_path: str
    page: str


async def show_guests(request: web.Request) -> web.Response:
    """`?zeige=erschienen`: those that were published. Raises Forbidden for who looks after no channel."""
    return await _page(request, await require_viewer(request))


async def save_guest(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer, reply_id = await require_viewer(request), number(request.match_info["id"])
    reason = form.get("grund", "").replace("\r\n", "\n")
    try:
        if form.get("tun") == "freigeben":
            await approve(request[NODE], viewer, reply_id)
            return see_other(request, PATH, done="gast-freigegeben")
        await reject(request[NODE], viewer, reply_id, reason)
    except Unprocessable:
        return await _page(request, viewer, wrong=(reply_id, "guests.error_reason"), reason=reason)
    except Conflict:
        return await _page(request, viewer, wrong=(0, "guests.error_decided"), status=409)
    except Gone:
        return await _page(request, viewer, wrong=(reply_id, "guests.error_gone"), status=409)
    return see_other(request, PATH, done="gast-abgelehnt")


async def _page(
    request: web.Request,
    viewer: Actor,
    *,
    wrong: tuple[int, str] | None = None,
    reason: str = "",
    status: int = 422,
) -> web.Response:
    """`wrong` is (which one, what)."""
    asked = request.query.get("zeige", "")
    state = _STATES.get(asked, GuestState.WAITING)
    frame, found = await look(request, _load, viewer, state, before_of(request))
    shown = {each.reply.id: each for each in found}
    ids, older = older_page(PATH, list(shown))
    sentence = "" if wrong is None else frame.words.t(wrong[1], count=REASON_CHARACTERS)
    field = "" if wrong is None or wrong[0] not in shown else f"grund-{wrong[0]}"
    if older and state is GuestState.PUBLISHED:
        older += "&zeige=erschienen"
    body = rendering_of(request).page(
        "guest_desk.html",
        frame,
        heading=frame.words.t("guests.title"),
        entries=[_entry(shown[each], frame) for each in ids],
        is_waiting=state is GuestState.WAITING,
        older=older,
        wrong={} if wrong is None else {field: sentence},
        reason=reason,
        most=REASON_CHARACTERS,
        path=PATH,
    )
    return answer(request, frame, body, status=200 if wrong is None else status)


def _entry(known: Known, frame: Frame) -> _Entry:
    reply, answered = known.reply, known.answered
    return _Entry(
        id=reply.id,
        name=reply.name,
        text=reply.text or ("" if known.post is None else to_text(known.post.content)),
        when=frame.when(reply.created_at),
        channel=known.channel.shown_name,
        channel_path=frame.to(profile_path(known.channel)),
        answered="" if answered is None else excerpt(to_text(answered.content), _EXCERPT),
        answered_path="" if answered is None else frame.to(post_path(known.channel, answered.id)),
        page=frame.to(frame.path_of(known.post.url)) if known.post is not None else "",
    )


async def _load(tx: Tx, _viewer_id: int, viewer: Actor, state: GuestState, before: int) -> Sequence[Known]:
    mine = await scope(tx, viewer)
    if mine is not None and not mine:
        raise Forbidden(NOT_ALLOWED)
    found = await tx.guests.page(state, account_ids=mine, before=before, limit=PER_PAGE + 1)
    return await overview(tx, found)
