"""For those who run a channel, or the node: not Mastodon's, our own."""

from dataclasses import replace
from typing import Final

from node.web.openapi.operation import Operations, get
from node.web.openapi.schema import DAY, text

OPERATIONS: Final[Operations] = {
    ("GET", "/staff/v1/stats/followers"): replace(
        get(
            "Followers won and lost, by day, server and cause: of the token's account, or, for who administers, of any",
            "read:follows",
            "admin:read:accounts",
        ).by(account=text(most=60), **{"from": DAY, "to": DAY}),
        also=("text/csv",),
        errors="application/problem+json",
    )
}
