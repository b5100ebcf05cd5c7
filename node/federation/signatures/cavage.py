"""HTTP signatures as the Fediverse speaks them: draft-cavage-http-signatures-12 with rsa-sha256 or hs2019.

Senders differ in small things that mean nothing: `created` quoted or bare, names of headers in any case, several
spaces between them, blanks around the commas. What they may not do is choose: the label `algorithm` only has to agree
with the key. `(request-target)` includes the query; servers that sign without it (Mastodon before 4.3) are refused
there, because accepting that would let anybody put another query under their signature.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import ClassVar, Final

from node.errors import Unauthenticated
from node.federation.keys import PrivateKey
from node.federation.signatures.digest import digest as digest_of
from node.federation.signatures.message import (
    LONGEST_SIGNATURE,
    MOST_COVERED,
    Claim,
    Message,
    Scheme,
    readable_key_id,
)

REQUEST_TARGET: Final = "(request-target)"
CREATED: Final = "(created)"
EXPIRES: Final = "(expires)"

# Labels we take, and the algorithm each stands for; None: whatever the key says (hs2019 and RSA: rsa-sha256).
_LABELS: Final[dict[str | None, str | None]] = {
    None: None,
    "hs2019": None,
    "rsa-sha256": "rsa-v1_5-sha256",
    "ed25519": "ed25519",
}
_PARAMETER: Final = re.compile(
    r'[ \t]*([A-Za-z][A-Za-z0-9_-]*)[ \t]*=[ \t]*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^ \t,"]+))[ \t]*(?:,|\Z)'
)
_ESCAPED: Final = re.compile(r"\\(.)")
_MOST_PARAMETERS: Final = 16
_UNIX_TIME: Final = re.compile(r"[0-9]{1,11}")
_UNIX_TIME_WITH_FRACTION: Final = re.compile(r"[0-9]{1,11}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class CavageClaim(Claim):
    scheme: ClassVar[Scheme] = "cavage"

    names: tuple[str, ...]  # what is covered, in the order it was signed
    created_text: str | None
    expires_text: str | None

    def base(self, message: Message) -> bytes:
        return signing_string(message, self.names, created=self.created_text, expires=self.expires_text)

    def require_target(self, message: Message) -> None:
        if REQUEST_TARGET not in self.covered:
            raise Unauthenticated("the signature does not cover the method and the target")
        if "host" not in self.covered or message.only("host") is None:
            raise Unauthenticated("the signature does not cover the host")

    def fits(self, algorithm: str) -> bool:
        return _LABELS.get(self.algorithm, "") in (None, algorithm)


def read(header: str) -> CavageClaim:
    """The claim of a `Signature` header."""
    parameters = _parameters(header)
    label = parameters.get("algorithm")
    label = label.lower() if label is not None else None
    if label not in _LABELS:
        raise Unauthenticated(f"the signature algorithm {label} is not accepted; rsa-sha256, ed25519 and hs2019 are")
    names = tuple(parameters.get("headers", "date" if label == "rsa-sha256" else CREATED).lower().split())
    covered = frozenset(names)
    if len(covered) != len(names) or len(names) > MOST_COVERED:
        raise Unauthenticated("the signature covers something twice, or too much")
    created, expires = parameters.get("created"), parameters.get("expires")
    _require_pseudo_headers(covered, label, created, expires)
    return CavageClaim(
        key_id=readable_key_id(parameters.get("keyid")),
        algorithm=label,
        covered=covered,
        created=int(created) if created is not None and CREATED in covered else None,
        expires=float(expires) if expires is not None else None,
        signature=_signature(parameters.get("signature", "")),
        names=names,
        created_text=created,
        expires_text=expires,
    )


def signing_string(
    message: Message, names: tuple[str, ...], *, created: str | None = None, expires: str | None = None
) -> bytes:
    """What is signed (draft-cavage-12, section 2.3): a line for each name, in that order."""
    lines: list[str] = []
    for name in names:
        if name == REQUEST_TARGET:
            value = f"{message.method.lower()} {message.target}"
        elif name == CREATED:
            value = created or ""
        elif name == EXPIRES:
            value = expires or ""
        else:
            given = message.only(name)
            if given is None:
                raise Unauthenticated(f"the signature covers the header {name}, which is not there")
            value = given
        lines.append(f"{name}: {value}")
    text = "\n".join(lines)
    if text.count("\n") != len(names) - 1 or "\r" in text:
        raise Unauthenticated("a signed header contains a line break")
    try:
        return text.encode(errors="surrogateescape")  # the bytes as they were received
    except UnicodeEncodeError as problem:
        raise Unauthenticated("a signed header contains what is no text") from problem


def sign(
    method: str,
    url: str,
    *,
    key: PrivateKey,
    key_id: str,
    now: datetime,
    body: bytes | None = None,
    digest: str | None = None,
    content_type: str = "application/activity+json",
    accept: str | None = None,
) -> dict[str, str]:
    """The headers to send with a request, all but the last of them signed.

    With a `body` (or the `digest` of it, made once for many inboxes) they are Host, Date, Digest and Content-Type, else
    Host, Date and, if given, Accept.
    """
    message = Message(method, url, {})
    headers = {"Host": message.authority, "Date": format_datetime(now.astimezone(UTC), usegmt=True)}
    if digest is None and body is not None:
        digest = digest_of(body)
    if digest is not None:
        headers |= {"Digest": digest, "Content-Type": content_type}
    elif accept is not None:
        headers["Accept"] = accept
    text = f"{REQUEST_TARGET}: {method.lower()} {message.target}"
    names = REQUEST_TARGET
    for name, value in headers.items():
        lower = name.lower()
        text += f"\n{lower}: {value}"
        names += f" {lower}"
    signature = b64encode(key.sign(text.encode())).decode()
    # Everybody knows rsa-sha256; for Ed25519 the draft has only "see the key".
    label = "rsa-sha256" if key.kind == "rsa" else "hs2019"
    headers["Signature"] = f'keyId="{key_id}",algorithm="{label}",headers="{names}",signature="{signature}"'
    return headers


def _parameters(header: str) -> dict[str, str]:
    """The parameters by lower-case name. Each may stand once."""
    found: dict[str, str] = {}
    at = 0
    while at < len(header):
        parameter = _PARAMETER.match(header, at)
        if parameter is None or len(found) == _MOST_PARAMETERS:
            raise Unauthenticated("the Signature header cannot be read")
        name = parameter[1].lower()
        if name in found:
            raise Unauthenticated(f"the Signature header gives {name} twice")
        found[name] = _ESCAPED.sub(r"\1", parameter[2]) if parameter[3] is None else parameter[3]
        at = parameter.end()
    return found


def _require_pseudo_headers(
    covered: frozenset[str], label: str | None, created: str | None, expires: str | None
) -> None:
    """`(created)` and `(expires)` belong to hs2019 (section 2.3), and need their parameter."""
    if created is not None and not _UNIX_TIME.fullmatch(created):
        raise Unauthenticated("the signature's created is not a Unix time")
    if expires is not None and not _UNIX_TIME_WITH_FRACTION.fullmatch(expires):
        raise Unauthenticated("the signature's expires is not a Unix time")
    for name, value in ((CREATED, created), (EXPIRES, expires)):
        if name in covered and (value is None or label not in (None, "hs2019")):
            raise Unauthenticated(f"the signature covers {name}, which needs its parameter and the label hs2019")
    unknown = [name for name in covered if name.startswith("(") and name not in (REQUEST_TARGET, CREATED, EXPIRES)]
    if unknown:
        raise Unauthenticated(f"the signature covers {unknown[0]}, which we do not know")


def _signature(text: str) -> bytes:
    try:
        signature = b64decode(text, validate=True)
    except ValueError as problem:  # binascii.Error is one
        raise Unauthenticated("the signature is not valid base64") from problem
    if not 0 < len(signature) <= LONGEST_SIGNATURE:
        raise Unauthenticated("the signature is missing or too long")
    return signature
