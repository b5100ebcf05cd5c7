"""Digests of the body, made and checked: `Digest` (RFC 3230) and `Content-Digest` (RFC 9530)."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256, sha512
from hmac import compare_digest
from typing import Final

from node.errors import Invalid, Unauthenticated
from node.federation.signatures.message import Message
from node.federation.signatures.structured import Item, parse_dictionary

WITH_BODY: Final = ("POST", "PUT", "PATCH")

_KNOWN: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "sha-256": lambda body: sha256(body).digest(),
    "sha-512": lambda body: sha512(body).digest(),
}


def digest(body: bytes) -> str:
    """The value of `Digest`. Make it once for a body that goes to many inboxes."""
    return "SHA-256=" + b64encode(sha256(body).digest()).decode()


def content_digest(body: bytes) -> str:
    """The value of `Content-Digest`. Make it once for a body that goes to many inboxes."""
    return "sha-256=:" + b64encode(sha256(body).digest()).decode() + ":"


def check_digests(message: Message, covered: frozenset[str]) -> None:
    """Every digest given fits the bytes received, and one of them is signed if there is a body to speak of."""
    old = message.only("digest")
    if old is not None:
        _check(message.body, _read_digest(old), "Digest", needed=("sha-256",))
    new = message.only("content-digest")
    if new is not None:
        _check(message.body, _read_content_digest(new), "Content-Digest", needed=("sha-256", "sha-512"))
    signed = (old is not None and "digest" in covered) or (new is not None and "content-digest" in covered)
    if (message.body or message.method in WITH_BODY) and not signed:
        raise Unauthenticated("the signature does not cover a digest of the body")


def _check(body: bytes, given: Mapping[str, bytes], name: str, *, needed: tuple[str, ...]) -> None:
    if not any(algorithm in given for algorithm in needed):
        raise Unauthenticated(f"{name} needs {' or '.join(needed)}")
    for algorithm, value in given.items():
        make = _KNOWN.get(algorithm)  # others beside a good one are tolerated: senders still add unixsum and the like
        if make is not None and not compare_digest(make(body), value):
            raise Unauthenticated(f"the {name} does not fit the body")


def _read_digest(value: str) -> dict[str, bytes]:
    given: dict[str, bytes] = {}
    for part in value.split(","):
        name, equals, text = part.strip(" \t").partition("=")
        algorithm = name.lower()
        if not equals or algorithm in given:
            raise Unauthenticated("the Digest header cannot be read")
        given[algorithm] = _base64(text) if algorithm in _KNOWN else b""
    return given


def _read_content_digest(value: str) -> dict[str, bytes]:
    try:
        members = parse_dictionary(value)
    except Invalid as problem:
        raise Unauthenticated("the Content-Digest header cannot be read") from problem
    return {
        name: member.value
        for name, member in members.items()
        if isinstance(member, Item) and isinstance(member.value, bytes)
    }


def _base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError as problem:  # binascii.Error is one
        raise Unauthenticated("the Digest header is not valid base64") from problem
