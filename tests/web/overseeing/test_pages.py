"""The pages of those who moderate about people's own accounts: what a person is told, what holds, and taking it back; the
acts themselves are tried in `tests/web/mastodon/test_admin_accounts.py`."""

from dataclasses import replace

import pytest

from node.model.account import Actor, Kind
from node.model.login import Role
from node.outbox.channels import NewChannel, create_channel
from tests.mailbox import open_mailbox
from tests.web.browser import Browser, person
from tests.world import start_world

LIST, PAGE = "/verwaltung/konten", "/verwaltung/konten/carl"
DECIDE, LIFT = "Entscheidung treffen", "{}: aufheben"
MEASURES = {
    "sensitive": ("Medien als heikel markiert", "sensitized_at"),
    "silence": ("Eingeschränkt", "silenced_at"),
    "suspend": ("Gesperrt", "suspended_at"),
}


@pytest.fixture
async def mailbox(tmp_path):
    async with open_mailbox(tmp_path) as opened:
        yield opened


@pytest.fixture
async def city(database_url, clock, there, tmp_path, mailbox):
    async with start_world("stadt.test", database_url, clock, there, tmp_path, mail=mailbox.settings) as world:
        yield world


async def logged_in(city, name, role=Role.MEMBER, language="de"):
    account = await city.create(name)
    await person(city, account, f"{name}@stadt.test", role=role)
    browser = Browser(city, language=language)
    await browser.log_in(f"{name}@stadt.test")
    return account, browser


@pytest.fixture
async def carl(city):
    return (await logged_in(city, "carl"))[0]


@pytest.fixture
async def desk(city):
    """Who moderates, with a browser."""
    return (await logged_in(city, "mona", Role.MODERATOR))[1]


async def now(city, account):
    return await city.store.read(lambda tx: tx.accounts.get(account.id))


@pytest.mark.parametrize("measure", MEASURES)
async def test_what_is_decided_holds_is_told_and_can_be_lifted(city, carl, desk, measure):
    said, column = MEASURES[measure]
    await desk.get("/start")
    await desk.get(desk.page.links["Konten verwalten"])
    await desk.get(desk.page.links["carl"])
    assert "Keine Einschränkung." in desk.page.text

    seen = await desk.press(DECIDE, massnahme=measure, text="Werbung am 3. November, Regel 2.")

    assert "Die Entscheidung gilt" in seen.page.text
    assert "Werbung am 3. November, Regel 2." in seen.page.text
    assert getattr(await now(city, carl), column) is not None
    [told] = await city.store.read(lambda tx: tx.strikes.of_account(carl.id))
    assert (told.measure.value, told.text) == (measure, "Werbung am 3. November, Regel 2.")
    [act, *_] = await city.store.read(lambda tx: tx.acts.all())
    assert (act.kind.value, act.object_uri) == (measure.replace("sensitive", "sensitize"), carl.uri)
    assert said in (await desk.get(LIST)).page.text
    await desk.get(PAGE)
    lifted = await desk.press(LIFT.format(said))
    assert "Das gilt jetzt nicht mehr." in lifted.page.text
    assert getattr(await now(city, carl), column) is None


async def test_nobody_logs_in_for_an_account_whose_log_in_is_disabled(city, carl, desk):
    await desk.get(PAGE)
    await desk.press(DECIDE, massnahme="disable", text="Zugang in fremder Hand.")
    stranger = Browser(city)
    assert (await stranger.log_in("carl@stadt.test")).status == 422

    await desk.get(PAGE)
    await desk.press(LIFT.format("Anmeldung gesperrt"))

    assert (await stranger.log_in("carl@stadt.test")).status != 422


async def test_a_word_goes_by_mail_where_it_should(city, carl, desk, mailbox):
    await desk.get(PAGE)
    await desk.press(DECIDE, massnahme="none", text="Bitte freundlich bleiben.")
    await desk.press(DECIDE, massnahme="none", text="Nur hier zu lesen.", mail=[])
    await city.work()

    assert len(mailbox.subjects("carl@stadt.test")) == 1
    assert "Bitte freundlich bleiben." in mailbox.last("carl@stadt.test")
    assert "Nur hier zu lesen." in (await desk.get(PAGE)).page.text


async def test_nothing_is_decided_without_a_reason_and_what_was_typed_stays(city, carl, desk):
    await desk.get(PAGE)

    empty = await desk.press(DECIDE, massnahme="suspend", text="  ")
    assert (empty.status, "Bitte begründen Sie" in empty.page.text) == (422, True)
    long = await desk.press(DECIDE, massnahme="silence", text="x" * 10_001)
    assert (long.status, "höchstens 10.000 Zeichen" in long.page.text) == (422, True)
    odd = await desk.press(DECIDE, massnahme="vierteilen", text="Grund")
    assert (odd.status, "Bitte wählen Sie" in odd.page.text, "Grund" in odd.page.html) == (422, True, True)

    assert await city.count("strikes") == 0
    assert (await now(city, carl)).suspended_at is None


async def test_nobody_decides_about_themselves_or_their_equals(city, carl, desk):
    other, _ = await logged_in(city, "otto", Role.MODERATOR)
    boss, _ = await logged_in(city, "ada", Role.ADMIN)
    await desk.get(PAGE)
    token = next(value for form in desk.page.forms for name, value in form.fields if name == "marke")

    for name in ("mona", "otto", "ada"):
        seen = await desk.get(f"{LIST}/{name}")
        assert "Über dieses Konto können Sie nicht entscheiden" in seen.page.text
        assert DECIDE not in seen.page.text
        for act in ("entscheiden", "aufheben"):
            form = {"marke": token, "massnahme": "silence", "text": "Grund"}
            await desk.send(f"{LIST}/{name}/{act}", form, Origin=city.origin)
    assert await city.count("strikes") == 0
    assert (await now(city, other)).silenced_at is None
    assert (await now(city, boss)).silenced_at is None


async def test_only_those_who_moderate_come_in(city, carl):
    _, member = await logged_in(city, "dora")
    await member.get("/start")
    assert "Konten verwalten" not in member.page.text
    token = next(value for form in member.page.forms for name, value in form.fields if name == "marke")

    for path in (LIST, PAGE):
        assert (await member.get(path)).status == 403
        assert (await Browser(city).get(path)).status == 401
    for act in ("entscheiden", "aufheben"):
        form = {"marke": token, "massnahme": "suspend", "text": "Grund"}
        assert (await member.send(f"{PAGE}/{act}", form, Origin=city.origin)).status == 403
    assert (await now(city, carl)).suspended_at is None


async def test_the_list_is_of_people_and_is_searched_by_name(city, carl, desk):
    await city.create("rathaus", kind=Kind.ORGANIZATION)
    planned = NewChannel(name="geplant", display_name="Geplant")
    await create_channel(city.node, Actor(city.node.itself), planned)
    bot, _ = await logged_in(city, "wetter")
    await city.store.write(_make_service, bot.id)

    page = (await desk.get(LIST)).page.html
    listed = [name for name in ("carl", "geplant", "mona", "rathaus", "wetter") if f'href="{LIST}/{name}"' in page]

    assert listed == ["carl", "mona", "wetter"]  # whoever made theirs a service is still a person
    found = (await desk.get(f"{LIST}?suche=@Car")).page
    assert f'href="{PAGE}"' in found.html and "mona@" not in found.html
    assert "Kein Name beginnt so." in (await desk.get(f"{LIST}?suche=%27%22%3C")).page.text
    assert (await desk.get(f"{LIST}/rathaus")).status == 200  # channels too can be limited
    for name in ("geplant", "niemand", city.node.itself.name):
        assert (await desk.get(f"{LIST}/{name}")).status == 404, name
    assert (await desk.get(f"{LIST}?nach=carl")).page.html.count(f'href="{LIST}/') == 2


async def _make_service(tx, account_id):
    await tx.accounts.save(replace(await tx.accounts.get(account_id), kind=Kind.SERVICE))


async def test_a_channel_leads_those_who_administer_there(city):
    await city.create("rathaus", kind=Kind.ORGANIZATION)
    _, boss = await logged_in(city, "ada", Role.ADMIN)

    await boss.get("/verwaltung/kanaele/rathaus")
    seen = await boss.get(boss.page.links["Einschränken oder sperren"])

    assert (seen.status, seen.path) == (200, f"{LIST}/rathaus")


async def test_the_pages_speak_english(city, carl):
    _, desk = await logged_in(city, "mona", Role.MODERATOR, language="en")

    for path, said in ((LIST, "Manage accounts"), (PAGE, "What should hold?")):
        seen = await desk.get(path)
        assert (seen.status, said in seen.page.text) == (200, True)
