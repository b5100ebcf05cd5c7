"""Every act says who did it: which person, for which account, what, to what (decision 0005)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from node.errors import Conflict, Forbidden, Gone, NotFound, Unprocessable
from node.model.account import Actor
from node.model.act import Deed
from node.model.draft import Draft
from node.model.visibility import Visibility
from node.outbox.accounts import create_login
from node.outbox.block import block, unblock
from node.outbox.boost import boost, unboost
from node.outbox.delete import delete_account, delete_post
from node.outbox.edit import edit
from node.outbox.follow import accept, follow, reject, unfollow
from node.outbox.move import add_alias, follow_along, move, remove_alias
from node.outbox.pin import MOST, pin, unpin
from node.outbox.profile import ProfileChange, change
from node.outbox.publish import publish
from node.outbox.react import like, unlike
from node.outbox.report import report
from node.outbox.vote import tell_results, vote
from tests.outbox.story import acts, followed_by, known, posted


async def person(node, account, email="erika@musterhausen.test"):
    """Somebody who logged in and acts for the account."""
    login = await create_login(node.node, account, email=email, password_hash=None)
    return Actor(account, login.id)


async def locked(node, account):
    return await node.store.write(lambda tx: tx.accounts.save(replace(account, approves_followers=True)))


async def poll_of(node, account):
    ends = node.clock.now + timedelta(hours=1)
    return await node.post(account, "Spielplatz?", options=("Ja", "Nein"), closes_at=ends)


async def noted(node, by):
    """(what, to what) of every act of the person for the account, oldest first."""
    found = await node.store.read(lambda tx: tx.acts.of_account(by.account.id))
    assert {each.login_id for each in found} <= {by.login_id}
    return [(each.kind.value, each.object_uri) for each in reversed(found)]


async def told(node, by):
    """The types of the activities that the account's acts name, oldest first; None where an act names none."""
    found = await node.store.read(lambda tx: tx.acts.of_account(by.account.id))
    known_ones = await node.store.read(lambda tx: tx.activities.by_ids([each.activity_id or 0 for each in found]))
    return [None if each.activity_id is None else known_ones[each.activity_id].kind for each in reversed(found)]


async def test_a_post_is_written_changed_and_taken_back_by_a_person(node, alice):
    erika = await person(node, alice)

    post = await publish(node.node, erika, Draft(text="Guten Tag.", visibility=Visibility.PUBLIC))
    await edit(node.node, erika, post.id, Draft(text="Guten Abend.", visibility=Visibility.PUBLIC))
    await delete_post(node.node, erika, post.id)

    assert await noted(node, erika) == [("publish", post.uri), ("edit", post.uri), ("delete", post.uri)]
    assert await told(node, erika) == ["Create", "Update", "Delete"]


async def test_what_stays_in_the_house_is_noted_too_and_names_no_activity(node, alice):
    erika = await person(node, alice)

    post = await publish(node.node, erika, Draft(text="Intern.", visibility=Visibility.LOCAL))
    await edit(node.node, erika, post.id, Draft(text="Ganz intern.", visibility=Visibility.LOCAL))
    await delete_post(node.node, erika, post.id)

    assert await noted(node, erika) == [("publish", post.uri), ("edit", post.uri), ("delete", post.uri)]
    assert await told(node, erika) == [None, None, None]


async def test_likes_and_boosts_name_the_post_they_are_of(node, alice, bob):
    erika = await person(node, alice)
    post = await posted(node, bob)

    await like(node.node, erika, post.id)
    await unlike(node.node, erika, post.id)
    made = await boost(node.node, erika, post.id)
    await unboost(node.node, erika, post.id)

    assert await noted(node, erika) == [(each, post.uri) for each in ("like", "unlike", "boost", "unboost")]
    assert await told(node, erika) == ["Like", "Undo", "Announce", "Undo"]
    assert made.uri != post.uri


async def test_deleting_a_boost_is_taking_it_back(node, alice, bob):
    erika = await person(node, alice)
    post = await posted(node, bob)
    made = await boost(node.node, erika, post.id)

    await delete_post(node.node, erika, made.id)

    assert await noted(node, erika) == [("boost", post.uri), ("unboost", post.uri)]


async def test_a_vote_is_one_act_that_does_not_say_for_what(node, alice, bob):
    berta = await person(node, await node.create("berta"))
    ours = await poll_of(node, alice)
    options = [{"type": "Note", "name": name} for name in ("Rot", "Grün", "Blau")]
    theirs = await posted(node, bob, type="Question", anyOf=options)

    await vote(node.node, berta, ours.id, [0])
    await vote(node.node, berta, theirs.id, [0, 2])

    assert await noted(node, berta) == [("vote", ours.uri), ("vote", theirs.uri)]
    assert await told(node, berta) == [None, None]


async def test_pinning_and_unpinning_are_noted(node, alice):
    erika = await person(node, alice)
    post = await publish(node.node, erika, Draft(text="Guten Tag.", visibility=Visibility.PUBLIC))

    await pin(node.node, erika, post.id)
    await unpin(node.node, erika, post.id)

    assert (await noted(node, erika))[1:] == [("pin", post.uri), ("unpin", post.uri)]
    assert (await told(node, erika))[1:] == ["Add", "Remove"]


async def test_follows_name_who_is_followed_here_or_elsewhere(node, alice, bob):
    erika = await person(node, alice)
    berta, theirs = await node.create("berta"), await known(node, bob)

    for followed in (berta, theirs):
        await follow(node.node, erika, followed.id)
        await unfollow(node.node, erika, followed.id)

    assert await noted(node, erika) == [
        ("follow", berta.uri),
        ("unfollow", berta.uri),
        ("follow", bob.uri),
        ("unfollow", bob.uri),
    ]
    assert await told(node, erika) == ["Follow", "Undo", "Follow", "Undo"]


async def test_no_longer_following_an_account_that_is_gone_is_noted_though_nobody_is_told(node, alice):
    erika, berta = await person(node, alice), await node.create("berta")
    await follow(node.node, erika, berta.id)
    await delete_account(node.node, acts(berta))

    await unfollow(node.node, erika, berta.id)

    assert (await noted(node, erika))[-1] == ("unfollow", berta.uri)
    assert (await told(node, erika))[-1] is None


async def test_decisions_about_followers_name_the_follower(node, alice, bob, carol):
    erika = await person(node, await locked(node, alice))
    await followed_by(node, alice, bob, carol)

    await accept(node.node, erika, (await known(node, bob)).id)
    await reject(node.node, erika, (await known(node, carol)).id)

    assert await noted(node, erika) == [("accept", bob.uri), ("reject", carol.uri)]
    assert await told(node, erika) == ["Accept", "Reject"]


async def test_who_blocks_a_follower_has_done_one_thing(node, alice, bob):
    erika = await person(node, alice)
    await followed_by(node, alice, bob)
    theirs = await known(node, bob)

    await block(node.node, erika, theirs.id)
    await unblock(node.node, erika, theirs.id)

    assert await noted(node, erika) == [("block", bob.uri), ("unblock", bob.uri)]
    assert await told(node, erika) == ["Block", "Undo"]


@pytest.mark.parametrize(("forward", "activity"), [(True, "Flag"), (False, None)])
async def test_a_report_is_noted_with_its_reporter_here_only(node, alice, bob, forward, activity):
    erika, theirs = await person(node, alice), await known(node, bob)

    await report(node.node, erika, theirs.id, [], "Beleidigt.", forward)
    await node.work()

    assert await noted(node, erika) == [("report", bob.uri)]
    assert await told(node, erika) == [activity]
    assert all(flag["actor"] == node.node.itself.uri for flag in bob.received("Flag"))


async def test_a_changed_profile_is_one_act_even_when_it_lets_followers_in(node, alice, bob):
    erika = await person(node, await locked(node, alice))
    await followed_by(node, alice, bob)

    await change(node.node, erika, ProfileChange(display_name="Rathaus", approves_followers=False))

    assert await noted(node, erika) == [("profile", alice.uri)]
    assert await told(node, erika) == ["Update"]


async def test_aliases_and_a_move_name_the_other_account(node, alice, bob, carol):
    erika = await person(node, alice)
    bob.more["alsoKnownAs"] = [alice.uri]

    await add_alias(node.node, erika, carol.uri)
    await remove_alias(node.node, erika, carol.uri)
    await move(node.node, erika, bob.uri)

    assert await noted(node, erika) == [("alias", carol.uri), ("unalias", carol.uri), ("move", bob.uri)]
    assert await told(node, erika) == ["Update", "Update", "Move"]


async def test_the_record_outlives_the_account_and_the_person(node, alice):
    erika = await person(node, alice)
    post = await publish(node.node, erika, Draft(text="Guten Tag.", visibility=Visibility.PUBLIC))

    await delete_account(node.node, erika)
    await node.work()
    await node.store.write(lambda tx: tx.db.run("DELETE FROM logins WHERE id = ?", erika.login_id))

    assert await noted(node, erika) == [("publish", post.uri), ("delete", alice.uri)]
    assert await told(node, erika) == ["Create", "Delete"]


async def test_two_people_of_one_account_are_told_apart(node, alice):
    berta = await node.create("berta")
    erika, max_ = await person(node, alice), await person(node, alice, "max@musterhausen.test")
    for_berta, began = replace(erika, account=berta), node.clock()

    first = await publish(node.node, erika, Draft(text="Eins."))
    second = await publish(node.node, max_, Draft(text="Zwei."))
    third = await publish(node.node, for_berta, Draft(text="Drei."))

    of_alice = await node.store.read(lambda tx: tx.acts.of_account(alice.id))
    of_erika = await node.store.read(lambda tx: tx.acts.of_login(erika.login_id))
    assert [(each.login_id, each.object_uri) for each in of_alice] == [
        (max_.login_id, second.uri),
        (erika.login_id, first.uri),
    ]
    assert [(each.account_id, each.object_uri) for each in of_erika] == [(berta.id, third.uri), (alice.id, first.uri)]
    assert began < of_erika[1].at < of_erika[0].at < node.clock()


async def test_the_record_is_read_in_pages_newest_first(node, alice):
    erika = await person(node, alice)
    for text in ("Eins.", "Zwei.", "Drei."):
        await publish(node.node, erika, Draft(text=text))

    for read in (
        lambda tx, **page: tx.acts.of_account(alice.id, **page),
        lambda tx, **page: tx.acts.of_login(erika.login_id, **page),
    ):
        whole = await node.store.read(read)
        newest = await node.store.read(read, limit=2)
        rest = await node.store.read(read, before=newest[-1].id, limit=2)

        assert [*newest, *rest] == whole
        assert len(rest) == 1


async def test_what_the_command_line_and_the_node_do_names_no_person(node, alice, bob, carol):
    old, new = await known(node, bob), await known(node, carol)
    by_hand = acts(alice)
    await follow(node.node, by_hand, old.id)

    await follow_along(node.node, {"from": str(old.id), "to": str(new.id)})

    assert await noted(node, by_hand) == [("follow", bob.uri), ("follow", carol.uri), ("unfollow", bob.uri)]


async def test_answers_to_others_and_duties_are_nobodys_acts(node, alice, bob):
    poll = await poll_of(node, alice)
    before = await node.count("acts")

    await followed_by(node, alice, bob)
    node.clock.move(hours=2)
    await tell_results(node.node)
    await node.work()

    assert bob.received("Accept")
    assert (await node.views(poll.id))[0].poll.closed_at is not None
    assert await node.count("acts") == before


async def test_doing_it_again_changes_nothing_and_is_not_noted_again(node, alice, bob):
    erika = await person(node, alice)
    theirs, post = await known(node, bob), await posted(node, bob)
    own = await publish(node.node, erika, Draft(text="Guten Tag.", visibility=Visibility.PUBLIC))
    await followed_by(node, alice, bob)

    for _ in range(2):
        await like(node.node, erika, post.id)
        await boost(node.node, erika, post.id)
        await follow(node.node, erika, theirs.id)
        await pin(node.node, erika, own.id)
        await add_alias(node.node, erika, bob.uri)
        await change(node.node, erika, ProfileChange(display_name="Rathaus"))
        await accept(node.node, erika, theirs.id)  # follows already
    for _ in range(2):
        await unlike(node.node, erika, post.id)
        await unboost(node.node, erika, post.id)
        await unfollow(node.node, erika, theirs.id)
        await unpin(node.node, erika, own.id)
        await remove_alias(node.node, erika, bob.uri)
        await block(node.node, erika, theirs.id)
    for _ in range(2):
        await unblock(node.node, erika, theirs.id)

    done = " ".join(kind for kind, _ in await noted(node, erika))
    assert done == ("publish like boost follow pin alias profile unlike unboost unfollow unpin unalias block unblock")


async def test_a_refused_act_leaves_nothing(node, alice, bob, carol):
    berta = await node.create("berta")
    erika = await person(node, alice)
    theirs, foreign, hers = await known(node, bob), await posted(node, bob), await node.post(berta)
    narrow = await node.post(alice, visibility="followers")
    poll = await poll_of(node, alice)
    for _ in range(MOST):
        await pin(node.node, acts(alice), (await node.post(alice)).id)
    one_more = await node.post(alice)
    before = await node.count("acts")

    for refused, error in (
        (publish(node.node, erika, Draft(text="Und?", in_reply_to_id=1)), NotFound),
        (edit(node.node, erika, hers.id, Draft(text="Nein.")), Forbidden),
        (delete_post(node.node, erika, hers.id), Forbidden),
        (like(node.node, erika, foreign.id, "kein Emoji"), Unprocessable),
        (unlike(node.node, erika, 1), NotFound),
        (boost(node.node, erika, 1), NotFound),
        (vote(node.node, erika, poll.id, [0]), Unprocessable),
        (vote(node.node, erika, foreign.id, [0]), NotFound),
        (pin(node.node, erika, narrow.id), Forbidden),
        (pin(node.node, erika, one_more.id), Conflict),
        (unpin(node.node, erika, hers.id), Forbidden),
        (follow(node.node, erika, alice.id), Unprocessable),
        (unfollow(node.node, erika, alice.id), Unprocessable),
        (accept(node.node, erika, theirs.id), NotFound),
        (reject(node.node, erika, theirs.id), NotFound),
        (block(node.node, erika, alice.id), Unprocessable),
        (unblock(node.node, erika, alice.id), Unprocessable),
        (report(node.node, erika, theirs.id, [hers.id], "", False), Unprocessable),
        (change(node.node, erika, ProfileChange(display_name="x" * 200)), Unprocessable),
        (add_alias(node.node, erika, alice.uri), Unprocessable),
        (move(node.node, erika, carol.uri), Unprocessable),
    ):
        with pytest.raises(error):
            await refused

    assert await node.count("acts") == before


async def test_nobody_acts_for_an_account_that_is_gone(node, alice, bob):
    erika, theirs = await person(node, alice), await known(node, bob)
    await delete_account(node.node, erika)

    with pytest.raises((Forbidden, Gone)):
        await delete_account(node.node, erika)
    with pytest.raises((Forbidden, Gone)):
        await block(node.node, erika, theirs.id)

    assert await noted(node, erika) == [("delete", alice.uri)]


def test_every_deed_is_written_as_one_lower_case_word():
    assert all(each.value.isalpha() and each.value.islower() for each in Deed)
