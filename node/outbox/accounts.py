"""Making accounts of ours: an actor with its keys, a person who logs in, and the bond between them (decision 0005)."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from node.context import Context
from node.errors import Conflict, Forbidden, Invalid
from node.federation.keys import PrivateKey, generate_ed25519, generate_rsa
from node.model.account import Account, Kind
from node.model.addresses import Addresses
from node.model.channel import PhaseChange
from node.model.email import check_email
from node.model.login import Login, Membership, Role
from node.store.database import Store, Tx
from node.store.keys import StoredKey

NAME = re.compile(r"[a-z0-9_]{1,30}")


def check_name(name: str) -> str:
    """The name as it will be. Raises Invalid."""
    folded = name.lower()
    if not NAME.fullmatch(folded):
        raise Invalid("a name has 1 to 30 of the signs a-z, 0-9 and _", code="name_signs")
    return folded


async def create_account(node: Context, name: str, *, kind: Kind = Kind.PERSON, display_name: str = "") -> Account:
    """A new account with its keys. Raises Invalid for the name, Conflict when it is or was taken: names are not reused."""
    name = check_name(name)
    keys = await make_keys(node.config.federation.rsa_bits)
    account = new_account(node.addresses, name, kind=kind, display_name=display_name, now=node.clock())
    return await node.store.write(_create, account, keys, node.addresses)


async def _create(tx: Tx, account: Account, keys: tuple[PrivateKey, PrivateKey], addresses: Addresses) -> Account:
    """A service is founded as a channel: else nothing told it from a person who calls theirs automated."""
    made = await add_account(tx, account, keys, addresses)
    if made.kind is Kind.SERVICE:
        change = PhaseChange(
            id=tx.ids.new(), account_id=made.id, login_id=None, before=None, after=made.phase, reason="", at=tx.now
        )
        await tx.channels.add_change(change)
    return made


async def create_login(
    node: Context, account: Account, *, email: str, password_hash: str | None, role: Role = Role.MEMBER
) -> Login:
    """A person who may act for the account; one whose address is known gets the account added. Raises Invalid, Forbidden
    for an address, or mail host, that an administrator has blocked."""
    login = Login(
        id=node.ids.new(),
        email=check_email(email),
        password_hash=password_hash,
        role=role,
        language=None,
        created_at=node.clock(),
        disabled_at=None,
    )
    return await node.store.write(_join, login, account)


def new_account(addresses: Addresses, name: str, *, kind: Kind, display_name: str, now: datetime) -> Account:
    uri = addresses.actor(name)
    account = _bare(uri, name, kind, display_name, now)
    return replace(
        account,
        url=addresses.profile_page(account),
        inbox=f"{uri}/inbox",
        shared_inbox=addresses.shared_inbox,
        outbox=f"{uri}/outbox",
        followers_uri=f"{uri}/followers",
        following_uri=f"{uri}/following",
        featured_uri=f"{uri}/collections/featured",
        discoverable=True,
        indexable=True,
        # Whom somebody follows may tell what they think: of an authority nobody has to know (Art. 9, 25 GDPR; M23)
        hides_follows=kind is not Kind.PERSON,
    )


def _bare(uri: str, name: str, kind: Kind, display_name: str, now: datetime) -> Account:
    return Account(
        id=0,
        uri=uri,
        name=name,
        host=None,
        kind=kind,
        display_name=display_name,
        summary="",
        source="",
        url=uri,
        inbox=f"{uri}/inbox",
        shared_inbox=None,
        outbox=None,
        followers_uri=None,
        following_uri=None,
        featured_uri=None,
        icon=None,
        header=None,
        fields=(),
        aliases=(),
        moved_to=None,
        approves_followers=False,
        discoverable=False,
        indexable=False,
        hides_follows=False,
        posts_count=0,
        followers_count=0,
        following_count=0,
        last_post_at=None,
        created_at=now,
        fetched_at=None,
        suspended_at=None,
        deleted_at=None,
    )


async def ensure_itself(store: Store, addresses: Addresses, *, bits: int, title: str, now: datetime) -> Account:
    """The node's own actor (FEP-2677), made at its first start."""
    known = await store.read(lambda tx: tx.accounts.find_by_uri(addresses.node_actor))
    if known is not None:
        return known
    keys = await make_keys(bits)
    account = replace(
        _bare(addresses.node_actor, addresses.host, Kind.APPLICATION, title, now),
        shared_inbox=addresses.shared_inbox,
        outbox=f"{addresses.node_actor}/outbox",
        url=addresses.base,
    )
    return await store.write(add_account, account, keys, addresses)


async def make_keys(bits: int) -> tuple[PrivateKey, PrivateKey]:
    """RSA takes a while: on a thread."""
    return await asyncio.to_thread(generate_rsa, bits), generate_ed25519()


async def add_account(tx: Tx, account: Account, keys: tuple[PrivateKey, PrivateKey], addresses: Addresses) -> Account:
    """Store it with its keys. Raises Conflict when the name is or was taken."""
    if await tx.accounts.find_by_uri(account.uri, even_planned=True) is not None:
        raise Conflict(f"the name {account.name} is taken, or was: names are not given twice")
    account = await tx.accounts.add(replace(account, id=tx.ids.new()))
    await tx.keys.replace(account.id, stored_keys(account, keys, addresses, tx.now))
    return account


def stored_keys(
    account: Account, keys: tuple[PrivateKey, PrivateKey], addresses: Addresses, now: datetime
) -> Sequence[StoredKey]:
    """RSA and Ed25519, as the account has them from now on."""
    rsa, ed25519 = keys
    return [
        StoredKey(
            uri=uri,
            account_id=account.id,
            kind=key.kind,
            public=key.public.pem if key.kind == "rsa" else key.public.multibase,
            private=key.pem,
            fetched_at=now,
        )
        for uri, key in ((addresses.rsa_key(account.uri), rsa), (addresses.ed25519_key(account.uri), ed25519))
    ]


async def _join(tx: Tx, login: Login, account: Account) -> Login:
    known = await tx.logins.find_by_email(login.email)
    if known is None and await tx.barriers.refuses_email(login.email):
        raise Forbidden("nobody gets a login with this e-mail address here: it, or its host, is blocked")
    if not await tx.logins.add(login):
        if known is None:  # pragma: no cover  # add said that it exists
            raise Conflict("the e-mail address is taken")
        login = known
    await tx.logins.join(Membership(login_id=login.id, account_id=account.id, role="owner", since=tx.now, until=None))
    return login
