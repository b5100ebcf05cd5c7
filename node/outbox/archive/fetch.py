"""After an account has come back: posts of others that it liked, kept, boosted, answered or was answered with are fetched from
their own servers, one job each, and what the account did with them is noted again. Whatever is gone there stays gone."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import msgspec

from node.context import Context
from node.errors import NotFound, Unavailable
from node.federation.webfinger import confirmed_host
from node.jobs.worker import Work
from node.model.post import Post
from node.outbox.archive.restore import FETCH, HANDLE, resolved
from node.outbox.lookup import fetch_post
from node.store import carrying
from node.store.carried import BY_NAME
from node.store.carrying import Record
from node.store.database import Tx


def archive_works(node: Context) -> Mapping[str, Work]:
    return {FETCH: partial(_fetch, node), HANDLE: partial(_confirm, node)}


async def _fetch(node: Context, args: dict[str, str]) -> None:
    """Without a `file` only the post itself is wanted. One of this node comes back with its own account, perhaps soon."""
    try:
        post = await fetch_post(node, args["post"])
    except NotFound as missing:
        if node.addresses.is_ours(args["post"]):
            raise Unavailable(missing.reason) from missing
        raise
    if args["file"]:
        record = msgspec.json.decode(args["record"], type=Record)
        await node.store.write(_note, int(args["account"]), args["file"], record, post)


async def _note(tx: Tx, account_id: int, name: str, record: Record, post: Post) -> None:
    carried = BY_NAME[name]
    accounts = await carrying.known_accounts(
        tx, {record[each] for each in carried.accounts if record[each] is not None}
    )
    row = resolved(carried, record, accounts, {record[carried.awaits]: post.id})
    await carrying.write_rows(tx, carried.table, [row])
    for topic in ("account", "author", "follow"):
        tx.tell(topic, account_id)
    tx.tell("counts", post.id)


async def _confirm(node: Context, args: dict[str, str]) -> None:
    """Whether a handle ends in the host that the archive said."""
    known = await node.store.read(lambda tx: tx.accounts.find_by_uri(args["account"]))
    if known is None:
        return
    host = await confirmed_host(node.remote, node.guard, known.uri, known.name, args["host"])
    await node.store.write(lambda tx: tx.accounts.save(replace(known, host=host)))
