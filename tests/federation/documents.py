"""Values and documents for the tests of the reader and the renderer, in one call each."""

from datetime import UTC, datetime
from typing import Any

from node.model.account import Account, Kind
from node.model.addresses import Addresses
from node.model.post import Policy, Post, PostView
from node.model.visibility import Visibility

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
HERE = Addresses("https://here.test", "here.test")
BOB = "https://there.test/users/bob"


def a_note(**changes: Any) -> dict[str, Any]:
    """Bob's public note, as plain as they come; a property set to None is left out."""
    note = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://there.test/notes/1",
        "type": "Note",
        "attributedTo": BOB,
        "published": "2026-10-05T08:15:00Z",
        "to": [PUBLIC],
        "cc": [f"{BOB}/followers"],
        "content": "<p>Guten Morgen</p>",
    } | changes
    return {name: value for name, value in note.items() if value is not None}


def an_actor(**changes: Any) -> dict[str, Any]:
    actor = {
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": BOB,
        "type": "Person",
        "preferredUsername": "bob",
        "inbox": f"{BOB}/inbox",
        "outbox": f"{BOB}/outbox",
        "followers": f"{BOB}/followers",
    } | changes
    return {name: value for name, value in actor.items() if value is not None}


def an_account(name: str = "alice", **changes: Any) -> Account:
    """Somebody who lives here."""
    uri = HERE.actor(name)
    known: dict[str, Any] = {
        "id": 7,
        "uri": uri,
        "name": name,
        "host": None,
        "kind": Kind.PERSON,
        "display_name": name.title(),
        "summary": "<p>Bauamt</p>",
        "source": "Bauamt",
        "url": f"{HERE.base}/@{name}",
        "inbox": HERE.inbox(name),
        "shared_inbox": HERE.shared_inbox,
        "outbox": f"{uri}/outbox",
        "followers_uri": f"{uri}/followers",
        "following_uri": f"{uri}/following",
        "featured_uri": f"{uri}/collections/featured",
        "icon": None,
        "header": None,
        "fields": (),
        "aliases": (),
        "moved_to": None,
        "approves_followers": False,
        "discoverable": True,
        "indexable": True,
        "hides_follows": False,
        "posts_count": 0,
        "followers_count": 0,
        "following_count": 0,
        "last_post_at": None,
        "created_at": datetime(2025, 1, 2, tzinfo=UTC),
        "fetched_at": None,
        "suspended_at": None,
        "deleted_at": None,
    }
    return Account(**(known | changes))


def a_post(author: Account, number: int = 1, **changes: Any) -> Post:
    known: dict[str, Any] = {
        "id": number,
        "uri": HERE.post(author.name, number),
        "url": HERE.post_page(author, number),
        "author_id": author.id,
        "is_local": True,
        "kind": "Note",
        "visibility": Visibility.PUBLIC,
        "content": "<p>Die Brücke ist gesperrt.</p>",
        "contents": {},
        "summary": "",
        "name": "",
        "language": "de",
        "sensitive": False,
        "source": "Die Brücke ist gesperrt.",
        "source_format": "plain",
        "in_reply_to_id": None,
        "in_reply_to_uri": None,
        "in_reply_to_account_id": None,
        "boost_of_id": None,
        "quote_uri": None,
        "thread_id": number,
        "context_uri": None,
        "published_at": datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
        "edited_at": None,
        "deleted_at": None,
        "tags": (),
        "policy": Policy(),
        "replies_count": 0,
        "likes_count": 0,
        "boosts_count": 0,
    }
    return Post(**(known | changes))


def a_view(author: Account | None = None, **changes: Any) -> PostView:
    """What hangs on the post by its own name (`media=`, `poll=`); all else goes into the post."""
    author = author or an_account()
    parts = {name: changes.pop(name) for name in ("mentions", "media", "poll", "replied_to") if name in changes}
    return PostView(post=a_post(author, **changes), author=author, **parts)
