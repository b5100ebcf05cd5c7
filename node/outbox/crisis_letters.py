"""The letter to those who look afterwards at what was published in a crisis: that something waits, and where."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from node.context import Context
from node.errors import NotFound
from node.jobs.worker import Work, enqueue
from node.mail.letter import Letter
from node.model.channel import MemberRole
from node.model.crisis import CrisisReview
from node.model.login import Login, Role
from node.outbox.letters import closing, find_reader, words_for, write_to
from node.store.database import Tx

REVIEW: Final = "letter.crisis.review"
PATH: Final = "/nachpruefung"


def crisis_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {REVIEW: partial(_review, node)}


async def tell_reviewers(tx: Tx, made: CrisisReview) -> None:
    """Who speaks for the channel; where nobody else does, who moderates. Never who published it."""
    for login in await _reviewers(tx, made):
        args = {"login": str(login.id), "review": str(made.id)}
        await enqueue(tx, REVIEW, args, key=f"{REVIEW} {login.id} {made.id}")


async def _reviewers(tx: Tx, made: CrisisReview) -> Sequence[Login]:
    members = await tx.channels.members(made.account_id)
    editors = [
        each.login for each in members if each.role != MemberRole.CRISIS.value and each.login.id != made.login_id
    ]
    if editors:
        return editors
    moderators = [*await tx.logins.with_role(Role.MODERATOR), *await tx.logins.with_role(Role.ADMIN)]
    return [each for each in moderators if each.id != made.login_id]


async def _review(node: Context, args: dict[str, str]) -> None:
    """Nothing where somebody was quicker."""
    login = await find_reader(node, args)
    if login is None or not node.config.mail.is_on:
        return
    try:
        found = await node.store.read(lambda tx: tx.crisis.get(int(args["review"])))
    except NotFound:
        return
    account = await node.store.read(lambda tx: tx.accounts.find(found.account_id))
    if not found.is_open or account is None:
        return
    words = words_for(node, login)
    letter = Letter(
        language=words.language,
        subject=words.t("crisis.letter.subject", channel=account.shown_name),
        paragraphs=[
            words.t(f"crisis.letter.{found.subject.value}", channel=account.shown_name, when=words.full(found.made_at)),
            words.t("crisis.letter.what"),
        ],
        action=(words.t("crisis.letter.action"), f"{node.config.origin}{PATH}"),
        closing=closing(node, words),
    )
    await write_to(node, letter, login.email)
