"""`allmende case`: questions that channels deal with, and where they stand (A08)."""

from collections.abc import Mapping, Sequence
from typing import Final

from node.cli.account import find_account
from node.cli.command import Act, Answer, Ask, table
from node.cli.named import number_in
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.model.account import Account
from node.model.case import WAITING, CaseState
from node.model.ids import HIGHEST
from node.outbox.cases import CaseView, views
from node.store.database import Tx

_MOST: Final = 100


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    listing = commands.add(
        "list", "zeigt die Vorgänge, auf die jemand wartet", "list the cases that somebody waits for"
    )
    listing.option("--channel", metavar="NAME", default="", help=say("nur dieses Kanals", "of this channel only"))
    listing.option("--all", action="store_true", help=say("auch erledigte", "also those that are done"))
    acts(listing, "case list", show_all)
    showing = commands.add("show", "zeigt einen Vorgang", "show one case")
    showing.argument("id", metavar="ID")
    acts(showing, "case show", show)


async def show_all(node: Context, ask: Ask) -> Answer:
    """The newest first, without a word of what was asked."""
    say = ask.say
    name = ask.text("channel")
    channel = await node.store.read(find_account, name, node.config.account_domain) if name else None
    states = frozenset(CaseState) if ask.flag("all") else WAITING | {CaseState.PASSED_ON}
    rows = [
        (
            "ID",
            say("SEIT", "SINCE"),
            say("KANAL", "CHANNEL"),
            say("STAND", "STATE"),
            say("VON", "FROM"),
            say("AN", "TO"),
        )
    ]
    for each in await node.store.read(_page, channel, states):
        at = each.case.opened_at.astimezone(node.config.node.timezone)
        rows.append(
            (
                str(each.case.id),
                f"{at:%Y-%m-%d %H:%M}",
                each.channel.handle,
                each.case.state.value,
                "-" if each.sender is None else each.sender.handle,
                "-" if each.to is None else each.to.handle,
            )
        )
    return Answer(table(rows))


async def show(node: Context, ask: Ask) -> Answer:
    """Raises NotFound."""
    say = ask.say
    found = await node.store.read(_one, number_in(ask.text("id")))
    case = found.case
    gone = say("gelöscht", "deleted")
    lines = {
        say("Vorgang", "case"): case.uri(found.channel.uri),
        say("Kanal", "channel"): found.channel.handle,
        say("Stand", "state"): case.state.value,
        say("Frage", "question"): f"{case.question_uri} ({gone})" if found.question_gone else case.question_uri,
        say("abgegeben von", "passed on by"): "" if found.sender is None else found.sender.uri,
        say("abgegeben an", "passed on to"): "" if found.to is None else found.to.uri,
        say("dort", "there"): "" if case.said_state is None else case.said_state.value,
        say("Antwort", "answer"): case.answer_uri or "",
    }
    return Answer([f"{name}: {value}" for name, value in lines.items() if value])


async def _page(tx: Tx, channel: Account | None, states: frozenset[CaseState]) -> Sequence[CaseView]:
    mine = None if channel is None else [channel.id]
    return await views(tx, await tx.cases.page(mine, states, before=HIGHEST, limit=_MOST))


async def _one(tx: Tx, case_id: int) -> CaseView:
    return (await views(tx, [await tx.cases.get(case_id)]))[0]


ACTS: Mapping[str, Act] = {"case list": show_all, "case show": show}
