"""What apps get of finished posts is what they would get if all of it were made anew, whatever happened in between, whoever
reads it."""

from typing import Any

import pytest

from node.model.account import Actor
from node.outbox.pin import pin
from node.outbox.react import like
from node.web.mastodon.entities import statuses
from tests.web.changes import CHANGES, Town, forget, make_town
from tests.web.mastodon.app import App, app_of

READERS = ("alice", "carl", "nobody")
PATHS = (
    "/api/v1/timelines/public",
    "/api/v1/timelines/tag/freibad",
    "/api/v1/accounts/{alice}/statuses",
    "/api/v1/accounts/{alice}/statuses?pinned=true",
    "/api/v1/accounts/{carl}/statuses",
    "/api/v1/statuses/{post}/context",
)
OWN_PATHS = ("/api/v1/timelines/home", "/api/v1/notifications", "/api/v2/notifications")


@pytest.fixture
async def town(node, alice) -> Town:
    return await make_town(node, alice)


async def _look(town: Town, apps: dict[str, App]) -> dict[str, Any]:
    found = {}
    for who, app in apps.items():
        for pattern in (*PATHS, *(OWN_PATHS if who != "nobody" else ())):
            path = pattern.format(alice=town.alice.id, carl=town.carl.id, post=town.post.id)
            answer = await app.ask("GET", path)
            found[f"{who} {pattern}"] = answer.status, _without_late(answer.body)
    return found


def _without_late(body: Any) -> Any:
    """How much somebody has written may be told a little late in what they wrote before."""
    if isinstance(body, dict):
        late = {"statuses_count", "last_status_at"}
        return {name: _without_late(each) for name, each in body.items() if name not in late}
    return [_without_late(each) for each in body] if isinstance(body, list) else body


async def _apps(town: Town) -> dict[str, App]:
    node = town.node
    return {"alice": await app_of(node, town.alice), "carl": await app_of(node, town.carl), "nobody": App(node)}


@pytest.mark.parametrize("what", CHANGES)
async def test_apps_are_told_what_is_so(town, what):
    apps = await _apps(town)
    await like(town.node.node, Actor(town.carl), town.post.id)
    await _look(town, apps)
    await _look(town, apps)

    await CHANGES[what](town)
    await town.node.work()
    from_kept = await _look(town, apps)
    forget(town.node.running.served.fragments)
    anew = await _look(town, apps)

    assert from_kept == anew
    assert any(status == 200 for status, _ in anew.values())


async def test_of_their_own_posts_authors_are_told_more_from_what_is_kept_too(town):
    apps = await _apps(town)
    path = f"/api/v1/accounts/{town.alice.id}/statuses"
    for _ in range(2):
        [mine] = [each for each in await apps["alice"].get(path) if each["id"] == str(town.post.id)]
        [theirs] = [each for each in await apps["carl"].get(path) if each["id"] == str(town.post.id)]
        assert (mine["pinned"], "pinned" in theirs) == (False, False)

    await pin(town.node.node, Actor(town.alice), town.post.id)

    [mine] = [each for each in await apps["alice"].get(path) if each["id"] == str(town.post.id)]
    assert mine["pinned"] is True


async def test_notifications_take_posts_that_were_shown_before(town, monkeypatch):
    app, path = (await _apps(town))["alice"], "/api/v1/notifications?types[]=favourite&types[]=mention"
    await like(town.node.node, Actor(town.carl), town.post.id)
    before = await app.get(path)
    assert {each["status"]["id"] for each in before} == {str(town.post.id), str(town.answer.id)}
    made = []
    whole = statuses._quote_approval
    monkeypatch.setattr(statuses, "_quote_approval", lambda view: made.append(view.post.id) or whole(view))

    assert await app.get(path) == before
    assert made == []
