"""`allmende motion`: what the cooperative's members move and vote on (A07). They vote on the pages, nobody votes here."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.times import shown, time_of
from node.cli.words import Say
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.model.motion import Majority, Motion, Stage
from node.outbox.motions import Terms, all_motions, open_ballot, submit, withdraw
from node.outbox.voting import entrust, revoke


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    submitting = commands.add("submit", "veröffentlicht einen Antrag zur Aussprache", "publish a motion for discussion")
    submitting.argument("title", metavar=say("TITEL", "TITLE"))
    submitting.argument(
        "file", metavar=say("DATEI", "FILE"), help=say("Text; - ist die Eingabe", "text; - is the input")
    )
    submitting.option(
        "--mover",
        metavar="TEXT",
        default="",
        help=say("wer ihn stellt, wie es öffentlich dasteht", "who moves it, as everybody reads it"),
    )
    acts(submitting, "motion submit", submit_motion, prepare=_read)
    acts(commands.add("list", "zeigt alle Anträge", "list all motions"), "motion list", show_all)
    _define_open(commands.add("open", "eröffnet die Abstimmung", "open the ballot"))
    withdrawing = commands.add("withdraw", "zieht ihn zurück", "withdraw it")
    _number(withdrawing)
    acts(withdrawing, "motion withdraw", withdraw_motion)
    proxying = commands.add(
        "proxy", "trägt eine Vollmacht ein, die in Textform vorliegt", "enter a proxy that was given in writing"
    )
    _number(proxying)
    proxying.argument("member", metavar=say("MITGLIED", "MEMBER"), type=int, help=say("wer sie gibt", "who gives it"))
    proxying.argument(
        "holder",
        metavar=say("BEVOLLMÄCHTIGTE", "HOLDER"),
        type=int,
        nargs="?",
        help=say("wer sie hat; ohne: widerrufen", "who has it; without: revoked"),
    )
    acts(proxying, "motion proxy", put_proxy)


def _number(parser: Parser) -> None:
    parser.argument("number", metavar=parser.say("NUMMER", "NUMBER"), type=int)


def _define_open(parser: Parser) -> None:
    say = parser.say
    _number(parser)
    until = say("wie 2026-03-01T18:00; sonst nach cooperative.voting_days", "as 2026-03-01T18:00; else as configured")
    parser.option("--until", metavar=say("ZEIT", "TIME"), default="", help=until)
    parser.option("--secret", action="store_true", help=say("geheim", "secret"))
    parser.option(
        "--majority",
        choices=[each.value for each in Majority],
        default=Majority.SIMPLE.value,
        help=say("welche Mehrheit; Vorgabe: simple", "which majority; default: simple"),
    )
    parser.option(
        "--quorum", metavar="N", type=int, help=say("Prozent, die teilnehmen müssen", "percent that have to take part")
    )
    acts(parser, "motion open", open_motion)


def _read(options: argparse.Namespace, say: Say) -> None:
    """Read here: a server that runs may not see the file."""
    try:
        options.text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            say(f"{options.file} ist kein lesbarer Text: {error}", f"{options.file} is no readable text: {error}")
        ) from error


async def submit_motion(node: Context, ask: Ask) -> Answer:
    made = await submit(node, ask.text("title"), ask.text("text"), ask.text("mover"))
    return Answer([str(made.number), node.addresses.motion_page(made.number)])


async def open_motion(node: Context, ask: Ask) -> Answer:
    quorum = ask.values.get("quorum")
    terms = Terms(
        closes_at=time_of(node, ask, "until"),
        secret=ask.flag("secret"),
        majority=Majority(ask.text("majority") or Majority.SIMPLE),
        quorum=None if quorum is None else int(quorum),
    )
    opened = await open_ballot(node, int(ask.text("number")), terms)
    end = shown(node, opened.closes_at)
    return Answer([ask.say(f"Abgestimmt wird bis {end}", f"votes are taken until {end}")])


async def withdraw_motion(node: Context, ask: Ask) -> Answer:
    gone = await withdraw(node, int(ask.text("number")))
    return Answer([ask.say(f"Antrag {gone.number} ist zurückgezogen", f"motion {gone.number} is withdrawn")])


async def put_proxy(node: Context, ask: Ask) -> Answer:
    by, number, member = Actor(node.itself), int(ask.text("number")), int(ask.text("member"))
    if not ask.text("holder"):
        await revoke(node, by, number, member)
        return Answer([ask.say(f"{member} stimmt selbst ab", f"{member} votes itself")])
    holder = int(ask.text("holder"))
    await entrust(node, by, number, member, holder)
    return Answer([ask.say(f"{holder} darf für {member} abstimmen", f"{holder} may vote for {member}")])


async def show_all(node: Context, ask: Ask) -> Answer:
    say = ask.say
    rows = [
        (
            say("NUMMER", "NUMBER"),
            say("STAND", "STAGE"),
            say("BIS", "UNTIL"),
            say("ERGEBNIS", "RESULT"),
            say("TITEL", "TITLE"),
        )
    ]
    rows += [
        (
            str(each.number),
            each.stage.value,
            shown(node, each.closes_at),
            _result(each),
            each.title,
        )
        for each in await all_motions(node)
    ]
    return Answer(table(rows))


def _result(motion: Motion) -> str:
    if motion.stage is not Stage.DECIDED or motion.outcome is None:
        return "-"
    tally = motion.tally
    return f"{motion.outcome.value} {tally.yes}:{tally.no}:{tally.abstain}/{tally.entitled}"


ACTS: Mapping[str, Act] = {
    "motion submit": submit_motion,
    "motion list": show_all,
    "motion open": open_motion,
    "motion withdraw": withdraw_motion,
    "motion proxy": put_proxy,
}
