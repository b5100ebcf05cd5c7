"""Create: what others write to us or about us, and votes."""

from datetime import timedelta

import pytest

from node.model.poll import Option, Poll
from node.model.post import Policy
from node.model.visibility import Visibility
from tests.builders import make_post
from tests.inbox.steps import arrives, followed, known, state_of
from tests.remote import PUBLIC


async def test_a_post_of_somebody_followed_stands_on_the_home_page(node, alice, bob):
    await followed(node, alice, bob)
    create = bob.create(bob.note("Guten Morgen."))

    outcome = await arrives(node, create, bob)

    assert outcome == "202 done: stored"
    assert [view.post.content for view in await node.home(alice)] == ["<p>Guten Morgen.</p>"]


async def test_a_post_of_strangers_for_strangers_is_not_kept(node, alice, bob):
    create = bob.create()

    outcome = await arrives(node, create, bob)

    assert outcome.startswith("202 done: ignored: nobody here follows its author")
    assert await node.count("posts") == 0


async def test_whoever_is_named_is_told(node, alice, bob):
    note = bob.note("@alice Hallo", cc=[alice.uri], tag=[{"type": "Mention", "href": alice.uri, "name": "@alice"}])

    await arrives(node, bob.create(note), bob)

    assert await node.notifications_of(alice) == [("mention", bob.uri)]


async def test_an_answer_to_our_post_stands_below_it_and_is_told_even_when_it_names_nobody(node, alice, bob):
    post = await make_post(node.store, alice)

    await arrives(node, reply := bob.reply(post.uri), bob)

    answer = await node.find_post(reply["object"]["id"])
    assert answer.in_reply_to_id == post.id
    assert answer.thread_id == post.thread_id
    assert (await node.find_post(post.uri)).replies_count == 1
    assert await node.notifications_of(alice) == [("mention", bob.uri)]


async def test_a_quote_of_our_post_is_told(node, alice, bob):
    post = await make_post(node.store, alice)

    outcome = await arrives(node, bob.create(bob.note("Lesenswert", quote=post.uri)), bob)

    assert outcome == "202 done: stored"
    assert await node.notifications_of(alice) == [("quote", bob.uri)]


async def test_the_same_post_in_two_creates_counts_once(node, alice, bob):
    post = await make_post(node.store, alice)
    reply = bob.reply(post.uri)

    await arrives(node, reply, bob)
    outcome = await arrives(node, bob.create(reply["object"]), bob)

    assert outcome == "202 done: ignored: known already"
    assert (await node.find_post(post.uri)).replies_count == 1


async def test_a_post_deleted_before_it_came_does_not_come(node, alice, bob):
    await followed(node, alice, bob)
    create = bob.create()

    await arrives(node, bob.activity("Delete", create["object"]["id"]), bob)
    outcome = await arrives(node, create, bob)

    assert outcome == "202 refused: it was deleted before it came"
    assert await node.count("posts") == 0


async def test_a_strangers_delete_keeps_the_genuine_post_out_for_nobody(node, there, alice, bob):
    await followed(node, alice, bob)
    eve = there.actor("eve")
    await known(node, eve)
    create = bob.create()

    await arrives(node, eve.activity("Delete", create["object"]["id"]), eve)
    outcome = await arrives(node, create, bob)

    assert outcome == "202 done: stored"


async def test_an_embedded_post_of_somebody_else_is_fetched_and_the_fetched_one_counts(node, there, alice, bob):
    dora = there.actor("dora")
    await followed(node, alice, dora)
    note = dora.note("Echt.")

    await arrives(node, bob.activity("Create", {**note, "content": "<p>Gefälscht.</p>"}), bob)

    assert (await node.find_post(note["id"])).content == "<p>Echt.</p>"


@pytest.mark.parametrize("host", ["there.test", "elsewhere.test"])
async def test_a_post_put_into_somebodys_mouth_is_refused(node, there, alice, bob, host):
    victim = there.actor("victim", host=host)
    await followed(node, alice, victim)
    forged = {
        "id": f"{bob.origin}/forged/1",
        "type": "Note",
        "attributedTo": victim.uri,
        "content": "x",
        "to": [PUBLIC],
    }

    outcome = await arrives(node, bob.activity("Create", forged), bob)

    assert outcome.startswith("202 refused")
    assert await node.count("posts") == 0


async def test_an_own_post_with_an_id_elsewhere_is_refused(node, alice, bob, carol):
    await followed(node, alice, bob)
    forged = {**bob.note(), "id": f"{carol.origin}/posts/1"}

    outcome = await arrives(node, bob.activity("Create", forged), bob)

    assert outcome.startswith("202 refused")
    assert await node.count("posts") == 0


async def test_several_posts_at_once_are_refused(node, alice, bob):
    await followed(node, alice, bob)

    outcome = await arrives(node, bob.activity("Create", [bob.note(), bob.note()]), bob)

    assert outcome == "202 refused: the Create is about several posts at once"


@pytest.mark.parametrize("visibility", [Visibility.DIRECT, Visibility.FOLLOWERS, Visibility.LOCAL])
async def test_an_answer_to_what_its_author_cannot_see_stands_alone(node, alice, bob, visibility):
    """T-078"""
    await followed(node, alice, bob)
    secret = await make_post(node.store, alice, visibility=visibility)

    await arrives(node, reply := bob.reply(secret.uri), bob)

    answer = await node.find_post(reply["object"]["id"])
    assert answer.in_reply_to_uri is None
    assert answer.thread_id != secret.thread_id
    assert (await node.find_post(secret.uri)).replies_count == 0
    assert await node.notifications_of(alice) == []


async def test_an_answer_to_an_address_of_ours_that_does_not_exist_stands_alone(node, alice, bob):
    await followed(node, alice, bob)

    await arrives(node, reply := bob.reply(f"{alice.uri}/posts/4711"), bob)

    assert (await node.find_post(reply["object"]["id"])).in_reply_to_uri is None


async def test_an_answer_to_somebody_who_blocks_is_not_kept(node, alice, bob):
    """T-140"""
    post = await make_post(node.store, alice)
    account = await known(node, bob)
    await node.store.write(lambda tx: tx.blocks.add(alice.id, account.id, uri="", now=tx.now))

    outcome = await arrives(node, bob.reply(post.uri, cc=[alice.uri]), bob)

    assert outcome.startswith("202 done: ignored")
    assert await node.notifications_of(alice) == []


async def test_answers_the_author_does_not_want_are_refused(node, there, alice, bob):
    dora = there.actor("dora")
    post = await make_post(node.store, alice, policy=Policy(can_reply=(alice.followers_uri,)))
    await arrives(node, dora.follow(alice), dora)

    refused = await arrives(node, bob.reply(post.uri), bob)
    taken = await arrives(node, dora.reply(post.uri), dora)

    assert refused == "202 refused: the author of the post lets not everybody answer it"
    assert taken == "202 done: stored"


async def test_a_suspended_author_is_refused(node, alice, bob):
    account = await followed(node, alice, bob)
    await node.store.write(lambda tx: tx.db.run("UPDATE accounts SET suspended_at = 1 WHERE id = ?", account.id))

    outcome = await arrives(node, bob.create(), bob)

    assert outcome.startswith(("403", "202 refused"))
    assert await node.count("posts") == 0


# --- votes ---------------------------------------------------------------------------------------------------------


async def make_poll(node, alice, *, multiple: bool = False, ends_in: timedelta | None = None):
    poll = Poll(
        options=(Option("Radweg"), Option("Spielplatz")),
        multiple=multiple,
        closes_at=None if ends_in is None else node.clock.now + ends_in,
    )
    return await make_post(node.store, alice, "Was zuerst?", poll=poll)


def vote(bob, poll, option: str, **more):
    number = bob.server.number()
    note = {"id": f"{bob.uri}#votes/{number}", "type": "Note", "attributedTo": bob.uri, "name": option}
    return bob.activity("Create", {**note, "inReplyTo": poll.uri, "to": [f"{poll.uri}/author"], **more})


async def totals(node, poll) -> list[int]:
    found = await node.store.read(lambda tx: tx.polls.find(poll.id))
    return [option.votes for option in found.options] + [found.voters]


async def test_a_vote_is_counted_and_is_no_post(node, alice, bob):
    poll = await make_poll(node, alice)

    outcome = await arrives(node, vote(bob, poll, "Radweg"), bob)

    assert outcome == "202 done: vote counted"
    assert await totals(node, poll) == [1, 0, 1]
    assert await node.count("posts") == 1
    assert await node.notifications_of(alice) == []


async def test_only_the_first_vote_counts(node, alice, bob):
    poll = await make_poll(node, alice)

    await arrives(node, vote(bob, poll, "Radweg"), bob)
    outcome = await arrives(node, vote(bob, poll, "Spielplatz"), bob)

    assert outcome == "202 done: ignored: the vote was given before"
    assert await totals(node, poll) == [1, 0, 1]


async def test_of_several_options_each_counts_once(node, alice, bob):
    poll = await make_poll(node, alice, multiple=True)

    for option in ("Radweg", "Spielplatz", "Radweg"):
        await arrives(node, vote(bob, poll, option), bob)

    assert await totals(node, poll) == [1, 1, 1]


@pytest.mark.parametrize(
    ("option", "ends_in", "why"),
    [
        ("Parkhaus", None, "the poll has no such option"),
        ("Radweg", timedelta(minutes=-1), "the poll has ended"),
    ],
)
async def test_votes_that_do_not_count(node, alice, bob, option, ends_in, why):
    poll = await make_poll(node, alice, ends_in=ends_in)

    outcome = await arrives(node, vote(bob, poll, option), bob)

    assert outcome == f"202 done: ignored: {why}"
    assert await totals(node, poll) == [0, 0, 0]


async def test_a_vote_on_what_is_no_poll_counts_nowhere(node, alice, bob):
    post = await make_post(node.store, alice)
    before = await state_of(node)

    outcome = await arrives(node, vote(bob, post, "Radweg"), bob)

    assert outcome == "202 done: ignored: the post it votes on is no poll"
    assert await state_of(node) == before


async def test_a_vote_in_somebody_elses_name_does_not_count(node, there, alice, bob):
    poll = await make_poll(node, alice)
    eve = there.actor("eve")

    outcome = await arrives(node, vote(bob, poll, "Radweg") | {"actor": eve.uri}, eve)

    assert not outcome.startswith("202 done: vote")
    assert await totals(node, poll) == [0, 0, 0]


async def test_hashtags_of_others_are_shown_as_they_wrote_them_and_found_in_any_way(node, alice, bob):
    await followed(node, alice, bob)
    note = bob.note("Zum Fest", tag=[{"type": "Hashtag", "name": "#MünchenFest"}, {"type": "Hashtag", "name": "#bier"}])

    await arrives(node, bob.create(note), bob)

    post = await node.find_post(note["id"])
    assert (post.tags, post.shown_tags) == (("muenchenfest", "bier"), ("MünchenFest", "bier"))
    assert await node.store.read(lambda tx: tx.timelines.tag("muenchenfest")) == [post.id]
    assert await node.store.read(lambda tx: tx.tags.shown(["muenchenfest", "bier", "leer"])) == {
        "muenchenfest": "MünchenFest",
        "bier": "bier",
        "leer": "leer",
    }
