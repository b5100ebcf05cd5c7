"""What is begun is kept for all who write for the channel, gone on with, published or thrown away; nobody else sees it (row 44)."""

import asyncio
import gzip
from datetime import timedelta

import pytest

from node.errors import Gone, Unprocessable
from node.model.account import Actor
from node.model.channel import MemberRole
from node.model.draft import Draft
from node.model.kept import Kept, Seen
from node.outbox.delete import delete_account, delete_post
from node.outbox.dumps import begin_dump
from node.outbox.keep import MOST, keep
from node.outbox.publish import publish
from node.outbox.schedule import schedule
from tests.hostile.doors import READ, filled
from tests.media import photos
from tests.remote import ACTIVITY_JSON
from tests.web.browser import person
from tests.web.crisis.conftest import join, logged_in
from tests.web.drafting.conftest import GO_ON, KEEP, PUBLISH, SECRET, in_hours, kept, send, someone
from tests.web.mastodon.app import app_of

WHOLE = {
    "text": "**Markt** am Freitag.",
    "leicht": "Am Freitag ist Markt.",
    "sichtbar": "unlisted",
    "sprache": "en",
    "form": "markdown",
    "ki": "assisted",
    "hinweis": "Laut",
    "ort": "Marktplatz",
    "anschrift": "Markt 1",
    "lage": "53.5, 10.25",
    "antwort": ["Ja", "Nein", "", "", "", ""],
    "mehrere": "1",
    "geheim": "1",
    "ende": "14",
}


def typed(browser, button=PUBLISH):
    form, _ = browser.page.form_with(button)
    return {name: [value for other, value in form.fields if other == name] for name, _ in form.fields}


async def test_all_that_was_typed_is_kept_and_comes_back_into_the_form(node, erika):
    await erika.browser.get("/verfassen")
    at = in_hours(node, 30)

    seen = await erika.browser.press(
        KEEP,
        files={"datei-1": photos.jpeg()},
        typed={**WHOLE, "zeitpunkt": at, "alt-datei-1": "Stände", "urheber-datei-1": "Foto: E."},
    )
    await node.work()

    assert "Der Entwurf ist gespeichert. Veröffentlicht ist nichts." in seen.page.text
    assert "Markt am Freitag." in seen.page.text
    assert 'alt="Stände"' in seen.page.html
    assert "Am Freitag ist Markt." in seen.page.text
    assert "Öffentlich, nicht in Übersichten" in seen.page.text
    assert await node.count("posts") == await node.count("scheduled_posts") == await node.count("activities") == 0
    form = await erika.browser.get(seen.page.links[GO_ON])
    assert form.status == 200
    again = typed(erika.browser)
    assert {name: again[name] for name in WHOLE} == {
        name: each if isinstance(each, list) else [each] for name, each in WHOLE.items()
    }
    assert again["zeitpunkt"] == [at]
    [picture] = again["bild"]
    assert again[f"alt-{picture}"] == ["Stände"]


async def test_an_event_is_kept_too(node, erika):
    await erika.browser.get("/verfassen")
    event = {
        "titel": "Flohmarkt",
        "beginn": "2031-05-01",
        "beginn-zeit": "10:00",
        "schluss-zeit": "16:30",
        "plaetze": "80",
    }

    seen = await erika.browser.press(KEEP, typed={"text": "Kommen Sie!", **event})
    await erika.browser.get(seen.page.links[GO_ON])

    assert {name: typed(erika.browser)[name] for name in event} == {name: [each] for name, each in event.items()}


async def test_it_is_published_from_the_form_and_is_a_draft_no_longer(node, erika):
    await erika.browser.get("/verfassen")
    seen = await erika.browser.press(
        KEEP, text="Zwei Bilder", files={"datei-1": photos.jpeg()}, typed={"alt-datei-1": "Das Rathaus"}
    )
    await erika.browser.get(seen.page.links[GO_ON])

    done = await erika.browser.press(PUBLISH, text="Ein Bild")

    assert "Ihr Beitrag ist veröffentlicht." in done.page.text
    assert 'alt="Das Rathaus"' in done.page.html
    assert await kept(node) == []
    assert "Es gibt keinen Entwurf." in (await erika.browser.get("/entwuerfe")).page.text
    media = await node.store.read(lambda tx: tx.db.rows("SELECT post_id, draft_id, loose_since FROM media"))
    assert [(row["post_id"] is None, row["draft_id"], row["loose_since"]) for row in media] == [(False, None, None)]
    deeds = await node.store.read(lambda tx: tx.db.rows("SELECT kind, login_id FROM acts ORDER BY id"))
    assert [(row["kind"], row["login_id"]) for row in deeds] == [("keep", erika.login.id), ("publish", erika.login.id)]


async def test_with_a_time_it_is_planned_instead(node, erika, draft):
    await erika.browser.get(f"/verfassen?entwurf={draft.id}")

    seen = await erika.browser.press(PUBLISH, zeitpunkt=in_hours(node, 3))

    assert seen.path.startswith("/geplant")
    assert SECRET in seen.page.text
    assert await kept(node) == []
    assert await node.count("scheduled_posts") == 1


async def test_it_need_not_be_ready_before_it_is_published(node, erika):
    """The text may be too long and a picture without words: that is said when it shall go out."""
    text = "Zu lang. " * 1_000 + "Wirklich."
    await erika.browser.get("/verfassen")

    seen = await erika.browser.press(KEEP, text=text, files={"datei-1": photos.jpeg()})
    await erika.browser.get(seen.page.links[GO_ON])
    refused = await erika.browser.press(PUBLISH)

    assert refused.status == 422
    assert "Zeichen zu lang" in refused.page.text
    assert typed(erika.browser)["text"] == [text]
    assert len(await kept(node)) == 1
    assert await node.count("posts") == 0


@pytest.mark.parametrize("text", ["", " \r\n ", "x" * 20_001])
async def test_what_is_empty_or_no_post_at_all_is_not_kept_and_not_lost(node, erika, text):
    await erika.browser.get("/verfassen")

    seen = await erika.browser.press(KEEP, text=text, hinweis="Bleibt stehen")

    assert seen.status == 422
    assert typed(erika.browser)["hinweis"] == ["Bleibt stehen"]
    assert await kept(node) == []


async def test_colleagues_see_the_same_drafts_and_others_do_not(node, erika, emil, rita, ada, draft):
    listed = await emil.browser.get("/entwuerfe")
    opened = await emil.browser.get(f"/entwuerfe/{draft.id}")

    assert SECRET in listed.page.text
    assert SECRET in opened.page.text
    for other in (rita, ada):
        assert SECRET not in (await other.browser.get("/entwuerfe")).page.text
        for path in (f"/entwuerfe/{draft.id}", f"/verfassen?entwurf={draft.id}"):
            assert (await other.browser.get(path)).status == 404
        for path in (f"/entwuerfe/{draft.id}/loeschen", f"/entwuerfe/{draft.id}/rat"):
            assert (await send(other.browser, path, tun="fragen", text="Darf ich?")).status == 404
        taken = await send(other.browser, "/verfassen", tun="senden", text="Meins", entwurf=str(draft.id), stand="1")
        assert taken.status == 409
    assert [each.kept.draft for each in await kept(node)] == [draft.draft]


@pytest.mark.parametrize(
    "path", ["/entwuerfe/1", "/entwuerfe/99999999999999999999", "/verfassen?entwurf=x", "/verfassen?entwurf="]
)
async def test_there_is_no_draft_at_any_other_number(erika, path):
    assert (await erika.browser.get(path)).status == 404


async def test_who_is_not_logged_in_is_asked_to(node, draft):
    for path in (
        "/entwuerfe",
        f"/entwuerfe/{draft.id}",
        f"/verfassen?entwurf={draft.id}",
        "/beratung",
        f"/beratung/{draft.id}",
    ):
        answer = await node.get(path, accept="text/html")
        assert answer.status == 401
        assert SECRET not in await answer.text()


async def test_of_two_who_change_it_the_second_is_told_and_loses_nothing(node, erika, emil, draft):
    for each in (erika, emil):
        await each.browser.get(f"/verfassen?entwurf={draft.id}")
    await erika.browser.press(KEEP, text="Fassung von Erika")

    told = await emil.browser.press(KEEP, text="Fassung von Emil")

    assert told.status == 409
    assert "Jemand hat den Entwurf inzwischen geändert." in told.page.text
    assert typed(emil.browser)["text"] == ["Fassung von Emil"]
    assert [each.kept.draft.text for each in await kept(node)] == ["Fassung von Erika"]
    await emil.browser.press(KEEP)
    assert [(each.kept.draft.text, each.kept.version) for each in await kept(node)] == [("Fassung von Emil", 3)]


@pytest.mark.parametrize("button", [KEEP, PUBLISH])
async def test_it_is_published_once_whoever_else_has_it_open(node, erika, emil, draft, button):
    for each in (erika, emil):
        await each.browser.get(f"/verfassen?entwurf={draft.id}")
    await erika.browser.press(PUBLISH)

    told = await emil.browser.press(button, text="Ergänzt")

    assert told.status == 409
    assert "Den Entwurf gibt es nicht mehr" in told.page.text
    assert typed(emil.browser)["text"] == ["Ergänzt"]
    assert await node.count("posts") == 1
    await emil.browser.press(button)  # knowing that, they may
    assert await node.count("posts") + await node.count("kept_drafts") == 2


async def test_of_many_who_publish_it_at_the_same_moment_one_does(node, erika, draft):
    tries = [publish(node.node, erika.actor, Draft(text=f"Fassung {number}"), kept=draft.seen) for number in range(4)]

    found = await asyncio.gather(*tries, return_exceptions=True)

    assert [type(each) for each in found if isinstance(each, Exception)] == [Gone] * 3
    assert await node.count("posts") == 1


async def test_of_many_who_change_it_at_the_same_moment_one_does(node, erika, draft):
    tries = [keep(node.node, erika.actor, Draft(text=f"Fassung {number}"), seen=draft.seen) for number in range(4)]

    found = await asyncio.gather(*tries, return_exceptions=True)

    assert [type(each) for each in found if isinstance(each, Exception)] == [Gone] * 3
    assert [each.kept.version for each in await kept(node)] == [2]


async def test_keeping_it_unchanged_is_no_new_version(node, erika, draft):
    await erika.browser.get(f"/verfassen?entwurf={draft.id}")
    await erika.browser.press(KEEP)

    [same] = await kept(node)

    assert (same.kept.version, same.kept.draft.text) == (1, draft.draft.text)


async def test_a_picture_that_is_taken_out_or_described_is_a_change(node, erika):
    await erika.browser.get("/verfassen")
    await erika.browser.press(KEEP, text="Bild", files={"datei-1": photos.jpeg()})
    [first] = await kept(node)
    number = first.media[0].id

    await erika.browser.get(f"/verfassen?entwurf={first.kept.id}")
    await erika.browser.press(KEEP, typed={f"alt-{number}": "Das Rathaus"})
    [described] = await kept(node)
    await erika.browser.get(f"/verfassen?entwurf={first.kept.id}")
    await erika.browser.press(KEEP, typed={f"weg-{number}": "1"})
    [without] = await kept(node)

    assert [each.kept.version for each in (first, described, without)] == [1, 2, 3]
    assert described.media[0].description == "Das Rathaus"
    assert without.media == ()
    loose = await node.store.read(lambda tx: tx.db.value("SELECT loose_since FROM media WHERE id = ?", number))
    assert loose is not None


async def test_its_files_wait_with_it_and_nothing_else_takes_them(node, erika):
    app = await app_of(node, erika.account)
    await erika.browser.get("/verfassen")
    await erika.browser.press(KEEP, text="Bild", files={"datei-1": photos.jpeg()}, typed={"alt-datei-1": "Das Rathaus"})
    [found] = await kept(node)
    number = str(found.media[0].id)

    node.clock.move(hours=24 * 10)
    await node.running.schedule.step()
    await node.work()

    assert (await kept(node))[0].media == found.media
    assert (await app.ask("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [number]})).status == 422
    assert (await app.ask("GET", f"/api/v1/media/{number}")).status == 404
    assert (await app.ask("PUT", f"/api/v1/media/{number}", json={"description": "Anders"})).status == 404
    assert (await app.ask("DELETE", f"/api/v1/media/{number}")).status == 404
    for entwurf in ("", "1"):
        await send(erika.browser, "/verfassen", tun="senden", text="Diebstahl", bild=number, entwurf=entwurf)
    assert (await kept(node))[0].media == found.media


async def test_it_is_thrown_away_with_its_files(node, erika):
    await erika.browser.get("/verfassen")
    await erika.browser.press(KEEP, text="Bild", files={"datei-1": photos.jpeg()})
    await erika.browser.press("Entwurf löschen")
    assert "Der Entwurf ist gelöscht." in erika.browser.page.text
    assert await kept(node) == []

    node.clock.move(hours=48)
    await node.running.schedule.step()
    await node.work()

    assert await node.count("media") == 0


async def test_what_it_answers_may_be_deleted_meanwhile(node, erika, rita):
    parent = await node.post(rita.account, "Wann ist Markt?")
    draft = await keep(node.node, erika.actor, Draft(text="Am Freitag.", in_reply_to_id=parent.id))
    shown = await erika.browser.get(f"/entwuerfe/{draft.id}")
    assert "Wann ist Markt?" in shown.page.text
    await delete_post(node.node, Actor(rita.account, rita.login.id), parent.id)

    alone = await erika.browser.get(f"/entwuerfe/{draft.id}")
    seen = await erika.browser.get(f"/verfassen?entwurf={draft.id}")

    assert "einen Beitrag, den Sie nicht lesen können" in alone.page.text
    assert "gibt es nicht mehr" in seen.page.text
    assert typed(erika.browser)["text"] == ["Am Freitag."]
    done = await erika.browser.press(PUBLISH)
    assert "Am Freitag." in done.page.text
    assert await kept(node) == []


async def test_there_is_an_end_to_how_many_are_kept(node, erika, draft):
    async def fill(tx):
        for _ in range(MOST - 1):
            await tx.kept.add(
                Kept(
                    id=tx.ids.new(), account_id=erika.account.id, login_id=None, draft=draft.draft, media_ids=(),
                    poll_seconds=None, publish_at=None, created_at=tx.now, changed_at=tx.now,
                )
            )  # fmt: skip

    await node.store.write(fill)

    with pytest.raises(Unprocessable):
        await keep(node.node, erika.actor, Draft(text="Einer zu viel"))
    assert (await keep(node.node, erika.actor, Draft(text="Geändert"), seen=draft.seen)).version == 2


async def test_no_other_act_takes_what_is_another_accounts_or_another_version(node, erika, rita, draft):
    for by, seen in ((rita.actor, draft.seen), (erika.actor, Seen(draft.id, 2)), (erika.actor, Seen(1, 1))):
        for refused in (
            keep(node.node, by, Draft(text="x"), seen=seen),
            publish(node.node, by, Draft(text="x"), kept=seen),
            schedule(node.node, by, Draft(text="x"), node.clock() + timedelta(days=1), kept=seen),
        ):
            with pytest.raises(Gone):
                await refused

    assert [each.kept.draft for each in await kept(node)] == [draft.draft]
    assert await node.count("posts") == await node.count("scheduled_posts") == 0


async def test_it_goes_with_its_account(node, erika, draft):
    await delete_account(node.node, erika.actor)
    await node.work()

    assert await node.count("kept_drafts") == 0


async def test_the_crisis_role_opens_no_draft(node, rathaus, draft):
    login = await person(node, rathaus, "wache@here.test")
    await join(node, login, rathaus, MemberRole.CRISIS)
    browser = await logged_in(node, "wache@here.test")

    for path in ("/entwuerfe", f"/entwuerfe/{draft.id}", f"/verfassen?entwurf={draft.id}"):
        seen = await browser.get(path)
        assert seen.status == 403
        assert SECRET not in seen.page.text
    await browser.get("/verfassen")
    shown = await browser.press("Vorschau", text="Eilig", entwurf=str(draft.id), stand="1")
    assert SECRET not in shown.page.html
    assert "entwurf" not in typed(browser, "Als Rathaus veröffentlichen")
    kept_in_crisis = await browser.press("Vorschau", text="Eilig", tun="entwurf")
    assert kept_in_crisis.status == 422
    assert [each.kept.draft for each in await kept(node)] == [draft.draft]


@pytest.mark.slow
async def test_no_door_shows_a_draft_to_anybody_else(node, erika, rita, draft):
    """Every address there is, as a web page and as data, for nobody, for somebody else, and for the channel's own programs, which
    know of no drafts."""
    await node.work()
    program = await app_of(node, erika.account)
    kinds = {"text/html": rita.browser, ACTIVITY_JSON: None, "application/json": None}
    told = []
    for path in READ:
        for number in (draft.id, erika.account.id):
            address = filled(path, id=str(number), name="rathaus", handle="rathaus")
            for kind, browser in kinds.items():
                headers = {"Authorization": f"Bearer {program.secret}"} if kind == "application/json" else {}
                if browser is not None:
                    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
                if "/stream" in path:
                    continue
                answer = await node.get(address, accept=kind, headers=headers)
                if SECRET in await answer.text(errors="replace"):
                    told.append((address, kind))

    assert told == []
    await begin_dump(node.node, "2026-11-29")
    await node.work()
    files = [each for each in (node.node.config.node.data_dir / "dumps").rglob("*") if each.is_file()]
    assert [each for each in files if each.suffix == ".gz"]
    for file in files:
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        assert SECRET.encode() not in content, file


async def test_the_pages_are_in_english_too(node, rathaus, draft):
    erik = await someone(node, rathaus, "erik@here.test", language="en")

    listed = await erik.browser.get("/entwuerfe")
    shown = await erik.browser.get(f"/entwuerfe/{draft.id}")

    assert "All who write for this channel see the same drafts." in listed.page.text
    assert "Ask for advice" in shown.page.text
