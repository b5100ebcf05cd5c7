"""`allmende channel`: channels from their plan to their end, with their sheet and their people (M20)."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from node.cli.account import find_account
from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import Invalid
from node.model.account import Account, Actor, Kind
from node.model.channel import NEXT, PHASES, MemberRole, Phase
from node.outbox.channels import (
    KINDS,
    NewChannel,
    NewMember,
    add_member,
    create_channel,
    move_channel,
    remove_member,
)
from node.outbox.launch import open_gates
from node.outbox.sheets import as_texts, missing_fields, save_sheet, sheet_form, worded
from node.store.database import Tx

_KINDS = {kind.value.lower(): kind for kind in KINDS}


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    _define_create(commands.add("create", "legt einen Kanal an, in Planung", "found a channel, being planned"))
    acts(
        commands.add("list", "zeigt alle Kanäle mit ihrer Phase", "list all channels with their phase"),
        "channel list",
        show_all,
    )
    showing = commands.add(
        "show", "zeigt einen Kanal: was offen ist, wer spricht", "show a channel: what is open, who speaks"
    )
    showing.argument("name", metavar="NAME")
    acts(showing, "channel show", show)
    moving = commands.add("phase", "führt einen Kanal in eine andere Phase", "lead a channel to another phase")
    moving.argument("name", metavar="NAME")
    moving.argument("phase", choices=[each.value for each in PHASES])
    moving.option("--reason", metavar="TEXT", default="", help=say("warum", "why"))
    acts(moving, "channel phase", move)
    filling = commands.add("sheet", "nimmt den Steckbrief als JSON an", "take the sheet as JSON")
    filling.argument("name", metavar="NAME")
    filling.argument("file", metavar="FILE", help=say("- ist die Eingabe", "- is standard input"))
    acts(filling, "channel sheet", fill, prepare=_read_sheet)
    _define_member(commands.add("member", "sagt, wer für den Kanal spricht", "say who speaks for the channel"))


def _define_create(parser: Parser) -> None:
    say = parser.say
    parser.argument(
        "name", metavar="NAME", help=say("a-z, 0-9 und _; nie mehr zu ändern", "a-z, 0-9 and _; never changed")
    )
    parser.option("--display-name", metavar="TEXT", default="", help=say("wie er angezeigt wird", "how it is shown"))
    parser.option(
        "--kind",
        choices=tuple(_KINDS),
        default="organization",
        help=say("Vorgabe: organization", "default: organization"),
    )
    parser.option(
        "--organization", metavar="KEY", default="", help=say("Schlüssel der Organisation", "key of the organisation")
    )
    parser.option("--language", metavar="CODE", default="", help=say("Sprache der Beiträge", "language of its posts"))
    parser.option(
        "--member", metavar="EMAIL", action="append", default=[], help=say("wer für ihn spricht", "who speaks for it")
    )
    acts(parser, "channel create", create)


def _define_member(parser: Parser) -> None:
    say = parser.say
    parser.argument("name", metavar="NAME")
    parser.argument("email", metavar="EMAIL")
    parser.option(
        "--role",
        choices=[each.value for each in MemberRole],
        default="owner",
        help=say("Vorgabe: owner", "default: owner"),
    )
    parser.option("--remove", action="store_true", help=say("spricht nicht mehr für ihn", "no longer speaks for it"))
    acts(parser, "channel member", change_member)


def _read_sheet(options: argparse.Namespace, say: Say) -> None:
    """Read here: a server that runs may not see the file."""
    try:
        text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")
        found = msgspec.json.decode(text)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise Invalid(
            say(f"{options.file} ist kein lesbares JSON: {error}", f"{options.file} is no readable JSON: {error}")
        ) from error
    options.values = found


async def create(node: Context, ask: Ask) -> Answer:
    members = [NewMember(str(each)) for each in ask.values.get("member") or ()]
    wanted = NewChannel(
        name=ask.text("name"),
        display_name=ask.text("display_name"),
        kind=_KINDS.get(ask.text("kind"), Kind.ORGANIZATION),
        organization=ask.text("organization"),
        language=ask.text("language"),
        members=members,
    )
    account = await create_channel(node, Actor(node.itself), wanted)
    return Answer(
        [
            f"@{node.addresses.handle(account)}  {ask.say('in Planung', 'being planned')}",
            ask.say("Nächstes: allmende channel show", "next: allmende channel show") + f" {account.name}",
        ]
    )


async def show_all(node: Context, ask: Ask) -> Answer:
    say = ask.say
    rows = [("NAME", "PHASE", say("ART", "KIND"), say("BEITRÄGE", "POSTS"), say("ANZEIGE", "SHOWN AS"))]
    after = ""
    while page := await node.store.read(lambda tx, last: tx.channels.page(after=last), after):
        after = page[-1].name
        rows += [
            (each.name, each.phase.value, each.kind.value.lower(), str(each.posts_count), each.shown_name)
            for each in page
        ]
    return Answer(table(rows))


async def show(node: Context, ask: Ask) -> Answer:
    return Answer(await node.store.read(_shown, node, ask))


async def _shown(tx: Tx, node: Context, ask: Ask) -> Sequence[str]:
    say = ask.say
    account = await find_account(tx, ask.text("name"), node.addresses.account_domain)
    coming = next((each for each in NEXT[account.phase] if each.is_active), account.phase)
    gates = await open_gates(tx, node.config, account, into=coming)
    missing = await missing_fields(tx, node.config, account, coming)
    members, sheet = await tx.channels.members(account.id), await tx.channels.newest_sheet(account.id)
    fields = [
        (say("Kanal", "channel"), f"@{node.addresses.handle(account)}"),
        ("Phase", account.phase.value),
        (say("von dort nach", "from there to"), ", ".join(NEXT[account.phase])),
        (say(f"offen vor {coming}", f"open before {coming}"), ", ".join(gates) or "-"),
        (say("im Steckbrief fehlt", "missing in the sheet"), ", ".join(missing) or "-"),
        *((say("spricht", "speaks"), f"{each.login.email} ({each.role})") for each in members),
    ]
    lines = list(table([(f"{name}:", value) for name, value in fields]))
    if sheet is not None:
        lines += ["", say(f"Steckbrief, Fassung {sheet.number}", f"sheet, version {sheet.number}")]
        for question in sheet_form(node.config).questions:
            if text := sheet.values.get(question.key):
                lines.append(f"  {question.text(say.language)}: {worded(question, text, say.language)}")
    logins = await tx.logins.by_ids(
        {each.login_id for each in await tx.channels.changes(account.id) if each.login_id is not None}
    )
    for each in await tx.channels.changes(account.id):
        at = each.at.astimezone(node.config.node.timezone)
        who = logins[each.login_id].email if each.login_id in logins else "-"
        step = f"{each.before or '-'} -> {each.after}"
        lines.append(f"{at:%Y-%m-%d %H:%M}  {step}  {who}  {each.reason}".rstrip())
    return lines


async def move(node: Context, ask: Ask) -> Answer:
    account = await _named(node, ask)
    phase = Phase(ask.text("phase"))
    moved = await move_channel(node, Actor(node.itself), account.id, phase, ask.text("reason"))
    return Answer([f"{moved.name}: {account.phase} -> {moved.phase}"])


async def fill(node: Context, ask: Ask) -> Answer:
    account = await _named(node, ask)
    found = ask.values.get("values")
    if not isinstance(found, dict):
        raise Invalid(ask.say("der Steckbrief ist ein JSON-Objekt", "the sheet is a JSON object"))
    number = await save_sheet(node, Actor(node.itself), account.id, as_texts(found), incomplete=True)
    missing = await node.store.read(missing_fields, node.config, account, Phase.RELEASED)
    said = ask.say(f"{account.name}: Fassung {number}", f"{account.name}: version {number}")
    return Answer([said, *([ask.say("es fehlt: ", "missing: ") + ", ".join(missing)] if missing else [])])


async def change_member(node: Context, ask: Ask) -> Answer:
    account, email = await _named(node, ask), ask.text("email")
    by = Actor(node.itself)
    if ask.flag("remove"):
        members = await node.store.read(lambda tx: tx.channels.members(account.id))
        login_id = next((each.login.id for each in members if each.login.email == email.lower()), 0)
        await remove_member(node, by, account.id, login_id)
        return Answer(
            [ask.say(f"{email} spricht nicht mehr für {account.name}", f"{email} no longer speaks for {account.name}")]
        )
    await add_member(node, by, account.id, NewMember(email, MemberRole(ask.text("role") or "owner")))
    return Answer([ask.say(f"{email} spricht für {account.name}", f"{email} speaks for {account.name}")])


async def _named(node: Context, ask: Ask) -> Account:
    return await node.store.read(find_account, ask.text("name"), node.addresses.account_domain)


ACTS: Mapping[str, Act] = {
    "channel create": create,
    "channel list": show_all,
    "channel show": show,
    "channel phase": move,
    "channel sheet": fill,
    "channel member": change_member,
}
