"""Letters to people of ours: queued in the transaction that causes them, written when the job runs.

A link's secret is made by the job, just before the letter leaves: it never waits in the queue, and what the store keeps
of it is a hash (T-237). A second try makes a second secret, and the first is worth nothing then.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Final, Literal, TypeAlias
from urllib.parse import urlencode

from node.context import Context
from node.i18n.translate import Translator
from node.jobs.worker import Work, enqueue
from node.mail.letter import Letter
from node.mail.send import send
from node.model.factor import Purpose, Ticket
from node.model.login import Login
from node.model.secret import hash_of, new_secret
from node.store.database import Tx

CONFIRM: Final = "letter.confirm"
RESET: Final = "letter.reset"
INVITE: Final = "letter.invite"
NOTICE: Final = "letter.notice"

CONFIRM_PATH: Final = "/mail-bestaetigen"
RESET_PATH: Final = "/passwort-neu"
LASTS: Final[Mapping[Purpose, timedelta]] = {
    Purpose.CONFIRM: timedelta(days=2),
    Purpose.RESET: timedelta(hours=1),
    Purpose.INVITE: timedelta(days=7),
    Purpose.UNSUBSCRIBE: timedelta(days=90),
}

Notice: TypeAlias = Literal[
    "password",
    "email",
    "generator",
    "generator_gone",
    "passkey",
    "passkey_gone",
    "codes",
    "code_used",
    "app",
    "browser",
]
"""What somebody is told about at once, because it might not have been them."""


def letter_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {
        CONFIRM: partial(_confirm, node),
        RESET: partial(_reset, node),
        INVITE: partial(_invite, node),
        NOTICE: partial(_notice, node),
    }


async def ask_to_confirm(tx: Tx, login_id: int) -> None:
    """Whoever reads mail at the person's address, or at their new one where there is one, is sent a link."""
    await enqueue(tx, CONFIRM, {"login": str(login_id)}, key=f"{CONFIRM} {login_id}")


async def offer_reset(tx: Tx, email: str) -> None:
    """A link to a new password, if the address is somebody's. If not, the same is written and as much is done (T-237)."""
    login = await tx.logins.find_by_email(email)
    number = 0 if login is None or login.disabled_at is not None else login.id
    await enqueue(tx, RESET, {"login": str(number)}, key=f"{RESET} {number}")


async def invite(tx: Tx, login_id: int) -> None:
    """A link to a first password."""
    await enqueue(tx, INVITE, {"login": str(login_id)}, key=f"{INVITE} {login_id}")


async def tell_person(tx: Tx, node: Context, login_id: int, notice: Notice, *, detail: str = "", to: str = "") -> None:
    """Tell somebody what happened with their log-in. `to`: an address that was theirs until now, besides."""
    if not node.config.mail.is_on:
        return
    for address in dict.fromkeys(("", to)):
        args = {"login": str(login_id), "notice": notice, "detail": detail, "to": address, "at": tx.now.isoformat()}
        await enqueue(tx, NOTICE, args)


def words_for(node: Context, login: Login) -> Translator:
    """In the person's language, else in the node's."""
    language = login.language or node.config.node.language
    return Translator(language, node.catalogs, zone=node.config.node.timezone, strict=False)


async def write_to(node: Context, letter: Letter, to: str) -> None:
    """Raises Unreachable, Refused."""
    from node.mail.writing import as_mail  # noqa: PLC0415  # loaded with the first letter

    settings = node.config.mail
    sender = settings.sender or f"noreply@{node.config.hostname}"
    mail = as_mail(
        letter,
        name=node.config.node.title,
        sender=sender,
        to=to,
        reply_to=settings.reply_to,
        now=node.clock(),
    )
    await send(settings, mail, to)


def link(node: Context, path: str, secret: str) -> str:
    """Always to the host of the configuration, whatever a request said (T-237)."""
    return f"{node.config.origin}{path}?{urlencode({'code': secret})}"


def closing(node: Context, words: Translator) -> tuple[str, ...]:
    return (words.t("letter.closing", node=node.config.node.title, address=node.config.origin),)


async def find_reader(node: Context, args: Mapping[str, str]) -> Login | None:
    """Whom a letter is for; None where they may not log in any longer."""
    login = await node.store.read(lambda tx: tx.logins.find(int(args["login"])))
    return None if login is None or login.disabled_at is not None else login


async def make_ticket(node: Context, login: Login, purpose: Purpose, email: str, *, alone: bool = True) -> str:
    """The secret of a new one."""
    secret = new_secret()
    ticket = Ticket(login_id=login.id, purpose=purpose, email=email, expires_at=node.clock() + LASTS[purpose])
    await node.store.write(lambda tx: tx.tickets.add(hash_of(secret), ticket, alone=alone))
    return secret


async def _confirm(node: Context, args: dict[str, str]) -> None:
    login = await find_reader(node, args)
    if login is None or (login.confirmed_at is not None and login.new_email is None):
        return
    email, words = login.new_email or login.email, words_for(node, login)
    secret = await make_ticket(node, login, Purpose.CONFIRM, email)
    hours = int(LASTS[Purpose.CONFIRM].total_seconds() // 3600)
    letter = Letter(
        language=words.language,
        subject=words.t("letter.confirm.subject", node=node.config.node.title),
        paragraphs=[words.t("letter.confirm.text", node=node.config.node.title)],
        action=(words.t("letter.confirm.action"), link(node, CONFIRM_PATH, secret)),
        after=[words.t("letter.confirm.after", count=hours)],
        closing=closing(node, words),
    )
    await write_to(node, letter, email)


async def _reset(node: Context, args: dict[str, str]) -> None:
    login = await find_reader(node, args)
    if login is None:
        return
    words = words_for(node, login)
    secret = await make_ticket(node, login, Purpose.RESET, login.email)
    letter = Letter(
        language=words.language,
        subject=words.t("letter.reset.subject", node=node.config.node.title),
        paragraphs=[words.t("letter.reset.text")],
        action=(words.t("letter.reset.action"), link(node, RESET_PATH, secret)),
        after=[
            words.t("letter.reset.after", count=int(LASTS[Purpose.RESET].total_seconds() // 60)),
            words.t("letter.reset.not_you"),
        ],
        closing=closing(node, words),
    )
    await write_to(node, letter, login.email)


async def _invite(node: Context, args: dict[str, str]) -> None:
    login = await find_reader(node, args)
    if login is None or login.password_hash is not None:
        return
    words = words_for(node, login)
    secret = await make_ticket(node, login, Purpose.INVITE, login.email)
    letter = Letter(
        language=words.language,
        subject=words.t("letter.invite.subject", node=node.config.node.title),
        paragraphs=[words.t("letter.invite.text", node=node.config.node.title, email=login.email)],
        action=(words.t("letter.invite.action"), link(node, RESET_PATH, secret)),
        after=[words.t("letter.invite.after", count=LASTS[Purpose.INVITE].days)],
        closing=closing(node, words),
    )
    await write_to(node, letter, login.email)


async def _notice(node: Context, args: dict[str, str]) -> None:
    login = await find_reader(node, args)
    if login is None:
        return
    words, notice = words_for(node, login), args["notice"]
    at = node.clock().fromisoformat(args["at"])
    letter = Letter(
        language=words.language,
        subject=words.t(f"letter.notice.{notice}.subject", node=node.config.node.title),
        paragraphs=[words.t(f"letter.notice.{notice}.text", detail=args["detail"], when=words.full(at))],
        action=(words.t("letter.notice.action"), f"{node.config.origin}/einstellungen"),
        after=[words.t("letter.notice.not_you")],
        closing=closing(node, words),
    )
    await write_to(node, letter, args["to"] or login.email)
