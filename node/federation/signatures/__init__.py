"""HTTP signatures, both kinds: who says they sent a request, and whether that is true. Bytes in, values out.

A request is checked in three steps, because before the last one somebody has to find the key:

    claim = read_claim(message)              # which key, and does the signature cover enough to be worth a look?
    check(message, claim, now=now)           # is it fresh, is the body the one that was signed?
    prove(message, claim, key)               # was it really that key?

Each returns, or raises `Unauthenticated` with a sentence the sender's administrator can act on. Rules for both kinds:

* The key decides the algorithm: rsa-v1_5-sha256 for RSA, ed25519 for Ed25519. A label that says otherwise is refused.
  This closes the classic forgery, an HMAC made with the public key (which everybody has) as its secret.
* Covered must be: method and target, host, a date (`Date` or `created`), and for a body the digest of its very bytes.
* A date may be one hour ahead of us and twelve behind, `expires` ends a signature at once.
* What could be read in two ways (a header given twice, a parameter given twice) is refused.

Out: `sign_cavage` and `sign_rfc9421` return the headers to send. Which one to try first is the client's affair.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from node.errors import Unauthenticated
from node.federation.keys import PublicKey
from node.federation.signatures import cavage, rfc9421
from node.federation.signatures.accept import Wanted, read_accept_signature
from node.federation.signatures.cavage import sign as sign_cavage
from node.federation.signatures.digest import check_digests, content_digest, digest
from node.federation.signatures.message import Claim, Message, Scheme, refuse_doubles, require_own_host
from node.federation.signatures.rfc9421 import sign as sign_rfc9421

__all__ = [
    "Claim",
    "Message",
    "Scheme",
    "Wanted",
    "check",
    "content_digest",
    "digest",
    "has_claim",
    "prove",
    "read_accept_signature",
    "read_claim",
    "sign_cavage",
    "sign_rfc9421",
]

AHEAD: Final = timedelta(hours=1)
BEHIND: Final = timedelta(hours=12)

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HTTP_DATE: Final = re.compile(
    r"[A-Z][a-z]{2}, ([0-9]{1,2}) (" + "|".join(_MONTHS) + r") ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) (?:GMT|UTC)"
)


def has_claim(message: Message) -> bool:
    """Whether the request says at all who sent it."""
    return "signature" in message.headers or "signature-input" in message.headers


def read_claim(message: Message) -> Claim:
    """What the sender claims. Refused here already: what no key could make good."""
    refuse_doubles(message)
    signature = message.only("signature")
    if not signature:
        raise Unauthenticated("the request is not signed")
    signature_input = message.only("signature-input")
    claim = cavage.read(signature) if signature_input is None else rfc9421.read(signature_input, signature)
    _check_coverage(message, claim)
    return claim


def check(message: Message, claim: Claim, *, now: datetime) -> None:
    """Within the time allowed, and the body the one that was signed. Needs no key: worth doing before fetching one."""
    _check_clock(message, claim, now.timestamp())
    check_digests(message, claim.covered)


def prove(message: Message, claim: Claim, key: PublicKey) -> None:
    """Return if `key` made this signature of this message; says nothing of what `check` looks at."""
    if not claim.fits(key.algorithm):
        raise Unauthenticated(f"the signature says {claim.algorithm}, but the key is used with {key.algorithm}")
    if not key.verify(claim.signature, claim.base(message)):
        raise Unauthenticated("the signature does not fit the request and the key")


def _check_coverage(message: Message, claim: Claim) -> None:
    claim.require_target(message)
    require_own_host(message)
    if claim.created is None and "date" not in claim.covered:
        raise Unauthenticated("the signature covers neither Date nor created")
    for name in claim.covered:
        if not name.startswith(("@", "(")):
            message.only(name)  # refuses a covered header that is given twice


def _check_clock(message: Message, claim: Claim, now: float) -> None:
    moments = [] if claim.created is None else [float(claim.created)]
    if "date" in claim.covered:
        moments.append(_http_date(message.only("date")))
    for moment in moments:
        if moment > now + AHEAD.total_seconds():
            raise Unauthenticated("the signature's date lies in the future; please check your clock")
        if moment < now - BEHIND.total_seconds():
            raise Unauthenticated("the signature is older than twelve hours")
    if claim.expires is not None and claim.expires < now:
        raise Unauthenticated("the signature has expired")


def _http_date(text: str | None) -> float:
    """An HTTP date (RFC 9110, section 5.6.7) as Unix time; of its three forms the only one that is still written."""
    found = _HTTP_DATE.fullmatch(text or "")
    if found is None:
        raise Unauthenticated("the Date header cannot be read")
    day, month, year, hour, minute, second = found.groups()
    whole = min(int(second), 59)  # a leap second counts as the one before it
    try:
        moment = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), whole, tzinfo=UTC)
    except ValueError as problem:
        raise Unauthenticated("the Date header names no day there is") from problem
    return moment.timestamp()
