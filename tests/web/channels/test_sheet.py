"""The Steckbrief of a channel: filled in by program and by page, kept in versions, shown in public (row 37, 41, A12)."""

import pytest

from node.config import build
from node.errors import Misconfigured
from node.model.account import Actor
from node.model.channel import Phase
from node.outbox.channels import move_channel
from node.outbox.sheets import save_sheet
from node.outbox.texts import add_rule
from tests.builders import spaced
from tests.towns import town
from tests.web.browser import Browser, person
from tests.web.channels.conftest import SHEET
from tests.world import start_world

ADDRESS = "/@ausweise/steckbrief.json"


async def put(city, app, body):
    headers = {"Authorization": f"Bearer {app.secret}"}
    answer = await city.session.put(city.url(ADDRESS), json=body, headers=headers)
    return answer.status, await answer.json(content_type=None)


async def test_an_incomplete_sheet_is_refused_with_what_is_missing_and_a_whole_one_is_public(city, planned, app):
    status, said = await put(city, app, {**SHEET, "ziel": "", "antwortziel_stunden": "bald"})
    assert (status, set(said["details"])) == (422, {"ziel", "antwortziel_stunden"})
    assert said["details"]["ziel"] == [{"error": "ERR_BLANK", "description": "this has to be answered"}]
    assert (await put(city, app, {**SHEET, "hobby": "Segeln"}))[1]["details"].keys() == {"hobby"}
    assert (await put(city, app, ["ziel"]))[0] == 400
    assert await city.count("channel_sheets") == 0

    status, said = await put(city, app, {**SHEET, "themen": ["Ausweise", "Umzug"], "antwortziel_stunden": 24})
    assert (status, said["version"], said["missing"], said["phase"]) == (200, 1, [], "planung")

    await add_rule(city.node, Actor(city.node.itself), "Freundlich bleiben.")
    await person(city, planned, "zwei@stadt.test")
    await move_channel(city.node, Actor(city.node.itself), planned.id, Phase.RELEASED)
    page, data = await city.page("/@ausweise/steckbrief"), await city.json("/@ausweise/steckbrief.jsonld")
    for public in ("Fragen zu Ausweisen beantworten.", "Ausweise<br>Umzug", "1. Dezember 2026"):
        assert public in spaced(page)
    assert "Frau Beispiel" not in page  # nobody asked her
    answers = {each["propertyID"]: each["value"] for each in data["additionalProperty"]}
    assert (answers["ziel"], answers["themen"]) == (SHEET["ziel"], ["Ausweise", "Umzug"])
    assert "ansprechperson" not in answers
    assert (data["version"], data["creativeWorkStatus"]) == (1, "freigegeben")


async def test_only_those_who_look_after_the_channel_may_read_and_write_all_of_it(city, planned, app):
    from tests.web.mastodon.app import app_of  # beside the one test that needs it

    stranger = await app_of(city, await city.create("carl"))

    assert (await put(city, stranger, SHEET))[0] == 403
    assert (await city.get(ADDRESS)).status == 401
    assert (await city.get(ADDRESS, headers={"Authorization": f"Bearer {stranger.secret}"})).status == 403
    opened = await city.get(ADDRESS, headers={"Authorization": f"Bearer {app.secret}"})
    assert (await opened.json())["next"] == "freigegeben"


async def test_its_people_fill_it_in_bit_by_bit_and_see_who_changed_what(city, planned):
    await person(city, planned, "beispiel@stadt.test")
    member = Browser(city)
    await member.log_in("beispiel@stadt.test")

    await member.get("/start")
    await member.get(member.page.links["Steckbrief und Phase"])
    await member.get(member.page.links["Steckbrief ausfüllen"])
    wrong = await member.press("Speichern", typed={"frage-ziel": "Helfen.", "frage-beginn": "morgen"})
    assert (wrong.status, "Beginn: Bitte geben Sie einen Tag an" in wrong.page.text) == (422, True)
    saved = await member.press("Speichern", typed={"frage-beginn": "2026-12-01"})
    assert "fehlen noch 17 Antworten" in saved.page.text
    await member.press("Speichern", typed={"frage-ziel": "Gern helfen."})

    await member.get(member.page.links["Frühere Fassungen"])

    assert "Fassung 2" in member.page.text
    assert "beispiel@stadt.test" in member.page.text
    assert "Weggefallen: Helfen (Ende Weggefallenes) Hinzugekommen: Gern helfen" in member.page.text
    assert await city.count("channel_sheets") == 2


async def test_an_operator_asks_other_questions(database_url, clock, there, tmp_path):
    form = '[[sections]]\nde = "Alles"\n[[sections.questions]]\nkey = "wozu"\nde = "Wozu?"\nneeded = "freigegeben"\n'
    (tmp_path / "fragen.toml").write_text(form, encoding="utf-8")
    settings = {"organizations": [town()], "channels": {"sheet": "fragen.toml"}}
    async with start_world("stadt.test", database_url, clock, there, tmp_path, **settings) as city:
        account = await city.create("rathaus")
        await save_sheet(city.node, Actor(city.node.itself), account.id, {"wozu": "Dafür."})
        await person(city, account)
        member = Browser(city)
        await member.log_in("alice@here.test")

        await member.get("/verwaltung/kanaele/rathaus/steckbrief")

        assert "Alles ist beantwortet" in member.page.text
        assert "Zielgruppe" not in member.page.text


@pytest.mark.parametrize(
    "text",
    [
        "sections = 1",
        "[[sections]]\nde = 'x'",
        "[[sections]]\nde = 'x'\n[[sections.questions]]\nkey = 'A!'\nde = 'x'",
        "[[sections]]\nde = 'x'\n[[sections.questions]]\nkey = 'a'\nde = 'x'\nkind = 'dance'",
        "[[sections]]\nde = 'x'\n[[sections.questions]]\nkey = 'a'\nde = 'x'\nneeded = 'immer'",
        "[[sections]]\nde = 'x'\n[[sections.questions]]\nkey = 'a'\nde = 'x'\nkind = 'choice'",
        "not toml",
    ],
)
def test_a_form_that_cannot_be_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "f.toml").write_text(text, encoding="utf-8")

    with pytest.raises(Misconfigured, match=r"channels\.sheet"):
        build({"node": {"base_url": "https://x.example", "data_dir": "."}, "channels": {"sheet": "f.toml"}}, tmp_path)
