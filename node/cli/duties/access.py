"""Accessibility: statement, feedback, arbitration, easy language and sign language (BGG, BITV 2.0, state laws)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from node.cli.duties.duty import Duty, Finding, Result, answering, judged, of_all
from node.cli.words import Say
from node.config import Organization
from node.context import Context
from node.outbox.hindrances import address_for
from node.outbox.texts import wordings
from node.web.legal.sign import film_of

_YEARLY = timedelta(days=366)
_STATEMENT = ("accessibility_status", "accessibility_method", "accessibility_date")


async def statement(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: [name for name in _STATEMENT if each.is_public_body and not getattr(each, name)],
        say("Stand, Prüfweise und Datum eintragen", "fill in status, method and date"),
        good=f"{node.config.origin}/barrierefreiheit",
    )


async def reasons(node: Context, say: Say) -> Finding:
    """Whoever is not wholly accessible says what is not, and why."""

    def lacks(each: Organization) -> Iterable[str]:
        is_partly = each.accessibility_status in {"partial", "none"}
        return ["accessibility_gaps"] if is_partly and not each.accessibility_gaps else []

    return of_all(
        node, say, lacks, say("je Lücke ein Satz mit Grund und Ersatz", "a sentence for each gap, with reason")
    )


async def age(node: Context, say: Say) -> Finding:
    today = node.clock().date()
    return of_all(
        node,
        say,
        lambda each: (
            [each.accessibility_date]
            if each.accessibility_date and today - date.fromisoformat(each.accessibility_date) > _YEARLY
            else []
        ),
        say("jährlich prüfen und das Datum erneuern", "check every year and renew the date"),
    )


async def feedback(node: Context, say: Say) -> Finding:
    address = address_for(node, "")
    return judged(
        bool(address),
        address or say("keine Adresse", "no address"),
        say("accessibility_email oder email eintragen", "fill in accessibility_email or email"),
    )


async def arbitration(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: ["arbitration"] if each.is_public_body and not each.arbitration and each.state != "BUND" else [],
        say("Schlichtungs- oder Durchsetzungsstelle eintragen", "fill in the arbitration body"),
    )


async def overdue(node: Context, say: Say) -> Finding:
    count = await node.store.read(lambda tx: tx.hindrances.count_overdue(tx.now))
    return judged(
        count == 0,
        say(f"{count} überfällig", f"{count} overdue"),
        say("beantworten: allmende hindrance list", "answer them: allmende hindrance list"),
    )


async def easy_language(node: Context, say: Say) -> Finding:
    """Ours is a beginning: what is a duty, people who read easy language have to have checked."""
    is_own = bool((await node.store.read(wordings, "easy_language")).texts)
    if is_own:
        return Finding(Result.OK, f"{node.config.origin}/leichte-sprache")
    usual = say("Text der Software", "the software's text")
    how = say(
        "geprüften Text schreiben: allmende text set easy_language",
        "write a checked text: allmende text set easy_language",
    )
    return Finding(Result.FAIL if _is_required(node) else Result.MANUAL, usual, how)


async def sign_language(node: Context, say: Say) -> Finding:
    film = film_of(node.config, node.config.organizations.root)
    if film is not None:
        return Finding(
            Result.MANUAL,
            film.name,
            say("Mindestens 320×240 bei 25 Bildern je Sekunde?", "At least 320×240 at 25 pictures a second?"),
        )
    none = say("kein Film", "no film")
    how = say("sign_language_video eintragen (MP4 oder WebM)", "fill in sign_language_video (MP4 or WebM)")
    return Finding(Result.FAIL if _is_required(node) else Result.MANUAL, none, how)


def _is_required(node: Context) -> bool:
    return any(each.easy_language_required or each.kind == "federal" for each in answering(node))


ACCESS: Sequence[Duty] = (
    Duty(
        "statement", "Erklärung zur Barrierefreiheit", "accessibility statement", "§ 12b BGG; § 7 BITV 2.0", statement
    ),
    Duty("reasons", "Gründe für Lücken", "reasons for gaps", "§ 12b Abs. 2 Nr. 1 BGG", reasons),
    Duty("age", "Erklärung jünger als ein Jahr", "statement younger than a year", "§ 7 Abs. 5 BITV 2.0", age),
    Duty("feedback", "Rückmeldung zu Barrieren", "feedback on barriers", "§ 12b Abs. 2 Nr. 2 BGG", feedback),
    Duty("arbitration", "Schlichtungsstelle", "arbitration body", "§ 12b Abs. 2 Nr. 3, § 16 BGG", arbitration),
    Duty("overdue", "Antwort binnen eines Monats", "answer within a month", "§ 12b Abs. 4 BGG", overdue),
    Duty("easy language", "Leichte Sprache", "easy language", "§ 4 BITV 2.0, Anlage 2", easy_language),
    Duty("sign language", "Deutsche Gebärdensprache", "German Sign Language", "§ 4 BITV 2.0, Anlage 2", sign_language),
)
