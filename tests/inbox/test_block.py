"""Block: neither follows the other any longer."""

from tests.inbox.steps import arrives, followed, state_of


async def test_a_block_ends_the_follows_both_ways_and_is_not_told(node, alice, bob):
    account = await followed(node, alice, bob)
    await arrives(node, bob.follow(alice), bob)
    await node.store.write(lambda tx: tx.db.run("DELETE FROM notifications"))

    outcome = await arrives(node, bob.activity("Block", alice.uri), bob)

    assert outcome == "202 done: blocked"
    assert await node.store.read(lambda tx: tx.blocks.exists(account.id, alice.id))
    assert await node.count("follows") == 0
    assert await node.notifications_of(alice) == []


async def test_blocking_twice_counts_once(node, alice, bob):
    await arrives(node, bob.activity("Block", alice.uri), bob)

    outcome = await arrives(node, bob.activity("Block", alice.uri), bob)

    assert outcome == "202 done: ignored: blocked before"


async def test_undone_before_it_came_it_does_not_count(node, alice, bob):
    block = bob.activity("Block", alice.uri)

    await arrives(node, bob.undo(block), bob)
    outcome = await arrives(node, block, bob)

    assert outcome == "202 refused: it was undone before it came"
    assert await node.count("blocks") == 0


async def test_a_block_between_others_means_nothing(node, there, alice, bob):
    dora = there.actor("dora")
    await followed(node, alice, dora)
    before = await state_of(node)

    outcome = await arrives(node, bob.activity("Block", dora.uri), bob)

    assert outcome.startswith("202 done: ignored")
    assert await state_of(node) == before
