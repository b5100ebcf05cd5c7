"""What others try on the way from a person's consent to a program's token (RFC 9700; T-233 to T-242)."""

import asyncio
import base64
from hashlib import sha256
from urllib.parse import quote

import pytest

from node.model.login import Role
from tests.web.browser import person
from tests.web.programs import BACK, CHALLENGE, PKCE, VERIFIER, Traveller, allowed, ask, post, register, token_of


@pytest.fixture
async def browser(node, alice) -> Traveller:
    """Alice's, logged in."""
    await person(node, alice)
    browser = Traveller(node)
    await browser.log_in("alice@here.test")
    return browser


async def refused(answer, error: str, status: int = 400) -> None:
    body = await answer.json()
    assert (answer.status, body["error"]) == (status, error), body
    assert body["error_description"] == body["detail"]
    assert body["status"] == status
    assert answer.headers["Cache-Control"] == "no-store"


# The code


async def test_a_code_used_twice_ends_the_token_it_was_given_for(node, browser):
    program = await register(node)
    code = await allowed(browser, program)
    token = (await (await program.token(code)).json())["access_token"]
    assert (await ask(node, "/api/v1/apps/verify_credentials", token)).status == 200

    again = await program.token(code)

    await refused(again, "invalid_grant")
    assert (await ask(node, "/api/v1/apps/verify_credentials", token)).status == 401


async def test_a_code_used_by_many_at_once_is_worth_one_token_at_most(node, browser):
    program = await register(node)
    code = await allowed(browser, program)

    answers = await asyncio.gather(*(program.token(code) for _ in range(8)))

    assert sorted(answer.status for answer in answers) == [200] + [400] * 7
    [winner] = [await answer.json() for answer in answers if answer.status == 200]
    assert (await ask(node, "/api/v1/apps/verify_credentials", winner["access_token"])).status == 401
    assert await node.count("tokens") == 0


async def test_a_code_ends_after_ten_minutes(node, browser, clock):
    program = await register(node)
    early, late = await allowed(browser, program), await allowed(browser, program)

    clock.move(minutes=9, seconds=50)
    in_time = await program.token(early)
    clock.move(seconds=20)
    too_late = await program.token(late)

    assert in_time.status == 200
    await refused(too_late, "invalid_grant")


async def test_another_clients_code_is_worth_nothing_and_is_used_up(node, browser):
    program, thief = await register(node), await register(node, name="Dieb")
    code = await allowed(browser, program)

    await refused(await thief.token(code), "invalid_grant")
    await refused(await program.token(code), "invalid_grant")
    assert await node.count("tokens") == 0


@pytest.mark.parametrize(
    "more",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"code_verifier": CHALLENGE},
        {"code_verifier": VERIFIER + "x"},
        {"code_verifier": "kurz"},
        {"code_verifier": "ä" * 43},
        {"redirect_uri": "https://app.test/back"},
        {"redirect_uri": ""},
    ],
)
async def test_a_code_needs_its_verifier_and_its_redirect_address(node, browser, more):
    program = await register(node)
    code = await allowed(browser, program, **PKCE)

    answer = await program.token(code, **{"code_verifier": VERIFIER, **more})

    await refused(answer, "invalid_grant")
    await refused(await program.token(code, code_verifier=VERIFIER), "invalid_grant")


async def test_leaving_the_challenge_out_of_the_request_helps_nobody(node, browser):
    program = await register(node)
    code = await allowed(browser, program)

    await refused(await program.token(code, code_verifier=VERIFIER), "invalid_grant")


@pytest.mark.parametrize(
    "more",
    [
        {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
        {"code_challenge": CHALLENGE},
        {"code_challenge_method": "S256"},
        {"code_challenge": "kurz", "code_challenge_method": "S256"},
        {"code_challenge": CHALLENGE, "code_challenge_method": "s256"},
        {"code_challenge": CHALLENGE + "=", "code_challenge_method": "S256"},
    ],
)
async def test_pkce_is_never_weakened(node, browser, more):
    program = await register(node)

    seen = await browser.get(program.asks(state="x", **more))

    assert seen.status == 400
    assert "error=invalid_request" in seen.page.links["Zurück zur App (app.test)"]


@pytest.mark.parametrize("secret", ["", "falsch", "A" * 43])
async def test_a_code_without_the_clients_secret_is_worth_nothing_and_stays(node, browser, secret):
    program = await register(node)
    code = await allowed(browser, program)

    await refused(await program.token(code, client_secret=secret), "invalid_client", 401)

    assert (await program.token(code)).status == 200


async def test_a_wrong_secret_by_basic_is_told_that_basic_is_understood(node):
    program = await register(node)
    pair = base64.b64encode(f"{program.keys['client_id']}:falsch".encode()).decode()

    for sent in (pair, "%%%", base64.b64encode(b"\xff:x").decode(), base64.b64encode(b"a%00b:x").decode()):
        answer = await post(node, "/oauth/token", {"grant_type": "client_credentials"}, Authorization=f"Basic {sent}")
        await refused(answer, "invalid_client", 401)
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


async def test_a_client_names_itself_in_one_way_only(node):
    program, other = await register(node), await register(node)
    pair = base64.b64encode("{client_id}:{client_secret}".format(**program.keys).encode()).decode()

    for form in (program.keys, {"client_id": other.keys["client_id"]}):
        answer = await post(
            node, "/oauth/token", {"grant_type": "client_credentials", **form}, Authorization=f"Basic {pair}"
        )
        await refused(answer, "invalid_request")


async def test_what_a_person_may_no_longer_do_no_code_can(node, browser, alice):
    program = await register(node)
    code = await allowed(browser, program)
    await node.store.write(lambda tx: tx.db.run("UPDATE memberships SET until = 1"))

    await refused(await program.token(code), "invalid_grant")


async def test_a_disabled_person_gets_no_token_for_a_code_of_before(node, browser, alice):
    program = await register(node)
    code = await allowed(browser, program)
    [login] = await node.store.read(lambda tx: tx.logins.of_account(alice.id, tx.now))
    await node.store.write(lambda tx: tx.logins.disable(login.id, tx.now))

    await refused(await program.token(code), "invalid_grant")


@pytest.mark.parametrize("grant", ["password", "refresh_token", "implicit", "urn:ietf:params:oauth:grant-type:saml2"])
async def test_other_grants_are_refused(node, alice, grant):
    program = await register(node)
    await person(node, alice)
    form = {"grant_type": grant, "username": "alice@here.test", "password": "richtig geheim", **program.keys}

    await refused(await post(node, "/oauth/token", form), "unsupported_grant_type")
    assert await node.count("tokens") == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b'{"client_id": {"a": 1}}', "application/json"),
        (b'{"client_id": "a\\u0000b", "client_secret": "x"}', "application/json"),
        (b"client_id=a%00b&client_secret=x", "application/x-www-form-urlencoded"),
        (b"client_id=a&client_id=b&client_secret=x", "application/x-www-form-urlencoded"),
        (b"client_id=%ff&client_secret=x", "application/x-www-form-urlencoded"),
        (b"client_id=a", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"--x", "multipart/form-data; boundary=y"),
        (b"--x", "multipart/form-data"),
        (b"\xff", "text/plain"),
        (b"", "application/json"),
    ],
)
async def test_nonsense_is_refused_in_words(node, body, kind):
    for path in ("/oauth/token", "/oauth/revoke"):
        answer = await node.session.post(node.url(path), data=body, headers={"Content-Type": kind})

        document = await answer.json()
        assert answer.status in {400, 401}
        assert document["error"] in {"invalid_request", "invalid_client"}


# The redirect


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.test/",
        "https://app.test/back",
        "https://app.test/back?from=here&more=1",
        "https://app.test/back?from=here#",
        "https://app.test/back?from=here/../x",
        "https://app.test:443/back?from=here",
        "https://APP.test/back?from=here",
        "https://app.test@evil.test/back?from=here",
        "https://app.test.evil.test/back?from=here",
        "https://app.test/back?from=here\x00",
        " https://app.test/back?from=here",
        "javascript:alert(1)",
        "//app.test/back?from=here",
        "urn:ietf:wg:oauth:2.0:oob",
        "",
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_letter_for_letter_registered(node, browser, redirect_uri):
    program = await register(node)

    seen = await browser.get(program.asks(redirect_uri=redirect_uri))

    assert seen.status == 400
    assert "Zurück zur App" not in seen.page.text
    assert browser.went == ""


async def test_the_form_is_checked_like_the_request(node, browser):
    program = await register(node)
    await browser.get(program.asks())
    form, _ = browser.page.form_with("Zugriff erlauben")
    fields = {**dict(form.fields), "antwort": "ja"}

    for changed in (
        {"redirect_uri": "https://evil.test/"},
        {"client_id": "unbekannt"},
        {"client_id": "a\x00b"},
        {"scope": "read admin:write"},
        {"scope": "alles"},
        {"code_challenge": CHALLENGE, "code_challenge_method": "plain"},
        {"response_type": "token"},
    ):
        seen = await browser.send("/oauth/authorize", {**fields, **changed}, Origin=node.origin)
        assert seen.status == 400, changed
    assert await node.count("codes") == 0


async def test_a_faulty_request_never_redirects_by_itself(node, browser):
    """Anybody may register an address: redirecting errors would make us an open redirector."""
    program = await register(node)

    for more in (
        {"scope": "alles"},
        {"response_type": "token"},
        {"response_mode": "fragment"},
        {"scope": "push admin:read"},
    ):
        for visitor in (browser, Traveller(node)):
            seen = await visitor.get(program.asks(state="ä&x=1", **more))

            assert seen.status == 400
            link = seen.page.links["Zurück zur App (app.test)"]
            assert link.startswith(BACK + "&error=")
            assert f"state={quote('ä&x=1', safe='')}" in link
            assert visitor.went == ""


@pytest.mark.parametrize("name", ["redirect_uri", "client_id", "scope", "state", "code_challenge"])
async def test_a_parameter_given_twice_is_nobodys_honest_mistake(node, browser, name):
    program = await register(node)

    seen = await browser.get(f"{program.asks(state='x', **PKCE)}&{name}=https%3A%2F%2Fevil.test%2F")

    assert seen.status == 400
    assert browser.went == ""


async def test_an_unknown_program_is_told_to_the_person(node, browser):
    for client_id in ("unbekannt", "", "a%00b"):
        seen = await browser.get(
            f"/oauth/authorize?response_type=code&client_id={client_id}&redirect_uri={quote(BACK)}"
        )

        assert seen.status == 400


async def test_a_program_cannot_put_words_into_the_page(node, browser):
    program = await register(node, name="<b>Tusky</b>\u00a0“", website="https://app.test/?a=%3Cscript%3E&b='\"")

    seen = await browser.get(program.asks(state='"><script>alert(1)</script>'))

    assert seen.status == 200
    assert "<b>Tusky" not in seen.page.html
    assert "<script" not in seen.page.html


# The consent


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://there.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_consent_from_another_sites_page_is_refused(node, browser, headers):
    program = await register(node)
    await browser.get(program.asks())
    form, _ = browser.page.form_with("Zugriff erlauben")

    seen = await browser.send("/oauth/authorize", {**dict(form.fields), "antwort": "ja"}, **headers)

    assert seen.status == 403
    assert await node.count("codes") == 0


async def test_consent_needs_the_sessions_own_token(node, browser, alice):
    program = await register(node)
    carl = await node.create("carl")
    await person(node, carl, "carl@here.test")
    other = Traveller(node)
    await other.log_in("carl@here.test")
    await other.get(program.asks())
    theirs, _ = other.page.form_with("Zugriff erlauben")
    await browser.get(program.asks())
    form, _ = browser.page.form_with("Zugriff erlauben")

    for token in ("", "0" * 64, dict(theirs.fields)["marke"]):
        fields = {**dict(form.fields), "antwort": "ja", "marke": token}
        seen = await browser.send("/oauth/authorize", fields, Origin=node.origin)
        assert seen.status == 403
    assert await node.count("codes") == 0


async def test_nobody_gives_away_an_account_that_is_not_theirs(node, browser):
    program, carl = await register(node), await node.create("carl")
    await browser.get(program.asks())

    for account in (str(carl.id), "0", "x", "", str(node.node.itself.id)):
        seen = await browser.press("Zugriff erlauben", kanal=account)
        assert seen.status in {403, 404}
        await browser.get(program.asks())
    assert await node.count("codes") == 0


async def test_looking_at_the_question_allows_nothing(node, browser):
    program = await register(node)

    await browser.get(program.asks() + "&antwort=ja&kanal=1")
    await node.session.head(node.url(program.asks()), headers={"Accept": "text/html"})

    assert await node.count("codes") == 0


# Scopes


async def test_a_program_gets_no_more_than_it_registered_for(node, browser):
    program = await register(node, scopes="read:statuses write:media")

    for scope in ("read", "write:statuses", "read:statuses write", "follow", "push", "admin:read", "profile", ""):
        assert (await browser.get(program.asks(scope=scope))).status == 400, scope
        form = {"grant_type": "client_credentials", "scope": scope, **program.keys}
        await refused(await post(node, "/oauth/token", form), "invalid_scope")


async def test_the_token_holds_what_was_allowed_whatever_the_exchange_asks(node, browser):
    program = await register(node)
    code = await allowed(browser, program, scope="read:statuses")

    answer = await program.token(code, scope="read write push")

    assert (await answer.json())["scope"] == "read:statuses"


async def test_a_members_token_administrates_nothing(node, browser, alice):
    program = await register(node, scopes="profile admin:read admin:write")
    token = await token_of(browser, program, scope="profile admin:read admin:write")

    assert (await ask(node, "/oauth/userinfo", token)).status == 200
    assert not await _permits(node, token, "admin:read:accounts")
    [login] = await node.store.read(lambda tx: tx.logins.of_account(alice.id, tx.now))
    await node.store.write(lambda tx: tx.logins.set_role(login.id, Role.MODERATOR))
    assert await _permits(node, token, "admin:read:accounts")
    assert not await _permits(node, token, "read:accounts")


async def _permits(node, token, scope):
    from node.web.tokens import bearer_of

    return (await bearer_of(node.node, token)).permits(scope)


async def test_the_hash_of_a_secret_is_not_the_secret(node, browser):
    program = await register(node)
    token = await token_of(browser, program)

    for presented in (sha256(token.encode()).hexdigest(), token + " ", token[:-1], f"{token}, Bearer x"):
        answer = await ask(node, "/oauth/userinfo", presented)
        assert answer.status in {401, 403}
        assert answer.status == 401 or presented.strip() == token
