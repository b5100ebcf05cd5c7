"""Who has to look afterwards at what was published in a crisis is written to, and the command line lists what waits (row 112)."""

from collections.abc import AsyncIterator

import pytest

from node.cli.command import Ask
from node.cli.crisis import show_reviews
from node.cli.words import Say
from node.model.account import Actor
from node.model.channel import MemberRole
from node.model.crisis import Judgement
from node.model.draft import Draft
from node.model.login import Role
from node.model.warning import Level
from node.outbox.crisis_reviews import judge
from node.outbox.edit import edit
from node.outbox.publish import publish
from node.outbox.warnings import Wanted, warn
from tests.mailbox import Mailbox, open_mailbox
from tests.web.browser import person
from tests.web.crisis.conftest import DUTY, EDITOR, Duty, join
from tests.world import World, start_world

TEXT = "Das Wasser steigt. Räumen Sie die Keller."
HEAD = "ada@here.test"


@pytest.fixture
async def mailbox(tmp_path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest.fixture
async def node(database_url, clock, there, tmp_path, mailbox) -> AsyncIterator[World]:
    """It sends letters."""
    async with start_world("here.test", database_url, clock, there, tmp_path, mail=mailbox.settings) as world:
        yield world


@pytest.fixture
async def head(node: World):
    return await person(node, await node.create("ada"), HEAD, role=Role.ADMIN)


async def published(node: World, duty: Duty):
    post = await publish(node.node, duty.actor, Draft(text=TEXT, urgent=True))
    await node.work()
    return post


async def told(node: World, **values):
    return (await show_reviews(node.node, Ask(values, Say("de")))).lines


async def test_who_speaks_for_the_channel_is_told_at_once(node, duty, editor, head, mailbox):
    await published(node, duty)

    letter = mailbox.last(EDITOR)
    assert f"{node.origin}/nachpruefung" in letter
    assert "Feuerwehr" in letter
    assert TEXT not in letter
    assert len(mailbox.to(EDITOR)) == 1
    assert mailbox.to(DUTY) == mailbox.to(HEAD) == []


async def test_where_nobody_else_speaks_for_it_those_who_moderate_are(node, duty, head, mailbox):
    second = await person(node, duty.channel, "zweite@here.test")
    await join(node, second, duty.channel, MemberRole.CRISIS)  # cannot review

    await published(node, duty)

    assert len(mailbox.to(HEAD)) == 1
    assert mailbox.to("zweite@here.test") == []


async def test_a_change_of_what_waits_already_writes_no_second_letter(node, duty, editor, mailbox):
    post = await published(node, duty)
    await edit(node.node, duty.actor, post.id, Draft(text=f"{TEXT} Bleiben Sie ruhig.", urgent=True))
    await node.work()
    once = len(mailbox.to(EDITOR))
    [waiting] = await node.store.read(lambda tx: tx.crisis.open(None))
    await judge(node.node, editor.actor, waiting.id, Judgement.CONFIRMED)

    await edit(node.node, duty.actor, post.id, Draft(text=f"{TEXT} Nehmen Sie Papiere mit.", urgent=True))
    await node.work()

    assert (once, len(mailbox.to(EDITOR))) == (1, 2)


async def test_whoever_was_quicker_spares_the_letter(node, duty, editor, mailbox):
    await publish(node.node, duty.actor, Draft(text=TEXT, urgent=True))
    [waiting] = await node.store.read(lambda tx: tx.crisis.open(None))
    await judge(node.node, Actor(duty.channel), waiting.id, Judgement.CONFIRMED)

    await node.work()

    assert mailbox.to(EDITOR) == []


async def test_of_a_warning_the_letter_says_that_it_stands_on_every_page_in_the_readers_language(
    node, duty, editor, mailbox
):
    await node.store.write(lambda tx: tx.db.run("UPDATE logins SET language = 'en' WHERE id = ?", editor.login.id))

    await warn(node.node, duty.actor, Wanted(level=Level.DANGER, text_de="Fenster schließen."))
    await node.work()

    assert "stands above every page" in mailbox.last(EDITOR)


async def test_the_command_line_lists_what_waits(node, duty, editor, alice):
    post = await published(node, duty)

    listed = await told(node)
    other = await told(node, channel="alice")
    [waiting] = await node.store.read(lambda tx: tx.crisis.open(None))
    await judge(node.node, editor.actor, waiting.id, Judgement.CONFIRMED)

    assert [line.split()[3:] for line in listed[1:]] == [["feuerwehr", "post", str(post.id), DUTY, "wartet"]]
    assert TEXT not in "".join(listed)
    assert len(other) == 1
    assert len(await told(node)) == 1
    assert [line.split()[-1] for line in (await told(node, all=True))[1:]] == ["confirmed"]
