"""Logging in and out, and what keeps others from doing it for us (T-236 to T-242)."""

import asyncio
from datetime import timedelta

import pytest

from node.store.database import Tx
from node.web.pages import ROUTES
from tests.web.browser import PASSWORD, Browser, person


@pytest.fixture
def browser(node) -> Browser:
    return Browser(node)


async def sessions(node) -> list[str]:
    async def hashes(tx: Tx) -> list[str]:
        return [row["secret_hash"] for row in await tx.db.rows("SELECT secret_hash FROM sessions")]

    return await node.store.read(hashes)


async def test_the_right_password_leads_home(node, browser, alice):
    await person(node, alice)

    seen = await browser.log_in("Alice@here.test ")

    assert seen.path == "/start"
    assert "alice" in seen.page.text
    assert seen.headers["Cache-Control"] == "private, no-cache"


async def test_the_cookie_cannot_be_read_by_scripts_and_only_its_hash_is_stored(node, browser, alice):
    await person(node, alice)
    await browser.get("/anmelden")

    answer = await node.session.post(
        node.url("/anmelden"), data={"adresse": "alice@here.test", "passwort": PASSWORD}, allow_redirects=False
    )

    name, morsel = next(iter(answer.cookies.items()))
    assert name.startswith("session-here.test")
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    assert morsel.value not in await sessions(node)
    assert len(morsel.value) == 43


@pytest.mark.parametrize(
    ("email", "password"),
    [("alice@here.test", "falsch geraten"), ("niemand@here.test", PASSWORD), ("alice@here.test", "")],
)
async def test_what_is_wrong_is_not_told_apart(node, browser, alice, email, password):
    await person(node, alice)

    seen = await browser.log_in(email, password)

    assert seen.status == 422
    assert "E-Mail-Adresse oder Passwort stimmen nicht." in seen.page.text
    assert f'value="{email}"' in seen.page.html
    assert browser.cookies == {}


async def test_a_disabled_person_stays_outside(node, browser, alice):
    login = await person(node, alice)
    await browser.log_in("alice@here.test")

    await node.store.write(lambda tx: tx.logins.disable(login.id, tx.now))

    assert (await browser.get("/start")).status == 401
    assert (await browser.log_in("alice@here.test")).status == 422


async def test_guessing_ends_and_others_can_still_log_in(another, clock):
    async with another(limits={"enabled": True, "login_attempts": 3, "login_minutes": 15}) as node:
        browser = Browser(node)
        await person(node, await node.create("alice"))
        await person(node, await node.create("carl"), "carl@here.test")
        for _ in range(3):
            assert (await browser.log_in("alice@here.test", "falsch")).status == 422

        seen = await browser.log_in("alice@here.test")
        other = await Browser(node).log_in("carl@here.test")
        clock.move(minutes=16)
        later = await browser.log_in("alice@here.test")

        assert seen.status == 429
        assert "Bitte warten Sie 15 Minuten." in seen.page.text
        assert other.path == "/start"
        assert later.path == "/start"


async def test_many_guesses_at_once_are_no_more_than_one_after_the_other(another):
    async with another(limits={"enabled": True, "login_attempts": 3, "login_minutes": 15}) as node:
        await person(node, await node.create("alice"))
        guess = {"adresse": "alice@here.test", "passwort": "falsch"}

        async def guessed():
            async with node.session.post(node.url("/anmelden"), data=guess) as answer:
                return answer.status

        statuses = await asyncio.gather(*(guessed() for _ in range(20)))

        assert sorted(statuses) == [422] * 3 + [429] * 17


async def test_who_logs_in_often_locks_nobody_out(another):
    async with another(limits={"enabled": True, "login_attempts": 1, "login_minutes": 15}) as node:
        await person(node, await node.create("alice"))
        await person(node, await node.create("carl"), "carl@here.test")

        for _ in range(12):
            assert (await Browser(node).log_in("alice@here.test")).path == "/start"

        assert (await Browser(node).log_in("carl@here.test")).path == "/start"


async def test_logging_in_makes_a_new_session_and_ends_the_old_one(node, browser, alice):
    await person(node, alice)
    await browser.log_in("alice@here.test")
    before = await sessions(node)

    await node.session.post(
        node.url("/anmelden"),
        data={"adresse": "alice@here.test", "passwort": PASSWORD},
        headers={"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())},
        allow_redirects=False,
    )

    after = await sessions(node)
    assert len(before) == len(after) == 1
    assert before != after


async def test_a_session_somebody_planted_is_worth_nothing(node, browser, alice):
    await person(node, alice)
    await browser.log_in("alice@here.test")
    name = next(iter(browser.cookies))

    for planted in ("A" * 43, "", "x", (await sessions(node))[0]):
        browser.cookies = {name: planted}
        assert (await browser.get("/start")).status == 401


async def test_logging_out_ends_the_session(node, browser, alice):
    await person(node, alice)
    await browser.log_in("alice@here.test")
    kept = dict(browser.cookies)

    seen = await browser.press("Abmelden")

    assert "Sie sind abgemeldet." in seen.page.text
    assert await sessions(node) == []
    browser.cookies = kept
    assert (await browser.get("/start")).status == 401


async def test_a_session_ends_after_two_weeks(node, browser, alice, clock):
    await person(node, alice)
    await browser.log_in("alice@here.test")

    clock.now += timedelta(days=14, minutes=1)

    assert (await browser.get("/start")).status == 401


async def test_a_page_that_needs_a_person_offers_the_form_and_comes_back(node, browser, alice):
    await person(node, alice)

    seen = await browser.get("/mitteilungen")
    assert seen.status == 401
    assert "Dafür müssen Sie angemeldet sein." in seen.page.text

    seen = await browser.press("Anmelden", adresse="alice@here.test", passwort=PASSWORD)
    assert seen.path == "/mitteilungen"


@pytest.mark.parametrize(
    "back", ["https://there.test/", "//there.test/", "/\\there.test", "javascript:alert(1)", "/a b"]
)
async def test_the_way_back_never_leads_elsewhere(node, browser, alice, back):
    await person(node, alice)
    await browser.get("/anmelden")

    seen = await browser.press("Anmelden", adresse="alice@here.test", passwort=PASSWORD, zurueck=back)

    assert seen.path == "/start"


async def test_a_person_can_switch_between_their_accounts_only(node, browser, alice):
    await person(node, alice)
    city = await node.create("rathaus", display_name="Rathaus")
    await person(node, city)
    stranger = await node.create("carl")
    await browser.log_in("alice@here.test")

    seen = await browser.press("Als Rathaus schreiben")
    assert "Angemeldet als Rathaus" in seen.page.text

    seen = await browser.press("Als alice schreiben", kanal=str(stranger.id))
    assert seen.status == 403
    assert "Angemeldet als Rathaus" in seen.page.text


FORMS = (
    "/abmelden",
    "/ankuendigungen/1/gelesen",
    "/alben/1/aendern",
    "/alben/1/loeschen",
    "/beitrag/1/abstimmen",
    "/beitrag/1/aendern",
    "/beitrag/1/album",
    "/beitrag/1/anheften",
    "/beitrag/1/gefaellt-mir",
    "/beitrag/1/loeschen",
    "/beitrag/1/melden",
    "/beitrag/1/teilen",
    "/beitrag/1/vorgang",
    "/beratung/1",
    "/entwuerfe/1/loeschen",
    "/entwuerfe/1/rat",
    "/einstellungen/daten/archiv",
    "/einstellungen/daten/tabelle",
    "/einstellungen/filter/1",
    "/einstellungen/filter/1/loeschen",
    "/einstellungen/filter/neu",
    "/einstellungen/mail",
    "/einstellungen/mail/briefe",
    "/einstellungen/mail/noch-einmal",
    "/einstellungen/mitteilungen",
    "/einstellungen/passwort",
    "/einstellungen/sitzungen/andere-beenden",
    "/einstellungen/sitzungen/beenden",
    "/einstellungen/zweiter-faktor/generator",
    "/einstellungen/zweiter-faktor/generator/entfernen",
    "/einstellungen/zweiter-faktor/notfallcodes",
    "/einstellungen/zweiter-faktor/passkey",
    "/einstellungen/zweiter-faktor/passkey/1/entfernen",
    "/einstellungen/zweiter-faktor/passkey/aufgabe",
    "/folgen",
    "/gaeste/1",
    "/genossenschaft/antraege/1/abstimmen",
    "/genossenschaft/antraege/1/vollmacht",
    "/genossenschaft/neuer-antrag",
    "/geplant/1/loeschen",
    "/kanal-wechseln",
    "/kanal/1/anfrage",
    "/kanal/1/blockieren",
    "/kanal/1/folgen",
    "/kanal/1/melden",
    "/kurzlinks",
    "/mitteilungen/gelesen",
    "/mitteilungen/zurueckgehalten/1",
    "/nachpruefung",
    "/profil",
    "/verfassen",
    "/verwaltung/blockvorschlaege",
    "/verwaltung/ersuchen/1/abschluss",
    "/verwaltung/ersuchen/1/auszug",
    "/verwaltung/ersuchen/1/pruefung",
    "/verwaltung/ersuchen/1/unterrichtung",
    "/verwaltung/ersuchen/1/vorschlag",
    "/verwaltung/kanaele/x/personen",
    "/verwaltung/kanaele/x/phase",
    "/verwaltung/kanaele/x/steckbrief",
    "/verwaltung/konten/x/aufheben",
    "/verwaltung/konten/x/entscheiden",
    "/verwaltung/kanaele/x/steckbrief/vorlage",
    "/verwaltung/neuer-kanal",
    "/verwaltung/vorlagen/angebot/1",
    "/verwaltung/vorlagen/bearbeiten/x",
    "/verwaltung/vorlagen/neu",
    "/verwaltung/vorlagen/paket",
    "/verwaltung/vorlagen/uebernehmen",
    "/verwaltung/ratgeber",
    "/vorgaenge",
    "/vorgaenge/1",
    "/verwaltung/neues-ersuchen",
    "/warnung",
)

# For people who are not logged in: most need the right word of their own, all come from our own pages only
OPEN_FORMS = (
    "/@x/mail",
    "/abonnement/bestaetigen",
    "/anmelden",
    "/anmelden/passkey",
    "/anmelden/passkey/aufgabe",
    "/anmelden/zweiter-schritt",
    "/anmelden/zweiter-schritt/aufgabe",
    "/beitrag/1/anderswo",
    "/beitrag/1/gastantwort",
    "/gastantwort",
    "/kanal/1/anderswo",
    "/mail-bestaetigen",
    "/passwort-neu",
    "/passwort-vergessen",
)
ONE_CLICK = ("/abbestellen", "/abonnement/beenden")  # mail programs press these, and have no page of ours


@pytest.mark.parametrize("path", FORMS)
async def test_a_form_without_the_sessions_token_is_refused(node, browser, alice, path):
    await person(node, alice)
    await browser.log_in("alice@here.test")

    for token in ({}, {"marke": "0" * 64}, {"marke": "ä"}):
        seen = await browser.send(path, {"text": "Hallo", **token}, Origin=node.origin)
        assert seen.status == 403
    assert len(await sessions(node)) == 1
    assert await node.count("posts") == 0


def test_every_form_is_among_them():
    posted = {
        path.replace(r"{id:\d+}", "1")
        .replace(r"{album:\d+}", "1")
        .replace("{name:[a-z0-9_]+}", "x")
        .replace("{key:[a-z0-9-]+}", "x")
        for method, path, _ in ROUTES
        if method == "POST"
    }

    assert posted == {*FORMS, *OPEN_FORMS, *ONE_CLICK}


@pytest.mark.parametrize("path", OPEN_FORMS)
async def test_an_open_form_of_another_site_is_refused(node, browser, path):
    seen = await browser.send(path, {"code": "x", "adresse": "alice@here.test"}, Origin="https://there.test")

    assert seen.status == 403
    assert await node.count("jobs") == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://there.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_of_another_site_is_refused(node, browser, alice, headers):
    await person(node, alice)
    await browser.log_in("alice@here.test")
    await browser.get("/verfassen")
    form, _ = browser.page.form_with("Als alice veröffentlichen")

    seen = await browser.send("/verfassen", {**dict(form.fields), "text": "Hallo"}, **headers)
    stranger = await Browser(node).send("/anmelden", {"adresse": "alice@here.test", "passwort": PASSWORD}, **headers)

    assert (seen.status, stranger.status) == (403, 403)
    assert await node.count("posts") == 0


async def test_the_token_of_one_session_is_not_that_of_another(node, browser, alice):
    await person(node, alice)
    other = Browser(node)
    await browser.log_in("alice@here.test")
    await other.log_in("alice@here.test")
    await other.get("/verfassen")
    form, _ = other.page.form_with("Als alice veröffentlichen")

    seen = await browser.send("/verfassen", {**dict(form.fields), "text": "Hallo"}, Origin=node.origin)

    assert seen.status == 403
