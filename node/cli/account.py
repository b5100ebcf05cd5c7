"""`allmende account`: who speaks here, who may log in for them, and their clients' tokens."""

import argparse
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from node.cli import account_adviser, account_archive
from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser, words
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import Conflict, Invalid, NotFound
from node.federation.addressing import parse_handle
from node.model.account import Account, Actor, Kind
from node.model.login import Login, Role, Token
from node.model.oauth import SCOPES
from node.outbox.accounts import create_account, create_login
from node.outbox.delete import delete_account
from node.outbox.factors import clear_factors, factors_of
from node.outbox.letters import ask_to_confirm, invite, offer_reset
from node.outbox.login import change_password
from node.outbox.moderate import delete_suspended, suspend_silently, unsuspend
from node.store.database import Tx
from node.timelines.notify import notify_sign_up
from node.web.auth import hash_of
from node.web.passwords import Passwords

_KINDS = {kind.value.lower(): kind for kind in (Kind.PERSON, Kind.ORGANIZATION, Kind.GROUP, Kind.SERVICE)}


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    _define_create(commands.add("create", "legt ein Konto an", "create an account"))
    acts(
        commands.add("list", "zeigt die Konten dieses Knotens", "list the accounts of this node"),
        "account list",
        show_all,
    )
    _named(commands.add("show", "zeigt ein Konto genauer", "show an account in detail"), "account show", show)
    suspending = commands.add("suspend", "sperrt ein Konto", "suspend an account")
    suspending.option("--lift", action="store_true", help=say("hebt die Sperre auf", "lift the suspension"))
    _named(suspending, "account suspend", suspend)
    deleting = commands.add("delete", "löscht ein Konto für immer", "delete an account for good")
    deleting.option("--yes", action="store_true", help=say("fragt nicht nach", "do not ask"))
    deleting.argument("name", metavar="NAME")
    acts(deleting, "account delete", delete, prepare=_confirm)
    _define_token(
        commands.add("token", "gibt ein Zugriffstoken für ein Programm aus", "issue an access token for a client")
    )
    password = commands.add("password", "setzt ein Kennwort", "set a password")
    _password_options(password)
    password.argument("name", metavar="NAME")
    password.option("--mail", action="store_true", help=say("schickt stattdessen einen Link", "send a link instead"))
    acts(password, "account password", set_password, prepare=read_password)
    factors = commands.add("factors", "zeigt oder entfernt zweite Faktoren", "show or remove second factors")
    factors.option("--email", metavar="EMAIL", help=say("welcher Zugang", "which login"))
    factors.option("--remove", action="store_true", help=say("alle entfernen", "remove all of them"))
    _named(factors, "account factors", show_factors)
    account_adviser.define(commands.add("adviser", "sagt, wer zu Entwürfen Rat gibt", "say who gives advice on drafts"))
    account_archive.define_export(
        commands.add("export", "schreibt alles von einem Konto in eine Datei", "write all of an account into a file")
    )
    taking = commands.add(
        "import", "holt ein Konto aus so einer Datei zurück", "bring an account back from such a file"
    )
    _role_option(taking)
    _password_options(taking)
    account_archive.define_import(taking)


def _define_create(parser: Parser) -> None:
    say = parser.say
    parser.argument(
        "name", metavar="NAME", help=say("a-z, 0-9 und _; nie mehr zu ändern", "a-z, 0-9 and _; never changed")
    )
    parser.option("--display-name", metavar="TEXT", help=say("wie es angezeigt wird", "how it is shown"))
    parser.option("--kind", choices=tuple(_KINDS), default="person", help=say("Vorgabe: person", "default: person"))
    _role_option(parser)
    _password_options(parser)
    acts(parser, "account create", create, prepare=read_password)


def _role_option(parser: Parser) -> None:
    parser.option(
        "--role",
        choices=[role.value for role in Role],
        default=Role.MEMBER.value,
        help=parser.say("was der Zugang am Knoten darf", "what the login may do on the node"),
    )


def _define_token(parser: Parser) -> None:
    say = parser.say
    parser.option(
        "--scopes",
        metavar="SCOPES",
        default="read write follow push",
        help=say('Vorgabe: "read write follow push"', 'default: "read write follow push"'),
    )
    parser.option(
        "--email",
        metavar="EMAIL",
        help=say("welcher Zugang, wenn es mehrere gibt", "which login, where there are several"),
    )
    parser.option(
        "--client",
        metavar="TEXT",
        default="allmende account token",
        help=say("wie das Programm heißt", "what the client is called"),
    )
    _named(parser, "account token", token)


def _password_options(parser: Parser) -> None:
    say = parser.say
    parser.option(
        "--email",
        metavar="EMAIL",
        help=say("Zugang, der für das Konto handeln darf", "login that may act for the account"),
    )
    parser.option(
        "--password",
        metavar="PASSWORD",
        help=say(
            "sonst wird eines erzeugt; - liest es von der Eingabe", "else one is made; - reads it from standard input"
        ),
    )


def _named(parser: Parser, command: str, act: Act) -> None:
    parser.argument("name", metavar="NAME")
    acts(parser, command, act)


def read_password(options: argparse.Namespace, _say: Say) -> None:
    if options.password == "-":  # noqa: S105  # the sign for standard input, not a password
        options.password = sys.stdin.readline().rstrip("\n")


def _confirm(options: argparse.Namespace, say: Say) -> None:
    if options.yes:
        return
    question = say(
        f"{options.name} und alle Beiträge werden hier und auf anderen Servern gelöscht; der Name wird nie wieder frei.\n"
        "Zum Bestätigen den Namen wiederholen: ",
        f"{options.name} and all its posts are deleted here and on other servers; the name is never free again.\n"
        "Repeat the name to confirm: ",
    )
    if not sys.stdin.isatty() or input(question) != options.name:
        raise Invalid(say("nichts gelöscht: nicht bestätigt (oder --yes)", "nothing deleted: not confirmed (or --yes)"))


async def create(node: Context, ask: Ask) -> Answer:
    """An account; with an e-mail address also the person who may act for it."""
    asked = await asked_login(node, ask)
    account = await create_account(
        node, ask.text("name"), kind=_KINDS[ask.text("kind")], display_name=ask.text("display_name")
    )
    return Answer([f"@{node.addresses.handle(account)}  {account.url}", *await join_login(node, ask, account, asked)])


@dataclass(frozen=True, slots=True)
class AskedLogin:
    """The person who is to act for an account, as far as it can be said before there is one. `known`: has a login already."""

    email: str
    known: bool
    invited: bool
    password: str
    password_hash: str | None


async def asked_login(node: Context, ask: Ask) -> AskedLogin | None:
    """None without `--email`. Raises Conflict, Unprocessable."""
    say, email = ask.say, ask.text("email")
    if not email:
        return None
    known = await node.store.read(lambda tx: tx.logins.find_by_email(email))
    if known is not None and ask.text("password"):
        raise Conflict(say(f"{email} hat schon ein Kennwort", f"{email} already has a password"))
    invited = known is None and not ask.text("password") and node.config.mail.is_on
    password = ask.text("password") or secrets.token_urlsafe(12)
    password_hash = await hashed(password) if known is None and not invited else None
    return AskedLogin(email, known is not None, invited, password, password_hash)


async def join_login(node: Context, ask: Ask, account: Account, asked: AskedLogin | None) -> Sequence[str]:
    """What there is to say of it."""
    if asked is None:
        return []
    say = ask.say
    login = await create_login(
        node, account, email=asked.email, password_hash=asked.password_hash, role=Role(ask.text("role"))
    )
    await node.store.write(notify_sign_up, account)
    lines = [say(f"Zugang: {asked.email}", f"login: {asked.email}")]
    if asked.invited:
        await node.store.write(invite, login.id)
        lines.append(say("Eine Einladung ist unterwegs.", "An invitation is on its way."))
    elif not asked.known and node.config.mail.is_on:
        await node.store.write(ask_to_confirm, login.id)
    if not asked.known and not ask.text("password") and not asked.invited:
        lines.append(say(f"Kennwort: {asked.password}", f"password: {asked.password}"))
    return lines


async def hashed(password: str) -> str:
    """Raises Unprocessable when it is too short or too long."""
    passwords = Passwords()
    try:
        return await passwords.hash(password)
    finally:
        passwords.close()


async def show_all(node: Context, ask: Ask) -> Answer:
    say = ask.say
    rows = [
        (
            "NAME",
            say("ART", "KIND"),
            say("ROLLE", "ROLE"),
            "E-MAIL",
            say("BEITRÄGE", "POSTS"),
            say("FOLGENDE", "FOLLOWERS"),
            say("STAND", "STATE"),
        )
    ]
    last = 0
    while page := await node.store.read(_page, last):
        last = page[-1][0].id
        for account, logins in page:
            if account.id == node.itself.id:
                continue
            rows.append(
                (
                    account.name,
                    account.kind.value.lower(),
                    ", ".join(login.role.value for login in logins) or "-",
                    ", ".join(login.email for login in logins) or "-",
                    str(account.posts_count),
                    str(account.followers_count),
                    _state(account, say),
                )
            )
    return Answer(table(rows))


async def show(node: Context, ask: Ask) -> Answer:
    say = ask.say
    account, logins = await node.store.read(_named_account, ask.text("name"), node.addresses.account_domain)
    fields = [
        (say("Handle", "handle"), f"@{node.addresses.handle(account)}"),
        (say("Name", "name"), account.shown_name),
        (say("Adresse", "address"), account.uri),
        (say("Seite", "page"), account.url),
        (say("Art", "kind"), account.kind.value.lower()),
        (say("Stand", "state"), _state(account, say)),
        (say("seit", "since"), f"{account.created_at:%Y-%m-%d}"),
        (say("Beiträge", "posts"), str(account.posts_count)),
        (say("Folgende", "followers"), str(account.followers_count)),
        (say("folgt", "follows"), str(account.following_count)),
        *((say("Zugang", "login"), f"{login.email} ({login.role.value})") for login in logins),
    ]
    if account.moved_to:
        fields.append((say("umgezogen nach", "moved to"), account.moved_to))
    return Answer(table([(f"{name}:", value) for name, value in fields]))


async def suspend(node: Context, ask: Ask) -> Answer:
    """Nobody reads it, nobody acts for it, nothing of it is taken in; or all of that again."""
    say = ask.say
    account, _ = await node.store.read(_named_account, ask.text("name"), node.addresses.account_domain)
    if account.id == node.itself.id:
        raise Invalid(say("der Knoten selbst kann nicht gesperrt werden", "the node itself cannot be suspended"))
    if ask.flag("lift"):
        if account.suspended_at is not None:
            await unsuspend(node, Actor(node.itself), account.id)
        return Answer([say(f"{account.handle} ist nicht mehr gesperrt", f"{account.handle} is no longer suspended")])
    await suspend_silently(node, Actor(node.itself), account.id)
    return Answer([say(f"{account.handle} ist gesperrt", f"{account.handle} is suspended")])


async def delete(node: Context, ask: Ask) -> Answer:
    say = ask.say
    account, _ = await node.store.read(_named_account, ask.text("name"), node.addresses.account_domain)
    if not account.is_local or account.id == node.itself.id:
        raise Invalid(
            say(
                "gelöscht werden nur eigene Konten; andere: suspend",
                "only our own accounts are deleted; others: suspend",
            )
        )
    if account.suspended_at is None or account.deleted_at is not None:
        await delete_account(node, Actor(account))
    else:  # it cannot act itself any longer
        await delete_suspended(node, Actor(node.itself), account.id)
    return Answer([say(f"{account.handle} ist gelöscht", f"{account.handle} is deleted")])


async def token(node: Context, ask: Ask) -> Answer:
    """Prints the secret once; only its hash is stored (T-242)."""
    scopes = words(ask.text("scopes"))
    wrong = [scope for scope in scopes if scope not in SCOPES]
    if wrong or not scopes:
        raise Invalid(
            ask.say(f"keine Berechtigung heißt {' '.join(wrong)!r}", f"there is no scope {' '.join(wrong)!r}")
        )
    secret = secrets.token_urlsafe(32)
    await node.store.write(_add_token, ask, node.addresses.account_domain, secret, tuple(scopes))
    return Answer([secret])


async def set_password(node: Context, ask: Ask) -> Answer:
    """All sessions and tokens of that login end at once (T-236); with `--mail` only when the link is followed."""
    say = ask.say
    if ask.flag("mail"):
        return await _mail_link(node, ask)
    password = ask.text("password") or secrets.token_urlsafe(12)
    password_hash = await hashed(password)
    login = await node.store.read(_login_of_name, ask, node.addresses.account_domain)
    await change_password(node, login.id, password_hash)
    lines = [
        say(
            f"neues Kennwort für {login.email}; alle Sitzungen und Token sind beendet",
            f"new password for {login.email}; all its sessions and tokens have ended",
        )
    ]
    if not ask.text("password"):
        lines.append(say(f"Kennwort: {password}", f"password: {password}"))
    return Answer(lines)


async def _mail_link(node: Context, ask: Ask) -> Answer:
    say = ask.say
    if not node.config.mail.is_on:
        raise Invalid(
            say("dieser Knoten verschickt keine E-Mails: mail.backend", "this node sends no mail: mail.backend")
        )
    login = await node.store.read(_login_of_name, ask, node.addresses.account_domain)
    await node.store.write(offer_reset, login.email)
    return Answer([say(f"ein Link an {login.email} ist unterwegs", f"a link to {login.email} is on its way")])


async def show_factors(node: Context, ask: Ask) -> Answer:
    """What somebody needs beside their password; with `--remove` nothing any longer, for who lost it all."""
    say = ask.say
    login = await node.store.read(_login_of_name, ask, node.addresses.account_domain)
    if ask.flag("remove"):
        await clear_factors(node, login.id)
        german = f"{login.email} braucht nur noch das Kennwort; alle Sitzungen und Token sind beendet"
        return Answer([say(german, f"{login.email} needs the password only; all its sessions and tokens have ended")])
    found = await factors_of(node, login.id)
    fields = [
        (say("App für Codes:", "app for codes:"), say("ja", "yes") if found.generator else say("nein", "no")),
        ("Passkeys:", str(len(found.passkeys))),
        (say("Notfallcodes:", "recovery codes:"), str(found.codes_left)),
    ]
    return Answer(table(fields))


ACTS: Mapping[str, Act] = {
    "account create": create,
    "account list": show_all,
    "account show": show,
    "account suspend": suspend,
    "account delete": delete,
    "account token": token,
    "account password": set_password,
    "account factors": show_factors,
    account_adviser.ADVISER: account_adviser.change,
    account_archive.EXPORT: account_archive.export,
    account_archive.IMPORT: account_archive.take_back,
}


def _state(account: Account, say: Say) -> str:
    if account.deleted_at is not None:
        return say("gelöscht", "deleted")
    return say("gesperrt", "suspended") if account.suspended_at is not None else say("aktiv", "active")


async def find_account(tx: Tx, text: str, domain: str) -> Account:
    """By `name`, `name@host` or `@name@host`. Raises NotFound, Invalid."""
    handle = parse_handle(text)
    host = None if handle.host in {None, domain} else handle.host
    found = await tx.accounts.find_by_handle(handle.name, host, even_planned=True)
    if found is None:
        raise NotFound(f"no account is called {text}")
    return found


async def _named_account(tx: Tx, text: str, domain: str) -> tuple[Account, Sequence[Login]]:
    account = await find_account(tx, text, domain)
    return account, await tx.logins.of_account(account.id, tx.now)


async def _page(tx: Tx, after: int) -> Sequence[tuple[Account, Sequence[Login]]]:
    return [(each, await tx.logins.of_account(each.id, tx.now)) for each in await tx.accounts.local(after=after)]


async def _login(tx: Tx, ask: Ask, account: Account) -> Login:
    """The login meant by name and `--email`. Raises NotFound, Invalid."""
    logins = await tx.logins.of_account(account.id, tx.now)
    email = ask.text("email").lower()
    chosen = [login for login in logins if not email or login.email == email]
    if not chosen:
        raise NotFound(
            ask.say(
                f"für {account.handle} kann sich niemand anmelden: account create NAME --email",
                f"nobody logs in for {account.handle}: account create NAME --email",
            )
        )
    if len(chosen) > 1:
        raise Invalid(
            ask.say(
                f"{account.handle} hat mehrere Zugänge: bitte --email",
                f"{account.handle} has several logins: please say --email",
            )
        )
    return chosen[0]


async def _add_token(tx: Tx, ask: Ask, domain: str, secret: str, scopes: tuple[str, ...]) -> None:
    account = await find_account(tx, ask.text("name"), domain)
    login = await _login(tx, ask, account)
    await tx.logins.add_token(
        hash_of(secret),
        Token(
            id=tx.ids.new(),
            login_id=login.id,
            account_id=account.id,
            scopes=scopes,
            name=ask.text("client"),
            created_at=tx.now,
        ),
    )


async def _login_of_name(tx: Tx, ask: Ask, domain: str) -> Login:
    return await _login(tx, ask, await find_account(tx, ask.text("name"), domain))
