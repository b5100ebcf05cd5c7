"""Advice on a draft: its writers ask; advisers of this node and, where its writers want that, the office that advises many
nodes say what they think of it. Whoever advises can do nothing else with it (row 44).

asked ──> remarks, by either side, as often as they like ──> approved as it is, or not
      └─> withdrawn: from then on only its writers read it, with what was said
"""

from collections.abc import Sequence
from typing import Final

from node.context import Context
from node.errors import Conflict, Forbidden, NotFound, TooMany, Unprocessable
from node.model.account import Account, Actor
from node.model.act import Act, Deed
from node.model.grant import Grant
from node.model.kept import Advised, Comment, Kept, Request, Side
from node.outbox.acting import acting, note
from node.outbox.advice_letters import tell_advisers, tell_writers
from node.outbox.advisers import require_adviser
from node.outbox.keep import address_of, own_kept
from node.store.database import Tx
from node.text.html import tidy

QUESTION_CHARACTERS: Final = 1_000
COMMENT_CHARACTERS: Final = 4_000
MOST_COMMENTS: Final = 200
_NOT_ASKED: Final = "there is no draft with this number on which advice is asked"


# Its writers


async def ask_advice(node: Context, by: Actor, draft_id: int, question: str, *, asks_office: bool = False) -> None:
    """Who asks again says anew what, and whom. Raises NotFound, Unprocessable, Forbidden."""
    question = _words(question, QUESTION_CHARACTERS, "a question")
    await node.store.write(_ask, node, by, draft_id, question, asks_office)


async def _ask(tx: Tx, node: Context, by: Actor, draft_id: int, question: str, asks_office: bool) -> None:  # noqa: FBT001  # passed on by `write`
    author = await acting(tx, by)
    await tx.kept.hold(draft_id)
    found = await own_kept(tx, author.id, draft_id)
    request = Request(question=question, asks_office=asks_office, login_id=by.login_id, at=tx.now)
    await tx.kept.ask(found.kept.id, request)
    await note(tx, by, Deed.ASK, address_of(found.kept.id))
    await tell_advisers(tx, node, found.kept.id, but=by.login_id)


async def withdraw_question(node: Context, by: Actor, draft_id: int) -> None:
    """Nobody but its writers reads it any longer. Raises NotFound, Forbidden; nothing where nobody asks."""
    await node.store.write(_withdraw, by, draft_id)


async def _withdraw(tx: Tx, by: Actor, draft_id: int) -> None:
    author = await acting(tx, by, even_moved=True)
    found = await own_kept(tx, author.id, draft_id)
    if found.kept.request is not None:
        await tx.kept.withdraw(found.kept.id)
        await note(tx, by, Deed.RECALL, address_of(found.kept.id))


async def reply(node: Context, by: Actor, draft_id: int, text: str) -> None:
    """Its writers say something about the advice. Raises NotFound, Conflict where none is asked, Unprocessable, Forbidden."""
    await node.store.write(_reply, node, by, draft_id, _words(text, COMMENT_CHARACTERS, "a reply"))


async def _reply(tx: Tx, node: Context, by: Actor, draft_id: int, text: str) -> None:
    author = await acting(tx, by)
    await tx.kept.hold(draft_id)
    found = await own_kept(tx, author.id, draft_id)
    if found.kept.request is None:
        raise Conflict("nobody is asked for advice on this draft")
    await _say(tx, found, Side.WRITER, text, login_id=by.login_id)
    await note(tx, by, Deed.REMARK, address_of(found.kept.id))
    spoke = {each.login_id for each in found.comments if each.side is Side.ADVISER}
    await tell_advisers(tx, node, found.kept.id, but=by.login_id, only=spoke)


# Advisers of this node


async def asked_drafts(tx: Tx, by: Actor, *, before: int, limit: int) -> Sequence[tuple[Account, Advised]]:
    """The newest first, with whose they are. Raises Forbidden."""
    await require_adviser(tx, by)
    return await _with_authors(tx, await tx.kept.asked(before=before, limit=limit))


async def asked_draft(tx: Tx, by: Actor, draft_id: int) -> tuple[Account, Advised]:
    """Raises NotFound where no advice is asked, Forbidden for who gives none."""
    await require_adviser(tx, by)
    return await _asked(tx, draft_id)


async def advise(
    node: Context, by: Actor, draft_id: int, text: str, *, approves: bool = False, version: int = 0
) -> None:
    """Say what one thinks of it; who `approves` may do so without words. `version` is that of the draft they have read.

    Raises NotFound, Unprocessable, Conflict where it was changed while they approved of it, TooMany, and Forbidden for who
    gives no advice here, or wrote or asked themselves.
    """
    text = _words(text, COMMENT_CHARACTERS, "advice", may_lack=approves)
    await node.store.write(_advise, node, by, draft_id, text, approves, version)


async def _advise(tx: Tx, node: Context, by: Actor, draft_id: int, text: str, approves: bool, version: int) -> None:  # noqa: FBT001  # passed on by `write`
    login = await require_adviser(tx, by)
    await tx.kept.hold(draft_id)
    _, found = await _asked(tx, draft_id)
    request = found.kept.request
    if login.id in {found.kept.login_id, None if request is None else request.login_id}:
        raise Forbidden("somebody else has to look at it")
    await _say(tx, found, Side.ADVISER, text, login_id=login.id, approves=approves, version=version)
    await note(tx, by, Deed.REVIEW if approves else Deed.ADVISE, address_of(found.kept.id))
    await tell_writers(tx, node, found.kept)


# The office that advises many nodes


async def drafts_for_office(tx: Tx, *, before: int, limit: int) -> Sequence[tuple[Account, Advised]]:
    """Those it is asked about, the newest first."""
    return await _with_authors(tx, await tx.kept.asked(before=before, limit=limit, office=True))


async def draft_for_office(tx: Tx, draft_id: int) -> tuple[Account, Advised]:
    """Raises NotFound for all others."""
    author, found = await _asked(tx, draft_id)
    if found.kept.request is None or not found.kept.request.asks_office:
        raise NotFound(_NOT_ASKED)
    return author, found


async def advise_as_office(
    node: Context, grant: Grant, draft_id: int, text: str, *, approves: bool = False, version: int = 0
) -> tuple[Account, Advised]:
    """As `advise`; the draft with it."""
    text = _words(text, COMMENT_CHARACTERS, "advice", may_lack=approves)
    return await node.store.write(_advise_as_office, node, grant, draft_id, text, approves, version)


async def _advise_as_office(
    tx: Tx,
    node: Context,
    grant: Grant,
    draft_id: int,
    text: str,
    approves: bool,  # noqa: FBT001  # passed on by `write`
    version: int,
) -> tuple[Account, Advised]:
    await tx.kept.hold(draft_id)
    author, found = await draft_for_office(tx, draft_id)
    await _say(tx, found, Side.OFFICE, text, office=grant.label, approves=approves, version=version)
    deed = Deed.REVIEW if approves else Deed.ADVISE
    made = Act(
        id=tx.ids.new(),
        login_id=None,
        account_id=author.id,
        kind=deed,
        object_uri=address_of(draft_id),
        activity_id=None,
        at=tx.now,
    )
    await tx.acts.add(made)
    await tell_writers(tx, node, found.kept)
    return await draft_for_office(tx, draft_id)


# All of them


async def _asked(tx: Tx, draft_id: int) -> tuple[Account, Advised]:
    found = await tx.kept.find(draft_id)
    if found is None or found.request is None:
        raise NotFound(_NOT_ASKED)
    author = await tx.accounts.get(found.account_id)
    if author.is_gone:
        raise NotFound(_NOT_ASKED)
    (advised,) = await tx.kept.with_advice([found])
    return author, advised


async def _with_authors(tx: Tx, found: Sequence[Kept]) -> Sequence[tuple[Account, Advised]]:
    authors = await tx.accounts.by_ids({each.account_id for each in found})
    advised = await tx.kept.with_advice(found)
    return [(authors[each.kept.account_id], each) for each in advised if not authors[each.kept.account_id].is_gone]


async def _say(
    tx: Tx,
    found: Advised,
    side: Side,
    text: str,
    *,
    login_id: int | None = None,
    office: str = "",
    approves: bool = False,
    version: int = 0,
) -> None:
    """About the version that was read; 0: as it is now."""
    kept = found.kept
    if not 0 <= version <= kept.version:
        raise Unprocessable("the draft has no such version")
    if approves and version and version != kept.version:
        raise Conflict("the draft was changed meanwhile: please read it again")
    if len(found.comments) >= MOST_COMMENTS:
        raise TooMany("so much has been said about this draft that it is time to talk", retry_after=86_400)
    made = Comment(
        id=tx.ids.new(),
        draft_id=kept.id,
        side=side,
        text=text,
        version=version or kept.version,
        at=tx.now,
        login_id=login_id,
        office=office,
        approves=approves,
    )
    await tx.kept.say(made)


def _words(text: str, most: int, what: str, *, may_lack: bool = False) -> str:
    text = tidy(text).strip()
    if len(text) > most or not (text or may_lack):
        raise Unprocessable(f"{what} has 1 to {most} characters")
    return text
