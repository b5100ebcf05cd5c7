"""A letter as the mail it becomes: plain text and HTML that say the same, nothing loaded from anywhere, nothing that tells
who read it, and headers nobody can smuggle anything into (T-182). Loaded with the first letter."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from secrets import token_hex

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from node.errors import Refused
from node.mail.letter import Letter, one_line

_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST_SUBJECT = 200


class _Literal(UnstructuredHeader, BaseHeader):
    """For addresses of programs: as an encoded word, as the library folds long ones, no mail program understands them."""

    max_count = 1

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("list-unsubscribe", "list-id", "message-id"):
    _HEADERS.map_to_type(_name, _Literal)
_POLICY = SMTP.clone(header_factory=_HEADERS)


def as_mail(letter: Letter, *, name: str, sender: str, to: str, reply_to: str, now: datetime) -> EmailMessage:
    """The mail, from `sender`, called `name`. Raises Refused when no mail can be written to an address."""
    mail = EmailMessage(policy=_POLICY)
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


@lru_cache(maxsize=1)
def _templates() -> Environment:
    """Compiled once. HTML is escaped, plain text is plain."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
