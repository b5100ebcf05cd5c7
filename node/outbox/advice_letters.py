"""Letters about advice: to advisers, that somebody asks or has replied; to who asked, that somebody has advised. They do not
say what about: what is not published does not go through the post either."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Final, Literal, TypeAlias

from node.context import Context
from node.jobs.worker import Work, enqueue
from node.mail.letter import Letter
from node.model.account import Account
from node.model.kept import Kept
from node.model.login import Login
from node.outbox.letters import closing, find_reader, words_for, write_to
from node.store.database import Tx

LETTER: Final = "letter.advice"
DRAFTS_PATH: Final = "/entwuerfe"
ADVICE_PATH: Final = "/beratung"

Event: TypeAlias = Literal["asked", "replied", "advised"]


def advice_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {LETTER: partial(_letter, node)}


async def tell_advisers(
    tx: Tx, node: Context, draft_id: int, *, but: int | None, only: Collection[int | None] | None = None
) -> None:
    """All advisers that somebody asks, except who asks; `only` these, that somebody has replied to them."""
    if not node.config.mail.is_on:
        return
    for login in await tx.logins.advising():
        if login.id != but and (only is None or login.id in only):
            await _queue(tx, login.id, draft_id, "asked" if only is None else "replied")


async def tell_writers(tx: Tx, node: Context, kept: Kept) -> None:
    """Who asked that somebody has advised."""
    if node.config.mail.is_on and kept.request is not None and kept.request.login_id is not None:
        await _queue(tx, kept.request.login_id, kept.id, "advised")


async def _queue(tx: Tx, login_id: int, draft_id: int, event: Event) -> None:
    args = {"login": str(login_id), "draft": str(draft_id), "event": event}
    await enqueue(tx, LETTER, args, key=f"{LETTER} {event} {draft_id} {login_id}")


async def _letter(node: Context, args: dict[str, str]) -> None:
    """Nobody is written to about what they may not read any longer."""
    login = await find_reader(node, args)
    if login is None:
        return
    draft_id, event = int(args["draft"]), args["event"]
    author = await node.store.read(_author_for, login, draft_id, event)
    if author is None:
        return
    words = words_for(node, login)
    path = DRAFTS_PATH if event == "advised" else ADVICE_PATH
    letter = Letter(
        language=words.language,
        subject=words.t(f"advice.letter.{event}.subject", channel=author.shown_name),
        paragraphs=[words.t(f"advice.letter.{event}.text", channel=author.shown_name)],
        action=(words.t("advice.letter.action"), f"{node.config.origin}{path}/{draft_id}"),
        closing=closing(node, words),
    )
    await write_to(node, letter, login.email)


async def _author_for(tx: Tx, login: Login, draft_id: int, event: str) -> Account | None:
    kept = await tx.kept.find(draft_id)
    if kept is None or kept.request is None:
        return None
    writes = kept.account_id in await tx.logins.account_ids(login.id, tx.now)
    may_read = writes if event == "advised" else login.advises
    return await tx.accounts.get(kept.account_id) if may_read else None
