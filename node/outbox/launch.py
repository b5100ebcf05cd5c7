"""What has to be there before a channel may speak (M20): its sheet filled in, the law's pages, rules, people."""

from collections.abc import Awaitable, Callable, Sequence

from node.config import Config, Organization
from node.errors import Unready
from node.model.account import Account, Actor
from node.model.channel import Gate, MemberRole, Phase
from node.model.imprint import imprint_faults
from node.outbox.acting import acting, refuse_ended
from node.outbox.sheets import missing_fields
from node.outbox.texts import wordings
from node.store.database import Tx

_PEOPLE = 2


async def speaking(tx: Tx, config: Config, by: Actor, *, even_crisis: bool = False) -> Account:
    """The account, which may publish. Raises Unready with the gates that are open while it is planned, Conflict when it has
    ended, and what `acting` raises."""
    account = await acting(tx, by, even_planned=True, even_crisis=even_crisis)
    refuse_ended(account)
    if account.phase.is_planned:
        await refuse_unready(tx, config, account, extra=(Gate.RELEASE,))
    return account


async def refuse_unready(
    tx: Tx, config: Config, account: Account, *, into: Phase = Phase.RELEASED, extra: Sequence[Gate] = ()
) -> None:
    """Raises Unready where something is open that is asked for in the phase `into`."""
    gates = [*await open_gates(tx, config, account, into=into), *extra]
    if not gates:
        return
    missing = await missing_fields(tx, config, account, into) if Gate.SHEET in gates else ()
    named = ", ".join(gate.value for gate in gates)
    raise Unready(
        f"the channel {account.name} is not ready; still open: {named}", [each.value for each in gates], missing
    )


async def open_gates(tx: Tx, config: Config, account: Account, *, into: Phase = Phase.RELEASED) -> Sequence[Gate]:
    """In the order of `Gate`; without the release itself, which is no one's duty but a decision."""
    if not into.is_active:
        return []
    responsible = config.organizations.of_channel(account.name)
    found = []
    if await missing_fields(tx, config, account, into):
        found.append(Gate.SHEET)
    found += [gate for gate, holds in _OF_OFFICES.items() if not holds(responsible)]
    for gate, stands in _OF_CHANNELS.items():
        if not await stands(tx, account):
            found.append(gate)
    return sorted(found, key=tuple(Gate).index)


def _has_imprint(responsible: Organization | None) -> bool:
    return not imprint_faults(responsible)


def _has_privacy(responsible: Organization | None) -> bool:
    """Who answers, on which law it rests, and whom one complains to (Art. 13 GDPR); the Land stands for the last two."""
    if responsible is None or not (responsible.street and responsible.city and responsible.email):
        return False
    has_basis = bool(responsible.legal_basis or responsible.state) or not responsible.is_public_body
    return has_basis and bool(responsible.protection_authority or responsible.state)


def _has_officer(responsible: Organization | None) -> bool:
    """Public bodies always need one (Art. 37 GDPR)."""
    return responsible is not None and bool(responsible.protection_email or not responsible.is_public_body)


async def _has_netiquette(tx: Tx, account: Account) -> bool:
    """Written by people here, for the node or for this channel; what the software says by itself is no rule of theirs."""
    for channel in ("", account.name):
        found = await wordings(tx, "netiquette", channel)
        if found.texts or found.rules:
            return True
    return False


async def _has_people(tx: Tx, account: Account) -> bool:
    """Somebody is ill, and the channel goes on."""
    speaking = [each for each in await tx.channels.members(account.id) if each.role != MemberRole.CRISIS]
    return len(speaking) >= _PEOPLE


_OF_OFFICES: dict[Gate, Callable[[Organization | None], bool]] = {
    Gate.IMPRINT: _has_imprint,
    Gate.PRIVACY: _has_privacy,
    Gate.OFFICER: _has_officer,
}
_OF_CHANNELS: dict[Gate, Callable[[Tx, Account], Awaitable[bool]]] = {
    Gate.NETIQUETTE: _has_netiquette,
    Gate.PEOPLE: _has_people,
}
