"""In channels that want it so, what somebody asks becomes a case by itself (row 74)."""

from collections.abc import Collection
from typing import Final

from node.jobs.worker import enqueue
from node.model.account import Kind
from node.model.case import Case, CaseState
from node.model.post import NewPost, Post
from node.moderation.guests import speaks_for_guests
from node.store.database import Tx

RECEIPT: Final = "case.receipt"
"""The job that tells whoever asked that their question has come (`node/outbox/case_receipts.py`)."""

GUEST_LETTER: Final = "letter.guest.case"
"""The job that writes to a guest what became of their question (`node/outbox/guest_letters.py`)."""

_FURTHEST: Final = 20
_PROGRAMS: Final = frozenset({Kind.SERVICE, Kind.APPLICATION})


async def open_cases(tx: Tx, new: NewPost, post: Post, named: Collection[int]) -> None:
    """`named` are those the post is addressed to. No case is made of what programs write (two that answer each other by
    themselves would never end), of what says something about a case, and of what is said below a question that is one."""
    is_program = new.author.kind in _PROGRAMS and not speaks_for_guests(new.author)
    if not named or new.case_said is not None or post.automated or is_program:
        return
    wanted = {number: each for number, each in (await tx.cases.settings_of(named)).items() if each.opens}
    if not wanted:
        return
    above = await _above(tx, post)
    for channel_id, settings in wanted.items():
        if channel_id == new.author.id or await tx.blocks.between(channel_id, new.author.id):
            continue
        if above and await tx.cases.has_question(channel_id, above):
            continue
        case = Case(
            id=tx.ids.new(),
            account_id=channel_id,
            question_uri=post.uri,
            state=CaseState.RECEIVED,
            opened_at=tx.now,
            changed_at=tx.now,
        )
        if await tx.cases.add(case) and settings.acknowledges:
            await enqueue(tx, RECEIPT, {"case": str(case.id)}, key=f"{RECEIPT} {case.id}")


async def _above(tx: Tx, post: Post) -> list[str]:
    """The addresses of what it answers, and of what that answers."""
    found: list[str] = []
    uri, number = post.in_reply_to_uri, post.in_reply_to_id
    while uri is not None and len(found) < _FURTHEST:
        found.append(uri)
        parent = None if number is None else await tx.posts.find(number)
        uri, number = (None, None) if parent is None else (parent.in_reply_to_uri, parent.in_reply_to_id)
    return found
