"""From a post or a profile to the visitor's own server, where they follow, answer or pass on with their own account
(FEP-3b86). They say where they live; their browser remembers it, we do not (row 85, M23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from aiohttp import hdrs, web

from node.context import Context
from node.errors import Forbidden, Invalid, NotFound, Problem, Refused, TooMany, Unreachable
from node.federation.addressing import Handle
from node.federation.intents import Act, Subject, Way, find_way, parse_home
from node.model.account import Account
from node.model.post import PostView
from node.store.database import Tx
from node.web.briefly import briefly
from node.web.cards import card, face, post_path, profile_path, shown_host, summary_of
from node.web.csrf import read_open_form
from node.web.headers import content_security_policy, security_headers
from node.web.keys import NODE
from node.web.limits import COUNTER, client_range
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.pages.post import readable_view
from node.web.rendering import Frame

ACTS: Final[Mapping[str, Act]] = MappingProxyType(
    {"antworten": Act.REPLY, "teilen": Act.BOOST, "gefaellt-mir": Act.LIKE, "weitersagen": Act.SHARE}
)
"""What can be done with a post, as addresses say it."""

_TO_ONE_HOST_PER_MINUTE = 120
_LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thing:
    """What the visitor wants to do something with. `path` is its page here; `view` is None for an account."""

    act: Act
    word: str
    uri: str
    path: str
    account: Account
    view: PostView | None = None


async def show_post_elsewhere(request: web.Request) -> web.Response:
    frame, thing = await _post(request, request.query.get("tun", ""))
    return _page(request, frame, thing)


async def show_account_elsewhere(request: web.Request) -> web.Response:
    frame, thing = await _account(request)
    return _page(request, frame, thing)


async def save_post_elsewhere(request: web.Request) -> web.Response:
    form = await read_open_form(request)
    frame, thing = await _post(request, form.get("tun", ""))
    return await _send(request, frame, thing, form.get("fediverse", ""))


async def save_account_elsewhere(request: web.Request) -> web.Response:
    form = await read_open_form(request)
    frame, thing = await _account(request)
    return await _send(request, frame, thing, form.get("fediverse", ""))


async def _post(request: web.Request, word: str) -> tuple[Frame, _Thing]:
    """Raises NotFound, also for posts that not everybody may read: another server could not show them."""
    frame, view = await look(request, readable_view, number(request.match_info["id"]))
    if word not in ACTS:
        word = "antworten"
    if not view.post.visibility.is_open:
        raise NotFound("there is no such post")
    path = post_path(view.author, view.post.id)
    return frame, _Thing(act=ACTS[word], word=word, uri=view.post.uri, path=path, account=view.author, view=view)


async def _account(request: web.Request) -> tuple[Frame, _Thing]:
    frame, account = await look(request, _living, number(request.match_info["id"]))
    path = profile_path(account)
    return frame, _Thing(act=Act.FOLLOW, word="folgen", uri=account.uri, path=path, account=account)


async def _living(tx: Tx, _viewer_id: int, account_id: int) -> Account:
    account = await tx.accounts.find(account_id)
    if account is None or account.is_gone:
        raise NotFound("there is no such account")
    return account


async def _send(request: web.Request, frame: Frame, thing: _Thing, typed: str) -> web.Response:
    """To their server, or back to the form with what is wrong."""
    node = request[NODE]
    try:
        visitor = parse_home(typed)
        if (visitor.host or "") in node.addresses.domains:
            return see_other(request, f"/authorize_interaction?{urlencode({'uri': thing.uri, 'tun': thing.word})}")
        _count(request, visitor)
        way = await find_way(node.remote, node.guard, visitor, thing.act, _subject(node, frame, thing))
    except (Invalid, NotFound, Unreachable, Refused, Forbidden, TooMany) as problem:
        return _page(request, frame, thing, typed=typed, problem=problem)
    if not way.address:
        return _page(request, frame, thing, typed=typed, way=way)
    headers = {
        **security_headers(is_https=node.config.is_https),
        hdrs.LOCATION: way.address,
        hdrs.CACHE_CONTROL: "no-store",
    }
    return web.Response(status=303, headers=headers)


def _count(request: web.Request, visitor: Handle) -> None:
    """Strangers make us ask servers they name: not often, and none of them often, by whichever of
    our nodes (T-098). Raises TooMany."""
    limits, counter = request[NODE].config.limits, request.app[COUNTER]
    if limits.enabled:
        counter.count(f"visitor {client_range(request)}", limits.lookups_per_visitor_per_minute)
        counter.count(f"visitors of {visitor.host}", _TO_ONE_HOST_PER_MINUTE)


def _subject(node: Context, frame: Frame, thing: _Thing) -> Subject:
    if thing.view is None or thing.act is not Act.SHARE:
        return Subject(uri=thing.uri)
    address = thing.view.post.url or thing.uri
    if thing.view.post.is_local:
        address = node.addresses.post_page(thing.account, thing.view.post.id)
    words = summary_of(thing.view.post, _LONGEST_QUOTE)
    return Subject(
        uri=thing.uri,
        text=frame.words.t("elsewhere.quote", name=thing.account.shown_name, text=words, address=address),
    )


def _page(
    request: web.Request,
    frame: Frame,
    thing: _Thing,
    *,
    typed: str = "",
    problem: Problem | None = None,
    way: Way | None = None,
) -> web.Response:
    """`way`: their server was asked and does not say where it does this."""
    words = frame.words
    name = thing.account.shown_name
    body = rendering_of(request).page(
        "elsewhere.html",
        frame,
        heading=words.t(f"elsewhere.{thing.act.value}.title", name=name),
        lead=words.t(f"elsewhere.{thing.act.value}.lead"),
        submit=words.t(f"elsewhere.{thing.act.value}.submit"),
        action=f"/beitrag/{thing.view.post.id}/anderswo" if thing.view else f"/kanal/{thing.account.id}/anderswo",
        word=thing.word,
        typed=typed,
        wrong={} if problem is None else {"fediverse": _sentence(frame, typed, problem)},
        card=None if thing.view is None else briefly(card(thing.view, frame)),
        face=face(thing.account, frame),
        back=frame.to(thing.path),
        is_boost=thing.act is Act.BOOST,
        guess="" if way is None else way.guess,
        host="" if way is None else shown_host(way.host),
        uri=thing.uri,
    )
    response = answer(request, frame, body, status=_status(problem), forms=True)
    # Browsers hold what a form leads to against this as well, and where that is only the visitor's server says
    wild = "https: http:" if request[NODE].config.federation.development_hosts else "https:"
    response.headers["Content-Security-Policy"] = content_security_policy(form_target=wild)
    if isinstance(problem, TooMany):
        response.headers[hdrs.RETRY_AFTER] = str(max(1, round(problem.retry_after)))
    return response


def _status(problem: Problem | None) -> int:
    if problem is None:
        return 200
    return 429 if isinstance(problem, TooMany) else 422


def _sentence(frame: Frame, typed: str, problem: Problem) -> str:
    t = frame.words.t
    if isinstance(problem, TooMany):
        return t("elsewhere.error_too_many")
    try:
        host = shown_host(parse_home(typed).host or "")
    except Invalid:
        return t("elsewhere.error_odd" if typed.strip() else "elsewhere.error_empty")
    if isinstance(problem, NotFound):
        return t("elsewhere.error_unknown", host=host)
    if isinstance(problem, Unreachable):
        return t("elsewhere.error_silent", host=host)
    return t("elsewhere.error_refused", host=host)
