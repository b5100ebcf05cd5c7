"""Motions of the cooperative's members (A07): the board's channel publishes them, so that the discussion is a thread that
anybody can read and answer from any server; the board opens the ballot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from node.context import Context
from node.errors import Conflict, Forbidden, NotFound, TooMany, Unprocessable
from node.i18n.translate import Translator
from node.jobs.worker import enqueue
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.draft import Draft
from node.model.ids import HIGHEST
from node.model.member import Member
from node.model.motion import (
    MOST_A_DAY,
    MOVER_CHARACTERS,
    TEXT_CHARACTERS,
    TITLE_CHARACTERS,
    Majority,
    Motion,
    Rules,
    Stage,
)
from node.model.post import Post
from node.outbox.acting import note
from node.outbox.members import refuse_without_cooperative
from node.outbox.publish import Along, publish
from node.store.database import Tx
from node.text.html import clean_name, tidy

LONGEST: Final = timedelta(days=366)
_LOOKED_AT: Final = 500
CLOSE: Final = "ballots.close"
"""Job: some ballot ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a motion is voted on; what is None is as the configuration says."""

    closes_at: datetime | None = None
    secret: bool = False
    majority: Majority = Majority.SIMPLE
    quorum: int | None = None


def words_of(node: Context) -> Translator:
    """What the board's channel says by itself is in the node's language."""
    config = node.config.node
    return Translator(config.language, node.catalogs, zone=config.timezone, strict=False)


async def board(node: Context) -> Account:
    """The account that speaks for the board. Raises NotFound where none is configured, or it is not there."""
    refuse_without_cooperative(node)
    name = node.config.cooperative.board
    found = await node.store.read(lambda tx: tx.accounts.find_by_handle(name))
    if found is None or found.is_gone:
        raise NotFound(f"the account {name} of the board (cooperative.board) is not there")
    return found


async def submit(node: Context, title: str, text: str, mover: str = "", *, moved_by: Actor | None = None) -> Motion:
    """Publish a motion for discussion. `mover` is how who moved it is named in public; empty: as a member. `moved_by` is who
    did so: a member, and no more often than one may; without it, the board. Raises Unprocessable for what is missing or too
    long, NotFound without a board, and what publishing raises."""
    by, words = Actor(await board(node)), words_of(node)
    title = _line(title, "a motion has a title", TITLE_CHARACTERS)
    mover = _line(mover or words.t("cooperative.a_member"), "say who moves it", MOVER_CHARACTERS)
    text = tidy(text.replace("\r\n", "\n")).strip()
    if not text:
        raise Unprocessable("a motion says what is to be decided")
    said = words.t("cooperative.post.motion", title=title, mover=mover, text=text)
    made: list[Motion] = []

    async def keep(tx: Tx, post: Post) -> None:
        if moved_by is not None:
            await _refuse_often(tx, moved_by)
        motion = await tx.motions.add(title=title, text=text, mover=mover, post_id=post.id, now=tx.now)
        await note(tx, moved_by or by, Deed.PROPOSE, node.addresses.motion_page(motion.number))
        made[:] = [motion]

    await publish(node, by, Draft(text=said, language=words.language), along=keep)
    return made[0]


async def movers(tx: Tx, by: Actor) -> Sequence[Member]:
    """The members that who acts may move something for, as themselves. Raises Forbidden for nobody's."""
    own = [] if by.login_id is None else await tx.members.of_login(by.login_id, tx.now)
    if not own:
        raise Forbidden("only members of the cooperative move something")
    return own


async def submit_by_member(
    node: Context, by: Actor, member: int, title: str, text: str, *, named: bool = False
) -> Motion:
    """As `submit`, by who may vote for that member. `named`: by the name in the register, and not only as a member. Raises
    Forbidden, also for somebody else's member, and TooMany beside what `submit` raises."""
    own = {each.number: each for each in await node.store.read(movers, by)}
    if member not in own:
        raise Forbidden("somebody else moves something for this member")
    if len(text.strip()) > TEXT_CHARACTERS:
        raise Unprocessable(
            f"a motion has at most {TEXT_CHARACTERS} characters", code="words_long", most=TEXT_CHARACTERS
        )
    return await submit(node, title, text, own[member].name if named else "", moved_by=by)


async def _refuse_often(tx: Tx, by: Actor) -> None:
    """Whoever is a member no longer, and whoever moves something all day."""
    await movers(tx, by)
    since = tx.now - timedelta(days=1)
    acts = await tx.acts.of_login(by.login_id or 0, limit=_LOOKED_AT)
    if sum(each.kind is Deed.PROPOSE and each.at > since for each in acts) >= MOST_A_DAY:
        raise TooMany(f"a member moves at most {MOST_A_DAY} things a day", 24 * 3_600, code="motions_many")


async def open_ballot(node: Context, number: int, terms: Terms) -> Motion:
    """Those who are members now may vote until the end, and a reply in the discussion says so. Raises NotFound, Conflict unless
    it is under discussion, Unprocessable for an end that is past or more than a year away."""
    by, words = Actor(await board(node)), words_of(node)
    config = node.config.cooperative
    closes_at = terms.closes_at or node.clock() + timedelta(days=config.voting_days)
    if not node.clock() < closes_at <= node.clock() + LONGEST:
        raise Unprocessable("votes are taken until some day within the next year")
    quorum = config.quorum if terms.quorum is None else terms.quorum
    if not 0 <= quorum <= 100:
        raise Unprocessable("a quorum is a part of the members, in percent")
    motion = await node.store.read(lambda tx: tx.motions.get(number))
    _refuse_beyond(motion, Stage.DISCUSSION)
    opened = replace(
        motion,
        secret=terms.secret,
        proxies=config.proxies,
        rules=Rules(majority=terms.majority, quorum=quorum),
        closes_at=closes_at,
    )
    said = words.t(
        "cooperative.post.opened",
        number=str(number),
        title=motion.title,
        end=words.full(closes_at),
        page=node.addresses.motion_page(number),
    )

    async def keep(tx: Tx, _post: Post) -> None:
        _refuse_beyond(await tx.motions.lock(number), Stage.DISCUSSION)
        await tx.motions.put(replace(opened, opened_at=tx.now))
        await enqueue(tx, CLOSE, {}, key=f"{CLOSE} {number}", due_at=closes_at)
        await note(tx, by, Deed.BALLOT, node.addresses.motion_page(number))

    await reply(node, by, motion, said, keep)
    return await node.store.read(lambda tx: tx.motions.get(number))


async def withdraw(node: Context, number: int) -> Motion:
    """It is not voted on. Raises NotFound, Conflict once somebody has voted or it is decided."""
    by = Actor(await board(node))
    return await node.store.write(_withdraw, node.addresses, by, number)


async def all_motions(node: Context) -> Sequence[Motion]:
    """The newest first."""
    refuse_without_cooperative(node)
    return await node.store.read(lambda tx: tx.motions.page(before=HIGHEST, limit=1_000))


async def reply(node: Context, by: Actor, motion: Motion, text: str, along: Along) -> Post:
    """The board says something in the discussion; by itself where that is gone."""
    draft = Draft(text=text, language=words_of(node).language, in_reply_to_id=motion.post_id)
    try:
        return await publish(node, by, draft, along=along)
    except NotFound:
        return await publish(node, by, replace(draft, in_reply_to_id=None), along=along)


async def _withdraw(tx: Tx, addresses: Addresses, by: Actor, number: int) -> Motion:
    motion = await tx.motions.lock(number)
    _refuse_beyond(motion, Stage.DISCUSSION, Stage.VOTING)
    if await tx.motions.voters(motion):
        raise Conflict("somebody has voted on this motion: it is decided by its ballot")
    gone = replace(motion, withdrawn_at=tx.now)
    await tx.motions.put(gone)
    await note(tx, by, Deed.BALLOT, addresses.motion_page(number))
    return gone


def _refuse_beyond(motion: Motion, *stages: Stage) -> None:
    if motion.stage not in stages:
        raise Conflict(f"this motion is {_SAID[motion.stage]}")


_SAID: Final = {
    Stage.DISCUSSION: "under discussion",
    Stage.VOTING: "being voted on",
    Stage.DECIDED: "decided",
    Stage.WITHDRAWN: "withdrawn",
}


def _line(text: str, missing: str, most: int) -> str:
    line = clean_name(text, most + 1)
    if not line:
        raise Unprocessable(missing)
    if len(line) > most:
        raise Unprocessable(f"at most {most} characters")
    return line
