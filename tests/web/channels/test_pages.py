"""The administrator's pages: a channel is founded, gets its people, and is led to the public, without script (row 8, M20)."""

from node.model.account import Actor, Kind
from node.model.login import Role
from node.outbox.guest_account import guest_account
from node.outbox.profile import ProfileChange, change
from node.outbox.sheets import save_sheet
from node.outbox.texts import add_rule
from tests.web.browser import Browser, person
from tests.web.channels.conftest import LATER, SHEET, found

PAGE = "/verwaltung/kanaele/ausweise"
VERSIONS = "/verwaltung/kanaele/ausweise/steckbrief/versionen"


async def test_a_channel_is_founded_and_led_to_the_public(city, office):
    await office.get("/start")
    await office.get(office.page.links["Kanäle verwalten"])
    await office.get(office.page.links["Neuen Kanal anlegen"])
    wrong = await office.press("Kanal anlegen", typed={"anzeige": "", "name": "mit leerzeichen", "mail-1": "keine"})
    assert (wrong.status, "bis zu 30 kleine Buchstaben" in wrong.page.text) == (422, True)
    made = await office.press(
        "Kanal anlegen",
        typed={
            "anzeige": "Ausweise am Markt",
            "name": "Ausweise",
            "stelle": "buergeramt",
            "mail-1": "eins@stadt.test",
            "mail-2": "zwei@stadt.test",
            "rolle-2": "editor",
        },
    )
    assert (made.path.partition("?")[0], "Noch weiß niemand sonst von ihm." in made.page.text) == (PAGE, True)
    assert "zwei@stadt.test Rolle Redaktion" in made.page.text

    refused = await office.press("Phase ändern", phase="freigegeben")
    assert (refused.status, "noch offen: Steckbrief, Netiquette." in refused.page.text) == (409, True)
    account = await found(city)
    await save_sheet(city.node, Actor(city.node.itself), account.id, SHEET | LATER)
    await add_rule(city.node, Actor(city.node.itself), "Freundlich bleiben.")
    for phase in ("freigegeben", "aufbau", "betrieb"):
        await office.get(PAGE)
        await office.press("Phase ändern", phase=phase, grund="Beschluss vom 12. November")

    seen = await office.get(PAGE)
    assert "Aufbau → Betrieb" in seen.page.text
    assert seen.page.text.count("ada@stadt.test Grund Beschluss vom 12. November") == 3
    assert "Ausweise am Markt" in (await city.page("/kanaele")).partition("stelle-buergeramt")[2]
    [field] = (await city.json("/users/ausweise"))["attachment"]
    assert "/@ausweise/impressum" in field["value"]
    assert "Bürgeramt" in await city.page("/@ausweise/impressum")
    listed = await office.get("/verwaltung/kanaele")
    assert "Phase Betrieb" in listed.page.text
    assert "Rathaus" not in listed.page.text.partition("Alle Kanäle")[2]  # a person's account is no channel


async def test_people_come_and_go(city, office, planned):
    await office.get(PAGE)
    await office.press("Aufnehmen", mail="neu@stadt.test", rolle="owner")
    assert "neu@stadt.test Rolle Verantwortung" in office.page.text
    assert (await office.press("Aufnehmen", mail="kein zugang")).status == 422

    seen = await office.press("neu@stadt.test entfernen")

    assert "Noch spricht niemand für diesen Kanal." in seen.page.text
    login = await city.store.read(lambda tx: tx.logins.find_by_email("neu@stadt.test"))
    assert await city.store.read(lambda tx: tx.logins.account_ids(login.id, tx.now)) == []


async def test_its_people_see_it_and_nobody_else(city, office, planned):
    await person(city, planned, "eins@stadt.test")
    carl = await city.create("carl")
    await person(city, carl, "carl@stadt.test", role=Role.MODERATOR)
    member, stranger = Browser(city), Browser(city)
    await member.log_in("eins@stadt.test")
    await stranger.log_in("carl@stadt.test")

    seen = await member.get(PAGE)
    own = await member.get("/@ausweise")
    told = await member.get("/verfassen")

    assert "Phase ändern" not in seen.page.text
    assert "Noch offen vor der Phase „Freigegeben“" in seen.page.text
    assert "Diesen Kanal sehen nur Sie" in own.page.text
    assert (told.status, "Noch offen: Steckbrief" in told.page.text) == (409, True)
    assert (await member.get("/verwaltung/kanaele")).status == 403
    for path in (PAGE, f"{PAGE}/steckbrief", VERSIONS, "/verwaltung/neuer-kanal"):
        assert (await stranger.get(path)).status == 403, path
        assert (await Browser(city).get(path)).status == 401, path
    await stranger.get("/start")
    [token] = {value for form in stranger.page.forms for name, value in form.fields if name == "marke"}
    for path in ("/verwaltung/kanaele/ausweise/phase", "/verwaltung/kanaele/ausweise/personen"):
        form = {"marke": token, "phase": "freigegeben", "mail": "carl@stadt.test", "rolle": "owner"}
        assert (await stranger.send(path, form, Origin=city.origin)).status == 403, path


async def test_the_pages_speak_english(city, planned):
    await person(city, planned, "eins@stadt.test", role=Role.ADMIN)
    member = Browser(city, language="en")
    await member.log_in("eins@stadt.test")

    for path, said in (
        ("/verwaltung/kanaele", "Manage channels"),
        ("/verwaltung/neuer-kanal", "Create a new channel"),
        (PAGE, "Still open before the phase “Released”"),
        (f"{PAGE}/steckbrief", "What for, and for whom"),
        (VERSIONS, "has not been filled in yet"),
    ):
        seen = await member.get(path)
        assert (seen.status, said in seen.page.text) == (200, True), path


async def test_services_are_channels_and_neither_guests_nor_people_who_call_themselves_automated(city, office):
    gauge = await city.create("pegel", kind=Kind.SERVICE, display_name="Pegelstand")
    await person(city, gauge, "pegel@stadt.test")
    anna = await city.create("anna", display_name="Anna Automatisch")
    await person(city, anna, "anna@stadt.test")
    await change(city.node, Actor(anna), ProfileChange(is_bot=True))
    await guest_account(city.node)
    before = await city.create("wetter", kind=Kind.SERVICE, display_name="Wetterdienst")
    # As one was made by the command line until now
    await city.store.write(lambda tx: tx.db.run("DELETE FROM phase_changes WHERE account_id = ?", before.id))

    listed = (await office.get("/verwaltung/kanaele")).page.text
    shown = await office.get("/verwaltung/kanaele/pegel")

    assert [name in listed for name in ("Pegelstand", "Wetterdienst", "Anna Automatisch")] == [True, True, False]
    assert "@gast" not in listed.lower()
    assert "Phase ändern" in {each.text for form in shown.page.forms for each in form.buttons}
