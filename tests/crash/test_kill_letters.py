"""The server is killed while it sends a post to those who have it by e-mail: nobody is left out, and nobody sees it twice.

A letter that was taken at the very moment of the kill leaves again, as nobody could note that it had: it is the same letter,
with the same Message-ID, which mail programs show once.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from node.app import build
from node.model.account import Account, Actor
from node.model.draft import Draft
from node.model.subscription import Rhythm, Subscription
from node.outbox.publish import publish
from node.store.database import Tx
from tests.crash.sums import damage
from tests.crash.test_kill import prepare
from tests.crash.victim import Victim
from tests.mailbox import Mailbox, open_mailbox

READERS = 250
AT_ONCE = 16  # letters that may be on their way when the server dies


class Heap(list[EmailMessage]):
    """Letters, and who waits for so many of them."""

    def __init__(self) -> None:
        super().__init__()
        self._came = asyncio.Event()

    def append(self, mail: EmailMessage) -> None:
        super().append(mail)
        self._came.set()

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self) < count:
                self._came.clear()
                await self._came.wait()


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with open_mailbox(tmp_path) as opened:
        opened.got = Heap()
        yield opened


@pytest.fixture
async def victim(tmp_path: Path, database_url: str, mailbox: Mailbox) -> AsyncIterator[Victim]:
    victim = Victim(tmp_path, database_url)
    mail = (
        f'\n[mail]\nbackend = "smtp"\nhost = "127.0.0.1"\nport = {mailbox.port}\nsecurity = "none"\n'
        'sender = "knoten@here.test"\nsubscriptions = "all"\n'
    )
    victim.settings.write_text(victim.settings.read_text() + mail)
    yield victim
    await victim.end()


async def subscribe_all(tx: Tx, account_id: int) -> None:
    for number in range(READERS):
        made = Subscription(
            id=tx.ids.new(),
            account_id=account_id,
            email=f"leser{number}@mail.example",
            language="de",
            rhythm=Rhythm.EACH,
            everything=False,
            created_at=tx.now,
        )
        await tx.subscriptions.add(made)
        await tx.subscriptions.confirm(made, now=tx.now, due_at=None, told_id=0)


async def publish_to_all(victim: Victim, alice: Account) -> None:
    """Nobody works yet."""
    node = await build(victim.config)
    await node.store.write(subscribe_all, alice.id)
    await publish(node, Actor(alice), Draft(text="An alle."))
    await node.client.close()
    await node.store.close()


async def test_each_reader_has_the_letter_once_whenever_the_server_dies(victim, database_url, mailbox):
    alice, _ = await prepare(victim, [])
    await publish_to_all(victim, alice)

    for kill in range(4):
        await victim.start()
        await mailbox.got.reach(min(len(mailbox.got) + 1 + 17 * kill, READERS))
        await victim.kill()

    async with victim.inside() as running:
        async with asyncio.timeout(120):
            while await running.node.store.read(lambda tx: tx.db.value("SELECT COUNT(*) FROM jobs")):
                await running.worker.step()
    letters = {(str(mail["To"]), str(mail["Message-ID"])) for mail in mailbox.got}
    assert Counter(to for to, _ in letters) == {f"leser{number}@mail.example": 1 for number in range(READERS)}
    assert len(mailbox.got) - READERS <= AT_ONCE * victim.kills
    assert damage(database_url) == []
