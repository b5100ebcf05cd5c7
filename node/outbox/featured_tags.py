"""Hashtags that accounts elsewhere show on their profiles: asked for when somebody of ours looks, and again after a week.
They are believed from their own server only, and where that does not answer, the profile shows none."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from typing import Final

from node.context import Context
from node.errors import Problem, Unreachable
from node.federation.addressing import same_origin
from node.federation.reading import read_hashtags, read_page, web_of
from node.jobs.worker import enqueue
from node.model.tags import MOST_FEATURED
from node.store.database import Tx

log = logging.getLogger(__name__)

LEARN: Final = "tags.learn"
"""Job: the hashtags that `account` (id) features are to be asked for."""

_AGAIN_AFTER: Final = timedelta(days=7)


async def look(node: Context, account_id: int) -> None:
    """Have them asked for, if that is due."""
    await node.store.write(_queue, account_id)


async def _queue(tx: Tx, account_id: int) -> None:
    if await tx.tags.claim_look(account_id, tx.now, before=tx.now - _AGAIN_AFTER):
        await enqueue(tx, LEARN, {"account": str(account_id)}, key=f"{LEARN} {account_id}")


async def learn(node: Context, args: Mapping[str, str]) -> None:
    """The job LEARN. Raises Unreachable: then it is tried again."""
    account = await node.store.read(lambda tx: tx.accounts.find(int(args["account"])))
    if account is None or account.is_local or account.is_gone:
        return
    try:
        names = await _ask(node, account.uri)
    except Unreachable:
        raise
    except Problem as problem:  # gone, refused, no collection: nothing those who run the node could mend
        log.info("hashtags are not kept", extra={"action": "tags.refused", "why": problem.reason, "uri": account.uri})
        return
    await node.store.write(_keep, account.id, names)


async def _ask(node: Context, actor_uri: str) -> Mapping[str, str]:
    """From folded to written. One page of them is enough: nobody shows more."""
    document = await node.objects.fetch(actor_uri)
    uri = web_of(document.get("featuredTags"))
    if uri is None or not same_origin(uri, actor_uri):
        return {}
    page = read_page(await node.objects.fetch(uri))
    if not page.items and page.next is not None and same_origin(page.next, actor_uri):
        page = read_page(await node.objects.fetch(page.next))
    return dict(islice(read_hashtags(page.items).items(), MOST_FEATURED))


async def _keep(tx: Tx, account_id: int, names: Mapping[str, str]) -> None:
    if not (await tx.accounts.get(account_id)).is_gone:
        await tx.tags.replace_featured(account_id, names)
