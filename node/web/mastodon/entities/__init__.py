"""The only place that speaks Mastodon's words: our nouns as the entities of its client API.

Ids are decimal strings, times ISO 8601 with milliseconds and Z, texts safe HTML as it is stored.
"""

from node.web.mastodon.entities.accounts import (
    account,
    credential_account,
    muted_account,
    profile,
    relationship,
    role,
)
from node.web.mastodon.entities.notifications import EVENTS_OF, notification
from node.web.mastodon.entities.polls import poll
from node.web.mastodon.entities.reader import Json, Reader, moment
from node.web.mastodon.entities.statuses import attachment, deleted_status, edits, status
from node.web.mastodon.entities.tags import tag, tag_id

__all__ = [
    "EVENTS_OF",
    "Json",
    "Reader",
    "account",
    "attachment",
    "credential_account",
    "deleted_status",
    "edits",
    "moment",
    "muted_account",
    "notification",
    "poll",
    "profile",
    "relationship",
    "role",
    "status",
    "tag",
    "tag_id",
]
