"""Those who run the node give it emoji of its own, and take them away."""

import asyncio
import tempfile
from functools import partial
from pathlib import Path

from node.context import Context
from node.errors import Conflict, NotFound, Unprocessable
from node.media.emoji import Prepared, prepare
from node.media.storage import new_name
from node.media.types import PNG
from node.model.account import Actor
from node.model.act import Deed
from node.model.emoji import NAME, OwnEmoji
from node.model.login import Role
from node.moderation.office import require_office
from node.outbox.acting import note
from node.store.database import Tx
from node.text.html import clean_name

_CATEGORY_CHARACTERS = 100


async def add_emoji(node: Context, by: Actor, name: str, picture: Path, category: str = "") -> OwnEmoji:
    """From a file on this machine. Raises Unprocessable, Conflict when there is one of that name, Forbidden."""
    if not NAME.fullmatch(name):
        raise Unprocessable("the name of an emoji has 2 to 64 letters, digits and underscores")
    await node.store.read(require_office, by, Role.ADMIN)
    with tempfile.TemporaryDirectory() as folder:
        made = await asyncio.to_thread(prepare, picture, Path(folder))
        file, still = await _kept(node, made)
    return await node.store.write(
        _add, by, name, clean_name(category, _CATEGORY_CHARACTERS), made.type.mime, file, still
    )


async def _kept(node: Context, made: Prepared) -> tuple[str, str]:
    """The names in the storage. Until a row has them they are noted as superfluous, so a crash leaves nothing behind."""
    file = new_name(made.type.ending)
    still = file if made.still == made.picture else new_name(PNG.ending)
    await node.store.write(lambda tx: tx.uploads.expect({file, still}))
    await node.storage.put(file, made.picture, made.type.mime)
    if still != file:
        await node.storage.put(still, made.still, PNG.mime)
    return file, still


async def _add(tx: Tx, by: Actor, name: str, category: str, mime: str, file: str, still: str) -> OwnEmoji:
    await require_office(tx, by, Role.ADMIN)
    made = OwnEmoji(id=tx.ids.new(), name=name, category=category, mime=mime, file=file, still=still, created_at=tx.now)
    if not await tx.emojis.add(made):
        raise Conflict(f"there is an emoji :{name}: already")
    await tx.uploads.claim({file, still})
    await note(tx, by, Deed.ADOPT, name)
    return made


async def remove_emoji(node: Context, by: Actor, name: str) -> None:
    """Posts that use it show its name from then on. Raises NotFound, Forbidden."""
    await node.store.write(partial(_remove, by=by, name=name))


async def _remove(tx: Tx, *, by: Actor, name: str) -> None:
    await require_office(tx, by, Role.ADMIN)
    found = await tx.emojis.find(name)
    if found is None:
        raise NotFound(f"there is no emoji :{name}:")
    await tx.emojis.remove(found.id)
    await tx.uploads.discard({found.file, found.still})
    await note(tx, by, Deed.DROP, name)
