"""Messages to an app through somebody's push service, which must carry them and cannot read them.

The message is encrypted for the app (RFC 8291 in the coding of RFC 8188, or, for apps made before them, their drafts as
Mastodon still speaks them). With it goes proof of who sends (VAPID, RFC 8292): the push service lets nobody else use the
subscription.
"""

import os
import struct
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from node.errors import Invalid

POINT_BYTES: Final = 65
SECRET_BYTES: Final = 16
_SALT_BYTES: Final = 16
_RECORD_BYTES: Final = 4_096
_MOST_BYTES: Final = 3_993  # what a push service must take (RFC 8030), less what encrypting adds
_PADDED_TO: Final = 512  # so that the length does not tell what it is about
_VALID_FOR: Final = timedelta(hours=12)


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def load_point(data: bytes) -> EllipticCurvePublicKey:
    """Raises Invalid for what is no point of P-256."""
    if len(data) != POINT_BYTES:
        raise Invalid("a public key on P-256 has 65 bytes")
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), data)
    except ValueError:
        raise Invalid("this is no public key on P-256") from None


def _point(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass(frozen=True, slots=True)
class Vapid:
    """The node's own key, by which push services know it: a number of 32 bytes, and the point apps hand to their push
    service. The key itself is put together when something is signed; most nodes start more often than they push."""

    private: bytes = field(repr=False)
    public: str

    @classmethod
    def generate(cls) -> Self:
        key = generate_private_key(SECP256R1())
        return cls(key.private_numbers().private_value.to_bytes(32, "big"), base64url(_point(key)))

    def token(self, endpoint: str, *, subject: str, now: datetime) -> str:
        """Says to the service behind `endpoint`, and to no other, who we are. `subject`: where its operator reaches us."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((now + _VALID_FOR).timestamp()), "sub": subject}
        head = msgspec.json.encode({"typ": "JWT", "alg": "ES256"})
        signed = f"{base64url(head)}.{base64url(msgspec.json.encode(claims))}"
        key = derive_private_key(int.from_bytes(self.private, "big"), SECP256R1())
        r, s = decode_dss_signature(key.sign(signed.encode(), ECDSA(SHA256())))
        return f"{signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is posted to the push service."""

    body: bytes
    headers: Mapping[str, str]


def seal(
    message: bytes,
    *,
    receiver: bytes,
    secret: bytes,
    standard: bool,
    vapid: Vapid,
    token: str,
) -> Sealed:
    """Encrypted so that only the app with the private half of `receiver` can read it. Raises Invalid."""
    if len(message) > _MOST_BYTES:
        raise Invalid("the message is longer than push services take")
    sender, salt = generate_private_key(SECP256R1()), os.urandom(_SALT_BYTES)
    if standard:
        padding = min(-(len(message) + 1) % _PADDED_TO, _MOST_BYTES - len(message))
        return Sealed(
            encrypt(message, receiver, secret, sender, salt, padding=padding),
            {"Content-Encoding": "aes128gcm", "Authorization": f"vapid t={token}, k={vapid.public}"},
        )
    return Sealed(
        encrypt_legacy(message, receiver, secret, sender, salt),
        {
            "Content-Encoding": "aesgcm",
            "Encryption": f"salt={base64url(salt)}",
            "Crypto-Key": f"dh={base64url(_point(sender))};p256ecdsa={vapid.public}",
            "Authorization": f"WebPush {token}",
        },
    )


def encrypt(  # what RFC 8291 names
    message: bytes, receiver: bytes, secret: bytes, sender: EllipticCurvePrivateKey, salt: bytes, *, padding: int = 0
) -> bytes:
    """RFC 8291: one record, with all that the receiver needs in front of it."""
    shared = sender.exchange(ECDH(), load_point(receiver))
    own = _point(sender)
    material = _derive(shared, secret, b"WebPush: info\0" + receiver + own, 32)
    key = _derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(material, salt, b"Content-Encoding: nonce\0", 12)
    record = AESGCM(key).encrypt(nonce, message + b"\2" + bytes(padding), None)
    return salt + struct.pack("!LB", _RECORD_BYTES, len(own)) + own + record


def encrypt_legacy(
    message: bytes, receiver: bytes, secret: bytes, sender: EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """Draft 4 of RFC 8291 (`aesgcm`), which apps on telephones were made for."""
    shared = sender.exchange(ECDH(), load_point(receiver))
    context = b"\0P-256\0" + b"".join(struct.pack("!H", len(each)) + each for each in (receiver, _point(sender)))
    material = _derive(shared, secret, b"Content-Encoding: auth\0", 32)
    key = _derive(material, salt, b"Content-Encoding: aesgcm" + context, 16)
    nonce = _derive(material, salt, b"Content-Encoding: nonce" + context, 12)
    return AESGCM(key).encrypt(nonce, b"\0\0" + message, None)


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)
