"""Pages about what is wrong, gone or missing say what happened, why, and what to do next; programs get our one error body."""

import pytest

from node.model.account import Actor
from node.model.warning import Level, PageWarning
from node.outbox import delete
from tests.web.browser import Browser

_WORDS = {
    "de": {
        404: ("Diese Seite gibt es nicht", "Prüfen Sie die Adresse oder nutzen Sie die Suche."),
        405: ("So geht es hier nicht", "Gehen Sie zurück und nutzen Sie die Schaltflächen der Seite."),
        410: ("Das gibt es nicht mehr", "Auf der Startseite finden Sie, was es zurzeit gibt."),
        429: ("Bitte warten Sie einen Moment", "noch einmal."),
        503: ("Wir sind gleich wieder da", "Laden Sie die Seite in einer Minute neu."),
    },
    "en": {
        404: ("This page does not exist", "Check the address or use the search."),
        405: ("Not this way", "Go back and use the buttons of the page."),
        410: ("This is gone", "The home page shows what is here today."),
        429: ("Please wait a moment", "Try again in"),
        503: ("We will be back soon", "Reload the page in a minute."),
    },
}
_HOME = {"de": "Zur Startseite", "en": "To the home page"}


@pytest.fixture(params=["de", "en"])
def language(request) -> str:
    return request.param


def check(seen, language: str, status: int) -> None:
    assert seen.status == status
    assert seen.headers["Content-Language"] == language
    assert "Set-Cookie" not in seen.headers
    assert 'name="robots" content="noindex"' in seen.page.html
    for words in _WORDS[language][status]:
        assert words in seen.page.text
    assert seen.page.links[_HOME[language]] == "/"


async def test_what_there_is_not_can_be_searched_for(language, node):
    reader = Browser(node, language=language)

    check(await reader.get("/gibt-es-nicht"), language, 404)
    assert [form.action for form in reader.page.forms].count("/suche") == 2
    assert "Hier suchen" in reader.page.text or "Search here" in reader.page.text


async def test_a_withdrawn_post_of_ours_says_whose_it_was_and_since_when(language, node, alice, clock):
    clock.now = clock.now.replace(year=2026, month=11, day=28, hour=12, minute=0)
    post = await node.post(alice, "Streng geheim.")
    await delete.delete_post(node.node, Actor(alice), post.id)
    reader = Browser(node, language=language)

    seen = await reader.get(f"/@alice/{post.id}")

    check(seen, language, 410)
    said = {
        "de": "Hier stand ein Beitrag von @alice. Er wurde am Samstag, 28. November 2026, 13:00 Uhr zurückgezogen.",
        "en": "A post by @alice stood here. It was withdrawn on Saturday, 28 November 2026, 13:00",
    }
    assert said[language].partition(", 13:")[0] in seen.page.text
    assert seen.page.links[{"de": "Zum Kanal", "en": "To the channel"}[language]] == "/@alice"
    assert "geheim" not in seen.page.html


async def test_nothing_is_said_of_a_withdrawn_post_that_was_not_for_everybody(node, alice):
    post = await node.post(alice, "Nur für Euch.", visibility="followers")
    await delete.delete_post(node.node, Actor(alice), post.id)

    seen = await Browser(node).get(f"/@alice/{post.id}")

    assert seen.status == 404
    assert "zurückgezogen" not in seen.page.text


async def test_a_withdrawn_post_of_a_channel_that_is_gone_names_nobody(node, alice):
    post = await node.post(alice)
    await delete.delete_account(node.node, Actor(alice))
    await node.work()

    seen = await Browser(node).get(f"/@alice/{post.id}")

    assert seen.status == 410
    assert "Zum Kanal" not in seen.page.links


async def test_who_asks_too_often_is_told_in_words_how_long_to_wait(language, make_node):
    world = await make_node(limits={"enabled": True, "requests_per_address_per_minute": 2})
    reader = Browser(world, language=language)
    for _ in range(2):
        await reader.get("/suche")

    seen = await reader.get("/suche?q=freibad")

    check(seen, language, 429)
    seconds = int(seen.headers["Retry-After"])
    assert f"{seconds} Sekunde" in seen.page.text or f"{seconds} second" in seen.page.text
    assert seen.page.links[{"de": "Seite neu laden", "en": "Reload the page"}[language]] == "/suche?q=freibad"


async def test_nobody_is_turned_away_from_pages_that_carry_a_warning(make_node):
    world = await make_node(limits={"enabled": True, "requests_per_address_per_minute": 3})
    await world.create("alice")
    warning = PageWarning(id=1, level=Level.DANGER, text_de="Meiden Sie die Uferwege.", created_at=world.clock())
    await world.store.write(lambda tx: tx.warnings.add(warning))
    reader = Browser(world)

    statuses = [(await reader.get("/@alice")).status for _ in range(10)]

    assert set(statuses) == {200}


async def test_without_the_store_there_is_a_page_to_reload(language, node):
    await node.store.close()
    reader = Browser(node, language=language)

    seen = await reader.get("/@alice")

    check(seen, language, 503)
    assert seen.headers["Retry-After"] == "60"
    assert seen.page.links[{"de": "Seite neu laden", "en": "Reload the page"}[language]] == "/@alice"


async def test_an_address_that_takes_no_forms_says_so(language, node):
    check(await Browser(node, language=language).send("/lokal", {"a": "b"}), language, 405)


async def test_another_host_name_gets_a_page_that_names_nobody(language, node):
    answer = await node.get("/", accept="text/html", headers={"Host": "elsewhere.test", "Accept-Language": language})
    text = await answer.text()

    assert answer.status == 421
    assert {"de": "Unter dieser Adresse gibt es hier nichts", "en": "There is nothing here at this address"}[
        language
    ] in text
    assert "Musterhausen" not in text
    assert node.node.config.host not in text


async def test_no_link_of_an_error_page_leads_to_another_host(node):
    await node.store.close()
    answer = await node.get("//evil.test/@alice", accept="text/html")

    assert 'class="button" href="//' not in await answer.text()


@pytest.mark.parametrize("accept", ["application/activity+json", "application/json", "*/*"])
async def test_programs_get_the_one_error_body(accept, node, alice):
    post = await node.post(alice)
    await delete.delete_post(node.node, Actor(alice), post.id)

    for path, status in (("/gibt-es-nicht", 404), (f"/@alice/{post.id}", 410), ("/api/v1/statuses/1", 404)):
        answer = await node.get(path, accept=accept)
        body = await answer.json(content_type=None)

        assert answer.status == status
        assert (body["status"], body["error"]) == (status, body["detail"])
