"""How a letter leaves: by a mail server, or shown where a developer looks. What may pass later raises Unreachable and is
tried again by the job that sends; a final no raises Refused."""

import ssl
import sys
from typing import TYPE_CHECKING

from node.config import MailSettings
from node.errors import Refused, Unreachable
from node.mail.letter import one_line

if TYPE_CHECKING:
    from email.message import EmailMessage


class NoMailbox(Refused):
    """The mail server does not take letters to this address, now or later."""


_SECONDS = 30.0
_TEMPORARY = range(400, 500)
_SAID = 200


async def send(settings: MailSettings, mail: "EmailMessage", to: str) -> None:
    """Raises Unreachable, Refused."""
    if settings.backend == "smtp":
        await _by_smtp(settings, mail, to)
    elif settings.backend == "console":
        _show(mail)
    else:
        raise Refused("mail.backend is none: no letters are sent")


async def _by_smtp(settings: MailSettings, mail: "EmailMessage", to: str) -> None:
    import aiosmtplib  # noqa: PLC0415  # many nodes never send one, and none does at its start

    try:
        await aiosmtplib.send(
            mail,
            sender=settings.sender,
            recipients=[to],
            hostname=settings.host,
            port=settings.port,
            username=settings.user or None,
            password=settings.password or None,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=None if settings.security == "none" else _trust(settings),
            timeout=_SECONDS,
        )
    except aiosmtplib.SMTPAuthenticationError as error:  # ours to mend: the letter must not be lost meanwhile
        raise Unreachable(f"the mail server does not know us: {_said(error.code, error.message)}") from None
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _judged(error.recipients[0].code, error.recipients[0].message, NoMailbox) from None
    except aiosmtplib.SMTPResponseException as error:
        raise _judged(error.code, error.message) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Unreachable(
            f"the mail server cannot be reached: {type(error).__name__}: {one_line(str(error))}"
        ) from None


def _trust(settings: MailSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.ca_file or None)


def _judged(code: int, message: str, final: type[Refused] = Refused) -> Unreachable | Refused:
    """4xx means later, also greylisting; 5xx never (RFC 5321 section 4.2.1)."""
    said = f"the mail server does not take it: {_said(code, message)}"
    return Unreachable(said, status=code) if code in _TEMPORARY or code < 0 else final(said, status=code)


def _said(code: int, message: str) -> str:
    return f"{code} {one_line(message)[:_SAID]}"


def _show(mail: "EmailMessage") -> None:
    """Headers and plain text, readable."""
    body = mail.get_body(("plain",))
    headers = "".join(f"{name}: {value}\n" for name, value in mail.items())
    sys.stderr.write(f"\n{'=' * 72}\n{headers}\n{'' if body is None else body.get_content()}{'=' * 72}\n")
    sys.stderr.flush()
