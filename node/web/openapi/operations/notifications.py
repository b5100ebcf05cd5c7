"""What somebody is told, and what is held back."""

from typing import Final

from node.web.openapi.operation import IDS, LIMIT, PAGE, Operations, act, get
from node.web.openapi.schema import DIGITS, FLAG, TEXT, Schema, each, text

_READ: Final = "read:notifications"
_WRITE: Final = "write:notifications"
_V1: Final = "/api/v1/notifications"
_V2: Final = "/api/v2/notifications"
_CHOICE: Final[dict[str, Schema]] = {
    "types": each(TEXT),
    "exclude_types": each(TEXT),
    "account_id": DIGITS,
    "include_filtered": FLAG,
    "supported_types": each(TEXT),
}
_GROUPS: Final[dict[str, Schema]] = {**_CHOICE, "grouped_types": each(TEXT)}
_EXPANDED: Final = text(among={"full", "partial_avatars"})
_WHAT: Final = text(among={"accept", "filter", "drop"})
_POLICY: Final[dict[str, Schema]] = dict.fromkeys(
    ("for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions", "for_limited_accounts"),
    _WHAT,
)
_POLICY_V1: Final[dict[str, Schema]] = dict.fromkeys(
    (
        "filter_not_following",
        "filter_not_followers",
        "filter_new_accounts",
        "filter_private_mentions",
        "filter_limited_accounts",
    ),
    FLAG,
)
OPERATIONS: Final[Operations] = {
    ("GET", _V1): get("What one is told, one by one", _READ, paged=True).by(**_CHOICE),
    ("GET", f"{_V1}/unread_count"): get("How many one has not seen", _READ).by(**LIMIT, **_CHOICE),
    ("POST", f"{_V1}/clear"): act("Put all of them away", _WRITE),
    ("GET", f"{_V1}/{{}}"): get("One of them", _READ).by(supported_types=each(TEXT)),
    ("POST", f"{_V1}/{{}}/dismiss"): act("Put it away", _WRITE),
    ("GET", f"{_V1}/policy"): get("Who is held back, in the old form", _READ),
    ("PUT", f"{_V1}/policy"): act("Say who is held back, in the old form", _WRITE).by(**_POLICY_V1),
    ("PATCH", f"{_V1}/policy"): act("The same", _WRITE).by(**_POLICY_V1),
    ("GET", f"{_V1}/requests"): get("Who has been held back", _READ, paged=True),
    ("GET", f"{_V1}/requests/merged"): get("Whether what was let through is in the list by now", _READ),
    ("POST", f"{_V1}/requests/accept"): act("Let several through", _WRITE).by(id=IDS),
    ("POST", f"{_V1}/requests/dismiss"): act("Put several away", _WRITE).by(id=IDS),
    ("GET", f"{_V1}/requests/{{}}"): get("One who has been held back", _READ),
    ("POST", f"{_V1}/requests/{{}}/accept"): act("Let them through", _WRITE),
    ("POST", f"{_V1}/requests/{{}}/dismiss"): act("Put it away", _WRITE),
    ("GET", _V2): get("What one is told, in groups", _READ, paged=True).by(expand_accounts=_EXPANDED, **_GROUPS),
    ("GET", f"{_V2}/unread_count"): get("How many groups one has not seen", _READ).by(**LIMIT, **_GROUPS),
    ("GET", f"{_V2}/policy"): get("Who is held back", _READ),
    ("PUT", f"{_V2}/policy"): act("The same, as masto.js asks", _WRITE).by(**_POLICY),
    ("PATCH", f"{_V2}/policy"): act("Say who is held back", _WRITE).by(**_POLICY),
    ("GET", f"{_V2}/{{}}"): get("One group", _READ).by(supported_types=each(TEXT)),
    ("GET", f"{_V2}/{{}}/accounts"): get("Everybody in a group", _READ).by(**PAGE),
    ("POST", f"{_V2}/{{}}/dismiss"): act("Put a group away", _WRITE),
}
