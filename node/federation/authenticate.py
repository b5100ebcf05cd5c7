"""Who really sent this. The only maker of a `Signer`; it returns one or raises, so nothing can be taken in without."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from node.errors import Forbidden, Invalid, NotFound, Refused, Unauthenticated, Unreachable
from node.federation.actors import Actors
from node.federation.hosts import HostBook
from node.federation.keyring import KnownKey
from node.federation.signatures import Message, check, prove, read_claim
from node.model.account import Account

_OLD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose key signed the request: the account whose own document lists it."""

    account: Account
    key_uri: str


async def authenticate(message: Message, *, actors: Actors, hosts: HostBook, now: datetime) -> Signer:
    """Raises Unauthenticated (also when the key cannot be fetched: the sender may try again), Forbidden for blocked
    hosts and suspended accounts, Gone when the key's owner has been deleted."""
    claim = read_claim(message)
    try:
        hosts.refuse_blocked(claim.key_id)
    except Invalid as problem:
        raise Unauthenticated("the signature names no usable key") from problem
    check(message, claim, now=now)
    known = await _key(actors, claim.key_id, now)
    try:
        prove(message, claim, known.public)
    except Unauthenticated:
        if not actors.may_refetch(known):
            raise
        known = await _fetched(actors, claim.key_id)
        prove(message, claim, known.public)
    account = known.account
    hosts.refuse_blocked(account.uri)
    if account.suspended_at is not None:
        raise Forbidden("this account is suspended here")
    return Signer(account, known.uri)


async def _key(actors: Actors, key_uri: str, now: datetime) -> KnownKey:
    """The key as it is stored. One that was not looked at for a week is fetched again: its owner may have withdrawn it
    (T-036); while the owner's server does not answer, what we know counts."""
    try:
        known = await actors.by_key(key_uri)
        if known.is_older_than(_OLD, now):
            with suppress(Unreachable):
                known = await actors.by_fresh_key(key_uri)
    except (Unreachable, NotFound, Refused, Invalid) as problem:
        raise Unauthenticated(f"the key cannot be fetched: {problem.reason}") from problem
    return known


async def _fetched(actors: Actors, key_uri: str) -> KnownKey:
    try:
        return await actors.by_fresh_key(key_uri)
    except (Unreachable, NotFound, Refused, Invalid) as problem:
        raise Unauthenticated(f"the key cannot be fetched again: {problem.reason}") from problem
