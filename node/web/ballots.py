"""A poll as a page shows it: bars with their results, or boxes to choose from."""

from dataclasses import dataclass

from node.model.poll import Poll
from node.model.post import PostView
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`percent` and `result` None: told when it has ended."""

    title: str
    percent: int | None
    result: str | None
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A poll. `is_open` for whoever looks at it: they may still vote."""

    bars: tuple[Bar, ...]
    multiple: bool
    is_open: bool
    voters: str
    end: str
    is_hidden: bool


def ballot_of(view: PostView, poll: Poll, frame: Frame) -> Ballot:
    words = frame.words
    votes = sum(option.votes for option in poll.options)
    whole = max(1, poll.voters if poll.multiple and poll.voters else votes)
    closed = poll.is_closed(frame.now)
    if poll.closes_at is None:
        end = words.t("poll.closed") if closed else ""
    else:
        end = words.t("poll.ended" if closed else "poll.closes", when=frame.when(poll.closes_at))
    tallies = poll.tallies(frame.now)
    may_vote = frame.viewer_id not in {0, view.author.id} and not view.own_votes
    return Ballot(
        bars=tuple(
            _bar(option.title, votes, whole, frame, is_own=position in view.own_votes)
            for position, (option, votes) in enumerate(zip(poll.options, tallies, strict=True))
        ),
        multiple=poll.multiple,
        is_open=not closed and may_vote,
        voters=words.t("poll.voters", count=poll.voters or (0 if poll.multiple else votes)),
        end=end,
        is_hidden=None in tallies,
    )


def _bar(title: str, votes: int | None, whole: int, frame: Frame, *, is_own: bool) -> Bar:
    if votes is None:
        return Bar(title=title, percent=None, result=None, is_own=is_own)
    percent = min(100, round(100 * votes / whole))
    counted = frame.words.t("poll.votes", count=votes)
    result = frame.words.t("poll.result", percent=percent, votes=counted)
    return Bar(title=title, percent=percent, result=result, is_own=is_own)
