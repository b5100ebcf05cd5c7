"""A token kept in memory is never worth more than the one in the store (T-236)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from node.model.login import Login, Membership, Role, Token
from node.moderation.access import AccessBook
from node.store.database import Store
from tests.builders import make_account

SECRET = "0" * 64


@pytest.fixture
async def me(store: Store):
    return await make_account(store, "me", None)


@pytest.fixture
async def token(store: Store, me) -> Token:
    async def add(tx):
        login = Login(
            id=tx.ids.new(), email="me@here.test", password_hash="", role=Role.MEMBER, language="de",
            created_at=tx.now, disabled_at=None,
        )  # fmt: skip
        token = Token(
            id=tx.ids.new(), login_id=login.id, account_id=me.id, scopes=("read",), name="x", created_at=tx.now
        )
        await tx.logins.add(login)
        await tx.logins.join(
            Membership(
                login_id=login.id, account_id=me.id, role="owner", since=tx.now, until=tx.now + timedelta(days=1)
            )
        )
        await tx.logins.add_token(SECRET, token)
        return token

    return await store.write(add)


@pytest.fixture
def book(store: Store, clock) -> AccessBook:
    return AccessBook(store, clock)


async def test_it_is_read_once(book: AccessBook, token):
    assert await book.find(SECRET) is await book.find(SECRET)
    assert await book.find("f" * 64) is None


@pytest.mark.parametrize(
    "end",
    [
        lambda tx, token: tx.oauth.end_token(token.id),
        lambda tx, token: tx.logins.disable(token.login_id, tx.now),
        lambda tx, token: tx.logins.set_password(token.login_id, "other"),
        lambda tx, token: tx.logins.end_account(token.account_id),
    ],
    ids=["token", "login", "password", "account"],
)
async def test_what_ends_it_ends_it_at_once(store: Store, book: AccessBook, token, end):
    assert await book.find(SECRET) is not None

    await store.write(end, token)

    assert await book.find(SECRET) is None


async def test_a_right_ends_by_the_clock(book: AccessBook, token, clock):
    assert await book.find(SECRET) is not None

    clock.move(days=1, seconds=1)

    assert await book.find(SECRET) is None


async def test_what_changes_is_seen_at_once(store: Store, book: AccessBook, me, token):
    await book.find(SECRET)

    await store.write(lambda tx: tx.accounts.save(replace(me, display_name="Neu")))
    await store.write(lambda tx: tx.logins.set_role(token.login_id, Role.MODERATOR))

    held = await book.find(SECRET)
    assert (held.account.display_name, held.access.role) == ("Neu", Role.MODERATOR)


async def test_what_ends_while_it_is_read_is_not_kept(store: Store, book: AccessBook, token):
    ending = store.write(lambda tx: tx.oauth.end_token(token.id))

    await asyncio.gather(*(book.find(SECRET) for _ in range(5)), ending, *(book.find(SECRET) for _ in range(5)))

    assert await book.find(SECRET) is None


async def test_what_is_kept_is_bounded(store: Store, book: AccessBook, token, monkeypatch):
    monkeypatch.setattr("node.moderation.access._MOST", 0)

    assert await book.find(SECRET) is not None

    assert (len(book._kept), len(book._marked)) == (0, 0)
