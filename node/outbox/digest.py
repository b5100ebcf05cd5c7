"""The weekly letter to those who asked for it: what waits for them, and who follows them now. Counts and names only;
nothing of what was written leaves the node in a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from node.context import Context
from node.i18n.translate import Translator
from node.jobs.worker import enqueue
from node.mail.letter import Letter
from node.model.account import Account
from node.model.factor import Purpose
from node.outbox.letters import closing, find_reader, link, make_ticket, words_for, write_to
from node.store.database import Tx

DIGEST: Final = "letter.digest"
UNSUBSCRIBE_PATH: Final = "/abbestellen"
_EVERY = timedelta(days=7)
_AT_ONCE = 200
_NAMED = 10


@dataclass(frozen=True, slots=True)
class _News:
    """What happened to one account of the person."""

    account: Account
    unread: int
    followers: Sequence[Account]


async def queue_digests(node: Context) -> None:
    """A duty: those whose week is over get one."""
    if node.config.mail.is_on:
        while await node.store.write(_queue_due) == _AT_ONCE:
            pass


async def _queue_due(tx: Tx) -> int:
    due = await tx.logins.take_digests(tx.now - _EVERY, tx.now, limit=_AT_ONCE)
    for login_id, last in due:
        since = last or tx.now - _EVERY
        await enqueue(tx, DIGEST, {"login": str(login_id), "since": since.isoformat()}, key=f"{DIGEST} {login_id}")
    return len(due)


async def write_digest(node: Context, args: dict[str, str]) -> None:
    """Nobody is written to about nothing."""
    login = await find_reader(node, args)
    if login is None or not login.digest:
        return
    since = datetime.fromisoformat(args["since"])
    news = await node.store.read(_news, login.id, since)
    if not news:
        return
    words = words_for(node, login)
    secret = await make_ticket(node, login, Purpose.UNSUBSCRIBE, login.email, alone=False)
    address = link(node, UNSUBSCRIBE_PATH, secret)
    letter = Letter(
        language=words.language,
        subject=words.t("letter.digest.subject", node=node.config.node.title),
        paragraphs=[words.t("letter.digest.text", day=words.date(since))],
        items=[line for each in news for line in _lines(node, each, words)],
        action=(words.t("letter.digest.action"), f"{node.config.origin}/mitteilungen"),
        closing=[*closing(node, words), words.t("letter.digest.stop", address=address)],
        unsubscribe=address,
    )
    await write_to(node, letter, login.email)


def _lines(node: Context, news: _News, words: Translator) -> list[str]:
    name = f"@{node.addresses.handle(news.account)}"
    lines = []
    if news.unread:
        lines.append(words.t("letter.digest.unread", account=name, count=news.unread))
    named = ", ".join(f"@{node.addresses.handle(each)}" for each in news.followers[:_NAMED])
    if len(news.followers) > _NAMED:
        lines.append(words.t("letter.digest.followers_more", account=name, names=named))
    elif news.followers:
        lines.append(words.t("letter.digest.followers", account=name, names=named, count=len(news.followers)))
    return lines


async def _news(tx: Tx, login_id: int, since: datetime) -> Sequence[_News]:
    found = []
    ids = await tx.logins.account_ids(login_id, tx.now)
    accounts = await tx.accounts.by_ids(ids)
    for number in ids:
        if number not in accounts or accounts[number].is_gone:
            continue
        unread = await tx.notifications.count_unread(number)
        followers = await tx.follows.new_followers(number, since, limit=_NAMED + 1)
        if unread or followers:
            found.append(_News(accounts[number], unread, followers))
    return found
