"""Somebody with the crisis role publishes at once, what is urgent and nothing else; others look at it afterwards (row 112).

published ──> waits for its review ──> confirmed, or withdrawn, by somebody else who speaks for the channel or moderates
                                  └──> corrected or withdrawn: somebody else has edited or deleted it, which is as good
"""

from typing import Final

from node.errors import Forbidden
from node.model.account import Actor
from node.model.crisis import CrisisReview, Judgement, Subject
from node.model.draft import Draft
from node.model.post import Post
from node.model.visibility import Visibility
from node.moderation.office import in_crisis_role
from node.outbox.acting import CRISIS_ONLY
from node.outbox.crisis_letters import tell_reviewers
from node.store.database import Tx

_ONLY_OWN: Final = "with the crisis role one changes only what one has published with it oneself"


def refuse_usual(draft: Draft, visibility: Visibility) -> None:
    """Raises Forbidden for what is no word to everybody that cannot wait."""
    if not draft.urgent:
        raise Forbidden(CRISIS_ONLY, code="crisis_only")
    if not visibility.is_open or draft.in_reply_to_id is not None or draft.quote_of_id is not None:
        raise Forbidden("an urgent post is for everybody: no answer, no quote, no letter to some", code="urgent_all")


async def ask_review(tx: Tx, by: Actor, subject: Subject, subject_id: int) -> None:
    """From now on it waits for somebody to look at it, and they are written to."""
    made = CrisisReview(
        id=tx.ids.new(),
        subject=subject,
        subject_id=subject_id,
        account_id=by.account.id,
        login_id=by.login_id,
        made_at=tx.now,
    )
    if await tx.crisis.ask(made):
        await tell_reviewers(tx, made)


async def refuse_others_crisis(tx: Tx, by: Actor, post: Post) -> None:
    """Raises Forbidden where somebody with the crisis role changes what they have not published with it."""
    if not await in_crisis_role(tx, by):
        return
    known = await tx.crisis.newest_about(Subject.POST, post.id)
    if known is None or known.login_id != by.login_id:
        raise Forbidden(_ONLY_OWN, code="crisis_own")


async def reviewed_by_act(tx: Tx, by: Actor, subject: Subject, subject_id: int, judgement: Judgement) -> None:
    """Whoever else puts it right or takes it back has looked at it. Who published it has not: what they change waits
    again."""
    known = await tx.crisis.newest_about(subject, subject_id)
    if known is None:
        return
    if await in_crisis_role(tx, by):
        if not known.is_open:
            await ask_review(tx, by, subject, subject_id)
    elif known.is_open and known.login_id != by.login_id:
        await tx.crisis.judge(known.id, judgement, "", reviewer_id=by.login_id, now=tx.now)
