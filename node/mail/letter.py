"""A letter to somebody of ours, as the mail it becomes: plain text and HTML that say the same, nothing loaded from
anywhere, nothing that tells who read it, and headers nobody can smuggle anything into (T-182)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from secrets import token_hex

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from node.errors import Refused

_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of several things a letter tells, with (what it does, its address) of its link."""

    title: str
    paragraphs: Sequence[str]
    link: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is said, in one language. `action` is (what it does, its address); `closing` stands below everything, and after
    it `stop`, a link like `action`. `unsubscribe` is an address where one click, also a mail program's (RFC 8058), ends such
    letters; `list_id` what programs sort them by (RFC 2919). A letter that is sent twice says so by the same `number`: mail
    programs show it once then."""

    language: str
    subject: str
    paragraphs: Sequence[str]
    items: Sequence[str] = ()
    parts: Sequence[Part] = ()
    action: tuple[str, str] | None = None
    after: Sequence[str] = ()
    closing: Sequence[str] = ()
    stop: tuple[str, str] | None = None
    unsubscribe: str = ""
    list_id: str = ""
    number: str = ""


def as_mail(letter: Letter, *, name: str, sender: str, to: str, reply_to: str, now: datetime) -> EmailMessage:
    """The mail, from `sender`, called `name`. Raises Refused when no mail can be written to an address."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = Address(one_line(name), addr_spec=sender)
        mail["To"] = Address(addr_spec=to)
        if reply_to:
            mail["Reply-To"] = Address(addr_spec=reply_to)
    except (ValueError, IndexError, MessageError):
        raise Refused("no mail can be written to this address") from None
    mail["Subject"] = one_line(letter.subject)[:_LONGEST_SUBJECT]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{letter.number or token_hex(16)}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes, please
    mail["X-Auto-Response-Suppress"] = "All"  # the same in Exchange's words
    if letter.unsubscribe:
        mail["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if letter.list_id:
        mail["List-Id"] = f"<{letter.list_id}>"
    mail.set_content(_templates().get_template("letter.txt").render(letter=letter))
    mail.add_alternative(_templates().get_template("letter.html").render(letter=letter), subtype="html")
    mail["Content-Language"] = letter.language  # last: making the content takes such headers away
    return mail


def one_line(text: str) -> str:
    """Without line ends, control characters and those that turn the writing direction around."""
    kept = "".join(" " if each.isspace() else each for each in text if each.isspace() or _is_plain(each))
    return " ".join(kept.split())


def _is_plain(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


@lru_cache(maxsize=1)
def _templates() -> Environment:
    """Compiled once, with the first letter. HTML is escaped, plain text is plain."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
