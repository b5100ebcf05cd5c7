"""What a person proves themselves with beside the password, and the tickets their letters carry."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """An app that makes codes (RFC 6238). `last_step` is the newest period of which a code was taken."""

    login_id: int
    secret: str
    last_step: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """`credential_id` and `public_key` in base64url, as WebAuthn and COSE have them."""

    id: int
    login_id: int
    credential_id: str
    public_key: str
    sign_count: int
    name: str
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """All second factors of one person. `codes_left`: recovery codes not used yet, which are no factor by themselves."""

    generator: Generator | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    def __bool__(self) -> bool:
        return self.generator is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfLogin:
    """Somebody who gave the right password and has to prove a second thing. `tries` were wrong so far."""

    login_id: int
    tries: int


ChallengePurpose = Literal["add", "second", "alone"]
"""What a passkey signs for: being added, being the second factor, being the whole log-in."""


class Purpose(StrEnum):
    """What a ticket is for. `INVITE` is a `RESET` of somebody who never had a password, and is good for longer."""

    CONFIRM = "confirm"
    RESET = "reset"
    INVITE = "invite"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The secret in a link of a letter: whoever brings it reads the mail of `email`."""

    login_id: int
    purpose: Purpose
    email: str
    expires_at: datetime
