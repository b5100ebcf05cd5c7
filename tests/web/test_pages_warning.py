"""A warning above every page: put up by those who moderate, seen by everybody at once (M36, row 112)."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from node.errors import Forbidden, NotFound, Unprocessable
from node.model.account import Actor
from node.model.login import Role
from node.model.warning import Level
from node.outbox.accounts import create_login
from node.outbox.warnings import Wanted, clear, warn
from tests.web.browser import PASSWORD, Browser, person

TEXT = "Hochwasser am Mühlbach. Meiden Sie die Uferwege."
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
async def office(node, alice):
    """Somebody who moderates, logged in."""
    await create_login(
        node.node, alice, email="amt@here.test", password_hash=_CHEAP.hash(PASSWORD), role=Role.MODERATOR
    )
    browser = Browser(node)
    await browser.log_in("amt@here.test")
    return browser


def _flood(**more):
    return Wanted(**{"level": Level.DANGER, "text_de": TEXT, **more})


async def test_a_moderator_warns_on_every_page_and_takes_it_down_again(node, office, alice):
    post = await node.post(alice, "Guten Tag.")
    reader = Browser(node)
    pages = ("/", f"/@alice/{post.id}", "/@alice", "/lokal", "/gibt-es-nicht", "/impressum", "/suche", "/anmelden")
    for path in pages:
        assert TEXT not in (await reader.get(path)).page.text

    await office.get("/start")
    await office.get(office.page.links["Warnung über allen Seiten"])
    await office.press("Auf jeder Seite zeigen", stufe="danger", text=TEXT, link=f"/@alice/{post.id}")

    assert "Die Warnung steht jetzt auf jeder Seite." in office.page.text
    for path in pages:
        seen = await reader.get(path)
        assert TEXT in seen.page.text, path
        assert seen.page.html.index(TEXT) < seen.page.html.index("<header"), path
        assert seen.page.links["Mehr dazu"] == f"/@alice/{post.id}"

    await office.get("/warnung")
    await office.press("Warnung aufheben")

    for path in pages:
        assert TEXT not in (await reader.get(path)).page.text
    await office.get("/warnung")
    assert "Frühere Warnungen" in office.page.text


async def test_what_is_wrong_is_said_and_nothing_is_lost(node, office, clock):
    for field, value, said in (
        ("text", " ", "Schreiben Sie, was geschehen ist"),
        ("text", "ä" * 301, "Der Text ist zu lang."),
        ("text-en", "e" * 301, "Der Text ist zu lang."),
        ("link", "javascript:alert(1)", "keine Seite dieses Servers"),
        ("link", "//evil.test", "keine Seite dieses Servers"),
        ("link", "http://unsafe.test/", "keine Seite dieses Servers"),
        ("link", "https://user@evil.test/", "keine Seite dieses Servers"),
        ("link", "https://[", "keine Seite dieses Servers"),
        ("bis", "übermorgen", "keine Zeit, die wir verstehen"),
        ("bis", "0001-01-01T00:00", "keine Zeit, die wir verstehen"),
        ("bis", (clock.now - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"), "schon vorbei"),
        ("stufe", "panik", "Wählen Sie eine Stufe."),
    ):
        await office.get("/warnung")

        seen = await office.press("Auf jeder Seite zeigen", typed={"text": TEXT, field: value})

        assert seen.status == 422, (field, value)
        assert said in seen.page.text, (field, value)
        form, _ = seen.page.form_with("Auf jeder Seite zeigen")
        if field != "stufe":
            assert (field, value) in form.fields
    assert await node.count("warnings") == 0


async def test_only_those_who_moderate_warn(node, alice):
    login = await person(node, alice)
    member = Browser(node)
    await member.log_in("alice@here.test")

    seen = await member.get("/warnung")
    stranger = await Browser(node).get("/warnung")

    assert seen.status == 403
    assert stranger.status == 401
    assert "/warnung" not in (await member.get("/start")).page.html
    for act in (warn(node.node, Actor(alice, login.id), _flood()), clear(node.node, Actor(alice, login.id))):
        with pytest.raises(Forbidden):
            await act


async def test_it_ends_when_its_time_is_over_also_on_kept_pages(node, alice, clock):
    reader = Browser(node)
    await warn(node.node, Actor(node.node.itself), _flood(ends_at=clock.now + timedelta(minutes=10)))
    assert TEXT in (await reader.get("/@alice")).page.text

    clock.move(minutes=9)
    before = (await reader.get("/@alice")).page.text
    told = []
    node.node.store.listen(told.extend, told.clear)
    clock.move(minutes=1)
    after = (await reader.get("/@alice")).page.text
    await node.work()

    assert TEXT in before
    assert TEXT not in after
    assert ("warning", "") in told  # for what is kept outside of the process


async def test_the_newest_takes_the_place_of_the_one_before(node, alice):
    await warn(node.node, Actor(node.node.itself), _flood())
    await warn(
        node.node, Actor(node.node.itself), _flood(text_de="Entwarnung: Der Pegel sinkt.", level=Level.INFORMATION)
    )

    seen = await Browser(node).get("/@alice")

    assert "Entwarnung: Der Pegel sinkt." in seen.page.text
    assert TEXT not in seen.page.text


async def test_english_pages_have_the_english_text_or_say_that_it_is_german(node, alice):
    await warn(node.node, Actor(node.node.itself), _flood())
    only_german = await Browser(node, language="en").get("/@alice")
    await warn(node.node, Actor(node.node.itself), _flood(text_en="Flood. Stay away from the banks."))
    both = await Browser(node, language="en").get("/@alice")

    assert f'<span lang="de">{TEXT}</span>' in only_german.page.html
    assert "<span>Flood. Stay away from the banks.</span>" in both.page.html
    assert "Danger" in both.page.text


async def test_programs_are_told_as_well(node):
    quiet = await node.json("/open/v1/node", accept="application/json")
    made = await warn(node.node, Actor(node.node.itself), _flood(link="/lokal", text_en="Flood."))

    told = await node.json("/open/v1/node", accept="application/json")

    assert quiet["warning"] is None
    assert told["warning"] | {"since": ""} == {
        "level": "danger",
        "text": {"de": TEXT, "en": "Flood."},
        "url": f"{node.origin}/lokal",
        "since": "",
        "until": None,
        "cap": f"{node.origin}/warnungen/{made.id}.cap",
    }


async def test_it_is_audited_and_there_is_nothing_to_clear_twice(node, alice):
    by = Actor(node.node.itself)
    await warn(node.node, by, _flood())
    await clear(node.node, by)

    with pytest.raises(NotFound):
        await clear(node.node, by)
    with pytest.raises(Unprocessable):
        await warn(node.node, by, _flood(text_de="<>" * 200))

    acts = await node.node.store.read(lambda tx: tx.acts.all())
    assert [act.kind.value for act in acts][:2] == ["calm", "alert"]


async def test_markup_in_it_stays_text(node, alice):
    await warn(node.node, Actor(node.node.itself), _flood(text_de="Pegel hoch. <script>alert(1)</script>"))

    seen = await Browser(node).get("/@alice")

    assert "Pegel hoch." in seen.page.text
    assert "<script" not in seen.page.html
