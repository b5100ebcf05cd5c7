"""`allmende verify`: whether what somebody shows is really what an authority published (row 92): a post, an activity or a
report with its proof (FEP-8b32), from an address or a file."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from node.cli.command import Act, Answer, Ask
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import Invalid, Problem, Unauthenticated, Unreachable
from node.federation.addressing import same_origin
from node.federation.proofs import find_proof, verify_proof
from node.federation.reading import read_json, uri_of


def define(parser: Parser) -> None:
    say = parser.say
    parser.argument(
        "what",
        metavar="URL|FILE",
        help=say("Adresse, Datei mit JSON, oder - für die Eingabe", "address, file of JSON, or - for standard input"),
    )
    parser.epilog = say(
        "Endet mit 0, wenn es echt ist, sonst mit 1.", "Ends with 0 when it is genuine, otherwise with 1."
    )
    acts(parser, "verify", verify, prepare=read_document)


def read_document(options: argparse.Namespace, say: Say) -> None:
    """The server that may do the work reads no files of ours. Raises Invalid for what cannot be read."""
    options.document = ""
    if not options.what.startswith(("https://", "http://")):
        try:
            options.document = (
                sys.stdin.read() if options.what == "-" else Path(options.what).read_text(encoding="utf-8")
            )
        except UnicodeDecodeError as error:
            raise Invalid(
                say(f"{options.what} ist kein lesbarer Text", f"{options.what} is no readable text")
            ) from error


async def verify(node: Context, ask: Ask) -> Answer:
    say, text = ask.say, ask.text("document")
    document: Mapping[str, Any] = read_json(text.encode()) if text else await node.remote.fetch(ask.text("what"))
    try:
        owner, key, created = await prove(node, document)
    except Unreachable:
        raise
    except Problem as problem:
        return Answer([say(f"nicht echt: {problem.reason}", f"not genuine: {problem.reason}")], 1)
    lines = [
        say("echt", "genuine"),
        say(f"von:           {owner}", f"by:      {owner}"),
        say(f"Schlüssel:     {key}", f"key:     {key}"),
        say(f"unterschrieben: {created}", f"signed:  {created}"),
    ]
    return Answer(lines)


async def prove(node: Context, document: Mapping[str, Any]) -> tuple[str, str, str]:
    """Whose it is, the key and when it was signed. Raises what speaks against it."""
    proof = find_proof(document)
    if proof is None:
        raise Unauthenticated("it carries no integrity proof we can check")
    method = proof.verification_method
    find = node.actors.by_key if node.addresses.is_ours(method) else node.actors.by_fresh_key  # it may be withdrawn
    known = await find(method)
    verify_proof(document, known.public, now=node.clock())
    speaker = uri_of(document.get("actor")) or uri_of(document.get("attributedTo"))
    if speaker is None:  # a report speaks for the server it is about
        if not same_origin(known.account.uri, str(document.get("id", ""))):
            raise Unauthenticated("the key belongs to another server than the document")
    elif speaker != known.account.uri:
        raise Unauthenticated(f"it says to be by {speaker}, but the key is that of {known.account.uri}")
    return known.account.uri, known.uri, str(proof.options.get("created", "-"))


ACTS: Mapping[str, Act] = {"verify": verify}
