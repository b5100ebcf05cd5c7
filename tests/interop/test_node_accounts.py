"""Accounts that change their profile, move, are reported, or end: told to the other side, and believed from there."""

import pytest

from node.errors import Unprocessable
from node.model.account import Actor
from node.model.login import Role
from node.outbox.accounts import create_login
from node.outbox.delete import delete_account
from node.outbox.lookup import fetch_post
from node.outbox.move import add_alias, move
from node.outbox.profile import ProfileChange, change
from node.outbox.report import report


async def test_our_changed_profile_is_told(town, alice, peer, anna):
    await town.followed_by(alice, anna)

    wanted = ProfileChange(display_name="Alice Amsel", source="Stadtgärtnerin", fields=(("Amt", "Grünflächen"),))
    await change(town.node, Actor(alice), wanted)

    update = await peer.wait("Update", {"object.id": alice.uri})
    assert (update.http_verified, update.proof, update.ld_signature) == (True, True, True)
    person = update.json["object"]
    assert (person["type"], person["name"], person["attachment"][0]["value"]) == (
        "Person",
        "Alice Amsel",
        "Grünflächen",
    )
    assert "Stadtgärtnerin" in (await peer.known(alice.uri))["summary"]


async def test_their_changed_profile_is_seen(town, alice, peer, anna):
    await town.follows(alice, anna)

    changed = await anna.update_profile(
        display_name="Anna Amsel", summary="<p>Gärtnerin</p>", fields=[("Amt", "Rathaus")], approves_followers=True
    )

    assert (await town.became(changed)).startswith("done: ")
    person = await town.person(anna)
    assert (person.display_name, person.summary, person.approves_followers) == ("Anna Amsel", "<p>Gärtnerin</p>", True)
    assert [(field.name, field.value) for field in person.fields] == [("Amt", "Rathaus")]
    assert "Anna Amsel" in await town.seen_at(f"/@anna@{peer.origin[7:]}")


async def test_we_move_and_followers_follow_along(town, alice, peer, other_peer, anna, bert):
    await town.followed_by(alice, bert)
    new = await peer.create_actor("alice_neu", also_known_as=[alice.uri])

    await move(town.node, Actor(alice), new.uri)

    moved = await other_peer.wait("Move")
    assert (moved.json["object"], moved.json["target"]) == (alice.uri, new.uri)
    await other_peer.settle()
    assert (await new.state())["followers"] == [bert.uri]
    assert (await anna.fetch(alice.uri))["raw"]["movedTo"] == new.uri


async def test_nobody_moves_to_an_account_that_does_not_name_them(town, alice, anna):
    with pytest.raises(Unprocessable, match="aliases"):
        await move(town.node, Actor(alice), anna.uri)


async def test_they_move_to_a_third_server_and_our_followers_follow_along(town, alice, anna, other_peer):
    await town.follows(alice, anna)
    new = await other_peer.create_actor("anna_neu", also_known_as=[anna.uri])

    moved = await anna.move(new.uri)

    assert (await town.became(moved)).startswith("done: ")
    person = await town.person(new)
    await town.eventually(lambda: town.is_following(alice, person), "following the new account")
    await other_peer.wait("Follow", {"actor": alice.uri})
    assert (await new.state())["followers"] == [alice.uri]
    await town.eventually(lambda: told_of_move(town, alice, anna), "telling of the move")
    assert not await town.is_following(alice, await town.person(anna))


async def told_of_move(town, account, actor) -> bool:
    return ("move", actor.uri) in await town.notifications_of(account)


async def test_they_do_not_move_to_a_stranger(town, alice, anna, other_peer):
    await town.follows(alice, anna)
    stranger = await other_peer.create_actor("stranger")

    moved = await anna.move(stranger.uri)

    assert (await town.became(moved)).startswith("refused: ")
    assert (await stranger.state())["followers"] == []
    assert await town.is_following(alice, await town.person(anna))


async def test_they_move_to_us_and_bring_their_followers(town, alice, anna, other_peer, bert):
    await bert.follow(anna.uri)
    await other_peer.wait("Accept")
    await add_alias(town.node, Actor(alice), anna.uri)

    await anna.move(alice.uri)

    await other_peer.wait("Accept", {"actor": alice.uri})
    await other_peer.settle()
    assert await town.followers_of(alice) == {bert.uri}
    assert (await anna.state())["followers"] == []


async def test_our_deleted_account_is_gone_there(town, alice, peer, anna, friends):
    post = await town.publish(alice, "Zum Abschied")
    await peer.wait("Create", {"object.id": post.uri})

    await delete_account(town.node, Actor(alice))

    # the actor answers 410 by now: Fedify believes by the key it has kept, and evidence cannot be gathered anew
    gone = await peer.wait("Delete", {"object": alice.uri})
    assert (gone.accepted, gone.http_reason) == (True, "keyFetchError")
    state = await anna.state()
    assert (state["followers"], state["following"]) == ([], [])
    answer = await town.get(alice.uri)
    assert (answer.status, (await answer.json(content_type=None))["type"]) == (410, "Tombstone")


async def test_their_deleted_account_is_gone_here(town, alice, peer, anna, friends):
    sent = await anna.post("<p>Zum Abschied</p>")
    await town.find(sent.id)
    person = await town.person(anna)

    deleted = await anna.delete_account()

    assert (await town.became(deleted)).startswith("done: ")
    assert (await town.now(person)).deleted_at is not None
    assert await town.home(alice) == []
    await town.eventually(lambda: wiped(town, alice, sent.id), "their posts and follows gone")


async def wiped(town, followed, uri: str) -> bool:
    return await town.find_post(uri) is None and await town.followers_of(followed) == set()


async def test_a_report_of_theirs_reaches_our_moderators(town, alice, anna):
    moderator = await town.create("mia")
    await create_login(town.node, moderator, email="mia@town.example", password_hash=None, role=Role.MODERATOR)
    post = await town.publish(alice, "Unsinn")

    flag = await anna.flag(alice.uri, posts=[post.uri], content="Das ist Spam.")

    assert (await town.became(flag)).startswith("done: ")
    [filed] = await town.store.read(lambda tx: tx.reports.open())
    assert (filed.target_id, filed.post_ids, filed.comment) == (alice.id, (post.id,), "Das ist Spam.")
    assert [event for event, _ in await town.notifications_of(moderator)] == ["admin.report"]


async def test_our_report_reaches_theirs_without_saying_who_complained(town, alice, peer, anna):
    sent = await anna.post("<p>Unsinn</p>")
    post = await fetch_post(town.node, sent.id)

    await report(town.node, Actor(alice), post.author_id, [post.id], "Das ist Spam.", forward=True)

    flag = await peer.wait("Flag")
    assert (flag.actor, flag.http_verified) == (town.url("/actor"), True)
    assert (flag.json["object"], flag.json["content"]) == ([anna.uri, sent.id], "Das ist Spam.")
    assert alice.uri not in flag.body
