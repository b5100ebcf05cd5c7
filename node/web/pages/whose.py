"""Whose page it is: that of one channel here, or, without a handle in the address, that of all of them."""

from node.errors import Gone, NotFound
from node.model.account import Account
from node.store.database import Tx
from node.web.cards import profile_path


async def channel_called(tx: Tx, name: str) -> Account | None:
    """One of ours; None for no name. Raises NotFound, Gone."""
    if not name:
        return None
    account = await tx.accounts.find_by_handle(name)
    if account is None or account.name != name:
        raise NotFound("there is no such channel")
    if account.is_gone:
        raise Gone("this account has been deleted or suspended")
    return account


def path_of(channel: Account | None, name: str) -> str:
    """Of the page of that name."""
    return f"/{name}" if channel is None else f"{profile_path(channel)}/{name}"
