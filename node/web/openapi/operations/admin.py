"""What moderators and administrators do."""

from typing import Final

from node.web.openapi.operation import IDS, OFFSET, Operation, Operations, act, get
from node.web.openapi.schema import COUNT, DAY, DIGITS, FLAG, TEXT, Schema, each, entity, text

_ADMIN: Final = "/api/v1/admin"
_ACCOUNT: Final = f"{_ADMIN}/accounts/{{}}"
_REPORT: Final = f"{_ADMIN}/reports/{{}}"
_BLOCK: Final[dict[str, Schema]] = {
    "severity": text(among={"silence", "suspend", "noop"}),
    "reject_media": FLAG,
    "reject_reports": FLAG,
    "private_comment": TEXT,
    "public_comment": TEXT,
    "obfuscate": FLAG,
}
_NETWORK: Final[dict[str, Schema]] = {
    "ip": TEXT,
    "severity": text(among={"sign_up_requires_approval", "sign_up_block", "no_access"}),
    "comment": TEXT,
    "expires_in": COUNT,
}
_NAMED: Final[dict[str, Schema]] = {
    "username": TEXT,
    "display_name": TEXT,
    "by_domain": TEXT,
    "email": TEXT,
    "ip": TEXT,
}
_SPAN: Final[dict[str, Schema]] = {"start_at": DAY, "end_at": DAY}


def _read(summary: str, of: str, *, paged: bool = False, **query: Schema) -> Operation:
    return get(summary, f"admin:read:{of}", paged=paged).by(**query)


def _write(summary: str, of: str, required: tuple[str, ...] = (), **body: Schema) -> Operation:
    return act(summary, f"admin:write:{of}", required=required).by(**body)


def _kept(name: str, what: str, required: str, **body: Schema) -> Operations:
    """The operations on one kind of block: list, show, make, take away."""
    return {
        ("GET", f"{_ADMIN}/{name}"): _read(f"{what}: all", name, paged=True),
        ("GET", f"{_ADMIN}/{name}/{{}}"): _read(f"{what}: one", name),
        ("POST", f"{_ADMIN}/{name}"): _write(f"{what}: add", name, (required,) if required else ()).by(**body),
        ("DELETE", f"{_ADMIN}/{name}/{{}}"): _write(f"{what}: take away", name),
    }


def _reviewed(kind: str) -> Operations:
    return {
        ("POST", f"{_ADMIN}/trends/{kind}/{{}}/{word}"): act(f"{word.capitalize()} it as a trend", "admin:write")
        for word in ("approve", "reject")
    }


OPERATIONS: Final[Operations] = {
    ("GET", f"{_ADMIN}/accounts"): _read("Accounts, in the old form", "accounts", paged=True).by(
        **dict.fromkeys(
            ("local", "remote", "active", "pending", "disabled", "silenced", "sensitized", "suspended", "staff"), FLAG
        ),
        **_NAMED,
    ),
    ("GET", "/api/v2/admin/accounts"): _read("Accounts", "accounts", paged=True).by(
        origin=text(among={"local", "remote"}),
        status=text(among={"active", "pending", "disabled", "silenced", "suspended"}),
        permissions=text(among={"staff"}),
        role_ids=IDS,
        invited_by=DIGITS,
        **_NAMED,
    ),
    ("GET", _ACCOUNT): _read("An account", "accounts"),
    ("DELETE", _ACCOUNT): _write("Delete a suspended account for good", "accounts"),
    ("POST", f"{_ACCOUNT}/approve"): _write("Nobody waits for approval here: refused", "accounts"),
    ("POST", f"{_ACCOUNT}/reject"): _write("Nobody waits for approval here: refused", "accounts"),
    ("POST", f"{_ACCOUNT}/action"): _write("Warn, silence, disable or suspend", "accounts").by(
        type=text(among={"none", "sensitive", "disable", "silence", "suspend"}),
        report_id=DIGITS,
        warning_preset_id=DIGITS,
        text=TEXT,
        send_email_notification=FLAG,
    ),
    ("POST", f"{_ACCOUNT}/enable"): _write("Let its people log in again", "accounts"),
    ("POST", f"{_ACCOUNT}/unsilence"): _write("Silence it no longer", "accounts"),
    ("POST", f"{_ACCOUNT}/unsuspend"): _write("Suspend it no longer", "accounts"),
    ("POST", f"{_ACCOUNT}/unsensitive"): _write("Mark its files no longer", "accounts"),
    ("GET", f"{_ADMIN}/reports"): _read("Reports", "reports", paged=True).by(
        resolved=FLAG, account_id=DIGITS, target_account_id=DIGITS
    ),
    ("GET", _REPORT): _read("A report", "reports"),
    ("PUT", _REPORT): _write("Change what it is about", "reports").by(
        category=text(among={"spam", "legal", "violation", "other"}), rule_ids=IDS
    ),
    **{
        ("POST", f"{_REPORT}/{word}"): _write(summary, "reports")
        for word, summary in (
            ("assign_to_self", "Take it on"),
            ("unassign", "Give it back"),
            ("resolve", "It is dealt with"),
            ("reopen", "It is not, after all"),
        )
    },
    **_kept("domain_blocks", "Hosts that are kept out", "domain", domain=TEXT, **_BLOCK),
    ("PUT", f"{_ADMIN}/domain_blocks/{{}}"): _write("Change how a host is kept out", "domain_blocks").by(**_BLOCK),
    **_kept("domain_allows", "Hosts that are let in", "domain", domain=TEXT),
    **_kept("email_domain_blocks", "Mail domains nobody may have", "domain", domain=TEXT),
    **_kept("canonical_email_blocks", "Mail addresses nobody may have", "", email=TEXT, canonical_email_hash=TEXT),
    ("POST", f"{_ADMIN}/canonical_email_blocks/test"): _write(
        "Whether an address is among them", "canonical_email_blocks", ("email",)
    ).by(email=TEXT),
    **_kept("ip_blocks", "Networks that are kept out", "ip", **_NETWORK),
    ("PUT", f"{_ADMIN}/ip_blocks/{{}}"): _write("Change how a network is kept out", "ip_blocks").by(**_NETWORK),
    ("GET", f"{_ADMIN}/tags"): get("Hashtags: all", "admin:read", paged=True),
    ("GET", f"{_ADMIN}/tags/{{}}"): get("One hashtag", "admin:read"),
    ("PUT", f"{_ADMIN}/tags/{{}}"): act("Decide about a hashtag", "admin:write").by(
        trendable=FLAG, usable=FLAG, listable=FLAG
    ),
    ("GET", f"{_ADMIN}/trends/links"): get("Links that might trend", "admin:read").by(**OFFSET),
    ("GET", f"{_ADMIN}/trends/statuses"): get("Posts that might trend", "admin:read").by(**OFFSET),
    ("GET", f"{_ADMIN}/trends/tags"): get("Hashtags that might trend", "admin:read").by(**OFFSET),
    ("GET", f"{_ADMIN}/trends/links/publishers"): get("Hosts such links lead to", "admin:read").by(**OFFSET),
    **_reviewed("links"),
    **_reviewed("links/publishers"),
    **_reviewed("statuses"),
    **_reviewed("tags"),
    ("POST", f"{_ADMIN}/measures"): act("Figures by day", "admin:read").by(
        keys=each(TEXT), **_SPAN, tag_uses=entity({}, id=DIGITS)
    ),
    ("POST", f"{_ADMIN}/dimensions"): act("What is counted most", "admin:read").by(
        keys=each(TEXT), limit=COUNT, **_SPAN, space_usage=entity({})
    ),
    ("POST", f"{_ADMIN}/retention"): act("Who stays", "admin:read").by(frequency=text(among={"day", "month"}), **_SPAN),
}
