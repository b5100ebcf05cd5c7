"""Who reads an answer, with what they set for themselves: the only maker of a `Reader`."""

from node.context import Context
from node.web.mastodon.entities import Reader


async def reader_for(node: Context, account_id: int) -> Reader:
    """`account_id` is 0 for somebody who is not logged in. Asks the store only when their filters are not at hand."""
    return Reader(
        addresses=node.addresses, now=node.clock(), account_id=account_id, sieve=await node.filters.of(account_id)
    )
