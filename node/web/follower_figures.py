"""How many followers a channel won and lost, for those who run it: the same figures for the page and for programs (row 7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from node.errors import Unprocessable
from node.model.account import Account
from node.model.follow import Cause
from node.store.database import Tx
from node.store.follower_days import HostTurnover, Turnover
from node.store.rows import date_of, day_of

MOST_DAYS: Final = 366
_USUAL_DAYS: Final = 30
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole days, the last one with them. `since` is the first one that is known at all."""

    first: date
    last: date
    since: date

    @property
    def days(self) -> Sequence[date]:
        return [self.first + each * _DAY for each in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerFigures:
    """`days` are all of the stretch. `hosts`: where most are first; `other_hosts` sums up those that are too many to name.
    `now` is how many follow at this moment, `before` how many did when the first day began."""

    account: Account
    stretch: Stretch
    before: int
    now: int
    days: Mapping[date, Turnover]
    hosts: Sequence[HostTurnover]
    other_hosts: Turnover
    causes: Mapping[Cause, int]

    @property
    def sum(self) -> Turnover:
        return added(self.days.values(), self.before)


def added(turnovers: Iterable[Turnover], before: int) -> Turnover:
    """One after the other."""
    gained = lost = 0
    for each in turnovers:
        gained, lost = gained + each.gained, lost + each.lost
    return Turnover(gained, lost, before + gained - lost)


async def stretch_of(tx: Tx, first: date | None, last: date | None) -> Stretch:
    """The days that are asked for, as far as they are known; without any the last thirty. Raises Unprocessable."""
    since, today = date_of(await tx.follower_days.since()), date_of(tx.today())
    last = min(last or today, today)
    if last < since:
        raise Unprocessable(f"followers are counted since {since}")
    first = max(first or date.fromordinal(max(last.toordinal() - _USUAL_DAYS + 1, 1)), since)
    if first > last:
        raise Unprocessable("the first day must not be after the last one, nor after today")
    if (last - first).days >= MOST_DAYS:
        raise Unprocessable(f"ask for {MOST_DAYS} days at most")
    return Stretch(first, last, since)


async def follower_figures(tx: Tx, account: Account, stretch: Stretch, *, most_hosts: int) -> FollowerFigures:
    first, last = day_of(stretch.first), day_of(stretch.last)
    before = await tx.follower_days.total(account.id, before=first)
    changed = await tx.follower_days.by_day(account.id, first, last)
    hosts = await tx.follower_days.by_host(account.id, first, last, limit=most_hosts)
    days, total = {}, before
    for day in stretch.days:
        gained, lost = changed.get(day_of(day), (0, 0))
        total += gained - lost
        days[day] = Turnover(gained, lost, total)
    whole = added(days.values(), before)
    return FollowerFigures(
        account=account,
        stretch=stretch,
        before=before,
        now=account.followers_count,
        days=days,
        hosts=hosts,
        other_hosts=Turnover(
            whole.gained - sum(each.turnover.gained for each in hosts),
            whole.lost - sum(each.turnover.lost for each in hosts),
            whole.total - sum(each.turnover.total for each in hosts),
        ),
        causes=await tx.follower_days.by_cause(account.id, first, last),
    )
