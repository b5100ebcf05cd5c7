"""The account that speaks for people without one: a service of this node, made when the first of their answers is published
(A11)."""

from dataclasses import replace
from typing import Final

from node.context import Context
from node.errors import Conflict
from node.federation.keys import PrivateKey
from node.i18n.translate import Translator
from node.model.account import Account, Kind
from node.moderation.guests import GUEST_NAMES
from node.outbox.accounts import add_account, make_keys, new_account
from node.store.database import Tx
from node.text.compose import compose

_KNOWN: Final = "guests.account"


async def guest_account(node: Context) -> Account:
    """The same in every process, whoever comes first. Raises Conflict where all its names are taken."""
    known = await node.store.read(find_guest_account)
    if known is not None:
        return known
    return await node.store.write(_make, node, await make_keys(node.config.federation.rsa_bits))


async def find_guest_account(tx: Tx) -> Account | None:
    """None as long as no guest has been published."""
    name = await tx.state.find(_KNOWN)
    return None if name is None else await tx.accounts.find_by_handle(name, None)


async def _make(tx: Tx, node: Context, keys: tuple[PrivateKey, PrivateKey]) -> Account:
    """Settling its name first makes everybody else wait until it is there."""
    name = await tx.state.settle(_KNOWN, await _free_name(tx))
    known = await tx.accounts.find_by_handle(name, None)
    if known is not None:
        return known
    words = Translator(node.config.node.language, node.catalogs, zone=node.config.node.timezone, strict=False)
    text = words.t("guest.account.text", node=node.config.node.title)
    made = new_account(node.addresses, name, kind=Kind.SERVICE, display_name=words.t("guest.account.name"), now=tx.now)
    described = replace(
        made, source=text, summary=compose(text, format="plain").html, discoverable=False, indexable=False
    )
    return await add_account(tx, described, keys, node.addresses)


async def _free_name(tx: Tx) -> str:
    """The first that nobody has or had."""
    known = await tx.state.find(_KNOWN)
    if known is not None:
        return known
    for name in GUEST_NAMES:
        if await tx.accounts.find_by_handle(name, None) is None:
            return name
    raise Conflict(f"the names for guests are all taken: {', '.join(GUEST_NAMES)}")
