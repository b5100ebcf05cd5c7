"""HTTP Message Signatures (RFC 9421): the claim of a `Signature-Input`, and signing as Mastodon does it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import ClassVar, Final

from node.errors import Invalid, Unauthenticated
from node.federation.keys import PrivateKey
from node.federation.signatures.accept import Wanted
from node.federation.signatures.components import identifier, value_of
from node.federation.signatures.digest import content_digest as content_digest_of
from node.federation.signatures.message import (
    LONGEST_SIGNATURE,
    MOST_COVERED,
    Claim,
    Message,
    Scheme,
    readable_key_id,
)
from node.federation.signatures.structured import (
    Bare,
    InnerList,
    Item,
    Member,
    Parameters,
    Token,
    byte_sequence,
    parse_dictionary,
    quoted,
)

ALGORITHMS: Final = ("rsa-v1_5-sha256", "ed25519")
MOST_SIGNATURES: Final = 4
EXPIRES_AFTER: Final = 3_600  # seconds, where the other side asks for an end
_WHOLE: Final = frozenset({"sf", "bs"})  # parameters with which a field is still covered as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Rfc9421Claim(Claim):
    scheme: ClassVar[Scheme] = "rfc9421"

    label: str
    input: InnerList

    def base(self, message: Message) -> bytes:
        return signature_base(message, self.input)

    def require_target(self, message: Message) -> None:
        covered = self.covered
        whole = "@target-uri" in covered
        by_path = "@path" in covered and ("@query" in covered or "?" not in message.target)
        if "@method" not in covered or not (whole or by_path or "@request-target" in covered):
            raise Unauthenticated("the signature does not cover the method and the target")
        if not (whole or "@authority" in covered or "host" in covered):
            raise Unauthenticated("the signature does not cover the host")

    def fits(self, algorithm: str) -> bool:
        return self.algorithm in (None, algorithm)


def read(signature_input: str, signature: str) -> Rfc9421Claim:
    """The claim of the first signature that is of a kind we can check.

    A message may carry several, each with its label: a proxy adds its own beside the sender's. The first whose key is
    an address and whose algorithm we take is the one that counts, good or bad; there is no looking for a better one
    after it. At most four are looked at.
    """
    try:
        inputs, signatures = parse_dictionary(signature_input), parse_dictionary(signature)
    except Invalid as problem:
        raise Unauthenticated(f"Signature-Input or Signature: {problem.reason}") from problem
    if not inputs or len(inputs) > MOST_SIGNATURES:
        raise Unauthenticated(f"there must be one signature, and at most {MOST_SIGNATURES}")
    first: Unauthenticated | None = None
    for label, member in inputs.items():
        try:
            return _claim(label, member, signatures.get(label))
        except Unauthenticated as problem:
            first = first or problem
    raise first or Unauthenticated("there is no signature")


def signature_base(message: Message, covered: InnerList) -> bytes:
    """What is signed (RFC 9421, section 2.5): a line for each component, then the parameters."""
    lines: list[str] = []
    seen: set[tuple[object, frozenset[object]]] = set()
    for component in covered.items:
        identity = (component.value, frozenset(component.parameters))  # parameters in another order name the same
        if identity in seen:
            raise Unauthenticated(f"the signature covers {identifier(component)} twice")
        seen.add(identity)
        lines.append(f"{identifier(component)}: {value_of(message, component)}")
    text = "\n".join([*lines, f'"@signature-params": {covered}'])
    if text.count("\n") != len(lines) or "\r" in text:
        raise Unauthenticated("a signed header contains a line break")
    try:
        return text.encode("ascii")
    except UnicodeEncodeError as problem:
        raise Unauthenticated("what is signed has to be ASCII") from problem


def sign(
    method: str,
    url: str,
    *,
    key: PrivateKey,
    key_id: str,
    now: datetime,
    body: bytes | None = None,
    content_digest: str | None = None,
    content_type: str = "application/activity+json",
    accept: str | None = None,
    wanted: Wanted | None = None,
) -> dict[str, str]:
    """The headers to send with a request; covered are `@method`, `@target-uri` and, with a body, `content-digest`.

    `content_digest` may be made once for many inboxes. `wanted` is what the other side asked for (`Accept-Signature`);
    its components come first, ours are added where they are missing.
    """
    authority = Message(method, url, {}).authority
    headers = {"Host": authority, "Date": format_datetime(now.astimezone(UTC), usegmt=True)}
    if content_digest is None and body is not None:
        content_digest = content_digest_of(body)
    if content_digest is not None:
        headers |= {"Content-Digest": content_digest, "Content-Type": content_type}
    elif accept is not None:
        headers["Accept"] = accept
    asked = tuple(item for item in wanted.components if _can_be_given(item, headers)) if wanted else ()
    ours = ("@method", "@target-uri", "content-digest") if content_digest is not None else ("@method", "@target-uri")
    plain = {item.value for item in asked if not item.parameters}
    covered = (*asked, *(Item(name) for name in ours if name not in plain))
    given = InnerList(covered, _signature_parameters(key, key_id, int(now.timestamp()), wanted))
    message = Message(method, url, {name.lower(): (value,) for name, value in headers.items()})
    label = wanted.label if wanted else "sig1"
    signature = key.sign(signature_base(message, given))
    return headers | {"Signature-Input": f"{label}={given}", "Signature": f"{label}={byte_sequence(signature)}"}


def _signature_parameters(key: PrivateKey, key_id: str, created: int, wanted: Wanted | None) -> Parameters:
    quoted(key_id)  # refuses an address that cannot be written
    parameters: Parameters = (("created", created), ("keyid", key_id), ("alg", key.algorithm))
    if wanted is None:
        return parameters
    if wanted.expires:
        parameters += (("expires", created + EXPIRES_AFTER),)
    return parameters + wanted.echoed


def _can_be_given(component: Item, headers: dict[str, str]) -> bool:
    name = str(component.value)
    return name.startswith("@") or name.title() in headers


def _claim(label: str, member: Member, signature: Member | None) -> Rfc9421Claim:
    if not isinstance(member, InnerList) or len(member.items) > MOST_COVERED:
        raise Unauthenticated(f"Signature-Input does not say what {label} covers, or covers too much")
    if not isinstance(signature, Item) or not isinstance(signature.value, bytes):
        raise Unauthenticated(f"there is no signature named {label}")
    if not 0 < len(signature.value) <= LONGEST_SIGNATURE:
        raise Unauthenticated("the signature is missing or too long")
    if not all(_is_text(item.value) for item in member.items):
        raise Unauthenticated("the names of what a signature covers are strings")
    parameters = dict(member.parameters)
    algorithm = parameters.get("alg")
    if algorithm is not None and not (_is_text(algorithm) and algorithm in ALGORITHMS):
        raise Unauthenticated(f"the signature algorithm {algorithm!s} is not accepted; {' and '.join(ALGORITHMS)} are")
    return Rfc9421Claim(
        key_id=readable_key_id(parameters.get("keyid")),
        algorithm=str(algorithm) if algorithm is not None else None,
        covered=frozenset(str(item.value) for item in member.items if _WHOLE.issuperset(dict(item.parameters))),
        created=_time(parameters, "created"),
        expires=_time(parameters, "expires"),
        signature=signature.value,
        label=label,
        input=member,
    )


def _time(parameters: dict[str, Bare], name: str) -> int | None:
    value = parameters.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unauthenticated(f"the signature's {name} is not a Unix time")
    return value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, Token)
