"""A channel is planned, released, at work, and ends; what it may in each phase, by whatever door somebody comes (M20, row 38)."""

import pytest

from node.cli import post as posting
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Conflict, Unready
from node.model.account import Actor, Kind
from node.model.channel import Phase
from node.model.login import Role
from node.outbox.channels import NewChannel, NewMember, add_member, create_channel, move_channel
from node.outbox.sheets import save_sheet
from node.outbox.texts import add_rule
from tests.web.browser import Browser, person
from tests.web.channels.conftest import LATER, SHEET
from tests.web.mastodon.app import app_of

ALL_OPEN = ["steckbrief", "impressum", "datenschutz", "netiquette", "zwei_personen", "dsb", "freigabe"]


async def make_ready(city, account) -> None:
    """All that is asked before the release."""
    itself = Actor(city.node.itself)
    await add_rule(city.node, itself, "Freundlich bleiben.")
    await save_sheet(city.node, itself, account.id, SHEET)
    await add_member(city.node, itself, account.id, NewMember("zwei@stadt.test"))


async def lead(city, account, *phases: Phase) -> None:
    for phase in phases:
        await move_channel(city.node, Actor(city.node.itself), account.id, phase, "so beschlossen")


async def test_publishing_is_refused_with_what_is_open_until_the_channel_is_released(city, planned, app):
    refused = await app.ask("POST", "/api/v1/statuses", json={"status": "Guten Tag."})
    assert (refused.status, refused.body["gates"]) == (409, ["steckbrief", "netiquette", "zwei_personen", "freigabe"])
    assert set(refused.body["missing"]) == set(SHEET)
    scheduled = {"status": "Morgen.", "scheduled_at": "2036-03-03T10:00:00Z"}
    assert (await app.ask("POST", "/api/v1/statuses", json=scheduled)).body["gates"] == refused.body["gates"]
    typed = {"name": "ausweise", "text": "Guten Tag.", "visibility": "public", "format": "plain", "seats": ""}
    with pytest.raises(Unready, match="zwei_personen"):
        await posting.post(city.node, Ask(typed, Say("en")))
    with pytest.raises(Unready):
        await lead(city, planned, Phase.RELEASED)

    await make_ready(city, planned)
    refused = await app.ask("POST", "/api/v1/statuses", json={"status": "Guten Tag."})
    await lead(city, planned, Phase.RELEASED)
    published = await app.post("/api/v1/statuses", json={"status": "Guten Tag."})

    assert refused.body["gates"] == ["freigabe"]
    assert published["visibility"] == "unlisted"  # it is on trial


async def test_where_nobody_answers_every_gate_is_open(node):
    account = await create_channel(node.node, Actor(node.node.itself), NewChannel(name="kanal"))
    app = await app_of(node, account)

    refused = await app.ask("POST", "/api/v1/statuses", json={"status": "Guten Tag."})

    assert refused.body["gates"] == ALL_OPEN


async def test_nobody_finds_a_channel_that_is_planned(city, planned, app, there):
    paths = (
        "/users/ausweise",
        "/users/ausweise/outbox",
        "/.well-known/webfinger?resource=acct:ausweise@" + city.node.addresses.account_domain,
        "/@ausweise.rss",
        "/@ausweise/impressum",
        "/@ausweise/steckbrief",
        "/@ausweise/steckbrief.jsonld",
        "/api/v1/accounts/lookup?acct=ausweise",
        f"/api/v1/accounts/{planned.id}",
        "/open/v1/channels/ausweise",
    )

    seen = {path: (await city.get(path)).status for path in paths}
    seen["/@ausweise"] = (await Browser(city).get("/@ausweise")).status
    bob = there.actor("bob")
    await bob.deliver(bob.follow(planned), city)
    await city.work()

    assert seen == dict.fromkeys(seen, 404)
    assert "Ausweise am Markt" not in await city.page("/kanaele")
    assert await city.count("follows") == 0
    assert (await app.get("/api/v1/accounts/verify_credentials"))["username"] == "ausweise"
    assert (await app.ask("POST", f"/api/v1/accounts/{(await city.create('carl')).id}/follow")).status == 409


async def test_on_trial_it_is_reached_by_address_and_listed_nowhere(city, planned, app):
    await make_ready(city, planned)
    await lead(city, planned, Phase.RELEASED, Phase.BUILDING)
    await app.post("/api/v1/statuses", json={"status": "Ein erster Versuch."})
    changed = await app.ask("PATCH", "/api/v1/accounts/update_credentials", json={"discoverable": True})

    actor = await city.json("/users/ausweise")

    assert (actor["discoverable"], changed.body["discoverable"]) == (False, False)
    assert "Ein erster Versuch." in await city.page("/@ausweise")
    for path in ("/", "/kanaele", "/lokal"):
        assert "ausweise" not in await city.page(path), path
    assert (await city.json("/open/v1/channels"))["items"] == []


async def test_one_step_makes_it_public_and_each_step_is_kept(city, planned, app):
    await make_ready(city, planned)
    await lead(city, planned, Phase.RELEASED, Phase.BUILDING)
    with pytest.raises(Unready) as refused:
        await lead(city, planned, Phase.RUNNING)
    assert (refused.value.gates, set(refused.value.missing)) == (["steckbrief"], set(LATER))

    await save_sheet(city.node, Actor(city.node.itself), planned.id, SHEET | LATER)
    await lead(city, planned, Phase.RUNNING)

    assert (await city.json("/users/ausweise"))["discoverable"] is True
    assert "Ausweise am Markt" in await city.page("/kanaele")
    assert (await app.post("/api/v1/statuses", json={"status": "Guten Tag."}))["visibility"] == "public"
    steps = await city.store.read(lambda tx: tx.channels.changes(planned.id))
    assert [(each.before, each.after, each.reason) for each in reversed(steps)] == [
        (None, "planung", ""),
        ("planung", "freigegeben", "so beschlossen"),
        ("freigegeben", "aufbau", "so beschlossen"),
        ("aufbau", "betrieb", "so beschlossen"),
    ]


async def test_what_has_ended_says_so_and_publishes_nothing(city, planned, app):
    await make_ready(city, planned)
    await lead(city, planned, Phase.RELEASED, Phase.RESTING)
    resting = await city.page("/@ausweise")
    assert (await city.json("/users/ausweise"))["discoverable"] is False  # it never left the trial
    await lead(city, planned, Phase.ENDED)

    refused = await app.ask("POST", "/api/v1/statuses", json={"status": "Noch etwas."})

    assert refused.status == 409
    assert "Dieser Kanal ruht." in resting
    assert "Dieser Kanal ist beendet." in await city.page("/@ausweise")
    assert "This channel has ended." in await city.page("/@ausweise/steckbrief", language="en")
    with pytest.raises(Conflict):
        await lead(city, planned, Phase.RUNNING)


async def test_accounts_of_before_are_at_work(city):
    rathaus = await city.create("rathaus", kind=Kind.ORGANIZATION)

    post = await city.post(rathaus)

    assert (rathaus.phase, post.visibility) == (Phase.RUNNING, "public")


async def test_a_persons_own_account_is_nobody_elses_to_lead(city):
    carl, ada = await city.create("carl"), await city.create("ada")
    login = await person(city, ada, "ada@stadt.test", role=Role.ADMIN)

    with pytest.raises(Exception, match="no channel"):
        await add_member(city.node, Actor(ada, login.id), carl.id, NewMember("ada@stadt.test"))
