"""What only those see who moderate or administer: Admin::Account, Admin::Report, blocks of hosts, mail and networks,
Admin::Tag; and AccountWarning, which is for whom it concerns. Addresses of machines people came from are not stored, so
`ip` is always null and `ips` empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from node.model.account import Account
from node.model.addresses import Addresses
from node.model.collection import CollectionView
from node.model.host import Allowed, Host, Policy
from node.model.moderation import EmailBlock, EmailHostBlock, NetworkBlock, Overseen, Strike
from node.model.post import PostView
from node.model.report import Report
from node.model.rule import Rule
from node.model.tags import TagRule
from node.web.mastodon.entities.accounts import account, role
from node.web.mastodon.entities.collections import collection
from node.web.mastodon.entities.reader import Json, Reader
from node.web.mastodon.entities.statuses import status
from node.web.mastodon.entities.tags import tag_id
from node.web.mastodon.moments import moment, moment_or_none

SEVERITIES: Final[Mapping[str, Policy]] = MappingProxyType(
    {"noop": Policy.NOTED, "silence": Policy.SILENCED, "suspend": Policy.BLOCKED}
)
_SEVERITY_OF: Final = MappingProxyType({policy: name for name, policy in SEVERITIES.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the reports at hand name: accounts, posts and collections by their id, and the node's rules."""

    accounts: Mapping[int, Overseen] = field(default_factory=dict)
    posts: Mapping[int, PostView] = field(default_factory=dict)
    collections: Mapping[int, CollectionView] = field(default_factory=dict)
    rules: Sequence[Rule] = ()


def admin_account(found: Overseen, addresses: Addresses) -> Json:
    """Of several people who may act for it, the one with the highest role is shown."""
    own, login = found.account, found.logins[0] if found.logins else None
    return {
        "id": str(own.id),
        "username": own.name,
        "domain": own.host,
        "created_at": moment(own.created_at),
        "email": None if login is None else login.email,
        "ip": None,
        "ips": [],
        "role": role(found.role),
        "confirmed": login is not None and login.confirmed_at is not None,
        "suspended": own.suspended_at is not None,
        "silenced": own.silenced_at is not None,
        "sensitized": own.sensitized_at is not None,
        "disabled": found.is_disabled,
        "approved": own.is_local,
        "locale": None if login is None else login.language,
        "invite_request": None,
        "account": account(own, addresses),
    }


def admin_report(found: Report, around: Surroundings, reader: Reader) -> Json:
    def who(account_id: int | None) -> Json | None:
        overseen = None if account_id is None else around.accounts.get(account_id)
        return None if overseen is None else admin_account(overseen, reader.addresses)

    return {
        "id": str(found.id),
        "action_taken": found.resolved_at is not None,
        "action_taken_at": moment_or_none(found.resolved_at),
        "category": found.category,
        "comment": found.comment,
        "forwarded": found.forwarded,
        "created_at": moment(found.created_at),
        "updated_at": moment(found.updated_at or found.created_at),
        "account": who(found.reporter_id),
        "target_account": who(found.target_id),
        "assigned_account": who(found.assigned_id),
        "action_taken_by_account": who(found.resolved_by_id),
        "statuses": [status(around.posts[number], reader) for number in found.post_ids if number in around.posts],
        "collections": [
            collection(around.collections[number], reader)
            for number in found.collection_ids
            if number in around.collections
        ],
        "rules": [rule(each) for each in around.rules if each.id in found.rule_ids],
    }


def rule(found: Rule) -> Json:
    return {
        "id": str(found.id),
        "text": found.text,
        "hint": found.hint,
        "translations": {
            language: {"text": wording.text, "hint": wording.hint} for language, wording in found.translations.items()
        },
    }


def domain_block(found: Host) -> Json:
    decision = found.decision
    return {
        "id": str(decision.id),
        "domain": found.name,
        "digest": digest(found),
        "created_at": moment_or_none(decision.at),
        "severity": _SEVERITY_OF[decision.policy],
        "reject_media": decision.rejects_media,
        "reject_reports": decision.rejects_reports,
        "private_comment": decision.reason or None,
        "public_comment": decision.public_reason or None,
        "obfuscate": decision.obfuscated,
    }


def open_domain_block(found: Host) -> Json:
    """What everybody may know of it."""
    return {
        "domain": _obfuscated(found.name) if found.decision.obfuscated else found.name,
        "digest": digest(found),
        "severity": _SEVERITY_OF[found.policy],
        "comment": found.decision.public_reason or None,
    }


def digest(found: Host) -> str:
    """By which others can see that it is a host they know."""
    return sha256(found.name.encode()).hexdigest()


def _obfuscated(name: str) -> str:
    """`ex****.*est`: enough to recognise it by, if one knows it. The dots stay."""
    shown = max(1, len(name) // 4)
    middle = "".join(sign if sign == "." else "*" for sign in name[shown:-shown])
    return name[:shown] + middle + name[len(name) - shown :]


def domain_allow(found: Allowed) -> Json:
    return {"id": str(found.id), "domain": found.host, "created_at": moment(found.created_at)}


def email_domain_block(found: EmailHostBlock, now: datetime) -> Json:
    """Who tried is not remembered, only how often somebody did: each time counts as somebody else."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = (str(int((today - timedelta(days=back)).timestamp())) for back in range(len(found.refusals)))
    return {
        "id": str(found.id),
        "domain": found.host,
        "created_at": moment(found.created_at),
        "history": [
            {"day": day, "accounts": str(number), "uses": str(number)}
            for day, number in zip(days, found.refusals, strict=True)
        ],
    }


def canonical_email_block(found: EmailBlock) -> Json:
    return {"id": str(found.id), "canonical_email_hash": found.email_hash}


def ip_block(found: NetworkBlock) -> Json:
    return {
        "id": str(found.id),
        "ip": str(found.network),
        "severity": found.severity.value,
        "comment": found.comment,
        "created_at": moment(found.created_at),
        "expires_at": moment_or_none(found.expires_at),
    }


def reviewed(made: Json, *, approved: bool | None, needs_review: bool) -> Json:
    """What a tag or post that trends is to those who decide about it. `approved` is None before anybody has decided."""
    return made | {"requires_review": approved is None and needs_review}


def publisher_id(host: str) -> str:
    """A number for a host: we know publishers by their host only, apps want one."""
    return tag_id(host)


def publisher(host: str, approved: bool | None, *, needs_review: bool) -> Json:  # noqa: FBT001  # None: nobody has decided
    """Admin::Trends::Links::PreviewCardProvider."""
    trendable = approved if approved is not None else not needs_review
    made: Json = {"id": publisher_id(host), "domain": host, "trendable": trendable}
    return reviewed(made, approved=approved, needs_review=needs_review)


def admin_tag(made: Json, rule: TagRule, *, needs_review: bool) -> Json:
    trendable = rule.trendable if rule.trendable is not None else not needs_review
    return reviewed(made, approved=rule.trendable, needs_review=needs_review) | {
        "trendable": trendable,
        "usable": rule.usable,
        "listable": rule.listable,
    }


def account_warning(found: Strike, target: Account, addresses: Addresses) -> Json:
    """Nobody appeals through an app here; a letter to the node's contact does."""
    return {
        "id": str(found.id),
        "action": found.measure.value,
        "text": found.text,
        "status_ids": [str(number) for number in found.post_ids] or None,
        "target_account": account(target, addresses),
        "appeal": None,
        "created_at": moment(found.created_at),
    }
