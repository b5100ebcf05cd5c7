"""Events: typed, shown, sent, moved, called off, and had in calendars by people and programs."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from node.errors import Forbidden, Unprocessable
from node.model.account import Actor, Kind
from node.model.appointment import Appointment, State
from node.model.draft import Draft
from node.model.place import Place
from node.model.visibility import Visibility
from node.outbox.boost import boost, unboost
from node.outbox.cancel import cancel
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.publish import publish
from node.web.dates import begins_of
from tests.builders import spaced
from tests.outbox.story import followed_by, sent
from tests.remote import PUBLIC
from tests.web.browser import Browser, person
from tests.web.mastodon.app import app_of

HALL = Place(name="Bürgerhaus", address="Am Teich 3, 99999 Musterhausen", latitude=51.5, longitude=7.25)


@pytest.fixture
async def alice(node):
    """A channel."""
    return await node.create("alice", kind=Kind.ORGANIZATION)


def happening(node, days=10, hours=2, **more):
    """Some days from now."""
    starts = node.clock.now.replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    return Appointment(
        **{"starts_at": starts, "ends_at": starts + timedelta(hours=hours), "zone": "Europe/Berlin"} | more
    )


async def announced(node, account, title="Impfen", *, days=10, hours=2, visibility="public", told=None, **more):
    appointment = happening(node, days, hours, **(told or {}))
    draft = {"text": f"{title}: ohne Anmeldung", "kind": "Event", "name": title, "language": "de"}
    return await node.post(account, **(draft | more), visibility=visibility, appointment=appointment)


async def calendar(node, path="/kalender.ics", **more):
    """The events of a calendar by title, as a program reads them."""
    answer = await node.get(path, accept="*/*", **more)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8"), path
    found = icalendar.Calendar.from_ical(await answer.read())
    assert all(not each.errors for each in found.walk())
    return {str(each["SUMMARY"]): each for each in found.walk("VEVENT")}


async def titles(node, path):
    return re.findall(r'<h3 lang="de"><a href="[^"]+" dir="auto">([^<]+)</a></h3>', await node.page(path))


@pytest.fixture
async def browser(node, alice) -> Browser:
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


# --- written


async def test_an_event_is_typed_moved_called_off_and_stays(node, alice, browser):
    await browser.get("/verfassen")
    seen = await browser.press(
        "Als alice veröffentlichen",
        text="Ohne Anmeldung.",
        ort="Bürgerhaus",
        typed={
            "titel": "Impfen", "beginn": "2031-12-12", "beginn-zeit": "10:00", "schluss-zeit": "14:00", "plaetze": "40",
            "online": "https://meet.test/1",
        },
    )  # fmt: skip
    number = int(re.findall(r"/(\d+)", seen.path)[0])
    [view] = await node.views(number)
    assert view.post.appointment == Appointment(
        starts_at=datetime(2031, 12, 12, 9, tzinfo=UTC),
        ends_at=datetime(2031, 12, 12, 13, tzinfo=UTC),
        zone="Europe/Berlin",
        seats=40,
        online="https://meet.test/1",
    )
    assert (view.post.kind, view.post.name, view.post.source) == ("Event", "Impfen", "Ohne Anmeldung.")
    assert "Wann Freitag, 12. Dezember 2031, 10:00 bis 14:00 Uhr Wo Bürgerhaus" in " ".join(seen.page.text.split())
    assert '<time datetime="2031-12-12T10:00+01:00">' in seen.page.html
    assert f'href="/@alice/{number}.ics"' in seen.page.html
    assert "Abgesagt" not in seen.page.text

    seen = await browser.get(f"/beitrag/{number}/aendern")
    assert 'value="2031-12-12"' in seen.page.html
    seen = await browser.press(
        "Änderung als alice veröffentlichen",
        typed={"beginn": "13.12.2031", "beginn-zeit": "9.30 Uhr", "schluss": "14.12.2031"},
    )
    assert "Samstag, 13. Dezember 2031, 09:30 Uhr bis Sonntag, 14. Dezember 2031, 14:00 Uhr" in seen.page.text

    await browser.get(f"/beitrag/{number}/aendern")
    seen = await browser.press("Änderung als alice veröffentlichen", abgesagt="1")
    [view] = await node.views(number)
    assert (view.post.appointment.state, view.post.appointment.sequence) == (State.CANCELLED, 2)
    assert "Stand Abgesagt" in " ".join(seen.page.text.split())
    assert list(await calendar(node)) == ["Abgesagt: Impfen"]

    await browser.get(f"/beitrag/{number}/aendern")
    seen = await browser.press("Änderung als alice veröffentlichen", abgesagt="")
    assert "Abgesagt" not in seen.page.text
    history = await node.page(f"/@alice/{number}/verlauf")
    assert "Abgesagt" in history
    assert "12. Dezember 2031" in history


async def test_whole_days_have_no_time(node, browser):
    await browser.get("/verfassen")
    seen = await browser.press(
        "Als alice veröffentlichen", text="", typed={"titel": "Fest", "beginn": "2031-05-01", "schluss": "2031-05-03"}
    )
    [event] = (await calendar(node)).values()

    assert "Donnerstag, 1. Mai 2031 bis Samstag, 3. Mai 2031" in seen.page.text
    assert '<time datetime="2031-05-01">' in seen.page.html
    assert (str(event.decoded("DTSTART")), str(event.decoded("DTEND"))) == ("2031-05-01", "2031-05-04")
    await browser.get(seen.path.replace("/@alice/", "/beitrag/").partition("?")[0] + "/aendern")
    assert 'value="2031-05-03"' in browser.page.html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"titel": "Fest"}, "Bitte geben Sie den Tag an"),
        ({"beginn": "2031-05-01"}, "braucht einen Titel"),
        ({"titel": "Fest", "beginn": "31.2.2031"}, "Bitte geben Sie den Tag an"),
        ({"titel": "Fest", "beginn": "2031-05-01", "schluss": "morgen"}, "Bitte geben Sie den Tag an"),
        ({"titel": "Fest", "beginn": "2031-05-01", "beginn-zeit": "25:00"}, "Bitte geben Sie die Uhrzeit an"),
        ({"titel": "Fest", "beginn": "2031-05-01", "schluss-zeit": "10:00"}, "für beide keine"),
        ({"titel": "Fest", "beginn": "2031-05-01", "beginn-zeit": "9", "schluss": "2031-05-02"}, "für beide keine"),
        ({"titel": "Fest", "beginn": "2031-05-01", "schluss": "2031-04-30"}, "nach dem Beginn"),
        ({"titel": "Fest", "beginn": "2031-05-01", "beginn-zeit": "10:00", "schluss-zeit": "10:00"}, "nach dem Beginn"),
        ({"titel": "Fest", "beginn": "2031-05-01", "plaetze": "viele"}, "eine Zahl ab 1"),
        ({"titel": "Fest", "beginn": "2031-05-01", "plaetze": "0"}, "eine Zahl ab 1"),
        ({"titel": "Fest", "beginn": "2031-05-01", "online": "meet.test"}, "die mit https:// beginnt"),
        ({"titel": "F" * 203, "beginn": "2031-05-01"}, "um 3 Zeichen zu lang"),
        ({"titel": "Fest", "beginn": "9999-12-31"}, "Bitte geben Sie den Tag an"),
        ({"titel": "Fest", "beginn": "2531-12-31"}, "zwischen den Jahren 1900 und 2200"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_at_the_field(node, browser, typed, sentence):
    await browser.get("/verfassen")
    seen = await browser.press("Als alice veröffentlichen", text="Musik", typed=typed)

    assert seen.status == 422
    assert sentence in seen.page.text
    assert await node.count("posts") == 0
    assert all(f'value="{value}"' in seen.page.html for value in typed.values())


async def test_a_preview_shows_when_it_is(node, browser):
    await browser.get("/verfassen")
    seen = await browser.press(
        "Vorschau",
        text="Musik",
        typed={"titel": "Fest", "beginn": "2031-05-01", "beginn-zeit": "10", "schluss-zeit": "24"},
    )
    assert seen.status == 422
    seen = await browser.press("Vorschau", typed={"schluss-zeit": "23:59"})

    assert "Wann: Donnerstag, 1. Mai 2031, 10:00 bis 23:59 Uhr" in seen.page.text
    assert await node.count("posts") == 0


async def test_an_event_can_be_written_ahead(node, alice, browser):
    at = node.clock.now + timedelta(days=2)
    await browser.get("/verfassen")
    await browser.press(
        "Als alice veröffentlichen",
        text="Musik",
        zeitpunkt=f"{at:%Y-%m-%dT%H:%M}",
        typed={"titel": "Fest", "beginn": "2031-05-01"},
    )
    assert await calendar(node) == {}
    node.clock.move(days=3)
    await node.work()

    assert list(await calendar(node)) == ["Fest"]


@pytest.mark.parametrize(
    "more",
    [
        {"appointment": None},
        {"kind": "Note", "name": ""},
        {"name": ""},
        {"options": ("a", "b")},
        {"appointment": {"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}},
        {"appointment": {"zone": "Mars/Olympus"}},
        {"appointment": {"seats": 0}},
        {"appointment": {"online": "javascript:alert(1)"}},
        {"appointment": {"starts_at": datetime(1066, 10, 14, tzinfo=UTC)}},
    ],
)
async def test_no_door_takes_an_event_that_is_none(node, alice, more):
    changes = more.get("appointment", {})
    appointment = None if changes is None else replace(happening(node), **changes)
    draft = {"text": "x", "kind": "Event", "name": "Fest"} | more | {"appointment": appointment}

    with pytest.raises(Unprocessable):
        await publish(node.node, Actor(alice), Draft(**draft))


# --- calendars


async def test_the_calendar_has_what_is_to_come_in_its_order_and_the_rest_by_month(node, alice):
    later = await announced(node, alice, "Später", days=40)
    soon = await announced(node, alice, "Bald", days=3)
    now = await announced(node, alice, "Jetzt", days=-1, hours=48)
    past = await announced(node, alice, "Neulich", days=-20)
    await announced(node, alice, "Längst", days=-400)
    await node.post(alice, "Kein Termin")

    assert await titles(node, "/kalender") == await titles(node, "/@alice/kalender") == ["Jetzt", "Bald", "Später"]
    month = f"{past.appointment.begins:%Y/%m}"
    assert "Neulich" in await titles(node, f"/kalender/{month}")
    assert f'href="/@alice/kalender/{month}"' in await node.page("/@alice/kalender")
    assert set(await calendar(node)) == {"Jetzt", "Bald", "Später", "Neulich"}
    assert await titles(node, f"/@alice/kalender/{later.appointment.begins:%Y/%m}") != []
    assert {post.kind for post in (soon, now)} == {"Event"}


async def test_what_is_over_leaves_the_page_when_it_is(node, alice):
    await announced(node, alice, "Bald", days=3)
    before = await titles(node, "/kalender")
    node.clock.move(days=3, hours=3)

    assert (before, await titles(node, "/kalender")) == (["Bald"], [])


async def test_an_english_reader_reads_english(node, alice):
    await announced(node, alice, told={"state": State.CANCELLED}, place=HALL)
    page = await node.page("/kalender", language="en")

    assert "Cancelled" in page
    assert "Calendar" in page
    assert " to " in re.findall(r"<time[^>]*>([^<]+)<", page)[0]


async def test_a_long_calendar_has_pages(node, alice):
    for number in range(53):
        await publish(
            node.node,
            Actor(alice),
            Draft(
                text="x", kind="Event", name=f"Nr. {number:02}", language="de", appointment=happening(node, number + 1)
            ),
        )
    first, second = await titles(node, "/kalender"), await titles(node, "/kalender?seite=2")

    assert (len(first), second) == (50, ["Nr. 50", "Nr. 51", "Nr. 52"])
    assert 'rel="next" href="/kalender?seite=2"' in await node.page("/kalender")


@pytest.mark.parametrize(
    "path",
    [
        "/kalender?seite=0", "/kalender?seite=2", "/kalender?seite=x", "/kalender?seite=99999999999", "/kalender/2031/13",
        "/kalender/2031/01", "/kalender/0000/01", "/@nobody/kalender", "/@nobody/kalender.ics", "/@alice/1.ics",
        "/@alice/99999999999999999999.ics", "/@bob@there.test/kalender",
    ],
)  # fmt: skip
async def test_there_is_nothing_where_nothing_is(node, alice, path):
    assert (await node.get(path, accept="text/html")).status == 404


async def test_an_event_that_is_passed_on_stands_in_both_calendars_once(node, alice, there):
    dora = await node.create("dora")
    post = await announced(node, dora)
    await boost(node.node, Actor(alice), post.id)
    both = [await titles(node, path) for path in ("/kalender", "/@alice/kalender", "/@dora/kalender")]
    await unboost(node.node, Actor(alice), post.id)

    assert both == [["Impfen"]] * 3
    assert await titles(node, "/@alice/kalender") == []
    assert await titles(node, "/kalender") == ["Impfen"]
    assert list(await calendar(node, "/@alice/kalender.ics")) == []


async def test_an_event_from_elsewhere_is_read_shown_moved_and_called_off(node, alice, bob):
    told = {
        "startTime": "2031-05-01T15:00:00+02:00",
        "endTime": "2031-05-01T21:00:00+02:00",
        "timezone": "Europe/Berlin",
    }
    event = bob.note(
        "Musik",
        type="Event",
        name="Maifest",
        location={"type": "Place", "name": "Markt"},
        to=[PUBLIC, alice.uri],
        contentMap={"de": "<p>Musik</p>"},
        **told,
    )
    await bob.deliver(bob.create(event), node)
    await node.work()
    post = await node.find_post(event["id"])
    [view] = await node.views(post.id)
    page = (await node.page(f"/@{view.author.handle}/{post.id}")).partition("<main")[2]
    await bob.deliver(
        bob.activity("Update", {**event, "status": "CANCELLED", "updated": f"{node.clock.now:%Y-%m-%dT%H:%M:%SZ}"}),
        node,
    )
    await node.work()
    after = await node.page(f"/@{view.author.handle}/{post.id}")

    assert post.appointment == Appointment(
        starts_at=datetime(2031, 5, 1, 13, tzinfo=UTC),
        ends_at=datetime(2031, 5, 1, 19, tzinfo=UTC),
        zone="Europe/Berlin",
    )
    assert spaced(page).count("15:00 bis 21:00 Uhr") == page.count('<time datetime="2031-05-01T15:00+02:00">') == 1
    assert "<strong>Abgesagt</strong>" in after
    assert (await node.find_post(event["id"])).appointment.sequence == 1
    assert await titles(node, "/kalender") == []
    await boost(node.node, Actor(alice), post.id)
    assert await titles(node, "/kalender") == ["Maifest"]
    assert list(await calendar(node)) == ["Abgesagt: Maifest"]


async def test_an_event_that_is_quoted_says_when_and_where_as_it_does_itself(node, alice):
    event = await announced(node, alice)
    quoting = await node.post(alice, "Kommt vorbei!", quote_of_id=event.id)

    page = await node.page(f"/@alice/{quoting.id}")
    framed = await node.page(f"/@alice/{quoting.id}/einbetten")

    quoted = page.partition('<blockquote class="quoted"')[2].partition("</blockquote>")[0]
    assert '<dl class="dates">' in quoted
    assert "<strong>Wann:</strong>" not in quoted  # the words for those who show nothing but text
    assert "<strong>Wann:</strong>" not in framed
    assert f'<time datetime="{begins_of(event.appointment)}">' in framed


async def test_hidden_accounts_stand_in_no_calendar(node, alice):
    dora = await node.create("dora")
    post = await announced(node, dora)
    await boost(node.node, Actor(alice), post.id)
    await node.store.write(lambda tx: tx.accounts.save(replace(dora, silenced_at=tx.now)))

    assert list(await calendar(node)) == list(await calendar(node, "/@alice/kalender.ics")) == []
    assert (await node.get("/@dora/kalender.ics", accept="*/*")).status == 404
    assert (await node.get("/@dora/kalender", accept="text/html")).status == 404


async def test_who_does_not_want_to_be_found_has_a_calendar_of_their_own_only(node, alice):
    await announced(node, alice)
    await node.store.write(lambda tx: tx.accounts.save(replace(alice, discoverable=False)))

    assert list(await calendar(node)) == []
    assert list(await calendar(node, "/@alice/kalender.ics")) == ["Impfen"]


@pytest.mark.parametrize("visibility", Visibility)
async def test_only_public_events_stand_in_calendars(node, alice, visibility):
    post = await announced(node, alice, "Geheimsache", visibility=visibility.value, place=Place(name="Geheimsache"))
    at = post.appointment.begins
    open_to = {
        path: "Geheimsache" in await (await node.get(path, accept="*/*", headers={"Accept-Language": "de"})).text()
        for path in (
            "/kalender", "/kalender.ics", "/@alice/kalender", "/@alice/kalender.ics",
            f"/kalender/{at:%Y}/{at:%m}", f"/@alice/kalender/{at:%Y}/{at:%m}",
        )
    }  # fmt: skip
    single = await node.get(f"/@alice/{post.id}.ics", accept="*/*")

    assert set(open_to.values()) == {visibility is Visibility.PUBLIC}
    assert (single.status == 200) is visibility.is_open
    assert ("Geheimsache" in await single.text()) is visibility.is_open
    listed = (await node.json("/open/v1/posts?kind=event", accept="application/json"))["items"]
    assert bool(listed) is visibility.is_open
    assert ('href="/@alice/kalender"' in await node.page("/@alice")) is (visibility is Visibility.PUBLIC)


async def test_the_author_sees_no_more_in_the_calendar_than_others(node, alice, browser):
    await announced(node, alice, "Geheimsache", visibility="followers")
    seen = await browser.get("/kalender")

    assert "Geheimsache" not in seen.page.text


async def test_behind_a_warning_stays_what_is_behind_it(node, alice):
    await announced(node, alice, text="Grausames", summary="Gewalt")
    [event] = (await calendar(node)).values()

    assert str(event["DESCRIPTION"]) == "Gewalt"
    assert "Grausames" not in await node.page("/kalender")


async def test_a_deleted_event_is_gone_from_everywhere(node, alice):
    link = 'href="/@alice/kalender"'
    empty = await node.page("/@alice")
    post = await announced(node, alice)
    before = [list(await calendar(node)), await titles(node, "/kalender")]
    full = await node.page("/@alice")
    await delete_post(node.node, Actor(alice), post.id)

    assert before == [["Impfen"], ["Impfen"]]
    assert [link in page for page in (empty, full, await node.page("/@alice"))] == [False, True, False]
    assert [list(await calendar(node)), await titles(node, "/kalender")] == [[], []]
    assert (await node.get(f"/@alice/{post.id}.ics", accept="*/*")).status == 410
    assert await node.count("appointments") == 0


# --- programs


async def test_a_program_is_told_only_what_is_new(node, alice):
    post = await announced(node, alice)
    first = await node.get("/kalender.ics", accept="*/*")
    node.clock.move(minutes=20)
    again = await node.get("/kalender.ics", accept="*/*", headers={"If-None-Match": first.headers["ETag"]})
    await cancel(node.node, Actor(alice), post.id)
    changed = await node.get("/kalender.ics", accept="*/*", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status, changed.status) == (304, 200)
    assert "STATUS:CANCELLED" in await changed.text()
    assert "Set-Cookie" not in first.headers
    assert first.headers["Access-Control-Allow-Origin"] == "*"


async def test_the_uid_stays_and_the_sequence_rises_with_each_change_of_the_event(node, alice):
    post = await announced(node, alice)
    uids, sequences = set(), []
    for appointment in (post.appointment, replace(post.appointment, seats=5), replace(post.appointment, seats=5)):
        draft = Draft(text="Neu", kind="Event", name="Impfen", language="de", appointment=appointment)
        await edit(node.node, Actor(alice), post.id, draft)
        [event] = (await calendar(node)).values()
        uids.add(str(event["UID"]))
        sequences.append(event["SEQUENCE"])

    assert (uids, sequences) == ({post.uri}, [0, 1, 1])


async def test_pages_lead_to_their_calendars(node, alice):
    post = await announced(node, alice)
    link = '<link rel="alternate" type="text/calendar"'
    found = {
        path: re.findall(rf'{link}[^>]* href="([^"]+)"', await node.page(path))
        for path in ("/", "/kalender", "/@alice", "/@alice/kalender", f"/@alice/{post.id}", "/lokal")
    }

    assert found == {
        "/": ["/kalender.ics"],
        "/kalender": ["/kalender.ics"],
        "/@alice": ["/@alice/kalender.ics"],
        "/@alice/kalender": ["/@alice/kalender.ics"],
        f"/@alice/{post.id}": [f"/@alice/{post.id}.ics"],
        "/lokal": [],
    }
    assert 'href="/@alice/kalender"' in await node.page("/@alice")
    assert f"webcal://{node.origin.partition('://')[2]}/kalender.ics" in await node.page("/kalender")
    assert set(await calendar(node, f"/@alice/{post.id}.ics")) == {"Impfen"}


async def test_the_open_interface_tells_events_and_finds_them_by_their_time(node, alice):
    await announced(node, alice, "Bald", days=3, place=HALL, told={"seats": 40, "online": "https://meet.test/1"})
    await announced(node, alice, "Später", days=40, told={"state": State.CANCELLED})
    await node.post(alice, "Kein Termin")
    at = node.clock.now + timedelta(days=20)

    async def found(query):
        listed = await node.json(f"/open/v1/posts?{query}", accept="application/json")
        return [each["title"] for each in listed["items"]]

    first = (await node.json("/open/v1/posts?kind=event", accept="application/json"))["items"][1]
    table = await (await node.get("/open/v1/posts.csv?kind=event", accept="*/*")).text()
    as2 = await node.json("/open/v1/posts.as2?kind=event")
    assert await found("kind=event") == ["Später", "Bald"]
    assert await found(f"from={at:%Y-%m-%d}") == ["Später"]
    assert await found(f"to={at:%Y-%m-%d}") == ["Bald"]
    assert await found(f"from={at:%Y-%m-%d}&to={at:%Y-%m-%d}") == []
    assert (first["kind"], first["title"], first["location"]["name"]) == ("event", "Bald", "Bürgerhaus")
    assert first["event"] == {
        "type": "Event",
        "start": happening(node, 3).begins.isoformat(),
        "end": happening(node, 3).ends.isoformat(),
        "timezone": "Europe/Berlin",
        "all_day": False,
        "status": "confirmed",
        "seats": 40,
        "online": "https://meet.test/1",
    }
    assert table.splitlines()[0].split(",").count("event") == 1
    assert "cancelled" in table
    assert [each["type"] for each in as2["orderedItems"]] == ["Event", "Event"]


async def test_feeds_and_apps_say_when_and_where(node, alice):
    await announced(node, alice, place=HALL, told={"state": State.CANCELLED})
    app = await app_of(node, alice)
    [status] = await app.get("/api/v1/timelines/home") or [None]
    feed = await node.json("/@alice.json", accept="*/*")
    item = feed["items"][0]

    assert item["title"] == "Abgesagt: Impfen"
    for html in (item["content_html"], status["content"]):
        assert "<strong>Wann:</strong>" in html
        assert "<strong>Wo:</strong> Bürgerhaus" in html
        assert "<strong>Abgesagt</strong>" in html
    assert "<strong>Impfen</strong>" in status["content"]


async def test_an_event_changes_when_its_time_does_though_the_words_are_the_same(node, alice):
    post = await announced(node, alice)
    same = Draft(text=post.source, kind="Event", name=post.name, language="de", appointment=happening(node))

    unchanged = await edit(node.node, Actor(alice), post.id, same)
    moved = await edit(
        node.node, Actor(alice), post.id, replace(same, appointment=happening(node, zone="Europe/Paris"))
    )

    assert (unchanged.edited_at, unchanged.appointment.sequence) == (None, 0)
    assert moved.content == post.content
    assert (moved.appointment.zone, moved.appointment.sequence) == ("Europe/Paris", 1)


async def test_an_app_that_knows_no_events_leaves_it_one(node, alice):
    post = await announced(node, alice, place=HALL)
    app = await app_of(node, alice)
    await app.ask("PUT", f"/api/v1/statuses/{post.id}", json={"status": "Bitte mit Impfpass"})
    [view] = await node.views(post.id)

    assert (view.post.kind, view.post.name, view.post.appointment, view.post.place) == (
        "Event", "Impfen", post.appointment, HALL,
    )  # fmt: skip
    assert "Wann:" in view.post.content


# --- others


async def test_followers_are_told_that_it_is_called_off(node, alice, bob, there):
    await followed_by(node, alice, bob)
    post = await announced(node, alice)
    await cancel(node.node, Actor(alice), post.id)
    await node.work()
    await cancel(node.node, Actor(alice), post.id)  # once is enough
    await node.work()

    [made], [told] = sent(there, "Create"), sent(there, "Update")
    assert (made.json["object"]["type"], made.json["object"]["status"]) == ("Event", "CONFIRMED")
    assert (told.json["object"]["status"], told.json["object"]["id"]) == ("CANCELLED", post.uri)
    assert told.json["object"]["summary"].startswith("Abgesagt: ")


async def test_only_events_are_called_off_and_only_by_their_author(node, alice):
    dora = await node.create("dora")
    post, event = await node.post(alice), await announced(node, alice)

    with pytest.raises(Unprocessable):
        await cancel(node.node, Actor(alice), post.id)
    with pytest.raises(Forbidden):
        await cancel(node.node, Actor(dora), event.id)
