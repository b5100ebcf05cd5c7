"""Whose office it is: who may decide about accounts, reports, hosts and networks, and about whom (T-245).

Asked inside the transaction that changes something, whatever door the request came through. The command line and the
node itself have no login and may do everything: whoever has the machine has it all.
"""

from collections.abc import Collection
from typing import Final

from node.errors import Forbidden, NotFound
from node.model.account import Account, Actor, Kind
from node.model.channel import MemberRole
from node.model.login import Role
from node.model.moderation import RANK
from node.moderation.policy import refuse_gone
from node.store.database import Tx

NOT_ALLOWED: Final = "This action is not allowed"
"""This sentence is Mastodon's: some clients compare it."""


async def require_office(tx: Tx, by: Actor, least: Role = Role.MODERATOR) -> Role:
    """The role of who acts, which is at least that one. Raises Forbidden."""
    refuse_gone(await tx.accounts.get(by.account.id))
    if by.login_id is None:
        return Role.ADMIN
    login = await tx.logins.find(by.login_id)
    if login is None or login.disabled_at is not None or RANK[login.role] < RANK[least]:
        raise Forbidden(NOT_ALLOWED, code="not_allowed")
    return login.role


async def scope(tx: Tx, by: Actor) -> Collection[int] | None:
    """The accounts somebody decides for: those they speak for; None for all (who moderates, the command line)."""
    if by.login_id is None:
        return None
    login = await tx.logins.find(by.login_id)
    if login is None or login.disabled_at is not None:
        return ()
    if RANK[login.role] >= RANK[Role.MODERATOR]:
        return None
    return await tx.logins.account_ids(by.login_id, tx.now)


async def subordinate(tx: Tx, by: Actor, account_id: int) -> Account:
    """The account, if who acts may decide about it: everybody who logs in for it ranks lower, and it is not their own.
    Raises NotFound, Forbidden."""
    role = await require_office(tx, by)
    account = await tx.accounts.find(account_id)
    if account is None or account.deleted_at is not None:
        raise NotFound("Record not found")
    is_ours_itself = account.is_local and account.kind is Kind.APPLICATION
    if account.id == by.account.id or is_ours_itself:
        raise Forbidden(NOT_ALLOWED, code="not_allowed")
    if by.login_id is not None:
        (overseen,) = (await tx.oversight.overseen([account.id])).values()
        is_own = any(login.id == by.login_id for login in overseen.logins)
        if is_own or (overseen.logins and RANK[overseen.role] >= RANK[role]):
            raise Forbidden(NOT_ALLOWED, code="not_allowed")
    return account


async def in_crisis_role(tx: Tx, by: Actor) -> bool:
    """Whether who acts may do nothing for this account but publish what is urgent, and warn (row 112)."""
    if by.login_id is None:
        return False
    held = await tx.logins.membership(by.login_id, by.account.id, tx.now)
    return held is not None and held.role == MemberRole.CRISIS


async def require_own(tx: Tx, by: Actor, account: Account) -> None:
    """For what concerns those who run a channel, and those who administer. Raises Forbidden."""
    refuse_gone(await tx.accounts.get(by.account.id))
    if by.account.id == account.id and not await in_crisis_role(tx, by):
        return
    held = None if by.login_id is None else await tx.logins.membership(by.login_id, account.id, tx.now)
    if held is not None and held.role != MemberRole.CRISIS:
        return
    await require_office(tx, by, Role.ADMIN)
