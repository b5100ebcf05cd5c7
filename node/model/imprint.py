"""What an imprint has to say (§ 5 DDG, Art. 11 and 12 DSA), and what of it is missing or worth nothing."""

import re
from dataclasses import dataclass
from typing import Final

from node.config import Organization

_PO_BOX: Final = re.compile(r"\b(postfach|pf\.?\s*\d|p\.?\s?o\.?\s?box)", re.IGNORECASE)
# LG München I, 33 O 3721/24: an address that only answers by itself is no contact
_NO_REPLY: Final = re.compile(
    r"^(no|do-?not|nicht|keine)[-_.]?(reply|antwort(en)?)|^(noreply|mailer-daemon)\b", re.IGNORECASE
)
_NEEDED: Final = ("legal_form", "street", "postal_code", "city", "represented_by", "email", "phone")


@dataclass(frozen=True, slots=True)
class Fault:
    """`field` is the setting, `kind` is missing, box (P.O. box) or noreply."""

    field: str
    kind: str


def imprint_faults(organization: Organization | None) -> tuple[Fault, ...]:
    """In the order of the page; of nobody at all everything is missing."""
    if organization is None:
        return tuple(Fault(field, "missing") for field in ("name", *_NEEDED))
    found = [Fault(field, "missing") for field in _NEEDED if not getattr(organization, field)]
    if _PO_BOX.search(organization.street):
        found.append(Fault("street", "box"))
    if is_no_reply(organization.email):
        found.append(Fault("email", "noreply"))
    return tuple(found)


def contact_faults(organization: Organization | None) -> tuple[Fault, ...]:
    """Of the contact points of the DSA: an address and the languages that are read there."""
    if organization is None:
        return (Fault("contact_email", "missing"), Fault("contact_languages", "missing"))
    found = []
    address = organization.contact_email or organization.email
    if not address:
        found.append(Fault("contact_email", "missing"))
    elif is_no_reply(address):
        found.append(Fault("contact_email", "noreply"))
    if not organization.contact_languages:
        found.append(Fault("contact_languages", "missing"))
    return tuple(found)


def is_no_reply(address: str) -> bool:
    return bool(_NO_REPLY.search(address))
