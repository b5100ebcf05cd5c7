"""LD signatures (RsaSignature2017): made, so that Mastodon forwards replies to what we send; never trusted on receipt.

Signed are two SHA-256 sums in hexadecimal, of the options and of the document, each in canonical RDF (URDNA2015). The
options are read with `https://w3id.org/identity/v1`, which is what Mastodon does. Contexts come from the files beside
this module and from nowhere else: signing never waits for the network, and nobody can change what our words mean.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final

from node.errors import Invalid
from node.federation.keys import PrivateKey

TYPE: Final = "RsaSignature2017"
OPTIONS_CONTEXT: Final = "https://w3id.org/identity/v1"

BUNDLED: Final[Mapping[str, str]] = {
    "https://www.w3.org/ns/activitystreams": "activitystreams",
    "https://w3id.org/security/v1": "security-v1",
    "https://w3id.org/identity/v1": "identity-v1",
    "https://www.w3.org/ns/did/v1": "did-v1",
    "https://www.w3.org/ns/cid/v1": "cid-v1",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-v1",
    "https://w3id.org/security/data-integrity/v2": "data-integrity-v2",
    "https://w3id.org/security/multikey/v1": "multikey-v1",
    "https://purl.archive.org/socialweb/webfinger": "webfinger",
    "https://purl.archive.org/miscellany": "miscellany",
    "https://gotosocial.org/ns": "gotosocial",
    "https://join-lemmy.org/context.json": "join-lemmy",
    "https://w3id.org/fep/5711": "fep-5711",
    "http://joinmastodon.org/ns": "joinmastodon",
}
_MOST_RESOLVED: Final = 64  # contexts kept ready, ours and the inline ones we send


class LdSigner:
    """Signs documents of ours. One for a process: it keeps the contexts it has worked out.

    A signature takes about 2 ms the first contexts aside, so make it once for an activity, not once for an inbox.
    """

    def __init__(self) -> None:
        folder = Path(__file__).parent / "contexts"
        self._documents = {
            address: json.loads((folder / f"{name}.jsonld").read_text("utf-8")) for address, name in BUNDLED.items()
        }
        self._resolved = _Resolved()
        self._lock = Lock()

    def sign(self, document: Mapping[str, Any], *, key: PrivateKey, creator: str, created: datetime) -> dict[str, Any]:
        """The document with a `signature` by the RSA key whose address is `creator`; the same again for the same time.

        Whatever else the document shall carry (a `proof`) has to be in it already.
        """
        if key.kind != "rsa":
            raise Invalid("an LD signature needs an RSA key")
        options = {"creator": creator, "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        bare = {name: value for name, value in document.items() if name != "signature"}
        with self._lock:  # the cache of contexts is not made for several threads
            data = self._hash({"@context": OPTIONS_CONTEXT, **options}) + self._hash(bare)
        value = b64encode(key.sign(data.encode())).decode()
        return {**bare, "signature": {"type": TYPE, **options, "signatureValue": value}}

    def _hash(self, document: Mapping[str, Any]) -> str:
        return sha256(self.canonical(document).encode()).hexdigest()

    def canonical(self, document: Mapping[str, Any]) -> str:
        """The document as canonical N-Quads; `Invalid` if it names a context that is not bundled, or is no JSON-LD."""
        from pyld import jsonld  # noqa: PLC0415  # it and what it brings cost 8 MB, and a node that only reads needs none
        from pyld.context_resolver import ContextResolver  # noqa: PLC0415  # likewise

        options = {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": self._load,
            "contextResolver": ContextResolver(self._resolved, self._load),
        }
        try:
            canonical: str = jsonld.normalize(dict(document), options)
        except jsonld.JsonLdError as problem:
            raise Invalid(_reason(problem)) from problem
        except (TypeError, ValueError, AttributeError, KeyError, RecursionError) as problem:
            raise Invalid("the document cannot be read as JSON-LD") from problem
        if not canonical:
            raise Invalid("the document says nothing as JSON-LD; is its @context missing?")
        return canonical

    def _load(self, address: str, _options: object) -> dict[str, Any]:
        document = self._documents.get(address)
        if document is None:
            raise Invalid(f"the JSON-LD context {address} is not one of those we know")
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": document}


class _Resolved(dict[str, Any]):
    """Contexts worked out, by address or content. Starts afresh when full: our own documents use a handful."""

    def __setitem__(self, key: str, value: Any) -> None:
        if len(self) >= _MOST_RESOLVED:
            self.clear()
        super().__setitem__(key, value)


def _reason(problem: BaseException) -> str:
    """The innermost of pyld's nested errors knows what is wrong; the loader's refusal is our own."""
    innermost = problem
    while innermost.__cause__ is not None:
        innermost = innermost.__cause__
    return innermost.reason if isinstance(innermost, Invalid) else "the document cannot be read as JSON-LD"
