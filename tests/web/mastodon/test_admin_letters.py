"""What was decided about an account is told by mail as well, where those who moderate want that."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from node.model.login import Role
from tests.mailbox import Mailbox, open_mailbox
from tests.web.browser import Browser, person
from tests.web.mastodon.app import ALL, OFFICE, app_of
from tests.world import World


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest.fixture
async def town(another, mailbox) -> AsyncIterator[World]:
    async with another(mail=mailbox.settings, node={"contact_email": "amt@here.test"}) as world:
        yield world


@pytest.mark.parametrize("measure", ["none", "sensitive", "disable", "silence", "suspend"])
async def test_the_letter_says_what_and_why_and_where_to_complain_but_not_who(town, mailbox, measure):
    """T-141. It reaches also those who can no longer log in."""
    moritz = await app_of(town, await town.create("moritz"), *ALL, *OFFICE, role=Role.MODERATOR)
    hugo = await town.create("hugo")
    await app_of(town, hugo)

    await moritz.post(
        f"/api/v1/admin/accounts/{hugo.id}/action",
        {"type": measure, "text": "Das war Werbung.\n\nBitte lassen.", "send_email_notification": True},
    )
    await town.work()

    [subject] = mailbox.subjects("hugo@here.test")
    letter = mailbox.last("hugo@here.test")
    assert "hugo" in subject
    for words in ("Das war Werbung.", "Bitte lassen.", "amt@here.test"):
        assert words in letter
    assert "moritz" not in letter
    assert "letter.warning" not in subject + letter


async def test_no_letter_is_sent_where_none_is_wanted(town, mailbox):
    moritz = await app_of(town, await town.create("moritz"), *ALL, *OFFICE, role=Role.MODERATOR)
    hugo = await town.create("hugo")
    await app_of(town, hugo)

    await moritz.post(f"/api/v1/admin/accounts/{hugo.id}/action", {"type": "none", "text": "Still."})
    await town.work()

    assert mailbox.to("hugo@here.test") == []


async def test_it_stands_on_the_page_of_what_one_is_told_too(node, moderator, alice):
    browser = Browser(node)
    await person(node, alice)
    await browser.log_in("alice@here.test")

    await moderator.post(f"/api/v1/admin/accounts/{alice.id}/action", {"type": "silence", "text": "Bitte <leiser>."})

    page = (await browser.get("/mitteilungen")).page.html
    assert "Das Konto ist eingeschränkt" in page
    assert "Bitte &lt;leiser&gt;." in page
    assert "moritz" not in page
