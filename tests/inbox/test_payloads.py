"""What other programs really send (tests/payloads), through the real inbox with real signatures: none gives a 5xx, each
has the outcome its file expects."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from node.model.account import Account
from node.model.follow import Follow
from node.model.poll import Option, Poll
from node.store.database import Tx
from node.text.html import to_text
from tests.builders import make_post
from tests.inbox.steps import state_of
from tests.remote import FakeActor, FakeServer, keys_for
from tests.test_payload_files import FILES, PAYLOADS, SOFTWARE, ids, objects

EMPTIED = (
    "deliveries", "received", "activities", "jobs", "reports", "notifications", "votes", "poll_options", "polls", "pins",
    "reactions", "blocks", "follows", "post_tags", "mentions", "media", "post_versions", "thread_aliases", "posts",
    "withdrawn", "node_state",
)  # fmt: skip


class Stage:
    """One node and one program's servers; each payload begins with nothing but alice and her two posts."""

    def __init__(self, world: Any, there: FakeServer, software: str) -> None:
        self.world = world
        self.there = there
        self.software = software
        self.actors: dict[str, FakeActor] = {}

    async def set(self) -> None:
        self.alice: Account = await self.world.create("alice")
        self.there.down.add("elsewhere.test")
        for document in self.load(PAYLOADS / self.software / "_actors.json"):
            key = objects(document["publicKey"])[0]
            signer = FakeActor(self.there, "", self.there.origin(), "Person", {})
            signer.uri, signer.key_id = document["id"], key["id"]
            signer.rsa, signer.ed25519 = keys_for(f"{self.software} {self.plain(document['id'])}")
            self.actors[document["id"]] = signer
            self.there.serve(self.with_keys(document))
        path = PAYLOADS / self.software / "_objects.json"
        for entry in self.load(path) if path.exists() else []:
            document, at = (entry["document"], entry["at"]) if "at" in entry else (entry, entry["id"])
            status = 410 if document.get("type") == "Tombstone" else 200
            self.there.serve(self.with_keys(document), status=status, at=at)

    def load(self, path) -> Any:
        text = path.read_text(encoding="utf-8")
        return json.loads(
            text.replace("https://there.test", self.there.origin()).replace("https://here.test", self.world.origin)
        )

    def plain(self, uri: str) -> str:
        return uri.replace(self.there.origin(), "")

    def with_keys(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.with_keys(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.with_keys(each) for each in value]
        if isinstance(value, str) and value.startswith("PEM:"):
            return keys_for(f"{self.software} {self.plain(value[4:])}")[0].public.pem
        return value

    async def reset(self, given: Mapping[str, Any]) -> None:
        self.there.deliveries.clear()
        await self.world.store.write(_empty)
        self.post = await make_post(self.world.store, self.alice, "Die Brücke ist wieder offen.", id=1)
        titles = ("Radweg", "Bushaltestelle", "Spielplatz")
        poll = Poll(options=tuple(Option(title) for title in titles), multiple=True)
        await make_post(self.world.store, self.alice, "Was zuerst?", id=2, kind="Note", poll=poll)
        for uri in given.get("follows", ()):
            await self.follow(uri, accepted=True)
        for uri in given.get("asked", ()):
            await self.follow(uri, accepted=False)

    async def follow(self, uri: str, *, accepted: bool) -> None:
        followed = await self.world.node.actors.by_uri(uri)
        number = 3 if accepted else 1
        follow = Follow(
            follower_id=self.alice.id,
            followed_id=followed.id,
            uri=self.world.url(f"/activities/{number}"),
            accepted=accepted,
            created_at=self.world.clock(),
        )
        await self.world.store.write(lambda tx: tx.follows.save(follow))

    async def deliver(self, signer: str, activity: dict[str, Any]) -> int:
        answer = await self.actors[signer].deliver(self.with_keys(activity), self.world, now=self.world.clock())
        await self.world.work()
        return answer.status

    async def last(self) -> str:
        """What became of the last activity that was taken in."""
        rows = await self.world.store.read(
            lambda tx: tx.db.rows("SELECT state, outcome FROM received ORDER BY id DESC")
        )
        return f"{rows[0]['state']}: {rows[0]['outcome']}" if rows else "never taken in"


async def _empty(tx: Tx) -> None:
    for table in EMPTIED:
        await tx.db.run(f"DELETE FROM {table}")
    for row in await tx.db.rows("SELECT id FROM accounts WHERE host <> ''"):
        await tx.db.run("DELETE FROM keys WHERE account_id = ?", row["id"])
        await tx.db.run("DELETE FROM accounts WHERE id = ?", row["id"])
        tx.tell("actor", row["id"])


def about(activity: dict[str, Any]) -> str:
    """The id of the post an activity is about, also when it wraps another."""
    inner = objects(activity["object"])[0]
    if activity["type"] == "Announce" and isinstance(inner, dict) and "actor" in inner and "object" in inner:
        inner = inner["object"]
    return ids(inner)[0]


class Checks:
    """One method per outcome. Each raises AssertionError when it did not come to that."""

    def __init__(self, stage: Stage, payload: dict[str, Any]) -> None:
        self.stage = stage
        self.world = stage.world
        self.activity = payload["activity"]
        self.signer = payload["signer"]
        self.expect = payload["expect"]

    async def value(self, sql: str, *params: Any) -> Any:
        return await self.world.store.read(lambda tx: tx.db.value(sql, *params))

    async def signer_id(self) -> int:
        return await self.value("SELECT id FROM accounts WHERE uri = ?", self.signer)

    async def post(self) -> None:
        post = await self.world.find_post(about(self.activity))
        assert post is not None
        await self.shown(post)

    async def edited(self) -> None:
        await self.post()

    async def deleted(self) -> None:
        uri = about(self.activity)
        account = await self.world.account(uri)
        assert await self.world.find_post(uri) is None
        if account is not None:
            assert account.deleted_at is not None
            assert (
                await self.value("SELECT COUNT(*) FROM posts WHERE author_id = ? AND deleted_at IS NULL", account.id)
                == 0
            )

    async def boost(self) -> None:
        boost = await self.world.find_post(self.activity["id"])
        assert boost is not None and boost.boost_of_id is not None
        if "visibility" in self.expect:
            assert boost.visibility == self.expect["visibility"]
        boosted = await self.world.store.read(lambda tx: tx.posts.find(boost.boost_of_id))
        await self.shown(boosted, but={"visibility"})

    async def like(self) -> None:
        assert await self.value("SELECT emoji FROM reactions WHERE account_id = ?", await self.signer_id()) == ""
        assert (await self.world.find_post(self.stage.post.uri)).likes_count == 1

    async def reaction(self) -> None:
        emoji = await self.value("SELECT emoji FROM reactions WHERE account_id = ?", await self.signer_id())
        assert self.expect.get("text_contains", "") in emoji != ""
        assert (await self.world.find_post(self.stage.post.uri)).likes_count == 1

    async def vote(self) -> None:
        chosen = len(objects(self.activity["object"]))
        assert await self.world.count("votes") == chosen
        assert await self.value("SELECT SUM(votes) FROM poll_options WHERE post_id = 2") == chosen

    async def quote(self) -> None:
        accept = self.stage.there.received("Accept")[-1]
        assert accept["object"]["id"] == self.activity["id"]
        stamp = await self.world.json(accept["result"])
        assert (stamp["type"], stamp["interactionTarget"]) == ("QuoteAuthorization", self.stage.post.uri)
        assert stamp["interactingObject"] == ids(self.activity["instrument"])[0]

    async def follow(self) -> None:
        assert self.signer in await self.world.followers_of(self.stage.alice)
        assert self.stage.there.received("Accept")[-1]["object"]["id"] == self.activity["id"]

    async def accepted(self) -> None:
        assert await self.value("SELECT accepted FROM follows WHERE follower_id = ?", self.stage.alice.id)

    async def rejected(self) -> None:
        assert await self.world.count("follows") == 0

    async def pinned(self) -> None:
        assert await self.world.count("pins") == 1

    async def unpinned(self) -> None:
        assert await self.world.count("pins") == 0

    async def blocked(self) -> None:
        assert await self.value("SELECT target_id FROM blocks") == self.stage.alice.id

    async def report(self) -> None:
        assert await self.value("SELECT target_id FROM reports") == self.stage.alice.id
        assert self.expect.get("text_contains", "") in await self.value("SELECT comment FROM reports")

    async def moved(self) -> None:
        assert (await self.world.account(self.signer)).moved_to == self.activity["target"]
        assert self.stage.there.received("Follow")[-1]["object"] == self.activity["target"]

    async def account(self) -> None:
        assert (await self.world.account(self.signer)).display_name == self.expect["name"]

    async def shown(self, post: Any, *, but: set[str] = frozenset()) -> None:
        (view,) = await self.world.views(post.id)
        for check, expected in self.expect.items():
            if check in but:
                continue
            match check:
                case "text_contains":
                    assert expected in to_text(post.content) or expected in post.summary
                case "name" | "visibility" | "language":
                    assert getattr(post, check) == expected
                case "tags":
                    assert set(expected) <= set(post.tags)
                case "mentions":
                    assert set(expected) <= {each.uri for each in view.mentions}
                case "attachments":
                    assert len(view.media) == expected
                case "poll_options":
                    assert len(view.poll.options) == expected


async def play(stage: Stage, payload: dict[str, Any]) -> None:
    expect = payload["expect"]
    await stage.reset(payload.get("given", {}))
    first = await state_of(stage.world)
    for earlier in payload.get("before", []):
        assert await stage.deliver(earlier["signer"], earlier["activity"]) == 202
    before = await state_of(stage.world)

    status = await stage.deliver(payload["signer"], payload["activity"])

    after = await state_of(stage.world)
    last = await stage.last()
    assert status < 500
    assert not last.startswith("dead")
    if expect["status"] == 202:
        assert status == 202
    if expect["outcome"] in {"ignored", "refused"}:
        assert after == before, last
        assert status >= 400 or last.startswith(
            ("done: ignored", "never", *(() if expect["status"] == 202 else ("refused", "waiting: ")))
        )
    elif expect["outcome"] == "undone":
        assert last.startswith("done: undone")
        assert after == first
    else:
        assert last.startswith("done"), last
        assert not last.startswith("done: ignored"), last
        await getattr(Checks(stage, payload), expect["outcome"])()
        if expect["outcome"] == "edited":
            assert after != before


@pytest.mark.parametrize("software", SOFTWARE)
async def test_what_it_sends_has_the_expected_outcome(node, there, software):
    stage = Stage(node, there, software)
    await stage.set()

    wrong = {}
    for path in FILES:
        if path.parent.name == software:
            try:
                await play(stage, stage.load(path))
            except AssertionError as error:
                wrong[path.stem] = f"{str(error)[:600]} | {await stage.last()}"

    assert not wrong, "\n".join(f"{name}: {why}" for name, why in wrong.items())
