"""What a person does with their own log-in: a new password, a new e-mail address, and what the links in letters do."""

from dataclasses import dataclass

from node.context import Context
from node.errors import Conflict, Gone
from node.model.email import check_email
from node.model.factor import Purpose, Ticket
from node.model.login import Login
from node.model.secret import hash_of
from node.outbox.letters import ask_to_confirm, offer_reset, tell_person
from node.store.database import Tx

_USED_UP = "this link is not good any longer, or was used before"


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket that is still good, and whose it is."""

    ticket: Ticket
    login: Login


async def change_password(node: Context, login_id: int, password_hash: str) -> None:
    """All sessions and tokens end at once, also the one it was done in (T-236)."""
    await node.store.write(_change_password, node, login_id, password_hash)


async def ask_for_reset(node: Context, email: str) -> None:
    """A letter, if the address is somebody's; whether it is, nobody can tell from here (T-237)."""
    await node.store.write(offer_reset, email.strip())


async def ask_for_new_email(node: Context, login_id: int, email: str) -> None:
    """It becomes the person's when they follow the link sent there. That it is somebody else's already is said there
    only, to who reads its mail (T-237). Raises Invalid."""
    await node.store.write(_ask_for_new_email, login_id, check_email(email))


async def find_ticket(node: Context, secret: str, *purposes: Purpose) -> Held:
    """What a link is good for, before it is used. Raises Gone."""
    held = await node.store.read(_find, hash_of(secret), purposes)
    if held is None:
        raise Gone(_USED_UP)
    return held


async def confirm_email(node: Context, secret: str) -> Login:
    """The person reads mail at the address the link went to. A changed one ends all sessions and tokens (T-236). Raises
    Gone, and Conflict when it has become somebody else's meanwhile."""
    login = await node.store.write(_confirm, node, hash_of(secret))
    if login is None:
        raise Gone(_USED_UP)
    return login


async def set_password_by_ticket(node: Context, secret: str, password_hash: str) -> Login:
    """Whoever reads the person's mail may set their password; the second factor stays (T-238). Raises Gone."""
    login = await node.store.write(_set_password, node, hash_of(secret), password_hash)
    if login is None:
        raise Gone(_USED_UP)
    return login


async def stop_digest(node: Context, secret: str) -> None:
    """No more weekly letters. Pressing twice does no harm. Raises Gone for what never was a link of ours."""
    held = await find_ticket(node, secret, Purpose.UNSUBSCRIBE)
    await node.store.write(lambda tx: tx.logins.stop_digest(held.login.id))


async def _change_password(tx: Tx, node: Context, login_id: int, password_hash: str) -> None:
    await tx.logins.set_password(login_id, password_hash)
    await tell_person(tx, node, login_id, "password")


async def _ask_for_new_email(tx: Tx, login_id: int, email: str) -> None:
    login = await tx.logins.find(login_id)
    if login is None:
        return
    await tx.tickets.end(login_id, Purpose.CONFIRM)
    await tx.logins.note_new_email(login_id, None if email == login.email else email)
    if email != login.email or login.confirmed_at is None:
        await ask_to_confirm(tx, login_id)


async def _find(tx: Tx, secret_hash: str, purposes: tuple[Purpose, ...]) -> Held | None:
    """Where the address the link went to is still what it was."""
    ticket = await tx.tickets.find(secret_hash, tx.now)
    login = None if ticket is None else await tx.logins.find(ticket.login_id)
    if ticket is None or login is None or ticket.purpose not in purposes or not _fits(ticket, login):
        return None
    return Held(ticket, login)


def _fits(ticket: Ticket, login: Login) -> bool:
    if ticket.purpose is Purpose.UNSUBSCRIBE:
        return True
    if ticket.purpose is Purpose.CONFIRM:
        return ticket.email == (login.new_email or login.email)
    return ticket.email == login.email


async def _confirm(tx: Tx, node: Context, secret_hash: str) -> Login | None:
    held = await _find(tx, secret_hash, (Purpose.CONFIRM,))
    if held is None or await tx.tickets.use(secret_hash, tx.now) is None:
        return None
    login, email = held.login, held.ticket.email
    if email == login.email:
        await tx.logins.confirm(login.id, tx.now)
        return login
    if not await tx.logins.set_email(login.id, email, tx.now):
        raise Conflict("this address belongs to another log-in here")
    await tx.logins.end_all(login.id)
    await tell_person(tx, node, login.id, "email", detail=email, to=login.email)
    return login


async def _set_password(tx: Tx, node: Context, secret_hash: str, password_hash: str) -> Login | None:
    held = await _find(tx, secret_hash, (Purpose.RESET, Purpose.INVITE))
    if held is None or await tx.tickets.use(secret_hash, tx.now) is None:
        return None
    await tx.logins.set_password(held.login.id, password_hash)
    await tx.logins.confirm(held.login.id, tx.now)
    await tell_person(tx, node, held.login.id, "password")
    return held.login
