"""Somebody decides about an answer of a guest: who may, who is first, and what comes of it (A11, K13)."""

import asyncio

import pytest

from node.errors import Conflict, Forbidden, NotFound
from node.model.account import Actor
from node.outbox.accounts import create_login
from node.outbox.delete import delete_post
from node.outbox.guest_account import guest_account
from node.outbox.guests import approve, reject
from tests.web.browser import Browser, person
from tests.web.guests.story import GUEST, by, moderator, newest, replies, send_off, write


async def test_only_one_who_decides_is_first(town, mailbox, guest, post):
    await send_off(guest, town, mailbox, post)
    number = await newest(town)

    outcomes = await asyncio.gather(
        *(approve(town.node, by(town), number) for _ in range(3)),
        *(reject(town.node, by(town), number, "nein") for _ in range(2)),
        return_exceptions=True,
    )

    done = [each for each in outcomes if not isinstance(each, Exception)]
    assert 1 <= len(done) <= 2  # published, and perhaps taken back afterwards
    assert {type(each) for each in outcomes if isinstance(each, Exception)} == {Conflict}
    assert await town.count("posts") <= 2


async def test_a_guest_who_takes_it_back_while_it_is_published_wins(town, mailbox, guest, post):
    link = await send_off(guest, town, mailbox, post)
    await guest_account(town.node)
    await guest.get(link)

    await asyncio.gather(
        approve(town.node, by(town), await newest(town)), guest.press("Antwort löschen"), return_exceptions=True
    )

    living = await town.store.read(lambda tx: tx.db.value("SELECT COUNT(*) FROM posts WHERE deleted_at IS NULL"))
    assert living == 1
    assert await replies(town) == []


async def test_what_was_published_is_taken_back_with_a_reason(town, mailbox, guest, rathaus, post, bob):
    await bob.deliver(bob.follow(rathaus), rathaus)
    link = await send_off(guest, town, mailbox, post)
    published = await approve(town.node, by(town), await newest(town))
    await town.work()
    desk = await moderator(town)
    await desk.get("/gaeste?zeige=erschienen")

    await desk.press("Mit dieser Begründung zurücknehmen", grund="Doch beleidigend.")
    await town.work()

    assert "Kommt der Bus" not in (await guest.get(f"/@rathaus/{post.id}")).page.text
    assert bob.received("Delete")[-1]["object"]["id"] == published.uri
    assert "Doch beleidigend." in mailbox.last(GUEST)
    assert "Doch beleidigend." in (await guest.get(link)).page.text


async def test_members_of_a_channel_decide_about_its_guests_and_no_others(town, mailbox, guest, rathaus, post):
    await send_off(guest, town, mailbox, post)
    number = await newest(town)
    await person(town, rathaus, "ratsfrau@here.test")
    await person(town, await town.create("alice"))
    hers, other = Browser(town), Browser(town)
    await hers.log_in("ratsfrau@here.test")
    await other.log_in("alice@here.test")

    seen = await hers.get("/gaeste")
    nothing = await other.get("/gaeste")
    form, _ = seen.page.form_with("Veröffentlichen")
    token = dict(other.page.forms[-1].fields)["marke"] if other.page.forms else ""
    refused = await other.send(f"/gaeste/{number}", {"marke": token, "tun": "freigeben"}, Origin=town.origin)

    assert "Erika M. (Gast)" in seen.page.text
    assert form.action == f"/gaeste/{number}"
    assert "Erika M." not in nothing.page.text
    assert refused.status == 403
    assert (
        "Die Antwort ist veröffentlicht."
        in (
            await hers.get("/gaeste"),
            await hers.press("Veröffentlichen"),
        )[1].page.text
    )


async def test_nobody_else_decides(town, mailbox, guest, post):
    await write(guest, post)
    unconfirmed = await newest(town)
    member = await town.create("alice")
    login = await create_login(town.node, member, email="alice@here.test", password_hash=None)

    with pytest.raises(NotFound):
        await approve(town.node, by(town), unconfirmed)
    await town.work()
    await guest.get(mailbox.link(GUEST))
    await guest.press("Ja, Antwort absenden")
    with pytest.raises(Forbidden):
        await approve(town.node, Actor(member, login.id), unconfirmed)
    with pytest.raises(NotFound):
        await approve(town.node, by(town), 99)
    assert (await Browser(town).get("/gaeste")).status == 401


async def test_an_answer_to_a_post_that_went_can_only_be_rejected(town, mailbox, guest, rathaus, post):
    link = await send_off(guest, town, mailbox, post)
    await delete_post(town.node, Actor(rathaus), post.id)
    desk = await moderator(town)
    seen = await desk.get("/gaeste")
    state = await guest.get(link)
    form, _ = seen.page.form_with("Mit dieser Begründung ablehnen")

    pressed = await desk.send(
        form.action, {"marke": dict(form.fields)["marke"], "tun": "freigeben"}, Origin=town.origin
    )

    assert "der Beitrag wurde gelöscht" in seen.page.text
    assert "Veröffentlichen" not in [b.text for f in seen.page.forms for b in f.buttons]
    assert (pressed.status, "nur noch ablehnen" in pressed.page.text) == (409, True)
    assert "der Beitrag wurde gelöscht" in state.page.text
    assert await town.count("guest_replies") == 1


async def test_who_decided_is_known(town, mailbox, guest, post):  # M16
    await send_off(guest, town, mailbox, post)
    desk = await moderator(town)
    await desk.get("/gaeste")
    await desk.press("Veröffentlichen")

    acts = await town.store.read(lambda tx: tx.acts.all())

    [act] = [each for each in acts if each.kind == "approve"]
    login = await town.store.read(lambda tx: tx.logins.find_by_email("mira@here.test"))
    assert (act.login_id, act.activity_id is not None) == (login.id, True)
    assert GUEST not in str(acts)
