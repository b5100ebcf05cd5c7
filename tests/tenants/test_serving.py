"""One process serves many nodes: each is itself, sleeps when nobody visits it, and fails alone (M35)."""

import threading
from pathlib import Path

import pytest
from aiohttp import web

from node.errors import Misconfigured
from node.store.opening import hold
from node.tenants.registry import CONFIG
from node.web.csrf import FIELD
from tests.remote import FakeActor
from tests.tenants.installation import Installation
from tests.web.browser import Browser, person


async def test_each_answers_under_its_own_name_with_its_own_pages_and_keys(installation: Installation) -> None:
    ahausen = await installation.add("ahausen")
    bdorf = await installation.add("bdorf", node={"account_domain": "bdorf-rathaus.test"})
    for world in (installation.main, ahausen, bdorf):
        await world.create("rathaus")

    pages = [await world.page("/") for world in (installation.main, ahausen, bdorf)]
    actors = [await world.json("/users/rathaus") for world in (installation.main, ahausen, bdorf)]
    found = await installation.main.get(
        "/.well-known/webfinger?resource=acct:rathaus@bdorf-rathaus.test", headers={"Host": "bdorf-rathaus.test"}
    )

    assert [("Ahausen" in page, "Bdorf" in page) for page in pages] == [(False, False), (True, False), (False, True)]
    assert [actor["id"] for actor in actors] == [
        f"{world.origin}/users/rathaus" for world in (installation.main, ahausen, bdorf)
    ]
    assert len({actor["publicKey"]["publicKeyPem"] for actor in actors}) == 3
    assert (await found.json(content_type=None))["subject"] == "acct:rathaus@bdorf-rathaus.test"


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_host_that_nobody_has_is_misdirected(installation: Installation, accept: str) -> None:
    await installation.add("ahausen")

    answer = await installation.main.get("/", headers={"Host": installation.host("cstadt")}, accept=accept)

    assert answer.status == 421
    assert "ahausen" not in (await answer.text()).lower()


async def test_nobody_visits_so_it_sleeps_and_whoever_comes_wakes_it(installation: Installation, engine: str) -> None:
    before = threading.active_count()
    ahausen = await installation.add("ahausen")
    account = await ahausen.create("rathaus")
    post = await ahausen.post(account, "Der Markt ist eröffnet.")
    url = ahausen.node.config.database.url

    await installation.sleep()

    assert threading.active_count() == before
    if engine == "sqlite":
        with pytest.raises(Misconfigured, match="another process already works on"):
            hold(url)
    again = await installation.main.get(post.url or post.uri, accept="text/html")
    assert (again.status, "Der Markt ist eröffnet." in await again.text()) == (200, True)
    assert installation.tenants.awake() == ["ahausen"]


async def test_nobody_falls_asleep_while_somebody_is_there(installation: Installation) -> None:
    await installation.add("ahausen")

    async with installation.tenants.serving(installation.host("ahausen")):
        await installation.tenants.rest_idle(at=float("inf"))
        assert installation.tenants.awake() == ["ahausen"]

    await installation.tenants.rest_idle()
    assert installation.tenants.awake() == ["ahausen"]  # not at once, either


async def test_who_asks_for_warnings_of_others_does_not_sleep(installation: Installation) -> None:
    source = {"key": "lage", "name": "Lagezentrum", "file": "warnungen", "ars": ["057110000000"]}
    await installation.add("ahausen", warning_sources=[source])
    await installation.add("bdorf")

    await installation.tenants.rest_idle(at=float("inf"))

    assert installation.tenants.awake() == ["ahausen"]


def breaks_down(actor: FakeActor) -> None:
    """Whatever is brought to their server is refused for now."""
    for inbox in (actor.inbox, actor.shared_inbox):
        actor.server.fails[inbox] = lambda _sent: web.Response(status=503)


async def test_a_sleeping_one_takes_in_what_other_servers_send(installation: Installation, bob: FakeActor) -> None:
    ahausen = await installation.add("ahausen")
    rathaus = await ahausen.create("rathaus")
    await installation.sleep()

    follow = bob.activity("Follow", rathaus.uri)
    answer = await bob.deliver(follow, rathaus)

    awake = await installation.world("ahausen")
    await awake.work()
    assert answer.status == 202
    assert await awake.followers_of(rathaus) == {bob.uri}
    assert bob.received("Accept")[-1]["actor"] == rathaus.uri


async def test_work_that_is_due_wakes_it(installation: Installation, bob: FakeActor) -> None:
    """bob's server was down; the post is brought there hours later, though nobody has visited the town since."""
    ahausen = await installation.add("ahausen")
    rathaus = await ahausen.create("rathaus")
    await bob.deliver(bob.activity("Follow", rathaus.uri), rathaus)
    await ahausen.work()
    breaks_down(bob)
    await ahausen.post(rathaus, "Hochwasser.")
    await installation.sleep()

    await installation.tenants.look()
    assert installation.tenants.awake() == []
    bob.server.fails.clear()
    installation.clock.move(hours=2)
    await installation.tenants.look()
    await installation.attended()
    await installation.settle(["ahausen"])

    assert "Hochwasser." in bob.received("Create")[-1]["object"]["content"]


@pytest.fixture
async def two(installation: Installation, engine: str) -> Installation:
    if engine != "sqlite":
        pytest.skip("a file is easier to spoil than a schema")
    await installation.add("ahausen")
    await installation.add("bdorf")
    await installation.sleep()
    return installation


async def statuses(installation: Installation, *names: str) -> list[int]:
    answers = [
        await installation.main.get("/", headers={"Host": installation.host(name)}, accept="text/html")
        for name in names
    ]
    return [answer.status for answer in answers]


async def test_one_whose_database_is_spoilt_takes_nobody_down(two: Installation) -> None:
    file = two.registry.place("ahausen") / "var" / "allmende.sqlite3"
    whole = file.read_bytes()
    file.write_bytes(b"no database at all" * 1_000)

    assert await statuses(two, "ahausen", "bdorf", "here") == [503, 200, 200]
    assert [name for name, _ in two.tenants.problems()] == ["ahausen"]

    file.write_bytes(whole)
    two.tenants._tenants["ahausen"].retry_at = 0  # ten seconds later
    assert await statuses(two, "ahausen", "bdorf") == [200, 200]
    assert list(two.tenants.problems()) == []


async def test_one_whose_disk_is_full_takes_nobody_down(two: Installation, bob: FakeActor) -> None:
    ahausen, bdorf = await two.world("ahausen"), await two.world("bdorf")
    accounts = [await world.create("rathaus") for world in (ahausen, bdorf)]
    pages = await ahausen.store.write(lambda tx: tx.db.value("PRAGMA page_count"))
    await ahausen.store.write(lambda tx: tx.db.value(f"PRAGMA max_page_count = {pages}"))

    answers = {503: 0, 202: 0}
    for number in range(40):
        note = bob.note("Voll. " * 2_000, cc=[each.uri for each in accounts])
        for each in accounts if number else accounts[1:]:
            answer = await bob.deliver(bob.create(note), each)
            answers[answer.status] += 1
            assert answer.status == 202 or each is accounts[0]

    assert answers[503] > 0
    assert await statuses(two, "ahausen", "bdorf", "here") == [200, 200, 200]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("[node]", '[node]\ntitel = "x"'),
        lambda _text: "no toml",
        lambda text: text.replace("ahausen.test", "bdorf.test"),
        lambda text: text.replace("ahausen.test", "here.test"),
    ],
    ids=["a wrong key", "no TOML", "the name of another", "the name of the installation's own node"],
)
async def test_one_whose_settings_cannot_be_used_is_not_served_and_the_others_are(two: Installation, spoil) -> None:
    file = two.registry.place("ahausen") / CONFIG
    text = file.read_text()

    file.write_text(spoil(text))
    await two.tenants.scan()

    assert await statuses(two, "ahausen", "bdorf", "here") == [421, 200, 200]
    assert [name for name, _ in two.tenants.problems()] == ["ahausen"]
    file.write_text(text)
    await two.tenants.scan()
    assert await statuses(two, "ahausen", "bdorf") == [200, 200]


async def test_one_that_is_taken_away_is_no_longer_answered_for(two: Installation, tmp_path: Path) -> None:
    two.registry.place("ahausen").rename(tmp_path / "elsewhere")
    await two.tenants.scan()

    assert await statuses(two, "ahausen", "bdorf") == [421, 200]


async def test_a_disabled_one_says_so_and_its_queue_rests(installation: Installation, bob: FakeActor) -> None:
    ahausen = await installation.add("ahausen")
    await installation.add("bdorf")
    rathaus = await ahausen.create("rathaus")
    await bob.deliver(bob.activity("Follow", rathaus.uri), rathaus)
    await ahausen.work()
    breaks_down(bob)
    await ahausen.post(rathaus, "Hochwasser.")
    installation.registry.rest("ahausen", "Vertrag gekündigt")
    await installation.tenants.scan()
    bob.server.fails.clear()
    installation.clock.move(hours=5)
    await installation.tenants.look()
    await installation.attended()

    page = await ahausen.get("/@rathaus", accept="text/html", headers={"Accept-Language": "de"})
    document = await ahausen.get("/users/rathaus")
    delivered = await bob.deliver(bob.create(bob.note("Hallo.")), rathaus)
    assert (page.status, document.status, delivered.status) == (503, 503, 503)
    assert "vorübergehend außer Betrieb" in await page.text()
    assert int(page.headers["Retry-After"]) > 0
    assert (await document.json(content_type=None))["status"] == 503
    assert "gekündigt" not in await page.text() + await document.text()
    assert bob.received("Create") == []
    assert (await installation.main.get("/", headers={"Host": installation.host("bdorf")})).status == 200

    installation.registry.wake("ahausen")
    await installation.tenants.scan()
    awake = await installation.world("ahausen")
    await awake.work()
    assert len(bob.received("Create")) == 1
    assert await statuses(installation, "ahausen") == [200]


async def test_what_somebody_does_at_one_is_not_counted_at_another(installation: Installation, bob: FakeActor) -> None:
    """A large server writes to many towns from one address."""
    few = {"enabled": True, "inbox_per_host_per_minute": 2, "requests_per_address_per_minute": 3}
    ahausen, bdorf = await installation.add("ahausen", limits=few), await installation.add("bdorf", limits=few)
    accounts = [await world.create("rathaus") for world in (ahausen, bdorf)]

    answers = [
        [(await bob.deliver(bob.create(bob.note(cc=[each.uri])), each)).status for _ in range(3)] for each in accounts
    ]
    pages = [[(await world.get("/kanaele", accept="text/html")).status for _ in range(4)] for world in (ahausen, bdorf)]

    assert answers == [[202, 202, 429]] * 2
    assert pages == [[200, 200, 200, 429]] * 2


async def test_an_editor_of_a_department_cannot_post_as_the_city(installation: Installation) -> None:
    """Row 51: departments are actors of their own under one roof."""
    ahausen = await installation.add("ahausen")
    city, office = await ahausen.create("rathaus"), await ahausen.create("bauamt")
    await person(ahausen, office, "ben@ahausen.test")
    browser = Browser(ahausen)
    await browser.log_in("ben@ahausen.test")
    await browser.get("/verfassen")
    token = next(value for form in browser.page.forms for name, value in form.fields if name == FIELD)

    switched = await browser.send("/kanal-wechseln", {"kanal": str(city.id), FIELD: token}, Origin=ahausen.origin)
    await browser.get("/verfassen")
    await browser.press("Als bauamt veröffentlichen", text="Ich bin die Stadt.")

    assert switched.status == 403
    authors = await ahausen.store.read(lambda tx: tx.db.rows("SELECT author_id FROM posts"))
    assert [row["author_id"] for row in authors] == [office.id]
