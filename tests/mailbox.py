"""A real mail server that keeps what it is given: for tests, on loopback, with or without TLS."""

import datetime as dt
import re
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "knoten", "nur für den Versand"


@dataclass
class Mailbox:
    """`answers` are what the server says to the next letters instead of taking them."""

    port: int = 0
    security: str = "none"
    ca_file: str = ""
    got: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        """The section of the configuration."""
        return {
            "backend": "smtp",
            "host": "127.0.0.1",
            "port": self.port,
            "security": self.security,
            "ca_file": self.ca_file,
            "sender": "knoten@here.test",
        }

    def to(self, address: str) -> list[EmailMessage]:
        return [each for each in self.got if each["To"] == address]

    def subjects(self, address: str) -> list[str]:
        return [str(each["Subject"]) for each in self.to(address)]

    def last(self, address: str) -> str:
        """The plain text of the newest letter to somebody."""
        return text_of(self.to(address)[-1])

    def link(self, address: str) -> str:
        """The path of the first link in it."""
        found = re.search(r"http://[^/\s]+(/\S*)", self.last(address))
        assert found is not None, self.last(address)
        return found[1]

    # What the server asks of a handler

    async def handle_RCPT(  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers and self.answers[0].startswith("RCPT "):
            return self.answers.pop(0).removeprefix("RCPT ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        assert max(len(line) for line in content.split(b"\r\n")) <= 998  # RFC 5321 section 4.5.3.1.6
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        assert mail.defects == []
        self.got.append(mail)
        self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        return "250 OK"


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@asynccontextmanager
async def open_mailbox(folder: Path, *, security: str = "none", needs_login: bool = False) -> AsyncIterator[Mailbox]:
    import asyncio

    mailbox = Mailbox(security=security)
    context = None
    if security != "none":
        mailbox.ca_file = str(folder / "mail.pem")
        context = _certified(Path(mailbox.ca_file), folder / "mail.key")
    loop = asyncio.get_running_loop()

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword) -> AuthResult:
        mailbox.users.append(given.login.decode())
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    def serve() -> SMTP:
        with warnings.catch_warnings(
            action="ignore"
        ):  # it does not know of TLS from the start, nor that we test without
            return SMTP(
                mailbox,
                hostname="mail.test",
                loop=loop,
                tls_context=context if security == "starttls" else None,
                require_starttls=security == "starttls",
                auth_required=needs_login,
                auth_require_tls=security == "starttls",
                authenticator=authenticate if needs_login else None,
                enable_SMTPUTF8=False,
            )

    server = await loop.create_server(serve, "127.0.0.1", 0, ssl=context if security == "tls" else None)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()
        await server.wait_closed()


def _certified(certificate_file: Path, key_file: Path) -> ssl.SSLContext:
    """A certificate we made ourselves, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate_file, key_file)
    return context
