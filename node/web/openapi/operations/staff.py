"""For those who run a channel, or the node: not Mastodon's, our own."""

from dataclasses import replace
from typing import Final

from node.web.openapi.operation import Operation, Operations, act, get
from node.web.openapi.schema import COUNT, DAY, DIGITS, text


def _own(made: Operation) -> Operation:
    """Ours, with refusals in the form of RFC 9457."""
    return replace(made, errors="application/problem+json")


OPERATIONS: Final[Operations] = {
    ("GET", "/staff/v1/stats/followers"): replace(
        get(
            "Followers won and lost, by day, server and cause: of the token's account, or, for who administers, of any",
            "read:follows",
            "admin:read:accounts",
        ).by(account=text(most=60), **{"from": DAY, "to": DAY}),
        also=("text/csv",),
        errors="application/problem+json",
    ),
    ("GET", "/staff/v1/cases"): _own(
        get("Cases of the token's channel, newest first", "read:statuses").by(
            state=text(among=("open", "passed_on", "done")), max_id=DIGITS, limit=COUNT
        )
    ),
    ("POST", "/staff/v1/cases"): _own(
        act("Make a case of a question", "write:statuses", required=("post_id",)).by(post_id=DIGITS)
    ),
    ("GET", "/staff/v1/cases/{}"): _own(get("One case", "read:statuses")),
    ("POST", "/staff/v1/cases/{}/{}"): replace(
        _own(
            act("Take it on, give it back, close it, answer it, or pass it on", "write:statuses").by(
                text=text(), to=text(most=2_000)
            )
        ),
        parts={"act": text(among=("take", "decline", "close", "answer", "pass_on"))},
    ),
}
