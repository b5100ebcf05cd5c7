"""Object integrity proofs: FEP-8b32, which is `eddsa-jcs-2022` of the W3C's vc-di-eddsa.

A proof stays with its document wherever it is forwarded. It signs two SHA-256 sums: of the proof's own options, and of
the document without its proof, each as canonical JSON (RFC 8785). It says which key made it, not whether that key may
speak for the document: whoever verifies one compares the key's owner with the actor or author.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import rfc8785

from node.errors import Invalid, Unauthenticated
from node.federation.keys import PrivateKey, PublicKey
from node.federation.multibase import from_base58btc, to_base58btc

TYPE: Final = "DataIntegrityProof"
SUITE: Final = "eddsa-jcs-2022"
PURPOSE: Final = "assertionMethod"
AHEAD: Final = timedelta(hours=1)
MOST_PROOFS: Final = 8
LONGEST_METHOD: Final = 2_048


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof of a kind we can check; `verification_method` is the address of the key that is said to have made it."""

    verification_method: str
    signature: bytes
    options: Mapping[str, Any]


def add_proof(
    document: Mapping[str, Any], *, key: PrivateKey, verification_method: str, created: datetime
) -> dict[str, Any]:
    """The document with a proof by an Ed25519 key; an older `proof` is replaced.

    An LD signature, if there shall be one, goes around it afterwards: verifiers take `signature` off first. The
    document's `@context` is repeated in the proof, as vc-di-eddsa wants; receivers that add it themselves agree.
    """
    if key.kind != "ed25519":
        raise Invalid("an integrity proof needs an Ed25519 key")
    bare = {name: value for name, value in document.items() if name not in ("proof", "signature")}
    options = {
        "type": TYPE,
        "cryptosuite": SUITE,
        "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
    }
    if "@context" in bare:
        options["@context"] = bare["@context"]
    signature = key.sign(_hash(options) + _hash(bare))
    return {**bare, "proof": {**options, "proofValue": to_base58btc(signature)}}


def find_proof(document: Mapping[str, Any]) -> Proof | None:
    """The first proof we can check; None if the document carries none of that kind."""
    given = document.get("proof")
    for proof in given[:MOST_PROOFS] if isinstance(given, list) else [given]:
        if isinstance(proof, Mapping) and (found := _readable(proof)):
            return found
    return None


def verify_proof(document: Mapping[str, Any], key: PublicKey, *, now: datetime) -> Proof:
    """The proof of the document, if `key` made it; raises `Unauthenticated` otherwise."""
    proof = find_proof(document)
    if proof is None:
        raise Unauthenticated("the document carries no integrity proof we can check")
    if key.kind != "ed25519":
        raise Unauthenticated("an integrity proof needs an Ed25519 key")
    _check_times(proof.options, now)
    if "@context" in proof.options and _as_list(proof.options["@context"]) != _as_list(document.get("@context")):
        # The specification lets a verifier put the proof's shorter context in place; we read the words of the document
        # itself, so somebody in between must not have given them another meaning.
        raise Unauthenticated("the integrity proof was made with another @context")
    try:
        signed = any(key.verify(proof.signature, data) for data in _candidates(document, proof.options))
    except Invalid as problem:
        raise Unauthenticated(f"the integrity proof cannot be checked: {problem.reason}") from problem
    if not signed:
        raise Unauthenticated("the integrity proof does not fit the document and the key")
    return proof


def _candidates(document: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[bytes]:
    """What may have been signed.

    Fedify hashes the document's `@context` among the options but does not send it there; FEP-8b32's own vector leaves
    it out. An LD signature is usually put around the proof, seldom under it.
    """
    bare = {name: value for name, value in document.items() if name not in ("proof", "signature")}
    documents = [_hash(bare)]
    if "signature" in document:
        documents.append(_hash({**bare, "signature": document["signature"]}))
    configurations = [_hash(options)]
    if "@context" not in options and "@context" in document:
        configurations.append(_hash({**options, "@context": document["@context"]}))
    return (configuration + bare_hash for bare_hash in documents for configuration in configurations)


def _readable(proof: Mapping[str, Any]) -> Proof | None:
    method, value = proof.get("verificationMethod"), proof.get("proofValue")
    if (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose")) != (TYPE, SUITE, PURPOSE):
        return None
    if not isinstance(method, str) or not 0 < len(method) <= LONGEST_METHOD or not isinstance(value, str):
        return None
    try:
        signature = from_base58btc(value)
    except Invalid:
        return None
    if len(signature) != 64:
        return None
    return Proof(method, signature, {name: option for name, option in proof.items() if name != "proofValue"})


def _check_times(options: Mapping[str, Any], now: datetime) -> None:
    created, expires = _moment(options, "created"), _moment(options, "expires")
    if created is not None and created > now + AHEAD:
        raise Unauthenticated("the integrity proof's date lies in the future")
    if expires is not None and expires < now:
        raise Unauthenticated("the integrity proof has expired")


def _moment(options: Mapping[str, Any], name: str) -> datetime | None:
    value = options.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as problem:
        raise Unauthenticated(f"the integrity proof's {name} is not a date") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _as_list(context: object) -> list[object]:
    return context if isinstance(context, list) else [context]


def _hash(value: Mapping[str, Any]) -> bytes:
    return sha256(canonical(value)).digest()


def canonical(value: Mapping[str, Any]) -> bytes:
    """Canonical JSON (RFC 8785); `Invalid` for what it cannot express: NaN, integers beyond 2^53, half surrogates."""
    try:
        return rfc8785.dumps(dict(value))
    except (rfc8785.CanonicalizationError, RecursionError) as problem:
        raise Invalid("the document cannot be written as canonical JSON (RFC 8785)") from problem
