"""What a page takes from finished posts is what it would say if all of it were made anew, whatever happened in between."""

import re

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.outbox.edit import edit
from node.outbox.follow import follow
from node.web.auth import cookie_name
from node.web.rendering import Rendering
from tests.web.changes import CHANGES, Town, forget, make_town
from tests.world import World

PAGES = ("/", "/lokal", "/oeffentlich", "/@alice", "/@carl", "/tags/freibad", "/@alice/chronik/{month}")


@pytest.fixture
async def town(node, alice) -> Town:
    return await make_town(node, alice)


async def _quiet_page(node: World, path: str) -> tuple[int, str]:
    answer = await node.get(path, accept="text/html")
    return answer.status, await answer.text()


def _paths(town: Town) -> list[str]:
    at = town.post.published_at.astimezone(town.node.node.config.node.timezone)
    return [path.format(month=f"{at:%Y/%m}") for path in PAGES]


def _forget_all(node: World) -> None:
    forget(node.running.served.documents)
    forget(node.running.served.fragments)


@pytest.mark.parametrize("what", CHANGES)
async def test_a_page_made_from_pieces_says_what_one_made_anew_says(town, what):
    node, paths = town.node, _paths(town)
    for path in paths:
        await _quiet_page(node, path)

    await CHANGES[what](town)
    await node.work()
    forget(node.running.served.documents)
    from_pieces = [await _quiet_page(node, path) for path in paths]
    _forget_all(node)
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
    _forget_all(node)
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
