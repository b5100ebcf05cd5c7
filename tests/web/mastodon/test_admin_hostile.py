"""No door of administration opens to those whose office it is not (T-245)."""

import re

import pytest

from node.model.login import Role
from node.web.mastodon.routes import admin
from tests.web.mastodon.app import ALL, OFFICE, App, app_of

ONLY_FOR_ADMINISTRATORS = re.compile(r"(domain_|email_|canonical_|ip_)(allows|domain_blocks|email_blocks|blocks)")


def addresses(number: int) -> list[tuple[str, str]]:
    return [(method, path.replace("{id}", str(number))) for method, path, _ in admin.ROUTES]


TABLES = (
    "strikes",
    "acts",
    "hosts",
    "host_allows",
    "email_host_blocks",
    "email_blocks",
    "network_blocks",
    "trend_reviews",
)
BODY = {
    "type": "suspend",
    "domain": "opfer.test",
    "severity": "suspend",
    "email": "opfer@example.org",
    "ip": "192.0.2.1",
    "keys": ["new_users"],
}


async def state(world):
    return [await world.count(table) for table in TABLES]


def test_the_documented_operations_are_all_here():
    undocumented = re.compile(
        r".*/(trends/(links/publishers|.*/(approve|reject))|admin/tags).*"
    )  # that libraries ask nevertheless

    assert len([path for _, path, _ in admin.ROUTES if not undocumented.fullmatch(path)]) == 47


async def test_each_address_has_its_handler(node, alice):
    """They are loaded when first asked for, by their names."""
    nobody = App(node)

    for method, path, _ in admin.ROUTES:
        answer = await nobody.ask(method, re.sub(r"\{[^}]*\}", "7", path))
        assert answer.status == 401, path


@pytest.mark.parametrize("scopes", [(*ALL, *OFFICE), ALL])
async def test_a_member_opens_none_of_them_whatever_their_token_says(node, alice, scopes):
    carl = await node.create("carl")
    app = await app_of(node, carl, *scopes)
    before = await state(node)

    for method, path in addresses(alice.id):
        answer = await app.ask(method, path, json=None if method == "GET" else BODY)
        assert (answer.status, path) == (403, path)

    assert await state(node) == before


async def test_nobody_and_an_app_of_nobody_open_none_of_them(node, alice):
    nobody, before = App(node), await state(node)

    for method, path in addresses(alice.id):
        assert (await nobody.ask(method, path, json=None if method == "GET" else BODY)).status == 401

    assert await state(node) == before


async def test_a_moderators_token_without_the_scope_opens_none_of_them(node, alice):
    app = await app_of(node, await node.create("moritz"), *ALL, role=Role.MODERATOR)

    for method, path in addresses(alice.id):
        assert (await app.ask(method, path, json=None if method == "GET" else BODY)).status == 403


async def test_reading_does_not_write_and_one_area_is_not_another(node, alice):
    reads = await app_of(node, await node.create("ada"), "admin:read", role=Role.ADMIN)
    accounts_only = await app_of(node, await node.create("eva"), "admin:write:accounts", role=Role.ADMIN)

    assert (await reads.ask("GET", f"/api/v1/admin/accounts/{alice.id}")).status == 200
    assert (await reads.ask("POST", f"/api/v1/admin/accounts/{alice.id}/action", json=BODY)).status == 403
    assert (await accounts_only.ask("POST", "/api/v1/admin/domain_blocks", json=BODY)).status == 403
    assert (await accounts_only.ask("GET", f"/api/v1/admin/accounts/{alice.id}")).status == 403
    assert (await accounts_only.ask("POST", f"/api/v1/admin/accounts/{alice.id}/action", json=BODY)).status == 200


async def test_who_moderates_does_not_administer(node, alice):
    app = await app_of(node, await node.create("moritz"), *OFFICE, role=Role.MODERATOR)
    closed = [(method, path) for method, path in addresses(alice.id) if ONLY_FOR_ADMINISTRATORS.search(path)]
    before = await state(node)

    for method, path in closed:
        assert (await app.ask(method, path, json=None if method == "GET" else BODY)).status == 403

    assert len(closed) == 23
    assert await state(node) == before


async def test_whoever_is_suspended_holds_no_office(node, alice):
    moritz = await node.create("moritz")
    app = await app_of(node, moritz, *OFFICE, role=Role.MODERATOR)
    ada = await app_of(node, await node.create("ada"), *OFFICE, role=Role.ADMIN)
    assert (await ada.ask("POST", f"/api/v1/admin/accounts/{moritz.id}/action", json={"type": "suspend"})).status == 200

    for method, path in addresses(alice.id):
        assert (await app.ask(method, path, json=None if method == "GET" else BODY)).status == 403


@pytest.mark.parametrize("number", ["0", "-1", "1", "9" * 18, str(2**63), "9" * 60, "%00", "null", "1;DROP TABLE"])
async def test_numbers_out_of_range_are_not_found(node, number):
    app = await app_of(node, await node.create("ada"), *OFFICE, role=Role.ADMIN)

    for method, path, _ in admin.ROUTES:
        if "{id}" in path:
            answer = await app.ask(method, path.replace("{id}", number), json=None if method == "GET" else BODY)
            assert answer.status in {400, 404} or (answer.status == 422 and method == "PUT"), path


@pytest.mark.parametrize("value", [None, [], {}, "x" * 5_000, -1, 2**70, True, [[1]], "\u0000", {"a": {"b": {}}}])
async def test_values_that_make_no_sense_are_no_fault_of_ours(node, alice, value):
    app = await app_of(node, await node.create("ada"), *OFFICE, role=Role.ADMIN)
    names = (*BODY, "limit", "max_id", "text", "report_id", "comment", "expires_in", "category", "rule_ids", "start_at")

    for method, path in addresses(alice.id):
        if method == "GET":
            continue
        answer = await app.ask(method, path, json=dict.fromkeys(names, value))
        assert answer.status < 500, path


async def test_who_complained_and_who_decided_is_not_in_what_others_are_told(node, alice, bob):
    """T-141."""
    moritz = await app_of(node, await node.create("moritz"), *OFFICE, role=Role.MODERATOR)
    carl = await app_of(node, await node.create("carl"))
    alices = await app_of(node, alice)
    await bob.deliver(bob.follow(alice), alice)
    await node.work()
    await carl.post("/api/v1/reports", {"account_id": str(alice.id), "comment": "Stört."})

    await moritz.post(f"/api/v1/admin/accounts/{alice.id}/action", {"type": "silence", "text": "Bitte leiser."})
    await node.work()

    told = str(await alices.get("/api/v1/notifications"))
    sent = str(bob.received())
    assert "Bitte leiser." in told
    for secret in ("moritz", "carl", "Stört."):
        assert secret not in told
        assert secret not in sent
    assert "Bitte leiser." not in sent
