"""What is left of an account that is deleted. Of every table with a column for accounts it is said what becomes of its
rows: removed here, removed elsewhere, or kept and why. A test holds both against the schema."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from node.store.rows import Database

PRIVATE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sessions": ("account_id",),
        "codes": ("account_id",),
        "push_subscriptions": ("account_id",),
        "tokens": ("account_id",),
        "memberships": ("account_id",),
        "preferences": ("account_id",),
        "post_keys": ("account_id",),
        "markers": ("account_id",),
        "bookmarks": ("account_id",),
        "pins": ("account_id",),
        "votes": ("account_id",),
        "list_members": ("account_id", "follower_id"),
        "lists": ("account_id",),
        "filters": ("account_id",),
        "followed_tags": ("account_id",),
        "featured_tags": ("account_id",),
        "blocks": ("account_id", "target_id"),
        "mutes": ("account_id", "target_id"),
        "thread_mutes": ("account_id",),
        "host_mutes": ("account_id",),
        "account_notes": ("account_id", "target_id"),
        "endorsements": ("account_id", "target_id"),
        "dismissed_suggestions": ("account_id", "target_id"),
        "featured_accounts": ("account_id",),
        "notifications": ("account_id", "origin_id"),
        "notification_policies": ("account_id",),
        "notification_permissions": ("account_id", "origin_id"),
        "notification_requests": ("account_id", "origin_id"),
        "severances": ("account_id",),
        "conversations": ("account_id",),
        "scheduled_posts": ("account_id",),
        "kept_drafts": ("account_id",),
        "announcement_reads": ("account_id",),
        "announcement_reactions": ("account_id",),
        "collection_items": ("account_id",),
        "collections": ("account_id",),
        "albums": ("account_id",),
        "cases": ("account_id",),
        "case_settings": ("account_id",),
        "subscriptions": ("account_id",),
        "follower_days": ("account_id",),
        "channel_offices": ("account_id",),
        "channel_sheets": ("account_id",),
        "phase_changes": ("account_id",),
        "archives": ("account_id",),
        "list_imports": ("account_id",),
        "member_accounts": ("account_id",),
    }
)
"""Nobody's business any longer: what somebody kept, set, chose and was told, and what others noted about them."""

PUBLIC: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "posts": ("author_id",),
        "quotes": ("author_id",),
        "reactions": ("account_id",),
        "follows": ("follower_id", "followed_id"),
        "media": ("account_id",),
    }
)
"""Goes in pieces, because others are told or counted (`node/outbox/delete.py`); of posts a tombstone stays."""

KEPT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "keys": "others verify the Delete with them",
        "activities": "the Delete among them is still delivered; what they said of posts is blanked",
        "deliveries": "they end by themselves",
        "crisis_reviews": "as the acts",
        "warnings": "the node's own; for which channel is as the acts",
        "disclosures": "the register of what authorities asked for, which forgets who was concerned when its time comes",
        "acts": "who did what is kept as long as whoever runs the node has to answer for it",
        "reports": "what was complained about, and how it was decided",
        "report_notes": "as the reports",
        "strikes": "what was decided",
        "mentions": "belong to the posts of others",
        "guest_replies": "whoever wrote one can still take it back; addresses are erased when their time comes",
        "deletion_channels": "whoever keeps copies of what was public is told that it is gone",
        "syndications": "copies elsewhere are still to be taken back",
        "imports": "what was deleted is not fetched again",
        "remote_emojis": "a picture of that server, by whoever used it last",
        "previews": "of a link to the account's own page: its words are read from there, and it is forgotten when unlinked",
        "cached_files": "swept when nothing shows them",
        "missed_files": "swept when nothing shows them",
    }
)


class Traces:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def remove(self, account_id: int) -> None:
        """Everything private of an account that is deleted."""
        for table, columns in PRIVATE.items():
            for column in columns:
                await self._db.run(f"DELETE FROM {table} WHERE {column} = ?", account_id)
