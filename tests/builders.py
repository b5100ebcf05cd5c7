"""Anything in one call, naming only what a test is about. Each is stored and returned."""

from datetime import timedelta
from typing import Any

from node.model.account import Account, Kind
from node.model.follow import Follow
from node.model.post import NewPost, Post
from node.store.database import Store, Tx


def account(name: str = "dora", host: str | None = "there.test", **more: Any) -> Account:
    """Not stored yet; `id` is 0."""
    origin = f"https://{host or 'here.test'}"
    uri = f"{origin}/users/{name}"
    return Account(
        **{
            "id": 0,
            "uri": uri,
            "name": name,
            "host": host,
            "kind": Kind.PERSON,
            "display_name": name.capitalize(),
            "summary": "",
            "source": "",
            "url": f"{origin}/@{name}",
            "inbox": f"{uri}/inbox",
            "shared_inbox": f"{origin}/inbox",
            "outbox": f"{uri}/outbox",
            "followers_uri": f"{uri}/followers",
            "following_uri": f"{uri}/following",
            "featured_uri": None,
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
            "created_at": None,
            "fetched_at": None,
            "suspended_at": None,
            "deleted_at": None,
            **more,
        }
    )


async def make_account(store: Store, name: str = "dora", host: str | None = "there.test", **more: Any) -> Account:
    async def add(tx: Tx) -> Account:
        return await tx.accounts.add(account(name, host, **{"id": tx.ids.new(), "created_at": tx.now, **more}))

    return await store.write(add)


async def make_post(store: Store, author: Account, text: str = "Guten Tag.", **more: Any) -> Post:
    async def add(tx: Tx) -> Post | None:
        number = more.pop("id", None) or tx.ids.new()
        return await tx.posts.add(
            NewPost(
                **{
                    "id": number,
                    "uri": f"{author.uri}/posts/{number}",
                    "url": f"{author.url}/{number}",
                    "author": author,
                    "content": f"<p>{text}</p>",
                    "published_at": tx.now,
                    **more,
                }
            )
        )

    made = await store.write(add)
    assert made is not None
    return made


async def make_follow(store: Store, follower: Account, followed: Account, *, accepted: bool = True) -> Follow:
    async def add(tx: Tx) -> Follow:
        made = Follow(
            follower_id=follower.id,
            followed_id=followed.id,
            uri=f"{follower.uri}/follows/{followed.id}",
            accepted=accepted,
            created_at=tx.now - timedelta(seconds=1),
        )
        await tx.follows.save(made)
        return made

    return await store.write(add)


def spaced(text: str) -> str:
    """As it reads: a space at which the line must not end is a space."""
    return text.replace("\u00a0", " ")
