"""What is nobody else's business (M32, T-140 to T-149): posts that are not for everybody, by every door; what is told to
one person; and what can be done to things one cannot see.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio

from node.model.account import Account, Actor
from node.model.draft import Draft
from node.model.post import Post
from node.model.visibility import Visibility
from node.outbox.block import block
from node.outbox.publish import publish
from node.outbox.report import report
from node.store.database import Tx
from tests.hostile.story import Row, Scene, Visitor, ids, log_in, play, reader, shared
from tests.remote import ACTIVITY_JSON, Answer

SECRET = "Geheimsache"


@dataclass
class Secrets:
    """What alice wrote for few: `posts` by visibility. dora lives here too; bob is named in the direct one."""

    scene: Scene
    posts: dict[Visibility, Post]
    dora: Visitor
    dora_account: Account

    @property
    def numbers(self) -> list[int]:
        return [post.id for post in self.posts.values()]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def secrets(scene: Scene) -> AsyncIterator[Secrets]:
    dora = await scene.node.create("dora")
    posts = {}
    for visibility in (Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL):
        text = f"{SECRET}: {visibility.value} @bob@there.test:{scene.there.port} #{SECRET}"
        posts[visibility] = await publish(
            scene.node.node,
            Actor(scene.alice),
            Draft(text=text, visibility=visibility, summary=f"{SECRET}: Hinweis", in_reply_to_id=scene.post.id),
        )
        await scene.node.work()
    yield Secrets(scene, posts, await log_in(scene.node, dora), dora)


def addresses_of(secrets: Secrets) -> list[str]:
    """Every address at which a post of alice's could show."""
    found = [
        "/", "/lokal", "/oeffentlich", "/@alice", f"/tags/{SECRET}", f"/tags/{SECRET.lower()}", f"/suche?q={SECRET}", "/suche?q=alice",
        f"/suche?q=%23{SECRET}", f"/@alice/{secrets.scene.post.id}", "/users/alice", "/users/alice/outbox", "/users/alice/outbox?page=true",
        "/users/alice/collections/featured", "/users/alice/collections/tags", "/users/alice/followers?page=true",
        f"/users/alice/posts/{secrets.scene.post.id}", f"/users/alice/posts/{secrets.scene.post.id}/replies?page=true",
        f"/contexts/{secrets.scene.post.thread_id}?page=true", "/nodeinfo/2.1",
        f"/.well-known/webfinger?resource=acct:alice@here.test:{secrets.scene.port}",
    ]  # fmt: skip
    for number, post in zip(secrets.numbers, secrets.posts.values(), strict=True):
        found += [
            f"/@alice/{number}", f"/@alice/{number}/verlauf", f"/@ALICE/{number}", f"/@bob/{number}", f"/users/alice/posts/{number}",
            f"/users/alice/posts/{number}/replies", f"/users/alice/posts/{number}/likes?page=true",
            f"/users/alice/posts/{number}/shares?page=true", f"/contexts/{number}?page=true", f"/activities/{number}",
            f"/suche?q={post.uri}", f"/suche?q={post.url}",
        ]  # fmt: skip
    return found


async def _activity_numbers(tx: Tx) -> list[int]:
    return [row["id"] for row in await tx.db.rows("SELECT id FROM activities WHERE is_public = ?", False)]


@shared
async def test_what_is_for_few_is_shown_to_no_reader_by_any_door(secrets: Secrets) -> None:
    visitor, shown = reader(secrets.scene.node), {}
    addresses = addresses_of(secrets)
    addresses += [f"/activities/{number}" for number in await secrets.scene.node.store.read(_activity_numbers)]

    for address in addresses:
        for accept in ("text/html", ACTIVITY_JSON):
            answer = await visitor.get(address, Accept=accept)
            others = [number for number in secrets.numbers if str(number) not in address]
            if f"{SECRET}:" in answer.text or any(f"/{number}" in answer.text for number in others):
                shown[address, accept] = answer.text[:300]

    assert shown == {}


@shared
async def test_what_is_for_few_is_shown_to_no_stranger_who_signs(secrets: Secrets) -> None:
    shown = {}

    for address in addresses_of(secrets):
        answer = await secrets.scene.eve.get(secrets.scene.node.url(address))
        if f"{SECRET}:" in answer.text:
            shown[address] = answer.text[:300]

    assert shown == {}


@shared
async def test_a_member_sees_what_is_internal_and_nothing_that_is_for_others(secrets: Secrets) -> None:
    """dora follows nobody and is named nowhere."""
    internal = secrets.posts[Visibility.LOCAL].id

    for address in (*addresses_of(secrets), "/start", "/mitteilungen"):
        text = (await secrets.dora.get(address)).text
        assert f"{SECRET}: followers" not in text, address
        assert f"{SECRET}: direct" not in text, address

    assert f"{SECRET}: local" in (await secrets.dora.get(f"/@alice/{internal}")).text


@shared
async def test_an_internal_post_left_the_house_to_nobody(secrets: Secrets) -> None:
    """local: not even to whom it names."""
    sent = [sent.body.decode() for sent in secrets.scene.there.deliveries]

    assert not any(f"{SECRET}: local" in body for body in sent)
    assert [body for body in sent if f"{SECRET}: direct" in body]
    uri = secrets.posts[Visibility.LOCAL].uri
    assert (await secrets.scene.bob.get(uri)).status == 404


@shared
async def test_the_node_does_not_tell_what_there_is_from_what_there_is_not(secrets: Secrets) -> None:
    """T-143: the same answer for a post one may not read and for one that never was."""
    visitor, number = reader(secrets.scene.node), secrets.posts[Visibility.DIRECT].id

    for path in ("/@alice/{}", "/users/alice/posts/{}", "/users/alice/posts/{}/likes", "/@alice/{}/verlauf"):
        there, not_there = await visitor.get(path.format(number)), await visitor.get(path.format(number + 1))
        assert (there.status, there.text.replace(str(number), "")) == (
            not_there.status,
            not_there.text.replace(str(number + 1), ""),
        )


ACTS = [
    ("/beitrag/{}/gefaellt-mir", {"an": "1"}),
    ("/beitrag/{}/teilen", {"an": "1"}),
    ("/beitrag/{}/abstimmen", {"antwort": "0"}),
    ("/beitrag/{}/anheften", {"an": "1"}),
    ("/beitrag/{}/loeschen", {}),
    ("/beitrag/{}/aendern", {"text": "Verdreht"}),
    ("/beitrag/{}/melden", {"grund": "x"}),
    ("/verfassen", {"text": "Dazu sage ich", "antwort_auf": "{}"}),
]


@shared
@pytest.mark.parametrize(("path", "form"), ACTS, ids=[path for path, _ in ACTS])
async def test_nothing_is_done_to_what_one_cannot_see(secrets: Secrets, path: str, form: dict[str, str]) -> None:
    """T-145, T-245: asked at the act itself, not only on the page."""
    for visibility in (Visibility.FOLLOWERS, Visibility.DIRECT):
        number = str(secrets.posts[visibility].id)
        before = await secrets.scene.stored(without=())

        answer = await secrets.dora.post(path.format(number), {k: v.format(number) for k, v in form.items()})
        await secrets.scene.node.work()

        assert answer.status in {403, 404, 422}
        assert await secrets.scene.stored(without=()) == before


OWNERS = [each for each in ACTS if each[0].endswith(("anheften", "loeschen", "aendern"))]


@shared
@pytest.mark.parametrize(("path", "form"), OWNERS, ids=[path for path, _ in OWNERS])
async def test_nothing_is_done_to_what_is_somebody_elses(secrets: Secrets, path: str, form: dict[str, str]) -> None:
    before = await secrets.scene.stored(without=())

    answer = await secrets.dora.post(path.format(secrets.scene.post.id), form)
    await secrets.scene.node.work()

    assert answer.status == 403
    assert await secrets.scene.stored(without=()) == before


@shared
async def test_nobody_acts_for_an_account_that_is_not_theirs(secrets: Secrets) -> None:
    """T-245: neither by switching to it, nor by answering who wants to follow it."""
    scene = secrets.scene
    before = await scene.stored(without=())

    switched = await secrets.dora.post("/kanal-wechseln", {"kanal": str(scene.alice.id)})
    answered = await secrets.dora.post(f"/kanal/{(await scene.known(scene.bob)).id}/anfrage", {"antwort": "ja"})

    assert switched.status == 403
    assert answered.status in {403, 404, 409, 422}
    assert await scene.stored(without=()) == before


def door(kind: str, which: Visibility, **more: str) -> Callable[[Scene], Awaitable[Answer]]:
    """Somebody elsewhere does something to a post of alice's they cannot see, whose address they guessed."""

    async def send(scene: Scene) -> Answer:
        rows = await scene.node.store.read(
            lambda tx: tx.db.rows(
                "SELECT uri FROM posts WHERE visibility = ? AND author_id = ?", which.value, scene.alice.id
            )
        )
        uri = rows[0]["uri"]
        return await scene.eve.deliver(scene.eve.activity(kind, uri, **more), scene.node)

    return send


UNSEEN = [
    Row(name=f"{kind} of a post for {which.value}", cites="T-145", send=door(kind, which, **more), outcome=outcome)
    for which in (Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL)
    for kind, more, outcome in (
        ("Like", {}, "refused"),
        ("EmojiReact", {"content": "👍"}, "refused"),
        ("Announce", {}, ""),
        ("Flag", {}, "ignored"),
        ("Delete", {}, "refused"),
    )
]


@shared
@pytest.mark.parametrize("row", UNSEEN, ids=ids(UNSEEN))
async def test_nobody_elsewhere_does_anything_to_what_they_cannot_see(secrets: Secrets, row: Row) -> None:
    await play(row, secrets.scene)


async def test_the_blocked_do_not_come_back_by_another_road(fresh: Scene) -> None:
    """T-140: neither by boost, nor answer, nor search, nor notification, nor by following again."""
    visitor, alice = await log_in(fresh.node, fresh.alice), Actor(fresh.alice)
    mallory = await fresh.known(fresh.mallory)
    note = fresh.mallory.note("Ich bin wieder da.", cc=[fresh.alice.uri])
    await block(fresh.node.node, alice, mallory.id)
    await fresh.node.work()

    for actor, activity in (
        (fresh.mallory, fresh.mallory.follow(fresh.alice)),
        (fresh.mallory, fresh.mallory.create(note)),
        (fresh.mallory, fresh.mallory.reply(fresh.post.uri, "Ich bin wieder da.", cc=[fresh.alice.uri])),
        (fresh.mallory, fresh.mallory.activity("Like", fresh.post.uri)),
        (fresh.mallory, fresh.mallory.activity("Announce", fresh.post.uri)),
        (fresh.bob, fresh.bob.activity("Announce", note["id"], to=["https://www.w3.org/ns/activitystreams#Public"])),
    ):
        await actor.deliver(activity, fresh.node)
        await fresh.node.work()

    assert fresh.mallory.uri not in await fresh.node.followers_of(fresh.alice)
    assert fresh.mallory.uri not in {who for _, who in await fresh.node.notifications_of(fresh.alice)}
    for path in ("/start", "/mitteilungen", f"/@alice/{fresh.post.id}", "/oeffentlich"):
        assert "Ich bin wieder da." not in (await visitor.get(path)).text, path


async def test_who_reported_whom_is_told_to_nobody(fresh: Scene) -> None:
    """T-141, T-146: what goes out comes from the node itself and names nobody; nobody here can read it either."""
    erna = await fresh.node.create("erna")
    bob = await fresh.known(fresh.bob)
    stored = await fresh.node.find_post(fresh.note["id"])
    assert stored is not None

    await report(fresh.node.node, Actor(erna), bob.id, [stored.id], "Beleidigung", True)
    await fresh.node.work()

    (flag,) = fresh.there.received("Flag")
    assert flag["actor"] == f"{fresh.node.origin}/actor"
    assert "erna" not in repr(flag)
    assert (await fresh.bob.get(flag["id"])).status == 404


async def test_without_consent_a_report_stays_here(fresh: Scene) -> None:
    """T-146"""
    erna = await fresh.node.create("erna")

    await report(fresh.node.node, Actor(erna), (await fresh.known(fresh.bob)).id, [], "x", False)
    await fresh.node.work()

    assert fresh.there.received("Flag") == []
    assert await fresh.node.count("reports") == 1
