"""The register of the cooperative's members (G1): kept by those who administer the node, and by nobody else."""

from collections.abc import Sequence
from typing import Final

from node.context import Context
from node.errors import Conflict, NotFound, Unprocessable
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.login import Login, Role
from node.model.member import NAME_CHARACTERS, Member, MemberEntry, MemberKind
from node.moderation.office import require_office
from node.outbox.acting import note
from node.store.database import Tx
from node.text.html import clean_name

_NONE: Final = "there is no such member"


def refuse_without_cooperative(node: Context) -> None:
    """Raises NotFound where none runs this node."""
    if not node.config.cooperative.is_on:
        raise NotFound("no cooperative runs this node: set cooperative.board")


async def add_member(
    node: Context, by: Actor, kind: MemberKind, name: str, *, emails: Sequence[str] = (), accounts: Sequence[str] = ()
) -> Member:
    """With who may vote for it. Raises Unprocessable without a name, and what `connect` raises."""
    refuse_without_cooperative(node)
    line = clean_name(name, NAME_CHARACTERS + 1)
    if not line:
        raise Unprocessable("say who becomes a member")
    if len(line) > NAME_CHARACTERS:
        raise Unprocessable(f"the name of a member has at most {NAME_CHARACTERS} characters")
    return await node.store.write(_add, by, kind, line, emails, accounts)


async def connect(
    node: Context, by: Actor, number: int, *, emails: Sequence[str] = (), accounts: Sequence[str] = ()
) -> None:
    """More people who may vote for a member, and more accounts that are its own. Raises NotFound, Conflict for an account that
    is another member's, and for somebody who is another person."""
    refuse_without_cooperative(node)
    await node.store.write(_connect, by, number, emails, accounts)


async def disconnect(
    node: Context, by: Actor, number: int, *, emails: Sequence[str] = (), accounts: Sequence[str] = ()
) -> None:
    """Raises NotFound."""
    refuse_without_cooperative(node)
    await node.store.write(_disconnect, by, number, emails, accounts)


async def leave(node: Context, by: Actor, number: int) -> None:
    """From now on it has no vote; what it has voted stays. Raises NotFound, Conflict for who has left."""
    refuse_without_cooperative(node)
    await node.store.write(_leave, by, number)


async def all_members(node: Context, by: Actor) -> Sequence[MemberEntry]:
    """By number, with those who left. Raises Forbidden."""
    refuse_without_cooperative(node)
    return await node.store.read(_all, by)


async def _all(tx: Tx, by: Actor) -> Sequence[MemberEntry]:
    await require_office(tx, by, Role.ADMIN)
    return await tx.members.entries(tx.now)


async def _add(
    tx: Tx, by: Actor, kind: MemberKind, name: str, emails: Sequence[str], accounts: Sequence[str]
) -> Member:
    await require_office(tx, by, Role.ADMIN)
    made = await tx.members.add(kind, name, tx.now)
    await _join(tx, made, emails, accounts)
    await note(tx, by, Deed.ENROL, f"members/{made.number}")
    return made


async def _connect(tx: Tx, by: Actor, number: int, emails: Sequence[str], accounts: Sequence[str]) -> None:
    await require_office(tx, by, Role.ADMIN)
    await _join(tx, await current(tx, number), emails, accounts)
    await note(tx, by, Deed.ENROL, f"members/{number}")


async def _join(tx: Tx, member: Member, emails: Sequence[str], accounts: Sequence[str]) -> None:
    for email in emails:
        login = await _login(tx, email)
        if member.kind is MemberKind.PERSON:
            await _refuse_other_person(tx, member, login)
        await tx.members.connect_login(member.number, login.id)
    for name in accounts:
        if not await tx.members.connect_account(member.number, (await _account(tx, name)).id):
            raise Conflict(f"the account {name} is another member's")


async def _refuse_other_person(tx: Tx, member: Member, login: Login) -> None:
    """Whoever logs in is one human being, who may stand for any number of bodies, but is one member."""
    for each in await tx.members.of_login(login.id, tx.now):
        if each.kind is MemberKind.PERSON and each.number != member.number:
            raise Conflict(f"{login.email} is member {each.number} already")


async def _disconnect(tx: Tx, by: Actor, number: int, emails: Sequence[str], accounts: Sequence[str]) -> None:
    await require_office(tx, by, Role.ADMIN)
    for email in emails:
        if not await tx.members.disconnect_login(number, (await _login(tx, email)).id):
            raise NotFound(f"{email} does not vote for member {number}")
    for name in accounts:
        if not await tx.members.disconnect_account(number, (await _account(tx, name)).id):
            raise NotFound(f"the account {name} is not member {number}'s")
    await note(tx, by, Deed.ENROL, f"members/{number}")


async def _leave(tx: Tx, by: Actor, number: int) -> None:
    await require_office(tx, by, Role.ADMIN)
    await current(tx, number)
    await tx.members.leave(number, tx.now)
    await note(tx, by, Deed.ENROL, f"members/{number}")


async def current(tx: Tx, number: int) -> Member:
    """Raises NotFound, Conflict for who has left."""
    found = await tx.members.find(number)
    if found is None:
        raise NotFound(_NONE)
    if found.left_at is not None:
        raise Conflict("is no member any longer")
    return found


async def _login(tx: Tx, email: str) -> Login:
    found = await tx.logins.find_by_email(email)
    if found is None:
        raise NotFound(f"nobody logs in with {email}")
    return found


async def _account(tx: Tx, name: str) -> Account:
    found = await tx.accounts.find_by_handle(name.removeprefix("@").lower())
    if found is None or found.is_gone:
        raise NotFound(f"there is no account {name} here")
    return found
