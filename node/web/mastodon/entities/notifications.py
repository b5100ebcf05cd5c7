"""Notification (v1), NotificationGroup (v2), NotificationPolicy, NotificationRequest and what hangs on them. Types are those
of Mastodon; what it has no word for is told by the nearest one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from html import escape
from types import MappingProxyType
from typing import Final

from msgspec import Raw

from node.i18n.translate import Translator
from node.model.account import Account
from node.model.collection import CollectionView
from node.model.moderation import Strike
from node.model.notification import (
    Event,
    Notification,
    NotificationGroup,
    NotificationPolicy,
    NotificationRequest,
    Pending,
    Severance,
    Treatment,
)
from node.model.report import Report
from node.web.mastodon.entities.accounts import person
from node.web.mastodon.entities.admin import account_warning
from node.web.mastodon.entities.collections import collection
from node.web.mastodon.entities.reader import Json, Reader
from node.web.mastodon.entities.statuses import status
from node.web.mastodon.moments import moment, moment_or_none

EVENTS_OF: Mapping[str, frozenset[Event]] = MappingProxyType(
    {
        "mention": frozenset({Event.MENTION}),
        "status": frozenset({Event.POST}),
        "reblog": frozenset({Event.BOOST}),
        "follow": frozenset({Event.FOLLOW}),
        "follow_request": frozenset({Event.FOLLOW_ASKED}),
        # An emoji is a like to those who know only likes (FEP-c0e0): apps that meet an unknown type show nothing or stop
        "favourite": frozenset({Event.LIKE, Event.REACTION}),
        "poll": frozenset({Event.POLL}),
        "update": frozenset({Event.EDIT}),
        "quote": frozenset({Event.QUOTE}),
        "quoted_update": frozenset({Event.QUOTED_EDIT}),
        "added_to_collection": frozenset({Event.FEATURED}),
        "collection_update": frozenset({Event.COLLECTION_CHANGED}),
        "severed_relationships": frozenset({Event.SEVERED}),
        "moderation_warning": frozenset({Event.WARNED}),
        "admin.sign_up": frozenset({Event.SIGN_UP}),
        "admin.report": frozenset({Event.REPORT}),
    }
)
"""Type to what happened. `move` is not among them: Mastodon tells nobody, and apps know no such type."""

_TYPES: Mapping[Event, str] = MappingProxyType({event: name for name, events in EVENTS_OF.items() for event in events})
_WITHOUT_POST: Final = frozenset(
    {
        Event.FOLLOW,
        Event.FOLLOW_ASKED,
        Event.REPORT,
        Event.SIGN_UP,
        Event.SEVERED,
        Event.WARNED,
        Event.FEATURED,
        Event.COLLECTION_CHANGED,
    }
)
_LATER: Final = frozenset(
    {
        Event.QUOTE,
        Event.QUOTED_EDIT,
        Event.FEATURED,
        Event.COLLECTION_CHANGED,
        Event.SEVERED,
        Event.WARNED,
        Event.SIGN_UP,
        Event.REPORT,
        Event.EDIT,
    }
)
"""What apps of before Mastodon 4.6 may not know: a sentence in words stands in where they say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """What some notifications are about: complaints (and about whom) by who complained, ended follows, warnings and
    collections by their id."""

    complaints: Mapping[int, tuple[Report, Account]] = field(default_factory=dict)
    severances: Mapping[int, Severance] = field(default_factory=dict)
    strikes: Mapping[int, Strike] = field(default_factory=dict)
    collections: Mapping[int, CollectionView] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Supported:
    """The types that an app knows, and the words for those it does not."""

    types: frozenset[str]
    words: Translator


OF_COLLECTIONS: Final = frozenset({Event.FEATURED, Event.COLLECTION_CHANGED})
NOTHING: Final = Subjects()
NONE_FINISHED: Final[Mapping[int, bytes]] = MappingProxyType({})


def is_whole(found: Notification) -> bool:
    """Without its post most of them say nothing, and apps expect one. What has no type of Mastodon's is told to none."""
    return found.event in _TYPES and (found.post_id is not None or found.event in _WITHOUT_POST)


def notification(
    found: Notification,
    reader: Reader,
    subjects: Subjects = NOTHING,
    supported: Supported | None = None,
    finished: Mapping[int, bytes] = NONE_FINISHED,
) -> Json:
    """`finished` are posts as JSON; what is not among them is made."""
    made: Json = {
        "id": str(found.id),
        "type": _TYPES[found.event],
        "group_key": found.key,
        "created_at": moment(found.created_at),
        "account": person(found.origin, reader),
        **_subject(found, reader, subjects),
        **_fallback(found, supported),
    }
    if (post := _post(found, reader, finished)) is not None:
        made["status"] = post
    if found.emoji:
        made["emoji"] = found.emoji
    if found.is_filtered:
        made["filtered"] = True
    return made


def groups(
    found: Sequence[NotificationGroup],
    reader: Reader,
    subjects: Subjects,
    supported: Supported | None = None,
    *,
    partly: bool = False,
    paged: bool = True,
    finished: Mapping[int, bytes] = NONE_FINISHED,
) -> Json:
    """GroupedNotificationsResults. `partly`: of each group only who caused the latest is shown in full. `finished` as of
    `notification`."""
    whole = {each.samples[0].id: each.samples[0] for each in found if each.samples}
    others = {who.id: who for each in found for who in each.samples if who.id not in whole}
    posts = {each.told.post_id: _post(each.told, reader, finished) for each in found}
    full = whole if partly else whole | others
    made: Json = {
        "accounts": [person(each, reader) for each in full.values()],
        "statuses": [each for each in posts.values() if each is not None],
        "notification_groups": [_group(each, reader, subjects, supported, paged=paged) for each in found],
    }
    if partly:
        made["partial_accounts"] = [_partial(each, reader) for each in others.values()]
    return made


def _post(found: Notification, reader: Reader, finished: Mapping[int, bytes]) -> Json | Raw | None:
    made = None if found.post_id is None else finished.get(found.post_id)
    if made is not None:
        return Raw(made)
    return None if found.post is None else status(found.post, reader)


def _group(
    found: NotificationGroup, reader: Reader, subjects: Subjects, supported: Supported | None, *, paged: bool
) -> Json:
    told = found.told
    made: Json = {
        "group_key": found.key,
        "notifications_count": found.count,
        "type": _TYPES[told.event],
        # A number in Mastodon, too: the only id that is none of our texts
        "most_recent_notification_id": found.highest_id,
        "sample_account_ids": [str(each.id) for each in found.samples],
        **_subject(told, reader, subjects),
        **_fallback(told, supported),
    }
    if paged:
        made |= {
            "page_min_id": str(found.lowest_id),
            "page_max_id": str(found.highest_id),
            "latest_page_notification_at": moment(found.latest_at),
        }
    if told.post_id is not None:
        made["status_id"] = str(told.post_id)
    if told.emoji and found.count == 1:
        made["emoji"] = told.emoji
    return made


def _partial(found: Account, reader: Reader) -> Json:
    """PartialAccountWithAvatar."""
    whole = person(found, reader)
    names = ("id", "acct", "locked", "bot", "url", "avatar", "avatar_static", "avatar_description")
    return {name: whole[name] for name in names}


def _subject(found: Notification, reader: Reader, subjects: Subjects) -> Json:
    if found.event is Event.REPORT and (complaint := subjects.complaints.get(found.origin.id)) is not None:
        return {"report": report(*complaint, reader)}
    if found.event is Event.SEVERED and (severance := subjects.severances.get(found.subject_id)) is not None:
        return {"event": _severance(severance)}
    if found.event is Event.WARNED and (strike := subjects.strikes.get(found.subject_id)) is not None:
        return {"moderation_warning": account_warning(strike, found.origin, reader.addresses)}
    if found.event in OF_COLLECTIONS and (view := subjects.collections.get(found.subject_id)) is not None:
        return {"collection": collection(view, reader)}
    return {}


def _severance(found: Severance) -> Json:
    """RelationshipSeveranceEvent. Which follows they were is not kept, as Mastodon says of old ones."""
    return {
        "id": str(found.id),
        "type": found.kind.value,
        "purged": True,
        "target_name": found.target,
        "followers_count": found.followers,
        "following_count": found.following,
        "created_at": moment(found.created_at),
    }


def _fallback(found: Notification, supported: Supported | None) -> Json:
    """NotificationFallback, for an app that says which types it knows, and does not know this one."""
    if supported is None or found.event not in _LATER or _TYPES[found.event] in supported.types:
        return {}
    title = supported.words.t(f"notification.{found.event.value}", name=found.origin.shown_name)
    return {
        "fallback": {
            "title": escape(title, quote=False),
            "summary": escape(supported.words.t("notification.fallback"), quote=False),
            "details": None,
        }
    }


def report(made: Report, target: Account, reader: Reader) -> Json:
    return {
        "id": str(made.id),
        "action_taken": made.resolved_at is not None,
        "action_taken_at": moment_or_none(made.resolved_at),
        "category": made.category,
        "comment": made.comment,
        "forwarded": made.forwarded,
        "created_at": moment(made.created_at),
        "status_ids": [str(number) for number in made.post_ids] or None,
        "rule_ids": [str(number) for number in made.rule_ids] or None,
        "collection_ids": [str(number) for number in made.collection_ids] or None,
        "target_account": person(target, reader),
    }


def policy(found: NotificationPolicy, pending: Pending) -> Json:
    rules = {each.name: getattr(found, each.name).value for each in fields(found)}
    return {**rules, "summary": _summary(pending)}


def policy_v1(found: NotificationPolicy, pending: Pending) -> Json:
    """V1NotificationPolicy: all it knows is whether something is let through."""
    rules = {name: getattr(found, rule) is not Treatment.ACCEPT for name, rule in V1_RULES.items()}
    return {**rules, "summary": _summary(pending)}


V1_RULES: Mapping[str, str] = MappingProxyType(
    {
        "filter_not_following": "for_not_following",
        "filter_not_followers": "for_not_followers",
        "filter_new_accounts": "for_new_accounts",
        "filter_private_mentions": "for_private_mentions",
    }
)


def _summary(pending: Pending) -> Json:
    return {"pending_requests_count": pending.requests, "pending_notifications_count": pending.notifications}


def notification_request(found: NotificationRequest, reader: Reader) -> Json:
    """The count is a text, as on Mastodon."""
    return {
        "id": str(found.id),
        "created_at": moment(found.created_at),
        "updated_at": moment(found.updated_at),
        "notifications_count": str(found.count),
        "account": person(found.origin, reader),
        "last_status": None if found.last_post is None else status(found.last_post, reader),
    }
