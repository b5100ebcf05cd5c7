"""Those who administer keep the templates of the node; everybody who writes for a channel uses them (E3)."""

import re
import unicodedata
from dataclasses import replace
from typing import Final

from node.context import Context
from node.errors import NotFound, Unprocessable
from node.model.account import Actor
from node.model.act import Deed
from node.model.login import Role
from node.model.template import Template
from node.moderation.office import require_office
from node.outbox.acting import note
from node.outbox.templates.rules import checked
from node.store.database import Tx

MOST: Final = 500
_PATH: Final = "/verwaltung/vorlagen"
_KEY_CHARACTERS: Final = 50  # there is room for a number behind it
_WRITTEN_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


async def add_template(node: Context, by: Actor, template: Template) -> Template:
    """Under a key made of its name. Raises Unprocessable, and Forbidden for whoever does not administer."""
    return await node.store.write(_add, by, checked(template))


async def change_template(node: Context, by: Actor, template: Template) -> Template:
    """In place of the one with its key. Raises Unprocessable, NotFound, Forbidden."""
    return await node.store.write(_change, by, checked(template))


async def remove_template(node: Context, by: Actor, key: str) -> None:
    """What was written with it stays. Raises NotFound, Forbidden."""
    await node.store.write(_remove, by, key)


async def refuse_full(tx: Tx, more: int) -> None:
    """Raises Unprocessable when there would be too many."""
    if await tx.templates.count() + more > MOST:
        raise Unprocessable(f"there are at most {MOST} templates on a node", code="templates_many", most=MOST)


def address_of(key: str) -> str:
    """What the log calls it."""
    return f"{_PATH}/bearbeiten/{key}"


async def _add(tx: Tx, by: Actor, template: Template) -> Template:
    await require_office(tx, by, Role.ADMIN)
    await refuse_full(tx, 1)
    template = replace(template, key=await _free_key(tx, template.name))
    await tx.templates.put(template, by.login_id)
    await note(tx, by, Deed.WORD, address_of(template.key))
    return template


async def _change(tx: Tx, by: Actor, template: Template) -> Template:
    await require_office(tx, by, Role.ADMIN)
    before = await tx.templates.find(template.key)
    if before is None or before.kind is not template.kind:
        raise NotFound("there is no such template")
    if before != template:
        await tx.templates.put(template, by.login_id)
        await note(tx, by, Deed.WORD, address_of(template.key))
    return template


async def _remove(tx: Tx, by: Actor, key: str) -> None:
    await require_office(tx, by, Role.ADMIN)
    if not await tx.templates.remove(key):
        raise NotFound("there is no such template")
    await note(tx, by, Deed.WORD, address_of(key))


async def _free_key(tx: Tx, name: str) -> str:
    key = _key(name)
    wanted = [key, *(f"{key}-{number}" for number in range(2, MOST + 2))]
    taken = await tx.templates.by_keys(wanted)
    return next(each for each in wanted if each not in taken)


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().translate(_WRITTEN_OUT)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_KEY_CHARACTERS].strip("-") or "vorlage"
