"""Counts a ballot anew from its published minutes alone, as anybody could: from the single votes to the result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from node.errors import Invalid
from node.model.motion import Ballot, Majority, Outcome, Rules, Tally, Vote, count, decide


@dataclass(frozen=True, slots=True)
class Recount:
    """What comes out, and what the minutes say otherwise (empty: they are right)."""

    tally: Tally
    outcome: Outcome
    receipts: frozenset[str]
    faults: Sequence[str]


def recount(document: Mapping[str, Any]) -> Recount:
    """Raises Invalid for what are no minutes of a ballot."""
    try:
        ballots = [Ballot(str(each["receipt"]), Vote(each["vote"])) for each in document["ballots"]]
        rules = Rules(majority=Majority(document["majority"]), quorum=_whole(document["quorum"]))
        tally = count(ballots, _whole(document["entitled"]))
        said = {name: _whole(document["votes"][name]) for name in ("yes", "no", "abstain")}
        participants, outcome = _whole(document["participants"]), Outcome(document["outcome"])
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("this is no document of minutes with its ballots") from error
    receipts = frozenset(each.receipt for each in ballots)
    found = decide(tally, rules)
    checks = {
        f"two votes have the same number: {len(ballots)} votes, {len(receipts)} numbers": len(receipts) == len(ballots),
        f"the minutes say {said['yes']} for it, there are {tally.yes}": said["yes"] == tally.yes,
        f"the minutes say {said['no']} against it, there are {tally.no}": said["no"] == tally.no,
        f"the minutes say {said['abstain']} abstained, there are {tally.abstain}": said["abstain"] == tally.abstain,
        f"the minutes say {participants} took part, there are {tally.taking_part}": participants == tally.taking_part,
        f"more votes than members: {tally.taking_part} of {tally.entitled}": tally.taking_part <= tally.entitled,
        f"the minutes say {outcome.value}, by their own rules it is {found.value}": outcome is found,
    }
    return Recount(tally, found, receipts, [fault for fault, holds in checks.items() if not holds])


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a whole number")
    return value


def ballots_of(minutes: str) -> Sequence[Ballot]:
    """The single votes in minutes of ours."""
    return [Ballot(each["receipt"], Vote(each["vote"])) for each in msgspec.json.decode(minutes)["ballots"]]
