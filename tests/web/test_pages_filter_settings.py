"""Filters written on our own pages, by forms without script; they are the same that apps know."""

from datetime import timedelta

import pytest

from node.model.filters import MOST_FILTERS, MOST_KEYWORDS, Filter, FilterAction, FilterPlace
from tests.web.browser import Browser, person

PAGE, NEW = "/einstellungen/filter", "/einstellungen/filter/neu"
ALL = [each.value for each in FilterPlace]


@pytest.fixture
async def reader(node, alice) -> Browser:
    """Alice's."""
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


async def filters(node, account) -> list[Filter]:
    return list(await node.store.read(lambda tx: tx.filters.of_account(account.id)))


async def write(reader: Browser, **typed: object):
    await reader.get(NEW)
    usual = {"name": "Ruhe", "neu-1": "Lärm"}
    return await reader.press("Speichern", typed={**usual, **typed})


async def test_a_filter_is_written_and_works_at_once(node, reader, alice):
    carl = await node.create("carl")
    await node.post(carl, "So viel Lärm!")
    assert "So viel Lärm!" in (await reader.get("/@carl")).page.text

    seen = await write(reader, tun="hide", **{"neu-2": " gute Laune ", "ganz-neu-2": []})

    assert "Der Filter ist gespeichert." in seen.page.text
    assert "Lärm, gute Laune" in seen.page.text
    [made] = await filters(node, alice)
    assert [(each.keyword, each.whole_word) for each in made.keywords] == [("Lärm", True), ("gute Laune", False)]
    assert (made.action, made.expires_at, made.places) == (FilterAction.HIDE, None, tuple(FilterPlace))
    assert "So viel Lärm!" not in (await reader.get("/@carl")).page.text


async def test_words_are_changed_taken_away_and_added(node, reader, alice):
    await write(reader, **{"neu-2": "Streit"})
    [made] = await filters(node, alice)
    first, second = made.keywords
    await reader.get(f"{PAGE}/{made.id}")

    await reader.press(
        "Speichern",
        typed={
            f"wort-{first.id}": "",
            f"wort-{second.id}": "Zank",
            f"ganz-wort-{second.id}": [],
            "neu-1": "Hader",
            "tun": "blur",
            "ort": ["home", "thread"],
        },
    )

    [changed] = await filters(node, alice)
    assert [(each.keyword, each.whole_word) for each in changed.keywords] == [("Zank", False), ("Hader", True)]
    assert changed.keywords[0].id == second.id
    assert (changed.action, changed.places) == (FilterAction.BLUR, (FilterPlace.HOME, FilterPlace.THREAD))


async def test_it_ends_by_itself_and_can_be_renewed(node, reader, alice, clock):
    await write(reader, dauer="7t")
    [made] = await filters(node, alice)
    assert timedelta(days=6, hours=23) < made.expires_at - clock() <= timedelta(days=7)

    await reader.get(f"{PAGE}/{made.id}")
    await reader.press("Speichern", name="Stille")
    [kept] = await filters(node, alice)
    assert (kept.title, kept.expires_at) == ("Stille", made.expires_at)

    clock.move(days=8)
    assert "Abgelaufen am" in (await reader.get(PAGE)).page.text
    await reader.get(f"{PAGE}/{made.id}")
    await reader.press("Speichern", dauer="immer")
    assert [each.expires_at for each in await filters(node, alice)] == [None]


async def test_a_filter_is_deleted(node, reader, alice):
    await write(reader)
    [made] = await filters(node, alice)
    await reader.get(f"{PAGE}/{made.id}")

    seen = await reader.press("Filter löschen")

    assert "Der Filter ist gelöscht." in seen.page.text
    assert "Sie haben noch keinen Filter." in seen.page.text
    assert await filters(node, alice) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": " "}, "Bitte geben Sie dem Filter einen Namen."),
        ({"name": "x" * 300}, "Der Name darf höchstens 256 Zeichen haben."),
        ({"neu-1": " "}, "Bitte geben Sie wenigstens ein Wort ein."),
        ({"neu-1": "x" * 600}, "Ein Wort darf höchstens 512 Zeichen haben."),
        ({"ort": []}, "Bitte wählen Sie, wo der Filter gilt."),
    ],
)
async def test_what_is_missing_is_said_and_nothing_typed_is_lost(node, reader, alice, typed, words):
    seen = await write(reader, **{"neu-3": "bleibt" if typed.get("neu-1") != " " else "", **typed})

    assert seen.status == 422
    assert words in seen.page.text
    assert typed.get("neu-1") == " " or 'value="bleibt"' in seen.page.html
    assert await filters(node, alice) == []


async def test_odd_values_count_as_the_usual_ones(node, reader, alice):
    await write(reader, tun="explode", dauer="-5", ort=["home", "mond"])

    [made] = await filters(node, alice)
    assert (made.action, made.expires_at, made.places) == (FilterAction.WARN, None, (FilterPlace.HOME,))


async def test_posts_that_an_app_filtered_stay(node, reader, alice):
    post = await node.post(await node.create("carl"), "Genug davon.")

    async def add(tx) -> int:
        found = await tx.filters.add(
            Filter(id=0, account_id=alice.id, title="Einzelne", places=(FilterPlace.HOME,), action=FilterAction.WARN)
        )
        await tx.filters.add_post(found, post.id)
        return found.id

    number = await node.store.write(add)
    await reader.get(f"{PAGE}/{number}")
    assert "Außerdem ein einzelner Beitrag" in reader.page.text

    await reader.press("Speichern", name="Einer")

    [kept] = await filters(node, alice)
    assert (kept.title, [each.post_id for each in kept.posts]) == ("Einer", [post.id])


async def test_those_of_others_are_nobodys_business(node, reader, alice):
    carl = await node.create("carl")
    other = Filter(id=0, account_id=carl.id, title="Geheim", places=(FilterPlace.HOME,), action=FilterAction.WARN)
    number = (await node.store.write(lambda tx: tx.filters.add(other))).id
    await write(reader)
    [mine] = await filters(node, alice)
    await reader.get(f"{PAGE}/{mine.id}")
    form, _ = reader.page.form_with("Speichern")
    fields = dict(form.fields)

    for path in (f"{PAGE}/{number}", f"{PAGE}/{number}/loeschen", f"{PAGE}/{'9' * 18}"):
        assert (await reader.send(path, {**fields, "ort": "home"}, Origin=node.origin)).status == 404
    assert (await reader.get(f"{PAGE}/{number}")).status == 404
    assert (await reader.get(f"{PAGE}/{'9' * 30}")).status == 404

    assert [each.title for each in await filters(node, carl)] == ["Geheim"]


async def test_there_is_an_end_to_it(node, reader, alice):
    async def fill(tx) -> None:
        for each in range(MOST_FILTERS):
            found = await tx.filters.add(
                Filter(
                    id=0, account_id=alice.id, title=f"F{each}", places=(FilterPlace.HOME,), action=FilterAction.WARN
                )
            )
        for each in range(MOST_KEYWORDS):
            await tx.filters.add_keyword(found, f"wort{each}", whole_word=True)

    await node.store.write(fill)

    seen = await write(reader)
    assert (seen.status, "Sie können höchstens 200 Filter haben." in seen.page.text) == (422, True)

    first = (await filters(node, alice))[0]
    await reader.get(f"{PAGE}/{first.id}")
    seen = await reader.press("Speichern", typed={"neu-1": "zu viel"})
    assert (seen.status, "höchstens 1.000 Wörter" in seen.page.text) == (422, True)


async def test_visitors_have_no_filters(node, alice):
    assert (await Browser(node).get(PAGE)).status == 401
    assert (await Browser(node).get(NEW)).status == 401
