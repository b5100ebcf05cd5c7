"""`allmende database copy`: from SQLite to PostgreSQL and back."""

import argparse
import asyncio

from tqdm import tqdm

from node.cli.parser import Parser
from node.cli.words import Say
from node.errors import NotFound
from node.store.copy import copy, count_rows
from node.store.opening import open_store, sqlite_path


def define(parser: Parser) -> None:
    say = parser.say
    copying = parser.commands(say("Befehle", "commands")).add(
        "copy",
        "kopiert alle Daten in eine leere Datenbank; der Server muss stehen",
        "copy all data to an empty database; the server must be stopped",
    )
    address = "sqlite:////path/file, postgresql://user:password@host/name"
    copying.argument("source", metavar="FROM", help=address)
    copying.argument(
        "target", metavar="TO", help=say("ebenso; wird angelegt, wenn es fehlt", "likewise; made when it is missing")
    )
    copying.set_defaults(run=_run)


def _run(options: argparse.Namespace, say: Say) -> int:
    path = sqlite_path(options.source)
    if path is not None and not path.is_file():  # opening would make an empty one
        raise NotFound(say(f"{path} gibt es nicht", f"{path} does not exist"))
    count = asyncio.run(_copy(options.source, options.target, say))
    print(
        say(
            f"{count} Zeilen kopiert. Jetzt database.url in den Einstellungen ändern.",
            f"{count} rows copied. Now change database.url in the settings.",
        )
    )
    return 0


async def _copy(source_url: str, target_url: str, say: Say) -> int:
    source = await open_store(source_url)
    try:
        target = await open_store(target_url)
        try:
            total = await count_rows(source)
            with tqdm(total=total, unit=say(" Zeilen", " rows"), disable=None) as bar:

                def progress(table: str, rows: int) -> None:
                    bar.set_description(table)
                    bar.update(rows)

                return await copy(source, target, progress)
        finally:
            await target.close()
    finally:
        await source.close()
