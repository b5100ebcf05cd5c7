"""Followers won and lost are counted when it happens, by what happened, and never drift from how many there are."""

import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

import pytest
from aiohttp import web

from node.errors import Forbidden
from node.inbox.upkeep import duties
from node.model.follow import Cause
from node.model.host import Decision, Policy
from node.model.retention import FOLLOWER_DAYS
from node.outbox.block import block, unblock
from node.outbox.delete import delete_account
from node.outbox.follow import accept, follow, reject, unfollow
from node.outbox.hosts import decide_host, free_host
from node.outbox.move import add_alias, move
from node.outbox.mute import mute_host, unmute_host
from node.outbox.profile import ProfileChange, change
from tests.inbox.steps import arrives
from tests.outbox.story import acts, followed_by, known, now


async def rows_of(node, account):
    return await node.store.read(lambda tx: tx.follower_days.rows(account.id, 0, 1 << 40, limit=10_000))


async def losses_of(node, account):
    """By cause."""
    losses = Counter()
    for each in await rows_of(node, account):
        losses[each.cause] -= min(each.number, 0)
    return dict(+losses)


async def balance(node, account):
    """What is counted, what other servers are told, and what the table of follows says."""
    counted = await node.store.read(lambda tx: tx.follower_days.total(account.id, before=1 << 40))
    told = (await node.json(f"/users/{account.name}/followers"))["totalItems"]
    return counted, told, len(await node.followers_of(account))


async def test_each_loss_is_counted_by_what_happened(node, there, alice):
    leaver, gone, angry, unwanted, pest, _, lost = actors = [
        there.actor(name, host=f"{name}.test")
        for name in ("leaver", "gone", "angry", "unwanted", "pest", "banned", "lost")
    ]
    carl = await node.create("carl")
    await followed_by(node, alice, *actors)
    await follow(node.node, acts(carl), alice.id)

    await arrives(node, leaver.undo(leaver.follow(alice)), leaver)
    await arrives(node, gone.activity("Delete", gone.uri), gone)
    await arrives(node, angry.activity("Block", alice.uri), angry)
    await reject(node.node, acts(alice), (await known(node, unwanted)).id)
    await block(node.node, acts(alice), (await known(node, pest)).id)
    await decide_host(node.node, acts(node.node.itself), "banned.test", Decision(policy=Policy.BLOCKED))
    there.fails[lost.shared_inbox] = lambda _: web.Response(status=410)
    await node.post(alice)

    assert await losses_of(node, alice) == dict.fromkeys(
        (
            Cause.UNFOLLOWED,
            Cause.DELETED,
            Cause.SHUT_OUT,
            Cause.REMOVED,
            Cause.BLOCKED,
            Cause.HOST_BLOCKED,
            Cause.INBOX_GONE,
        ),
        1,
    )
    assert {(each.host, each.number) for each in await rows_of(node, alice) if each.cause is Cause.FOLLOWED} == {
        ("", 1),
        *((actor.uri.split("/")[2], 1) for actor in actors),
    }
    assert await balance(node, alice) == (1, 1, 1)


async def test_who_asks_to_follow_counts_once_let_in(node, alice, bob):
    await change(node.node, acts(alice), ProfileChange(approves_followers=True))
    await followed_by(node, alice, bob)
    waiting = await rows_of(node, alice)

    await accept(node.node, acts(alice), (await known(node, bob)).id)
    await followed_by(node, alice, bob)  # asked again

    assert waiting == []
    assert [(each.cause, each.number) for each in await rows_of(node, alice)] == [(Cause.FOLLOWED, 1)]


async def test_followers_of_a_channel_that_moves_are_told_apart(node, there, alice, bob, carol):
    """Away from here: their servers end the follows. To here: they come within days."""
    carl = await node.create("carl")
    await followed_by(node, alice, carol)
    await follow(node.node, acts(carl), alice.id)
    bob.more["alsoKnownAs"] = [alice.uri]
    await move(node.node, acts(alice), bob.uri)
    await node.work()
    await arrives(node, carol.undo(carol.follow(alice)), carol)
    dora, late, new = there.actor("dora"), there.actor("late"), await node.create("neu")
    old = await known(node, bob)
    await follow(node.node, acts(carl), old.id)
    await add_alias(node.node, acts(new), bob.uri)

    await arrives(node, bob.activity("Move", bob.uri, target=new.uri), bob)
    await arrives(node, dora.follow(new), dora)
    node.clock.move(days=15)
    await arrives(node, late.follow(new), late)

    assert await losses_of(node, alice) == {Cause.MOVED_AWAY: 2}
    assert await balance(node, alice) == (0, 0, 0)
    gained = {(each.cause, bool(each.host)): each.number for each in await rows_of(node, new)}
    assert gained == {(Cause.MOVED_HERE, False): 1, (Cause.MOVED_HERE, True): 1, (Cause.FOLLOWED, True): 1}


async def test_after_two_years_only_how_many_there_are_is_known(node, alice, bob, carol):
    await followed_by(node, alice, bob, carol)
    await arrives(node, carol.undo(carol.follow(alice)), carol)
    node.clock.move(days=FOLLOWER_DAYS.days - 1)
    tidy = duties(node.node)["tidy"][1]
    await tidy()
    before = await rows_of(node, alice)

    node.clock.move(days=1)
    await tidy()
    await tidy()

    assert len(before) == 3
    [left] = await rows_of(node, alice)
    assert (left.day, left.host, left.cause, left.number) == (0, bob.uri.split("/")[2], Cause.BEFORE, 1)
    assert await node.store.read(lambda tx: tx.follower_days.since()) == await node.store.read(_today) - 731
    assert await balance(node, alice) == (1, 1, 1)


async def _today(tx):
    return tx.today()


async def test_of_a_deleted_account_no_counts_are_left(node, alice, bob):
    await followed_by(node, alice, bob)

    await delete_account(node.node, acts(alice))
    await node.work()

    assert await node.count("follower_days") == 0


class Life:
    """Things that happen, at random, to two channels of ours and people of three servers."""

    def __init__(self, node, there, ours: Sequence, seed: int) -> None:
        self.node, self.there, self.ours = node, there, ours
        self.chance = random.Random(seed)
        self.born = 0
        self.people = [self.newcomer() for _ in range(6)]
        self.happened: list[str] = []

    def newcomer(self):
        self.born += 1
        return self.there.actor(f"p{self.born}", host=f"h{self.born % 3}.test")

    async def step(self) -> None:
        # Following is what happens most, or there would be nobody to lose
        kinds = [self.follows] * 20 + [self.is_freed] * 3 + [
            self.unfollows, self.leaves, self.blocks, self.is_removed, self.is_blocked, self.host_is_blocked,
            self.host_is_hidden, self.inbox_goes, self.neighbour, self.days_pass, self.asks, self.moves,
        ]  # fmt: skip
        kind = self.chance.choice(kinds)
        person, ours = self.chance.choice(self.people), self.chance.choice(self.ours)
        self.happened.append(f"{kind.__name__} {person.name} {ours.name}")
        await kind(person, await now(self.node, ours))
        await self.node.work()

    async def follows(self, person, ours) -> None:
        await arrives(self.node, person.follow(ours), person)

    async def unfollows(self, person, ours) -> None:
        await arrives(self.node, person.undo(person.follow(ours)), person)

    async def leaves(self, person, _) -> None:
        await arrives(self.node, person.activity("Delete", person.uri), person)
        self.people[self.people.index(person)] = self.newcomer()

    async def blocks(self, person, ours) -> None:
        made = person.activity("Block", ours.uri)
        await arrives(self.node, made, person)
        if self.chance.random() < 0.8:
            await arrives(self.node, person.undo(made), person)

    async def is_removed(self, _, ours) -> None:
        followers = await self.node.store.read(lambda tx: tx.follows.followers(ours.id))
        if followers:
            await reject(self.node.node, acts(ours), self.chance.choice(followers).id)

    async def is_blocked(self, person, ours) -> None:
        await block(self.node.node, acts(ours), (await known(self.node, person)).id)

    async def is_freed(self, person, ours) -> None:
        await unblock(self.node.node, acts(ours), (await known(self.node, person)).id)

    async def host_is_blocked(self, person, _) -> None:
        itself, host = acts(self.node.node.itself), person.uri.split("/")[2].split(":")[0]
        await decide_host(self.node.node, itself, host, Decision(policy=Policy.BLOCKED))
        await self.node.work()
        await free_host(self.node.node, itself, host)

    async def host_is_hidden(self, person, ours) -> None:
        host = (await known(self.node, person)).host
        await mute_host(self.node.node, acts(ours), host)
        await unmute_host(self.node.node, acts(ours), host)

    async def inbox_goes(self, person, ours) -> None:
        self.there.fails[person.shared_inbox] = lambda _: web.Response(status=410)
        await self.node.post(ours)
        del self.there.fails[person.shared_inbox]

    async def neighbour(self, _, ours) -> None:
        other = next(each for each in self.ours if each.id != ours.id)
        with suppress(Forbidden):  # they may block each other
            await self.chance.choice([follow, unfollow, block, unblock])(self.node.node, acts(ours), other.id)

    async def days_pass(self, *_) -> None:
        self.node.clock.move(days=self.chance.choice([1, 40, 400]))
        await duties(self.node.node)["tidy"][1]()

    async def asks(self, _, ours) -> None:
        await change(self.node.node, acts(ours), ProfileChange(approves_followers=not ours.approves_followers))

    async def moves(self, person, _) -> None:
        new = self.newcomer()
        new.more["alsoKnownAs"] = [person.uri]
        await arrives(self.node, person.activity("Move", person.uri, target=new.uri), person)
        self.people[self.people.index(person)] = new


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_it_adds_up(node, there, alice, seed):
    life = Life(node, there, [alice, await node.create("carl")], seed)
    most = 0

    for _ in range(60):
        await life.step()

        for ours in life.ours:
            counted, told, followers = await balance(node, ours)
            assert counted == told == followers, life.happened
            assert all(each.number != 0 for each in await rows_of(node, ours)), life.happened
            most = max(most, followers)

    assert most > 2  # or nothing was seen
