"""What an account takes along when it moves house: of every table it is said which of its rows go into the archive, or why
none do. A test holds both against the schema.

Rows name accounts and posts by their addresses (`accounts`, `posts`), so that they can be told apart wherever they are read;
all other columns go as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Rows of `table` in the file `name`, in the order of `key`. `owner` is the column that says whose they are: an account's,
    or with `hangs_on` a row's of that other file. `where` narrows it. `awaits`: such a row is kept until the post it is
    about, which is somebody else's, has been fetched again. `others` is the column that must not name the account itself.
    `left` are columns that stay behind."""

    name: str
    table: str
    owner: str
    key: tuple[str, ...]
    hangs_on: str = ""
    where: str = ""
    accounts: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    awaits: str = ""
    others: str = ""
    left: tuple[str, ...] = ()


def _of(table: str, *key: str, name: str = "", owner: str = "account_id", **more: object) -> Carried:
    return Carried(name=name or table, table=table, owner=owner, key=key or (owner,), **more)  # type: ignore[arg-type]  # the fields above


def _on_post(table: str, *key: str, name: str = "", owner: str = "post_id", **more: object) -> Carried:
    return _of(table, *(key or (owner,)), name=name, owner=owner, hangs_on="posts", **more)


FILES: Final = (
    _of("posts", "id", owner="author_id", accounts=("author_id", "in_reply_to_account_id"),
        posts=("boost_of_id",), awaits="boost_of_id", left=("in_reply_to_id", "case_said")),
    _on_post("quotes", accounts=("author_id", "quoted_author_id"), left=("quoted_id",)),
    _on_post("post_versions", "post_id", "at"),
    _on_post("corrections", "id"),
    _on_post("mentions", "post_id", "account_id", accounts=("account_id",)),
    _on_post("post_tags", "tag", "post_id"),
    _on_post("polls"),
    _on_post("poll_options", "post_id", "position"),
    _on_post("places"),
    _on_post("appointments"),
    _on_post("reactions", "post_id", "account_id", "emoji", name="reactions_of_others", accounts=("account_id",),
             others="account_id"),
    _on_post("posts", "id", name="boosts_of_others", owner="boost_of_id", accounts=("author_id",),
             where="NOT is_local AND deleted_at IS NULL", others="author_id", left=("in_reply_to_id", "case_said")),
    _of("media", "id", where="state = 'ready' AND (post_id IS NOT NULL OR scheduled_id IS NOT NULL"
        " OR draft_id IS NOT NULL OR place <> 'post')",
        accounts=("account_id",), left=("login_id", "upload", "cover")),
    _of("pins", "account_id", "post_id", accounts=("account_id",)),
    _of("activities", "id", owner="actor_id", accounts=("actor_id",)),
    _of("follows", "follower_id", "followed_id", name="following", owner="follower_id",
        accounts=("follower_id", "followed_id")),
    _of("follows", "followed_id", "follower_id", name="followers", owner="followed_id",
        accounts=("follower_id", "followed_id")),
    _of("reactions", "account_id", "post_id", "emoji", accounts=("account_id",), posts=("post_id",), awaits="post_id"),
    _of("votes", "account_id", "post_id", "position", accounts=("account_id",), posts=("post_id",), awaits="post_id"),
    _of("bookmarks", "id", accounts=("account_id",), posts=("post_id",), awaits="post_id"),
    _of("blocks", "account_id", "target_id", accounts=("account_id", "target_id")),
    _of("mutes", "account_id", "target_id", accounts=("account_id", "target_id")),
    _of("thread_mutes", "account_id", "thread_id", accounts=("account_id",)),
    _of("host_mutes", "id", accounts=("account_id",)),
    _of("account_notes", "account_id", "target_id", accounts=("account_id", "target_id")),
    _of("endorsements", "id", accounts=("account_id", "target_id")),
    _of("dismissed_suggestions", "account_id", "target_id", accounts=("account_id", "target_id")),
    _of("markers", "account_id", "timeline", accounts=("account_id",)),
    _of("preferences", accounts=("account_id",)),
    _of("notification_policies", accounts=("account_id",)),
    _of("notification_permissions", "account_id", "origin_id", accounts=("account_id", "origin_id")),
    _of("lists", "id", accounts=("account_id",)),
    _of("list_members", "list_id", "account_id", owner="list_id", hangs_on="lists", accounts=("account_id", "follower_id")),
    _of("filters", "id", accounts=("account_id",)),
    _of("filter_keywords", "id", owner="filter_id", hangs_on="filters"),
    _of("filter_posts", "id", owner="filter_id", hangs_on="filters", posts=("post_id",), awaits="post_id"),
    _of("followed_tags", "id", accounts=("account_id",)),
    _of("featured_tags", "id", accounts=("account_id",)),
    _of("collections", "id", accounts=("account_id",)),
    _of("collection_items", "id", owner="collection_id", hangs_on="collections", accounts=("account_id",)),
    _of("albums", "id", accounts=("account_id",)),
    _of("album_pictures", "album_id", "media_id", owner="album_id", hangs_on="albums"),
    _of("channel_offices", accounts=("account_id",)),
    _of("channel_sheets", "account_id", "number", accounts=("account_id",), left=("login_id",)),
    _of("phase_changes", "id", accounts=("account_id",), left=("login_id",)),
    _of("follower_days", "account_id", "day", "host", "cause", accounts=("account_id",)),
    _of("scheduled_posts", "id", accounts=("account_id",), left=("login_id", "failure_code", "failure_values")),
    _of("kept_drafts", "id", accounts=("account_id",),
        left=("login_id", "asked_at", "asked_by", "question", "asks_office")),
    _of("syndications", "id", accounts=("account_id",), left=("leased_until",)),
    _of("imports", "connector", "entry", accounts=("account_id",)),
)  # fmt: skip
"""In the order in which they are written and taken in: what others hang on comes first."""

BY_NAME: Final[Mapping[str, Carried]] = MappingProxyType({each.name: each for each in FILES})

ACCOUNT: Final = (
    "id", "uri", "name", "folded_name", "host", "kind", "display_name", "summary", "source", "url", "inbox",
    "shared_inbox", "outbox", "followers_uri", "following_uri", "featured_uri", "icon", "header", "icon_description",
    "header_description", "fields", "aliases", "moved_to", "approves_followers", "discoverable", "indexable",
    "hides_follows", "posts_count", "followers_count", "following_count", "last_post_at", "created_at", "suspended_at",
    "silenced_at", "sensitized_at", "emojis", "phase",
)  # fmt: skip
"""What is said of the account itself."""

PERSON: Final = (
    "id", "uri", "name", "folded_name", "host", "kind", "display_name", "url", "inbox", "shared_inbox", "outbox",
    "followers_uri", "following_uri", "featured_uri", "created_at",
)  # fmt: skip
"""What is said of others it is connected with: enough to reach them. The rest they say themselves when they are looked up."""

LEFT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accounts": "the account itself is in account.json, others in people.ndjson",
        "keys": "in key/, only when asked for, and encrypted",
        "post_texts": "worked out anew",
        "conversations": "worked out anew from the direct posts",
        "conversation_posts": "worked out anew from the direct posts",
        "thread_aliases": "worked out anew",
        "node_state": "the node's",
        "logins": "persons log in, accounts do not",
        "memberships": "persons log in, accounts do not",
        "sessions": "secrets of a log-in",
        "browsers": "of a log-in",
        "code_generators": "secrets of a log-in",
        "recovery_codes": "secrets of a log-in",
        "passkeys": "secrets of a log-in",
        "challenges": "secrets of a log-in",
        "half_logins": "secrets of a log-in",
        "tickets": "secrets of a log-in",
        "codes": "secrets of an app",
        "tokens": "secrets of an app",
        "app_tokens": "secrets of an app",
        "push_subscriptions": "secrets of an app",
        "apps": "the node's",
        "archives": "where earlier archives lie",
        "list_imports": "on its way in",
        "acts": "who acted is the node's to answer for",
        "previews": "seen anew",
        "announcements": "the node's",
        "announcement_reads": "of announcements of the node",
        "announcement_reactions": "of announcements of the node",
        "emojis": "the node's",
        "remote_emojis": "other servers'",
        "featured_accounts": "the node's choice",
        "warnings": "the node's",
        "mirrored_warnings": "other authorities'",
        "crisis_reviews": "who published and who looked at it is the node's to answer for",
        "urgent": "deliveries under way",
        "discarded_files": "files that go",
        "cached_files": "copies that come again",
        "cache_bytes": "copies that come again",
        "missed_files": "copies that come again",
        "post_keys": "attempts of an app, kept for a day",
        "notifications": "what others did, told once",
        "notification_requests": "what others did, told once",
        "severances": "told once",
        "subscriptions": "addresses of other people, who agreed to be written to by this node",
        "subscription_letters": "as the subscriptions",
        "guest_replies": "other people's words and addresses",
        "guest_links": "secrets of other people",
        "reports": "kept by those who moderate",
        "report_notes": "kept by those who moderate",
        "strikes": "kept by those who moderate",
        "hosts": "the node's",
        "host_allows": "the node's",
        "block_proposals": "the node's",
        "templates": "the node's",
        "pack_offers": "the node's",
        "email_host_blocks": "the node's",
        "email_host_refusals": "the node's",
        "email_blocks": "the node's",
        "network_blocks": "the node's",
        "trend_reviews": "the node's",
        "document_versions": "the node's",
        "hindrances": "the node's",
        "disclosures": "the node's",
        "draft_comments": "what others here advised",
        "cases": "who is to answer, as it was agreed with others under the old address",
        "case_settings": "as the cases",
        "disclosure_items": "the node's",
        "disclosure_steps": "the node's",
        "disclosure_extracts": "the node's",
        "received": "traffic",
        "deletions": "the node's list",
        "deletion_channels": "the node's list",
        "websub_subscriptions": "readers subscribe again",
        "short_links": "the node's",
        "members": "the cooperative's register",
        "member_logins": "the cooperative's register",
        "member_accounts": "the cooperative's register",
        "motions": "the cooperative's",
        "motion_proxies": "the cooperative's",
        "open_votes": "the cooperative's",
        "urn_voters": "the cooperative's",
        "urns": "the cooperative's",
        "deliveries": "traffic",
        "jobs": "work under way",
        "withdrawn": "traffic",
    }
)
"""Why nothing of a table goes along."""
