"""Whoever writes asks for advice on a draft; who advises says what they think, and can do nothing else with it (row 44)."""

import asyncio
import json

import pytest

from node.errors import Forbidden, NotFound
from node.model.account import Actor
from node.model.channel import MemberRole
from node.model.draft import Draft
from node.model.kept import Comment, Seen, Side
from node.outbox.advice import MOST_COMMENTS, advise, ask_advice, reply, withdraw_question
from node.outbox.advisers import appoint, dismiss
from node.outbox.delete import delete_account
from node.outbox.keep import discard, keep
from node.web.routes import ROUTES
from tests.hostile.doors import FORMS, READ, filled
from tests.media import photos
from tests.web.crisis.conftest import join
from tests.web.drafting.conftest import GO_ON, KEEP, PUBLISH, SECRET, kept, rows, send, someone, token_of
from tests.web.mastodon.app import ALL, OFFICE, app_of

QUESTION = "Versteht man das?"


@pytest.fixture
async def asked(node, erika, rita, draft):
    await ask_advice(node.node, erika.actor, draft.id, QUESTION)
    return draft


async def test_asking_advising_replying_changing_approving_publishing(node, erika, rita):
    """The whole way, by pages only."""
    await erika.browser.get("/verfassen")
    await erika.browser.press(
        KEEP, text="Die Straße wird gesperrt.", files={"datei-1": photos.jpeg()}, typed={"alt-datei-1": "Ein Plan"}
    )
    [draft] = await kept(node)
    path = f"/beratung/{draft.kept.id}"
    assert (await rita.browser.get(path)).status == 404
    asked = await erika.browser.press("Um Rat fragen", text=QUESTION)
    assert "Sie haben um Rat gefragt." in asked.page.text
    assert "Rat steht noch aus." in asked.page.text

    home = await rita.browser.get("/start")
    assert "Beratung 1(ein Entwurf wartet auf Rat)" in home.page.text
    listed = await rita.browser.get(home.page.links["Beratung 1(ein Entwurf wartet auf Rat)"])
    assert QUESTION in listed.page.text
    opened = await rita.browser.get(path)
    assert "Die Straße wird gesperrt." in opened.page.text
    assert 'alt="Ein Plan"' in opened.page.html
    assert "erika@here.test" in opened.page.text
    told = await rita.browser.press("Rat geben", text="Von wann bis wann?")
    assert "Von wann bis wann?" in told.page.text
    assert "Beratung 1" not in (await rita.browser.get("/start")).page.text

    home = await erika.browser.get("/start")
    assert "Entwürfe 1(ein Entwurf mit neuem Rat)" in home.page.text
    seen = await erika.browser.get(f"/entwuerfe/{draft.kept.id}")
    assert "rita@here.test (berät)" in seen.page.text
    form = await erika.browser.get(seen.page.links[GO_ON])
    assert "Von wann bis wann?" in form.page.text  # beside what is written
    changed = await erika.browser.press(KEEP, text="Die Straße wird am Freitag gesperrt.")
    assert "Der Entwurf wurde danach geändert." in changed.page.text
    replied = await erika.browser.press("Antworten", text="Steht jetzt da.")
    assert "erika@here.test (schreibt für den Kanal)" in replied.page.text
    assert "Entwürfe 1" not in (await erika.browser.get("/start")).page.text

    assert "Steht jetzt da." in (await rita.browser.get(path)).page.text
    approved = await rita.browser.press("Keine Einwände")
    assert "Geprüft: Gegen diese Fassung gibt es keine Einwände." in approved.page.text
    await erika.browser.get(f"/verfassen?entwurf={draft.kept.id}")
    assert "Geprüft, keine Einwände" in erika.browser.page.text
    done = await erika.browser.press(PUBLISH)
    assert "Die Straße wird am Freitag gesperrt." in done.page.text
    assert await node.count("kept_drafts") == await node.count("draft_comments") == 0
    assert (await rita.browser.get(path)).status == 404
    acts = await node.store.read(
        lambda tx: tx.db.rows("SELECT kind, login_id FROM acts WHERE kind <> 'appoint' ORDER BY id")
    )
    e, r = erika.login.id, rita.login.id
    assert [(row["kind"], row["login_id"]) for row in acts] == [
        ("keep", e), ("ask", e), ("advise", r), ("keep", e), ("remark", e), ("review", r), ("publish", e),
    ]  # fmt: skip


async def test_a_change_after_the_approval_takes_it_back(node, erika, rita, asked):
    await advise(node.node, rita.actor, asked.id, "", approves=True)
    before = await erika.browser.get("/entwuerfe")
    await keep(node.node, erika.actor, Draft(text="Ganz anders."), seen=asked.seen)

    listed = await erika.browser.get("/entwuerfe")
    shown = await rita.browser.get(f"/beratung/{asked.id}")

    assert "keine Einwände" in before.page.text
    assert "keine Einwände" not in listed.page.text
    assert "Rat steht noch aus." in listed.page.text
    assert "Der Entwurf wurde danach geändert." in shown.page.text


async def test_the_number_in_the_menu_says_what_the_page_says(node, erika, rita, asked):
    """The store counts what the model says of each."""
    version, counted = 1, []

    async def change():
        nonlocal version
        version = (
            await keep(node.node, erika.actor, Draft(text=f"Fassung {version}"), seen=Seen(asked.id, version))
        ).version

    for step in (
        lambda: advise(node.node, rita.actor, asked.id, "Ein Komma fehlt."),
        lambda: reply(node.node, erika.actor, asked.id, "Wo?"),
        lambda: advise(node.node, rita.actor, asked.id, "Am Ende.", version=1),
        change,
        lambda: advise(node.node, rita.actor, asked.id, "Da.", version=1),
        lambda: advise(node.node, rita.actor, asked.id, "", approves=True),
        lambda: withdraw_question(node.node, erika.actor, asked.id),
        lambda: ask_advice(node.node, erika.actor, asked.id, "Und jetzt?"),
        lambda: advise(node.node, rita.actor, asked.id, "Immer noch gut."),
    ):
        node.clock.move(hours=1)
        await step()
        [found] = await kept(node)
        answered = await node.store.read(lambda tx: tx.kept.count_answered(erika.account.id))
        waiting = await node.store.read(lambda tx: tx.kept.count_waiting(except_login=rita.login.id))
        assert answered == found.is_answered
        assert waiting == (found.kept.request is not None and not found.is_answered)
        counted.append((answered, waiting))

    assert counted == [(1, 0), (0, 1), (1, 0), (0, 1), (0, 1), (1, 0), (0, 0), (0, 1), (1, 0)]


async def test_nobody_approves_of_what_they_have_not_read(node, erika, rita, asked):
    await rita.browser.get(f"/beratung/{asked.id}")
    await keep(node.node, erika.actor, Draft(text="Ganz anders."), seen=asked.seen)

    told = await rita.browser.press("Keine Einwände", text="So ist es gut.")

    assert told.status == 409
    assert "Der Entwurf wurde geändert, während Sie ihn lasen." in told.page.text
    assert "So ist es gut." in told.page.html
    assert await node.count("draft_comments") == 0
    await rita.browser.press("Keine Einwände")
    [found] = await kept(node)
    assert (found.is_approved, found.newest.version) == (True, 2)


async def test_what_is_said_about_an_earlier_version_says_so(node, erika, rita, asked):
    await rita.browser.get(f"/beratung/{asked.id}")
    await keep(node.node, erika.actor, Draft(text="Ganz anders."), seen=asked.seen)

    told = await rita.browser.press("Rat geben", text="Ein Komma fehlt.")

    assert told.status == 200
    assert "Der Entwurf wurde danach geändert." in told.page.text
    [found] = await kept(node)
    assert (found.newest.version, found.is_answered) == (1, False)


async def test_the_question_is_taken_back_and_nobody_reads_it_any_longer(node, erika, rita, asked):
    await advise(node.node, rita.actor, asked.id, "Ein Komma fehlt.")
    await erika.browser.get(f"/entwuerfe/{asked.id}")

    seen = await erika.browser.press("Frage zurücknehmen")

    assert "Die Frage ist zurückgenommen." in seen.page.text
    assert "Ein Komma fehlt." in seen.page.text  # for its writers what was said stays
    assert (await rita.browser.get(f"/beratung/{asked.id}")).status == 404
    assert (await send(rita.browser, f"/beratung/{asked.id}", tun="raten", text="Noch etwas")).status == 404
    assert "Niemand fragt um Rat." in (await rita.browser.get("/beratung")).page.text
    late = await send(erika.browser, f"/entwuerfe/{asked.id}/rat", tun="antworten", text="Danke!")
    assert late.status == 409
    assert "Danke!" in late.page.html
    assert (await send(erika.browser, f"/entwuerfe/{asked.id}/rat", tun="zuruecknehmen")).status == 200
    again = await send(erika.browser, f"/entwuerfe/{asked.id}/rat", tun="fragen", text="Und jetzt?")
    assert "Und jetzt?" in again.page.text
    assert "Rat steht noch aus." in again.page.text
    assert await node.count("draft_comments") == 1


@pytest.mark.parametrize("text", ["", " \n ", "x" * 1_001])
async def test_a_question_has_words_and_not_too_many(node, erika, draft, text):
    await erika.browser.get(f"/entwuerfe/{draft.id}")

    seen = await erika.browser.press("Um Rat fragen", text=text)

    assert seen.status == 422
    assert "Schreiben Sie etwas, höchstens 1.000 Zeichen." in seen.page.text
    form, _ = seen.page.form_with("Um Rat fragen")
    assert ("text", text) in form.fields
    assert [each.kept.request for each in await kept(node)] == [None]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4_001])
async def test_advice_and_replies_have_words_and_not_too_many(node, erika, rita, asked, text):
    for browser, path, button in (
        (rita.browser, f"/beratung/{asked.id}", "Rat geben"),
        (erika.browser, f"/entwuerfe/{asked.id}", "Antworten"),
    ):
        await browser.get(path)
        seen = await browser.press(button, text=text)
        assert seen.status == 422
        assert ("text", text) in seen.page.form_with(button)[0].fields
    assert await node.count("draft_comments") == 0


async def test_what_no_button_says_does_nothing(node, erika, rita, asked):
    before = await rows(node)

    for browser, path in (
        (erika.browser, f"/entwuerfe/{asked.id}/rat"),
        (rita.browser, f"/beratung/{asked.id}"),
    ):
        for act in ("", "veroeffentlichen", "loeschen"):
            assert (await send(browser, path, tun=act, text="x")).status == 422
    assert (await send(rita.browser, f"/beratung/{asked.id}", tun="raten", text="x", stand="7")).status == 422
    assert await rows(node) == before


async def test_only_advisers_advise_whatever_else_somebody_is(node, erika, emil, ada, asked):
    """Who administers, moderates or writes for the channel does not, without the right."""
    moderator = await someone(node, await node.create("mona"), "mona@here.test")
    before = await rows(node)

    for each in (emil, ada, moderator):
        assert "Beratung" not in (await each.browser.get("/start")).page.text
        for path in ("/beratung", f"/beratung/{asked.id}"):
            seen = await each.browser.get(path)
            assert seen.status == 403
            assert SECRET not in seen.page.text
        assert (await send(each.browser, f"/beratung/{asked.id}", tun="geprueft")).status == 403
    with pytest.raises(Forbidden):
        await advise(node.node, Actor(node.node.itself), asked.id, "x")
    assert await rows(node) == before


async def test_who_asked_or_wrote_does_not_advise_themselves(node, erika, emil, ada, asked):
    for email in ("erika@here.test", "emil@here.test"):
        await appoint(node.node, ada.actor, email)
    await ask_advice(node.node, emil.actor, asked.id, "Und so?")

    for each in (erika, emil):  # she changed it last, he asked
        seen = await each.browser.get(f"/beratung/{asked.id}")
        assert "Jemand anderes sieht ihn sich an." in seen.page.text
        assert (await send(each.browser, f"/beratung/{asked.id}", tun="geprueft")).status == 403
    assert await node.count("draft_comments") == 0


async def test_the_right_ends_at_once(node, ada, rita, asked):
    assert (await rita.browser.get(f"/beratung/{asked.id}")).status == 200

    await dismiss(node.node, ada.actor, rita.login.id)

    assert (await rita.browser.get(f"/beratung/{asked.id}")).status == 403
    assert (await send(rita.browser, f"/beratung/{asked.id}", tun="raten", text="x")).status == 403
    with pytest.raises(NotFound):
        await dismiss(node.node, ada.actor, rita.login.id)


async def test_with_the_crisis_role_nobody_advises(node, rathaus, rita, asked):
    await join(node, rita.login, rathaus, MemberRole.CRISIS)

    with pytest.raises(Forbidden):
        await advise(node.node, Actor(rathaus, rita.login.id), asked.id, "x")


@pytest.mark.slow
async def test_no_form_and_no_program_lets_an_adviser_do_more(node, erika, rita, asked):
    """With the number of the draft at every address there is, as a page's form and with every right a program can have: it stays
    as it is, and is published, changed and deleted by nobody."""
    program = await app_of(node, rita.account, *ALL, *OFFICE)
    before = await rows(node)
    marke = await token_of(rita.browser)
    fields = {
        "tun": "senden", "text": "x", "status": "x", "entwurf": str(asked.id), "stand": "1", "id": str(asked.id),
        "scheduled_at": "2031-01-01T10:00:00Z", "draft_id": str(asked.id),
    }  # fmt: skip
    own = {"/verfassen", "/api/v1/statuses", "/staff/v1/coordination/drafts/{id:\\d+}/comments"}
    left = {"/abmelden", "/kanal-wechseln", r"/beratung/{id:\d+}"} | own

    for path in FORMS:
        if path not in left and "/einstellungen" not in path:
            address = filled(path, id=str(asked.id), name="rathaus", handle="rathaus")
            await rita.browser.send(address, {**fields, "marke": marke}, Origin=node.origin)
    for method, path, _ in ROUTES:
        if method == "GET" or not path.startswith(("/api", "/staff")) or path in own:
            continue
        async with node.session.request(
            method,
            node.url(filled(path, id=str(asked.id), name="rathaus")),
            json=fields,
            headers={"Authorization": f"Bearer {program.secret}"},
            allow_redirects=False,
        ) as answer:
            assert answer.status < 500 or answer.status == 502, (method, path)

    refused = await send(rita.browser, "/verfassen", **fields)
    assert refused.status == 409
    stored = await rows(node)
    assert stored[:1] == before[:1]
    assert await node.count("draft_comments") == 0
    assert [row for row in stored if row.get("author_id") == erika.account.id] == []
    told = await rita.browser.get(f"/beratung/{asked.id}")
    assert SECRET in told.page.text


@pytest.mark.slow
async def test_an_adviser_reads_it_at_one_address_and_another_draft_at_none(node, erika, rita, asked):
    other = await keep(node.node, erika.actor, Draft(text=f"{SECRET}: noch geheim"))
    program = await app_of(node, rita.account, *ALL, *OFFICE)
    cookie = "; ".join(f"{name}={value}" for name, value in rita.browser.cookies.items())
    told = set()
    for path in READ:
        for number in (asked.id, other.id):
            for headers in ({"Cookie": cookie}, {"Authorization": f"Bearer {program.secret}"}):
                if "/stream" in path:
                    continue
                address = filled(path, id=str(number), name="rathaus", handle="rathaus")
                accept = "text/html" if "Cookie" in headers else "application/json"
                answer = await node.get(address, accept=accept, headers=headers)
                if SECRET in await answer.text(errors="replace"):
                    told.add(address)

    assert told == {"/beratung", f"/beratung/{asked.id}"}
    assert "noch geheim" not in (await rita.browser.get("/beratung")).page.text


async def test_an_answer_to_what_is_not_for_everybody_stays_unread(node, erika, rita):
    carl = await node.create("carl")
    letter = await node.post(carl, "Bitte vertraulich: @rathaus", visibility="direct")
    draft = await keep(node.node, erika.actor, Draft(text="Gern.", in_reply_to_id=letter.id))
    await ask_advice(node.node, erika.actor, draft.id, QUESTION)

    theirs = await rita.browser.get(f"/beratung/{draft.id}")
    ours = await erika.browser.get(f"/entwuerfe/{draft.id}")

    assert "Bitte vertraulich" not in theirs.page.text
    assert "antwortet auf einen Beitrag, den Sie nicht lesen können" in theirs.page.text
    assert "Bitte vertraulich" in ours.page.text


async def test_so_much_can_be_said_and_no_more(node, rita, asked):
    async def fill(tx):
        for _ in range(MOST_COMMENTS):
            await tx.kept.say(
                Comment(id=tx.ids.new(), draft_id=asked.id, side=Side.WRITER, text="x", version=1, at=tx.now)
            )

    await node.store.write(fill)

    assert (await send(rita.browser, f"/beratung/{asked.id}", tun="raten", text="Noch etwas")).status == 429


async def test_advice_on_what_is_thrown_away_at_the_same_moment_is_no_fault_of_ours(node, erika, rita, asked):
    tries = [advise(node.node, rita.actor, asked.id, f"Rat {number}") for number in range(3)]

    found = await asyncio.gather(*tries, discard(node.node, erika.actor, asked.id), return_exceptions=True)

    assert {type(each) for each in found} <= {type(None), NotFound}
    assert await node.count("kept_drafts") == await node.count("draft_comments") == 0


async def test_nobody_asks_about_or_withdraws_anothers_draft(node, rita, asked):
    for refused in (
        ask_advice(node.node, rita.actor, asked.id, "x"),
        withdraw_question(node.node, rita.actor, asked.id),
        reply(node.node, rita.actor, asked.id, "x"),
        discard(node.node, rita.actor, asked.id),
    ):
        with pytest.raises(NotFound):
            await refused
    [found] = await kept(node)
    assert found.kept.request.question == QUESTION


async def test_what_was_said_goes_with_the_account_and_the_list_forgets_it_at_once(node, erika, rita, asked):
    await advise(node.node, rita.actor, asked.id, "Ein Komma fehlt.")

    await delete_account(node.node, erika.actor)

    assert (await rita.browser.get(f"/beratung/{asked.id}")).status == 404
    assert "Niemand fragt um Rat." in (await rita.browser.get("/beratung")).page.text
    await node.work()
    assert await node.count("draft_comments") == 0


async def test_the_pages_are_in_english_too(node, ada, rathaus, asked):
    rose = await someone(node, await node.create("rose"), "rose@here.test", language="en")
    await appoint(node.node, ada.actor, "rose@here.test")

    listed = await rose.browser.get("/beratung")
    opened = await rose.browser.get(f"/beratung/{asked.id}")

    assert "No advice yet." in listed.page.text
    assert "No objections" in opened.page.text
    done = await rose.browser.press("No objections")
    assert "Reviewed: there are no objections to this version." in done.page.text


async def test_what_is_written_is_shown_as_text(node, erika, rita, asked):
    await advise(node.node, rita.actor, asked.id, '<script>alert("x")</script> & <b>fett</b>')

    seen = await erika.browser.get(f"/entwuerfe/{asked.id}")

    assert '<script>alert("x")</script> & <b>fett</b>' in seen.page.text
    assert json.dumps(await rows(node), default=str).count("<script>") == 1
