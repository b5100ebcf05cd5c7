"""`allmende tenant`: further nodes of this installation, each with its own settings, database, keys, people and pages (M35).

A server that runs notices within seconds what is changed here.
"""

import argparse
import asyncio
import shutil
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from node.cli.command import table
from node.cli.init import access_lines, define_founding, document_of, found, responsible
from node.cli.parser import Parser
from node.cli.perform import config_of
from node.cli.words import Say
from node.errors import Misconfigured
from node.model.grant import Part
from node.store.database import utc_now
from node.tenants.carry import export, take_in
from node.tenants.grants import Grants
from node.tenants.registry import CONFIG, Registry
from node.tenants.rest import until_free

_OWN: Final = frozenset({"base_url", "account_domain", "title", "description", "contact_email", "contact_account"})
"""Of `[node]`, what each tenant says for itself."""
_ANOTHERS: Final = ("database", "organizations", "connectors", "brand")
"""Sections that would speak in another body's name, or with its secrets."""


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    adding = commands.add("add", "richtet einen Mandanten ein", "set up a tenant")
    _name(adding)
    define_founding(adding)
    adding.set_defaults(run=_add)
    commands.add("list", "zeigt die Mandanten", "list the tenants").set_defaults(run=_list)
    copying = commands.add(
        "copy",
        "richtet einen Mandanten mit den Einstellungen eines anderen ein, ohne dessen Daten",
        "set up a tenant with the settings of another one, without its data",
    )
    copying.argument("like", metavar="FROM", help=say("Name des Vorbilds", "name of the one to take after"))
    _name(copying)
    define_founding(copying)
    copying.set_defaults(run=_copy)
    disabling = commands.add(
        "disable",
        "nimmt einen Mandanten außer Betrieb: 503 für alle, seine Warteschlange ruht",
        "take a tenant out of service: 503 for everybody, its queue rests",
    )
    _name(disabling)
    disabling.option("--reason", metavar="TEXT", default="", help=say("für Betreiber", "for operators"))
    disabling.set_defaults(run=_disable)
    enabling = commands.add("enable", "nimmt ihn wieder in Betrieb", "put it back into service")
    _name(enabling)
    enabling.set_defaults(run=_enable)
    exporting = commands.add(
        "export",
        "schreibt einen Mandanten in eine Datei; solange ruht er",
        "write a tenant to a file; meanwhile it rests",
    )
    _name(exporting)
    exporting.argument("file", metavar="FILE", type=Path)
    exporting.set_defaults(run=_export)
    importing = commands.add("import", "stellt einen Mandanten aus einer Datei her", "make a tenant of a file")
    importing.argument("file", metavar="FILE", type=Path)
    importing.option("--name", metavar="NAME", help=say("sonst der alte", "else the old one"))
    importing.option("--database", metavar="URL", help=say("Vorgabe: SQLite", "default: SQLite"))
    importing.set_defaults(run=_import)
    granting = commands.add(
        "grant",
        "gibt einem Programm teil an allen Mandanten, ohne Einblick in Inhalte",
        "give a program a part in all tenants, without sight of what is in them",
    )
    granting.argument("part", metavar="PART", choices=[each.value for each in Part], help=" | ".join(Part))
    granting.argument("label", metavar="LABEL", help=say("für wen es ist", "whom it is for"))
    granting.set_defaults(run=_grant)
    commands.add("grants", "zeigt, wer teilhat", "show who has a part").set_defaults(run=_grants)
    revoking = commands.add("revoke", "nimmt es wieder, sofort", "take it back, at once")
    revoking.argument("id", metavar="ID")
    revoking.set_defaults(run=_revoke)


def _name(parser: Parser) -> None:
    parser.argument(
        "name", metavar="NAME", help=parser.say("kurzes Wort aus a-z, 0-9 und -", "short word of a-z, 0-9 and -")
    )


def _add(options: argparse.Namespace, say: Say) -> int:
    return _set_up(options, say, document_of(options), lambda _: None)


def _copy(options: argparse.Namespace, say: Say) -> int:
    registry = Registry(config_of(options))
    like = registry.read(options.like)
    if like.config is None:
        raise Misconfigured(like.problem)
    document: dict[str, Any] = tomllib.loads((like.folder / CONFIG).read_text(encoding="utf-8"))
    for section in _ANOTHERS:
        document.pop(section, None)
    new, node = document_of(options), document["node"]
    node = {key: value for key, value in node.items() if key not in _OWN | {"data_dir", "listen"}}
    sheet = like.config.channels.sheet
    data_dir = like.config.node.data_dir

    def bring(folder: Path) -> None:
        """The questions of the Steckbrief, where they are the other one's own."""
        if sheet and not Path(sheet).expanduser().is_absolute():
            target = folder / "var" / sheet
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(data_dir / sheet, target)

    document |= {"node": {**node, **new["node"]}, "database": new["database"], "organizations": responsible(options)}
    return _set_up(options, say, document, bring)


def _set_up(options: argparse.Namespace, say: Say, document: Mapping[str, Any], bring: Callable[[Path], None]) -> int:
    registry, began = Registry(config_of(options)), time.monotonic()
    folder = registry.coming(options.name)
    try:
        bring(folder)
        password = found(folder / CONFIG, document, options, say, registry.refuse_taken)
        registry.settings(folder)
        registry.settle(folder, options.name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    seconds = time.monotonic() - began
    print(
        say(
            f"{options.name} ist eingerichtet ({seconds:.1f} s): {document['node']['base_url']}",
            f"{options.name} is set up ({seconds:.1f} s): {document['node']['base_url']}",
        )
    )
    for line in access_lines(options, password, say):
        print(line)
    file = registry.place(options.name) / CONFIG
    print(say(f"Einstellungen: {file}", f"settings: {file}"))
    return 0


def _list(options: argparse.Namespace, say: Say) -> int:
    rows = [("NAME", say("ADRESSE", "ADDRESS"), say("ZUSTAND", "STATE"), say("DATENBANK", "DATABASE"))]
    for each in Registry(config_of(options)).entries():
        if each.config is None:
            rows.append((each.name, "", say(f"nicht nutzbar: {each.problem}", f"unusable: {each.problem}"), ""))
            continue
        state = say("in Betrieb", "in service")
        if each.rests is not None:
            state = say("außer Betrieb", "out of service") + (f": {each.rests}" if each.rests else "")
        rows.append((each.name, each.config.origin, state, each.config.database.shown))
    for line in table(rows):
        print(line)
    return 0


def _disable(options: argparse.Namespace, say: Say) -> int:
    registry = Registry(config_of(options))
    registry.rest(options.name, options.reason)
    config = registry.read(options.name).config
    if config is not None:
        asyncio.run(until_free(config))
    print(say(f"{options.name} ist außer Betrieb.", f"{options.name} is out of service."))
    return 0


def _enable(options: argparse.Namespace, say: Say) -> int:
    Registry(config_of(options)).wake(options.name)
    print(say(f"{options.name} ist in Betrieb.", f"{options.name} is in service."))
    return 0


def _export(options: argparse.Namespace, say: Say) -> int:
    manifest = asyncio.run(export(Registry(config_of(options)), options.name, options.file, utc_now()))
    count = len(manifest.files)
    print(say(f"{options.file}: {count} Dateien.", f"{options.file}: {count} files."))
    print(
        say(
            "Wer diese Datei hat, kann im Namen des Mandanten handeln: bewahren Sie sie entsprechend auf.",
            "Whoever has this file can act in the tenant's name: keep it accordingly.",
        )
    )
    return 0


def _import(options: argparse.Namespace, say: Say) -> int:
    registry = Registry(config_of(options))
    name, config = asyncio.run(take_in(registry, options.file, options.name, options.database, registry.refuse_taken))
    print(say(f"{name} ist da: {config.origin}", f"{name} is here: {config.origin}"))
    print(
        say(
            "Er darf nur an einem Ort laufen: nehmen Sie ihn am alten außer Betrieb.",
            "It may run in one place only: take it out of service at the old one.",
        )
    )
    return 0


def _grant(options: argparse.Namespace, say: Say) -> int:
    """The secret alone on standard output, for a program to take."""
    grant, secret = Grants(config_of(options).tenants.dir).add(Part(options.part), options.label, utc_now())
    print(secret)
    print(
        say(
            f"{grant.id} für {grant.label}; nirgends sonst steht es",
            f"{grant.id} for {grant.label}; it is kept nowhere",
        ),
        file=sys.stderr,
    )
    return 0


def _grants(options: argparse.Namespace, say: Say) -> int:
    rows = [("ID", say("TEIL", "PART"), say("FÜR", "FOR"), say("SEIT", "SINCE"))]
    rows += [
        (each.id, each.part.value, each.label, f"{each.created_at:%Y-%m-%d}")
        for each in Grants(config_of(options).tenants.dir).all()
    ]
    for line in table(rows):
        print(line)
    return 0


def _revoke(options: argparse.Namespace, say: Say) -> int:
    found = Grants(config_of(options).tenants.dir).revoke(options.id)
    print(say(f"{found.label} hat keinen Teil mehr.", f"{found.label} has no part any more."))
    return 0
