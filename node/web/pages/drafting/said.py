"""What was asked and said about a draft, as its pages and the form show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from node.model.kept import Advised, Comment, Side
from node.model.login import Login
from node.store.database import Tx
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`mark` is whether it approves, in words; `changed`: the draft is another one since."""

    who: str
    when: str
    text: str
    mark: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What stands beside a draft. `state` is how it stands in words; `question` is empty where nobody is asked any
    longer."""

    state: str
    is_approved: bool
    question: str
    who: str
    when: str
    office: bool
    said: Sequence[Said]


async def logins_around(tx: Tx, found: Sequence[Advised]) -> Mapping[int, Login]:
    """Who asked, wrote and advised."""
    ids = {each.kept.login_id for each in found}
    ids |= {comment.login_id for each in found for comment in each.comments}
    ids |= {each.kept.request.login_id for each in found if each.kept.request is not None}
    return await tx.logins.by_ids(each for each in ids if each is not None)


def asked_about(found: Advised, logins: Mapping[int, Login], frame: Frame) -> Asked | None:
    """None where nobody was ever asked."""
    request, words = found.kept.request, frame.words
    if request is None and not found.comments:
        return None
    return Asked(
        state=words.t(f"advice.state.{_state(found)}"),
        is_approved=found.is_approved,
        question="" if request is None else request.question,
        who="" if request is None else person_named(request.login_id, logins, frame),
        when="" if request is None else words.moment(request.at, frame.now),
        office=request is not None and request.asks_office,
        said=[_said(each, found, logins, frame) for each in found.comments],
    )


def _state(found: Advised) -> str:
    if found.kept.request is None:
        return "withdrawn"
    if found.is_approved:
        return "approved"
    return "answered" if found.is_answered else "waiting"


def _said(each: Comment, found: Advised, logins: Mapping[int, Login], frame: Frame) -> Said:
    words = frame.words
    who = each.office if each.side is Side.OFFICE else person_named(each.login_id, logins, frame)
    return Said(
        who=words.t(f"advice.side.{each.side.value}", who=who),
        when=words.moment(each.at, frame.now),
        text=each.text,
        mark=words.t("advice.approved") if each.approves else "",
        changed=each.side is not Side.WRITER and each.version < found.kept.version,
    )


def person_named(login_id: int | None, logins: Mapping[int, Login], frame: Frame) -> str:
    if login_id is None:
        return frame.words.t("crisis.by_command")
    return logins[login_id].email if login_id in logins else frame.words.t("crisis.by_somebody")
