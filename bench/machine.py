"""How fast the machine is that measures: the same code costs three times as much on one as on another, so a figure says
little without it."""

import time

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

_USUAL = 0.22
"""Milliseconds of CPU for the signature on the machine for which the limits were set."""
_ROUNDS = 20
_SIGNATURES = 25


def machine() -> None:
    """The quickest of many short rounds: what others do on the machine meanwhile makes some of them slow."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    rounds = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for _ in range(_SIGNATURES):
            key.sign(b"what is measured", PKCS1v15(), SHA256())
        rounds.append((time.process_time() - began) / _SIGNATURES * 1000)
    took = min(rounds)
    print(
        f"(this machine: an RSA-2048 signature takes {took:.2f} ms CPU,"
        f" {took / _USUAL:.1f} times what it takes where the limits were set)",
        flush=True,
    )
