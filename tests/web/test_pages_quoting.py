"""Quoting a post from the pages, as far as its author lets it (FEP-044f)."""

import pytest

from node.model.account import Actor
from node.model.addresses import PUBLIC
from node.model.draft import Draft
from node.model.post import Policy
from node.outbox.delete import delete_post
from node.outbox.follow import follow
from node.outbox.interaction import set_quote_policy
from node.outbox.publish import publish
from tests.outbox.story import known, posted
from tests.web.browser import Browser, person

QUOTE, PUBLISH = "Beitrag von rathaus zitieren", "Als alice veröffentlichen"


@pytest.fixture
async def browser(node, alice):
    await person(node, alice)
    logged_in = Browser(node)
    await logged_in.log_in("alice@here.test")
    return logged_in


@pytest.fixture
async def rathaus(node):
    return await node.create("rathaus")


async def write(node, account, text="Am Samstag ist Markt.", *, can_quote=None):
    policy = Policy() if can_quote is None else Policy(can_quote=can_quote)
    post = await publish(node.node, Actor(account), Draft(text=text, policy=policy))
    await node.work()
    return post


async def test_a_post_is_quoted_from_its_page(node, browser, rathaus):
    post = await write(node, rathaus)
    await browser.get(f"/@rathaus/{post.id}")

    await browser.get(browser.page.links["Zitieren"])
    assert "Am Samstag ist Markt." in browser.page.text
    seen = await browser.press(PUBLISH, text="Kommt alle!")

    assert "Am Samstag ist Markt." in seen.page.text
    assert "Kommt alle!" in seen.page.text
    quoting = int(seen.path.split("?")[0].rsplit("/", 1)[1])
    quote = await node.store.read(lambda tx: tx.quotes.find(quoting))
    assert (quote.quoted_id, quote.state.value) == (post.id, "accepted")


async def test_a_preview_keeps_what_is_quoted(node, browser, rathaus):
    post = await write(node, rathaus)
    await browser.get(f"/verfassen?zitat={post.id}")

    await browser.press("Vorschau", text="Kommt alle!")
    assert "Am Samstag ist Markt." in browser.page.text
    seen = await browser.press(PUBLISH)

    quoting = int(seen.path.split("?")[0].rsplit("/", 1)[1])
    assert await node.store.read(lambda tx: tx.quotes.find(quoting)) is not None


async def test_a_post_that_may_not_be_quoted_says_so_and_offers_no_button(node, browser, rathaus):
    post = await write(node, rathaus, can_quote=(rathaus.uri,))

    page = await browser.get(f"/@rathaus/{post.id}")
    assert "Zitieren" not in page.page.links
    seen = await browser.get(f"/verfassen?zitat={post.id}")

    assert seen.status == 403
    assert "rathaus möchte nicht, dass dieser Beitrag zitiert wird" in seen.page.text


async def test_followers_may_where_the_author_lets_them(node, browser, alice, rathaus):
    post = await write(node, rathaus, can_quote=(rathaus.followers_uri,))
    assert (await browser.get(f"/verfassen?zitat={post.id}")).status == 403

    await follow(node.node, Actor(alice), rathaus.id)

    assert (await browser.get(f"/verfassen?zitat={post.id}")).status == 200


async def test_who_lives_elsewhere_is_asked(node, browser, bob):
    author = await known(node, bob)
    post = await posted(node, bob, "Von dort", interactionPolicy={"canQuote": {"automaticApproval": [PUBLIC]}})
    await browser.get(f"/verfassen?zitat={post.id}")
    assert f"{author.shown_name} wird gefragt, ob der Beitrag zitiert werden darf." in browser.page.text

    await browser.press(PUBLISH, text="Lesenswert")
    await node.work()

    [asked] = bob.received("QuoteRequest")
    assert asked["object"] == post.uri


async def test_what_is_deleted_meanwhile_takes_no_text_with_it(node, browser, rathaus):
    post = await write(node, rathaus)
    await browser.get(f"/verfassen?zitat={post.id}")
    await delete_post(node.node, Actor(rathaus), post.id)

    seen = await browser.press(PUBLISH, text="Kommt alle!")

    assert seen.status == 422
    assert "ist gelöscht worden" in seen.page.text
    assert "Kommt alle!" in seen.page.html
    assert (await browser.press(PUBLISH)).status == 200


async def test_a_rule_that_is_changed_meanwhile_is_kept(node, browser, rathaus):
    post = await write(node, rathaus)
    await browser.get(f"/verfassen?zitat={post.id}")
    await set_quote_policy(node.node, Actor(rathaus), post.id, "nobody")

    seen = await browser.press(PUBLISH, text="Kommt alle!")

    assert seen.status == 422
    assert "Dieser Beitrag darf nicht zitiert werden." in seen.page.text
    assert "Kommt alle!" in seen.page.html


@pytest.mark.parametrize("asked", ["1", "x", "-1", "9" * 30, "", "٣"])
async def test_what_is_no_post_is_not_found(node, browser, asked):
    assert (await browser.get(f"/verfassen?zitat={asked}")).status == 404


async def test_a_post_somebody_may_not_read_is_not_quoted(node, browser, rathaus):
    post = await node.post(rathaus, "Nur für Follower.", visibility="followers")

    assert (await browser.get(f"/verfassen?zitat={post.id}")).status == 404
