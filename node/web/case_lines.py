"""Where a question stands, in a sentence below it (row 74)."""

from collections.abc import Sequence

from node.model.case import CaseState
from node.outbox.cases import Standing
from node.web.cards import StateLine, post_path, web_address
from node.web.rendering import Frame


def state_lines(found: Sequence[Standing], frame: Frame) -> tuple[StateLine, ...]:
    return tuple(_line(each, frame) for each in found)


def _line(found: Standing, frame: Frame) -> StateLine:
    text = frame.words.t(
        f"case.line.{_key(found)}",
        channel=found.channel.shown_name,
        name="" if found.to is None else found.to.shown_name,
        by="" if found.by is None else found.by.shown_name,
    )
    if found.answer is not None and found.by is not None:
        return StateLine(text, frame.to(post_path(found.by, found.answer.id)))
    address = web_address(found.answer_uri) if found.answer_uri else ""
    return StateLine(text, address, is_away=bool(address))


def _key(found: Standing) -> str:
    state, said = found.case.state.told, found.case.said_state
    if state is CaseState.PASSED_ON and said in {CaseState.IN_PROGRESS, CaseState.PASSED_ON}:
        return f"passed_on_{said.value}"
    if state is CaseState.ANSWERED and found.by is not None and found.by.id != found.channel.id:
        return "answered_by" if found.to is None else "passed_on_answered"
    return state.value
