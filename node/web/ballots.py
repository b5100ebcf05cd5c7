"""A poll as a page shows it: bars with their results, or boxes to choose from."""

from dataclasses import dataclass

from node.model.poll import Poll
from node.model.post import PostView
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    title: str
    percent: int
    result: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A poll. `is_open` for whoever looks at it: they may still vote."""

    bars: tuple[Bar, ...]
    multiple: bool
    is_open: bool
    voters: str
    end: str


def ballot_of(view: PostView, poll: Poll, frame: Frame) -> Ballot:
    words = frame.words
    votes = sum(option.votes for option in poll.options)
    whole = max(1, poll.voters if poll.multiple and poll.voters else votes)
    closed = poll.is_closed(frame.now)
    if poll.closes_at is None:
        end = words.t("poll.closed") if closed else ""
    else:
        end = words.t("poll.ended" if closed else "poll.closes", when=frame.when(poll.closes_at))
    may_vote = frame.viewer_id not in {0, view.author.id} and not view.own_votes
    return Ballot(
        bars=tuple(_bar(view, position, whole, poll, frame) for position in range(len(poll.options))),
        multiple=poll.multiple,
        is_open=not closed and may_vote,
        voters=words.t("poll.voters", count=poll.voters or (0 if poll.multiple else votes)),
        end=end,
    )


def _bar(view: PostView, position: int, whole: int, poll: Poll, frame: Frame) -> Bar:
    option = poll.options[position]
    percent = min(100, round(100 * option.votes / whole))
    votes = frame.words.t("poll.votes", count=option.votes)
    return Bar(
        title=option.title,
        percent=percent,
        result=frame.words.t("poll.result", percent=percent, votes=votes),
        is_own=position in view.own_votes,
    )
