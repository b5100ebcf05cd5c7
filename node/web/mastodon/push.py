"""Web Push: where an app wants to be told of things while it is not open. One subscription for each token."""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from node.context import Context
from node.errors import Invalid, NotFound, Refused, Unprocessable
from node.federation.webpush import SECRET_BYTES, load_point
from node.model.notification import Event
from node.model.push import PushSubscription, Whose
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import EVENTS_OF
from node.web.mastodon.entities.push import push_subscription
from node.web.mastodon.params import Params, read_params
from node.web.mastodon.respond import answer
from node.web.tokens import Bearer, require, require_bearer

_SCOPE: Final = "push"
_LONGEST: Final = 2_000


async def subscribe(request: web.Request) -> web.Response:
    """Instead of the one the token had."""
    by, node = await require(request, _SCOPE), request[NODE]
    token = await require_bearer(request, _SCOPE)
    params = await read_params(request)
    asked = params.inner("subscription")
    if asked is None:
        raise Invalid("param is missing or the value is empty: subscription")
    keys = asked.inner("keys") or Params({})
    policy, alerts = _choice(params)
    new = PushSubscription(
        id=node.ids.new(),
        token_id=token.token_id,
        account_id=by.account.id,
        endpoint=_endpoint(node, asked.text("endpoint")),
        public_key=_public_key(keys.text("p256dh")),
        secret=_secret(keys.text("auth")),
        standard=asked.flag("standard"),
        policy=policy,
        alerts=alerts,
        created_at=node.clock(),
    )
    await node.store.write(_replace, new)
    return answer(push_subscription(new, node.vapid.public))


async def show_subscription(request: web.Request) -> web.Response:
    node, token = request[NODE], await _token(request)
    return answer(push_subscription(await node.store.read(_own, token.token_id), node.vapid.public))


async def change_subscription(request: web.Request) -> web.Response:
    """Only what is told; for another address there is another subscription."""
    node, token = request[NODE], await _token(request)
    policy, alerts = _choice(await read_params(request))
    changed = await node.store.write(_change, token.token_id, policy, alerts)
    return answer(push_subscription(changed, node.vapid.public))


async def unsubscribe(request: web.Request) -> web.Response:
    token = await _token(request)
    await request[NODE].store.write(_remove, token.token_id)
    return answer({})


async def _token(request: web.Request) -> Bearer:
    await require(request, _SCOPE)
    return await require_bearer(request, _SCOPE)


def _choice(params: Params) -> tuple[Whose, Mapping[Event, bool]]:
    """What is to be told, of whom. An unknown policy is refused, an unknown alert is not looked at."""
    data = params.inner("data") or Params({})
    policy = data.text("policy") or params.text("policy") or Whose.ALL.value
    try:
        whose = Whose(policy)
    except ValueError:
        raise Unprocessable("Validation failed: Policy is not included in the list") from None
    alerts = data.inner("alerts") or Params({})
    return whose, {event: True for name, events in EVENTS_OF.items() if alerts.flag(name) for event in events}


def _endpoint(node: Context, text: str) -> str:
    """An address that a stranger names and we shall post to: the guard judges it now, and again each time (T-246)."""
    if len(text) > _LONGEST:
        raise Unprocessable("Validation failed: Endpoint is too long")
    try:
        node.guard.check_url(text)
    except Refused as problem:
        raise Unprocessable(f"Validation failed: Endpoint is not a valid URL ({problem.reason})") from None
    return text


def _public_key(text: str) -> bytes:
    try:
        data = _decoded(text)
        load_point(data)
    except Invalid:
        raise Unprocessable("Validation failed: Key p256dh is not a valid key") from None
    return data


def _secret(text: str) -> bytes:
    try:
        data = _decoded(text)
    except Invalid:
        data = b""
    if len(data) != SECRET_BYTES:
        raise Unprocessable("Validation failed: Key auth is not a valid key")
    return data


def _decoded(text: str) -> bytes:
    """Base64 in either alphabet, padded or not."""
    bare = text.strip().rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4)) if len(bare) < _LONGEST else b""
    except (binascii.Error, ValueError):
        raise Invalid("this is no base64") from None


async def _replace(tx: Tx, new: PushSubscription) -> None:
    await tx.pushes.replace(new)


async def _own(tx: Tx, token_id: int) -> PushSubscription:
    found = await tx.pushes.of_token(token_id)
    if found is None:
        raise NotFound("Record not found")
    return found


async def _change(tx: Tx, token_id: int, policy: Whose, alerts: Mapping[Event, bool]) -> PushSubscription:
    found = await _own(tx, token_id)
    await tx.pushes.change(found.id, policy=policy, alerts=alerts)
    return await _own(tx, token_id)


async def _remove(tx: Tx, token_id: int) -> None:
    await tx.pushes.remove_of_token(token_id)
