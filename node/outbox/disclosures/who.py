"""Who may see a request of an authority, and do something with it: those who administer, except whoever is concerned."""

from node.errors import Forbidden, NotFound
from node.model.account import Actor
from node.model.disclosure import Disclosure, Stage
from node.model.login import Role
from node.moderation.office import require_office
from node.store.database import Tx


async def request_for(tx: Tx, by: Actor, number: int) -> Disclosure:
    """Raises Forbidden for whoever does not administer, and NotFound also for who is concerned: they may not even know."""
    await require_office(tx, by, Role.ADMIN)
    found = await tx.disclosures.get(number)
    if await is_concerned(tx, by, found):
        raise NotFound("there is no request with this number")
    return found


async def is_concerned(tx: Tx, by: Actor, found: Disclosure) -> bool:
    """Whether it is about an account that they act for."""
    account_id = found.account_id
    if by.login_id is None or account_id is None or account_id < 0:
        return False
    return by.account.id == account_id or await tx.logins.membership(by.login_id, account_id, tx.now) is not None


def named(by: Actor) -> int:
    """The person. Raises Forbidden where nobody says who they are: two persons answer, and the register names them."""
    if by.login_id is None:
        raise Forbidden("this is for a person with a name of their own: on the command line, say --as")
    return by.login_id


async def reviewer(tx: Tx, by: Actor, found: Disclosure) -> int:
    """Somebody else than who proposed, whose log-in is older than the request: nobody makes themselves a second person.
    Raises Forbidden."""
    login_id = named(by)
    if found.proposed_by == login_id:
        raise Forbidden("another person has to review what you proposed")
    login = await tx.logins.find(login_id)
    if login is None or (found.recorded_at is not None and login.created_at > found.recorded_at):
        raise Forbidden("a log-in that is younger than the request cannot release it")
    return login_id


def holds(by: Actor, found: Disclosure) -> bool:
    """Whether they are one of the two."""
    return by.login_id is not None and by.login_id in {found.proposed_by, found.released_by} and is_answered(found)


def is_answered(found: Disclosure) -> bool:
    """Whether two persons have agreed on what is given."""
    return found.released_by is not None and found.stage in {Stage.RELEASED, Stage.CLOSED}
