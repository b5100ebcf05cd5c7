"""What a duty is, and what is found out about it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from node.cli.words import Say
from node.config import Organization
from node.context import Context


class Result(StrEnum):
    OK = "ok"
    FAIL = "fail"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Finding:
    """`evidence` is what was seen; `remedy` what to do, where something is to be done."""

    result: Result
    evidence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """`norm` is the rule it comes from."""

    name: str
    german: str
    english: str
    norm: str
    check: Callable[[Context, Say], Awaitable[Finding]]


def judged(good: bool, evidence: str, remedy: str) -> Finding:  # noqa: FBT001  # read at the call: judged(size > 0, ...)
    return Finding(Result.OK, evidence) if good else Finding(Result.FAIL, evidence, remedy)


def asked(german: str, english: str, *, evidence: tuple[str, str] | None = None) -> Callable[..., Awaitable[Finding]]:
    """A duty no program can know of: the question a person has to answer."""

    async def check(_node: Context, say: Say) -> Finding:
        seen = evidence or ("davon weiß der Knoten nichts", "the node cannot know")
        return Finding(Result.MANUAL, say(*seen), say(german, english))

    return check


def answering(node: Context) -> tuple[Organization, ...]:
    """Every organisation that answers for something: the node itself, or a channel."""
    organizations = node.config.organizations
    return tuple(each for each in organizations if each is organizations.root or each.channels)


def of_all(
    node: Context, say: Say, wrong: Callable[[Organization], Iterable[str]], remedy: str, *, good: str = ""
) -> Finding:
    """`wrong` names what one of them lacks; without any organisation everything is lacking."""
    found = answering(node)
    if not found:
        nobody = say("keine Organisation angegeben", "no organisation named")
        return Finding(Result.FAIL, nobody, say("[[organizations]] ausfüllen", "fill in [[organizations]]"))
    lacks = [f"{each.key}: {', '.join(faults)}" for each in found if (faults := list(wrong(each)))]
    return judged(not lacks, "; ".join(lacks) or good or ", ".join(each.key for each in found), remedy)
