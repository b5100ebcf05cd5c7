"""Where an app of somebody here wants to be told of things while it is not open (Web Push)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from node.model.notification import Event


class Whose(StrEnum):
    """Whose acts are told, named as the Mastodon client API names them."""

    ALL = "all"
    FOLLOWED = "followed"
    FOLLOWER = "follower"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSubscription:
    """One of a token, and ended with it. `alerts` are those asked about, told or not.

    `endpoint` is an address of a stranger's choice; `public_key` (65 bytes, a point of P-256) and `secret` (16 bytes) are
    the app's, and only it can read what is encrypted with them. `standard`: as RFC 8291 says, else as its draft 4 did.
    """

    id: int
    token_id: int
    account_id: int
    endpoint: str
    public_key: bytes
    secret: bytes
    standard: bool
    policy: Whose
    alerts: Mapping[Event, bool]
    created_at: datetime
