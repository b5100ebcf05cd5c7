"""The office that advises proposes to block a server; each node's administrators decide for themselves (row 31)."""

from typing import Any

import pytest

from node.model.host import Policy
from node.model.login import Role
from node.tenants.grants import Grants
from node.web.csrf import FIELD
from tests.tenants.installation import Installation
from tests.tenants.test_parts import secret_for, shown
from tests.web.browser import Browser, Seen, person
from tests.world import World

API = "/staff/v1/coordination/block_proposals"
PAGE = "/verwaltung/blockvorschlaege"
SPAM = {"host": "Spam.test", "reason": "Wirft mit Werbung um sich.", "severity": "suspend"}


async def propose(world: World, secret: str, body: Any, path: str = API) -> tuple[int, Any]:
    async with world.session.post(
        world.url(path), headers=shown(secret), **({"data": body} if isinstance(body, bytes) else {"json": body})
    ) as answer:
        return answer.status, await answer.json(content_type=None)


async def decided(world: World, name: str = "spam.test") -> Policy:
    found = await world.store.read(lambda tx: tx.hosts.find(name))
    return Policy.OPEN if found is None else found.policy


async def administrator(world: World, role: Role = Role.ADMIN, name: str = "ada") -> Browser:
    await person(world, await world.create(name), f"{name}@here.test", role=role)
    browser = Browser(world)
    await browser.log_in(f"{name}@here.test")
    return browser


async def submit(browser: Browser, form: dict[str, str]) -> Seen:
    """As the page's own form would, with other values."""
    await browser.get("/start")
    tokens = [value for each in browser.page.forms for name, value in each.fields if name == FIELD]
    return await browser.send(PAGE, {**form, FIELD: tokens[0]}, Origin=browser.world.origin)


async def states(world: World, secret: str) -> list[tuple[str, str]]:
    listed = await world.json(API, headers=shown(secret), accept="application/json")
    return [(each["host"], each["state"]) for each in listed["block_proposals"]]


async def test_it_holds_once_it_is_accepted_and_only_there(installation: Installation) -> None:
    dorf, stadt = await installation.add("dorf"), await installation.add("stadt")
    secret = secret_for(installation)
    for world in (dorf, stadt):
        status, made = await propose(world, secret, SPAM)
        assert (status, made["host"], made["state"]) == (201, "spam.test", "open")
    assert [await decided(world) for world in (dorf, stadt)] == [Policy.OPEN] * 2

    office = await administrator(dorf)
    await office.get("/start")
    seen = await office.get(office.page.links["Blockvorschläge"])
    assert "spam.test" in seen.page.text
    assert "Wirft mit Werbung um sich." in seen.page.text
    assert "Kompetenzzentrum Musterland" in seen.page.text
    done = await office.press("Vorschlag zu spam.test annehmen")
    assert "Der Vorschlag ist angenommen und gilt ab jetzt." in done.page.text
    assert "Es gibt keinen offenen Vorschlag." in done.page.text
    other = await administrator(stadt)
    await other.get(PAGE)
    declined = await other.press("Vorschlag zu spam.test ablehnen")
    assert "Es ändert sich nichts." in declined.page.text

    assert [await decided(world) for world in (dorf, stadt)] == [Policy.BLOCKED, Policy.OPEN]
    assert await states(dorf, secret) == [("spam.test", "accepted")]
    assert await states(stadt, secret) == [("spam.test", "declined")]
    listed = await dorf.get(API, headers=shown(secret))
    assert "ada" not in await listed.text()
    acts = await dorf.store.read(lambda tx: tx.db.rows("SELECT kind, object_uri FROM acts"))
    assert [dict(each) for each in acts] == [{"kind": "restrict", "object_uri": "https://spam.test"}]


async def test_a_later_proposal_takes_the_place_of_an_earlier_one_and_is_decided_once(
    installation: Installation,
) -> None:
    dorf = await installation.add("dorf")
    secret = secret_for(installation)
    _, first = await propose(dorf, secret, SPAM)
    _, second = await propose(dorf, secret, {**SPAM, "severity": "silence", "reason": "Doch nur stumm."})
    office = await administrator(dorf)
    await office.get(PAGE)
    form = {"vorschlag": second["id"]}

    await office.press("Vorschlag zu spam.test annehmen")
    again = await submit(office, {**form, "tun": "ablehnen"})

    assert first["id"] == second["id"]
    assert again.status == 200
    assert await decided(dorf) is Policy.SILENCED
    assert await states(dorf, secret) == [("spam.test", "accepted")]
    _, third = await propose(dorf, secret, {**SPAM, "severity": "silence"})  # what holds goes as far already
    await submit(office, {"vorschlag": third["id"], "tun": "annehmen"})
    assert await states(dorf, secret) == [("spam.test", "accepted")] * 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"host": 1, "reason": "x"}', 400),
        (b'{"host": "\xff", "reason": "x"}', 400),
        ({"host": "spam.test"}, 400),
        ({**SPAM, "more": 1}, 400),
        ({**SPAM, "severity": "noop"}, 422),
        ({**SPAM, "reason": " "}, 422),
        ({**SPAM, "reason": "x" * 1_001}, 422),
        ({**SPAM, "host": "kein host"}, 422),
        ({**SPAM, "host": "dorf.test"}, 422),
    ],
)
async def test_what_cannot_be_proposed_is_told_and_kept_nowhere(
    installation: Installation, body: Any, status: int
) -> None:
    dorf = await installation.add("dorf")

    answered, told = await propose(dorf, secret_for(installation), body)

    assert (answered, told["status"]) == (status, status)
    assert await dorf.count("block_proposals") == 0


async def test_only_those_who_administer_decide(installation: Installation) -> None:
    dorf = await installation.add("dorf")
    _, made = await propose(dorf, secret_for(installation), SPAM)

    for role in (Role.MODERATOR, Role.MEMBER):
        browser = await administrator(dorf, role, role.value)
        assert (await browser.get(PAGE)).status == 403
        assert (await submit(browser, {"vorschlag": made["id"], "tun": "annehmen"})).status == 403
    nobody = await dorf.get(PAGE, accept="text/html")
    office = await administrator(dorf)
    for form in ({"vorschlag": made["id"]}, {"vorschlag": made["id"], "tun": "x"}):
        assert (await submit(office, form)).status == 422
    for number in ("1", "x", "9" * 30, ""):
        assert (await submit(office, {"vorschlag": number, "tun": "annehmen"})).status == 404

    assert nobody.status == 401
    assert await decided(dorf) is Policy.OPEN


async def test_who_was_revoked_proposes_nothing_any_more(installation: Installation) -> None:
    dorf = await installation.add("dorf")
    secret = secret_for(installation)
    grants = Grants(installation.registry.folder)
    grants.revoke(grants.all()[0].id)

    assert (await propose(dorf, secret, SPAM))[0] == 401
    assert await dorf.count("block_proposals") == 0
