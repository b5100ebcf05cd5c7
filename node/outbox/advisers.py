"""Those who administer say who gives advice on drafts here (row 44). It is a right of a person, not of an account: it opens the
drafts on which advice is asked and nothing else."""

from node.context import Context
from node.errors import Forbidden, NotFound, Unprocessable
from node.model.account import Actor
from node.model.act import Deed
from node.model.email import check_email
from node.model.login import Login, Role
from node.moderation.office import NOT_ALLOWED, in_crisis_role, require_office
from node.moderation.policy import refuse_gone
from node.outbox.acting import note
from node.store.database import Tx


async def appoint(node: Context, by: Actor, email: str) -> Login:
    """Raises Invalid for what is no address, Unprocessable for that of nobody who may log in here, Forbidden."""
    return await node.store.write(_appoint, by, check_email(email))


async def _appoint(tx: Tx, by: Actor, email: str) -> Login:
    await require_office(tx, by, Role.ADMIN)
    login = await tx.logins.find_by_email(email)
    if login is None or login.disabled_at is not None:
        raise Unprocessable("nobody logs in here with this address")
    await tx.logins.set_advising(login.id, advises=True)
    await note(tx, by, Deed.APPOINT, f"logins/{login.id}")
    return login


async def dismiss(node: Context, by: Actor, login_id: int) -> None:
    """From now on they read no draft any longer; what they said stays. Raises NotFound, Forbidden."""
    await node.store.write(_dismiss, by, login_id)


async def _dismiss(tx: Tx, by: Actor, login_id: int) -> None:
    await require_office(tx, by, Role.ADMIN)
    login = await tx.logins.find(login_id)
    if login is None or not login.advises:
        raise NotFound("this person gives no advice here")
    await tx.logins.set_advising(login.id, advises=False)
    await note(tx, by, Deed.DISMISS, f"logins/{login.id}")


async def require_adviser(tx: Tx, by: Actor) -> Login:
    """Raises Forbidden. Administering is no advising: who reads what others have not published is said by name."""
    refuse_gone(await tx.accounts.get(by.account.id))
    login = None if by.login_id is None else await tx.logins.find(by.login_id)
    if login is None or login.disabled_at is not None or not login.advises or await in_crisis_role(tx, by):
        raise Forbidden(NOT_ALLOWED)
    return login
