"""Posts of our channels are copied to other platforms, and never before they can be read here (A03, M04).

publish ──> a row and a job for each connector, in the same transaction
job ──────> taken for some minutes ──> our own public address answers 200? ──> the attempt is noted ──> the copy is made
edit ─────> job: the copy is changed, where the other side can
delete ───> job: the copy is taken back

One copy of a post for each connector, whatever crashes when: what was attempted without an answer is looked for first,
and each kind names its request so that repeating it makes no second one.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from node.config.connectors import Connector
from node.context import Context
from node.errors import Problem, Refused, Unreachable
from node.jobs.worker import Work
from node.model.addresses import Addresses
from node.model.post import PostView
from node.model.syndication import CopyState, Syndication
from node.model.visibility import Visibility
from node.outbox.connectors import KINDS, Door, Kind, Made, Original, original_of, remains_of
from node.outbox.copying import SYNDICATE
from node.store.database import Tx

log = logging.getLogger(__name__)

_LEASE: Final = timedelta(minutes=5)
_TRIES: Final = 8  # as often as the worker tries
_TRIES_OF_A_BUG: Final = 3
_BUSY: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Task:
    """A copy, and what it is to be of; when the post is no longer public, what is known of it still."""

    copy: Syndication
    original: Original
    is_public: bool


def copy_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {SYNDICATE: partial(syndicate, node)}


async def syndicate(node: Context, args: Mapping[str, str]) -> None:
    """The job. Raises Unreachable where it may work later."""
    task = await node.store.write(_take, node.addresses, int(args["syndication"]))
    if task is None:
        return
    try:
        changed = await _settle(node, task)
    except Unreachable as problem:
        await _failed(node, task, problem.reason, most=_TRIES)
        raise
    except Problem as problem:
        await _refused(node, task, problem)
    except Exception as error:  # a bug of ours: the copy says so, the worker keeps the trace
        await _failed(node, task, type(error).__name__, most=_TRIES_OF_A_BUG)
        raise
    else:
        await node.store.write(_save, changed)


async def _take(tx: Tx, addresses: Addresses, number: int) -> _Task | None:
    copy = await tx.syndications.find(number)
    if copy is None or copy.state in {CopyState.FAILED, CopyState.WITHDRAWN}:
        return None
    if not await tx.syndications.take(number, tx.now, tx.now + _LEASE):
        raise Unreachable("somebody works on this copy right now", retry_after=_BUSY)
    post = await tx.posts.find(copy.post_id)
    if post is None:  # pragma: no cover  # a tombstone stays
        return None
    views = await tx.timelines.views([copy.post_id])
    if views and _is_public(views[0]):
        return _Task(copy, original_of(views[0], copy.id, addresses), is_public=True)
    return _Task(copy, remains_of(post, copy.id), is_public=False)


def _is_public(view: PostView) -> bool:
    return view.post.visibility is Visibility.PUBLIC and not view.author.is_gone


async def _save(tx: Tx, changed: Syndication) -> None:
    await tx.syndications.save(changed)
    tx.tell("post", changed.post_id)


async def _settle(node: Context, task: _Task) -> Syndication:
    copy, original = task.copy, task.original
    setting = node.config.connectors.find(copy.connector)
    kind = KINDS.get(copy.kind)
    if setting is None or kind is None or setting.kind != copy.kind:
        raise Refused(f"the configuration has no connector {copy.connector} of this kind any longer")
    door = Door(node.client, setting, node.clock)
    if not task.is_public:
        return await _withdraw(node, door, kind, task)
    if copy.state is CopyState.WAITING:
        return await _make(node, door, kind, copy, original)
    digest = original.digest()
    if copy.sent == digest:
        return copy
    if kind.change is not None:
        await kind.change(door, original, copy.remote_id)
        log.info("a copy was changed", extra=_said("copy.changed", copy))
    return replace(copy, sent=digest, why="", tries=0)


async def _make(node: Context, door: Door, kind: Kind, copy: Syndication, original: Original) -> Syndication:
    await _until_fetchable(node, copy.post_id)
    copy = replace(copy, fetchable_at=copy.fetchable_at or node.clock())
    made: Made | None = None
    if copy.attempted_at is None:
        copy = replace(copy, attempted_at=node.clock())
        await node.store.write(lambda tx: tx.syndications.save(copy, keep=True))
    elif kind.find is not None:
        made = await kind.find(door, original)
    if made is None:
        made = await kind.make(door, original)
    log.info("a copy was made", extra=_said("copy.made", copy))
    return replace(
        copy,
        state=CopyState.THERE,
        remote_id=made.remote_id,
        url=made.url,
        sent=original.digest(),
        why="",
        tries=0,
        at=node.clock(),
    )


async def _until_fetchable(node: Context, post_id: int) -> None:
    """Ask for the post as anybody would. Raises Unreachable unless that is answered with it.

    Some networks do not let a machine reach itself by its public name: then what is committed and public must do.
    """
    try:
        response = await node.client.get(
            f"{node.config.origin}/open/v1/posts/{post_id}", headers={"Accept": "application/json"}
        )
    except Refused:
        return
    if response.status != 200:
        raise Unreachable(f"the post is not publicly fetchable here yet ({response.status})", status=response.status)


async def _withdraw(node: Context, door: Door, kind: Kind, task: _Task) -> Syndication:
    """Also what may have been made without our hearing of it."""
    copy, remote_id = task.copy, task.copy.remote_id
    if copy.state is CopyState.WAITING and copy.attempted_at is not None:
        found = Made(str(copy.id)) if kind.find is None else await kind.find(door, task.original)
        remote_id = "" if found is None else found.remote_id
    if remote_id:
        await kind.withdraw(door, remote_id)
        log.info("a copy was taken back", extra=_said("copy.withdrawn", copy))
    return replace(copy, state=CopyState.WITHDRAWN, withdrawn_at=node.clock(), why="")


async def _failed(node: Context, task: _Task, why: str, *, most: int) -> None:
    await node.store.write(_note_failure, task.copy.id, why, most)


async def _note_failure(tx: Tx, number: int, why: str, most: int) -> None:
    copy = await tx.syndications.find(number)  # as it is by now: the attempt may have been noted
    if copy is None:
        return
    tries = copy.tries + 1
    given_up = tries >= most and copy.state is CopyState.WAITING
    await tx.syndications.save(replace(copy, tries=tries, why=why, state=CopyState.FAILED if given_up else copy.state))


async def _refused(node: Context, task: _Task, problem: Problem) -> None:
    """A copy that was never made has failed; one that is there stays as it is, with what went wrong."""
    log.warning("a copy was refused", extra={**_said("copy.refused", task.copy), "why": problem.reason})
    await node.store.write(_note_refusal, task.copy.id, problem.reason)


async def _note_refusal(tx: Tx, number: int, why: str) -> None:
    copy = await tx.syndications.find(number)
    if copy is not None:
        state = CopyState.FAILED if copy.state is CopyState.WAITING else copy.state
        await tx.syndications.save(replace(copy, why=why, state=state))


async def greet(node: Context, setting: Connector) -> str:
    """Try the login of a connector; returns as whom one is known there. Raises what would go wrong with a copy."""
    return await KINDS[setting.kind].greet(Door(node.client, setting, node.clock))


def _said(action: str, copy: Syndication) -> dict[str, object]:
    return {"action": action, "connector": copy.connector, "post": copy.post_id}
