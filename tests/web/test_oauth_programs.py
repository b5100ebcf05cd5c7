"""Programs by themselves: they register, ask whether they are known, act as themselves, and give tokens back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from node.inbox.upkeep import duties
from node.model.login import Membership
from tests.web.browser import person
from tests.web.programs import BACK, OUT_OF_BAND, Traveller, ask, post, register, token_of


@pytest.fixture
async def browser(node, alice) -> Traveller:
    """Alice's, logged in."""
    await person(node, alice)
    browser = Traveller(node)
    await browser.log_in("alice@here.test")
    return browser


async def app_token(node, program, scope: str = "read") -> str:
    answer = await post(node, "/oauth/token", {"grant_type": "client_credentials", "scope": scope, **program.keys})
    assert answer.status == 200, await answer.text()
    return (await answer.json())["access_token"]


async def test_a_program_registers(node):
    program = await register(
        node,
        name="  Tusky   2 ",
        website="https://tusky.app",
        redirect_uri=f"{BACK}\n{OUT_OF_BAND}",
        scopes="read push",
    )

    assert program.credentials["name"] == "Tusky 2"
    assert program.credentials["website"] == "https://tusky.app"
    assert program.credentials["scopes"] == ["read", "push"]
    assert program.credentials["redirect_uris"] == [BACK, OUT_OF_BAND]
    assert program.credentials["redirect_uri"] == f"{BACK}\n{OUT_OF_BAND}"
    assert program.credentials["client_secret_expires_at"] == 0
    assert program.credentials["vapid_key"] == node.node.vapid.public
    assert program.credentials["id"].isdigit()
    assert len(program.credentials["client_secret"]) == 43


async def test_a_program_registers_with_json_and_many_addresses(node):
    await node.store.write(lambda tx: tx.state.put("vapid_public_key", "B" * 87))
    body = {"client_name": "Elk", "redirect_uris": [BACK, OUT_OF_BAND], "website": None}

    answer = await node.session.post(node.url("/api/v1/apps"), json=body)
    by_form = await post(node, "/api/v1/apps", {"client_name": "Elk", "redirect_uris[]": BACK})
    in_query = await node.session.post(node.url("/api/v1/apps"), params={"client_name": "Elk", "redirect_uris": BACK})

    document = await answer.json()
    assert document["redirect_uris"] == [BACK, OUT_OF_BAND]
    assert document["website"] is None
    assert document["scopes"] == ["read"]
    assert document["vapid_key"] == "B" * 87
    assert (by_form.status, in_query.status) == (200, 200)


@pytest.mark.parametrize(
    "changed",
    [
        {"client_name": ""},
        {"client_name": "x" * 61},
        {"client_name": "a\x00b"},
        {"client_name": "\u202egnorw"},
        {"redirect_uris": ""},
        {"redirect_uris": "https://app.test/#part"},
        {"redirect_uris": f"{BACK} javascript:alert(1)"},
        {"redirect_uris": " ".join(f"https://app.test/{n}" for n in range(21))},
        {"scopes": "read everything"},
        {"website": "javascript:alert(1)"},
        {"website": "https://[broken"},
        {"website": "https://good.test@evil.test/"},
    ],
)
async def test_what_cannot_be_registered_is_told(node, changed):
    form = {"client_name": "Tusky", "redirect_uris": BACK, **changed}

    answer = await post(node, "/api/v1/apps", form)

    assert answer.status in {400, 422}
    assert (await answer.json())["error"]
    assert await node.count("apps") == 0


async def test_registering_is_limited(another):
    async with another(limits={"enabled": True}) as node:
        answers = [await post(node, "/api/v1/apps", {"client_name": "T", "redirect_uris": BACK}) for _ in range(22)]

        assert [answer.status for answer in answers].count(429) >= 1
        assert answers[0].status == 200


async def test_any_token_may_ask_whose_it_is(node, browser):
    program = await register(node, scopes="push read")
    for token in (await app_token(node, program), await token_of(browser, program, scope="push")):
        answer = await ask(node, "/api/v1/apps/verify_credentials", token)

        document = await answer.json()
        assert answer.status == 200
        assert document["id"] == program.credentials["id"]
        assert document["name"] == "Tusky"
        assert "client_secret" not in document


async def test_a_token_from_the_command_line_works_as_before(node, alice):
    from node.model.login import Token
    from node.web.auth import hash_of

    login, secret = await person(node, alice), "c" * 43
    now = node.clock()
    token = Token(
        id=node.node.ids.new(),
        login_id=login.id,
        account_id=alice.id,
        scopes=("profile",),
        name="allmende account token",
        created_at=now,
    )
    await node.store.write(lambda tx: tx.logins.add_token(hash_of(secret), token))

    known = await (await ask(node, "/api/v1/apps/verify_credentials", secret)).json()
    claims = await (await ask(node, "/oauth/userinfo", secret)).json()

    assert known["name"] == "allmende account token"
    assert known["scopes"] == ["profile"]
    assert claims["preferred_username"] == "alice"


async def test_an_app_acts_as_itself_and_for_nobody(node):
    program = await register(node, scopes="read profile")
    answer = await post(node, "/oauth/token", {"grant_type": "client_credentials", **program.keys})
    token = await answer.json()
    assert token["scope"] == "read"

    forbidden = await ask(node, "/oauth/userinfo", token["access_token"])
    nobody = await ask(node, "/oauth/userinfo", await app_token(node, program, "profile"))

    assert forbidden.status == 403
    assert (await forbidden.json())["error"] == "This action is outside the authorized scopes"
    assert nobody.status == 422
    assert (await nobody.json())["error"] == "This method requires an authenticated user"


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer falsch", "Basic YTpi", "Bearer " + "A" * 43, "Token " + "A" * 43],
)
async def test_without_a_token_nothing_is_told(node, authorization):
    for path in ("/oauth/userinfo", "/api/v1/apps/verify_credentials"):
        answer = await node.get(path, headers={"Authorization": authorization}, accept="*/*")

        assert answer.status == 401
        assert (await answer.json())["error"] == "The access token is invalid"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_neither_cookie_nor_address_stands_for_a_token(node, browser):
    program = await register(node, scopes="profile")
    token = await token_of(browser, program, scope="profile")

    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    assert (await node.get("/oauth/userinfo", headers={"Cookie": cookie})).status == 401
    assert (await node.get(f"/oauth/userinfo?access_token={token}")).status == 401
    assert (await post(node, "/oauth/userinfo", {}, Authorization=f"bearer {token}")).status == 200


async def test_a_program_gives_its_token_back(node, browser):
    program = await register(node)
    mine, own = await token_of(browser, program), await app_token(node, program)

    for token in (mine, own):
        answer = await post(node, "/oauth/revoke", {"token": token, **program.keys})
        assert (answer.status, await answer.json()) == (200, {})
        assert (await ask(node, "/api/v1/apps/verify_credentials", token)).status == 401
    again = await post(node, "/oauth/revoke", {"token": mine, **program.keys})
    assert again.status == 200


async def test_a_program_cannot_end_anothers_token(node, browser):
    program, other = await register(node), await register(node, name="Dieb")
    token = await token_of(browser, program)

    stolen = await post(node, "/oauth/revoke", {"token": token, **other.keys})
    unnamed = await post(node, "/oauth/revoke", {"token": token})
    empty = await post(node, "/oauth/revoke", program.keys)

    assert (stolen.status, (await stolen.json())["error"]) == (403, "unauthorized_client")
    assert (unnamed.status, (await unnamed.json())["error"]) == (401, "invalid_client")
    assert (empty.status, (await empty.json())["error"]) == (400, "invalid_request")
    assert (await ask(node, "/api/v1/apps/verify_credentials", token)).status == 200


@pytest.mark.parametrize("end", ["password", "disabled", "membership", "deleted"])
async def test_a_token_ends_with_what_it_stands_on(node, browser, alice, end):
    """At once (T-236)."""
    token = await token_of(browser, await register(node, scopes="profile"), scope="profile")
    [login] = await node.store.read(lambda tx: tx.logins.of_account(alice.id, tx.now))
    acts = {
        "password": lambda tx: tx.logins.set_password(login.id, "x"),
        "disabled": lambda tx: tx.logins.disable(login.id, tx.now),
        "membership": lambda tx: tx.logins.join(
            Membership(login_id=login.id, account_id=alice.id, role="owner", since=tx.now, until=tx.now)
        ),
        "deleted": lambda tx: tx.logins.end_account(alice.id),
    }
    assert (await ask(node, "/oauth/userinfo", token)).status == 200

    await node.store.write(acts[end])

    assert (await ask(node, "/oauth/userinfo", token)).status == 401


async def test_a_suspended_accounts_token_rests(node, browser, alice):
    token = await token_of(browser, await register(node, scopes="profile"), scope="profile")
    await node.store.write(lambda tx: tx.accounts.save(replace(alice, suspended_at=tx.now)))

    answer = await ask(node, "/oauth/userinfo", token)
    assert (answer.status, (await answer.json())["error"]) == (403, "Your login is currently disabled")

    await node.store.write(lambda tx: tx.accounts.save(alice))
    assert (await ask(node, "/oauth/userinfo", token)).status == 200


async def test_programs_in_browsers_may_ask_from_anywhere(node):
    asked = {
        "Origin": "https://elk.test",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type,idempotency-key",
    }
    for path in (
        "/oauth/token",
        "/oauth/revoke",
        "/oauth/userinfo",
        "/api/v1/apps",
        "/api/v2/instance",
        "/.well-known/webfinger",
    ):
        preflight = await node.session.options(node.url(path), headers=asked)

        assert preflight.status == 204, path
        assert preflight.headers["Access-Control-Allow-Origin"] == "*"
        assert preflight.headers["Access-Control-Allow-Headers"] == asked["Access-Control-Request-Headers"]
        assert "Access-Control-Allow-Credentials" not in preflight.headers
        assert preflight.headers["Server"] == "Allmende"  # not which library in which version
    failed = await node.get("/oauth/userinfo", headers={"Origin": "https://elk.test"})
    assert failed.status == 401
    assert failed.headers["Access-Control-Allow-Origin"] == "*"
    assert "Link" in failed.headers["Access-Control-Expose-Headers"]


async def test_the_pages_are_not_open_to_other_sites(node):
    asked = {"Origin": "https://elk.test", "Access-Control-Request-Method": "POST"}
    for path in ("/oauth/authorize", "/anmelden", "/einstellungen/apps"):
        preflight = await node.session.options(node.url(path), headers=asked)

        assert preflight.status == 405
        assert "Access-Control-Allow-Origin" not in preflight.headers


async def test_strange_names_of_headers_are_not_repeated(node):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "a;b=c"}

    preflight = await node.session.options(node.url("/oauth/token"), headers=asked)

    assert "Access-Control-Allow-Headers" not in preflight.headers


async def test_what_nobody_uses_is_forgotten(node, browser, clock):
    unused, used = await register(node, name="Nie"), await register(node, name="Oft")
    own = await register(node, name="Selbst")
    token = await token_of(browser, used)
    await app_token(node, own)

    tidy = duties(node.node)["tidy"][1]

    clock.move(days=31)
    await tidy()
    names = await node.store.read(_names)
    assert names == ["Oft", "Selbst"]
    assert await node.count("codes") == 0
    assert (await ask(node, "/api/v1/apps/verify_credentials", token)).status == 200

    clock.move(days=370)
    await tidy()
    assert await node.store.read(_names) == ["Oft"]
    assert await node.count("app_tokens") == 0
    assert unused.keys


async def _names(tx):
    return [row["name"] for row in await tx.db.rows("SELECT name FROM apps ORDER BY name")]


async def test_a_token_that_ends_is_told_to_who_listens(node, browser):
    heard = []
    node.store.listen(heard.extend, heard.clear)
    program = await register(node)
    token = await token_of(browser, program)

    await post(node, "/oauth/revoke", {"token": token, **program.keys})

    assert [topic for topic, _ in heard].count("token") == 1


async def test_use_is_noted_once_a_day(node, browser, clock):
    token = await token_of(browser, await register(node))
    first = await node.store.read(lambda tx: tx.db.value("SELECT used_at FROM tokens"))
    await ask(node, "/api/v1/apps/verify_credentials", token)
    assert await node.store.read(lambda tx: tx.db.value("SELECT used_at FROM tokens")) == first

    clock.now += timedelta(days=2)
    await ask(node, "/api/v1/apps/verify_credentials", token)

    assert await node.store.read(lambda tx: tx.db.value("SELECT used_at FROM tokens")) > first
