"""What only those get to see who moderate or administer."""

from typing import Final

from node.web.openapi.answers.entities import (
    _STATUS,
    _STATUS_OWN,
    _TAG,
    _TAG_MORE,
    ACCOUNT,
    ADMIN_LINK,
    COLLECTION,
    PUBLISHER,
    ROLE,
    RULE,
    STATUS,
)
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import (
    DIGITS,
    EMPTY,
    FLAG,
    ID,
    LANGUAGE,
    NOTHING,
    NULL,
    NUMBER,
    TEXT,
    TIME,
    each,
    entity,
    maybe,
    text,
)

HASH: Final = text("[0-9a-f]{64}")


ADMIN_ACCOUNT: Final = entity(
    {
        "id": ID,
        "username": TEXT,
        "domain": maybe(TEXT),
        "created_at": TIME,
        "email": maybe(text(r"[^@\s]+@[^@\s]+")),
        "ip": NULL,
        "ips": EMPTY,
        "role": ROLE,
        "confirmed": FLAG,
        "suspended": FLAG,
        "silenced": FLAG,
        "sensitized": FLAG,
        "disabled": FLAG,
        "approved": FLAG,
        "locale": maybe(LANGUAGE),
        "invite_request": maybe(TEXT),
        "account": ACCOUNT,
    }
)
ADMIN_REPORT: Final = entity(
    {
        "id": ID,
        "action_taken": FLAG,
        "action_taken_at": maybe(TIME),
        "category": text(among={"spam", "legal", "violation", "other"}),
        "comment": TEXT,
        "forwarded": FLAG,
        "created_at": TIME,
        "updated_at": TIME,
        "account": ADMIN_ACCOUNT,
        "target_account": ADMIN_ACCOUNT,
        "assigned_account": maybe(ADMIN_ACCOUNT),
        "action_taken_by_account": maybe(ADMIN_ACCOUNT),
        "statuses": each(STATUS),
        "collections": each(COLLECTION),
        "rules": each(RULE),
    }
)
DOMAIN_BLOCK: Final = entity(
    {
        "id": ID,
        "domain": TEXT,
        "digest": HASH,
        "created_at": TIME,
        "severity": text(among={"noop", "silence", "suspend"}),
        "reject_media": FLAG,
        "reject_reports": FLAG,
        "private_comment": maybe(TEXT),
        "public_comment": maybe(TEXT),
        "obfuscate": FLAG,
    }
)
DOMAIN_ALLOW: Final = entity({"id": ID, "domain": TEXT, "created_at": TIME})
_DAYS: Final = each(entity({"day": DIGITS, "uses": DIGITS, "accounts": DIGITS}))
EMAIL_DOMAIN_BLOCK: Final = entity({"id": ID, "domain": TEXT, "created_at": TIME, "history": _DAYS})
EMAIL_BLOCK: Final = entity({"id": ID, "canonical_email_hash": HASH})
IP_BLOCK: Final = entity(
    {
        "id": ID,
        "ip": text(r"[0-9a-f.:]+/[0-9]+"),
        "severity": text(among={"sign_up_requires_approval", "sign_up_block", "no_access"}),
        "comment": TEXT,
        "created_at": TIME,
        "expires_at": maybe(TIME),
    }
)
ADMIN_STATUS: Final = entity({**_STATUS, "requires_review": FLAG}, **_STATUS_OWN)


ADMIN_TAG: Final = entity(
    {**_TAG, "requires_review": FLAG, "trendable": FLAG, "usable": FLAG, "listable": FLAG}, **_TAG_MORE
)
MEASURE: Final = entity(
    {
        "key": TEXT,
        "unit": maybe(TEXT),
        "total": DIGITS,
        "previous_total": DIGITS,
        "data": each(entity({"date": TIME, "value": DIGITS})),
    },
    human_value=TEXT,
)
DIMENSION: Final = entity(
    {
        "key": TEXT,
        "data": each(entity({"key": TEXT, "human_key": TEXT, "value": TEXT}, unit=TEXT, human_value=TEXT)),
    }
)
COHORT: Final = entity(
    {
        "period": TIME,
        "frequency": text(among={"day", "month"}),
        "data": each(entity({"date": TIME, "rate": NUMBER, "value": DIGITS})),
    }
)

ANSWERS: Final[Answers] = {
    ("GET", "/api/v1/admin/accounts"): each(ADMIN_ACCOUNT),
    ("GET", "/api/v2/admin/accounts"): each(ADMIN_ACCOUNT),
    ("GET", "/api/v1/admin/accounts/{}"): ADMIN_ACCOUNT,
    ("DELETE", "/api/v1/admin/accounts/{}"): ADMIN_ACCOUNT,
    ("POST", "/api/v1/admin/accounts/{}/action"): NOTHING,
    ("POST", "/api/v1/admin/accounts/{}/approve"): ADMIN_ACCOUNT,
    ("POST", "/api/v1/admin/accounts/{}/reject"): ADMIN_ACCOUNT,
    ("POST", "/api/v1/admin/accounts/{}/enable"): ADMIN_ACCOUNT,
    ("POST", "/api/v1/admin/accounts/{}/unsilence"): ADMIN_ACCOUNT,
    ("POST", "/api/v1/admin/accounts/{}/unsuspend"): ADMIN_ACCOUNT,
    ("POST", "/api/v1/admin/accounts/{}/unsensitive"): ADMIN_ACCOUNT,
    ("GET", "/api/v1/admin/reports"): each(ADMIN_REPORT),
    ("GET", "/api/v1/admin/reports/{}"): ADMIN_REPORT,
    ("PUT", "/api/v1/admin/reports/{}"): ADMIN_REPORT,
    ("POST", "/api/v1/admin/reports/{}/assign_to_self"): ADMIN_REPORT,
    ("POST", "/api/v1/admin/reports/{}/unassign"): ADMIN_REPORT,
    ("POST", "/api/v1/admin/reports/{}/resolve"): ADMIN_REPORT,
    ("POST", "/api/v1/admin/reports/{}/reopen"): ADMIN_REPORT,
    ("GET", "/api/v1/admin/domain_blocks"): each(DOMAIN_BLOCK),
    ("POST", "/api/v1/admin/domain_blocks"): DOMAIN_BLOCK,
    ("GET", "/api/v1/admin/domain_blocks/{}"): DOMAIN_BLOCK,
    ("PUT", "/api/v1/admin/domain_blocks/{}"): DOMAIN_BLOCK,
    ("DELETE", "/api/v1/admin/domain_blocks/{}"): NOTHING,
    ("GET", "/api/v1/admin/domain_allows"): each(DOMAIN_ALLOW),
    ("POST", "/api/v1/admin/domain_allows"): DOMAIN_ALLOW,
    ("GET", "/api/v1/admin/domain_allows/{}"): DOMAIN_ALLOW,
    ("DELETE", "/api/v1/admin/domain_allows/{}"): DOMAIN_ALLOW,
    ("GET", "/api/v1/admin/email_domain_blocks"): each(EMAIL_DOMAIN_BLOCK),
    ("POST", "/api/v1/admin/email_domain_blocks"): EMAIL_DOMAIN_BLOCK,
    ("GET", "/api/v1/admin/email_domain_blocks/{}"): EMAIL_DOMAIN_BLOCK,
    ("DELETE", "/api/v1/admin/email_domain_blocks/{}"): NOTHING,
    ("GET", "/api/v1/admin/canonical_email_blocks"): each(EMAIL_BLOCK),
    ("POST", "/api/v1/admin/canonical_email_blocks"): EMAIL_BLOCK,
    ("POST", "/api/v1/admin/canonical_email_blocks/test"): each(EMAIL_BLOCK),
    ("GET", "/api/v1/admin/canonical_email_blocks/{}"): EMAIL_BLOCK,
    ("DELETE", "/api/v1/admin/canonical_email_blocks/{}"): NOTHING,
    ("GET", "/api/v1/admin/ip_blocks"): each(IP_BLOCK),
    ("POST", "/api/v1/admin/ip_blocks"): IP_BLOCK,
    ("GET", "/api/v1/admin/ip_blocks/{}"): IP_BLOCK,
    ("PUT", "/api/v1/admin/ip_blocks/{}"): IP_BLOCK,
    ("DELETE", "/api/v1/admin/ip_blocks/{}"): NOTHING,
    ("GET", "/api/v1/admin/tags"): each(ADMIN_TAG),
    ("GET", "/api/v1/admin/tags/{}"): ADMIN_TAG,
    ("PUT", "/api/v1/admin/tags/{}"): ADMIN_TAG,
    ("GET", "/api/v1/admin/trends/links"): each(ADMIN_LINK),
    ("GET", "/api/v1/admin/trends/links/publishers"): each(PUBLISHER),
    ("GET", "/api/v1/admin/trends/statuses"): each(ADMIN_STATUS),
    ("GET", "/api/v1/admin/trends/tags"): each(ADMIN_TAG),
    ("POST", "/api/v1/admin/trends/links/{}/approve"): ADMIN_LINK,
    ("POST", "/api/v1/admin/trends/links/{}/reject"): ADMIN_LINK,
    ("POST", "/api/v1/admin/trends/links/publishers/{}/approve"): PUBLISHER,
    ("POST", "/api/v1/admin/trends/links/publishers/{}/reject"): PUBLISHER,
    ("POST", "/api/v1/admin/trends/statuses/{}/approve"): ADMIN_STATUS,
    ("POST", "/api/v1/admin/trends/statuses/{}/reject"): ADMIN_STATUS,
    ("POST", "/api/v1/admin/trends/tags/{}/approve"): ADMIN_TAG,
    ("POST", "/api/v1/admin/trends/tags/{}/reject"): ADMIN_TAG,
    ("POST", "/api/v1/admin/measures"): each(MEASURE),
    ("POST", "/api/v1/admin/dimensions"): each(DIMENSION),
    ("POST", "/api/v1/admin/retention"): each(COHORT),
}
