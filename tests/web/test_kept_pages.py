"""Pages are kept finished and exact, but for likes and boosts, which may be ten seconds old on them; and while the database
is away, readers get the last copy of what was not changed, deleted or hidden."""

from dataclasses import replace
from datetime import datetime

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.model.reaction import Reaction
from node.outbox import delete, edit
from node.outbox.boost import boost
from node.outbox.react import like
from node.web.auth import cookie_name
from node.web.cache import Document
from tests.builders import make_account
from tests.web.browser import Browser


@pytest.fixture
def reader(node) -> Browser:
    return Browser(node)


async def _add_like(tx, post_id: int, account_id: int) -> None:
    await tx.reactions.add(
        Reaction(
            post_id=post_id, account_id=account_id, emoji="", uri=f"https://there.test/{account_id}", created_at=tx.now
        )
    )


async def test_a_thousand_likes_render_a_page_that_is_read_meanwhile_a_few_times_only(node, reader, alice, clock):
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    fans = [(await make_account(node.store, f"fan{number}", "there.test")).id for number in range(1_000)]
    path = f"/@alice/{post.id}"
    await reader.get(path)
    began = clock.now

    renderings = set()
    for fan in fans:
        await node.store.write(_add_like, post.id, fan)
        clock.move(milliseconds=20)
        answer = await node.get(path, accept="text/html")
        renderings.add(answer.headers["ETag"])

    seconds = (clock.now - began).total_seconds()
    assert 20 < seconds < 60
    assert len(renderings) <= 1 + seconds / 10

    clock.move(seconds=10)
    seen = await reader.get(path)
    assert "1.000" in seen.page.text


async def test_five_hundred_readers_of_what_is_kept_ask_the_database_nothing(node, alice, clock, monkeypatch):
    """M36: in a crisis reading must not depend on it."""
    post = await node.post(alice, "Das #Freibad bleibt zu. Meiden Sie die Uferwege.")
    reader = Browser(node)
    feeds = ("/@alice.atom", "/feed.rss")
    pages = ("/", "/@alice", f"/@alice/{post.id}", "/tags/freibad", "/lokal", "/kanaele", "/impressum", "/beteiligung")
    for path in pages:
        assert (await reader.get(path)).status == 200
    for path in (*feeds, f"/open/v1/posts/{post.id}", "/open/v1/posts", post.uri):
        await node.get(path, accept="*/*")
    asked = []
    read = node.store.read

    async def counted(query, *args, **kwargs):
        asked.append(query)
        return await read(query, *args, **kwargs)

    monkeypatch.setattr(node.store, "read", counted)

    answers = [await node.get(pages[number % len(pages)], accept="text/html") for number in range(500)]
    opened = [
        await node.get(path, accept="*/*")
        for path in (f"/open/v1/posts/{post.id}", "/open/v1/posts", post.uri)
        for _ in range(10)
    ]

    assert {each.status for each in (*answers, *opened)} == {200}
    assert asked == []


@pytest.mark.parametrize("page", ["/", "/lokal", "/@alice", "/@alice/{id}", "/tags/freibad"])
async def test_likes_and_boosts_are_right_after_ten_seconds(page, node, reader, alice, clock):
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    carl = Actor(await node.create("carl"))
    path = page.format(id=post.id)
    before = await reader.get(path)

    await like(node.node, carl, post.id)
    await boost(node.node, carl, post.id)
    clock.move(seconds=5)
    early = await reader.get(path)
    clock.move(seconds=5)
    late = await reader.get(path)

    assert early.headers["ETag"] == before.headers["ETag"]
    assert late.headers["ETag"] != before.headers["ETag"]


async def test_a_like_while_the_page_is_rendered_counts_at_the_latest_after_ten_seconds(node, alice, clock):
    """The page is kept although something was told meanwhile, for as long as it may be late."""
    cache = node.running.served.documents
    post = await node.post(alice)
    fan = await make_account(node.store, "fan", "there.test")
    depends = {("post", str(post.id))}

    with cache.watching() as exact, cache.watching() as late:
        await node.store.write(_add_like, post.id, fan.id)
        exact.keep("exact", _document(counts_late=False), depends)
        late.keep("late", _document(counts_late=True), depends)

    assert cache.find("exact") is None
    assert cache.find("late") is not None
    clock.move(seconds=10)
    assert cache.find("late") is None


def _document(*, counts_late: bool):
    return Document(b"x", '"x"', counts_late=counts_late)


@pytest.mark.parametrize("page", ["/", "/lokal", "/@alice", "/@alice/{id}", "/tags/freibad"])
async def test_edits_and_deletions_are_seen_at_once(page, node, reader, alice):
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    other = await node.post(alice, "Der Wochenmarkt zieht um.", in_reply_to_id=post.id)
    path = page.format(id=post.id)
    await reader.get(path)

    await edit.edit(node.node, Actor(alice), post.id, Draft(text="Das #Freibad öffnet am Sonntag."))
    assert "Sonntag" in (await reader.get(path)).page.text

    await delete.delete_post(node.node, Actor(alice), other.id)
    assert "Wochenmarkt" not in (await reader.get(path)).page.text


async def test_a_reply_is_seen_at_once(node, reader, alice):
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    await reader.get(f"/@alice/{post.id}")

    await node.post(await node.create("carl"), "Um wie viel Uhr?", in_reply_to_id=post.id)

    assert "Um wie viel Uhr?" in (await reader.get(f"/@alice/{post.id}")).page.text


async def test_other_servers_and_apps_are_told_of_a_like_at_once(node, alice):
    post = await node.post(alice)
    fan = await make_account(node.store, "fan", "there.test")
    likes = f"/users/alice/posts/{post.id}/likes"
    app = f"/api/v1/statuses/{post.id}"
    assert (await node.json(likes))["totalItems"] == 0
    assert (await node.json(app))["favourites_count"] == 0

    await node.store.write(_add_like, post.id, fan.id)

    assert (await node.json(likes))["totalItems"] == 1
    assert (await node.json(app))["favourites_count"] == 1


async def test_home_of_an_app_shows_a_like_at_once(node, alice):
    post = await node.post(alice)
    fan = await make_account(node.store, "fan", "there.test")
    assert (await node.node.homes.page(alice.id))[0].post.likes_count == 0

    await node.store.write(_add_like, post.id, fan.id)

    assert (await node.node.homes.page(alice.id))[0].post.likes_count == 1


# The database is away


async def test_without_the_database_a_kept_page_is_served_as_it_is(node, reader, alice):
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    await reader.get(f"/@alice/{post.id}")
    await node.store.close()

    seen = await reader.get(f"/@alice/{post.id}")

    assert seen.status == 200
    assert "Allmende-Copy" not in seen.headers


async def test_without_the_database_the_last_copy_says_how_old_it_is(node, reader, alice, clock):
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    path = f"/@alice/{post.id}"
    await reader.get(path)
    await node.post(await node.create("carl"), "Um wie viel Uhr?", in_reply_to_id=post.id)
    await node.store.close()

    seen = await reader.get(path)

    assert seen.status == 200
    assert "Das #Freibad öffnet am Samstag." in seen.page.text
    assert "Das ist die letzte Kopie dieser Seite (heute, " in seen.page.text
    assert datetime.fromisoformat(seen.headers["Allmende-Copy"]) <= clock.now
    assert seen.headers["Cache-Control"] == "no-store"
    assert "ETag" not in seen.headers


async def test_after_midnight_the_copy_of_yesterday_is_served(node, reader, alice, clock):
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    await reader.get(f"/@alice/{post.id}")
    clock.move(days=1)
    await node.store.close()

    seen = await reader.get(f"/@alice/{post.id}")

    assert (seen.status, "Allmende-Copy" in seen.headers) == (200, True)
    assert "(gestern, " in seen.page.text


async def test_without_the_database_other_servers_get_the_last_copy(node, alice):
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    path = f"/users/alice/posts/{post.id}"
    await node.json(path)
    await node.node.store.write(_add_like, post.id, alice.id)
    await node.store.close()

    answer = await node.get(path)

    assert answer.status == 200
    assert "Allmende-Copy" in answer.headers
    assert "öffnet am Samstag" in (await answer.json(content_type=None))["content"]


@pytest.mark.parametrize("page", ["/", "/lokal", "/@alice", "/@alice/{id}", "/tags/freibad", "/users/alice/posts/{id}"])
@pytest.mark.parametrize("how", ["deleted", "edited", "suspended"])
async def test_no_copy_of_what_was_deleted_changed_or_hidden_comes_back(page, how, node, alice):
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    path, accept = page.format(id=post.id), "application/activity+json" if "users" in page else "text/html"
    await node.get(path, accept=accept)
    await node.post(await node.create("carl"), "Um wie viel Uhr?", in_reply_to_id=post.id)
    match how:
        case "deleted":
            await delete.delete_post(node.node, Actor(alice), post.id)
        case "edited":
            await edit.edit(node.node, Actor(alice), post.id, Draft(text="Das #Freibad öffnet am Sonntag."))
        case "suspended":
            await node.store.write(_suspend, alice.id)
    await node.store.close()

    answer = await node.get(path, accept=accept)

    assert answer.status == 503
    assert "Samstag" not in await answer.text()


async def _suspend(tx, account_id: int) -> None:
    account = await tx.accounts.get(account_id)
    await tx.accounts.save(replace(account, suspended_at=tx.now))


@pytest.mark.parametrize("language", ["de", "en"])
async def test_without_database_and_copy_a_page_says_what_happened(language, node, alice):
    reader = Browser(node, language=language)
    await node.store.close()

    for path in ("/@alice", "/gibt-es-nicht", "/suche?q=freibad"):
        seen = await reader.get(path)

        assert seen.status == (404 if path == "/gibt-es-nicht" else 503)
        assert seen.page.links[{"de": "Zur Startseite", "en": "To the home page"}[language]] == "/"


async def test_programs_are_told_in_our_one_body_when_to_come_back(node, alice):
    await node.store.close()

    answer = await node.get("/users/alice")
    posted = await node.session.post(
        node.url("/inbox"), data=b"{}", headers={"Content-Type": "application/activity+json"}
    )

    assert answer.status == 503
    assert answer.headers["Retry-After"] == "60"
    assert (await answer.json(content_type=None))["detail"] == "the database does not answer; please try again later"
    assert posted.status in {400, 401, 503}


async def test_who_says_who_they_are_gets_no_copy(node, reader, alice):
    post = await node.post(alice)
    path = f"/@alice/{post.id}"
    await reader.get(path)
    await node.post(alice, "Noch etwas.", in_reply_to_id=post.id)
    await node.store.close()

    with_token = await node.get(path, accept="text/html", headers={"Authorization": "Bearer x"})
    with_cookie = await node.get(path, accept="text/html", headers={"Cookie": f"{cookie_name(node.node)}={'a' * 43}"})

    assert [with_token.status, with_cookie.status] == [503, 503]
    assert "Allmende-Copy" not in with_cookie.headers


async def test_a_copy_is_found_for_whoever_may_not_ask_again(make_node):
    """The request is looked at twice, but counted once."""
    world = await make_node(limits={"enabled": True, "requests_per_address_per_minute": 2})
    alice = await world.create("alice")
    post = await world.post(alice)
    reader = Browser(world)
    await reader.get(f"/@alice/{post.id}")
    await world.node.store.write(_add_reply, post.id)
    await world.store.close()

    seen = await reader.get(f"/@alice/{post.id}")

    assert (seen.status, "Allmende-Copy" in seen.headers) == (200, True)


async def _add_reply(tx, post_id: int) -> None:
    tx.tell("replies", post_id)


async def test_without_the_database_somebody_who_has_to_log_in_is_told_to_come_back(node):
    await node.store.close()

    seen = await Browser(node).get("/einstellungen")

    assert seen.status == 503
    assert "Wir sind gleich wieder da" in seen.page.text
