"""Planning a post, announcements and quotes, as the pages show them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from node.errors import Problem, Unprocessable
from node.i18n.translate import Translator, load_catalogs
from node.model.account import Actor
from node.model.draft import Draft
from node.outbox.announcements import Notice, announce
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.publish import publish
from node.outbox.schedule import schedule
from tests.builders import make_post, spaced
from tests.web.browser import Browser, person

BERLIN = ZoneInfo("Europe/Berlin")
WORDS = Translator("de", load_catalogs())


def _button(at):
    day = at.astimezone(BERLIN)
    return f"Beitrag für {WORDS.full(day)} zurücknehmen"


@pytest.fixture
async def browser(node, alice) -> Browser:
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


@pytest.fixture
async def carl(node):
    return await node.create("carl", display_name="Carl")


async def test_a_post_is_planned_in_the_nodes_own_time(node, browser, alice):
    at = (node.clock() + timedelta(hours=3)).astimezone(BERLIN).replace(second=0, microsecond=0)
    await browser.get("/verfassen")

    seen = await browser.press(
        "Als alice veröffentlichen", text="Morgen ist Markt.", zeitpunkt=at.replace(tzinfo=None).isoformat()[:16]
    )
    node.clock.move(hours=4)
    await node.work()
    later = await browser.get("/@alice")

    assert seen.path.startswith("/geplant")
    assert "Ihr Beitrag wird zur gewählten Zeit veröffentlicht." in seen.page.text
    assert "Morgen ist Markt." in seen.page.text
    assert f"{at:%H:%M} Uhr" in seen.page.text
    assert "Morgen ist Markt." in later.page.text


@pytest.mark.parametrize("when", ["morgen", "2001-01-01T10:00", "9999-12-31T23:59"])
async def test_a_time_that_is_none_loses_nothing_typed(node, browser, when):
    await browser.get("/verfassen")

    seen = await browser.press("Als alice veröffentlichen", text="Bleibt stehen", zeitpunkt=when)

    assert seen.status == 422
    form, _ = seen.page.form_with("Als alice veröffentlichen")
    assert ("text", "Bleibt stehen") in form.fields
    assert await node.count("scheduled_posts") == 0
    assert await node.count("posts") == 0


async def test_a_planned_post_is_taken_back(node, browser, alice):
    at = node.clock() + timedelta(hours=1)
    await schedule(node.node, Actor(alice), Draft(text="Doch nicht"), at)
    await browser.get("/geplant")

    seen = await browser.press(_button(at))

    assert "Der geplante Beitrag ist zurückgenommen." in seen.page.text
    assert "Es ist nichts geplant." in seen.page.text


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Problem("the parent is not there"), WORDS.t("error.detail", detail="the parent is not there")),
        (Unprocessable("a file is gone", code="file_gone"), "Nicht veröffentlicht: {file_gone}"),
        (Unprocessable("too many", code="plans_day", most=25), "Für diesen Tag sind schon 25 Beiträge geplant."),
    ],
)
async def test_why_it_was_not_published_is_said_in_the_language_of_the_page(node, browser, alice, why, said):
    kept = await schedule(node.node, Actor(alice), Draft(text="Scheitert"), node.clock() + timedelta(hours=1))
    await node.store.write(lambda tx: tx.scheduled.fail(kept.id, why, tx.now))

    seen = await browser.get("/geplant")

    assert said.format(file_gone=WORDS.t("refusal.file_gone")) in seen.page.text


async def test_what_a_fault_of_ours_kept_back_says_so_in_german(node, browser, alice):
    await schedule(node.node, Actor(alice), Draft(text="Scheitert"), node.clock() + timedelta(hours=1))
    await node.store.write(lambda tx: tx.db.run("UPDATE jobs SET state = 'dead', key = NULL"))
    node.clock.move(hours=2)
    await node.running.schedule.step()

    seen = await browser.get("/geplant")

    assert "Nicht veröffentlicht: Der Knoten konnte den Beitrag nicht veröffentlichen." in seen.page.text


async def test_nobody_takes_back_what_others_plan(node, browser, carl):
    kept = await schedule(node.node, Actor(carl), Draft(text="Von Carl"), node.clock() + timedelta(hours=1))
    listed = await browser.get("/geplant")

    answer = await browser.send(f"/geplant/{kept.id}/loeschen", {"marke": "x"})

    assert "Von Carl" not in listed.page.text
    assert answer.status in {403, 404}
    assert await node.count("scheduled_posts") == 1


async def test_an_announcement_stands_on_the_home_page_until_it_is_read(node, browser):
    await announce(node.node, Actor(node.node.itself), Notice(text="Wartung am **Freitag**"))
    before = await browser.get("/start")

    after = await browser.press("Gelesen")

    assert "Wartung am Freitag" in before.page.text
    assert "Wartung am Freitag" not in after.page.text


async def test_an_announcement_names_its_day_once(node, browser):
    begins = (node.clock() + timedelta(days=1)).astimezone(BERLIN).replace(hour=6, minute=0)
    ends, words = begins.replace(hour=7), Translator("de", load_catalogs())
    for text, more in (
        ("Wartung", {}),
        ("Ruhetag", {"all_day": True}),
        ("Umzug", {"ends_at": ends + timedelta(days=1)}),
    ):
        times = {"starts_at": begins, "ends_at": ends} | more
        await announce(node.node, Actor(node.node.itself), Notice(text=text, **times))

    seen = (await browser.get("/start")).page.text

    assert f"Wartung {spaced(words.full(begins))} – 07:00 Uhr Gelesen" in seen
    assert f"Ruhetag {spaced(words.date(begins))} Gelesen" in seen
    assert f"Umzug {spaced(words.full(begins))} – {spaced(words.full(ends + timedelta(days=1)))} Gelesen" in seen


async def test_a_quote_is_shown_within_the_post(node, browser, alice, carl):
    quoted = await node.post(carl, "Neue Radwege")
    quoting = await publish(node.node, Actor(alice), Draft(text="Lesenswert", quote_of_id=quoted.id))

    seen = await browser.get(f"/@alice/{quoting.id}")

    assert "Neue Radwege" in seen.page.text
    assert "RE: " not in (await browser.get(f"/@carl/{quoted.id}")).page.text


async def test_a_quote_without_consent_is_only_a_link(node, alice, bob):
    quoted = await node.post(alice, "Neue Radwege")
    account = await node.node.actors.by_uri(bob.uri)
    quoting = await make_post(node.store, account, "Seht!", quote_uri=quoted.uri)

    page = await node.page(f"/@bob@{account.host}/{quoting.id}")

    assert "Neue Radwege" not in page
    assert quoted.uri in page


async def test_a_kept_page_follows_what_becomes_of_the_quoted_post(node, alice, carl):
    quoted = await node.post(carl, "Neue Radwege")
    quoting = await publish(node.node, Actor(alice), Draft(text="Lesenswert", quote_of_id=quoted.id))
    path = f"/@alice/{quoting.id}"
    first = await node.page(path)

    await edit(node.node, Actor(carl), quoted.id, Draft(text="Alte Radwege"))
    second = await node.page(path)
    await delete_post(node.node, Actor(carl), quoted.id)
    third = await node.page(path)

    assert "Neue Radwege" in first
    assert "Alte Radwege" in second
    assert "Radwege" not in third
    assert "Der zitierte Beitrag ist hier nicht zu sehen." in third
