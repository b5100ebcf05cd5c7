"""What somebody names on the command line by its number or its address."""

from node.errors import NotFound
from node.store.database import Tx


def number_in(text: str) -> int:
    """At the end of an address of ours, or alone; 0 where there is none."""
    last = text.rstrip("/").rpartition("/")[2]
    return int(last) if last.isascii() and last.isdecimal() and len(last) < 20 else 0


async def post_number(tx: Tx, text: str) -> int:
    """Of a post by its number, or the address of its page or its id. Raises NotFound."""
    if number := number_in(text):
        return number
    found = await tx.posts.find_by_uri(text)
    if found is None:
        raise NotFound("there is no such post")
    return found.id
