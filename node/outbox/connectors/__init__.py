"""Other platforms that posts of our channels are copied to: one file for each kind, and the table of them.

A kind says how a copy is made, found again after a crash, changed and taken back. It knows neither store nor queue
(`node/outbox/syndicate.py` does), so a new one is a file with four functions and a line here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from node.outbox.connectors import bluesky, mastodon, webhook
from node.outbox.connectors.kind import Door, Kind, Made, Original, original_of, remains_of

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"webhook": webhook.KIND, "mastodon": mastodon.KIND, "bluesky": bluesky.KIND}
)

__all__ = ["KINDS", "Door", "Kind", "Made", "Original", "original_of", "remains_of"]
