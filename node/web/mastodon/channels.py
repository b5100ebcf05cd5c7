"""Who may open which stream, and what the requests for one say. Sentences and status codes are those of Mastodon's
streaming server, which differ from those of its other addresses: apps compare them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aiohttp import hdrs, web

from node.context import Context
from node.errors import Invalid, Unauthenticated
from node.model.lists import AccountList
from node.model.oauth import covers
from node.model.stream import Channel, Subscription
from node.store.database import Tx
from node.text.mentions import fold_tag
from node.timelines.listener import Listener
from node.web.keys import NODE
from node.web.mastodon.params import Params, parse_id
from node.web.tokens import Bearer, bearer_of

PATHS: Mapping[str, Channel] = MappingProxyType(
    {
        "user": Channel.USER,
        "user/notification": Channel.NOTIFICATIONS,
        "public": Channel.PUBLIC,
        "public/local": Channel.LOCAL,
        "public/remote": Channel.REMOTE,
        "hashtag": Channel.TAG,
        "hashtag/local": Channel.LOCAL_TAG,
        "list": Channel.LIST,
        "direct": Channel.DIRECT,
    }
)
"""Addresses of the event streams."""

_MEDIA: Mapping[Channel, Channel] = MappingProxyType(
    {
        Channel.PUBLIC: Channel.PUBLIC_MEDIA,
        Channel.LOCAL: Channel.LOCAL_MEDIA,
        Channel.REMOTE: Channel.REMOTE_MEDIA,
    }
)
_LONGEST_TAG: Final = 200


def secret_of(request: web.Request) -> str:
    """The token, from wherever an app can put one: a browser's websocket cannot send headers of its own. Raises
    Unauthenticated where there is none."""
    header = request.headers.get(hdrs.AUTHORIZATION, "")
    scheme, _, secret = header.partition(" ")
    if scheme.lower() == "bearer" and secret:
        return secret.strip()
    secret = request.query.get("access_token", "") or request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").strip()
    if not secret:
        raise Unauthenticated("Missing access token")
    return secret


async def listener_of(request: web.Request) -> Listener:
    """Whoever listens is a person of ours: also what is public is streamed to nobody else, as on Mastodon. Raises
    Unauthenticated, Forbidden."""
    return listener_for(await bearer_of(request[NODE], secret_of(request)))


def listener_for(found: Bearer) -> Listener:
    if found.actor is None:
        raise Unauthenticated("Invalid access token")
    return Listener(
        account_id=found.actor.account.id,
        token_id=found.token_id,
        login_id=found.actor.login_id,
        scopes=found.scopes,
    )


def channel_at(path: str, params: Params) -> Channel:
    """Which one an address stands for. Raises Invalid."""
    channel = PATHS.get(path)
    if channel is None:
        raise Invalid("Unknown channel requested")
    return _MEDIA.get(channel, channel) if params.flag("only_media") else channel


def channel_named(params: Params) -> Channel:
    """Which one a websocket's message names. Raises Invalid."""
    try:
        return Channel((params.texts("stream") or [""])[0])
    except ValueError:
        raise Invalid("Unknown stream type") from None


async def subscription_of(
    node: Context, listener: Listener, channel: Channel, params: Params
) -> tuple[Subscription, list[str]]:
    """What it is, and how it is called in each frame. Raises Invalid, Unauthenticated."""
    _check_scopes(listener, channel)
    if channel in {Channel.TAG, Channel.LOCAL_TAG}:
        tag = params.text("tag")[:_LONGEST_TAG]
        if not tag:
            raise Invalid("Missing tag name parameter")
        return Subscription(channel, fold_tag(tag)), [channel.value, tag]
    if channel is Channel.LIST:
        number = params.text("list")
        if not number:
            raise Invalid("Missing list name parameter")
        return Subscription(channel, await _own_list(node, listener, number)), [channel.value, number]
    return Subscription(channel, listener.account_id if channel.is_own else ""), [channel.value]


def _check_scopes(listener: Listener, channel: Channel) -> None:
    if not channel.is_own:
        return
    needed = "read:notifications" if channel is Channel.NOTIFICATIONS else "read:statuses"
    if not covers(listener.scopes, needed):
        raise Unauthenticated("Access token does not have the required scopes")


async def _own_list(node: Context, listener: Listener, text: str) -> int:
    number = parse_id(text)
    found = None if number is None else await node.store.read(_find_list, number, listener.account_id)
    if found is None:
        raise Unauthenticated("Not authorized to stream this list")
    return found.id


async def _find_list(tx: Tx, number: int, account_id: int) -> AccountList | None:
    return await tx.lists.find(number, account_id)
