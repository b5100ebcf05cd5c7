"""A channel's posts by e-mail, for people without an account (S03): asked for, confirmed by letter, ended by one click.

Kept is the address with the choice, until the subscription ends, and nothing of who opened or followed what.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from node.context import Context
from node.errors import Gone, NotFound, TooMany
from node.jobs.worker import enqueue
from node.model.account import Account
from node.model.email import check_email
from node.model.ids import id_before
from node.model.retention import UNCONFIRMED
from node.model.secret import hash_of
from node.model.subscription import Rhythm, Subscription, next_overview
from node.store.database import Tx

CONFIRM: Final = "letter.subscription.confirm"
OVERVIEW: Final = "letter.subscription.overview"
CONFIRM_PATH: Final = "/abonnement/bestaetigen"
STOP_PATH: Final = "/abonnement/beenden"

_USED_UP = "this link is not good any longer"
_KEY = "subscriptions.key"
_MOST_UNCONFIRMED = 2_000
_MOST_UNCONFIRMED_OF_ONE = 5
_AT_ONCE = 200
# An id is made before its post is there for others to see
_SETTLED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asked for. `language` is that of the letters."""

    email: str
    language: str
    rhythm: Rhythm = Rhythm.EACH
    everything: bool = False


async def subscribe(node: Context, account_id: int, wanted: Wanted) -> None:
    """Send the letter with the link that confirms it. Whether that address has the channel's posts already, may have them, or
    has got enough such letters, is told to nobody (T-237).

    Raises Invalid for what is no address, NotFound where nothing is offered, TooMany when too many wait to be confirmed.
    """
    made = Subscription(
        id=node.ids.new(),
        account_id=account_id,
        email=check_email(wanted.email),
        language=wanted.language,
        rhythm=wanted.rhythm,
        everything=wanted.everything,
        created_at=node.clock(),
    )
    await node.store.write(_subscribe, node, made)


async def _subscribe(tx: Tx, node: Context, made: Subscription) -> None:
    await offering(tx, node, made.account_id)
    if await tx.subscriptions.count_unconfirmed() >= _MOST_UNCONFIRMED:
        raise TooMany("too many subscriptions wait to be confirmed; please try again tomorrow", retry_after=86_400)
    if (
        await tx.barriers.turns_away(made.email)
        or await tx.subscriptions.count_unconfirmed(made.email) >= _MOST_UNCONFIRMED_OF_ONE
    ):
        return
    await tx.subscriptions.add(made)
    await enqueue(tx, CONFIRM, {"subscription": str(made.id)}, key=f"{CONFIRM} {made.id}")


async def offering(tx: Tx, node: Context, account_id: int) -> Account:
    """A channel whose posts can be had by mail. Raises NotFound."""
    account = await tx.accounts.find(account_id)
    if account is None or not node.addresses.letters_page(account):
        raise NotFound("the posts of this account are not sent by mail")
    return account


async def find_asked(node: Context, secret: str) -> tuple[Subscription, Account]:
    """By the link in the first letter; looking changes nothing. Raises Gone."""
    return await node.store.read(_find_asked, node, hash_of(secret))


async def _find_asked(tx: Tx, node: Context, secret_hash: str) -> tuple[Subscription, Account]:
    found = await tx.subscriptions.find_by_link(secret_hash, since=node.clock() - UNCONFIRMED)
    if found is None:
        raise Gone(_USED_UP)
    return found, await tx.accounts.get(found.account_id)


async def confirm(node: Context, secret: str) -> tuple[Subscription, Account]:
    """Whoever reads mail at that address wants it. Twice is once. Raises Gone."""
    return await node.store.write(_confirm, node, hash_of(secret))


async def _confirm(tx: Tx, node: Context, secret_hash: str) -> tuple[Subscription, Account]:
    found, account = await _find_asked(tx, node, secret_hash)
    if found.confirmed_at is None:
        due_at = next_overview(found.rhythm, tx.now, node.config.node.timezone)
        await tx.subscriptions.confirm(found, now=tx.now, due_at=due_at, told_id=id_before(tx.now))
    return found, account


# --- the link that ends it: in every letter, so it is computed and not stored ----------------------------------------


async def stop_code(node: Context, subscription_id: int) -> str:
    """What the link carries: nobody else can make it."""
    return f"{subscription_id}-{_seal(await _key(node), subscription_id)}"


async def find_stopping(node: Context, code: str) -> tuple[Subscription, Account]:
    """By the link in a letter; looking changes nothing. Raises Gone."""
    return await node.store.read(_find_stopping, await _checked(node, code))


async def stop(node: Context, code: str) -> None:
    """The address is erased. Raises Gone."""
    number = await _checked(node, code)
    if not await node.store.write(lambda tx: tx.subscriptions.remove(number)):
        raise Gone(_USED_UP)


async def _find_stopping(tx: Tx, number: int) -> tuple[Subscription, Account]:
    found = await tx.subscriptions.find(number)
    if found is None:
        raise Gone(_USED_UP)
    return found, await tx.accounts.get(found.account_id)


async def _checked(node: Context, code: str) -> int:
    number, _, seal = code.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 20):
        raise Gone(_USED_UP)
    if not hmac.compare_digest(_seal(await _key(node), int(number)).encode(), seal.encode()):
        raise Gone(_USED_UP)
    return int(number)


def _seal(key: bytes, number: int) -> str:
    return hmac.digest(key, f"subscription {number}".encode(), "sha256").hex()[:32]


async def _key(node: Context) -> bytes:
    """The node's own, made with the first letter."""
    known = await node.store.read(lambda tx: tx.state.find(_KEY))
    if known is None:
        known = await node.store.write(lambda tx: tx.state.settle(_KEY, secrets.token_hex(32)))
    return bytes.fromhex(known)


# --- duties ----------------------------------------------------------------------------------------------------------


async def queue_overviews(node: Context) -> None:
    """Those whose day or week is over get one."""
    if node.addresses.has_letters:
        for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
            while await node.store.write(_queue_due, node, rhythm) == _AT_ONCE:
                pass


async def _queue_due(tx: Tx, node: Context, rhythm: Rhythm) -> int:
    next_at = next_overview(rhythm, tx.now, node.config.node.timezone) or tx.now
    upto = id_before(tx.now - _SETTLED)
    due = await tx.subscriptions.take_due(rhythm, now=tx.now, next_at=next_at, upto=upto, limit=_AT_ONCE)
    for number, after in due:
        await enqueue(tx, OVERVIEW, overview_args(number, after, upto))
    return len(due)


def overview_args(subscription_id: int, after: int, upto: int) -> Mapping[str, str]:
    return {"subscription": str(subscription_id), "after": str(after), "upto": str(upto)}
