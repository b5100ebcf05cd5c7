"""`allmende report`: what was reported to those who moderate, and what they tell each other about it."""

from collections.abc import Mapping, Sequence

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import Invalid, NotFound
from node.model.account import Account, Actor
from node.model.report import Report, ReportNote
from node.model.slice import Slice
from node.outbox.complaints import add_note, reopen, resolve
from node.store.database import Tx

_MOST = 100


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    listing = commands.add("list", "zeigt offene Meldungen", "list open reports")
    listing.option("--resolved", action="store_true", help=say("erledigte", "those that are done"))
    acts(listing, "report list", show_all)
    showing = commands.add("show", "zeigt eine Meldung mit ihren Notizen", "show a report with its notes")
    showing.argument("id", metavar="ID")
    acts(showing, "report show", show)
    noting = commands.add("note", "schreibt eine Notiz für die Moderation", "write a note for those who moderate")
    noting.argument("id", metavar="ID")
    noting.argument("text", metavar="TEXT")
    acts(noting, "report note", write_note)
    resolving = commands.add("resolve", "erledigt eine Meldung", "resolve a report")
    resolving.argument("id", metavar="ID")
    resolving.option("--reopen", action="store_true", help=say("öffnet sie wieder", "open it again"))
    acts(resolving, "report resolve", settle)


async def show_all(node: Context, ask: Ask) -> Answer:
    """The latest ones."""
    say = ask.say
    found, accounts = await node.store.read(_page, ask.flag("resolved"))
    rows = [("ID", say("WANN", "WHEN"), say("ÜBER", "ABOUT"), say("ART", "KIND"), say("WORTE", "WORDS"))]
    for report in found:
        at = report.created_at.astimezone(node.config.node.timezone)
        words = " ".join(report.comment.split())
        rows.append((str(report.id), f"{at:%Y-%m-%d %H:%M}", accounts[report.target_id].handle, report.category, words))
    return Answer(table(rows))


async def show(node: Context, ask: Ask) -> Answer:
    say = ask.say
    report, accounts, posts, notes = await node.store.read(_one, _number(ask))
    zone = node.config.node.timezone
    state = say("offen", "open") if report.resolved_at is None else say("erledigt", "resolved")
    fields = [
        (say("Meldung", "report"), f"{report.id} ({state})"),
        (say("am", "at"), f"{report.created_at.astimezone(zone):%Y-%m-%d %H:%M}"),
        (say("von", "by"), accounts[report.reporter_id].handle),
        (say("über", "about"), accounts[report.target_id].handle),
        (say("Art", "kind"), report.category),
        (say("Worte", "words"), " ".join(report.comment.split())),
        *((say("Beitrag", "post"), address) for address in posts),
        *(
            (f"{note.created_at.astimezone(zone):%Y-%m-%d %H:%M}", f"{_name(note, accounts)}: {note.text}")
            for note in notes
        ),
    ]
    return Answer(table([(f"{name}:", value) for name, value in fields]))


async def write_note(node: Context, ask: Ask) -> Answer:
    await add_note(node, Actor(node.itself), _number(ask), ask.text("text"))
    return Answer([ask.say("notiert", "noted")])


async def settle(node: Context, ask: Ask) -> Answer:
    by, number = Actor(node.itself), _number(ask)
    if ask.flag("reopen"):
        await reopen(node, by, number)
        return Answer([ask.say(f"Meldung {number} ist wieder offen", f"report {number} is open again")])
    await resolve(node, by, number)
    return Answer([ask.say(f"Meldung {number} ist erledigt", f"report {number} is resolved")])


def _name(note: ReportNote, accounts: Mapping[int, Account]) -> str:
    return accounts[note.account_id].handle if note.account_id in accounts else str(note.account_id)


def _number(ask: Ask) -> int:
    text = ask.text("id")
    if not text.isdecimal() or len(text) > 19:
        raise Invalid(ask.say(f"{text} ist keine Nummer einer Meldung", f"{text} is no number of a report"))
    return min(int(text), 2**63 - 1)


async def _page(tx: Tx, resolved: bool) -> tuple[Sequence[Report], Mapping[int, Account]]:  # noqa: FBT001  # as asked for
    found = await tx.reports.page(Slice(limit=_MOST), resolved=resolved)
    return found, await tx.accounts.by_ids({report.target_id for report in found})


async def _one(tx: Tx, report_id: int) -> tuple[Report, Mapping[int, Account], Sequence[str], Sequence[ReportNote]]:
    report = await tx.reports.find(report_id)
    if report is None:
        raise NotFound(f"there is no report {report_id}")
    notes = await tx.reports.notes(report.id)
    accounts = await tx.accounts.by_ids({report.reporter_id, report.target_id, *(note.account_id for note in notes)})
    posts = await tx.posts.by_ids(report.post_ids)
    return report, accounts, [posts[number].url for number in report.post_ids if number in posts], notes


ACTS: Mapping[str, Act] = {
    "report list": show_all,
    "report show": show,
    "report note": write_note,
    "report resolve": settle,
}
