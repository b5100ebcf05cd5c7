"""What those who run a channel do with questions: take them up, pass them on to whom they belong, give back what does not
belong to them, close. An answer is a reply, from whichever door (`casework.py`)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node.context import Context
from node.errors import Forbidden, Gone, NotFound, Unprocessable
from node.i18n.translate import Translator
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.case import BEFORE, WAITING, Case, CaseSettings, CaseState, HandOver
from node.model.draft import Draft
from node.model.ids import HIGHEST
from node.model.post import MentionRef, Post
from node.model.visibility import Visibility
from node.moderation.office import scope
from node.moderation.policy import may_read, visible_post
from node.outbox.acting import acting, note, refuse_ended
from node.outbox.casework import moved, own_case, refuse_state, tell_sender
from node.outbox.lookup import find
from node.outbox.publish import publish
from node.store.database import Tx

_NEEDLESS: Final = "nobody asked this channel"
_MOST_PARENTS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case with what is still to be had of what it is about. `question`, `note` and `answer` only where the channel may read
    them, `question_gone` where it has been deleted; `asker` is who asked, `to` whom it is with."""

    case: Case
    channel: Account
    question: Post | None = None
    question_gone: bool = False
    asker: Account | None = None
    sender: Account | None = None
    note: Post | None = None
    named: Sequence[MentionRef] = ()
    to: Account | None = None
    answer: Post | None = None
    answered_by: Account | None = None

    @property
    def steps(self) -> frozenset[CaseState]:
        """Where it may go from here."""
        found = {state for state, before in BEFORE.items() if self.case.state in before}
        return frozenset(found - ({CaseState.DECLINED} if self.case.from_id is None else set()))

    @property
    def subject(self) -> Post | None:
        """What is answered: the question, else what passed it on."""
        return self.question or self.note


async def open_case(node: Context, by: Actor, post_id: int) -> Case:
    """Take a question up. One that is there already is given back as it stands. Raises NotFound, Forbidden when the channel
    was not asked."""
    return await node.store.write(_open, by, post_id)


async def take(node: Context, by: Actor, case_id: int) -> Case:
    """It is being dealt with; one that was passed on is taken back. Raises NotFound, Conflict."""
    return await node.store.write(_step, node.addresses, by, case_id, CaseState.IN_PROGRESS)


async def decline(node: Context, by: Actor, case_id: int) -> Case:
    """Give it back to whoever passed it on. Raises NotFound, Conflict, Unprocessable for what was asked of the channel."""
    return await node.store.write(_step, node.addresses, by, case_id, CaseState.DECLINED)


async def close(node: Context, by: Actor, case_id: int) -> Case:
    """Nothing more will come of it here. Raises NotFound, Conflict."""
    return await node.store.write(_step, node.addresses, by, case_id, CaseState.CLOSED)


async def pass_on(node: Context, by: Actor, case_id: int, whom: str, text: str = "") -> Post:
    """Answer whoever asked, naming them and `whom` (a handle or an address), in what is the question's visibility or
    narrower. Without `text` the usual words are said. The question's own words are not repeated: who is passed it reads
    them where they stand, if they may.

    Raises NotFound for somebody who cannot be found, Conflict, Forbidden, Unprocessable, Gone when there is nothing left to
    answer, Unreachable.
    """
    view = await node.store.read(own_view, by, case_id)
    refuse_state(view.case, CaseState.PASSED_ON)
    accounts = (await find(node, by, whom.strip())).accounts if whom.strip() else ()
    if not accounts:
        raise NotFound("nobody of that name was found")
    to = accounts[0]
    if not to.is_local:
        node.hosts.refuse_blocked(to.uri)
    words = Translator(node.config.node.language, node.catalogs, zone=node.config.node.timezone, strict=False)
    said = text.strip() or words.t("case.passed_words", name=to.shown_name)
    draft = _reply(view, said, [to], language=node.config.node.language if not text.strip() else None)
    if draft.visibility is Visibility.LOCAL:
        raise Unprocessable("what is for this house only is not passed on")
    return await publish(node, by, draft, handed=HandOver(case_id, to.id))


async def answer(node: Context, by: Actor, case_id: int, text: str) -> Post:
    """To whoever asked; whoever passed it on is named, too. Raises NotFound, Conflict, Unprocessable, Gone."""
    view = await node.store.read(own_view, by, case_id)
    refuse_state(view.case, CaseState.ANSWERED)
    if not text.strip():
        raise Unprocessable("an answer says something")
    return await publish(node, by, _reply(view, text, []), settles=True)


def _reply(view: CaseView, text: str, also: Sequence[Account], *, language: str | None = None) -> Draft:
    """Raises Gone."""
    subject = view.subject
    if subject is None:
        raise Gone("the question has been deleted: there is nothing left to answer")
    visibility = subject.visibility
    if visibility is Visibility.FOLLOWERS:  # those of whoever asked, not ours
        visibility = Visibility.DIRECT
    handles = [each.handle for each in (view.asker, *also, view.sender) if each is not None]
    handles += [each.handle for each in view.named if view.asker is None]
    said = {each.lower() for each in text.split()}
    named = dict.fromkeys(f"@{each}" for each in handles if each != view.channel.handle)
    missing = [each for each in named if each.lower() not in said]
    return Draft(
        text=" ".join([*missing, text.strip()]),
        visibility=visibility,
        language=language,
        in_reply_to_id=subject.id,
    )


async def set_settings(node: Context, by: Actor, wanted: CaseSettings) -> None:
    """Of the channel that acts."""
    await node.store.write(_set, by, wanted)


async def list_cases(
    node: Context, by: Actor, states: Collection[CaseState], *, own: bool = True, before: int = HIGHEST, limit: int
) -> Sequence[CaseView]:
    """Newest first: those of the channel that acts, or, not `own`, of all channels somebody looks after."""
    return await node.store.read(page, by, states, own=own, before=before, limit=limit)


async def page(
    tx: Tx, by: Actor, states: Collection[CaseState], *, own: bool = True, before: int = HIGHEST, limit: int
) -> Sequence[CaseView]:
    mine = [by.account.id] if own else await scope(tx, by)
    return await views(tx, await tx.cases.page(mine, states, before=before, limit=limit))


async def find_view(node: Context, by: Actor, case_id: int) -> CaseView:
    """Raises NotFound."""
    return await node.store.read(own_view, by, case_id)


async def own_view(tx: Tx, by: Actor, case_id: int) -> CaseView:
    """Raises NotFound."""
    channel = await tx.accounts.get(by.account.id)
    return (await views(tx, [await own_case(tx, case_id, channel)]))[0]


async def views(tx: Tx, cases: Sequence[Case]) -> list[CaseView]:
    """As their channels may see them."""
    return [await _view(tx, each) for each in cases]


async def _view(tx: Tx, case: Case) -> CaseView:
    question = await tx.posts.find_by_uri(case.question_uri)
    notes = None if case.note_id is None else await tx.posts.find(case.note_id)
    said = None if case.answer_uri is None else await tx.posts.find_by_uri(case.answer_uri)
    mine = case.account_id
    shown, passed, answered = [
        each if each is not None and await may_read(tx, each, mine) else None for each in (question, notes, said)
    ]
    wanted = {mine, case.from_id, case.to_id, *(each.author_id for each in (shown, answered) if each is not None)}
    people = await tx.accounts.by_ids(each for each in wanted if each is not None)
    named = () if passed is None else (await tx.timelines.views([passed.id], mine))[0].mentions
    return CaseView(
        case=case,
        channel=people[mine],
        question=shown,
        question_gone=question is not None and question.deleted_at is not None,
        asker=None if shown is None else people.get(shown.author_id),
        sender=people.get(case.from_id or 0),
        note=passed,
        named=tuple(each for each in named if each.account_id not in {mine, case.from_id}),
        to=people.get(_with(case, answered) or 0),
        answer=answered,
        answered_by=None if answered is None else people.get(answered.author_id),
    )


def _with(case: Case, answered: Post | None) -> int | None:
    """Whom it was passed on to, unless it is the channel's once more, or the channel has answered after all."""
    is_back = case.state in WAITING or (answered is not None and answered.author_id == case.account_id)
    return None if is_back else case.to_id


async def _open(tx: Tx, by: Actor, post_id: int) -> Case:
    channel = await acting(tx, by)
    refuse_ended(channel)
    post = await visible_post(tx, post_id, channel.id)
    if post.is_boost or post.author_id == channel.id or not await _asks(tx, post, channel):
        raise Forbidden(_NEEDLESS)
    case = Case(
        id=tx.ids.new(),
        account_id=channel.id,
        question_uri=post.uri,
        state=CaseState.RECEIVED,
        opened_at=tx.now,
        changed_at=tx.now,
    )
    known = [each for each in await tx.cases.about([post.uri]) if each.account_id == channel.id]
    if known:
        return known[0]
    await tx.cases.add(case)
    await note(tx, by, Deed.TAKE, post.uri)
    return case


async def _asks(tx: Tx, post: Post, channel: Account) -> bool:
    """Whether it names the channel, or stands below something it said."""
    if channel.id in await tx.posts.mentioned_ids(post.id):
        return True
    parent_id = post.in_reply_to_id
    for _ in range(_MOST_PARENTS):
        parent = None if parent_id is None else await tx.posts.find(parent_id)
        if parent is None:
            return False
        if parent.author_id == channel.id:
            return True
        parent_id = parent.in_reply_to_id
    return False


async def _step(tx: Tx, addresses: Addresses, by: Actor, case_id: int, state: CaseState) -> Case:
    channel = await acting(tx, by)
    case = await own_case(tx, case_id, channel)
    if state is CaseState.DECLINED and case.from_id is None:
        raise Unprocessable("nobody passed this on: it cannot be given back")
    await moved(tx, case, state)
    now = await tx.cases.get(case.id)
    await tell_sender(tx, addresses, channel, now)
    await note(tx, by, _DEEDS[state], case.question_uri)
    return now


_DEEDS: Final = {
    CaseState.IN_PROGRESS: Deed.TAKE,
    CaseState.DECLINED: Deed.RETURN,
    CaseState.CLOSED: Deed.SETTLE,
}


async def _set(tx: Tx, by: Actor, wanted: CaseSettings) -> None:
    channel = await acting(tx, by)
    await tx.cases.set(channel.id, wanted)
    await note(tx, by, Deed.PROFILE, channel.uri)


# What everybody sees


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a question stands, as far as somebody may know: `answer` is the post they may read, `answer_uri` where one stands
    that is not known here; `by` is who answered, as far as that is known."""

    case: Case
    channel: Account
    to: Account | None = None
    answer: Post | None = None
    answer_uri: str = ""
    by: Account | None = None


_OVER: Final = frozenset({CaseState.DECLINED, CaseState.WITHDRAWN})


async def standings(tx: Tx, question_uris: Iterable[str], viewer_id: int) -> Mapping[str, Sequence[Standing]]:
    """By question, for whoever may read that. What was given back is left to whom it was given back,
    and what was taken back to who did so."""
    cases = [each for each in await tx.cases.about(question_uris) if each.state not in _OVER]
    if not cases:
        return {}
    answers = {each.answer_uri: await tx.posts.find_by_uri(each.answer_uri) for each in cases if each.answer_uri}
    people = await tx.accounts.by_ids(
        {
            *(each.account_id for each in cases),
            *(each.to_id for each in cases if each.to_id is not None),
            *(each.author_id for each in answers.values() if each is not None),
        }
    )
    found: dict[str, list[Standing]] = {}
    for case in cases:
        channel = people[case.account_id]
        if channel.is_gone or channel.phase.is_planned:
            continue
        is_answered = case.state is CaseState.ANSWERED
        post = answers.get(case.answer_uri or "") if is_answered else None
        to = people.get(_with(case, post) or 0)
        shown = post if post is not None and await may_read(tx, post, viewer_id) else None
        by = people.get(post.author_id) if post is not None else (to or channel)
        found.setdefault(case.question_uri, []).append(
            Standing(
                case=case,
                channel=channel,
                to=to,
                answer=shown,
                answer_uri=(case.answer_uri or "") if is_answered and post is None else "",
                by=by if is_answered else None,
            )
        )
    return found
