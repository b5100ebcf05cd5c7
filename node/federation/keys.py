"""Keys as actors publish and keep them: RSA for HTTP and LD signatures, Ed25519 for both schemes and for proofs.

A key is told by its kind, and the kind alone decides the algorithm: RSA signs with PKCS #1 v1.5 and SHA-256, Ed25519
with itself. Nobody's label is asked. Public keys arrive as PEM (`publicKeyPem`) or as Multikey (FEP-521a).
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

from node.errors import Invalid
from node.federation.multibase import from_base58btc, to_base58btc

Kind: TypeAlias = Literal["rsa", "ed25519"]
Algorithm: TypeAlias = Literal["rsa-v1_5-sha256", "ed25519"]

SMALLEST_RSA: Final = 2048
LARGEST_RSA: Final = 8192  # beyond it a verification costs an attacker nothing and us milliseconds
LARGEST_EXPONENT: Final = 1 << 64  # likewise; real keys have 65537
LONGEST_PEM: Final = 16_384
LONGEST_MULTIBASE: Final = 2_048

_ED25519_PUB: Final = b"\xed\x01"  # multicodec 0xed as a varint
_RSA_PUB: Final = b"\x85\x24"  # multicodec 0x1205 as a varint
_PADDING: Final = PKCS1v15()
_HASH: Final = SHA256()
# Some servers send the PEM with its line breaks doubled, lost, indented, or escaped once too often.
_PUBLIC_PEM: Final = re.compile(r"-----BEGIN (?:RSA )?PUBLIC KEY-----([^-]*)-----END (?:RSA )?PUBLIC KEY-----")
_ODD_SPACE: Final = re.compile(r"\s+|\\[rn]")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Somebody's public key, already found strong enough. Make one with `load_public` or `from_multibase`."""

    kind: Kind
    _key: RSAPublicKey | Ed25519PublicKey

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` was made over `data` with the private half."""
        try:
            if isinstance(self._key, RSAPublicKey):
                self._key.verify(signature, data, _PADDING, _HASH)
            else:
                self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True

    @property
    def algorithm(self) -> Algorithm:
        """The one algorithm this key is used with, by its name in RFC 9421."""
        return "rsa-v1_5-sha256" if self.kind == "rsa" else "ed25519"

    @property
    def pem(self) -> str:
        """`publicKeyPem`: SubjectPublicKeyInfo."""
        return self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def multibase(self) -> str:
        """`publicKeyMultibase` of a Multikey."""
        if isinstance(self._key, RSAPublicKey):
            return to_base58btc(_RSA_PUB + self._key.public_bytes(Encoding.DER, PublicFormat.PKCS1))
        return to_base58btc(_ED25519_PUB + self._key.public_bytes_raw())


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """One of our own keys. It can be kept and shared between threads; `repr` shows nothing of it."""

    kind: Kind
    _key: RSAPrivateKey | Ed25519PrivateKey

    def sign(self, data: bytes) -> bytes:
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, _PADDING, _HASH)
        return self._key.sign(data)

    @property
    def algorithm(self) -> Algorithm:
        """The one algorithm this key is used with, by its name in RFC 9421."""
        return "rsa-v1_5-sha256" if self.kind == "rsa" else "ed25519"

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.kind, self._key.public_key())

    @property
    def pem(self) -> str:
        """PKCS #8, not encrypted: it goes into our own store and nowhere else."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def locked(self, passphrase: str) -> str:
        """PKCS #8, encrypted: to be carried to another house."""
        return self._key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
        ).decode()


def generate_rsa(bits: int = SMALLEST_RSA) -> PrivateKey:
    """A new RSA key (about 0.1 s with 2048 bits, on the calling thread)."""
    if not SMALLEST_RSA <= bits <= LARGEST_RSA:
        raise Invalid(f"an RSA key has {SMALLEST_RSA} to {LARGEST_RSA} bits, not {bits}")
    return PrivateKey("rsa", generate_private_key(65537, bits))


def generate_ed25519() -> PrivateKey:
    return PrivateKey("ed25519", Ed25519PrivateKey.generate())


def load_private(pem: str) -> PrivateKey:
    """One of our own keys from our own store.

    Validating the primes would cost 33 ms a key; we trust what we wrote ourselves. Never use this on a stranger's PEM.
    """
    try:
        key = load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise Invalid("this is not a private key in PEM form") from problem
    if isinstance(key, RSAPrivateKey):
        return PrivateKey("rsa", key)
    if isinstance(key, Ed25519PrivateKey):
        return PrivateKey("ed25519", key)
    raise Invalid("a private key is RSA or Ed25519, nothing else")


def unlock_private(pem: str, passphrase: str) -> PrivateKey:
    """What `locked` gave, from a file that may be a stranger's: validated in full. Raises Invalid."""
    if len(pem) > LONGEST_PEM:
        raise Invalid("the private key is too long")
    try:
        key = load_pem_private_key(pem.encode(), passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise Invalid("the private keys cannot be opened: another passphrase, or a damaged file") from problem
    if isinstance(key, RSAPrivateKey):
        _refuse_weak(key.public_key())
        return PrivateKey("rsa", key)
    if isinstance(key, Ed25519PrivateKey):
        return PrivateKey("ed25519", key)
    raise Invalid("a private key is RSA or Ed25519, nothing else")


def load_public(pem: str) -> PublicKey:
    """A public key from `publicKeyPem`, in SPKI or PKCS #1 form, however its white space was treated on the way."""
    found = _PUBLIC_PEM.search(pem) if len(pem) <= LONGEST_PEM else None
    if found is None:
        raise Invalid("this is not a public key in PEM form")
    return _from_der(_base64(_ODD_SPACE.sub("", found[1])))


def from_multibase(text: str) -> PublicKey:
    """A public key from the `publicKeyMultibase` of a Multikey (FEP-521a): Ed25519 or RSA."""
    if len(text) > LONGEST_MULTIBASE:
        raise Invalid("the Multikey is too long")
    data = from_base58btc(text)
    if data.startswith(_ED25519_PUB):
        return from_ed25519_bytes(data[len(_ED25519_PUB) :])
    if data.startswith(_RSA_PUB):
        return _from_der(data[len(_RSA_PUB) :])
    raise Invalid("a Multikey is ed25519-pub or rsa-pub, nothing else")


def from_ed25519_bytes(raw: bytes) -> PublicKey:
    """An Ed25519 public key from its 32 bytes."""
    try:
        return PublicKey("ed25519", Ed25519PublicKey.from_public_bytes(raw))
    except ValueError as problem:
        raise Invalid("an Ed25519 public key has 32 bytes") from problem


def _from_der(der: bytes) -> PublicKey:
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise Invalid("the public key cannot be read") from problem
    if isinstance(key, Ed25519PublicKey):
        return PublicKey("ed25519", key)
    if not isinstance(key, RSAPublicKey):
        raise Invalid("a public key is RSA or Ed25519, nothing else")
    _refuse_weak(key)
    return PublicKey("rsa", key)


def _refuse_weak(key: RSAPublicKey) -> None:
    """T-034: short keys, and exponents with which anybody can sign (1) or nobody (even)."""
    if key.key_size < SMALLEST_RSA:
        raise Invalid(f"the RSA key has {key.key_size} bits, fewer than {SMALLEST_RSA}")
    if key.key_size > LARGEST_RSA:
        raise Invalid(f"the RSA key has {key.key_size} bits, more than {LARGEST_RSA}")
    exponent = key.public_numbers().e
    if exponent < 3 or exponent % 2 == 0 or exponent > LARGEST_EXPONENT:
        raise Invalid("the RSA key has an exponent that makes it worthless")


def _base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError) as problem:
        raise Invalid("the public key is not valid base64") from problem
