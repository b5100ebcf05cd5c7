"""An app that is not open is told of a notification, through the push service it chose.

The service sees that something came, when, and about how long it is; never what. The payload is Mastodon's, but for the
access token, of which we keep only a hash (T-242): the field is there and empty, because apps on telephones refuse a
message without it. What is not open to everybody is not quoted: it would stand on the screen of a locked device (T-246).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import msgspec

from node.context import Context
from node.errors import Refused, Unreachable
from node.federation.client import Response, retry_after
from node.federation.webpush import Vapid, base64url, seal
from node.i18n.translate import LANGUAGES, Translator
from node.model.addresses import MISSING_AVATAR
from node.model.notification import Event, Notification
from node.model.push import PushSubscription
from node.store.database import Store, Tx
from node.text.html import to_text

_PRIVATE: Final = "vapid_private_key"
_PUBLIC: Final = "vapid_public_key"
_KEPT_FOR: Final = timedelta(hours=48)
_SECONDS: Final = 20.0
_GONE: Final = frozenset({403, 404, 410})
"""The subscription is not there (any longer), or not for us."""
_LATER: Final = frozenset({408, 425, 429})
_CHARACTERS: Final = 140
_URGENT: Final = frozenset({Event.MENTION, Event.FOLLOW_ASKED})


@dataclass(frozen=True, slots=True)
class _Found:
    subscription: PushSubscription
    notification: Notification
    language: str | None


async def ensure_vapid(store: Store) -> Vapid:
    """The node's key, made at its first start. It never changes: apps have told it to their push service."""
    kept = await store.read(_kept)
    return kept if kept is not None else await store.write(_settle, Vapid.generate())


async def _kept(tx: Tx) -> Vapid | None:
    private, public = await tx.state.find(_PRIVATE), await tx.state.find(_PUBLIC)
    return None if private is None or public is None else Vapid(bytes.fromhex(private), public)


async def _settle(tx: Tx, new: Vapid) -> Vapid:
    """Where several processes start at once, the first one's holds for all."""
    private = await tx.state.settle(_PRIVATE, new.private.hex())
    public = await tx.state.settle(_PUBLIC, new.public)
    return Vapid(bytes.fromhex(private), public)


async def push(node: Context, args: dict[str, str]) -> None:
    """The job PUSH: tell `subscription` of `notification`. Raises Unreachable, to try again, and Refused."""
    found = await node.store.read(_find, int(args["subscription"]), int(args["notification"]))
    if found is None or found.notification.created_at < node.clock() - _KEPT_FOR:
        return
    endpoint = found.subscription.endpoint
    sealed = seal(
        msgspec.json.encode(_payload(node, found)),
        receiver=found.subscription.public_key,
        secret=found.subscription.secret,
        standard=found.subscription.standard,
        vapid=node.vapid,
        token=node.vapid.token(endpoint, subject=_subject(node), now=node.clock()),
    )
    headers = {
        **sealed.headers,
        "Content-Type": "application/octet-stream",
        "TTL": str(int(_KEPT_FOR.total_seconds())),
        "Urgency": "high" if found.notification.event in _URGENT else "normal",
        "Topic": base64url(found.notification.id.to_bytes(8, "big")),  # sent twice, it is shown once
    }
    try:
        response = await node.client.post(endpoint, sealed.body, headers=headers, timeout=_SECONDS)
    except Refused:  # an address that no message of ours goes to
        await node.store.write(_remove, found.subscription.id)
        raise
    await _judge(node, found.subscription, response)


async def _judge(node: Context, subscription: PushSubscription, response: Response) -> None:
    status = response.status
    if 200 <= status < 300:
        return
    if status in _GONE:
        await node.store.write(_remove, subscription.id)
        return
    if status in _LATER or status >= 500:
        raise Unreachable(
            f"the push service answers {status}", status=status, retry_after=retry_after(response, node.clock())
        )
    raise Refused(f"the push service answers {status}", status=status)


async def _find(tx: Tx, subscription_id: int, notification_id: int) -> _Found | None:
    """None when there is nothing to tell any more, or nobody: the subscription ends with its token."""
    subscription = await tx.pushes.find(subscription_id)
    if subscription is None or not await tx.oauth.still_valid([subscription.token_id], tx.now):
        return None
    found = await tx.notifications.find(subscription.account_id, notification_id)
    if found is None or found.is_filtered or found.read_at is not None:
        return None
    return _Found(subscription, found, await tx.oauth.language_of(subscription.token_id))


def _payload(node: Context, found: _Found) -> dict[str, object]:
    """As Mastodon names things. Its `notification_id` is a number there, too, though elsewhere ids are texts."""
    told, language = found.notification, found.language or node.config.node.language
    words = Translator(
        language if language in LANGUAGES else node.config.node.language,
        node.catalogs,
        zone=node.config.node.timezone,
        strict=False,
    )
    kind = Event.LIKE if told.event is Event.REACTION else told.event
    return {
        "access_token": "",
        "preferred_locale": words.language,
        "notification_id": told.id,
        "notification_type": kind.value,
        "icon": node.addresses.avatar(told.origin) or node.addresses.base + MISSING_AVATAR,
        "title": words.t(f"notification.{told.event.value}", name=told.origin.shown_name, emoji=told.emoji),
        "body": _body(told, words),
    }


def _body(told: Notification, words: Translator) -> str:
    if told.post is None:
        return _short(to_text(told.origin.summary))
    post = (told.post.boosted or told.post).post
    if not post.visibility.is_open:
        return words.t("push.private")
    return _short(post.summary or to_text(post.content))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1].rstrip() + "…"


def _subject(node: Context) -> str:
    contact = node.config.node.contact_email
    return f"mailto:{contact}" if contact else node.config.origin


async def _remove(tx: Tx, subscription_id: int) -> None:
    await tx.pushes.remove(subscription_id)
