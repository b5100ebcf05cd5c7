"""What a page takes from finished posts is what it would say if all of it were made anew, whatever happened in between."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from node.model.account import Account, Actor
from node.model.draft import Draft
from node.model.login import Role
from node.model.moderation import Measure
from node.model.post import Post
from node.outbox.accounts import create_login
from node.outbox.boost import boost, unboost
from node.outbox.delete import delete_account, delete_post
from node.outbox.edit import edit
from node.outbox.follow import follow
from node.outbox.moderate import Decision, decide, unsilence, unsuspend
from node.outbox.pin import pin, unpin
from node.outbox.profile import ProfileChange, change
from node.outbox.quote import revoke_quote
from node.outbox.react import like, unlike
from node.outbox.vote import vote
from node.web.auth import cookie_name
from node.web.rendering import Rendering
from tests.world import World

PAGES = ("/", "/lokal", "/oeffentlich", "/@alice", "/@carl", "/tags/freibad", "/@alice/chronik/{month}")


@dataclass
class Town:
    """Alice and Carl write; Ada administers. Carl boosted and quoted what Alice wrote, and answered her."""

    node: World
    alice: Account
    carl: Account
    ada: Actor
    post: Post
    poll: Post
    answer: Post
    quoting: Post


@pytest.fixture
async def town(node, alice, clock) -> Town:
    carl, ada = await node.create("carl"), await node.create("ada")
    login = await create_login(node.node, ada, email="ada@here.test", password_hash=None, role=Role.ADMIN)
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    answer = await node.post(carl, "Um wie viel Uhr? #freibad", in_reply_to_id=post.id)
    poll = await node.post(
        alice, "Wann ins #Freibad?", options=("Früh", "Spät"), closes_at=clock.now + timedelta(hours=1)
    )
    quoting = await node.post(carl, "Endlich! #freibad", quote_of_id=post.id)
    await boost(node.node, Actor(carl), post.id)
    await node.work()
    return Town(node, alice, carl, Actor(ada, login.id), post, poll, answer, quoting)


async def _quiet_page(node: World, path: str) -> tuple[int, str]:
    answer = await node.get(path, accept="text/html")
    return answer.status, await answer.text()


def _forget(node: World, *, pieces: bool) -> None:
    """Nothing finished is kept any longer."""
    served = node.running.served
    for cache in (served.documents, served.fragments) if pieces else (served.documents,):
        for key in tuple(cache._kept):
            cache._drop(key)


def _paths(town: Town) -> list[str]:
    at = town.post.published_at.astimezone(town.node.node.config.node.timezone)
    return [path.format(month=f"{at:%Y/%m}") for path in PAGES]


Change = Callable[[Town], Awaitable[object]]


async def _sensitize(town: Town) -> None:
    await decide(town.node.node, town.ada, town.alice.id, Decision(measure=Measure.SENSITIVE))


async def _silence(town: Town) -> None:
    await decide(town.node.node, town.ada, town.carl.id, Decision(measure=Measure.SILENCE))


async def _back_from_silence(town: Town) -> None:
    await _silence(town)
    await unsilence(town.node.node, town.ada, town.carl.id)


async def _suspend(town: Town) -> None:
    await decide(town.node.node, town.ada, town.alice.id, Decision(measure=Measure.SUSPEND))


async def _back_from_suspension(town: Town) -> None:
    await _suspend(town)
    await unsuspend(town.node.node, town.ada, town.alice.id)


async def _unlike(town: Town) -> None:
    await like(town.node.node, Actor(town.carl), town.post.id)
    await unlike(town.node.node, Actor(town.carl), town.post.id)


async def _unpin(town: Town) -> None:
    await pin(town.node.node, Actor(town.alice), town.post.id)
    await _quiet_page(town.node, "/@alice")
    await unpin(town.node.node, Actor(town.alice), town.post.id)


async def _poll_ends(town: Town) -> None:
    town.node.clock.move(hours=2)


async def _midnight(town: Town) -> None:
    town.node.clock.move(days=1)


CHANGES: dict[str, Change] = {
    "nothing": lambda town: town.node.work(),
    "liked": lambda town: like(town.node.node, Actor(town.carl), town.post.id),
    "liked no longer": _unlike,
    "boosted": lambda town: boost(town.node.node, Actor(town.alice), town.answer.id),
    "boosted no longer": lambda town: unboost(town.node.node, Actor(town.carl), town.post.id),
    "edited": lambda town: edit(town.node.node, Actor(town.alice), town.post.id, Draft(text="#Freibad: am Sonntag.")),
    "deleted": lambda town: delete_post(town.node.node, Actor(town.alice), town.post.id),
    "one answer more": lambda town: town.node.post(town.alice, "Um acht.", in_reply_to_id=town.answer.id),
    "an answer deleted": lambda town: delete_post(town.node.node, Actor(town.carl), town.answer.id),
    "a follower more": lambda town: follow(town.node.node, Actor(town.carl), town.alice.id),
    "author renamed": lambda town: change(town.node.node, Actor(town.alice), ProfileChange(display_name="Rathaus")),
    "who answers renamed": lambda town: change(town.node.node, Actor(town.carl), ProfileChange(display_name="C")),
    "author acts by itself": lambda town: change(town.node.node, Actor(town.carl), ProfileChange(is_bot=True)),
    "marked as sensitive": _sensitize,
    "silenced": _silence,
    "silenced no longer": _back_from_silence,
    "suspended": _suspend,
    "suspended no longer": _back_from_suspension,
    "left": lambda town: delete_account(town.node.node, Actor(town.carl)),
    "pinned": lambda town: pin(town.node.node, Actor(town.alice), town.post.id),
    "pinned no longer": _unpin,
    "voted": lambda town: vote(town.node.node, Actor(town.carl), town.poll.id, [1]),
    "poll ended": _poll_ends,
    "quote taken back": lambda town: revoke_quote(town.node.node, Actor(town.alice), town.post.id, town.quoting.id),
    "another day": _midnight,
}


@pytest.mark.parametrize("what", CHANGES)
async def test_a_page_made_from_pieces_says_what_one_made_anew_says(town, what):
    node, paths = town.node, _paths(town)
    for path in paths:
        await _quiet_page(node, path)

    await CHANGES[what](town)
    await node.work()
    _forget(node, pieces=False)
    from_pieces = [await _quiet_page(node, path) for path in paths]
    _forget(node, pieces=True)
    anew = [await _quiet_page(node, path) for path in paths]

    assert dict(zip(paths, from_pieces, strict=True)) == dict(zip(paths, anew, strict=True))


@pytest.fixture
def rendered(monkeypatch) -> list[int]:
    """The ids of the posts that were made."""
    found: list[int] = []
    post = Rendering.post

    def noted(self, card, frame, level):
        found.append(card.id)
        return post(self, card, frame, level)

    monkeypatch.setattr(Rendering, "post", noted)
    return found


async def test_only_what_changed_is_made_anew(town, rendered):
    node = town.node
    await _quiet_page(node, "/@alice")
    rendered.clear()

    await edit(node.node, Actor(town.alice), town.poll.id, Draft(text="Wann? #freibad"))
    _, page = await _quiet_page(node, "/@alice")

    assert "Wann?" in page
    assert rendered == [town.poll.id]


async def test_a_new_follower_costs_no_piece(town, rendered):
    node = town.node
    _, before = await _quiet_page(node, "/@alice")
    rendered.clear()

    await follow(node.node, Actor(town.carl), town.alice.id)
    _, after = await _quiet_page(node, "/@alice")

    assert after != before
    assert rendered == []


async def test_languages_have_pieces_of_their_own(town):
    for path in ("/lokal", "/lokal?lang=en", "/lokal?lang=de", "/lokal?sprache=fr", "/lokal?sprache=xx"):
        _, page = await _quiet_page(town.node, path)
        links = set(re.findall(r'href="(/@alice/\d+[^"]*)"', page))
        assert {link.partition("?")[2] for link in links} == {path.partition("?")[2] if "lang" in path else ""}
        assert ("today" in page) == ("lang=en" in path)


async def test_a_language_nobody_knows_by_name_leaves_nothing_behind(town):
    await _quiet_page(town.node, "/lokal")
    kept = set(town.node.running.served.fragments._kept)

    await _quiet_page(town.node, "/lokal?sprache=xx")

    assert set(town.node.running.served.fragments._kept) == kept


async def test_somebody_with_a_cookie_gets_all_of_it_made_for_them(town, rendered):
    await _quiet_page(town.node, "/lokal")
    rendered.clear()

    answer = await town.node.get(
        "/lokal", accept="text/html", headers={"Cookie": f"{cookie_name(town.node.node)}={'x' * 43}"}
    )

    assert answer.status == 200
    assert rendered == []
    assert "öffnet am Samstag" in await answer.text()


async def test_what_was_changed_while_a_page_was_made_is_not_kept(town, monkeypatch):
    node = town.node
    _forget(node, pieces=True)
    read, happened = node.store.read, []

    async def slow(query, *args, **kwargs):
        found = await read(query, *args, **kwargs)
        if not happened:
            happened.append(True)
            await edit(node.node, Actor(town.alice), town.post.id, Draft(text="#Freibad: am Sonntag."))
        return found

    monkeypatch.setattr(node.store, "read", slow)
    await _quiet_page(node, "/lokal")
    monkeypatch.undo()

    assert "Sonntag" in (await _quiet_page(node, "/lokal"))[1]
