"""`allmende account export` and `account import`: an account in one file, and back (M11)."""

import argparse
import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from node.cli.command import Answer, Ask
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor

EXPORT, IMPORT = "account export", "account import"
_PIECES = {
    "posts": ("Beiträge", "posts"),
    "files": ("Dateien", "files"),
    "packing": ("packe", "packing"),
    "unpacking": ("packe aus", "unpacking"),
}


def define_export(parser: Parser) -> None:
    say = parser.say
    parser.argument("name", metavar="NAME")
    parser.argument("file", metavar="FILE", help=say("endet auf .tar oder .tar.gz", "ends in .tar or .tar.gz"))
    parser.option(
        "--keys",
        action="store_true",
        help=say("auch die privaten Schlüssel, verschlüsselt", "the private keys too, encrypted"),
    )
    _passphrase_option(parser)
    acts(parser, EXPORT, export, prepare=_prepare_export)


def define_import(parser: Parser) -> None:
    say = parser.say
    parser.argument("file", metavar="FILE", help=say("ein Archiv von account export", "an archive of account export"))
    _passphrase_option(parser)
    acts(parser, IMPORT, take_back, prepare=_prepare_import)


def _passphrase_option(parser: Parser) -> None:
    parser.option(
        "--passphrase-file",
        metavar="PATH",
        help=parser.say(
            "Datei mit dem Kennsatz der Schlüssel; - liest ihn von der Eingabe",
            "file with the passphrase of the keys; - reads it from standard input",
        ),
    )


def _prepare_export(options: argparse.Namespace, say: Say) -> None:
    options.file = str(Path(options.file).absolute())  # a server that does it stands elsewhere
    options.passphrase = ""
    if options.keys:
        options.passphrase = _passphrase(options.passphrase_file, say, twice=True)
    elif options.passphrase_file:
        raise Invalid(say("--passphrase-file braucht --keys", "--passphrase-file needs --keys"))


def _prepare_import(options: argparse.Namespace, say: Say) -> None:
    options.file = str(Path(options.file).absolute())
    options.passphrase = _passphrase(options.passphrase_file, say) if options.passphrase_file else ""
    if options.password == "-":  # noqa: S105  # the sign for standard input, not a password
        options.password = sys.stdin.readline().rstrip("\n")


def _passphrase(place: str | None, say: Say, *, twice: bool = False) -> str:
    if place == "-":
        return sys.stdin.readline().rstrip("\n")
    if place:
        return Path(place).read_text(encoding="utf-8").rstrip("\n")
    if not sys.stdin.isatty():
        raise Invalid(say("der Kennsatz fehlt: --passphrase-file", "the passphrase is missing: --passphrase-file"))
    typed = getpass.getpass(say("Kennsatz: ", "Passphrase: "))
    if twice and typed != getpass.getpass(say("Noch einmal: ", "Once more: ")):
        raise Invalid(say("die beiden Kennsätze sind verschieden", "the two passphrases differ"))
    if not typed:
        raise Invalid(say("der Kennsatz ist leer", "the passphrase is empty"))
    return typed


async def export(node: Context, ask: Ask) -> Answer:
    from node.cli.account import find_account  # noqa: PLC0415  # which names this file
    from node.outbox.archive.write import write_archive  # noqa: PLC0415  # seldom needed

    say = ask.say
    if ask.flag("keys") and not ask.text("passphrase"):
        raise Invalid(say("der Kennsatz ist leer", "the passphrase is empty"))
    account = await node.store.read(find_account, ask.text("name"), node.addresses.account_domain)
    target = Path(ask.text("file"))
    written = await write_archive(node, Actor(account), target, passphrase=ask.text("passphrase"), progress=_told(ask))
    lines = [
        say(
            f"{target}: {written.files} Dateien, {_size(written.size)}. Nur dieser Systembenutzer kann es lesen.",
            f"{target}: {written.files} files, {_size(written.size)}. Only this system user can read it.",
        )
    ]
    if ask.flag("keys"):
        lines.append(
            say(
                "Mit den privaten Schlüsseln: Wer Datei und Kennsatz hat, kann für dieses Konto sprechen.",
                "With the private keys: whoever has the file and the passphrase can speak for this account.",
            )
        )
    if written.missing:
        lines.append(
            say(
                f"{len(written.missing)} Dateien fehlen im Speicher und so auch hier: {', '.join(written.missing[:5])}",
                f"{len(written.missing)} files are missing in the storage and so from here: {', '.join(written.missing[:5])}",
            )
        )
    return Answer(lines)


async def take_back(node: Context, ask: Ask) -> Answer:
    from node.cli.account import asked_login, join_login  # noqa: PLC0415  # which names this file
    from node.outbox.archive.take_in import take_in  # noqa: PLC0415  # seldom needed

    say = ask.say
    asked = await asked_login(node, ask)
    taken = await take_in(node, Path(ask.text("file")), passphrase=ask.text("passphrase"), progress=_told(ask))
    name = taken.account.name
    lines = [
        say(
            f"@{name} ist zurück: {taken.posts} Beiträge und geteilte Beiträge, {taken.files} Dateien. {taken.account.uri}",
            f"@{name} is back: {taken.posts} posts and boosts, {taken.files} files. {taken.account.uri}",
        ),
        *await join_login(node, ask, taken.account, asked),
    ]
    if taken.new_keys:
        lines.append(
            say(
                "Das Archiv hatte keine privaten Schlüssel: Es gibt neue, die andere Server erst lernen.",
                "The archive had no private keys: there are new ones, which other servers will learn.",
            )
        )
    if taken.awaited:
        lines.append(
            say(
                f"{taken.awaited} Beiträge anderer werden neu geholt (jobs list zeigt, was fehlt).",
                f"{taken.awaited} posts of others are fetched again (jobs list shows what is missing).",
            )
        )
    if taken.left:
        lines.append(
            say(
                f"{taken.left} Einträge nennen Konten dieses Knotens, die noch nicht hier sind.",
                f"{taken.left} entries name accounts of this node that are not here yet.",
            )
        )
    return Answer(lines)


def _told(ask: Ask) -> Callable[[str, int, int], None]:
    return lambda piece, done, total: ask.progress(ask.say(*_PIECES[piece]), done, total)


def _size(number: int) -> str:
    return f"{number / 1_048_576:.1f} MB" if number >= 1_048_576 else f"{max(1, number // 1024)} kB"
