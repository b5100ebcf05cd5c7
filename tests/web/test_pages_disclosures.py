"""Requests of authorities on pages: recorded, proposed by one person, released by another, handed over, without script (S28)."""

import hashlib
import json
import re
from datetime import timedelta

import pytest

from node.model.account import Actor
from node.model.disclosure import Law, Outcome, Wish
from node.model.login import Role
from node.outbox.delete import delete_account
from node.outbox.disclosures.register import Request, close, record
from node.outbox.disclosures.review import propose
from node.web.page import PER_PAGE
from tests.authority import EMAIL, administrator, asked, two
from tests.web.browser import Browser, person

ALL, NEW = "/verwaltung/ersuchen", "/verwaltung/neues-ersuchen"
FORM = {"behoerde": "Polizei Musterland", "aktenzeichen": "Js 17/26", "gesetz": "tdddg22", "grundlage": "§ 100j StPO"}


@pytest.fixture
async def erika(node, alice):
    return await person(node, alice, "erika@musterhausen.test")


@pytest.fixture
async def both(node):
    return await two(node)


async def browser_of(node, email, language="de"):
    opened = Browser(node, language=language)
    await opened.log_in(email)
    return opened


@pytest.fixture
async def ada(node, both):
    return await browser_of(node, "ada@stadt.test")


@pytest.fixture
async def bert(node, both):
    return await browser_of(node, "bert@stadt.test")


def one(browser):
    return browser.seen.path.partition("?")[0]


async def downloaded(browser, path):
    """The bytes of the extract, as the button gives them; or the status of a refusal."""
    await browser.get("/start")
    [token] = {value for form in browser.page.forms for name, value in form.fields if name == "marke"}
    headers = {
        "Origin": browser.world.origin,
        "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
        "Accept": "text/html",
    }
    answer = await browser.world.session.post(
        browser.world.url(f"{path}/auszug"),
        data={"marke": token, "tun": "herunterladen"},
        headers=headers,
        allow_redirects=False,
    )
    return answer, await answer.read()


async def test_a_request_is_answered_by_two_persons(node, erika, ada, bert):
    await ada.get("/start")
    await ada.get(ada.page.links["Ersuchen von Behörden"])
    await ada.get(ada.page.links["Neues Ersuchen eintragen"])
    wrong = await ada.press("Ersuchen eintragen", typed={**FORM, "grundlage": " "}, konto="alice")
    assert (wrong.status, "Ohne Rechtsgrundlage wird nichts gegeben" in wrong.page.text) == (422, True)
    assert await node.count("disclosures") == 0
    made = await ada.press("Ersuchen eintragen", typed=FORM, konto="@alice")
    assert "Zu beantworten bis" in made.page.text
    path = one(ada)

    await ada.get(ada.page.links["Vorschlagen, was gegeben wird"])
    empty = await ada.press("Zur Prüfung vorlegen")
    assert (empty.status, "Wählen Sie mindestens eine Art von Daten aus." in empty.page.text) == (422, True)
    bare = await ada.press("Zur Prüfung vorlegen", typed={"gesetz-email": "tdddg22"})
    assert (bare.status, "braucht ihre eigene Rechtsgrundlage" in bare.page.text) == (422, True)
    assert "posts" not in {name for form in ada.page.forms for name, _ in form.fields}
    await ada.press("Zur Prüfung vorlegen", typed={"gesetz-email": "tdddg22", "grund-email": "§ 100j StPO"}, alles="1")
    assert "Freigeben oder ablehnen kann es nur eine andere Person." in ada.page.text
    assert "Freigeben" not in {button.text for form in ada.page.forms for button in form.buttons}

    await bert.get(path)
    await bert.press("Freigeben")
    await bert.press("Auszug herstellen")
    digest = hashlib.sha256((await downloaded(bert, path))[1]).hexdigest()
    answer, body = await downloaded(ada, path)

    assert json.loads(body)["data"]["email"]["values"] == [{"person": 1, "email": "erika@musterhausen.test"}]
    assert hashlib.sha256(body).hexdigest() == digest
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert digest in (await ada.get(path)).page.text
    await ada.press("Ist übergeben, hier löschen")
    assert "hier ist er gelöscht" in ada.page.text
    for said in ("ada@stadt.test", "bert@stadt.test", "Freigegeben", "Auszug heruntergeladen"):
        assert said in ada.page.text
    assert (await downloaded(ada, path))[0].status == 410
    listed = await ada.get(ALL)
    assert "ganz erfüllt" in listed.page.text


async def test_the_second_person_sends_back_or_refuses(node, alice, ada, bert, both):
    made = await asked(node, both[0], alice)
    await propose(node.node, both[0], made.id, [EMAIL], is_whole=True)
    path = f"{ALL}/{made.id}"
    await bert.get(path)
    assert (await bert.press("Vorschlag zurückgeben")).status == 422
    await bert.press("Vorschlag zurückgeben", grund="Der Beschluss fehlt")
    assert "Der Beschluss fehlt" in bert.page.text
    await ada.get(f"{path}/vorschlag")
    await ada.press("Zur Prüfung vorlegen")  # as it was filled in before
    await bert.get(path)

    await bert.press("Ersuchen ablehnen", grund="Kein Beschluss")

    assert "Ergebnis abgelehnt" in bert.page.text
    assert (await ada.get(f"{path}/vorschlag")).status == 409


async def test_forged_decisions_are_refused(node, alice, ada, bert, both):
    made = await asked(node, both[0], alice)
    await propose(node.node, both[0], made.id, [EMAIL], is_whole=True)
    path = f"{ALL}/{made.id}"
    await ada.get(path)
    [token] = {value for form in ada.page.forms for name, value in form.fields if name == "marke"}
    headers = {"Origin": node.origin}

    own = await ada.send(f"{path}/pruefung", {"marke": token, "tun": "freigeben", "vorschlag": "1"}, **headers)
    refusing = {"marke": token, "tun": "ablehnen", "vorschlag": "1", "grund": "x"}
    no = await ada.send(f"{path}/pruefung", refusing, **headers)
    early = await ada.send(f"{path}/auszug", {"marke": token, "tun": "herstellen"}, **headers)
    bare = await ada.send(f"{path}/abschluss", {"marke": token, "ergebnis": "all", "gegeben": "alles"}, **headers)
    await bert.get(path)
    [other] = {value for form in bert.page.forms for name, value in form.fields if name == "marke"}
    stale = {"marke": other, "tun": "freigeben", "vorschlag": "7"}

    assert [own.status, no.status, early.status, bare.status] == [403, 403, 409, 409]
    assert "Das darf nur eine zweite Person" in own.page.text
    assert (await bert.send(f"{path}/pruefung", stale, **headers)).status == 409
    assert await node.count("disclosure_extracts") == 0


async def test_nobody_else_gets_in(node, alice, erika, ada, bert, both):
    made = await asked(node, both[0], alice)
    await administrator(node, "moritz", role=Role.MODERATOR)
    await administrator(node, "carla")
    path = f"{ALL}/{made.id}"
    moritz = await browser_of(node, "moritz@stadt.test")
    member = await browser_of(node, "erika@musterhausen.test")

    for page in (ALL, NEW, path, f"{path}/vorschlag"):
        assert (await moritz.get(page)).status == 403, page
        assert (await member.get(page)).status == 403, page
        assert (await Browser(node).get(page)).status == 401, page
    assert "Ersuchen von Behörden" not in moritz.page.links
    for form in ("pruefung", "auszug", "unterrichtung", "abschluss", "vorschlag"):
        await moritz.get("/start")
        [token] = {value for each in moritz.page.forms for name, value in each.fields if name == "marke"}
        filled = {"marke": token, "tun": "herunterladen", "grund": "x", "ergebnis": "refused", "gegeben": "x"}
        assert (await moritz.send(f"{path}/{form}", filled, Origin=node.origin)).status == 403, form
    await propose(node.node, both[0], made.id, [EMAIL], is_whole=True)
    await bert.get(path)
    await bert.press("Freigeben")
    await bert.press("Auszug herstellen")
    carla = await browser_of(node, "carla@stadt.test")
    await carla.get(path)
    assert "Auszug herunterladen" not in {button.text for form in carla.page.forms for button in form.buttons}
    answer, body = await downloaded(carla, path)
    assert (answer.status, b"erika" in body) == (403, False)


async def test_of_an_account_that_is_gone_the_pages_say_so(node, alice, ada, bert, both):
    made = await asked(node, both[0], alice)
    await propose(node.node, both[0], made.id, [EMAIL], is_whole=True)
    await bert.get(f"{ALL}/{made.id}")
    await delete_account(node.node, Actor(alice))

    gone = await bert.press("Freigeben")

    assert (gone.status, "Dieses Konto ist gelöscht" in gone.page.text) == (410, True)
    await ada.get(NEW)
    again = await ada.press("Ersuchen eintragen", typed=FORM, konto="alice")
    assert (again.status, "Dieses Konto ist gelöscht" in again.page.text) == (422, True)


async def test_about_oneself_somebody_else_records(node, ada):
    await ada.get(NEW)

    own = await ada.press("Ersuchen eintragen", typed=FORM, konto="ada")

    assert (own.status, "Eine andere Person muss eintragen" in own.page.text) == (403, True)
    assert await node.count("disclosures") == 0


async def test_deadlines_are_shown_the_most_pressing_first(node, alice, ada, both):
    await asked(node, both[0], alice, reference="A 1")
    await asked(node, both[0], alice, reference="B 2", is_emergency=True)
    node.clock.move(hours=9)

    seen = await ada.get(ALL)

    assert seen.page.text.index("B 2") < seen.page.text.index("A 1")
    assert seen.page.text.count("Die Frist ist vorbei.") == 1
    assert "Nur eine Person hat Verwaltungsrechte" not in seen.page.text
    await node.store.write(lambda tx: tx.logins.disable(both[1].login_id, tx.now))
    assert "Nur eine Person hat Verwaltungsrechte" in (await ada.get(ALL)).page.text


async def test_whether_the_person_is_told_can_be_changed(node, alice, erika, ada, both):
    made = await asked(node, both[0], alice)
    path = f"{ALL}/{made.id}"
    await ada.get(path)
    bare = await ada.press("Speichern", schweigen="until")
    assert (bare.status, "Nennen Sie die Rechtsgrundlage" in bare.page.text) == (422, True)
    day = (node.clock.now + timedelta(days=9)).date().isoformat()

    await ada.press("Speichern", typed={"schweigen": "until", "schweigen-bis": day, "schweigen-grund": "Beschluss"})

    assert "Danach wird sie unterrichtet." in ada.page.text
    assert "Erst nach einem bestimmten Tag" in ada.page.text.partition("Alle Schritte")[2]


async def test_a_removal_is_closed_by_one(node, alice, ada):
    await ada.get(NEW)
    removal = {**FORM, "wunsch": "removal", "gesetz": "dsa9"}
    await ada.press("Ersuchen eintragen", typed=removal, konto="")
    assert "Vorschlagen, was gegeben wird" not in ada.page.links
    assert (await ada.press("Ersuchen abschließen", ergebnis="all")).status == 422

    await ada.press("Ersuchen abschließen", ergebnis="all", gegeben="zwei Beiträge entfernt")

    assert "Ergebnis ganz erfüllt: zwei Beiträge entfernt" in ada.page.text


async def test_the_pages_speak_english(node, alice, both):
    made = await asked(node, both[0], alice, is_emergency=True)
    english = await browser_of(node, "bert@stadt.test", "en")

    for path, said in (
        (ALL, "answered by two people"),
        (NEW, "Without a legal ground nothing is recorded"),
        (f"{ALL}/{made.id}", "Telling the person concerned"),
        (f"{ALL}/{made.id}/vorschlag", "Hand over as little as possible"),
    ):
        seen = await english.get(path)
        assert (seen.status, said in seen.page.text) == (200, True), path


@pytest.mark.parametrize("values", [{"eingang": "gestern"}, {"frist": "x"}, {"gesetz": "keins"}, {"wunsch": "alles"}])
async def test_odd_forms_are_told_what_is_wrong(node, ada, values):
    await ada.get(NEW)

    assert (await ada.press("Ersuchen eintragen", typed={**FORM, **values})).status == 422
    assert await node.count("disclosures") == 0


async def test_what_has_an_answer_has_pages(node, alice, ada, both):
    """Without gap or repetition, though several came on one day; what waits stands on the first page only."""
    closer, names = both[0], [f"Amt {number:02}" for number in range(PER_PAGE + 5)]
    for place, name in enumerate(names):
        wanted = Request(
            wish=Wish.ACCOUNT,
            authority=name,
            basis="§ 22 TDDDG",
            law=Law.TDDDG_22,
            account="alice",
            received_at=node.clock() - timedelta(days=place // 3),
        )
        made = await record(node.node, closer, wanted)
        await close(node.node, closer, made.id, Outcome.REFUSED, "")
    await asked(node, closer, alice, reference="Js 99/26")

    first = (await ada.get(ALL)).page.text
    seen = re.findall(r"Amt \d\d", first)
    link = next(each for each in ada.page.links.values() if "vor=" in each)
    last = (await ada.get(link)).page.text
    beyond = await ada.get(f"{ALL}?vor=1")

    assert len(seen) == PER_PAGE
    assert sorted(seen + re.findall(r"Amt \d\d", last)) == names
    assert ("Js 99/26" in first, "Js 99/26" in last) == (True, False)
    assert (beyond.status, re.findall(r"Amt \d\d", beyond.page.text)) == (200, [])
