"""Steps that stories about the inbox share."""

from datetime import timedelta
from typing import Any

from node.model.account import Account
from node.model.appointment import Appointment
from node.store.database import Tx
from tests.builders import make_follow
from tests.remote import FakeActor
from tests.world import World

COUNTED = (
    "reactions", "follows", "blocks", "reports", "votes", "pins", "polls", "media", "mentions", "post_versions",
    "notifications", "collections", "collection_items",
)  # fmt: skip


def dates(world: World) -> Appointment:
    """Of an event ten days from now."""
    starts = world.clock.now + timedelta(days=10)
    return Appointment(starts_at=starts, ends_at=starts + timedelta(hours=2), zone="Europe/Berlin")


async def known(world: World, actor: FakeActor) -> Account:
    """The actor, looked up as if somebody had searched for it."""
    return await world.node.actors.by_uri(actor.uri)


async def followed(world: World, follower: Account, actor: FakeActor) -> Account:
    """`follower` lives here and follows the actor."""
    account = await known(world, actor)
    await make_follow(world.store, follower, account)
    return account


async def arrives(world: World, activity: dict[str, Any], by: FakeActor, **how: Any) -> str:
    """Delivered, signed by `by`, and worked off. What became of it: `202 done: stored`, or only the status."""
    answer = await by.deliver(activity, world, now=world.clock(), **how)
    await world.work()
    if answer.status != 202:
        return str(answer.status)
    return f"202 {await world.outcome(activity.get('id', ''))}"


async def state_of(world: World) -> dict[str, Any]:
    """Everything an activity may change, to see that nothing did."""
    found: dict[str, Any] = {table: await world.count(table) for table in COUNTED}
    accepted = await world.store.read(lambda tx: tx.db.value("SELECT COUNT(*) FROM follows WHERE accepted"))
    found["accepted follows"] = accepted
    return found | {"posts": await world.store.read(_posts), "accounts": await world.store.read(_accounts)}


async def _posts(tx: Tx) -> list[tuple[Any, ...]]:
    rows = await tx.db.rows(
        "SELECT p.uri, p.content, p.name, p.edited_at, p.likes_count, p.boosts_count, p.replies_count,"
        " (SELECT SUM(o.votes) FROM poll_options o WHERE o.post_id = p.id) AS votes"
        " FROM posts p WHERE p.deleted_at IS NULL ORDER BY p.uri"
    )
    return [tuple(row[name] for name in row.keys()) for row in rows]  # a Row is no dict


async def _accounts(tx: Tx) -> list[tuple[Any, ...]]:
    """Those that were changed, not those that were looked up."""
    rows = await tx.db.rows(
        "SELECT uri, moved_to, deleted_at FROM accounts WHERE moved_to IS NOT NULL OR deleted_at IS NOT NULL ORDER BY uri"
    )
    return [(row["uri"], row["moved_to"], row["deleted_at"]) for row in rows]
