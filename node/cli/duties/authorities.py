"""What authorities ask for is answered in time, by two persons, and those concerned are told (row 90, S28)."""

from collections.abc import Sequence
from datetime import date

from node.cli.duties.duty import Duty, Finding, Result, judged
from node.cli.words import Say
from node.context import Context
from node.model.disclosure import Disclosure
from node.model.login import Role
from node.store import disclosing
from node.store.database import Tx


async def requests(node: Context, say: Say) -> Finding:
    """Fails for those whose time is over."""
    found = await node.store.read(lambda tx: tx.disclosures.unfinished())
    kept = await node.store.read(disclosing.count_extracts)
    late = [each for each in found if each.is_overdue(node.clock())]
    if late:
        numbers = ", ".join(str(each.id) for each in late)
        evidence = say(f"Frist vorbei: {numbers}", f"time over: {numbers}")
    else:
        evidence = _next(node, found, say)
    if kept and not late:
        return Finding(
            Result.MANUAL,
            evidence,
            say(
                f"{kept} Auszüge liegen noch hier: übergeben und die Übergabe bestätigen, nach sieben Tagen sind sie gelöscht",
                f"{kept} extracts are still kept here: hand them over and confirm that; they are deleted after seven days",
            ),
        )
    return judged(
        not late,
        evidence,
        say(
            "beantworten: /verwaltung/ersuchen, oder allmende disclosure list",
            "answer them: /verwaltung/ersuchen, or allmende disclosure list",
        ),
    )


def _next(node: Context, found: Sequence[Disclosure], say: Say) -> str:
    if not found:
        return say("nichts offen", "nothing open")
    due = found[0].due_at
    when = "-" if due is None else f"{due.astimezone(node.config.node.timezone):%Y-%m-%d %H:%M}"
    return say(f"{len(found)} offen, nächste Frist {when}", f"{len(found)} open, next due {when}")


async def two_persons(node: Context, say: Say) -> Finding:
    """With fewer than two nothing can be released, in an emergency, too."""
    count = await node.store.read(lambda tx: tx.logins.count_active(Role.ADMIN))
    evidence = say(f"{count} mit Verwaltungsrechten", f"{count} who administer")
    if count > 1:
        return Finding(Result.OK, evidence)
    return Finding(
        Result.MANUAL,
        evidence,
        say(
            "Allein kann niemand Daten an eine Behörde freigeben, auch nicht in 8 Stunden: Wer ist die zweite Person?",
            "Nobody can release data to an authority alone, not in 8 hours either: who is the second person?",
        ),
    )


async def told(node: Context, say: Say) -> Finding:
    """Fails for people who may be told and have not been: where no mail is sent, somebody has to."""
    today = node.clock().astimezone(node.config.node.timezone).date()
    waiting = await node.store.read(_untold, today)
    numbers = ", ".join(str(each.id) for each in waiting)
    return judged(
        not waiting,
        numbers or say("niemand wartet", "nobody waits"),
        say(
            "die Person unterrichten, dann: allmende disclosure told ID --as MAIL",
            "tell the person, then: allmende disclosure told ID --as MAIL",
        ),
    )


async def _untold(tx: Tx, today: date) -> Sequence[Disclosure]:
    return [each for each in await disclosing.untold(tx) if each.may_tell(today)]


AUTHORITIES: Sequence[Duty] = (
    Duty(
        "authority requests",
        "Ersuchen von Behörden beantwortet",
        "requests by authorities answered",
        "§§ 22 bis 24 TDDDG; Art. 10 VO (EU) 2023/1543",
        requests,
    ),
    Duty(
        "two persons",
        "Auskünfte an Behörden zu zweit",
        "two people for information to authorities",
        "Art. 5 Abs. 1 Buchst. f, Art. 32 DSGVO",
        two_persons,
    ),
    Duty(
        "people told",
        "Betroffene unterrichtet",
        "people concerned told",
        "Art. 5 Abs. 1 Buchst. a DSGVO",
        told,
    ),
)
