"""What those who moderate and administer decide, and how they look for accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network
from types import MappingProxyType
from typing import Final, TypeAlias

from node.model.account import Account
from node.model.login import Login, Role

Network: TypeAlias = IPv4Network | IPv6Network

RANK: Final[Mapping[Role, int]] = MappingProxyType({Role.MEMBER: 0, Role.MODERATOR: 1, Role.ADMIN: 2})
"""Nobody decides about who stands as high as they do (T-245)."""


class Measure(StrEnum):
    """Least first. `NONE` warns; `SENSITIVE` marks all media; `DISABLE` closes the log-ins; `SILENCE` leaves an account to
    those who follow it; `SUSPEND` takes it away from everybody."""

    NONE = "none"
    SENSITIVE = "sensitive"
    DISABLE = "disable"
    SILENCE = "silence"
    SUSPEND = "suspend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """What an account was told when something was decided about it. Who decided is in the acts only (T-141)."""

    id: int
    account_id: int
    measure: Measure
    text: str
    post_ids: tuple[int, ...]
    report_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which accounts somebody looks for; what is None or empty does not count. `status` is active, pending, disabled,
    silenced, suspended or sensitized; `roles` are those of a log-in; names and addresses may be beginnings, folded."""

    is_local: bool | None = None
    status: str = ""
    roles: frozenset[Role] | None = None
    name: str = ""
    display_name: str = ""
    host: str = ""
    email: str = ""
    is_nobody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Overseen:
    """An account as those see it who moderate: with who may log in for it, the highest role first."""

    account: Account
    logins: tuple[Login, ...] = ()

    @property
    def role(self) -> Role:
        return self.logins[0].role if self.logins else Role.MEMBER

    @property
    def is_disabled(self) -> bool:
        """Nobody can log in for it."""
        return bool(self.logins) and all(login.disabled_at is not None for login in self.logins)


class Severity(StrEnum):
    """What a network may not do. Nobody registers here by themselves, so the first two hold of themselves."""

    APPROVAL = "sign_up_requires_approval"
    SIGN_UP = "sign_up_block"
    ACCESS = "no_access"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkBlock:
    id: int
    network: Network
    severity: Severity
    comment: str
    created_at: datetime
    expires_at: datetime | None


DAYS_REMEMBERED: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailHostBlock:
    """`refusals` is how often it turned somebody away on each of the last days, today first."""

    id: int
    host: str
    created_at: datetime
    refusals: tuple[int, ...] = (0,) * DAYS_REMEMBERED


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailBlock:
    """`email_hash` is all that is known of the address."""

    id: int
    email_hash: str
    created_at: datetime


def plain_email_hash(email: str) -> str:
    """SHA-256 of the address without what many spell one mailbox with: case, dots, and what follows a plus. As Mastodon
    makes it, so that lists of hashes can be shared."""
    name, _, host = email.strip().lower().partition("@")
    return sha256(f"{name.replace('.', '').partition('+')[0]}@{host}".encode()).hexdigest()
