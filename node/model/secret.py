"""Secrets we hand out: random, long, and known to the store by their hash only (T-240, T-242)."""

import secrets
from hashlib import sha256


def new_secret() -> str:
    """43 signs of base64url: 256 bits."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What the store knows a secret by. It is random and long, so no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()
