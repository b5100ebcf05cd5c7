"""What was published at once in a crisis is looked at by somebody else: confirmed, corrected or taken back (K3, row 112)."""

import pytest

from node.cli import duties
from node.cli.words import Say
from node.errors import Conflict, Forbidden, NotFound, Unprocessable
from node.inbox.upkeep import _forget_acts
from node.model.account import Actor
from node.model.crisis import Judgement
from node.model.draft import Draft
from node.model.login import Role
from node.model.warning import Level
from node.outbox.crisis_reviews import NOTE_CHARACTERS, judge
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.publish import publish
from node.outbox.warnings import Wanted, warn
from tests.outbox.story import followed_by, sent
from tests.web.browser import person
from tests.web.crisis.conftest import DUTY, EDITOR, logged_in

TEXT = "Das Wasser steigt. Räumen Sie die Keller."
LABEL = "Beitrag bestätigen"


async def _published(node, duty):
    return await publish(node.node, duty.actor, Draft(text=TEXT, urgent=True))


async def _reviews(node, *, waiting):
    return await node.store.read(lambda tx: tx.crisis.open(None) if waiting else tx.crisis.judged(None))


def _button(browser, begin):
    return next(each.text for form in browser.page.forms for each in form.buttons if each.text.startswith(begin))


async def test_an_editor_sees_it_and_confirms(node, duty, editor):
    await _published(node, duty)
    found = await duties_result(node)

    await editor.browser.get("/start")
    assert "(eine offen)" in editor.browser.page.text
    await editor.browser.get(
        next(path for name, path in editor.browser.page.links.items() if name.startswith("Nachträglich prüfen"))
    )
    seen = editor.browser.page.text
    await editor.browser.press(_button(editor.browser, LABEL), vermerk="Richtig so.")

    assert (TEXT in seen, DUTY in seen) == (True, True)
    assert "Ihre Prüfung ist vermerkt." in editor.browser.page.text
    assert "Es wartet nichts auf eine Prüfung." in editor.browser.page.text
    [done] = await _reviews(node, waiting=False)
    assert (done.judgement, done.reviewer_id, done.note) == (Judgement.CONFIRMED, editor.login.id, "Richtig so.")
    assert TEXT in await node.page("/@feuerwehr")
    assert (found, await duties_result(node)) == ("fail", "ok")
    acts = await node.store.read(lambda tx: tx.acts.of_account(duty.channel.id))
    assert "review" in [each.kind.value for each in acts]


async def duties_result(node):
    duty = next(each for each in duties.DUTIES if each.name == "crisis reviews")
    return (await duty.check(node.node, Say("de"))).result.value


async def test_taking_it_back_deletes_the_post_everywhere(node, duty, editor, bob, there):
    await followed_by(node, duty.channel, bob)
    post = await _published(node, duty)

    await editor.browser.get("/nachpruefung")
    await editor.browser.press(_button(editor.browser, "Beitrag zurückziehen"))
    await node.work()

    assert (await node.get(f"/@feuerwehr/{post.id}")).status == 410
    assert post.uri in str(sent(there, "Delete"))
    [done] = await _reviews(node, waiting=False)
    assert done.judgement is Judgement.WITHDRAWN
    assert "inzwischen gelöscht" in editor.browser.page.text


async def test_taking_a_warning_back_takes_it_down(node, duty, editor):
    await warn(node.node, duty.actor, Wanted(level=Level.DANGER, text_de=TEXT))
    shown = await node.page("/")

    await editor.browser.get("/nachpruefung")
    await editor.browser.press(_button(editor.browser, "Warnung zurückziehen"))

    assert TEXT in shown
    assert TEXT not in await node.page("/")


async def test_a_later_warning_is_not_taken_down_with_it(node, duty):
    await warn(node.node, duty.actor, Wanted(level=Level.DANGER, text_de=TEXT))
    [first] = await _reviews(node, waiting=True)
    await warn(node.node, duty.actor, Wanted(level=Level.DANGER, text_de="Das Wasser steht."))

    await judge(node.node, Actor(node.node.itself), first.id, Judgement.WITHDRAWN)

    assert "Das Wasser steht." in await node.page("/")


async def test_whoever_corrects_or_deletes_it_has_looked_at_it(node, duty, editor, alice):
    moderator = await person(node, alice, "amt@here.test", role=Role.MODERATOR)
    first, second = await _published(node, duty), await _published(node, duty)
    await warn(node.node, duty.actor, Wanted(level=Level.DANGER, text_de=TEXT))

    await edit(node.node, editor.actor, first.id, Draft(text="Das Wasser fällt."))
    await delete_post(node.node, editor.actor, second.id)
    await warn(node.node, Actor(alice, moderator.id), Wanted(level=Level.INFORMATION, text_de="Entwarnung."))

    assert await _reviews(node, waiting=True) == []
    done = {(each.subject.value, each.subject_id): each for each in await _reviews(node, waiting=False)}
    assert done["post", first.id].judgement is Judgement.CORRECTED
    assert done["post", second.id].judgement is Judgement.WITHDRAWN
    assert {each.reviewer_id for each in done.values()} == {editor.login.id, moderator.id}


async def test_what_is_changed_after_the_review_waits_again(node, duty, editor):
    post = await _published(node, duty)
    [first] = await _reviews(node, waiting=True)
    await judge(node.node, editor.actor, first.id, Judgement.CONFIRMED)

    await edit(node.node, duty.actor, post.id, Draft(text="Das Wasser fällt."))

    [again] = await _reviews(node, waiting=True)
    assert (again.subject_id, again.id != first.id) == (post.id, True)


async def test_nobody_reviews_their_own_words_nor_twice_nor_those_of_others(node, duty, editor, alice):
    await _published(node, duty)
    [waiting] = await _reviews(node, waiting=True)
    stranger = await person(node, alice)
    both = await person(node, alice, "beides@here.test", role=Role.ADMIN)

    for by in (duty.actor, Actor(alice, stranger.id)):
        with pytest.raises(Forbidden):
            await judge(node.node, by, waiting.id, Judgement.CONFIRMED)
    for judgement, said in ((Judgement.CORRECTED, ""), (Judgement.CONFIRMED, "x" * (NOTE_CHARACTERS + 1))):
        with pytest.raises(Unprocessable):
            await judge(node.node, editor.actor, waiting.id, judgement, said)
    with pytest.raises(NotFound):
        await judge(node.node, editor.actor, 1, Judgement.CONFIRMED)
    assert [each.id for each in await _reviews(node, waiting=True)] == [waiting.id]

    await judge(node.node, Actor(alice, both.id), waiting.id, Judgement.CONFIRMED)
    with pytest.raises(Conflict):
        await judge(node.node, editor.actor, waiting.id, Judgement.WITHDRAWN)
    assert TEXT in await node.page("/@feuerwehr")


async def test_an_administrator_who_published_it_has_to_find_somebody_else(node, duty):
    await node.store.write(lambda tx: tx.logins.set_role(duty.login.id, Role.ADMIN))
    await _published(node, duty)
    [waiting] = await _reviews(node, waiting=True)

    with pytest.raises(Forbidden):
        await judge(node.node, duty.actor, waiting.id, Judgement.CONFIRMED)


async def test_what_is_wrong_is_said_on_the_page(node, duty, editor, alice):
    await _published(node, duty)
    await person(node, alice)
    member, stranger = await logged_in(node, "alice@here.test"), await node.get("/nachpruefung", accept="text/html")
    await editor.browser.get("/nachpruefung")
    [waiting] = await _reviews(node, waiting=True)

    seen = await editor.browser.press(_button(editor.browser, LABEL), vermerk="ä" * (NOTE_CHARACTERS + 1))
    assert (seen.status, "Der Vermerk ist zu lang." in seen.page.text) == (422, True)
    form, _ = seen.page.form_with(_button(editor.browser, LABEL))
    assert ("vermerk", "ä" * (NOTE_CHARACTERS + 1)) in form.fields
    await judge(node.node, Actor(node.node.itself), waiting.id, Judgement.CONFIRMED)
    late = await editor.browser.press(_button(editor.browser, LABEL), vermerk="")

    assert (late.status, "Das hat schon jemand geprüft." in late.page.text) == (409, True)
    assert "Befehlszeile" in late.page.text
    assert (await member.get("/nachpruefung")).page.text.count("wartet nichts") == 1  # of her own account
    assert stranger.status == 401


async def test_a_reviewer_of_another_channel_sees_nothing_of_it(node, duty, alice):
    await _published(node, duty)
    await person(node, alice)

    member = await logged_in(node, "alice@here.test")

    seen = await member.get("/nachpruefung")
    assert TEXT not in seen.page.text
    assert "Nachträglich prüfen" not in (await member.get("/start")).page.text


async def test_the_page_of_the_channel_says_that_something_waits(node, duty, editor):
    await _published(node, duty)

    seen = await editor.browser.get("/verwaltung/kanaele/feuerwehr")

    assert "Eine eilige Veröffentlichung dieses Kanals ist noch nicht geprüft." in seen.page.text
    assert f"{DUTY} Rolle Krisenrolle" in seen.page.text
    english = await logged_in(node, EDITOR, "en")
    await english.get("/nachpruefung")
    assert "Review afterwards" in english.page.text


async def test_what_was_reviewed_is_forgotten_with_the_acts_and_what_waits_is_not(node, duty, editor, clock):
    await _published(node, duty)
    [first] = await _reviews(node, waiting=True)
    await judge(node.node, editor.actor, first.id, Judgement.CONFIRMED)
    await warn(node.node, duty.actor, Wanted(level=Level.DANGER, text_de=TEXT))

    clock.move(days=32)
    await node.store.write(_forget_acts, 1)

    assert await _reviews(node, waiting=False) == []
    assert [each.subject.value for each in await _reviews(node, waiting=True)] == ["warning"]
