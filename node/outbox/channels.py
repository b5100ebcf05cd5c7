"""Those who administer make a channel, say who speaks for it, and lead it from one phase to the next (row 8, M20)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from node.config import Config
from node.context import Context
from node.errors import Conflict, Forbidden, Invalid, NotFound, Unprocessable
from node.federation.keys import PrivateKey
from node.model.account import Account, Actor, Kind
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.channel import NEXT, MemberRole, Phase, PhaseChange
from node.model.email import check_email
from node.model.login import Login, Membership, Role
from node.moderation.office import require_office
from node.outbox.accounts import add_account, check_name, make_keys, new_account
from node.outbox.acting import note
from node.outbox.launch import refuse_unready
from node.outbox.letters import invite
from node.outbox.profile import NAME_CHARACTERS, tell_followers
from node.outbox.sheets import tended
from node.store.database import Tx
from node.text.html import clean_name, tidy
from node.text.language import normalise

KINDS: Final = (Kind.ORGANIZATION, Kind.GROUP, Kind.SERVICE)
REASON_CHARACTERS: Final = 1_000


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody by their e-mail address, who may have a log-in already."""

    email: str
    role: MemberRole = MemberRole.OWNER


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChannel:
    """`organization` is the key of one of the configuration, `language` that of its posts; both may be empty."""

    name: str
    display_name: str = ""
    kind: Kind = Kind.ORGANIZATION
    organization: str = ""
    language: str = ""
    members: Sequence[NewMember] = ()


async def create_channel(node: Context, by: Actor, wanted: NewChannel) -> Account:
    """It is planned: nobody else finds it. Raises Invalid for what cannot be, Conflict when the name is or was taken,
    Forbidden for whoever does not administer."""
    await node.store.read(lambda tx: require_office(tx, by, Role.ADMIN))
    name = check_name(wanted.name)
    shown = clean_name(wanted.display_name, NAME_CHARACTERS + 1)
    if len(shown) > NAME_CHARACTERS:
        raise Unprocessable(
            f"a name that is shown has at most {NAME_CHARACTERS} characters", code="name_long", most=NAME_CHARACTERS
        )
    if wanted.organization and node.config.organizations.find(wanted.organization) is None:
        raise Unprocessable(
            f"no organisation of the configuration has the key {wanted.organization}", code="organization_unknown"
        )
    if wanted.language and normalise(wanted.language) is None:
        raise Unprocessable("there is no such language", code="language")
    members = [replace(each, email=check_email(each.email)) for each in wanted.members]
    made = new_account(node.addresses, name, kind=wanted.kind, display_name=shown, now=node.clock())
    made = replace(made, phase=Phase.PLANNING, discoverable=False)
    keys = await make_keys(node.config.federation.rsa_bits)
    wanted = replace(wanted, members=members, language=normalise(wanted.language) or "")
    return await node.store.write(_create, node, by, made, keys, wanted)


async def _create(
    tx: Tx, node: Context, by: Actor, made: Account, keys: tuple[PrivateKey, PrivateKey], wanted: NewChannel
) -> Account:
    await require_office(tx, by, Role.ADMIN)
    account = await add_account(tx, made, keys, node.addresses)
    if wanted.language:
        preferences = await tx.settings.preferences(account.id)
        await tx.settings.save_preferences(account.id, replace(preferences, language=wanted.language))
    if wanted.organization:
        await tx.channels.put_office(account.id, wanted.organization)
    for each in wanted.members:
        await _join(tx, node, account, each)
    await _step(tx, by, account, None, Phase.PLANNING, "")
    await note(tx, by, Deed.FOUND, account.uri)
    return account


async def add_member(node: Context, by: Actor, account_id: int, member: NewMember) -> None:
    """Who is there already has that role from now on. Somebody without a log-in gets one, with an invitation by mail.

    Raises Invalid, NotFound, Unprocessable where no mail is sent and nobody is known by that address, Forbidden.
    """
    await node.store.write(_add_member, node, by, account_id, replace(member, email=check_email(member.email)))


async def _add_member(tx: Tx, node: Context, by: Actor, account_id: int, member: NewMember) -> None:
    account = await _led(tx, by, account_id)
    await _join(tx, node, account, member)
    await note(tx, by, Deed.JOIN, account.uri)


async def remove_member(node: Context, by: Actor, account_id: int, login_id: int) -> None:
    """Their sessions and programs for this channel end. Raises NotFound, Forbidden."""
    await node.store.write(_remove_member, by, account_id, login_id)


async def _remove_member(tx: Tx, by: Actor, account_id: int, login_id: int) -> None:
    account = await _led(tx, by, account_id)
    if login_id not in {each.login.id for each in await tx.channels.members(account.id)}:
        raise NotFound("this person does not speak for the channel")
    await tx.channels.part(login_id, account.id)
    await note(tx, by, Deed.PART, account.uri)


async def _join(tx: Tx, node: Context, account: Account, member: NewMember) -> None:
    login = await tx.logins.find_by_email(member.email)
    if login is None:
        login = await _invited(tx, node, member.email)
    if login.disabled_at is not None:
        raise Unprocessable(f"the log-in {member.email} is closed", code="login_closed", email=member.email)
    since = await tx.logins.membership(login.id, account.id, tx.now)
    await tx.logins.join(
        Membership(
            login_id=login.id,
            account_id=account.id,
            role=member.role.value,
            since=tx.now if since is None else since.since,
            until=None,
        )
    )


async def _invited(tx: Tx, node: Context, email: str) -> Login:
    if not node.config.mail.is_on:
        raise Unprocessable(
            f"nobody logs in with {email}, and this node sends no invitations: allmende account create",
            code="no_invitations",
            email=email,
        )
    if await tx.barriers.refuses_email(email):
        raise Unprocessable(
            f"nobody gets a login with {email} here: it, or its host, is blocked", code="email_blocked", email=email
        )
    login = Login(
        id=tx.ids.new(),
        email=email,
        password_hash=None,
        role=Role.MEMBER,
        language=None,
        created_at=tx.now,
        disabled_at=None,
    )
    await tx.logins.add(login)
    await invite(tx, login.id)
    return await tx.logins.find(login.id) or login


async def move_channel(node: Context, by: Actor, account_id: int, phase: Phase, reason: str = "") -> Account:
    """To another phase. Raises Conflict where it cannot go from where it is, Unready with the gates that are open,
    Unprocessable for too long a reason, NotFound, Forbidden."""
    reason = tidy(reason).strip()
    if len(reason) > REASON_CHARACTERS:
        raise Unprocessable(
            f"a reason has at most {REASON_CHARACTERS} characters", code="reason_long", most=REASON_CHARACTERS
        )
    return await node.store.write(_move, node.config, node.addresses, by, account_id, phase, reason)


async def _move(
    tx: Tx, config: Config, addresses: Addresses, by: Actor, account_id: int, phase: Phase, reason: str
) -> Account:
    account = await _led(tx, by, account_id)
    if phase not in NEXT[account.phase]:
        ways = ", ".join(NEXT[account.phase])
        raise Conflict(f"the channel {account.name} is in {account.phase}: from there it goes to {ways}")
    await refuse_unready(tx, config, account, into=phase)
    discoverable = phase.is_listed and (account.discoverable or await _begins(tx, account, phase))
    moved = replace(account, phase=phase, discoverable=discoverable)
    await _step(tx, by, account, account.phase, phase, reason)
    if moved.discoverable != account.discoverable:
        await tx.accounts.save(moved)
        await (tx.deletions.show([moved.id]) if moved.discoverable else tx.deletions.hide([moved.id], tx.now))
    sent = await tell_followers(tx, addresses, moved) if moved.discoverable != account.discoverable else None
    await note(tx, by, Deed.PHASE, account.uri, sent)
    return moved


async def _begins(tx: Tx, account: Account, phase: Phase) -> bool:
    """Whether this is the first time that it is at work: from then on it is found, until its people say otherwise in the
    profile. What only rests after its trial is not."""
    steps = await tx.channels.changes(account.id)
    return phase is Phase.RUNNING and all(Phase.RUNNING not in {each.before, each.after} for each in steps)


async def _step(tx: Tx, by: Actor, account: Account, before: Phase | None, after: Phase, reason: str) -> None:
    await tx.channels.add_change(
        PhaseChange(
            id=tx.ids.new(),
            account_id=account.id,
            login_id=by.login_id,
            before=before,
            after=after,
            reason=reason,
            at=tx.now,
        )
    )


async def _led(tx: Tx, by: Actor, account_id: int) -> Account:
    """A living channel of ours, for whoever administers. What somebody keeps as a person is nobody else's to lead, or an
    administrator could read their letters: that is for the command line. Raises NotFound, Forbidden."""
    await require_office(tx, by, Role.ADMIN)
    account = await tended(tx, by, account_id)
    if account.kind is Kind.APPLICATION:
        raise Invalid("the node itself is no channel")
    if by.login_id is not None and not await tx.channels.holds(account.id):
        raise Forbidden("this is a person's own account, no channel")
    return account
