"""Small facts about the node itself: the highest id used, the VAPID key, dates of last runs."""

from typing import Final

from node.store.rows import Database

HIGHEST: Final = (
    "SELECT MAX(id) FROM posts",
    "SELECT MAX(id) FROM accounts",
    "SELECT MAX(id) FROM received",
    "SELECT MAX(id) FROM acts",
    "SELECT MAX(id) FROM activities",
    "SELECT MAX(id) FROM deliveries",
    "SELECT MAX(id) FROM jobs",
    "SELECT MAX(id) FROM notifications",
    "SELECT MAX(id) FROM notification_requests",
    "SELECT MAX(id) FROM severances",
    "SELECT MAX(id) FROM logins",
    "SELECT MAX(id) FROM reports",
    "SELECT MAX(id) FROM report_notes",
    "SELECT MAX(id) FROM strikes",
    "SELECT MAX(policy_id) FROM hosts",
    "SELECT MAX(id) FROM host_allows",
    "SELECT MAX(id) FROM email_host_blocks",
    "SELECT MAX(id) FROM email_blocks",
    "SELECT MAX(id) FROM network_blocks",
    "SELECT MAX(id) FROM passkeys",
    "SELECT MAX(id) FROM apps",
    "SELECT MAX(id) FROM tokens",
    "SELECT MAX(id) FROM app_tokens",
    "SELECT MAX(id) FROM push_subscriptions",
    "SELECT MAX(id) FROM media",
    "SELECT MAX(id) FROM bookmarks",
    "SELECT MAX(id) FROM scheduled_posts",
    "SELECT MAX(id) FROM kept_drafts",
    "SELECT MAX(id) FROM draft_comments",
    "SELECT MAX(id) FROM announcements",
    "SELECT MAX(id) FROM warnings",
    "SELECT MAX(id) FROM crisis_reviews",
    "SELECT MAX(id) FROM corrections",
    "SELECT MAX(id) FROM emojis",
    "SELECT MAX(id) FROM remote_emojis",
    "SELECT MAX(id) FROM conversations",
    "SELECT MAX(id) FROM host_mutes",
    "SELECT MAX(id) FROM endorsements",
    "SELECT MAX(id) FROM lists",
    "SELECT MAX(id) FROM filters",
    "SELECT MAX(id) FROM filter_keywords",
    "SELECT MAX(id) FROM filter_posts",
    "SELECT MAX(id) FROM followed_tags",
    "SELECT MAX(id) FROM featured_tags",
    "SELECT MAX(id) FROM collections",
    "SELECT MAX(id) FROM collection_items",
    "SELECT MAX(id) FROM albums",
    "SELECT MAX(id) FROM phase_changes",
    "SELECT MAX(id) FROM cases",
    "SELECT MAX(id) FROM block_proposals",
    "SELECT MAX(id) FROM pack_offers",
    "SELECT MAX(id) FROM guest_replies",
    "SELECT MAX(id) FROM subscriptions",
    "SELECT MAX(id) FROM websub_subscriptions",
    "SELECT MAX(id) FROM syndications",
    "SELECT MAX(id) FROM hindrances",
    "SELECT MAX(id) FROM disclosures",
    "SELECT MAX(id) FROM disclosure_steps",
    "SELECT MAX(id) FROM previews",
    "SELECT MAX(id) FROM archives",
    "SELECT MAX(id) FROM list_imports",
)
"""Of each table whose ids are made now."""


class State:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(self, name: str) -> str | None:
        found: str | None = await self._db.value("SELECT value FROM node_state WHERE name = ?", name)
        return found

    async def put(self, name: str, value: str) -> None:
        await self._db.run(
            "INSERT INTO node_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            value,
        )

    async def settle(self, name: str, value: str) -> str:
        """Put it unless something is there; returns what is there, the same in every process."""
        await self._db.run(
            "INSERT INTO node_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", name, value
        )
        return await self.find(name) or value

    async def highest_id(self) -> int:
        """The highest id in any table whose ids are made now: where `Ids` goes on from."""
        highest = 0
        for sql in HIGHEST:
            highest = max(highest, await self._db.value(sql) or 0)
        return highest
