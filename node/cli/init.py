"""`allmende init`: a few questions, then a configuration file, a database and the first administrator. Among the questions
are those an imprint has to answer (§ 5 DDG)."""

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from getpass import getpass
from pathlib import Path
from typing import Any

from node.app import build
from node.cli.account import hashed
from node.cli.parser import Parser
from node.cli.perform import close
from node.cli.words import Say
from node.config import Config, build as build_config
from node.errors import Conflict, Invalid
from node.model.login import Role
from node.outbox.accounts import check_name, create_account, create_login
from node.tenants.written import written

_FILE = Path("config.toml")
# What an imprint needs: option, metavar, question
_RESPONSIBLE: Sequence[tuple[str, str, str, str]] = (
    ("organization", "NAME", "Verantwortliche Stelle, voller Name", "Responsible body, full name"),
    ("legal_form", "TEXT", "Rechtsform", "Legal form"),
    ("street", "TEXT", "Straße und Hausnummer (kein Postfach)", "Street and number (no P.O. box)"),
    ("postal_code", "TEXT", "Postleitzahl", "Postal code"),
    ("city", "TEXT", "Ort", "Town"),
    ("represented_by", "NAME", "Vertreten durch", "Represented by"),
    ("phone", "NUMBER", "Telefon", "Telephone"),
    (
        "office_email",
        "EMAIL",
        "E-Mail der Stelle, unter der ein Mensch liest",
        "E-mail of the body, where a person reads",
    ),
)


def define(parser: Parser) -> None:
    say = parser.say
    define_founding(parser)
    parser.option(
        "--data-dir",
        metavar="PATH",
        help=say("Ordner für Daten; Vorgabe: var neben der Datei", "folder for data; default: var beside the file"),
    )
    parser.option("--listen", metavar="HOST:PORT", help=say("Vorgabe: 127.0.0.1:8000", "default: 127.0.0.1:8000"))
    parser.option("--yes", action="store_true", help=say("fragt nicht nach", "do not ask"))
    parser.set_defaults(run=_run)


def define_founding(parser: Parser) -> None:
    """What every new node has to be told."""
    say = parser.say
    parser.option(
        "--base-url",
        metavar="URL",
        help=say("öffentliche Adresse, nie mehr zu ändern", "public address, never to be changed"),
    )
    parser.option("--title", metavar="TEXT", help=say("Name des Knotens", "name of the node"))
    parser.option(
        "--database", metavar="URL", help=say("Vorgabe: SQLite im Datenordner", "default: SQLite in the data folder")
    )
    parser.option("--admin", metavar="NAME", help=say("Name des ersten Kontos", "name of the first account"))
    parser.option(
        "--email", metavar="EMAIL", help=say("E-Mail der ersten Verwalterin", "e-mail of the first administrator")
    )
    for name, metavar, german, english in _RESPONSIBLE:
        parser.option(f"--{name.replace('_', '-')}", metavar=metavar, help=say(german, english))
    parser.option(
        "--password",
        metavar="PASSWORD",
        help=say(
            "sonst wird gefragt oder eines erzeugt; - liest es von der Eingabe",
            "else it is asked for or made; - reads it from standard input",
        ),
    )


def _run(options: argparse.Namespace, say: Say) -> int:
    file = options.config or Path(os.environ.get("ALLMENDE_CONFIG") or _FILE)
    if file.exists():
        raise Conflict(
            say(f"{file} gibt es schon; sie wird nicht überschrieben", f"{file} exists; it is not overwritten")
        )
    if not options.yes and sys.stdin.isatty():
        _ask(options, say)
    made = found(file, document_of(options), options, say, lambda _: None)
    print(say(f"{file} ist geschrieben, die Datenbank ist angelegt.", f"{file} is written, the database is made."))
    for line in access_lines(options, made, say):
        print(line)
    print(say(f"Weiter mit: allmende --config {file} serve", f"Next: allmende --config {file} serve"))
    return 0


def found(
    file: Path, document: Mapping[str, Any], options: argparse.Namespace, say: Say, check: Callable[[Config], None]
) -> str:
    """Write the settings, make the database and the first administrator, whose password is returned; or leave nothing behind.
    `check` may refuse what the settings say."""
    if not options.base_url or not options.email:
        raise Invalid(say("es fehlen --base-url und --email", "--base-url and --email are needed"))
    if options.password == "-":  # noqa: S105  # the sign for standard input, not a password
        options.password = sys.stdin.readline().rstrip("\n")
    made = options.password or secrets.token_urlsafe(12)
    name = check_name(options.admin or "redaktion")
    config = build_config(document, file.absolute().parent)
    check(config)
    write_settings(file, document)
    try:
        asyncio.run(_set_up(config, name, options.email, made))
    except BaseException:
        file.unlink()
        raise
    return made


def access_lines(options: argparse.Namespace, password: str, say: Say) -> Sequence[str]:
    """How the first administrator gets in; a password that was typed is not repeated."""
    lines = [say(f"Zugang: {options.email}", f"login: {options.email}")]
    if not options.password:
        lines.append(say(f"Kennwort: {password}", f"password: {password}"))
    return lines


def _ask(options: argparse.Namespace, say: Say) -> None:
    """Only what was not given; Enter takes what stands in brackets."""
    questions = (
        ("base_url", say("Öffentliche Adresse (https://...)", "Public address (https://...)"), ""),
        ("title", say("Name des Knotens", "Name of the node"), "Allmende"),
        ("data_dir", say("Ordner für Daten", "Folder for data"), "var"),
        ("database", say("Datenbank", "Database"), "sqlite:///allmende.sqlite3"),
        ("admin", say("Name des ersten Kontos", "Name of the first account"), "redaktion"),
        ("email", say("E-Mail der ersten Verwalterin", "E-mail of the first administrator"), ""),
    )
    for name, question, default in (
        *questions,
        *((name, say(german, english), "") for name, _, german, english in _RESPONSIBLE),
    ):
        if getattr(options, name) is None:
            answer = input(f"{question}{f' [{default}]' if default else ''}: ").strip()
            setattr(options, name, answer or default or None)
    if options.password is None:
        options.password = getpass(say("Kennwort (leer: eines erzeugen): ", "Password (empty: make one): ")) or None


def document_of(options: argparse.Namespace) -> Mapping[str, Any]:
    """The settings that differ from their defaults; who is responsible, as far as that was said."""
    node = {
        "base_url": options.base_url,
        "title": options.title,
        "listen": getattr(options, "listen", None),
        "data_dir": getattr(options, "data_dir", None),
    }
    return {
        "node": {name: value for name, value in node.items() if value is not None},
        "database": {} if options.database is None else {"url": options.database},
        "organizations": responsible(options),
    }


def responsible(options: argparse.Namespace) -> Sequence[Mapping[str, Any]]:
    """None where no name was given: `check` then says what is owed."""
    if not options.organization:
        return ()
    said = {
        "name": options.organization,
        **{name: getattr(options, name) for name, *_ in _RESPONSIBLE if name not in {"organization", "office_email"}},
        "email": options.office_email,
    }
    return ({"key": "stelle", **{name: value for name, value in said.items() if value}},)


def write_settings(file: Path, document: Mapping[str, Any]) -> None:
    """Readable by its owner alone: the address of a database may hold a password."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:  # noqa: PTH123  # Path.open takes no mode for a new file
        opened.write(written(document))


async def _set_up(config: Config, name: str, email: str, password: str) -> None:
    password_hash = await hashed(password)
    config.node.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    node = await build(config)
    try:
        account = await create_account(node, name)
        await create_login(node, account, email=email, password_hash=password_hash, role=Role.ADMIN)
    finally:
        await close(node)
