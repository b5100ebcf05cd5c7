"""An activity on its way through a handler."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from node.federation.reading import Activity
from node.model.account import Account


@dataclass(frozen=True, slots=True)
class Incoming:
    """`actor` is proven: it signed the request or the activity itself (FEP-8b32). `number` is the received row's id.

    `depth` counts activities wrapped in one another (Lemmy's Announce of an activity).
    """

    number: int
    activity: Activity
    actor: Account
    received_at: datetime
    depth: int = 0

    @property
    def body(self) -> dict[str, Any]:
        return self.activity.body

    @property
    def uri(self) -> str:
        """The activity's id; empty when it has none (some Accepts have none)."""
        return self.activity.id or ""
