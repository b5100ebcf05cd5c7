"""Who is kept out: by mail host, by mail address, by network."""

import pytest

from node.errors import Forbidden
from node.model.login import Role
from node.outbox.accounts import create_login
from tests.web.mastodon.app import OFFICE, app_of
from tests.world import start_world

HOSTS, EMAILS, NETWORKS = (
    "/api/v1/admin/email_domain_blocks",
    "/api/v1/admin/canonical_email_blocks",
    "/api/v1/admin/ip_blocks",
)


async def login(node, account, email):
    return await create_login(node.node, account, email=email, password_hash=None)


async def test_nobody_gets_a_login_with_mail_at_a_blocked_host(node, administrator, alice):
    made = await administrator.post(HOSTS, {"domain": "Wegwerf.test"})

    for email in ("a@wegwerf.test", "a@mail.wegwerf.test"):
        with pytest.raises(Forbidden, match="blocked"):
            await login(node, alice, email)
    await login(node, alice, "a@nichtwegwerf.test")
    assert (made["domain"], [day["uses"] for day in made["history"]]) == ("wegwerf.test", ["0"] * 7)
    assert await administrator.get(HOSTS) == [made]
    assert await administrator.get(f"{HOSTS}/{made['id']}") == made
    assert (await administrator.ask("DELETE", f"{HOSTS}/{made['id']}")).body == {}
    await login(node, alice, "a@wegwerf.test")


async def test_who_has_a_login_keeps_it(node, administrator, alice, carl):
    await login(node, alice, "a@amt.test")
    await administrator.post(HOSTS, {"domain": "amt.test"})

    assert (await login(node, carl, "a@amt.test")).email == "a@amt.test"


async def test_an_address_is_blocked_in_every_spelling_and_stored_in_none(node, administrator, alice):
    made = await administrator.post(EMAILS, {"email": "Max.Muster+neu@Post.test"})

    with pytest.raises(Forbidden):
        await login(node, alice, "maxmuster@post.test")
    found = await administrator.post(f"{EMAILS}/test", {"email": "m.a.x.muster@post.test"})
    other = await administrator.post(f"{EMAILS}/test", {"email": "moritz@post.test"})
    stored = await node.store.read(lambda tx: tx.db.rows("SELECT * FROM email_blocks"))
    assert (found, other) == ([made], [])
    assert "muster" not in str([dict(row) for row in stored])
    assert await administrator.get(EMAILS) == [made]
    assert await administrator.get(f"{EMAILS}/{made['id']}") == made
    assert (await administrator.ask("DELETE", f"{EMAILS}/{made['id']}")).body == {}
    assert await administrator.get(EMAILS) == []


async def test_the_hash_is_mastodons(node, administrator):
    by_hash = "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b"  # of test@example.com

    made = await administrator.post(EMAILS, {"canonical_email_hash": by_hash.upper()})

    assert await administrator.post(f"{EMAILS}/test", {"email": "t.e.s.t+1@example.com"}) == [made]


async def test_what_cannot_be_blocked_or_is_already_is_refused(node, administrator):
    await administrator.post(HOSTS, {"domain": "a.test"})
    await administrator.post(EMAILS, {"email": "a@a.test"})
    await administrator.post(NETWORKS, {"ip": "192.0.2.0/24", "severity": "sign_up_block"})

    for path, wrong in (
        (HOSTS, {}),
        (HOSTS, {"domain": "kein host"}),
        (HOSTS, {"domain": "a.test"}),
        (EMAILS, {}),
        (EMAILS, {"canonical_email_hash": "abc"}),
        (EMAILS, {"email": "a@a.test"}),
        (f"{EMAILS}/test", {}),
        (NETWORKS, {"ip": "192.0.2.1"}),
        (NETWORKS, {"severity": "no_access"}),
        (NETWORKS, {"ip": "not one", "severity": "no_access"}),
        (NETWORKS, {"ip": "192.0.2.1", "severity": "bogus"}),
        (NETWORKS, {"ip": "192.0.2.7/24", "severity": "no_access"}),
        (NETWORKS, {"ip": "192.0.2.1", "severity": "no_access", "comment": "x" * 2_001}),
    ):
        assert (await administrator.ask("POST", path, json=wrong)).status == 422, (path, wrong)


@pytest.fixture
async def behind(there, clock, tmp_path):
    """A node behind a proxy on this machine, and who administers it."""
    url = f"sqlite:///{tmp_path}/behind.sqlite3"
    settings = {"node": {"trusted_proxies": ["127.0.0.1"]}}
    async with start_world("here.test", url, clock, there, tmp_path, **settings) as town:
        yield town, await app_of(town, await town.create("amt"), *OFFICE, role=Role.ADMIN)


async def seen_from(town, address, path="/health"):
    return (await town.get(path, headers={"X-Forwarded-For": address})).status


async def test_a_network_that_is_shut_out_gets_no_answer_from_any_door(behind):
    town, admin = behind

    made = await admin.post(NETWORKS, {"ip": "192.0.2.7/24", "severity": "no_access", "comment": "Angriff"})

    assert (made["ip"], made["comment"], made["expires_at"]) == ("192.0.2.0/24", "Angriff", None)
    for path in (
        "/health",
        "/",
        "/api/v2/instance",
        "/users/amt",
        "/.well-known/nodeinfo",
    ):
        assert await seen_from(town, "192.0.2.99", path) == 403
        assert await seen_from(town, "192.0.3.1", path) in {200, 406}
    assert await seen_from(town, "2001:db8::1") == 200
    listed = await admin.get(NETWORKS)
    assert (listed, await admin.get(f"{NETWORKS}/{made['id']}")) == ([made], made)

    assert (await admin.ask("DELETE", f"{NETWORKS}/{made['id']}")).body == {}
    assert await seen_from(town, "192.0.2.99") == 200


async def test_who_lies_about_their_address_is_known_by_the_proxys_word(behind):
    """T-261."""
    town, admin = behind
    await admin.post(NETWORKS, {"ip": "2001:db8:bad::/48", "severity": "no_access"})

    assert await seen_from(town, "192.0.2.1, 2001:db8:bad::1") == 403
    assert await seen_from(town, "2001:db8:bad::1, 192.0.2.1") == 200


async def test_a_block_ends_by_itself_and_its_address_is_forgotten(behind):
    town, admin = behind
    made = await admin.post(NETWORKS, {"ip": "192.0.2.1", "severity": "no_access", "expires_in": 3600})
    during = await seen_from(town, "192.0.2.1")

    town.clock.move(hours=2)
    after = await seen_from(town, "192.0.2.1")
    await town.store.write(lambda tx: tx.barriers.prune_networks())

    assert made["ip"] == "192.0.2.1/32"
    assert (during, after) == (403, 200)
    assert await admin.get(NETWORKS) == []


async def test_what_only_concerns_signing_up_shuts_nobody_out(behind):
    town, admin = behind
    made = await admin.post(NETWORKS, {"ip": "192.0.2.1", "severity": "sign_up_requires_approval"})
    before = await seen_from(town, "192.0.2.1")

    changed = await admin.ask("PUT", f"{NETWORKS}/{made['id']}", data={"severity": "no_access", "ip": "192.0.2.0/30"})

    assert before == 200
    assert (changed.body["severity"], changed.body["ip"]) == ("no_access", "192.0.2.0/30")
    assert await seen_from(town, "192.0.2.2") == 403


async def test_nobody_shuts_themselves_out(behind):
    town, admin = behind
    mine = {"X-Forwarded-For": "198.51.100.9"}
    body = {"ip": "198.51.100.0/24", "severity": "no_access"}

    refused = await admin.ask("POST", NETWORKS, json=body, headers=mine)
    harmless = await admin.ask("POST", NETWORKS, json=body | {"severity": "sign_up_block"}, headers=mine)
    then = await admin.ask("PUT", f"{NETWORKS}/{harmless.body['id']}", json=body, headers=mine)

    assert (refused.status, harmless.status, then.status) == (422, 200, 422)
    assert await seen_from(town, "198.51.100.9") == 200
    assert await town.count("network_blocks") == 1
