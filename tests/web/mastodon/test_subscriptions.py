"""A channel's posts by e-mail, asked for through the client API (Mastodon 4.6)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from node.model.login import Role
from tests.mailbox import Mailbox, open_mailbox
from tests.web.browser import Browser
from tests.web.mastodon.app import OFFICE, app_of
from tests.world import World

ERIKA = "erika@mail.example"


@pytest_asyncio.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def town(another, mailbox: Mailbox) -> AsyncIterator[World]:
    """One of its two channels is an organisation's."""
    stellen = [{"key": "stadt", "name": "Stadt Musterhausen", "channels": ["rathaus"]}]
    async with another(mail=mailbox.settings, organizations=stellen) as world:
        yield world


@pytest.fixture
async def rathaus(town: World):
    return await town.create("rathaus", display_name="Rathaus")


async def ask(town: World, account_id: object, body: dict | None = None, **headers: str):
    path = f"/api/v1/accounts/{account_id}/email_subscriptions"
    answer = await town.session.post(town.url(path), json=body or {}, headers=headers)
    return answer.status, await answer.json()


async def test_without_a_token_the_letter_that_asks_back_is_sent(town, rathaus, mailbox):
    answer = await ask(town, rathaus.id, {"email": f" {ERIKA.upper()} "}, **{"Accept-Language": "en"})
    await town.work()

    assert answer == (200, {})
    assert mailbox.subjects(ERIKA) == ["Rathaus: please confirm your subscription"]
    browser = Browser(town)
    await browser.get(mailbox.link(ERIKA))
    await browser.press("Abonnement bestätigen")
    await town.post(rathaus, "Markttag.")
    assert mailbox.subjects(ERIKA)[1:] == ["Rathaus: Markttag."]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "ERR_BLANK"),
        ({"email": " "}, "ERR_BLANK"),
        ({"email": None}, "ERR_BLANK"),
        ({"email": "nirgends"}, "ERR_INVALID"),
        ({"email": {"a": 1}}, "ERR_BLANK"),
        ({"email": "x" * 400 + "@mail.example"}, "ERR_INVALID"),
    ],
)
async def test_what_is_no_address_is_told_as_mastodon_does(town, rathaus, body, code):
    status, told = await ask(town, rathaus.id, body)

    assert status == 422
    assert told["error"].startswith("Validation failed: Email ")
    assert told["details"]["email"][0]["error"] == code
    assert await town.count("jobs") == 0


async def test_administrators_see_how_often_a_blocked_mail_host_turned_somebody_away(town, rathaus, clock):
    admin = await app_of(town, await town.create("ada"), *OFFICE, role=Role.ADMIN)
    blocks = "/api/v1/admin/email_domain_blocks"
    made, other = [await admin.post(blocks, {"domain": host}) for host in ("mail.example", "other.example")]

    for address in (ERIKA, "max@sub.mail.example"):
        assert await ask(town, rathaus.id, {"email": address}) == (200, {})
    clock.move(days=1)
    await ask(town, rathaus.id, {"email": ERIKA})
    await ask(town, rathaus.id, {"email": "erika@elsewhere.example"})
    seen = await admin.get(f"{blocks}/{made['id']}")
    clock.move(days=7)
    await ask(town, rathaus.id, {"email": ERIKA})

    assert [day["uses"] for day in seen["history"]] == ["1", "2", "0", "0", "0", "0", "0"]
    assert [day["accounts"] for day in seen["history"]] == ["1", "2", "0", "0", "0", "0", "0"]
    listed = {each["domain"]: [day["uses"] for day in each["history"]] for each in await admin.get(blocks)}
    assert listed == {"mail.example": ["1"] + ["0"] * 6, "other.example": ["0"] * 7}
    assert await town.count("email_host_refusals") == 1
    assert (await admin.ask("DELETE", f"{blocks}/{made['id']}")).status == 200
    assert await town.count("email_host_refusals") == 0
    assert other["history"][0]["uses"] == "0"


async def test_an_address_that_has_subscribed_gets_the_same_answer(town, rathaus):  # T-237
    first = await ask(town, rathaus.id, {"email": ERIKA})

    assert await ask(town, rathaus.id, {"email": ERIKA}) == first


async def test_a_channel_that_does_not_offer_it_is_not_found(town, rathaus, there):
    alice = await town.create("alice")
    remote = there.actor("bob")
    await remote.deliver(remote.follow(rathaus), town.url("/inbox"))
    await town.work()
    known = await town.account(remote.uri)

    for number in (alice.id, known.id, 1, "x", "9" * 30, -1):
        status, told = await ask(town, number, {"email": ERIKA})
        assert (status, "error" in told) == (404, True)

    assert await town.count("subscriptions") == 0


async def test_accounts_say_whether_it_is_offered(town, rathaus):
    alice = await town.create("alice")
    app = await app_of(town, alice)

    assert (await app.get(f"/api/v1/accounts/{rathaus.id}"))["email_subscriptions"] is True
    assert (await app.get(f"/api/v1/accounts/{alice.id}"))["email_subscriptions"] is False


async def test_a_node_without_it_says_nothing_of_it(node, alice):
    app = await app_of(node, alice)

    assert "email_subscriptions" not in await app.get(f"/api/v1/accounts/{alice.id}")


async def test_it_cannot_be_asked_for_as_often_as_one_likes(another, mailbox):
    limits = {"enabled": True, "subscriptions_per_visitor_per_hour": 1}
    async with another(mail={**mailbox.settings, "subscriptions": "all"}, limits=limits) as town:
        rathaus = await town.create("rathaus")
        await ask(town, rathaus.id, {"email": ERIKA})

        status, _ = await ask(town, rathaus.id, {"email": "max@mail.example"})

        assert status == 429
        assert await town.count("subscriptions") == 1
