"""A person lets a program act for them: the whole way, as browsers and programs go it."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.browser import PASSWORD, person
from tests.web.mastodon.app import App
from tests.web.programs import (
    BACK,
    OUT_OF_BAND,
    PKCE,
    VERIFIER,
    Traveller,
    allowed,
    ask,
    new_state,
    post,
    register,
    token_of,
)


@pytest.fixture
async def browser(node, alice) -> Traveller:
    """Alice's, not logged in."""
    await person(node, alice)
    return Traveller(node)


@pytest.fixture
async def inside(browser) -> Traveller:
    """Alice's, logged in."""
    await browser.log_in("alice@here.test")
    return browser


async def test_a_person_logs_in_allows_and_the_program_gets_its_token(node, browser, alice):
    program, state = await register(node, scopes="read write profile", website="https://tusky.app/"), new_state()

    seen = await browser.get(program.asks(state=state, scope="read write:statuses profile", **PKCE))
    assert seen.path.startswith("/anmelden?")
    await browser.log_in_here()

    assert browser.page.text.count("„Tusky“ möchte für Sie handeln") == 1
    assert "https://tusky.app/" in browser.page.text
    assert "Danach geht es weiter zu app.test" in browser.page.text
    assert "Beiträge veröffentlichen, ändern und löschen" in browser.page.text
    assert "alles für Sie tun" not in browser.page.text
    given = await browser.press_and_leave("Zugriff erlauben")
    assert browser.went.startswith(BACK + "&")
    assert given["state"] == state
    assert given["iss"] == node.origin
    assert given["from"] == "here"

    answer = await program.token(given["code"], code_verifier=VERIFIER)
    token = await answer.json()
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert token["token_type"] == "Bearer"
    assert token["scope"] == "read write:statuses profile"
    assert isinstance(token["created_at"], int)
    claims = await (await ask(node, "/oauth/userinfo", token["access_token"])).json()
    assert claims == {
        "iss": node.origin,
        "sub": alice.uri,
        "name": "alice",
        "preferred_username": "alice",
        "profile": alice.url,
    }


async def test_what_is_written_with_a_program_leads_to_its_site(node, inside):
    secret = await token_of(inside, await register(node, website="https://tusky.app/"))
    app = App(node, secret)

    made = await app.post("/api/v1/statuses", {"status": "Von unterwegs"})

    seen = await App(node).get(f"/api/v1/statuses/{made['id']}")
    assert seen["application"] == made["application"] == {"name": "Tusky", "website": "https://tusky.app/"}


async def test_nothing_secret_is_stored(node, inside):
    program = await register(node)
    code = await allowed(inside, program)
    token = (await (await program.token(code)).json())["access_token"]

    stored = await node.store.read(lambda tx: _all_texts(tx))

    for secret in (code, token, program.keys["client_secret"]):
        assert secret not in stored


async def _all_texts(tx) -> str:
    texts = []
    for table in ("apps", "codes", "tokens", "app_tokens"):
        texts += [str(value) for row in await tx.db.rows(f"SELECT * FROM {table}") for value in tuple(row)]
    return "\n".join(texts)


async def test_the_person_may_refuse(node, inside):
    program, state = await register(node), new_state()
    await inside.get(program.asks(state=state))

    given = await inside.press_and_leave("Ablehnen")

    assert given["error"] == "access_denied"
    assert given["state"] == state
    assert given["iss"] == node.origin
    assert "code" not in given
    assert await node.count("codes") == 0


async def test_a_program_without_address_shows_the_code_on_a_page(node, inside):
    program = await register(node, redirect_uri=OUT_OF_BAND)
    await inside.get(program.asks())

    seen = await inside.press("Zugriff erlauben")

    assert seen.status == 200
    assert seen.headers["Cache-Control"] == "no-store"
    assert "10 Minuten und nur ein Mal" in seen.page.text
    code = seen.page.html.partition('id="feld-code"')[2].partition(">")[2].partition("<")[0]
    assert (await program.token(code)).status == 200


async def test_refusing_a_program_without_address_says_so(node, inside):
    program = await register(node, redirect_uri=OUT_OF_BAND)
    await inside.get(program.asks())

    seen = await inside.press("Ablehnen")

    assert seen.status == 200
    assert "Sie haben „Tusky“ abgelehnt" in seen.page.text


@pytest.mark.parametrize(
    "redirect_uri", ["tusky://here.test/", "org.joinmastodon.ios:/back", "http://127.0.0.1:8080/", "icecubesapp://"]
)
async def test_programs_on_devices_have_addresses_of_their_own(node, inside, redirect_uri):
    program = await register(node, redirect_uri=redirect_uri)

    code = await allowed(inside, program)

    assert inside.went.startswith(redirect_uri + "?")
    assert (await program.token(code)).status == 200


async def test_the_address_may_end_with_a_slash(node, inside):
    program = await register(node)

    seen = await inside.get(program.asks("/oauth/authorize/"))

    assert seen.status == 200
    form, _ = seen.page.form_with("Zugriff erlauben")
    assert (await inside.send("/oauth/authorize/", {"antwort": "ja"}, Origin=node.origin)).status == 403
    assert form.method == "post"


async def test_a_person_chooses_which_of_their_accounts_is_meant(node, inside, alice):
    city = await node.create("rathaus", display_name="Rathaus")
    await person(node, city)
    program = await register(node)

    seen = await inside.get(program.asks(scope="profile read"))
    assert seen.status == 400  # not registered for profile
    program = await register(node, scopes="read profile")
    seen = await inside.get(program.asks(scope="profile read"))
    assert "Für welchen Kanal?" in seen.page.text
    given = await inside.press_and_leave("Zugriff erlauben", kanal=str(city.id))
    token = (await (await program.token(given["code"])).json())["access_token"]

    claims = await (await ask(node, "/oauth/userinfo", token)).json()
    assert claims["preferred_username"] == "rathaus"
    assert "Angemeldet als alice" in (await inside.get("/start")).page.text


async def test_force_login_asks_for_the_password_again_and_ends_nothing_before(node, inside):
    program = await register(node)

    seen = await inside.get(program.asks(force_login="true", state="x"))

    assert seen.path.startswith("/anmelden?")
    assert await node.count("sessions") == 1
    await inside.log_in_here()
    assert (await inside.press_and_leave("Zugriff erlauben"))["state"] == "x"


async def test_somebody_else_may_log_in_instead(node, inside):
    carl = await node.create("carl")
    await person(node, carl, "carl@here.test")
    program = await register(node, scopes="profile")
    seen = await inside.get(program.asks(scope="profile"))

    await inside.get(seen.page.links["Mit einem anderen Zugang anmelden"])
    await inside.log_in_here("carl@here.test")
    given = await inside.press_and_leave("Zugriff erlauben")

    token = (await (await program.token(given["code"])).json())["access_token"]
    assert (await (await ask(node, "/oauth/userinfo", token)).json())["preferred_username"] == "carl"


async def test_the_page_speaks_the_language_the_program_asks_for(node, browser):
    program = await register(node)

    seen = await browser.get(program.asks(lang="en"))
    assert "Log in" in seen.page.text
    seen = await browser.press("Log in", adresse="alice@here.test", passwort=PASSWORD)

    assert "“Tusky” wants to act for you" in seen.page.text


async def test_a_session_that_ended_meanwhile_leads_back_to_the_question(node, inside):
    program = await register(node)
    await inside.get(program.asks(state="kept"))
    inside.cookies = {}

    seen = await inside.press("Zugriff erlauben")
    assert seen.path.startswith("/anmelden?")
    await inside.log_in_here()

    assert (await inside.press_and_leave("Zugriff erlauben"))["state"] == "kept"


async def test_without_a_scope_reading_is_meant(node, inside):
    program = await register(node)

    answer = await program.token(await allowed(inside, program, scope=""))

    assert (await answer.json())["scope"] == "read"


async def test_a_part_of_a_registered_scope_may_be_asked_for(node, inside):
    program = await register(node, scopes="read write")

    answer = await program.token(await allowed(inside, program, scope="read:statuses follow write:media"))

    assert (await answer.json())["scope"] == "read:statuses follow write:media"


async def test_the_client_may_name_itself_by_basic(node, inside):
    program = await register(node)
    code = await allowed(inside, program)
    pair = base64.b64encode("{client_id}:{client_secret}".format(**program.keys).encode()).decode()

    answer = await post(
        node,
        "/oauth/token",
        {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK},
        Authorization=f"Basic {pair}",
    )

    assert answer.status == 200


async def test_the_client_may_send_json(node, inside):
    program = await register(node)
    code = await allowed(inside, program)
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **program.keys}

    answer = await node.session.post(node.url("/oauth/token"), json=body)

    assert answer.status == 200


async def test_the_metadata_say_what_there_is(node):
    answer = await node.get("/.well-known/oauth-authorization-server")
    document = await answer.json()

    assert document["issuer"] == node.origin
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["grant_types_supported"] == ["authorization_code", "client_credentials"]
    assert document["authorization_response_iss_parameter_supported"] is True
    assert {"read", "write:statuses", "admin:read:accounts"} <= set(document["scopes_supported"])
    for name, address in document.items():
        if name.endswith("_endpoint"):
            assert address.startswith(node.origin)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_the_form_may_lead_to_the_program_and_nowhere_else(node, inside):
    for redirect_uri, target in (
        (BACK, "https://app.test"),
        ("tusky://here.test/", "tusky:"),
        ("icecubesapp://", "icecubesapp:"),
        ("http://[::1]:9/", "http:"),
        ("https://app_1.test/", "https:"),
        (OUT_OF_BAND, ""),
    ):
        program = await register(node, redirect_uri=redirect_uri)

        seen = await inside.get(program.asks())

        policy = dict(part.strip().partition(" ")[::2] for part in seen.headers["Content-Security-Policy"].split(";"))
        assert policy["form-action"] == f"'self' {target}".strip()
        assert policy["frame-ancestors"] == "'none'"
        assert policy["default-src"] == "'none'"
        assert seen.headers["Cache-Control"] == "no-store"


async def test_each_time_the_person_is_asked(node, inside):
    program = await register(node)
    first = await token_of(inside, program)

    seen = await inside.get(program.asks())

    assert seen.status == 200
    assert "„Tusky“ möchte für Sie handeln" in seen.page.text
    assert await token_of(inside, program) != first
    assert parse_qs(urlsplit(inside.went).query)["code"]
