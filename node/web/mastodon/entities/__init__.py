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
from node.web.mastodon.entities.announcements import announcement
from node.web.mastodon.entities.attachments import attachment
from node.web.mastodon.entities.cards import trending_link
from node.web.mastodon.entities.collections import collection, collection_item, collection_with_accounts
from node.web.mastodon.entities.conversations import conversation
from node.web.mastodon.entities.emojis import custom_emoji
from node.web.mastodon.entities.filters import filter_entity, filter_keyword, filter_results, filter_status, filter_v1
from node.web.mastodon.entities.lists import account_list
from node.web.mastodon.entities.notifications import (
    EVENTS_OF,
    OF_COLLECTIONS,
    V1_RULES,
    Subjects,
    Supported,
    groups,
    is_whole,
    notification,
    notification_request,
    policy,
    policy_v1,
)
from node.web.mastodon.entities.polls import poll
from node.web.mastodon.entities.reader import Json, Reader
from node.web.mastodon.entities.scheduled import scheduled_status
from node.web.mastodon.entities.statuses import deleted_status, edits, status
from node.web.mastodon.entities.tags import featured_tag, tag, tag_id

__all__ = [
    "EVENTS_OF",
    "OF_COLLECTIONS",
    "V1_RULES",
    "Json",
    "Reader",
    "Subjects",
    "Supported",
    "account",
    "account_list",
    "announcement",
    "attachment",
    "collection",
    "collection_item",
    "collection_with_accounts",
    "conversation",
    "credential_account",
    "custom_emoji",
    "deleted_status",
    "edits",
    "featured_tag",
    "filter_entity",
    "filter_keyword",
    "filter_results",
    "filter_status",
    "filter_v1",
    "groups",
    "is_whole",
    "muted_account",
    "notification",
    "notification_request",
    "policy",
    "policy_v1",
    "poll",
    "profile",
    "relationship",
    "role",
    "scheduled_status",
    "status",
    "tag",
    "tag_id",
    "trending_link",
]
