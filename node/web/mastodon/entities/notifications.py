"""Notification (v1). Types are those of Mastodon; what it has no word for is told by the nearest one."""

from collections.abc import Mapping
from types import MappingProxyType

from node.model.account import Account
from node.model.notification import Event, Notification
from node.model.report import Report
from node.web.mastodon.entities.accounts import account
from node.web.mastodon.entities.reader import Json, Reader, moment, moment_or_none
from node.web.mastodon.entities.statuses import status

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
        "admin.report": frozenset({Event.REPORT}),
    }
)
"""Type to what happened. `move` is not among them: Mastodon tells nobody, and apps know no such type."""

_TYPES: Mapping[Event, str] = MappingProxyType({event: name for name, events in EVENTS_OF.items() for event in events})


def notification(found: Notification, reader: Reader, complaint: tuple[Report, Account] | None = None) -> Json:
    """`complaint` is what a moderator is told of: the report, and whom it is about."""
    made: Json = {
        "id": str(found.id),
        "type": _TYPES[found.event],
        "group_key": f"ungrouped-{found.id}",
        "created_at": moment(found.created_at),
        "account": account(found.origin, reader.addresses),
    }
    if found.post is not None:
        made["status"] = status(found.post, reader)
    if found.emoji:
        made["emoji"] = found.emoji
    if complaint is not None:
        made["report"] = report(*complaint, reader)
    return made


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
        "rule_ids": None,
        "collection_ids": None,
        "target_account": account(target, reader.addresses),
    }
