"""`Accept-Signature` (RFC 9421, section 5.1): what the other side asks our next signature to be like."""

from dataclasses import dataclass
from typing import Final

from node.errors import Invalid
from node.federation.signatures.message import LONGEST_HEADER, MOST_COVERED
from node.federation.signatures.structured import InnerList, Item, Parameters, Token, parse_dictionary

# What we can promise for any request of ours; fields only when the request has them.
_DERIVED: Final = frozenset({"@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query"})
_FIELDS: Final = frozenset({"host", "date", "content-digest", "content-type", "accept"})
_ECHOED: Final = ("nonce", "tag")
_LONGEST_ECHO: Final = 512


@dataclass(frozen=True, slots=True)
class Wanted:
    """A signature somebody asked for. `algorithm` is None when any will do; `echoed` is sent back as it came."""

    label: str
    components: tuple[Item, ...]
    algorithm: str | None = None
    key_id: str | None = None
    expires: bool = False
    echoed: Parameters = ()

    def suits(self, algorithm: str, key_id: str) -> bool:
        """Whether a key of ours is what was asked for."""
        return self.algorithm in (None, algorithm) and self.key_id in (None, key_id)


def read_accept_signature(value: str) -> tuple[Wanted, ...]:
    """The signatures asked for that we could make, in order of preference; empty if there is none.

    The header is advice, so what cannot be read is passed over rather than refused.
    """
    if len(value) > LONGEST_HEADER:
        return ()
    try:
        members = parse_dictionary(value)
    except Invalid:
        return ()
    wishes = (_wanted(label, member) for label, member in members.items() if isinstance(member, InnerList))
    return tuple(wish for wish in wishes if wish is not None)


def _wanted(label: str, member: InnerList) -> Wanted | None:
    if len(member.items) > MOST_COVERED or len(set(member.items)) != len(member.items):
        return None
    if not all(_can_be_covered(item) for item in member.items):
        return None
    parameters = dict(member.parameters)
    algorithm, key_id = parameters.get("alg"), parameters.get("keyid")
    return Wanted(
        label=label,
        components=member.items,
        algorithm=algorithm if isinstance(algorithm, str) else None,
        key_id=key_id if isinstance(key_id, str) else None,
        expires="expires" in parameters,
        echoed=tuple((name, value) for name in _ECHOED if _is_short_text(value := parameters.get(name, True))),
    )


def _can_be_covered(item: Item) -> bool:
    if isinstance(item.value, Token) or not isinstance(item.value, str) or item.parameters:
        return False
    return item.value in _DERIVED or item.value in _FIELDS


def _is_short_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, Token) and len(value) <= _LONGEST_ECHO
