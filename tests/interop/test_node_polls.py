"""Questions asked on one side and answered on the other, their totals, and their end."""

from datetime import timedelta

from node.model.account import Actor
from node.outbox.lookup import fetch_post
from node.outbox.vote import tell_results, vote


async def ask(town, account, *options: str, **more):
    return await town.publish(
        account, "Wohin geht der Ausflug?", options=options, closes_at=town.clock.now + timedelta(minutes=10), **more
    )


async def poll_of(town, post):
    return await town.store.read(lambda tx: tx.polls.find(post.id))


def totals(question: dict) -> dict[str, int]:
    return {
        each["name"]: each["replies"]["totalItems"] for each in question.get("oneOf") or question.get("anyOf") or []
    }


async def test_fedify_votes_in_our_poll_and_is_told_how_it_stands_and_ends(town, alice, peer, anna):
    await town.followed_by(alice, anna)
    post = await ask(town, alice, "Park", "See", "Berg", multiple=True)
    came = await peer.wait("Create", {"object.id": post.uri})
    assert (came.json["object"]["type"], totals(came.json["object"])) == ("Question", {"Park": 0, "See": 0, "Berg": 0})
    assert (await anna.fetch(post.uri))["type"] == "Question"

    assert await town.became(await anna.vote(post.uri, ["See", "Berg"])) == "done: vote counted"
    await tell_results(town.node)
    update = (await peer.wait("Update", {"object.id": post.uri})).json["object"]
    assert (totals(update), update["votersCount"]) == ({"Park": 0, "See": 1, "Berg": 1}, 1)

    town.clock.move(minutes=11)
    await tell_results(town.node)
    ended = await peer.wait("Update", {"object.id": post.uri, "object.votersCount": 1})
    assert ended.json["object"]["closed"]
    assert (await poll_of(town, post)).closed_at is not None


async def test_a_second_vote_and_a_vote_too_late_do_not_count(town, alice, anna):
    post = await ask(town, alice, "Ja", "Nein")

    assert await town.became(await anna.vote(post.uri, ["Ja"])) == "done: vote counted"
    assert (await town.became(await anna.vote(post.uri, ["Nein"]))).startswith("done: ignored: ")
    town.clock.move(minutes=11)
    bella = await anna.order("create_actor", name="bella")
    late = await anna.order("vote", **{"as": bella["name"]}, uri=post.uri, choices=["Nein"])

    assert await town.became_of(late["activity"]["id"]) == "done: ignored: the poll has ended"
    assert [option.votes for option in (await poll_of(town, post)).options] == [1, 0]


async def test_we_vote_in_their_poll_and_see_how_it_stands_and_ends(town, alice, peer, anna):
    await town.follows(alice, anna)
    question = await anna.question("<p>Wohin?</p>", ["Park", "See", "Berg"], multiple=True)
    post = await town.find(question.id)
    assert [option.title for option in (await poll_of(town, post)).options] == ["Park", "See", "Berg"]

    await vote(town.node, Actor(alice), post.id, [1, 2])
    for choice in ("See", "Berg"):
        assert (await peer.wait("Create", {"object.name": choice})).json["object"]["inReplyTo"] == question.id
    assert await town.became(await anna.publish_votes(question.id)) == "done: counted: its poll has new totals"
    poll = await poll_of(town, post)
    assert ([option.votes for option in poll.options], poll.voters) == ([0, 1, 1], 1)
    assert poll.closed_at is None

    await town.became(await anna.publish_votes(question.id, closed=True))
    poll = await poll_of(town, post)
    assert ([option.votes for option in poll.options], poll.voters) == ([0, 1, 1], 1)
    assert poll.closed_at is not None


async def test_of_a_single_choice_we_send_one_vote(town, alice, peer, anna):
    question = await anna.question("<p>Ja?</p>", ["Ja", "Nein"])
    post = await fetch_post(town.node, question.id)

    await vote(town.node, Actor(alice), post.id, [0])

    await peer.wait("Create", {"object.name": "Ja"})
    tallied = await anna.publish_votes(question.id)
    assert totals(tallied.object) == {"Ja": 1, "Nein": 0}
