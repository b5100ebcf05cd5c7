"""What becomes of cases inside a transaction in which something is published, arrives, or is said of one (A08).

Whose word counts: a case comes into a channel's list only by a post of whoever passes it on, which is addressed to the
channel, names it as the target, and is not a person's. Of what became of a case that a channel passed on only the account
tells that it was last passed on to, by naming the very post that did so. Everything else is just a post.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from node.errors import Conflict, Forbidden, NotFound, Unprocessable
from node.federation import rendering
from node.jobs.worker import enqueue
from node.model.account import Account, Kind
from node.model.addresses import Addresses
from node.model.case import BEFORE, MOST_OPEN_FROM, Case, CaseSaid, CaseState, HandOver
from node.model.post import Post
from node.outbox.send import send
from node.store.database import Tx
from node.timelines.cases import GUEST_LETTER

_WRITTEN_OF: Final = frozenset({CaseState.PASSED_ON, CaseState.ANSWERED, CaseState.CLOSED})


@dataclass(frozen=True, slots=True)
class Step:
    """What a post about to be published does to cases: the same to each. `to` is whom they are passed on to. The first of
    them is what the post speaks of."""

    cases: Sequence[Case]
    state: CaseState
    said: CaseSaid
    to: Account | None = None


async def own_case(tx: Tx, case_id: int, channel: Account) -> Case:
    """Raises NotFound, also for another channel's: whether it is there is nobody's business."""
    found = await tx.cases.get(case_id)
    if found.account_id != channel.id:
        raise NotFound("there is no such case")
    return found


async def begin_step(
    tx: Tx, channel: Account, handed: HandOver | None, answered: Post | None, *, reaches: bool
) -> Step | None:
    """Asked before the post is there. An answer to the question, or to the post that passed it on, settles the case from
    whichever door it comes; not what only asks the sender back (`reaches`: others get to read it). Raises NotFound,
    Conflict, Forbidden, Unprocessable."""
    if handed is not None:
        return await _hand_over(tx, channel, handed)
    if answered is None:
        return None
    waiting = [
        each
        for each in await tx.cases.waiting_for(channel.id, answered.id, answered.uri)
        if reaches or each.question_uri == answered.uri
    ]
    if not waiting:
        return None
    first = next((each for each in waiting if each.from_id is not None), waiting[0])
    ordered = [first, *(each for each in waiting if each.id != first.id)]
    return Step(ordered, CaseState.ANSWERED, await _said(tx, channel, first, CaseState.ANSWERED))


async def _hand_over(tx: Tx, channel: Account, handed: HandOver) -> Step:
    case = await own_case(tx, handed.case_id, channel)
    to = await tx.accounts.get(handed.to_id)
    refuse_state(case, CaseState.PASSED_ON)
    if to.id == channel.id:
        raise Unprocessable("a channel does not pass a case on to itself")
    if to.kind is Kind.APPLICATION or to.is_gone or to.phase.is_planned:
        raise Unprocessable("nobody answers there")
    question = await tx.posts.find_by_uri(case.question_uri)
    if question is not None and question.author_id == to.id:
        raise Unprocessable("this is who asked")
    if await tx.blocks.between(channel.id, to.id):
        raise Forbidden("one of the two accounts blocks the other")
    said = await _said(tx, channel, case, CaseState.PASSED_ON)
    return Step([case], CaseState.PASSED_ON, replace(said, target=to.uri), to)


def refuse_state(case: Case, wanted: CaseState) -> None:
    """Raises Conflict."""
    if case.state not in BEFORE[wanted]:
        raise Conflict(f"the case is {case.state.value}: it cannot become {wanted.value}")


def refuse_unnamed(step: Step | None, named: Collection[int]) -> None:
    """Raises Unprocessable for a post that passes a case on to somebody it does not name."""
    if step is not None and step.to is not None and step.to.id not in named:
        raise Unprocessable("a post that passes a case on names whom it is passed on to")


async def end_step(tx: Tx, addresses: Addresses, channel: Account, step: Step, post: Post) -> None:
    """The post is there. Raises Conflict when somebody was quicker."""
    for case in step.cases:
        await moved(tx, case, step.state)
        if step.to is not None:
            await tx.cases.note_sent(case, to_id=step.to.id, sent_id=post.id)
        else:
            await tx.cases.note_answer(case, post.uri)
        await tell_sender(tx, addresses, channel, await tx.cases.get(case.id))
    if step.to is not None and step.to.is_local:
        await take_case(tx, addresses, step.to, channel, post, step.said)


async def moved(tx: Tx, case: Case, state: CaseState) -> None:
    """Raises Conflict."""
    refuse_state(case, state)
    if not await tx.cases.move(case, state, out_of=BEFORE[state], now=tx.now):
        raise Conflict("somebody was quicker: the case has changed")
    await _tell_guest(tx, case, state)


async def _tell_guest(tx: Tx, case: Case, state: CaseState) -> None:
    """Whoever asked without an account has a letter, as long as their address is known."""
    if state not in _WRITTEN_OF:
        return
    question = await tx.posts.find_by_uri(case.question_uri)
    reply = None if question is None or not question.is_local else await tx.guests.find_by_post(question.id)
    if reply is not None and reply.email is not None:
        args = {"reply": str(reply.id), "case": str(case.id), "state": state.value}
        await enqueue(tx, GUEST_LETTER, args, key=f"{GUEST_LETTER} {case.id} {state.value}")


# What others are told


async def tell_sender(tx: Tx, addresses: Addresses, channel: Account, case: Case) -> None:
    """Whoever passed it on learns where it stands. Of an answer they learn the address only where they may read it."""
    if case.from_id is None:
        return
    sender = (await tx.accounts.by_ids([case.from_id])).get(case.from_id)
    if sender is None or sender.is_gone:
        return
    said = replace(await _said(tx, channel, case, case.state), answer=await _answer_for(tx, case, sender))
    if sender.is_local:
        await hear(tx, addresses, channel, said)
        return
    activity = rendering.update_case(addresses.activity(tx.ids.new()), channel, said, to=sender, published=tx.now)
    await send(tx, addresses, activity, by=channel, to=[sender.inbox])


async def _said(tx: Tx, channel: Account, case: Case, state: CaseState) -> CaseSaid:
    passed = None if case.note_id is None else await tx.posts.find(case.note_id)
    to = None if case.to_id is None or state is not CaseState.PASSED_ON else await tx.accounts.find(case.to_id)
    return CaseSaid(
        uri=case.uri(channel.uri),
        origin=case.question_uri,
        state=state.told,
        target="" if to is None else to.uri,
        answers="" if passed is None else passed.uri,
        at=tx.now,
    )


async def _answer_for(tx: Tx, case: Case, reader: Account) -> str:
    post = None if case.answer_uri is None else await tx.posts.find_by_uri(case.answer_uri)
    if post is None or post.deleted_at is not None:
        return ""
    may_read = post.visibility.is_open or reader.id in await tx.posts.mentioned_ids(post.id)
    return post.uri if may_read else ""


# What others tell


async def arrived(tx: Tx, addresses: Addresses, post: Post, author: Account, said: CaseSaid | None) -> str:
    """A post of somebody else is stored, or known already: what it says of cases, and what it answers. In words; empty
    where it does nothing."""
    if said is None:
        return await _answered_plainly(tx, addresses, post, author)
    if said.state is not CaseState.PASSED_ON:
        answer = replace(said, answer=post.uri) if said.state is CaseState.ANSWERED else said
        return await hear(tx, addresses, author, answer)
    heard = await hear(tx, addresses, author, said) if said.answers else ""
    target = await tx.accounts.find_by_uri(said.target) if said.target else None
    if target is None or not target.is_local:
        return heard
    return await take_case(tx, addresses, target, author, post, said)


async def take_case(tx: Tx, addresses: Addresses, channel: Account, sender: Account, post: Post, said: CaseSaid) -> str:
    """`sender` passes a case on to a channel of ours with that post. Given back, it is the case it was before."""
    if channel.is_gone or channel.phase.is_planned or channel.kind is Kind.APPLICATION:
        return "no case: nobody answers there"
    if not sender.is_local and sender.kind in {Kind.PERSON, Kind.APPLICATION}:
        return "no case: persons ask, and pass nothing on"
    if channel.id not in await tx.posts.mentioned_ids(post.id) or await tx.blocks.between(channel.id, sender.id):
        return "no case: it is not addressed to the channel"
    if await _sent_case(tx, addresses, said, sender, channel_id=channel.id) is not None:
        return "the case has come back"
    known = await tx.cases.find_from(channel.id, said.origin, sender.id)
    if known is not None:
        if known.note_id is None or post.id > known.note_id:  # else an older one that came late
            await tx.cases.come_again(known, post.id, tx.now)
        return "the case is here already"
    if await tx.cases.count_waiting(channel.id, sender.id) >= MOST_OPEN_FROM:
        return "no case: too many of theirs are waiting"
    case = Case(
        id=tx.ids.new(),
        account_id=channel.id,
        question_uri=said.origin,
        state=CaseState.RECEIVED,
        opened_at=tx.now,
        changed_at=tx.now,
        from_id=sender.id,
        note_id=post.id,
    )
    await tx.cases.add(case)
    return "a case was opened"


async def hear(tx: Tx, addresses: Addresses, by: Account, said: CaseSaid) -> str:
    """What whoever we passed a case on to says of it. What comes late, twice, or from anybody else changes nothing."""
    case = await _sent_case(tx, addresses, said, by)
    if case is None or (case.state is not CaseState.PASSED_ON and not _answers_again(case, said)):
        return "no case: it was not passed on to them, or is no longer theirs"
    if case.said_at is not None and said.at is not None and said.at < case.said_at:
        return "no case: something later has been said"
    channel = await tx.accounts.get(case.account_id)
    await tx.cases.note_said(case, said)
    comes_back = said.state is CaseState.PASSED_ON and said.target == channel.uri
    if said.state is CaseState.DECLINED or comes_back:
        await _end(tx, addresses, channel, case, CaseState.RETURNED)
        return "the case has come back"
    if said.state in {CaseState.ANSWERED, CaseState.CLOSED}:
        await _end(tx, addresses, channel, case, said.state, answer_uri=said.answer or None)
    return f"the case is {said.state.value}"


def _answers_again(case: Case, said: CaseSaid) -> bool:
    """Whoever answered has done so once more."""
    return case.state is case.said_state is said.state is CaseState.ANSWERED


async def _sent_case(
    tx: Tx, addresses: Addresses, said: CaseSaid, by: Account, *, channel_id: int | None = None
) -> Case | None:
    """The case that was passed on to them with the post they name."""
    if not said.answers or not addresses.is_ours(said.answers):
        return None
    sent = await tx.posts.find_by_uri(said.answers)
    case = None if sent is None else await tx.cases.find_sent(sent.id)
    if case is None or case.to_id != by.id or case.question_uri != said.origin:
        return None
    return case if channel_id in {None, case.account_id} else None


async def _end(
    tx: Tx, addresses: Addresses, channel: Account, case: Case, state: CaseState, *, answer_uri: str | None = None
) -> None:
    """Told further to whoever passed it on to us. What they are told of one that came back is that it is with us."""
    if answer_uri is not None:
        await tx.cases.note_answer(case, answer_uri)
    if await tx.cases.move(case, state, out_of=(CaseState.PASSED_ON,), now=tx.now):
        await _tell_guest(tx, case, state)
        await tell_sender(tx, addresses, channel, await tx.cases.get(case.id))


async def _answered_plainly(tx: Tx, addresses: Addresses, post: Post, author: Account) -> str:
    """Who knows no cases (Mastodon) just answers: in the thread, openly or to whoever asked."""
    if post.in_reply_to_id is None:
        return ""
    for case in await tx.cases.passed_on_to(author.id):
        sent = await tx.posts.find(case.sent_id or 0)
        if sent is None or post.thread_id != sent.thread_id or post.id <= sent.id:
            continue
        question = await tx.posts.find_by_uri(case.question_uri)
        asker = None if question is None else question.author_id
        if post.visibility.is_open or asker in await tx.posts.mentioned_ids(post.id):
            channel = await tx.accounts.get(case.account_id)
            await _end(tx, addresses, channel, case, CaseState.ANSWERED, answer_uri=post.uri)
            return "the case is answered"
    return ""
