"""What was published at once in a crisis is looked at by somebody else: it stays, or it is taken back (row 112, K3)."""

from typing import Final

from node.context import Context
from node.errors import Conflict, Forbidden, Unprocessable
from node.model.account import Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.crisis import CrisisReview, Judgement, Subject
from node.moderation.office import NOT_ALLOWED, scope
from node.outbox.acting import note
from node.outbox.delete import erase_post
from node.store.database import Tx
from node.text.html import tidy

NOTE_CHARACTERS: Final = 1_000


async def judge(node: Context, by: Actor, review_id: int, judgement: Judgement, said: str = "") -> CrisisReview:
    """It is confirmed, or withdrawn: then the post is deleted everywhere, the warning taken down. What was published needs no
    correction by this way: editing it, or another warning, says as much.

    Raises NotFound, Conflict where somebody was quicker, Unprocessable, and Forbidden for whoever published it and whoever
    neither speaks for the channel nor moderates.
    """
    said = tidy(said).strip()
    if len(said) > NOTE_CHARACTERS:
        raise Unprocessable(f"a note has at most {NOTE_CHARACTERS} characters")
    if judgement is Judgement.CORRECTED:
        raise Unprocessable("whoever corrects it edits the post, or puts up another warning")
    return await node.store.write(_judge, node.addresses, by, review_id, judgement, said)


async def _judge(
    tx: Tx, addresses: Addresses, by: Actor, review_id: int, judgement: Judgement, said: str
) -> CrisisReview:
    found = await tx.crisis.get(review_id)
    mine = await scope(tx, by)
    if mine is not None and found.account_id not in mine:
        raise Forbidden(NOT_ALLOWED)
    if by.login_id is not None and by.login_id == found.login_id:
        raise Forbidden("somebody else has to look at it")
    if not await tx.crisis.judge(found.id, judgement, said, reviewer_id=by.login_id, now=tx.now):
        raise Conflict("somebody has looked at it already")
    if judgement is Judgement.WITHDRAWN:
        await (_take_down(tx, found) if found.subject is Subject.WARNING else _take_back(tx, addresses, by, found))
    await note(tx, by, Deed.REVIEW, f"crisis_reviews/{found.id}")
    return await tx.crisis.get(found.id)


async def _take_down(tx: Tx, found: CrisisReview) -> None:
    standing = await tx.warnings.standing(tx.now)
    if standing is not None and standing.id == found.subject_id:
        await tx.warnings.clear(tx.now)


async def _take_back(tx: Tx, addresses: Addresses, by: Actor, found: CrisisReview) -> None:
    """It may be gone already."""
    post = await tx.posts.find(found.subject_id)
    if post is None or post.deleted_at is not None:
        return
    author = await tx.accounts.get(post.author_id)
    await note(tx, by, Deed.DELETE, post.uri, await erase_post(tx, addresses, author, post))
