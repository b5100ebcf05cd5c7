"""Whom the node suggests to everybody here; and what somebody does not want to be suggested."""

from node.context import Context
from node.errors import NotFound
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.login import Role
from node.moderation.office import require_office
from node.outbox.acting import acting, note
from node.store.database import Tx


async def feature(node: Context, by: Actor, account_id: int) -> None:
    """Raises NotFound, and Forbidden for whoever does not administer."""
    await node.store.write(_feature, by, account_id)


async def _feature(tx: Tx, by: Actor, account_id: int) -> None:
    await require_office(tx, by, Role.ADMIN)
    account = await _known(tx, account_id)
    await tx.suggestions.feature(account.id)
    await note(tx, by, Deed.FEATURE, account.uri)


async def unfeature(node: Context, by: Actor, account_id: int) -> None:
    """Raises NotFound, Forbidden."""
    await node.store.write(_unfeature, by, account_id)


async def _unfeature(tx: Tx, by: Actor, account_id: int) -> None:
    await require_office(tx, by, Role.ADMIN)
    account = await _known(tx, account_id)
    if await tx.suggestions.unfeature(account.id):
        await note(tx, by, Deed.UNFEATURE, account.uri)


async def dismiss_suggestion(node: Context, by: Actor, account_id: int) -> None:
    """Raises NotFound."""
    await node.store.write(_dismiss, by, account_id)


async def _dismiss(tx: Tx, by: Actor, account_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    await tx.suggestions.dismiss(account.id, (await _known(tx, account_id)).id)


async def _known(tx: Tx, account_id: int) -> Account:
    account = await tx.accounts.find(account_id)
    if account is None or account.is_gone:
        raise NotFound("Record not found")
    return account
