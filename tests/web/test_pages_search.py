"""The search page, without script: channels, hashtags and posts, each with pages of its own."""

import pytest

from node.model.account import Actor, Kind
from node.outbox.profile import ProfileChange, change
from tests.web.browser import Browser


@pytest.fixture
def reader(node) -> Browser:
    return Browser(node)


@pytest.fixture
async def library(node):
    account = await node.create("buecherei", kind=Kind.ORGANIZATION, display_name="Stadtbücherei Musterhausen")
    await change(node.node, Actor(account), ProfileChange(indexable=True))
    return account


async def test_one_word_finds_channels_hashtags_and_posts(node, reader, library):
    await node.post(library, "Die Bücherei bleibt am Montag zu. #buechereitag")

    await reader.get("/suche")
    await reader.press("Suchen", q="buecherei")

    text = reader.page.text
    assert text.index("Stadtbücherei Musterhausen") < text.index("#buechereitag") < text.index("bleibt am Montag zu")
    assert reader.page.links["#buechereitag"] == "/tags/buechereitag"


async def test_a_channel_is_found_by_any_word_of_its_name(reader, library):
    for query in ("musterhausen", "STADTBUECHEREI", "stadtb muster"):
        await reader.get(f"/suche?q={query}")

        assert reader.page.links["Stadtbücherei Musterhausen"] == "/@buecherei", query


async def test_who_does_not_want_to_be_found_is_not_found_by_the_words_of_their_name(node, reader):
    shy = await node.create("leise", display_name="Erika Musterfrau")
    await change(node.node, Actor(shy), ProfileChange(discoverable=False))

    await reader.get("/suche?q=musterfrau")

    assert "Erika Musterfrau" not in reader.page.links


async def test_posts_of_who_does_not_consent_are_not_found(node, reader):
    carl = await node.create("carl")
    await change(node.node, Actor(carl), ProfileChange(indexable=False))
    await node.post(carl, "Geheimnisvolle Worte")

    await reader.get("/suche?q=geheimnisvolle")

    assert "haben wir hier nichts gefunden" in reader.page.text
    assert reader.page.links["Alle Kanäle"] == "/kanaele"


async def test_each_kind_can_be_asked_for_alone_and_is_paged_to_its_end(node, reader, library):
    for number in range(23):
        await node.post(library, f"Lesung Nummer{number:02} #lesung{number:02}")

    await reader.get("/suche?q=lesung")
    assert "Nummer22" in reader.page.text
    assert "Nummer00" not in reader.page.text
    await reader.get(reader.page.links["Alle gefundenen Beiträge"])
    seen = [word for word in reader.page.text.split() if word.startswith("Nummer")]
    await reader.get(reader.page.links["Ältere Beiträge"])
    seen += [word for word in reader.page.text.split() if word.startswith("Nummer")]

    assert seen == [f"Nummer{number:02}" for number in reversed(range(23))]
    assert "Mehr haben wir nicht gefunden." in reader.page.text

    await reader.get(reader.page.links["Stichworte"])
    tags = [path for path in reader.page.links.values() if path.startswith("/tags/lesung")]
    await reader.get(reader.page.links["Weitere anzeigen"])
    tags += [path for path in reader.page.links.values() if path.startswith("/tags/lesung")]

    assert sorted(tags) == [f"/tags/lesung{number:02}" for number in range(23)]
    assert "Weitere anzeigen" not in reader.page.links


async def test_many_channels_are_paged(node, reader):
    for number in range(22):
        await node.create(f"amt_{number:02}", display_name=f"Amt {number:02}")

    await reader.get("/suche?q=amt&art=kanaele")
    seen = [path for path in reader.page.links.values() if path.startswith("/@amt_")]
    await reader.get(reader.page.links["Weitere anzeigen"])
    seen += [path for path in reader.page.links.values() if path.startswith("/@amt_")]

    assert sorted(seen) == [f"/@amt_{number:02}" for number in range(22)]


async def test_the_search_has_a_feed_of_its_posts(node, reader, library):
    await node.post(library, "Neue Bücher")

    await reader.get("/suche?q=b%C3%BCcher")

    assert reader.page.links["Atom"].startswith("/suche.atom?q=")


@pytest.mark.parametrize(
    "query", ["q=x&art=alles", "q=x&art=kanaele&seite=0", "q=x&art=kanaele&seite=11", "q=x&art=beitraege&vor=nichts"]
)
async def test_what_the_search_does_not_have_is_not_found(reader, query):
    seen = await reader.get(f"/suche?{query}")

    assert seen.status == 404


@pytest.mark.parametrize("query", ["%F0%9F%92%A9", "'\"%25_", "a" * 3000, "AND%20OR%20NOT%20*", "%22"])
async def test_odd_words_find_nothing_and_break_nothing(reader, query):
    seen = await reader.get(f"/suche?q={query}")

    assert seen.status == 200


async def test_a_long_question_stays_in_the_field_and_its_beginning_in_the_heading(reader):
    asked = "x" * 400

    await reader.get(f"/suche?q={asked}")

    assert f"Ergebnisse für „{'x' * 79}…“" in reader.page.text
    assert "x" * 80 not in reader.page.text
    assert f'value="{asked}"' in reader.page.html
