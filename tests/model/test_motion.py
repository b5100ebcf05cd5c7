"""How a ballot is counted, and counted anew from what was published (A07, § 43 Abs. 2 and § 16 Abs. 2 GenG)."""

import copy

import pytest

from node.errors import Invalid
from node.model.motion import Majority, Outcome, Rules, Tally, decide
from node.model.recount import recount

SIMPLE, TWO, THREE, MEMBERS = Majority
ACCEPTED, REJECTED, NO_QUORUM = Outcome


@pytest.mark.parametrize(
    ("majority", "yes", "no", "abstain", "entitled", "outcome"),
    [
        (SIMPLE, 3, 2, 0, 5, ACCEPTED),
        (SIMPLE, 2, 2, 1, 5, REJECTED),  # a tie
        (SIMPLE, 1, 0, 4, 5, ACCEPTED),  # abstentions are no votes cast
        (SIMPLE, 0, 0, 5, 5, REJECTED),
        (SIMPLE, 0, 0, 0, 5, REJECTED),
        (SIMPLE, 0, 0, 0, 0, REJECTED),
        (TWO, 2, 1, 0, 9, ACCEPTED),
        (TWO, 65, 35, 0, 100, REJECTED),
        (TWO, 0, 0, 3, 3, REJECTED),
        (THREE, 3, 1, 0, 9, ACCEPTED),
        (THREE, 74, 26, 0, 100, REJECTED),
        (THREE, 0, 0, 1, 1, REJECTED),
        (MEMBERS, 3, 0, 0, 5, ACCEPTED),
        (MEMBERS, 2, 0, 0, 4, REJECTED),
    ],
)
def test_each_majority_is_reached_exactly(majority, yes, no, abstain, entitled, outcome):
    tally = Tally(yes=yes, no=no, abstain=abstain, entitled=entitled)

    assert decide(tally, Rules(majority=majority)) is outcome


@pytest.mark.parametrize(
    ("quorum", "yes", "abstain", "outcome"), [(50, 2, 0, NO_QUORUM), (50, 2, 1, ACCEPTED), (0, 1, 0, ACCEPTED)]
)
def test_who_abstains_takes_part(quorum, yes, abstain, outcome):
    tally = Tally(yes=yes, abstain=abstain, entitled=5)

    assert decide(tally, Rules(quorum=quorum)) is outcome


MINUTES = {
    "majority": "simple",
    "quorum": 50,
    "entitled": 5,
    "participants": 4,
    "votes": {"yes": 2, "no": 1, "abstain": 1},
    "outcome": "accepted",
    "ballots": [
        {"receipt": "a", "vote": "yes"},
        {"receipt": "b", "vote": "no"},
        {"receipt": "c", "vote": "abstain"},
        {"receipt": "d", "vote": "yes"},
    ],
}


def changed(change):
    minutes = copy.deepcopy(MINUTES)
    change(minutes)
    return minutes


def test_the_result_follows_from_the_published_votes_alone():
    found = recount(MINUTES)

    assert found.faults == []
    assert (found.outcome, found.tally) == (ACCEPTED, Tally(yes=2, no=1, abstain=1, entitled=5))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m["ballots"].pop(), "for it"),
        (lambda m: m["ballots"][0].update(vote="no"), "against it"),
        (lambda m: m["ballots"][1].update(receipt="a"), "same number"),
        (lambda m: m.update(outcome="rejected"), "by their own rules"),
        (lambda m: m.update(majority="three_quarters"), "by their own rules"),
        (lambda m: m.update(quorum=100), "no_quorum"),
        (lambda m: m.update(participants=5), "took part"),
        (lambda m: m.update(entitled=3), "more votes than members"),
        (lambda m: m["votes"].update(abstain=0), "abstained"),
    ],
)
def test_minutes_that_were_bent_are_found_out(change, said):
    assert any(said in fault for fault in recount(changed(change)).faults)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.pop("ballots"),
        lambda m: m.update(ballots="yes"),
        lambda m: m.update(ballots=[{"receipt": "a", "vote": "perhaps"}]),
        lambda m: m.update(entitled="5"),
        lambda m: m.update(entitled=-1),
        lambda m: m.update(quorum=True),
        lambda m: m.update(majority="loudest"),
        lambda m: m.update(votes=None),
        lambda m: m.update(ballots=[1]),
    ],
)
def test_what_is_no_minutes_is_refused(change):
    with pytest.raises(Invalid):
        recount(changed(change))
