"""The pages on which templates are kept, and the form in which they are used (row 48, E3)."""

from dataclasses import replace

import pytest

from node.model.account import Actor, Kind
from node.model.login import Role
from node.model.template import Pack, Template, TemplateKind
from node.model.visibility import Visibility
from node.outbox.templates.keep import change_template
from node.outbox.templates.pack import MOST_BYTES, read_pack, write_pack
from node.outbox.templates.take_over import our_pack, take_over
from tests.media.photos import png_of
from tests.web.browser import Browser, person

PAGE = "/verwaltung/vorlagen"
POST = Template(
    key="zu",
    kind=TemplateKind.POST,
    name="Geschlossen",
    text="{channel} ({organization}) hat am [Datum] geschlossen: {link}",
    summary="Geändert: {channel}",
    language="en",
    visibility=Visibility.UNLISTED,
    tags=("Öffnungszeiten", "Rathaus"),
    title="Tag bei {organization}",
    link="https://www.here.test/zeiten",
)
ANSWER = Template(key="danke", kind=TemplateKind.ANSWER, name="Danke", text="Guten Tag {name}, siehe {link}")
PACK = Pack(name="musterland", title="Muster <b>Land</b>", templates=(POST, ANSWER))


async def browsing(world, account, name, role=Role.MEMBER):
    await person(world, account, f"{name}@here.test", role=role)
    browser = Browser(world)
    await browser.log_in(f"{name}@here.test")
    return browser


@pytest.fixture
async def city(node):
    return await node.create("stadt", kind=Kind.ORGANIZATION, display_name="Stadt Musterhausen")


@pytest.fixture
async def desk(node, city) -> Browser:
    """Of somebody who administers, and writes for the city."""
    return await browsing(node, city, "ada", Role.ADMIN)


async def brought(node, *templates):
    await take_over(node.node, Actor(node.node.itself), replace(PACK, templates=templates or PACK.templates))


async def kept(node):
    return {each.key: each for each in await node.store.read(lambda tx: tx.templates.all())}


def typed(browser, label="Vorschau"):
    form, _ = browser.page.form_with(label)
    return dict(form.fields)


async def test_a_template_is_written_changed_and_thrown_away(node, desk):
    await desk.get("/start")
    await desk.get(desk.page.links["Vorlagen"])
    await desk.get(desk.page.links["Neue Vorlage"])
    wrong = await desk.press(
        "Speichern",
        bezeichnung=" ",
        text="Liebe {nmae}",
        link="www.here.test",
        stichwoerter="gut nicht!gut",
        hinweis="Vorsicht",
        sichtbar="local",
        titel="Fest",
    )
    assert wrong.status == 422
    for said in (
        "Hier fehlt etwas.",
        "{nmae} ist hier keine Variable.",
        "Ein Link ist eine ganze Adresse",
        "nicht!gut kann kein Stichwort sein.",
    ):
        assert said in wrong.page.text
    form = typed(desk, "Speichern")
    assert (form["text"], form["hinweis"], form["sichtbar"]) == ("Liebe {nmae}", "Vorsicht", "local")
    assert await kept(node) == {}

    done = await desk.press(
        "Speichern",
        bezeichnung="Sommer fest",
        text="Am [Tag]: {link}",
        link="https://a.test",
        stichwoerter="#Fest, Ort",
    )
    assert "Die Vorlage ist gespeichert." in done.page.text
    made = (await kept(node))["sommer-fest"]
    assert (made.kind, made.name, made.text) == (TemplateKind.POST, "Sommer fest", "Am [Tag]: {link}")
    assert (made.summary, made.visibility, made.title) == ("Vorsicht", Visibility.LOCAL, "Fest")
    assert (made.tags, made.link, made.language) == (("Fest", "Ort"), "https://a.test", "de")

    await desk.get(desk.page.links["Sommer fest"])
    await desk.press("Speichern", text="Neu", sichtbar="", form="markdown")
    assert (await kept(node))["sommer-fest"] == replace(made, text="Neu", visibility=None, format="markdown")
    await desk.get(f"{PAGE}/bearbeiten/sommer-fest")
    gone = await desk.press("Vorlage löschen")
    assert "Die Vorlage ist gelöscht." in gone.page.text
    assert await kept(node) == {}
    assert (await desk.get(f"{PAGE}/bearbeiten/sommer-fest")).status == 404


async def test_an_answer_has_fewer_fields_and_one_variable_more(node, desk):
    await desk.get(f"{PAGE}/neu?art=antwort")
    assert {"hinweis", "sichtbar", "stichwoerter", "titel"} & set(typed(desk, "Speichern")) == set()

    await desk.press("Speichern", bezeichnung="Danke", text="Guten Tag {name}")

    assert (await kept(node))["danke"].kind is TemplateKind.ANSWER


async def test_only_those_who_administer_see_the_pages(node, city):
    await brought(node)
    browser = await browsing(node, city, "mia", Role.MODERATOR)
    await browser.get("/start")
    assert "Vorlagen" not in browser.page.links
    paths = (
        PAGE,
        f"{PAGE}/neu",
        f"{PAGE}/bearbeiten/zu",
        f"{PAGE}/paket.json",
        f"{PAGE}/mitgeliefert",
        f"{PAGE}/angebot/1",
    )
    assert {(await browser.get(path)).status for path in paths} == {403}
    await browser.get("/start")
    marke = next(value for form in browser.page.forms for name, value in form.fields if name == "marke")
    form = {"marke": marke, "quelle": "mitgeliefert", "bezeichnung": "x", "text": "x"}
    for path, does in (
        ("neu", ""),
        ("bearbeiten/zu", "speichern"),
        ("bearbeiten/zu", "loeschen"),
        ("uebernehmen", ""),
        ("paket", ""),
        ("angebot/1", "uebernehmen"),
        ("angebot/1", "ablehnen"),
    ):
        sent = await browser.send(f"{PAGE}/{path}", {**form, "tun": does}, Origin=node.origin)
        assert (path, sent.status) == (path, 403)
    assert await kept(node) == {"zu": POST, "danke": ANSWER}
    assert (await node.get(PAGE, accept="text/html")).status == 401


async def test_a_post_begins_with_a_template_and_nothing_is_published(node, city):
    await brought(node)
    browser = await browsing(node, city, "mia")
    await browser.get("/verfassen")

    seen = await browser.press("Einsetzen", vorlage="zu", sichtbar="public")

    assert seen.status == 200
    assert "Die Vorlage ist eingesetzt. Veröffentlicht ist noch nichts." in seen.page.text
    form = typed(browser)
    assert form["text"] == (
        "Stadt Musterhausen (Musterhausen) hat am [Datum] geschlossen: https://www.here.test/zeiten\n\n#Öffnungszeiten #Rathaus"
    )
    assert (form["hinweis"], form["sprache"], form["sichtbar"]) == ("Geändert: Stadt Musterhausen", "en", "unlisted")
    assert (form["titel"], form["vorlage"]) == ("Tag bei Musterhausen", "")
    assert await node.count("posts") == 0
    published = await browser.press("Als Stadt Musterhausen veröffentlichen", titel="", text="Rathaus am 3. zu")
    assert "Ihr Beitrag ist veröffentlicht." in published.page.text


async def test_nothing_typed_is_lost_and_nothing_is_shown_wider(node, city):
    await brought(node)
    browser = await browsing(node, city, "mia")
    await browser.get("/verfassen")
    mine = {"hinweis": "Meiner", "sprache": "fr", "sichtbar": "followers", "titel": "Meins", "antwort": ["Ja", "Nein"]}

    await browser.press("Einsetzen", vorlage="zu", text="Schon da.\n#rathaus", **mine)
    form = typed(browser)
    assert form["text"].startswith("Schon da.\n#rathaus\n\nStadt Musterhausen (Musterhausen)")
    assert (form["hinweis"], form["sprache"], form["sichtbar"], form["titel"]) == ("Meiner", "fr", "followers", "Meins")
    fields, _ = browser.page.form_with("Vorschau")
    assert [value for name, value in fields.fields if name == "antwort"][:2] == ["Ja", "Nein"]

    for key in ("", "nichts", "danke"):
        refused = await browser.press("Einsetzen", vorlage=key, text="Bleibt")
        assert (refused.status, typed(browser)["text"]) == (422, "Bleibt")
        assert "Wählen Sie zuerst eine Vorlage." in refused.page.text


async def test_a_picture_that_was_chosen_stays(node, city):
    await brought(node)
    browser = await browsing(node, city, "mia")
    await browser.get("/verfassen")

    await browser.press("Einsetzen", vorlage="zu", files={"datei-1": png_of(8, 8)})

    assert typed(browser)["bild"].isdigit()


async def test_a_canned_answer_names_who_asked_and_is_no_wider_than_the_question(node, city):
    await brought(
        node, ANSWER, replace(ANSWER, key="zwei", name="Zwei", text="Mehr: {link}", link="https://www.here.test/a")
    )
    berlin = await node.create("berlin", display_name="Anna :herz: von @Berlin #1 {link}")
    asked = await node.post(berlin, "Wann habt ihr auf?", visibility="followers")
    question = await node.post(berlin, f"@stadt Wann habt ihr auf? {asked.id}", visibility="direct")
    browser = await browsing(node, city, "mia")
    await browser.get(f"/verfassen?antwort_auf={question.id}")

    await browser.press("Einsetzen", vorlage="danke")

    link = city.url or city.uri
    assert typed(browser)["text"] == f"@berlin Guten Tag Anna von Berlin 1 link, siehe {link}"
    assert typed(browser)["sichtbar"] == "direct"
    await browser.press("Einsetzen", vorlage="zwei")
    assert typed(browser)["text"].endswith(f"siehe {link}\n\nMehr: https://www.here.test/a")
    done = await browser.press("Als Stadt Musterhausen veröffentlichen")
    assert "Ihr Beitrag ist veröffentlicht." in done.page.text
    row = await node.store.read(lambda tx: tx.db.row("SELECT * FROM posts ORDER BY id DESC LIMIT 1"))
    assert (row["in_reply_to_id"], row["visibility"]) == (question.id, "direct")


async def test_a_template_is_chosen_by_its_address(node, city):
    await brought(node)
    browser = await browsing(node, city, "mia")

    await browser.get("/verfassen?vorlage=zu")
    assert typed(browser)["text"].startswith("Stadt Musterhausen")
    assert (await browser.get("/verfassen?vorlage=danke")).status == 422


async def test_people_and_who_changes_a_post_are_offered_no_templates(node, city):
    await brought(node)
    alice = await node.create("alice")
    browser = await browsing(node, alice, "alice")
    await browser.get("/verfassen")
    assert "vorlage" not in typed(browser)
    assert (await browser.get("/verfassen?vorlage=zu")).status == 422
    post = await node.post(city, "Guten Tag")
    editor = await browsing(node, city, "mia")
    await editor.get(f"/beitrag/{post.id}/aendern")
    assert "vorlage" not in typed(editor)


async def test_enter_in_a_field_publishes_as_before(node, city):
    """Browsers then send the first button of a form."""
    await brought(node)
    browser = await browsing(node, city, "mia")
    await browser.get("/verfassen")

    form, _ = browser.page.form_with("Einsetzen")

    assert (form.buttons[0].name, form.buttons[0].value) == ("tun", "senden")


async def test_a_file_is_looked_at_before_it_is_taken_over(node, desk):
    await brought(node, ANSWER)
    sent = write_pack(replace(PACK, templates=(POST, replace(ANSWER, text="Anders {name}"))))
    await desk.get(PAGE)

    seen = await desk.press("Ansehen", files={"datei": sent})

    assert seen.status == 200
    assert "Muster Land" in seen.page.text  # no tags
    assert "1 neue Vorlage" in seen.page.text
    assert "1 Vorlage würde sich ändern" in seen.page.text
    assert "Anders {name}" in seen.page.text
    assert "Guten Tag {name}, siehe {link}" in seen.page.text
    assert await kept(node) == {"danke": ANSWER}
    done = await desk.press("Übernehmen", nehmen=["zu"])
    assert "Die Vorlagen sind übernommen." in done.page.text
    assert await kept(node) == {"danke": ANSWER, "zu": POST}


async def test_what_changed_meanwhile_is_shown_again_first(node, desk):
    await brought(node, ANSWER)
    await desk.get(PAGE)
    await desk.press("Ansehen", files={"datei": write_pack(replace(PACK, templates=(replace(ANSWER, text="Paket"),)))})
    here = replace(ANSWER, text="Von hier")
    await change_template(node.node, Actor(node.node.itself), here)

    again = await desk.press("Übernehmen")

    assert again.status == 409
    assert "Inzwischen hat sich etwas geändert." in again.page.text
    assert "Von hier" in again.page.text
    assert await kept(node) == {"danke": here}
    await desk.press("Übernehmen")
    assert (await kept(node))["danke"].text == "Paket"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "Wählen Sie eine Datei."),
        (b"{", "Sie ist kein JSON"),
        (b'{"format": "allmende-template-pack", "version": 1, "name": "x", "title": "X", "posts": [{}]}', "$.posts[0]"),
        (b" " * (MOST_BYTES + 1), "höchstens 256 KiB"),
    ],
)
async def test_a_bad_file_is_told_and_changes_nothing(node, desk, sent, said):
    await desk.get(PAGE)

    seen = await desk.press("Ansehen", files={"datei": sent})

    assert (seen.status, said in seen.page.text) == (422, True)
    assert await kept(node) == {}


async def test_what_comes_back_from_the_form_is_checked_again(node, desk):
    await desk.get(f"{PAGE}/mitgeliefert")
    marke = typed(desk, "Übernehmen")["marke"]

    for paket, status in ((b"", 400), (b"{}", 422), (b"x" * (MOST_BYTES + 1), 413)):
        form = {"marke": marke, "paket": paket.decode(), "stand": "", "nehmen": "zu"}
        assert (await desk.send(f"{PAGE}/uebernehmen", form, Origin=node.origin)).status == status
    assert await kept(node) == {}


async def test_the_pack_of_the_program_is_taken_over_from_the_page(node, desk):
    await desk.get(PAGE)
    await desk.get(desk.page.links["Mitgelieferte Vorlagen ansehen"])
    await desk.press("Übernehmen", nehmen=[each.key for each in our_pack().templates])

    assert await kept(node) == {each.key: each for each in our_pack().templates}
    assert "Alle mitgelieferten Vorlagen sind übernommen." in desk.page.text
    same = await desk.get(f"{PAGE}/mitgeliefert")
    assert "Alles in diesem Paket gibt es hier schon genau so." in same.page.text
    sheet = await desk.get(f"{PAGE}/bearbeiten/start-steckbrief-nachrichten")
    assert "vor allem Rückmeldung und Gespräch" in sheet.page.text
    await desk.press("Speichern", bezeichnung="Amtskanal")
    assert (await kept(node))["start-steckbrief-nachrichten"].name == "Amtskanal"


async def test_all_templates_are_downloaded_as_a_pack(node, desk):
    await brought(node)
    cookie = "; ".join(f"{name}={value}" for name, value in desk.cookies.items())

    given = await node.get("/verwaltung/vorlagen/paket.json", headers={"Cookie": cookie})

    assert (given.status, given.headers["Content-Type"]) == (200, "application/json")
    assert given.headers["Content-Disposition"].startswith('attachment; filename="vorlagen-here-test')
    pack = read_pack(await given.read())
    assert (pack.title, {each.key: each for each in pack.templates}) == ("Musterhausen", {"zu": POST, "danke": ANSWER})


async def test_a_sheet_begins_with_a_template_and_becomes_one(node, city, desk):
    await brought(node, Template(key="s", kind=TemplateKind.SHEET, name="Amt", answers={"ziel": "Ziel", "ton": "klar"}))
    path = f"/verwaltung/kanaele/{city.name}/steckbrief"
    await desk.get(path)
    seen = await desk.press("Einsetzen", vorlage="s", typed={"frage-ziel": "Schon da"})
    assert "Die Vorlage ist eingesetzt." in seen.page.text
    form = typed(desk, "Speichern")
    assert (form["frage-ziel"], form["frage-ton"]) == ("Schon da", "klar")
    assert await node.count("channel_sheets") == 0
    assert (await desk.press("Einsetzen", vorlage="nichts")).status == 422

    await desk.get(path)
    await desk.press("Speichern", typed=form | {"frage-ansprechperson": "Frau Beispiel", "frage-beginn": "2026-12-01"})
    wrong = await desk.press("Als Vorlage behalten", bezeichnung=" ")
    assert wrong.status == 422
    await desk.press("Als Vorlage behalten", bezeichnung="Stadtkanal")
    assert (await kept(node))["stadtkanal"].answers == {"ziel": "Schon da", "ton": "klar"}
    owner = await browsing(node, city, "mia")
    await owner.get(path)
    assert "bezeichnung" not in [name for each in owner.page.forms for name, _ in each.fields]
    marke = typed(owner, "Speichern")["marke"]
    form = {"marke": marke, "bezeichnung": "x"}
    assert (await owner.send(f"{path}/vorlage", form, Origin=node.origin)).status == 403
