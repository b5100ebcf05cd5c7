"""`/genossenschaft`: how many members there are, and what they discuss, vote on and have decided (A07, row 33). The same as
data: `/open/v1/motions`."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from node.model.account import Account
from node.model.ids import HIGHEST
from node.model.member import MemberCount
from node.model.motion import Motion, Stage
from node.outbox.members import refuse_without_cooperative
from node.store.database import Tx
from node.store.listeners import Told
from node.web.cards import profile_path
from node.web.kept import kept
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, look, rendering_of
from node.web.rendering import Frame
from node.web.shown import SHOWN, Shown

PATH = "/genossenschaft"


@dataclass(frozen=True, slots=True)
class _Found:
    members: MemberCount
    motions: Sequence[Motion]
    board: Account | None


@kept
async def show_cooperative(request: web.Request) -> web.Response:
    """Raises NotFound where no cooperative runs this node."""
    node, before = request[NODE], before_of(request)
    refuse_without_cooperative(node)
    frame, found = await look(request, _find, node.config.cooperative.board, before)
    shown, more = found.motions[:PER_PAGE], len(found.motions) > PER_PAGE
    name = name_of(frame, node.config.cooperative.name)
    body = rendering_of(request).page(
        "cooperative/list.html",
        frame,
        heading=name,
        trail=[("", frame.words.t("cooperative.title"))],
        lead=frame.words.t("cooperative.lead", node=frame.site.title),
        members=frame.words.t("cooperative.members", count=found.members.total),
        kinds=frame.words.t("cooperative.kinds", persons=found.members.persons, bodies=found.members.bodies),
        groups=_groups(shown, frame),
        older=f"{PATH}?vor={shown[-1].number}" if more else "",
        further=before < HIGHEST,
        board=None if found.board is None else (profile_path(found.board), found.board.shown_name),
    )
    response = answer(request, frame, body)
    told: set[Told] = {("cooperative", ""), ("channels", "")}
    if found.board is not None:
        told.add(("account", str(found.board.id)))
    response[SHOWN] = Shown([], told)
    return response


def name_of(frame: Frame, name: str) -> str:
    return name or frame.words.t("cooperative.of", node=frame.site.title)


def _groups(motions: Sequence[Motion], frame: Frame) -> list[tuple[str, list[dict[str, str]]]]:
    """Stages in which there is something, those that members have to mind first."""
    order = (Stage.VOTING, Stage.DISCUSSION, Stage.DECIDED, Stage.WITHDRAWN)
    found = {stage: [_line(each, frame) for each in motions if each.stage is stage] for stage in order}
    return [(stage.value, lines) for stage, lines in found.items() if lines]


def _line(motion: Motion, frame: Frame) -> dict[str, str]:
    return {
        "path": f"{PATH}/antraege/{motion.number}",
        "number": str(motion.number),
        "title": motion.title,
        "said": standing(motion, frame),
    }


def standing(motion: Motion, frame: Frame) -> str:
    """Where it stands, in a sentence."""
    words, stage = frame.words, motion.stage
    if stage is Stage.DECIDED and motion.outcome is not None and motion.closed_at is not None:
        outcome = words.t(f"cooperative.outcome.{motion.outcome.value}")
        return words.t("cooperative.standing.decided", outcome=outcome, day=words.date(motion.closed_at))
    if stage is Stage.VOTING and motion.closes_at is not None:
        key = "voting" if motion.takes_votes(frame.now) else "counting"
        return words.t(f"cooperative.standing.{key}", end=words.full(motion.closes_at))
    at = motion.withdrawn_at or motion.created_at
    return words.t(f"cooperative.standing.{stage.value}", day=words.date(at))


async def _find(tx: Tx, _viewer_id: int, board: str, before: int) -> _Found:
    account = await tx.accounts.find_by_handle(board)
    return _Found(
        await tx.members.count(),
        await tx.motions.page(before=before, limit=PER_PAGE + 1),
        None if account is None or account.is_gone else account,
    )
