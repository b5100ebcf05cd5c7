"""Somebody with the crisis role publishes what is urgent at once, and can do nothing else (M36, row 112, K3)."""

from datetime import timedelta

import pytest

from node.errors import Conflict, Forbidden
from node.model.account import Actor
from node.model.channel import MemberRole
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.model.warning import Level
from node.outbox.advice import ask_advice
from node.outbox.block import block
from node.outbox.boost import boost
from node.outbox.delete import delete_account, delete_post
from node.outbox.edit import edit
from node.outbox.follow import follow
from node.outbox.keep import keep
from node.outbox.launch import open_gates
from node.outbox.move import add_alias
from node.outbox.pin import pin
from node.outbox.profile import ProfileChange, change
from node.outbox.publish import publish
from node.outbox.react import like
from node.outbox.report import report
from node.outbox.schedule import schedule
from node.outbox.sheets import save_sheet
from node.outbox.vote import vote
from node.outbox.warnings import Wanted, clear, warn
from tests.outbox.story import followed_by, known, posted, sent
from tests.web.browser import person
from tests.web.crisis.conftest import join
from tests.web.mastodon.app import app_of
from tests.web.test_pages_login import FORMS

MAY = frozenset(
    {
        "/abmelden",
        "/beitrag/1/aendern",
        "/beitrag/1/loeschen",
        "/kanal-wechseln",
        "/verfassen",
        "/warnung",
        *(each for each in FORMS if each.startswith(("/einstellungen/mail", "/einstellungen/passwort"))),
        *(each for each in FORMS if each.startswith(("/einstellungen/sitzungen", "/einstellungen/zweiter-faktor"))),
    }
)
"""Forms of their own log-in, and those whose act asks itself."""


async def test_what_is_urgent_appears_at_once_and_waits_for_a_review(node, duty, bob, there):
    await followed_by(node, duty.channel, bob)

    await duty.browser.get("/start")
    assert duty.browser.seen.path == "/verfassen"
    assert "Sie haben für diesen Kanal die Krisenrolle." in duty.browser.page.text
    seen = await duty.browser.press("Als Feuerwehr veröffentlichen", text="Das Wasser steigt. Räumen Sie die Keller.")
    await node.work()

    assert "Das Wasser steigt." in seen.page.text
    assert "Das Wasser steigt." in await node.page("/@feuerwehr")
    assert "Das Wasser steigt." in str(sent(there, "Create"))
    assert await node.count("urgent") == 1
    [review] = await node.store.read(lambda tx: tx.crisis.open(None))
    assert (review.account_id, review.login_id, review.is_open) == (duty.channel.id, duty.login.id, True)


async def test_they_warn_on_every_page_and_take_it_down(node, duty):
    await duty.browser.get("/warnung")
    await duty.browser.press("Auf jeder Seite zeigen", stufe="danger", text="Meiden Sie die Ufer.")
    shown = await node.page("/")
    await duty.browser.get("/warnung")
    await duty.browser.press("Warnung aufheben")

    assert "Meiden Sie die Ufer." in shown
    assert "Meiden Sie die Ufer." not in await node.page("/")
    [review] = await node.store.read(lambda tx: tx.crisis.open(None))
    assert review.subject.value == "warning"


async def test_each_other_act_is_refused(node, duty, alice, bob):
    foreign, theirs = await posted(node, bob), await known(node, bob)
    own = await node.post(duty.channel, "Übung am Samstag.")
    poll = await node.post(alice, "Wann?", options=("Mo", "Di"), closes_at=node.node.clock() + timedelta(days=1))
    by, when = duty.actor, node.node.clock() + timedelta(days=1)
    before = await node.count("acts")

    for refused in (
        publish(node.node, by, Draft(text="Tag der offenen Tür.")),
        publish(node.node, by, Draft(text="Nur für Sie, @alice", urgent=True, visibility=Visibility.DIRECT)),
        publish(node.node, by, Draft(text="Für wenige.", urgent=True, visibility=Visibility.FOLLOWERS)),
        publish(node.node, by, Draft(text="Stimmt nicht.", urgent=True, in_reply_to_id=foreign.id)),
        publish(node.node, by, Draft(text="Seht her.", urgent=True, quote_of_id=own.id)),
        schedule(node.node, by, Draft(text="Später.", urgent=True), when),
        keep(node.node, by, Draft(text="Später.", urgent=True)),
        ask_advice(node.node, by, 1, "Gut so?"),
        edit(node.node, by, own.id, Draft(text="Anders.")),
        delete_post(node.node, by, own.id),
        like(node.node, by, foreign.id),
        boost(node.node, by, foreign.id),
        vote(node.node, by, poll.id, [0]),
        pin(node.node, by, own.id),
        follow(node.node, by, theirs.id),
        block(node.node, by, theirs.id),
        report(node.node, by, theirs.id, [foreign.id], "", False),
        change(node.node, by, ProfileChange(display_name="Wir")),
        add_alias(node.node, by, bob.uri),
        save_sheet(node.node, by, duty.channel.id, {}, incomplete=True),
        delete_account(node.node, by),
    ):
        with pytest.raises(Forbidden):
            await refused

    assert await node.count("acts") == before
    assert await node.count("crisis_reviews") == 0
    assert await node.count("urgent") == 0


@pytest.mark.parametrize("path", sorted({*FORMS} - MAY))
async def test_each_other_form_is_refused(node, duty, path):
    await duty.browser.get("/verfassen")
    [token] = {value for form in duty.browser.page.forms for name, value in form.fields if name == "marke"}

    seen = await duty.browser.send(path.replace("/x/", "/feuerwehr/"), {"marke": token}, Origin=node.origin)

    assert seen.status == 403


async def test_what_only_the_channel_may_read_they_may_not(node, duty, alice):
    letter = await node.post(alice, "Vertraulich: @feuerwehr", visibility="direct")
    pages = ("/mitteilungen", "/geplant", "/profil", "/anfragen", "/gaeste", "/einstellungen/daten", "/nachpruefung")

    for path in (*pages, "/verwaltung/kanaele/feuerwehr", "/einstellungen/filter", "/kurzlinks"):
        assert (await duty.browser.get(path)).status == 403, path
    for path in (f"/@alice/{letter.id}", "/@alice", "/suche?q=Vertraulich"):
        assert "Vertraulich:" not in (await duty.browser.get(path)).page.text, path


async def test_there_is_no_program_for_the_role(node, duty, channel):
    app = await app_of(node, channel)
    login = await node.store.read(lambda tx: tx.logins.find_by_email("feuerwehr@here.test"))
    await app.get("/api/v1/accounts/verify_credentials")

    await join(node, login, channel, MemberRole.CRISIS)

    assert (await app.ask("GET", "/api/v1/accounts/verify_credentials")).status == 401
    assert (await app.ask("POST", "/api/v1/statuses", json={"status": "Eilig."})).status == 401


async def test_they_correct_and_take_back_only_what_they_published_in_the_role(node, duty, editor):
    post = await publish(node.node, duty.actor, Draft(text="Räumen Sie Haus 3.", urgent=True))
    usual = await publish(node.node, editor.actor, Draft(text="Guten Tag."))

    await edit(node.node, duty.actor, post.id, Draft(text="Räumen Sie Haus 4."))

    assert "Haus 4" in await node.page(f"/@feuerwehr/{post.id}")
    with pytest.raises(Forbidden):
        await edit(node.node, duty.actor, usual.id, Draft(text="Gute Nacht."))
    with pytest.raises(Forbidden):
        await delete_post(node.node, duty.actor, usual.id)
    await delete_post(node.node, duty.actor, post.id)
    [review] = await node.store.read(lambda tx: tx.crisis.open(None))  # somebody has to know of it all the same
    assert review.subject_id == post.id


async def test_the_role_is_of_one_channel(node, duty, alice):
    await join(node, duty.login, alice, MemberRole.EDITOR)
    mine = Actor(alice, duty.login.id)

    usual = await publish(node.node, mine, Draft(text="Mein Garten."))
    with pytest.raises(Forbidden):  # there they are an editor, who moderates nothing
        await warn(node.node, mine, Wanted(level=Level.DANGER, text_de="Achtung."))
    with pytest.raises(Forbidden):
        await clear(node.node, mine)

    assert usual.id
    assert await node.count("crisis_reviews") == 0


async def test_it_ends_with_the_membership_and_the_channel(node, duty):
    await node.store.write(lambda tx: tx.channels.part(duty.login.id, duty.channel.id))

    with pytest.raises(Forbidden):
        await publish(node.node, duty.actor, Draft(text="Eilig.", urgent=True))
    with pytest.raises(Forbidden):
        await warn(node.node, duty.actor, Wanted(level=Level.DANGER, text_de="Achtung."))


async def test_who_may_but_warn_is_no_second_person_of_a_channel(node, duty, editor):
    gates = await node.store.read(open_gates, node.node.config, duty.channel)
    second = await person(node, duty.channel, "vertretung@here.test")

    assert "zwei_personen" in gates
    assert second.id
    assert "zwei_personen" not in await node.store.read(open_gates, node.node.config, duty.channel)


async def test_a_planned_channel_warns_of_nothing(node, duty):
    await node.store.write(lambda tx: tx.db.run("UPDATE accounts SET phase = 'planung' WHERE id = ?", duty.channel.id))

    with pytest.raises(Conflict):
        await warn(node.node, duty.actor, Wanted(level=Level.DANGER, text_de="Achtung."))
