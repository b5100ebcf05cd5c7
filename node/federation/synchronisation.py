"""FEP-8fcf: two servers find out whether they agree on who follows whom.

The digest is the XOR of the SHA-256 of each follower's id, over the followers whose id is on one origin.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from node.errors import Invalid
from node.federation.addressing import same_origin
from node.model.account import Account

_PARAMETER = re.compile(r'\s*([A-Za-z]+)="([^"]*)"\s*(?:,|$)')


@dataclass(frozen=True, slots=True)
class Stated:
    """What a sender thinks: `url` lists the followers it has on our origin, `digest` is theirs in hex."""

    collection: str
    url: str
    digest: str


def digest(uris: Iterable[str]) -> str:
    """64 hex digits; all zeros for nobody."""
    total = 0
    for uri in uris:
        total ^= int.from_bytes(sha256(uri.encode()).digest(), "big")
    return f"{total:064x}"


def header(account: Account, uris: Iterable[str]) -> str:
    """The value of `Collection-Synchronization` for one origin."""
    followers = account.followers_uri or f"{account.uri}/followers"
    return f'collectionId="{followers}", url="{followers}/sync", digest="{digest(uris)}"'


def read_header(value: str, sender: Account) -> Stated:
    """Raises Invalid unless it is about the sender's own followers, on the sender's own server."""
    found = dict(_PARAMETER.findall(value[:2_000]))
    stated = Stated(found.get("collectionId", ""), found.get("url", ""), found.get("digest", ""))
    if stated.collection != sender.followers_uri:
        raise Invalid("the synchronised collection is not the sender's followers")
    if not re.fullmatch(r"[0-9a-fA-F]{64}", stated.digest):
        raise Invalid("the synchronisation digest is not a SHA-256")
    if not same_origin(stated.url, sender.uri):
        raise Invalid("the synchronised collection is on another server")
    return stated
