"""What is kept of a guest, and for how long (M23)."""

import pytest

from node.config import build as build_config
from node.errors import Misconfigured
from node.inbox.upkeep import duties
from node.model.account import Actor
from node.model.guest import GuestState
from node.outbox.delete import delete_post
from node.outbox.guest_account import guest_account
from node.outbox.guests import approve, reject
from tests.web.browser import PASSWORD, Browser, person
from tests.web.guests.story import GUEST, ORGANIZATIONS, by, newest, replies, send_off
from tests.world import World


async def everything(town: World) -> str:
    tables = await town.store.read(
        lambda tx: tx.db.rows("SELECT * FROM guest_replies"),
    )
    jobs = await town.store.read(lambda tx: tx.db.rows("SELECT * FROM jobs"))
    posts = await town.store.read(lambda tx: tx.db.rows("SELECT * FROM posts"))
    acts = await town.store.read(lambda tx: tx.db.rows("SELECT * FROM acts"))
    activities = await town.store.read(lambda tx: tx.db.rows("SELECT * FROM activities"))
    return str([dict(row) for row in (*tables, *jobs, *posts, *acts, *activities)])


async def test_the_address_is_nowhere_but_in_its_row_and_goes_in_time(town, mailbox, guest, post, clock, caplog):  # M23
    link = await send_off(guest, town, mailbox, post)
    published = await approve(town.node, by(town), await newest(town))
    await town.work()
    public = [await town.page(path) for path in ("/", "/@gast", f"/@rathaus/{post.id}", f"/@gast/{published.id}")]
    public += [str(await town.json(path)) for path in (published.uri, "/users/gast", "/users/gast/outbox?page=true")]
    at_first = await everything(town)

    clock.move(days=31)
    await duties(town.node)["guests"][1]()
    later = await everything(town)

    assert not [each for each in public if GUEST in each]
    assert at_first.count(GUEST) == 1
    assert GUEST not in later
    assert "127.0.0.1" not in at_first
    assert GUEST not in caplog.text
    assert "Ihre Antwort ist veröffentlicht" in (await guest.get(link)).page.text  # the link goes on being good


async def test_what_was_rejected_is_forgotten_whole(town, mailbox, guest, post, clock):
    link = await send_off(guest, town, mailbox, post)
    await reject(town.node, by(town), await newest(town), "Werbung")
    await town.work()

    clock.move(days=31)
    await duties(town.node)["guests"][1]()

    assert await replies(town) == []
    assert await town.count("guest_links") == 0
    assert (await guest.get(link)).status == 410


async def test_what_nobody_decides_about_loses_its_address_and_goes_in_the_end(town, mailbox, guest, post, clock):
    await send_off(guest, town, mailbox, post)

    clock.move(days=31)
    await duties(town.node)["guests"][1]()
    first = await replies(town)
    await reject(town.node, by(town), first[0]["id"], "zu spät")
    await town.work()
    letters = len(mailbox.to(GUEST))
    await send_off(guest, town, mailbox, post, text="Noch eine.")
    clock.move(days=200)
    await duties(town.node)["guests"][1]()

    assert [(each["email"], each["state"]) for each in first] == [(None, "waiting")]
    assert letters == 1
    assert await replies(town) == []


async def test_a_published_answer_keeps_its_text_in_one_place(town, mailbox, guest, post):
    await send_off(guest, town, mailbox, post)
    await approve(town.node, by(town), await newest(town))

    [row] = await replies(town)

    assert (row["text"], row["state"]) == ("", GuestState.PUBLISHED.value)


async def test_a_post_that_was_removed_otherwise_is_told_at_the_link(town, mailbox, guest, post):
    link = await send_off(guest, town, mailbox, post)
    published = await approve(town.node, by(town), await newest(town))
    await delete_post(town.node, Actor(await guest_account(town.node)), published.id)

    seen = await guest.get(link)

    assert "Ihre Antwort wurde entfernt" in seen.page.text


async def test_the_person_who_looks_after_it_finds_it_in_the_menu(town, rathaus):
    await person(town, rathaus, "ratsfrau@here.test")
    browser = Browser(town)
    await browser.log_in("ratsfrau@here.test", PASSWORD)

    await browser.get("/start")

    assert browser.page.links["Antworten von Gästen"] == "/gaeste"


async def test_the_privacy_notice_says_so_where_guests_answer(make_node, mailbox):  # Art. 13 GDPR
    town = await make_node(mail=mailbox.settings, organizations=ORGANIZATIONS)

    text = (await Browser(town).get("/datenschutz")).page.text

    assert "Menschen, die ohne Konto antworten" in text
    assert "30 Tage" in text
    assert "sie wird nicht gespeichert" in text


def test_guests_everywhere_need_letters(tmp_path):
    settings = {"node": {"base_url": "http://here.test"}, "guests": {"replies": "all"}}

    with pytest.raises(Misconfigured, match=r"guests\.replies"):
        build_config(settings, tmp_path)
    assert build_config({**settings, "mail": {"backend": "console"}}, tmp_path).guests.replies == "all"
