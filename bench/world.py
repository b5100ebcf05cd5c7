"""Data for benchmarks: accounts with real keys, made quickly by sharing a few."""

import json
from datetime import UTC, datetime
from typing import Any

from node.federation.keys import PrivateKey, generate_ed25519, generate_rsa
from node.federation.signatures import sign_cavage
from node.model.account import Account, Kind
from node.model.addresses import Addresses
from node.model.follow import Follow
from node.model.login import Login, Membership, Role, Token
from node.outbox.accounts import new_account
from node.store.database import Tx
from node.store.keys import StoredKey

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]


class Peer:
    """An actor elsewhere. All share one RSA key: the cost of verifying is the same."""

    def __init__(self, number: int, port: int, key: PrivateKey, host: str | None = None) -> None:
        self.name = f"p{number}"
        self.host = host or f"h{number}.localhost:{port}"
        self.origin = f"http://{self.host}"
        self.uri = f"{self.origin}/users/{self.name}"
        self.key = key

    def document(self) -> dict[str, Any]:
        return {
            "@context": CONTEXT,
            "id": self.uri,
            "type": "Person",
            "preferredUsername": self.name,
            "name": self.name,
            "inbox": f"{self.uri}/inbox",
            "outbox": f"{self.uri}/outbox",
            "followers": f"{self.uri}/followers",
            "endpoints": {"sharedInbox": f"{self.origin}/inbox"},
            "publicKey": {"id": f"{self.uri}#main-key", "owner": self.uri, "publicKeyPem": self.key.public.pem},
        }

    def documents(self) -> dict[str, Any]:
        finger = f"{self.origin}/.well-known/webfinger?resource=acct%3A{self.name}%40{self.host.replace(':', '%3A')}"
        link = {"rel": "self", "type": "application/activity+json", "href": self.uri}
        jrd = {"subject": f"acct:{self.name}@{self.host}", "links": [link]}
        return {self.uri: self.document(), finger: jrd}

    def account(self, number: int, now: datetime) -> Account:
        return Account(
            id=number,
            uri=self.uri,
            name=self.name,
            host=self.host,
            kind=Kind.PERSON,
            display_name=self.name,
            summary="",
            source="",
            url=self.uri,
            inbox=f"{self.uri}/inbox",
            shared_inbox=f"{self.origin}/inbox",
            outbox=f"{self.uri}/outbox",
            followers_uri=f"{self.uri}/followers",
            following_uri=None,
            featured_uri=None,
            icon=None,
            header=None,
            fields=(),
            aliases=(),
            moved_to=None,
            approves_followers=False,
            discoverable=True,
            indexable=True,
            hides_follows=False,
            posts_count=0,
            followers_count=0,
            following_count=0,
            last_post_at=None,
            created_at=now,
            fetched_at=now,
            suspended_at=None,
            deleted_at=None,
        )

    def note(self, number: int, **more: Any) -> dict[str, Any]:
        """As Mastodon writes one."""
        return {
            "id": f"{self.uri}/statuses/{number}",
            "type": "Note",
            "summary": None,
            "inReplyTo": None,
            "published": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "url": f"{self.origin}/@{self.name}/{number}",
            "attributedTo": self.uri,
            "to": [PUBLIC],
            "cc": [f"{self.uri}/followers"],
            "sensitive": False,
            "content": f"<p>Nachricht {number}: Das Freibad öffnet am Samstag um acht Uhr. <a href="
            f'"{self.origin}/tags/freibad" class="mention hashtag" rel="tag">#<span>freibad</span></a></p>',
            "contentMap": {"de": f"<p>Nachricht {number}: Das Freibad öffnet am Samstag um acht Uhr.</p>"},
            "attachment": [],
            "tag": [{"type": "Hashtag", "href": f"{self.origin}/tags/freibad", "name": "#freibad"}],
            "replies": {
                "id": f"{self.uri}/statuses/{number}/replies",
                "type": "Collection",
                "first": {
                    "type": "CollectionPage",
                    "next": f"{self.uri}/statuses/{number}/replies?page=true",
                    "items": [],
                },
            },
            **more,
        }

    def create(self, number: int, **more: Any) -> dict[str, Any]:
        note = self.note(number, **more)
        return {
            "@context": CONTEXT,
            "id": f"{note['id']}/activity",
            "type": "Create",
            "actor": self.uri,
            "published": note["published"],
            "to": note["to"],
            "cc": note["cc"],
            "object": note,
        }

    def request(self, inbox: str, activity: dict[str, Any]) -> bytes:
        """A whole signed request, ready to be written to a connection."""
        body = json.dumps(activity).encode()
        headers = sign_cavage(
            "POST", inbox, key=self.key, key_id=f"{self.uri}#main-key", now=datetime.now(UTC), body=body
        )
        path = "/" + inbox.split("/", 3)[3]
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST {path} HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body


def make_peers(count: int, port: int, *, host: str | None = None) -> list[Peer]:
    key = generate_rsa()
    return [Peer(number, port, key, host) for number in range(count)]


async def add_local(tx: Tx, addresses: Addresses, name: str) -> Account:
    account = new_account(addresses, name, kind=Kind.PERSON, display_name=name.capitalize(), now=tx.now)
    from dataclasses import replace

    account = await tx.accounts.add(replace(account, id=tx.ids.new()))
    keys = []
    for uri, key in (
        (addresses.rsa_key(account.uri), generate_rsa()),
        (addresses.ed25519_key(account.uri), generate_ed25519()),
    ):
        public = key.public.pem if key.kind == "rsa" else key.public.multibase
        keys.append(
            StoredKey(uri=uri, account_id=account.id, kind=key.kind, public=public, private=key.pem, fetched_at=tx.now)
        )
    await tx.keys.replace(account.id, keys)
    login = Login(
        id=tx.ids.new(),
        email=f"{name}@example.org",
        password_hash=None,
        role=Role.MEMBER,
        language=None,
        created_at=tx.now,
        disabled_at=None,
    )
    await tx.logins.add(login)
    await tx.logins.join(Membership(login_id=login.id, account_id=account.id, role="owner", since=tx.now, until=None))
    return account


async def add_peer(tx: Tx, peer: Peer) -> Account:
    account = await tx.accounts.add(peer.account(tx.ids.new(), tx.now))
    key = StoredKey(
        uri=f"{peer.uri}#main-key",
        account_id=account.id,
        kind="rsa",
        public=peer.key.public.pem,
        private=None,
        fetched_at=tx.now,
    )
    await tx.keys.replace(account.id, [key])
    return account


async def add_follow(tx: Tx, follower: Account, followed: Account) -> None:
    await tx.follows.save(
        Follow(
            follower_id=follower.id,
            followed_id=followed.id,
            uri=f"{follower.uri}/follows/{followed.id}",
            accepted=True,
            created_at=tx.now,
        )
    )


__all__ = ["Peer", "Token", "add_follow", "add_local", "add_peer", "make_peers"]
