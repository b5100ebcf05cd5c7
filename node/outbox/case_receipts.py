"""Whoever asks a channel that wants it so is told once that their question has come (row 74)."""

from collections.abc import Mapping
from functools import partial

from node.context import Context
from node.i18n.translate import LANGUAGES, Translator
from node.jobs.worker import Work
from node.model.account import Actor
from node.model.case import CaseState
from node.model.draft import Draft
from node.model.visibility import Visibility, narrower
from node.moderation.guests import speaks_for_guests
from node.outbox.cases import CaseView, views
from node.outbox.publish import publish
from node.store.database import Tx
from node.text.language import primary
from node.timelines.cases import RECEIPT


def receipt_works(node: Context) -> Mapping[str, Work]:
    return {RECEIPT: partial(send_receipt, node)}


async def send_receipt(node: Context, args: dict[str, str]) -> None:
    """Nothing where somebody has dealt with it meanwhile, or the question is gone. Somebody who asks more than once is told
    once in a while: what they ask within an hour has one receipt."""
    view = await node.store.read(_view, int(args["case"]))
    if view is None or view.question is None or view.asker is None:
        return
    language = view.question.language or ""
    language = primary(language) if primary(language) in LANGUAGES else node.config.node.language
    words = Translator(language, node.catalogs, zone=node.config.node.timezone, strict=False)
    visibility = Visibility.DIRECT if view.question.visibility is Visibility.FOLLOWERS else view.question.visibility
    said = words.t("case.acknowledged_words")
    draft = Draft(
        text=said if speaks_for_guests(view.asker) else f"@{view.asker.handle} {said}",
        visibility=narrower(visibility, Visibility.UNLISTED),
        language=language,
        in_reply_to_id=view.question.id,
        automated=True,
    )
    await publish(node, Actor(view.channel), draft, sent_as=f"case receipt {view.asker.id}", settles=False)


async def _view(tx: Tx, case_id: int) -> CaseView | None:
    case = await tx.cases.find(case_id)
    return None if case is None or case.state is not CaseState.RECEIVED else (await views(tx, [case]))[0]
