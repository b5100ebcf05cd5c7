"""A channel with two editors, somebody who advises and otherwise has nothing to do with it, and who administers."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from node.model.account import Account, Actor, Kind
from node.model.channel import MemberRole
from node.model.draft import Draft
from node.model.kept import Advised, Kept
from node.model.login import Login, Role
from node.outbox.advisers import appoint
from node.outbox.keep import keep
from tests.web.browser import Browser, Seen, person
from tests.web.crisis.conftest import join
from tests.world import World

SECRET = "Kattenstroth"
KEEP, GO_ON = "Als Entwurf behalten", "Weiterschreiben oder veröffentlichen"
PUBLISH = "Als Rathaus veröffentlichen"


@dataclass(frozen=True)
class Someone:
    account: Account
    login: Login
    browser: Browser

    @property
    def actor(self) -> Actor:
        return Actor(self.account, self.login.id)


async def someone(node: World, account: Account, email: str, role: Role = Role.MEMBER, language: str = "de") -> Someone:
    login = await person(node, account, email, role=role)
    browser = Browser(node, language=language)
    await browser.log_in(email)
    return Someone(account, login, browser)


@pytest.fixture
async def rathaus(node) -> Account:
    return await node.create("rathaus", display_name="Rathaus", kind=Kind.ORGANIZATION)


@pytest.fixture
async def erika(node, rathaus) -> Someone:
    found = await someone(node, rathaus, "erika@here.test")
    await join(node, found.login, rathaus, MemberRole.EDITOR)
    return found


@pytest.fixture
async def emil(node, rathaus) -> Someone:
    found = await someone(node, rathaus, "emil@here.test")
    await join(node, found.login, rathaus, MemberRole.EDITOR)
    return found


@pytest.fixture
async def ada(node) -> Someone:
    return await someone(node, await node.create("ada"), "ada@here.test", Role.ADMIN)


@pytest.fixture
async def rita(node, ada) -> Someone:
    """Who advises."""
    found = await someone(node, await node.create("rita", display_name="Rita"), "rita@here.test")
    await appoint(node.node, ada.actor, "rita@here.test")
    return found


@pytest.fixture
async def draft(node, erika) -> Kept:
    text = f"Die {SECRET}er Straße wird Spielstraße."
    return await keep(
        node.node, erika.actor, Draft(text=text, summary=f"{SECRET}: Verkehr", sensitive=True, language="de")
    )


async def kept(node: World) -> list[Advised]:
    async def all_of(tx):
        rows = await tx.db.rows("SELECT id FROM kept_drafts ORDER BY id")
        return await tx.kept.with_advice([await tx.kept.find(row["id"]) for row in rows])

    return list(await node.store.read(all_of))


async def rows(node: World) -> list[dict[str, object]]:
    """All that is stored of drafts and of what was said about them."""

    async def every(tx):
        tables = ("kept_drafts", "draft_comments", "posts", "scheduled_posts", "media")
        return [dict(row) for table in tables for row in await tx.db.rows(f"SELECT * FROM {table} ORDER BY id")]

    return list(await node.store.read(every))


async def token_of(browser: Browser) -> str:
    await browser.get("/start")
    return next(value for form in browser.page.forms for name, value in form.fields if name == "marke")


async def send(browser: Browser, path: str, **form: str) -> Seen:
    """As a page of ours would, with other values."""
    return await browser.send(path, {**form, "marke": await token_of(browser)}, Origin=browser.world.origin)


def in_hours(node: World, hours: int) -> str:
    at = (node.clock() + timedelta(hours=hours)).astimezone(node.node.config.node.timezone)
    return f"{at:%Y-%m-%dT%H:%M}"
