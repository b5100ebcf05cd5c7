"""`allmende member`: the register of the cooperative's members (G1)."""

from collections.abc import Mapping

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.times import shown
from node.context import Context
from node.model.account import Actor
from node.model.member import MemberKind
from node.outbox import members


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    adding = commands.add("add", "trägt ein Mitglied ein und zeigt seine Nummer", "enter a member, print its number")
    adding.argument("name", metavar="NAME")
    adding.option(
        "--kind",
        choices=[each.value for each in MemberKind],
        default=MemberKind.PERSON.value,
        help=say("Mensch oder Körperschaft; Vorgabe: person", "human being or body; default: person"),
    )
    _whose(adding)
    acts(adding, "member add", add)
    acts(commands.add("list", "zeigt das Verzeichnis", "list the register"), "member list", show_all)
    connecting = commands.add("connect", "sagt, wer für es abstimmt", "say who votes for it")
    _number(connecting)
    _whose(connecting)
    acts(connecting, "member connect", connect)
    disconnecting = commands.add("disconnect", "stimmt nicht mehr für es ab", "no longer votes for it")
    _number(disconnecting)
    _whose(disconnecting)
    acts(disconnecting, "member disconnect", disconnect)
    leaving = commands.add("leave", "ist kein Mitglied mehr", "is no member any longer")
    _number(leaving)
    acts(leaving, "member leave", leave)


def _number(parser: Parser) -> None:
    parser.argument("number", metavar=parser.say("NUMMER", "NUMBER"), type=int)


def _whose(parser: Parser) -> None:
    say = parser.say
    parser.option(
        "--email",
        metavar="EMAIL",
        action="append",
        default=[],
        help=say("wer sich anmeldet und für es abstimmt", "who logs in and votes for it"),
    )
    parser.option(
        "--account",
        metavar="NAME",
        action="append",
        default=[],
        help=say("Konto, das ihm gehört; wer dafür einsteht, stimmt ab", "account of its own; its owners vote"),
    )


def _given(ask: Ask) -> dict[str, list[str]]:
    return {
        "emails": [str(each) for each in ask.values.get("email") or ()],
        "accounts": [str(each) for each in ask.values.get("account") or ()],
    }


async def add(node: Context, ask: Ask) -> Answer:
    kind = MemberKind(ask.text("kind") or MemberKind.PERSON)
    made = await members.add_member(node, Actor(node.itself), kind, ask.text("name"), **_given(ask))
    return Answer([str(made.number)])


async def connect(node: Context, ask: Ask) -> Answer:
    await members.connect(node, Actor(node.itself), int(ask.text("number")), **_given(ask))
    return await show_all(node, ask)


async def disconnect(node: Context, ask: Ask) -> Answer:
    await members.disconnect(node, Actor(node.itself), int(ask.text("number")), **_given(ask))
    return await show_all(node, ask)


async def leave(node: Context, ask: Ask) -> Answer:
    number = int(ask.text("number"))
    await members.leave(node, Actor(node.itself), number)
    return Answer([ask.say(f"{number} ist kein Mitglied mehr", f"{number} is no member any longer")])


async def show_all(node: Context, ask: Ask) -> Answer:
    say = ask.say
    rows = [
        (
            say("NUMMER", "NUMBER"),
            say("ART", "KIND"),
            "NAME",
            say("SEIT", "SINCE"),
            say("BIS", "UNTIL"),
            say("STIMMT AB", "VOTES"),
            say("KONTEN", "ACCOUNTS"),
        )
    ]
    for each in await members.all_members(node, Actor(node.itself)):
        member = each.member
        since, until = (shown(node, at) for at in (member.joined_at, member.left_at))
        rows.append(
            (
                str(member.number),
                member.kind.value,
                member.name,
                since,
                until,
                ", ".join(each.emails),
                ", ".join(each.accounts),
            )
        )
    return Answer(table(rows))


ACTS: Mapping[str, Act] = {
    "member add": add,
    "member list": show_all,
    "member connect": connect,
    "member disconnect": disconnect,
    "member leave": leave,
}
