"""Somebody decides whose notifications reach them: the policy, and what it kept apart."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from node.context import Context
from node.errors import NotFound
from node.model.account import Actor
from node.model.notification import NotificationPolicy, Treatment
from node.outbox.acting import acting
from node.store.database import Tx


async def change_policy(node: Context, by: Actor, **changed: Treatment) -> NotificationPolicy:
    """By the names of its rules; what is not named stays. It holds for what comes from now on. Returns the whole."""
    return await node.store.write(_change_policy, by, changed)


async def accept_request(node: Context, by: Actor, request_id: int) -> None:
    """What was kept apart of that account is told, and it is let through from now on. Raises NotFound."""
    await node.store.write(_accept, by, [request_id], strictly=True)


async def accept_requests(node: Context, by: Actor, request_ids: Iterable[int]) -> None:
    """Several; what is none of theirs is left."""
    await node.store.write(_accept, by, tuple(request_ids), strictly=False)


async def dismiss_request(node: Context, by: Actor, request_id: int) -> None:
    """What was kept apart of that account is put away; what comes from it later is kept apart anew. Raises NotFound."""
    await node.store.write(_dismiss, by, [request_id], strictly=True)


async def dismiss_requests(node: Context, by: Actor, request_ids: Iterable[int]) -> None:
    """Several; what is none of theirs is left."""
    await node.store.write(_dismiss, by, tuple(request_ids), strictly=False)


async def _change_policy(tx: Tx, by: Actor, changed: dict[str, Treatment]) -> NotificationPolicy:
    account = await acting(tx, by, even_moved=True)
    before = await tx.notification_rules.policy(account.id)
    policy = replace(before, **changed)
    if policy != before:
        await tx.notification_rules.save_policy(account.id, policy)
    return policy


async def _accept(tx: Tx, by: Actor, request_ids: Sequence[int], *, strictly: bool) -> None:
    account_id, origin_ids = await _taken(tx, by, request_ids, strictly=strictly)
    if origin_ids:
        await tx.notification_rules.permit(account_id, origin_ids)
        await tx.notification_rules.merge(account_id, origin_ids)


async def _dismiss(tx: Tx, by: Actor, request_ids: Sequence[int], *, strictly: bool) -> None:
    account_id, origin_ids = await _taken(tx, by, request_ids, strictly=strictly)
    if origin_ids:
        await tx.notification_rules.discard(account_id, origin_ids)


async def _taken(tx: Tx, by: Actor, request_ids: Sequence[int], *, strictly: bool) -> tuple[int, Sequence[int]]:
    account = await acting(tx, by, even_moved=True)
    origin_ids = await tx.notification_rules.take(account.id, request_ids)
    if strictly and not origin_ids:
        raise NotFound("Record not found")
    return account.id, origin_ids
