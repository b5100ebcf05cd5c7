"""Codes a person types: those of a generator (TOTP, RFC 6238: six digits, half a minute, SHA-1, as every app makes them)
and recovery codes for the day it is lost."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from node.model.secret import hash_of

SECONDS: Final = 30
DIGITS: Final = 6
RECOVERY_CODES: Final = 10

_SECRET_BYTES = 20
_EITHER_SIDE = 1  # clocks of telephones are not always right, and a person takes a while to type
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks alike
_GROUPS, _GROUP = 4, 4


def new_generator_secret() -> str:
    """160 random bits in base32, as generators take them."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def is_generator_secret(text: str) -> bool:
    """Whether it can be one that we made."""
    try:
        return len(base64.b32decode(text)) == _SECRET_BYTES
    except (binascii.Error, ValueError):
        return False


def generator_uri(secret: str, *, name: str, issuer: str) -> str:
    """What the picture says that a generator reads (the key URI format)."""
    label = quote(f"{issuer}:{name}", safe="@")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def code_at(secret: str, step: int) -> str:
    """The code of one period of half a minute."""
    generator = TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS, enforce_key_length=False)  # noqa: S303
    return generator.generate(step * SECONDS).decode()


def step_of(secret: str, typed: str, now: datetime, *, after: int) -> int | None:
    """The period whose code was typed: this one, the one before or the next, but none up to `after`."""
    code = "".join(typed.split())
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    present, found = int(now.timestamp()) // SECONDS, None
    for step in range(present - _EITHER_SIDE, present + _EITHER_SIDE + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def new_recovery_codes() -> Sequence[str]:
    """Ten of `abcd-efgh-jkmn-pqrs`: 79 bits each, so a plain hash is enough to keep them."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_hash(typed: str) -> str:
    """However it is written: with or without hyphens and spaces, in capitals or not."""
    return hash_of("".join(each for each in typed.lower() if each.isalnum()))
