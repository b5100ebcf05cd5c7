"""The members of a cooperative decide: one member, one vote, openly or in secret, with minutes that anybody can count anew (A07)."""

import asyncio
import json

import pytest

from node.errors import Conflict, Forbidden, NotFound, Unprocessable
from node.federation.proofs import verify_proof
from node.model.account import Actor
from node.model.act import Deed
from node.model.draft import Draft
from node.model.login import Membership, Role
from node.model.member import MemberKind
from node.model.motion import Majority, Outcome, Stage, Tally
from node.model.recount import recount
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.members import add_member, connect, disconnect, leave
from node.outbox.minutes import close_due
from node.outbox.motions import Terms, open_ballot, submit, withdraw
from node.outbox.voting import entrust, revoke
from tests.outbox.cooperative import founded
from tests.outbox.story import followed_by
from tests.web.browser import person


@pytest.fixture
async def coop(database_url, clock, there, tmp_path):
    async with founded(database_url, clock, there, tmp_path) as made:
        yield made


@pytest.fixture
async def with_proxies(database_url, clock, there, tmp_path):
    async with founded(database_url, clock, there, tmp_path, proxies=True) as made:
        yield made


async def five(coop):
    """Five members with seven accounts, and who acts for each."""
    return [
        await coop.body("Sportverein", "verein", "jugend", "presse"),
        await coop.person("Anna Antrag", "anna"),
        await coop.person("Ben Bürger", "ben"),
        await coop.body("Stadt", "stadt"),
        await coop.person("Cem Citoyen", "cem"),
    ]


async def minutes_of(coop, motion):
    return json.loads((await coop.now(motion)).minutes)


async def everything_stored(coop):
    """All rows of all tables that name a motion's votes, and everything that was done, as text."""

    async def rows(tx):
        found = []
        for table in ("open_votes", "urn_voters", "urns", "motion_proxies", "acts", "jobs"):
            found += [(table, *row.values()) for row in map(dict, await tx.db.rows(f"SELECT * FROM {table}"))]
        return found

    return await coop.world.store.read(rows)


# One member, one vote


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
async def test_five_members_with_seven_accounts_have_five_votes(coop, secret):
    members = await five(coop)
    motion = await coop.motion(secret=secret)
    verein = members[0][0]
    for member, by in members:
        await coop.vote(by, motion, member, "yes")

    for account in ("jugend", "presse"):
        by = await coop.actor(account)
        if secret:
            with pytest.raises(Conflict):
                await coop.vote(by, motion, verein, "no")
        else:
            await coop.vote(by, motion, verein, "no")
    decided = await coop.close(motion)

    assert await coop.world.count("accounts") == 1 + 1 + 7  # the node, the board
    assert decided.tally == Tally(yes=5 if secret else 4, no=0 if secret else 1, abstain=0, entitled=5)
    assert decided.outcome is Outcome.ACCEPTED
    assert len((await minutes_of(coop, motion))["ballots"]) == 5


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
async def test_all_at_once_and_again_and_again_each_member_has_one_vote(coop, secret):
    members = await five(coop)
    motion = await coop.motion(secret=secret)
    verein = members[0][0]
    everybody = [*members, *[(verein, await coop.actor(name)) for name in ("jugend", "presse")]]

    tried = [coop.vote(by, motion, member, "yes") for member, by in everybody * 3]
    answers = await asyncio.gather(*tried, return_exceptions=True)
    decided = await coop.close(motion)

    refused = [each for each in answers if isinstance(each, Conflict)]
    assert len(refused) == (len(tried) - 5 if secret else 0)
    assert len({each for each in answers if isinstance(each, str)}) == 5
    assert decided.tally == Tally(yes=5, no=0, abstain=0, entitled=5)


async def test_nobody_votes_for_somebody_else_and_who_is_no_member_not_at_all(coop):
    (anna, by_anna), (ben, by_ben) = await coop.person("Anna", "anna"), await coop.person("Ben", "ben")
    motion = await coop.motion()
    stranger = Actor(await coop.world.create("fremd"), None)

    for by, member in ((by_anna, ben), (by_ben, anna), (stranger, anna), (coop.itself, anna)):
        with pytest.raises(Forbidden):
            await coop.vote(by, motion, member, "yes")
    assert await coop.world.count("open_votes") == 0


async def test_an_editor_of_a_members_account_has_no_vote_but_who_is_named_has(coop):
    verein, _ = await coop.body("Sportverein", "verein")
    account = await coop.world.store.read(lambda tx: tx.accounts.find_by_handle("verein"))
    other = await coop.world.create("vertretung")
    editor, named = await coop.login(other, "redaktion@here.test"), await coop.login(other, "vertretung@here.test")
    await coop.world.store.write(
        lambda tx: tx.logins.join(
            Membership(login_id=editor.id, account_id=account.id, role="editor", since=tx.now, until=None)
        )
    )
    await connect(coop.node, coop.itself, verein.number, emails=["vertretung@here.test"])
    motion = await coop.motion()

    with pytest.raises(Forbidden):
        await coop.vote(Actor(account, editor.id), motion, verein, "yes")
    await coop.vote(Actor(other, named.id), motion, verein, "yes")
    await disconnect(coop.node, coop.itself, verein.number, emails=["vertretung@here.test"])
    with pytest.raises(Forbidden):
        await coop.vote(Actor(other, named.id), motion, verein, "no")


async def test_who_logs_in_is_one_person_but_may_stand_for_bodies(coop):
    anna, by_anna = await coop.person("Anna", "anna")
    ben, _ = await coop.person("Ben", "ben")
    verein, _ = await coop.body("Sportverein", "verein")
    await connect(coop.node, coop.itself, verein.number, emails=["anna@here.test"])
    motion = await coop.motion()

    with pytest.raises(Conflict):
        await connect(coop.node, coop.itself, ben.number, emails=["anna@here.test"])
    with pytest.raises(Conflict):
        await connect(coop.node, coop.itself, ben.number, accounts=["anna"])
    await coop.vote(by_anna, motion, anna, "yes")
    await coop.vote(by_anna, motion, verein, "no")

    assert (await coop.close(motion)).tally == Tally(yes=1, no=1, abstain=0, entitled=3)


async def test_who_came_later_or_left_has_no_vote_and_a_vote_cast_stays(coop):
    stays, goes, went = [await coop.person(name) for name in ("anna", "ben", "cem")]
    motion = await coop.motion(quorum=100)
    coop.world.clock.move(minutes=1)
    late = await coop.person("dora")
    await coop.vote(goes[1], motion, goes[0], "yes")
    for member, _ in (goes, went):
        await leave(coop.node, coop.itself, member.number)

    for member, by in (late, went, goes):
        with pytest.raises(Forbidden):
            await coop.vote(by, motion, member, "no")
    await coop.vote(stays[1], motion, stays[0], "yes")
    decided = await coop.close(motion)

    assert (decided.tally, decided.outcome) == (Tally(yes=2, no=0, abstain=0, entitled=2), Outcome.ACCEPTED)
    with pytest.raises(Conflict):
        await leave(coop.node, coop.itself, went[0].number)


# Open and secret


async def test_an_open_vote_may_be_changed_until_the_end(coop):
    member, by = await coop.person("anna")
    motion = await coop.motion()
    first = await coop.vote(by, motion, member, "yes")
    second = await coop.vote(by, motion, member, "no")
    coop.world.clock.move(days=14)

    with pytest.raises(Conflict):
        await coop.vote(by, motion, member, "yes")
    decided = await coop.close(motion)

    assert first == second
    assert (decided.tally.no, decided.outcome) == (1, Outcome.REJECTED)
    acts = await coop.world.store.read(lambda tx: tx.db.rows("SELECT kind, object_uri FROM acts WHERE kind = 'vote'"))
    assert [row["object_uri"] for row in acts] == [coop.node.addresses.motion_page(motion.number)] * 2


async def test_of_a_secret_vote_nothing_is_stored_that_leads_from_the_voter_to_it(coop):
    members = await five(coop)
    motion = await coop.motion(secret=True)
    before = await everything_stored(coop)
    receipts = {}
    for (member, by), wanted in zip(members, ("yes", "no", "abstain", "yes", "no"), strict=True):
        receipts[member.number] = (await coop.vote(by, motion, member, wanted), wanted)

    added = [row for row in await everything_stored(coop) if row not in before]
    urns = [row for row in added if row[0] == "urns"]
    voters = [row for row in added if row[0] == "urn_voters"]

    # Who voted, without when; and one row with all votes, in the order of numbers that are chance
    assert sorted(row[:3] for row in voters) == [("urn_voters", motion.number, each) for each in range(1, 6)]
    assert {len(row) for row in voters} == {4}
    assert len(urns) == 1
    assert json.loads(urns[0][2]) == sorted([receipt, wanted] for receipt, wanted in receipts.values())
    assert len(added) == len(urns) + len(voters)  # no act, no job

    await coop.close(motion)
    after = await everything_stored(coop)
    assert [row for row in after if row[0] in {"urns", "urn_voters", "motion_proxies", "open_votes"}] == []
    assert [row for row in after if row[0] == "acts" and "vote" in row] == []
    minutes = await minutes_of(coop, motion)
    assert {each["receipt"]: each["vote"] for each in minutes["ballots"]} == dict(receipts.values())
    assert [each["receipt"] for each in minutes["ballots"]] == sorted(each["receipt"] for each in minutes["ballots"])


async def test_a_secret_vote_is_cast_once(coop):
    member, by = await coop.person("anna")
    motion = await coop.motion(secret=True)
    await coop.vote(by, motion, member, "yes")

    with pytest.raises(Conflict):
        await coop.vote(by, motion, member, "yes")

    assert (await coop.close(motion)).tally.yes == 1


# Minutes


async def test_the_minutes_are_signed_by_the_node_and_the_result_follows_from_them(coop):
    members = await five(coop)
    motion = await coop.motion("Leinwand", "Wir kaufen eine.", secret=True, majority=Majority.TWO_THIRDS, quorum=80)
    for (member, by), wanted in zip(members, ("yes", "yes", "no", "abstain"), strict=False):
        await coop.vote(by, motion, member, wanted)
    await coop.close(motion)

    answer = await coop.world.get(f"/open/v1/motions/{motion.number}/minutes")
    minutes = json.loads(await answer.text())
    keys = await coop.node.keyring.signing(coop.node.itself.id)
    verify_proof(minutes, keys.ed25519.public, now=coop.node.clock())
    found = recount(minutes)

    assert (minutes["attributedTo"], minutes["proof"]["verificationMethod"]) == (
        coop.node.itself.uri,
        keys.ed25519_uri,
    )
    assert minutes["proof"]["cryptosuite"] == "eddsa-jcs-2022"
    assert found.faults == []
    assert (found.outcome, found.tally) == (Outcome.ACCEPTED, Tally(yes=2, no=1, abstain=1, entitled=5))
    assert (minutes["text"], minutes["majority"], minutes["quorum"]) == ("Wir kaufen eine.", "two_thirds", 80)
    for name in ("Sportverein", "Anna", "anna", "verein", "here.test/@"):
        assert name not in await answer.text()


async def test_discussion_opening_and_result_are_federated_in_one_thread(coop, there):
    bob = there.actor("bob")
    await followed_by(coop.world, coop.board, bob)
    member, by = await coop.person("anna")
    motion = await coop.motion("Neue Server", "Wir kaufen zwei.")
    post = await coop.world.store.read(lambda tx: tx.posts.get(motion.post_id))
    reply = bob.note("Warum zwei?", inReplyTo=post.uri)
    await bob.deliver(bob.create(reply), coop.world)
    await coop.vote(by, motion, member, "yes")
    decided = await coop.close(motion)

    moved, opened, told = [each["object"] for each in bob.received("Create")]
    assert "Wir kaufen zwei." in moved["content"]
    assert moved["attributedTo"] == coop.board.uri
    assert opened["inReplyTo"] == told["inReplyTo"] == post.uri
    assert "angenommen" in told["content"]
    assert "1 von 1 Stimmberechtigten" in told["content"]
    assert coop.node.addresses.motion_page(motion.number) in told["content"]
    thread = await coop.world.json(f"/open/v1/posts/{motion.post_id}/thread", accept="application/json")
    assert len(thread["items"]) == 4
    assert decided.notice_id is not None


async def test_a_ballot_is_counted_once_and_told_once(coop):
    member, by = await coop.person("anna")
    motion = await coop.motion()
    await coop.vote(by, motion, member, "yes")
    await coop.turn()
    assert (await coop.now(motion)).stage is Stage.VOTING
    decided = await coop.close(motion)
    posts = await coop.world.count("posts")

    coop.world.clock.move(days=1)
    for _ in range(2):
        await coop.turn()

    assert await coop.now(motion) == decided
    assert await coop.world.count("posts") == posts == 3


async def test_a_ballot_is_counted_at_its_time_and_what_a_job_missed_the_schedule_does(coop):
    member, by = await coop.person("anna")
    motion = await coop.motion(secret=True)
    await coop.vote(by, motion, member, "yes")
    coop.world.clock.move(days=13, hours=23)
    await coop.world.work()
    before = await coop.now(motion)
    coop.world.clock.move(hours=1)
    await coop.world.work()

    assert before.stage is Stage.VOTING
    assert (await coop.now(motion)).outcome is Outcome.ACCEPTED
    assert await coop.world.count("posts") == 3


async def test_a_ballot_that_ended_while_the_node_was_down_is_closed_by_its_schedule(coop):
    motion = await coop.motion()
    coop.world.clock.move(days=40)

    await coop.world.running.schedule.step()

    assert (await coop.now(motion)).outcome is Outcome.REJECTED


async def test_what_is_voted_on_does_not_change_with_the_post(coop):
    motion = await coop.motion("Beitrag", "Wir senken ihn.")
    await edit(coop.node, Actor(coop.board), motion.post_id, Draft(text="Wir erhöhen ihn."))
    await coop.close(motion)

    assert (await minutes_of(coop, motion))["text"] == "Wir senken ihn."
    assert (await coop.world.json("/open/v1/motions/1", accept="application/json"))["text"] == "Wir senken ihn."


async def test_the_result_is_told_by_itself_where_the_discussion_is_deleted(coop):
    motion = await coop.motion()
    await delete_post(coop.node, Actor(coop.board), motion.post_id)
    decided = await coop.close(motion)

    notice = await coop.world.store.read(lambda tx: tx.posts.get(decided.notice_id))

    assert notice.in_reply_to_uri is None
    assert "abgelehnt" in notice.content


async def test_while_the_board_cannot_speak_the_result_waits_to_be_told(coop):
    motion = await coop.motion()
    since = coop.node.clock()
    await coop.world.store.write(lambda tx: tx.oversight.mark([coop.board.id], since, suspended=True))
    decided = await coop.close(motion)
    await coop.world.store.write(lambda tx: tx.oversight.lift_mark([coop.board.id], since))
    await coop.turn()

    assert (decided.stage, decided.notice_id) == (Stage.DECIDED, None)
    assert (await coop.now(motion)).notice_id is not None


async def test_too_few_or_as_many_against_it_decide_nothing(coop):
    members = await five(coop)
    few, tie = await coop.motion(quorum=50), await coop.motion()
    for (member, by), wanted in zip(members[:2], ("yes", "yes"), strict=True):
        await coop.vote(by, few, member, wanted)
    for (member, by), wanted in zip(members[:3], ("yes", "no", "abstain"), strict=True):
        await coop.vote(by, tie, member, wanted)

    assert (await coop.close(few)).outcome is Outcome.NO_QUORUM
    assert (await coop.now(tie)).outcome is Outcome.REJECTED


# What cannot be


async def test_a_motion_is_opened_once_and_withdrawn_before_anybody_voted(coop):
    member, by = await coop.person("anna")
    motion, other = await coop.motion(), await submit(coop.node, "Zweiter", "Text", "Vorstand")
    await coop.vote(by, motion, member, "yes")

    with pytest.raises(Conflict):
        await withdraw(coop.node, motion.number)
    assert (await withdraw(coop.node, other.number)).stage is Stage.WITHDRAWN
    for number in (motion.number, other.number):
        with pytest.raises(Conflict):
            await open_ballot(coop.node, number, Terms())
    with pytest.raises(Conflict):
        await coop.vote(by, other, member, "yes")
    with pytest.raises(NotFound):
        await open_ballot(coop.node, 17, Terms())


async def test_what_is_missing_or_too_long_is_refused_and_nothing_is_published(coop):
    for title, text in ((" ", "Text"), ("x" * 201, "Text"), ("Titel", " \n"), ("Titel", "x" * 5_001)):
        with pytest.raises(Unprocessable):
            await submit(coop.node, title, text)
    motion = await submit(coop.node, "Titel", "Text")
    posts = await coop.world.count("posts")
    for terms in (Terms(closes_at=coop.node.clock()), Terms(quorum=101), Terms(quorum=-1)):
        with pytest.raises(Unprocessable):
            await open_ballot(coop.node, motion.number, terms)

    assert (await coop.world.count("motions"), await coop.world.count("posts")) == (1, posts)


async def test_the_register_is_kept_by_who_administers(coop):
    moderator = await person(coop.world, await coop.world.create("mona"), "mona@here.test", role=Role.MODERATOR)
    mona = Actor(await coop.world.store.read(lambda tx: tx.accounts.find_by_handle("mona")), moderator.id)

    with pytest.raises(Forbidden):
        await add_member(coop.node, mona, MemberKind.PERSON, "Mona")
    for name, more, error in (
        (" ", {}, Unprocessable),
        ("x" * 201, {}, Unprocessable),
        ("Mona", {"emails": ["niemand@here.test"]}, NotFound),
        ("Mona", {"accounts": ["niemand"]}, NotFound),
    ):
        with pytest.raises(error):
            await add_member(coop.node, coop.itself, MemberKind.PERSON, name, **more)
    assert await coop.world.count("members") == 0


async def test_without_a_cooperative_there_is_nothing(node):
    itself = Actor(node.node.itself)
    for refused in (
        add_member(node.node, itself, MemberKind.PERSON, "Anna"),
        submit(node.node, "Titel", "Text"),
        open_ballot(node.node, 1, Terms()),
        entrust(node.node, itself, 1, 1, 2),
    ):
        with pytest.raises(NotFound):
            await refused


# Proxies (§ 43 Abs. 5 GenG)


async def test_nobody_stands_in_for_more_than_two(with_proxies):
    coop = with_proxies
    (anna, by_anna), *others = [await coop.person(name) for name in ("anna", "ben", "cem", "dora")]
    motion = await coop.motion(secret=True)
    for member, by in others[:2]:
        await entrust(coop.node, by, motion.number, member.number, anna.number)

    with pytest.raises(Conflict):
        await entrust(coop.node, others[2][1], motion.number, others[2][0].number, anna.number)
    for member in (anna, *(each for each, _ in others[:2])):
        await coop.vote(by_anna, motion, member, "yes")
    with pytest.raises(Forbidden):
        await coop.vote(by_anna, motion, others[2][0], "yes")
    decided = await coop.close(motion)

    assert (decided.tally.yes, (await minutes_of(coop, motion))["by_proxy"]) == (3, 2)
    assert await coop.world.count("motion_proxies") == 0


async def test_a_proxy_is_revoked_until_there_is_a_vote_and_who_votes_oneself_comes_first(with_proxies):
    coop = with_proxies
    (anna, by_anna), (ben, by_ben), (cem, by_cem) = [await coop.person(name) for name in ("anna", "ben", "cem")]
    motion = await coop.motion()
    await entrust(coop.node, by_ben, motion.number, ben.number, anna.number)
    await entrust(coop.node, by_cem, motion.number, cem.number, anna.number)
    await revoke(coop.node, by_cem, motion.number, cem.number)

    with pytest.raises(Forbidden):
        await coop.vote(by_anna, motion, cem, "no")
    await coop.vote(by_anna, motion, ben, "no")
    with pytest.raises(Conflict):
        await revoke(coop.node, by_ben, motion.number, ben.number)
    await coop.vote(by_ben, motion, ben, "yes")  # open: it is changed until the end
    with pytest.raises(Conflict):
        await coop.vote(by_anna, motion, ben, "no")

    assert (await coop.close(motion)).tally == Tally(yes=1, no=0, abstain=0, entitled=3)


async def test_only_a_members_own_vote_is_given_away_and_only_where_the_statute_says_so(coop):
    (anna, by_anna), (ben, _) = await coop.person("anna"), await coop.person("ben")
    motion = await coop.motion()

    with pytest.raises(Unprocessable):
        await entrust(coop.node, by_anna, motion.number, anna.number, ben.number)
    with pytest.raises(Forbidden):
        await entrust(coop.node, by_anna, motion.number, ben.number, anna.number)


async def test_a_proxy_names_another_member_that_is_there(with_proxies):
    coop = with_proxies
    (anna, by_anna), (ben, _) = await coop.person("anna"), await coop.person("ben")
    motion = await coop.motion()
    await leave(coop.node, coop.itself, ben.number)

    for holder, error in ((anna.number, Unprocessable), (17, NotFound), (ben.number, Conflict)):
        with pytest.raises(error):
            await entrust(coop.node, by_anna, motion.number, anna.number, holder)
    assert await coop.world.count("motion_proxies") == 0


async def test_what_is_done_for_the_cooperative_is_noted(coop):
    await coop.person("anna")
    await coop.close(await coop.motion())

    rows = await coop.world.store.read(lambda tx: tx.db.rows("SELECT DISTINCT kind FROM acts"))

    assert {Deed.ENROL, Deed.PROPOSE, Deed.BALLOT} <= {row["kind"] for row in rows}


async def test_two_that_count_at_once_count_once(coop):
    motion = await coop.motion()
    coop.world.clock.move(days=15)

    await asyncio.gather(close_due(coop.node), close_due(coop.node))

    assert (await coop.now(motion)).stage is Stage.DECIDED
    assert await coop.world.count("posts") == 3
