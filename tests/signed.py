"""All that is asked of a signed request, in one go."""

from datetime import datetime

from node.federation.keys import PublicKey
from node.federation.signatures import Claim, Message, check, prove


def verify(message: Message, claim: Claim, key: PublicKey, *, now: datetime) -> None:
    """Return if the claim, read from that very message, holds; raise Unauthenticated otherwise."""
    check(message, claim, now=now)
    prove(message, claim, key)
