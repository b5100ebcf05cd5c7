"""Have a channel's posts sent by e-mail. No account, no cookie, nothing kept of where the form came from; what is shown
afterwards is the same whether the address is known or not (T-237)."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import hdrs, web

from node.errors import Gone, Invalid, NotFound, TooMany
from node.model.account import Account
from node.model.retention import UNCONFIRMED
from node.model.subscription import Rhythm
from node.outbox.subscriptions import Wanted, subscribe
from node.store.database import Tx
from node.web.cards import face, profile_path
from node.web.csrf import read_open_form
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of
from node.web.pages.told import told_page
from node.web.rendering import Frame
from node.web.subscribers import count_subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    email: str = ""
    rhythm: str = Rhythm.EACH.value
    everything: bool = False


async def show_subscription(request: web.Request) -> web.Response:
    frame, account = await look(request, _channel, request.match_info["name"])
    return _page(request, frame, account, _Typed())


async def save_subscription(request: web.Request) -> web.Response:
    form = await read_open_form(request)
    frame, account = await look(request, _channel, request.match_info["name"])
    _offered(request, account)
    t = frame.words.t
    rhythm = form.get("rhythmus", "")
    if rhythm not in set(Rhythm):
        rhythm = Rhythm.EACH.value
    typed = _Typed(email=form.get("email", ""), rhythm=rhythm, everything=form.get("alles") == "1")
    wanted = Wanted(
        email=typed.email, language=frame.words.language, rhythm=Rhythm(typed.rhythm), everything=typed.everything
    )
    try:
        count_subscription(request)
        await subscribe(request[NODE], account.id, wanted)
    except Invalid:
        wrong = {"email": t("subscribe.error_odd" if typed.email.strip() else "subscribe.error_missing")}
        return _page(request, frame, account, typed, wrong=wrong, status=422)
    except TooMany as refusal:
        response = _page(request, frame, account, typed, wrong={"": t("subscribe.error_too_many")}, status=429)
        response.headers[hdrs.RETRY_AFTER] = str(max(1, round(refusal.retry_after)))
        return response
    return told_page(
        request,
        t("subscribe.sent.title"),
        [t("subscribe.sent.text"), t("subscribe.sent.nothing_came", count=UNCONFIRMED.days)],
        link=(profile_path(account), t("subscribe.back", name=account.shown_name)),
    )


async def _channel(tx: Tx, _viewer_id: int, name: str) -> Account:
    account = await tx.accounts.find_by_handle(name, None)
    if account is None or account.name != name:
        raise NotFound("there is no such account")
    if account.is_gone:
        raise Gone("this account has been deleted or suspended")
    return account


def _offered(request: web.Request, account: Account) -> None:
    """Raises NotFound where posts are not sent by mail."""
    if not request[NODE].addresses.letters_page(account):
        raise NotFound("the posts of this account are not sent by mail")


def _page(
    request: web.Request,
    frame: Frame,
    account: Account,
    typed: _Typed,
    *,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> web.Response:
    _offered(request, account)
    t, path = frame.words.t, profile_path(account)
    body = rendering_of(request).page(
        "subscribe.html",
        frame,
        heading=t("subscribe.title", name=account.shown_name),
        trail=[(path, account.shown_name), ("", t("subscribe.crumb"))],
        face=face(account, frame),
        action=f"{path}/mail",
        back=frame.to(path),
        typed=typed,
        rhythms=[(each.value, t(f"subscribe.rhythm.{each.value}")) for each in Rhythm],
        wrong=wrong or {},
        days=UNCONFIRMED.days,
    )
    return answer(request, frame, body, status=status, forms=True)
