"""`/genossenschaft/antraege/7`: a motion with its discussion, its rules and its result; for members also how they vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aiohttp import web

from node.errors import Conflict
from node.model.account import Account, Actor
from node.model.member import Entitled, Proxy
from node.model.motion import Ballot, Motion, OpenVote, Stage
from node.model.recount import ballots_of
from node.outbox.members import refuse_without_cooperative
from node.outbox.voting import entitled
from node.store.database import Tx
from node.store.listeners import Told
from node.web.auth import viewer_of
from node.web.cards import post_path
from node.web.kept import kept
from node.web.keys import NODE
from node.web.page import answer, look, number, rendering_of
from node.web.pages.cooperative.list import PATH, name_of, standing
from node.web.rendering import Frame
from node.web.shown import SHOWN, Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """`voting` are those whose vote the viewer may cast; `names` of members, for members only; `muddled`: the register has the
    viewer twice."""

    motion: Motion
    board: Account | None
    has_thread: bool = False
    has_notice: bool = False
    voting: Sequence[Entitled] = ()
    open_votes: Sequence[OpenVote] = ()
    proxies: Sequence[Proxy] = ()
    names: Mapping[int, str] | None = None
    muddled: bool = False


@kept
async def show_motion(request: web.Request) -> web.Response:
    """Raises NotFound."""
    return await motion_page(request)


async def motion_page(request: web.Request, wrong: Mapping[str, str] | None = None) -> web.Response:
    """`wrong` is field to the key of a sentence."""
    node, here = request[NODE], number(request.match_info["id"])
    refuse_without_cooperative(node)
    viewer = await viewer_of(request)
    frame, found = await look(request, _find, node.config.cooperative.board, here, viewer)
    motion, words = found.motion, frame.words
    body = rendering_of(request).page(
        "cooperative/motion.html",
        frame,
        heading=motion.title,
        trail=[
            (PATH, name_of(frame, node.config.cooperative.name)),
            ("", words.t("cooperative.motion", number=str(motion.number))),
        ],
        motion=motion,
        path=f"{PATH}/antraege/{motion.number}",
        language=node.config.node.language,
        standing=standing(motion, frame),
        moved=words.date(motion.created_at),
        facts=_facts(motion, frame),
        result=_result(motion, frame),
        ballots=[(each.receipt, words.t(f"cooperative.vote.{each.vote.value}")) for each in _published(motion)],
        thread=post_path(found.board, motion.post_id) if found.board and found.has_thread and motion.post_id else "",
        notice=post_path(found.board, motion.notice_id)
        if found.board and found.has_notice and motion.notice_id
        else "",
        minutes=node.addresses.minutes(motion.number) if motion.minutes else "",
        named=_named(found, frame),
        voting=[_form(each, found, frame) for each in found.voting] if motion.takes_votes(frame.now) else [],
        muddled=found.muddled,
        entrusting=motion.proxies,
        wrong={field: words.t(key) for field, key in (wrong or {}).items()},
    )
    response = answer(request, frame, body, status=422 if wrong else 200)
    response[SHOWN] = _shown(found)
    return response


def _shown(found: _Found) -> Shown:
    """A page that is kept is right until votes are no longer taken."""
    motion = found.motion
    told: set[Told] = {("cooperative", ""), ("channels", "")}
    told |= {("post", str(each)) for each in (motion.post_id, motion.notice_id) if each}
    if found.board is not None:
        told.add(("account", str(found.board.id)))
    shown = Shown([], told)
    shown.until = motion.closes_at if motion.stage is Stage.VOTING else None
    return shown


def _facts(motion: Motion, frame: Frame) -> list[tuple[str, str]]:
    """How it is, or was, voted on."""
    if motion.opened_at is None or motion.closes_at is None:
        return []
    t = frame.words.t
    facts = [
        (t("cooperative.kind"), t("cooperative.secret" if motion.secret else "cooperative.open")),
        (t("cooperative.from"), frame.words.full(motion.opened_at)),
        (t("cooperative.until"), frame.words.full(motion.closes_at)),
        (t("cooperative.majority"), t(f"cooperative.majority.{motion.rules.majority.value}")),
    ]
    if motion.rules.quorum:
        facts.append((t("cooperative.quorum"), t("cooperative.quorum_of", percent=motion.rules.quorum)))
    if motion.proxies:
        facts.append((t("cooperative.proxies"), t("cooperative.proxies_allowed")))
    return facts


def _result(motion: Motion, frame: Frame) -> list[tuple[str, str]]:
    if motion.stage is not Stage.DECIDED or motion.outcome is None:
        return []
    t, tally = frame.words.t, motion.tally
    return [
        (t("cooperative.outcome"), t(f"cooperative.outcome.{motion.outcome.value}")),
        (t("cooperative.vote.yes"), frame.words.number(tally.yes)),
        (t("cooperative.vote.no"), frame.words.number(tally.no)),
        (t("cooperative.vote.abstain"), frame.words.number(tally.abstain)),
        (t("cooperative.took_part"), t("cooperative.of_members", part=tally.taking_part, whole=tally.entitled)),
    ]


def _published(motion: Motion) -> Sequence[Ballot]:
    return ballots_of(motion.minutes) if motion.minutes else []


def _named(found: _Found, frame: Frame) -> list[tuple[str, str]]:
    """How each member voted, for members, once an open ballot is over."""
    if found.names is None or found.motion.secret or found.motion.stage is not Stage.DECIDED:
        return []
    return [
        (found.names.get(each.member, ""), frame.words.t(f"cooperative.vote.{each.ballot.vote.value}"))
        for each in found.open_votes
    ]


def _form(each: Entitled, found: _Found, frame: Frame) -> dict[str, object]:
    """`chosen` is what was voted so far, where that may be known and changed."""
    member, motion = each.member, found.motion
    cast = next((vote for vote in found.open_votes if vote.member == member.number), None)
    proxy = next((other for other in found.proxies if other.member == member.number), None)
    return {
        "number": member.number,
        "name": member.name,
        "by_proxy": each.by_proxy,
        "voted": each.has_voted,
        "may_vote": not each.has_voted or not (motion.secret or (each.by_proxy and cast and not cast.by_proxy)),
        "chosen": "" if cast is None else cast.ballot.vote.value,
        "holder": "" if proxy is None else frame.words.t("cooperative.entrusted", number=str(proxy.holder)),
        "entrusts": motion.proxies and not each.by_proxy and not each.has_voted,
    }


async def _find(tx: Tx, _viewer_id: int, board: str, here: int, viewer: Actor | None) -> _Found:
    motion, account = await tx.motions.get(here), await tx.accounts.find_by_handle(board)
    posts = await tx.posts.by_ids([each for each in (motion.post_id, motion.notice_id) if each])
    living = {number for number, post in posts.items() if post.deleted_at is None}
    found = _Found(
        motion=motion,
        board=None if account is None or account.is_gone else account,
        has_thread=motion.post_id in living,
        has_notice=motion.notice_id in living,
    )
    if viewer is None or viewer.login_id is None:
        return found
    if not await tx.members.of_login(viewer.login_id, tx.now):
        return found
    try:
        voting = await entitled(tx, viewer, motion)
    except Conflict:
        return replace(found, muddled=True)
    return replace(
        found,
        voting=voting,
        open_votes=await tx.motions.open_votes(here),
        proxies=await tx.motions.proxies(here),
        names={each.member.number: each.member.name for each in await tx.members.entries(tx.now)},
    )
