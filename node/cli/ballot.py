"""`allmende ballot verify`: counts a ballot anew from its published minutes alone, and checks their signature (A07)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from node.cli.command import Act, Answer, Ask
from node.cli.named import number_in
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.verify import prove, read_document
from node.context import Context
from node.errors import NotFound, Problem, Unauthenticated
from node.federation.addressing import same_origin
from node.federation.reading import read_json
from node.model.recount import Recount, recount


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    verifying = commands.add("verify", "zählt nach und prüft die Unterschrift", "count anew and check the signature")
    verifying.argument(
        "what",
        metavar="URL|FILE",
        help=say(
            "Niederschrift: Adresse, Datei mit JSON, oder - für die Eingabe",
            "minutes: address, file of JSON, or - for standard input",
        ),
    )
    verifying.option(
        "--receipt",
        metavar=say("NUMMER", "NUMBER"),
        default="",
        help=say("ist eine Stimme mit dieser Nummer dabei?", "is a vote with this number among them?"),
    )
    verifying.option(
        "--count-only",
        action="store_true",
        help=say("ohne Unterschrift; fragt niemanden", "without the signature; asks nobody"),
    )
    verifying.epilog = say(
        "Endet mit 0, wenn alles stimmt, sonst mit 1.", "Ends with 0 when everything is right, otherwise with 1."
    )
    acts(verifying, "ballot verify", verify, prepare=read_document)


async def verify(node: Context, ask: Ask) -> Answer:
    """Raises Invalid for what are no minutes, Unreachable."""
    document = await _document(node, ask)
    found = recount(document)
    lines, code = _counted(ask, found)
    if receipt := ask.text("receipt").strip().lower():
        is_in = receipt in found.receipts
        lines.append(
            ask.say(f"{receipt} ist dabei", f"{receipt} is among them")
            if is_in
            else ask.say(f"{receipt} ist nicht dabei", f"{receipt} is not among them")
        )
        code = code if is_in else 1
    if ask.flag("count_only"):
        return Answer(lines, code)
    try:
        owner, key, created = await prove(node, document)
        if not same_origin(owner, str(document.get("id", ""))):
            raise Unauthenticated("the key belongs to another server than the minutes")
    except Problem as problem:
        return Answer([*lines, ask.say(f"Unterschrift: {problem.reason}", f"signature: {problem.reason}")], 1)
    return Answer([*lines, ask.say(f"unterschrieben von {owner}", f"signed by {owner}"), f"{key} {created}"], code)


def _counted(ask: Ask, found: Recount) -> tuple[list[str], int]:
    say, tally = ask.say, found.tally
    lines = [
        say(
            f"dafür {tally.yes}, dagegen {tally.no}, enthalten {tally.abstain}",
            f"for {tally.yes}, against {tally.no}, abstained {tally.abstain}",
        ),
        say(
            f"{tally.taking_part} von {tally.entitled} haben teilgenommen",
            f"{tally.taking_part} of {tally.entitled} took part",
        ),
        found.outcome.value,
    ]
    if not found.faults:
        return [*lines, say("die Niederschrift stimmt", "the minutes are right")], 0
    return [*lines, *(say(f"falsch: {each}", f"wrong: {each}") for each in found.faults)], 1


async def _document(node: Context, ask: Ask) -> Mapping[str, Any]:
    """From the file that was read, our own store, or elsewhere."""
    if text := ask.text("document"):
        return read_json(text.encode())
    address = ask.text("what")
    if not node.addresses.is_ours(address):
        return await node.remote.fetch(address)
    number = number_in(address.removesuffix("/minutes"))
    motion = await node.store.read(lambda tx: tx.motions.get(number))
    if not motion.minutes:
        raise NotFound("there are no minutes yet")
    document: Mapping[str, Any] = msgspec.json.decode(motion.minutes)
    return document


ACTS: Mapping[str, Act] = {"ballot verify": verify}
