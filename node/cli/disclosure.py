"""`allmende disclosure`: the register of what authorities asked for; `/transparenz` shows its totals (row 90)."""

from collections.abc import Mapping
from datetime import date

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.model.disclosure import Outcome, Wish
from node.outbox import disclosures

_ENDS = tuple(each.value for each in Outcome if each is not Outcome.OPEN)


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    adding = commands.add("add", "trägt ein Ersuchen ein", "record a request")
    adding.argument(
        "kind",
        metavar="KIND",
        choices=tuple(each.value for each in Wish),
        help=say(
            "account: wer jemand ist; usage: was jemand tat; content: was jemand schrieb; removal: dass etwas entfernt wird",
            "account: who somebody is; usage: what they did; content: what they wrote; removal: that something is removed",
        ),
    )
    adding.argument("authority", metavar="AUTHORITY", help=say("welche Behörde", "which authority"))
    adding.argument(
        "basis", metavar="BASIS", help=say("Rechtsgrundlage, etwa § 22 TDDDG", "legal ground, such as § 22 TDDDG")
    )
    adding.option("--received", metavar="DATE", default="", help=say("Eingang; sonst heute", "when; else today"))
    acts(adding, "disclosure add", add)
    closing = commands.add("close", "sagt, was daraus wurde", "say what became of it")
    closing.argument("id", metavar="ID")
    closing.argument(
        "outcome",
        metavar="OUTCOME",
        choices=_ENDS,
        help=say(
            "all, partly: ganz oder teilweise erfüllt; nothing: es gab nichts; refused: abgelehnt",
            "all, partly: fulfilled wholly or in part; nothing: there was nothing; refused",
        ),
    )
    closing.option(
        "--given",
        metavar="TEXT",
        default="",
        help=say("was gegeben wurde, ohne Namen", "what was given, without names"),
    )
    acts(closing, "disclosure close", close)
    acts(commands.add("list", "zeigt alle Ersuchen", "list all requests"), "disclosure list", show_all)


async def add(node: Context, ask: Ask) -> Answer:
    day = ask.text("received")
    try:
        received_on = date.fromisoformat(day) if day else None
    except ValueError:
        raise Invalid(
            ask.say("--received ist ein Tag wie 2026-03-01", "--received is a day such as 2026-03-01")
        ) from None
    by, wish = Actor(node.itself), Wish(ask.text("kind"))
    made = await disclosures.record(node, by, wish, ask.text("authority"), ask.text("basis"), received_on)
    return Answer([str(made.id)])


async def close(node: Context, ask: Ask) -> Answer:
    number = ask.text("id")
    if not number.isdecimal() or len(number) > 19:
        raise Invalid(ask.say("ID ist eine Zahl", "ID is a number"))
    outcome = Outcome(ask.text("outcome"))
    made = await disclosures.close(node, Actor(node.itself), int(number), outcome, ask.text("given"))
    return Answer([f"{made.id} {made.outcome.value}"])


async def show_all(node: Context, ask: Ask) -> Answer:
    """The newest first."""
    say = ask.say
    rows = [
        (
            "ID",
            say("EINGANG", "RECEIVED"),
            say("ART", "KIND"),
            say("BEHÖRDE", "AUTHORITY"),
            say("GRUNDLAGE", "BASIS"),
            say("ERGEBNIS", "OUTCOME"),
            say("GEGEBEN", "GIVEN"),
        )
    ]
    rows += [
        (
            str(each.id),
            each.received_on.isoformat(),
            each.wish.value,
            each.authority,
            each.basis,
            each.outcome.value,
            each.given or "-",
        )
        for each in await disclosures.all_disclosures(node)
    ]
    return Answer(table(rows))


ACTS: Mapping[str, Act] = {"disclosure add": add, "disclosure close": close, "disclosure list": show_all}
