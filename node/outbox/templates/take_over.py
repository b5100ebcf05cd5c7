"""A pack is taken over: first it is said what would change, then those who administer decide. A pack taken over twice changes
nothing the second time, as its templates are known by their keys."""

from collections.abc import Collection, Sequence
from hashlib import blake2b
from importlib.resources import files
from typing import Final

import msgspec

from node.context import Context
from node.errors import Conflict
from node.model.account import Actor
from node.model.act import Deed
from node.model.login import Role
from node.model.template import Compared, Pack, Standing, TemplateKind
from node.moderation.office import require_office
from node.outbox.acting import note
from node.outbox.templates.keep import refuse_full
from node.outbox.templates.pack import read_pack
from node.store.database import Tx

_ORDER: Final = tuple(TemplateKind)


def our_pack() -> Pack:
    """The one the program comes with."""
    return read_pack((files("node.outbox.templates") / "starter.json").read_bytes())


async def own_pack(tx: Tx, name: str, title: str) -> Pack:
    """All that is kept here: posts, answers, sheets, each by name."""
    kept = sorted(await tx.templates.all(), key=lambda each: _ORDER.index(each.kind))
    return Pack(name=name, title=title, templates=tuple(kept))


async def compare(tx: Tx, pack: Pack) -> Sequence[Compared]:
    kept = await tx.templates.by_keys([each.key for each in pack.templates])
    return [Compared(each, kept.get(each.key)) for each in pack.templates]


def seen_as(compared: Sequence[Compared]) -> str:
    """Stands for what was offered and what was there when somebody looked: another one later on means that either of them has
    changed since."""
    return blake2b(msgspec.json.encode(compared), digest_size=16).hexdigest()


async def take_over(
    node: Context, by: Actor, pack: Pack, *, keys: Collection[str] | None = None, seen: str | None = None
) -> Sequence[Compared]:
    """What was new or changed and is as in the pack from now on. `keys`: only these; `seen`: only if `seen_as` still says so.

    Raises Conflict when what is kept here has changed since, Unprocessable when there would be too many, and Forbidden for
    whoever does not administer. Then nothing was taken over.
    """
    return await node.store.write(take, by, pack, keys, seen)


async def take(tx: Tx, by: Actor, pack: Pack, keys: Collection[str] | None, seen: str | None) -> Sequence[Compared]:
    """`take_over` within a transaction."""
    await require_office(tx, by, Role.ADMIN)
    compared = await compare(tx, pack)
    if seen is not None and seen_as(compared) != seen:
        raise Conflict("the templates here have changed since you looked")
    wanted = [
        each for each in compared if each.standing is not Standing.SAME and (keys is None or each.template.key in keys)
    ]
    await refuse_full(tx, sum(each.standing is Standing.NEW for each in wanted))
    for each in wanted:
        await tx.templates.put(each.template, by.login_id)
    if wanted:
        await note(tx, by, Deed.IMPORT, pack.name)
    return wanted
