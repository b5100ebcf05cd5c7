"""A preview that came after its posts had gone out: servers that have them get it after, so that none of them has to look
itself (A20)."""

from datetime import timedelta
from typing import Final

from node.federation import rendering
from node.model.addresses import Addresses
from node.model.ids import id_before
from node.model.preview import Preview
from node.outbox.acting import view_of
from node.outbox.reached import reached
from node.outbox.send import send
from node.store.database import Tx

_STILL_NEW: Final = timedelta(hours=24)
_MOST: Final = 20
"""Posts that link the same page within a day. More of them are a campaign, not worth a delivery each."""


async def keep_and_tell(tx: Tx, addresses: Addresses, seen: Preview) -> None:
    """Keep it. The first time there is something to show, the posts of ours that link it are sent once more: as an Update
    that leaves the time of their last edit alone, so that nobody is told of an edit."""
    known = await tx.previews.find(seen.url)
    await tx.previews.put(seen, tx.now)
    if not seen.page.title or (known is not None and known.page.title):
        return
    for post_id in await tx.previews.own_posts(seen.url, since=id_before(tx.now - _STILL_NEW), limit=_MOST):
        post = await tx.posts.get(post_id)
        author = await tx.accounts.get(post.author_id)
        if author.is_gone:
            continue
        document = rendering.note(await view_of(tx, post), addresses)
        activity = rendering.update_post(addresses.activity(tx.ids.new()), document, published=tx.now)
        await send(tx, addresses, activity, by=author, to=await reached(tx, post, author))
