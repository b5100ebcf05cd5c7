"""A passkey device in software: it makes keys, signs what a site asks it to sign, and can be told to misbehave."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Key:
    """One passkey on the device. `counts`: it says how often it signed, as security keys do and synced ones do not."""

    site: str
    user: bytes
    private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
    id: bytes
    count: int = 0
    counts: bool = True

    @property
    def public(self) -> bytes:
        """In COSE (RFC 9053)."""
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return cbor2.dumps({1: 1, 3: -8, -1: 6, -2: self.private.public_key().public_bytes_raw()})
        numbers = self.private.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(data)
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass
class Device:
    """`origin` is where its browser is; `verifies`: it makes sure of the person by finger or PIN."""

    origin: str
    site: str = ""
    verifies: bool = True
    keys: list[Key] = field(default_factory=list)

    def create(
        self,
        options: dict[str, Any],
        *,
        kind: Literal["es256", "ed25519"] = "es256",
        counts: bool = True,
        called: bytes = b"",
    ) -> dict[str, Any]:
        """`navigator.credentials.create`, as our script writes down what comes of it. `called`: the key's id, where it
        is not to be a new one."""
        private = ed25519.Ed25519PrivateKey.generate() if kind == "ed25519" else ec.generate_private_key(ec.SECP256R1())
        site = self.site or options["rp"]["id"]
        key = Key(site, bytes_of(options["user"]["id"]), private, called or secrets.token_bytes(32), counts=counts)
        self.keys.append(key)
        told = self._told("webauthn.create", options)
        credential = bytes(16) + len(key.id).to_bytes(2) + key.id + key.public
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._about(key, ATTESTED) + credential}
        return _written(key, clientDataJSON=told, attestationObject=cbor2.dumps(attestation))

    def get(self, options: dict[str, Any], *, key: Key | None = None, names_user: bool = True) -> dict[str, Any]:
        """`navigator.credentials.get` with the first key that fits."""
        allowed = [each["id"] for each in options.get("allowCredentials", [])]
        fitting = [each for each in self.keys if not allowed or text_of(each.id) in allowed]
        chosen = key or fitting[0]
        chosen.count += chosen.counts
        told, about = self._told("webauthn.get", options), self._about(chosen, 0)
        signature = chosen.sign(about + sha256(told).digest())
        user = {"userHandle": chosen.user} if names_user else {}
        return _written(chosen, clientDataJSON=told, authenticatorData=about, signature=signature, **user)

    def _told(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _about(self, key: Key, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return sha256((self.site or key.site).encode()).digest() + bytes([flags]) + key.count.to_bytes(4)


def _written(key: Key, **response: bytes) -> dict[str, Any]:
    return {
        "id": text_of(key.id),
        "rawId": text_of(key.id),
        "type": "public-key",
        "response": {name: text_of(value) for name, value in response.items()},
    }
