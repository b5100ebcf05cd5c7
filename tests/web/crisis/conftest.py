"""A channel with an editor, and somebody on duty at night who has but the crisis role."""

from dataclasses import dataclass

import pytest

from node.model.account import Account, Actor, Kind
from node.model.channel import MemberRole
from node.model.login import Login, Membership
from tests.web.browser import Browser, person
from tests.world import World

DUTY = "wache@here.test"
EDITOR = "redaktion@here.test"


@dataclass(frozen=True)
class Duty:
    """Who is on duty, for which channel, in which browser."""

    channel: Account
    login: Login
    browser: Browser

    @property
    def actor(self) -> Actor:
        return Actor(self.channel, self.login.id)


async def join(node: World, login: Login, account: Account, role: MemberRole) -> None:
    async def put(tx):
        made = Membership(login_id=login.id, account_id=account.id, role=role.value, since=tx.now, until=None)
        await tx.logins.join(made)

    await node.store.write(put)


async def logged_in(node: World, email: str, language: str = "de") -> Browser:
    browser = Browser(node, language=language)
    await browser.log_in(email)
    return browser


@pytest.fixture
async def channel(node) -> Account:
    return await node.create("feuerwehr", display_name="Feuerwehr", kind=Kind.ORGANIZATION)


@pytest.fixture
async def duty(node, channel) -> Duty:
    login = await person(node, channel, DUTY)
    await join(node, login, channel, MemberRole.CRISIS)
    return Duty(channel, login, await logged_in(node, DUTY))


@pytest.fixture
async def editor(node, channel) -> Duty:
    login = await person(node, channel, EDITOR)
    await join(node, login, channel, MemberRole.EDITOR)
    return Duty(channel, login, await logged_in(node, EDITOR))
