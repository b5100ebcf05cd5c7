"""A message of the Common Alerting Protocol 1.2 (OASIS, 2010): what authorities warn with, ours and those of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from node.model.warning import Level

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE: Final = "application/cap+xml"
SEVERITIES: Final = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
LEVELS: Final[Mapping[str, Level]] = MappingProxyType(
    {
        "Extreme": Level.DANGER,
        "Severe": Level.WARNING,
        "Moderate": Level.WARNING,
        "Minor": Level.INFORMATION,
        "Unknown": Level.INFORMATION,
    }
)
"""How bad it is, as pages show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where it holds. `geocodes` are pairs of what kind of code, and the code: ARS and AGS are those of German communes."""

    description: str
    geocodes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What it says, in one language (RFC 3066). Empty means that it is not said."""

    language: str
    category: str
    event: str
    urgency: str
    severity: str
    certainty: str
    response: str = ""
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    areas: Sequence[Area] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """`references` are the messages it changes or ends: (sender, identifier, sent as written there)."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    kind: str
    scope: str
    note: str = ""
    references: Sequence[tuple[str, str, str]] = ()
    infos: Sequence[Info] = ()
