"""The pages of what somebody is told: groups as one line, who is kept apart, and who is to be."""

import pytest

from node.model.notification import Event, NotificationPolicy, SeveranceKind, Treatment
from node.timelines.notify import notify, notify_severed
from tests.builders import make_account, make_post
from tests.web.browser import Browser, person


@pytest.fixture
async def browser(node, alice) -> Browser:
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


async def like(node, alice, post, *names: str) -> None:
    for name in names:
        who = await make_account(node.store, name)
        await node.store.write(notify, alice, Event.LIKE, who, post)


async def write_to(node, alice, name: str, text: str) -> None:
    who = await make_account(node.store, name)
    post = await make_post(node.store, who, text, mentions=(alice.id,))
    await node.store.write(notify, alice, Event.MENTION, who, post)


async def test_many_likes_are_one_line(node, browser, alice):
    post = await node.post(alice, "Das Freibad öffnet.")
    await like(node, alice, post, "anna", "bert", "cem", "dora")

    seen = await browser.get("/mitteilungen")

    assert "Dora und 3 anderen gefällt Ihr Beitrag" in seen.page.text
    assert "Anna" not in seen.page.text
    assert seen.page.text.count("Das Freibad öffnet.") == 1
    assert "Dora and 3 others like your post" in (await browser.get("/mitteilungen?lang=en")).page.text


async def test_two_likes_are_told_as_two(node, browser, alice):
    await like(node, alice, await node.post(alice), "anna", "bert")

    seen = await browser.get("/mitteilungen")

    assert "Bert und einer weiteren Person gefällt Ihr Beitrag" in seen.page.text


async def test_a_group_stands_on_one_page_only(node, browser, alice):
    posts = [await make_post(node.store, alice) for _ in range(25)]
    await like(node, alice, posts[0], "anna")
    for number, post in enumerate(posts):
        await like(node, alice, post, f"gast{number}")
    await like(node, alice, posts[0], "zoe")

    first = await browser.get("/mitteilungen")
    second = await browser.get(
        next(path for path in first.page.links.values() if path.startswith("/mitteilungen?vor="))
    )

    assert "Zoe und 2 anderen" in first.page.text
    assert "Gast24" in first.page.text
    assert "Gast1 gefällt" in second.page.text.replace("@gast1@there.test", "")
    assert "anderen gefällt" not in second.page.text


async def test_who_posts_is_told_with_the_post(node, browser, alice):
    bob = await make_account(node.store, "bob")
    post = await make_post(node.store, bob, "Neues aus dem Nachbarort")
    await node.store.write(notify, alice, Event.POST, bob, post)

    seen = await browser.get("/mitteilungen")

    assert "Bob hat etwas veröffentlicht" in seen.page.text
    assert "Neues aus dem Nachbarort" in seen.page.text


async def test_ended_follows_are_told_with_their_numbers(node, browser, alice):
    await node.store.write(notify_severed, alice, SeveranceKind.HOST_BLOCKED, "spam.test", followers=3, following=1)

    seen = await browser.get("/mitteilungen")

    assert "Folgebeziehungen sind beendet worden" in seen.page.text
    assert "spam.test: 3 folgen Ihnen nicht mehr, 1 folgen Sie nicht mehr." in seen.page.text


async def test_strangers_are_kept_apart_and_let_through(node, browser, alice):
    await browser.get("/einstellungen/mitteilungen")
    seen = await browser.press("Speichern", for_not_following="filter")
    assert "Ihre Auswahl ist gespeichert." in seen.page.text
    await write_to(node, alice, "bob", "Wann öffnet das Freibad?")

    seen = await browser.get("/mitteilungen")
    assert "Freibad" not in seen.page.text
    seen = await browser.get(seen.page.links["1 Konto wartet auf Ihre Entscheidung"])
    assert "Wann öffnet das Freibad?" in seen.page.text
    assert "1 Mitteilung" in seen.page.text

    seen = await browser.press("Mitteilungen von Bob zulassen")
    assert "Die Mitteilungen sind zugelassen." in seen.page.text
    assert "Nichts wird zurückgehalten." in seen.page.text
    assert "Wann öffnet das Freibad?" in (await browser.get("/mitteilungen")).page.text


async def test_what_is_dismissed_is_gone(node, browser, alice):
    policy = NotificationPolicy(for_not_following=Treatment.FILTER)
    await node.store.write(lambda tx: tx.notification_rules.save_policy(alice.id, policy))
    await write_to(node, alice, "bob", "Werbung")
    await browser.get("/mitteilungen/zurueckgehalten")

    seen = await browser.press("Mitteilungen von Bob verwerfen")

    assert "Die Mitteilungen sind verworfen." in seen.page.text
    assert "Werbung" not in (await browser.get("/mitteilungen")).page.text


async def test_a_choice_that_is_none_changes_nothing(node, browser, alice):
    await browser.get("/einstellungen/mitteilungen")

    wrong = await browser.press("Speichern", for_bots="vielleicht")

    assert wrong.status == 422
    assert await node.store.read(lambda tx: tx.notification_rules.policy(alice.id)) == NotificationPolicy()
