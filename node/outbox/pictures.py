"""The pictures of a profile: cut to their shape before anybody sees them, kept with the change of the profile."""

from dataclasses import dataclass, replace
from typing import Final

from node.context import Context
from node.media.upload import Sent, forget, take, uploads_folder
from node.media.work import Use
from node.model.account import Account, Actor
from node.model.media import Media, MediaState, Place
from node.outbox.acting import acting
from node.outbox.upload import store_made
from node.store.database import Tx
from node.store.uploads import Finished

_USES: Final[dict[Place, Use]] = {Place.AVATAR: "avatar", Place.HEADER: "header"}


@dataclass(frozen=True, slots=True)
class Picture:
    """In the storage already; deleted there again when no profile takes it."""

    place: Place
    login_id: int | None
    done: Finished


async def make_picture(node: Context, by: Actor, place: Place, sent: Sent) -> Picture:
    """Raises Unprocessable for what is no picture, Forbidden."""
    await node.store.read(acting, by)
    name, _ = await take(sent, node.config.media, only_picture=True)
    folder = uploads_folder(node.config)
    try:
        made = await node.workshop.make(folder / name, folder / f"{name}-made", _USES[place])
        return Picture(place, by.login_id, await store_made(node, made))
    finally:
        await forget(node.config, name)


async def hang(tx: Tx, account: Account, picture: Picture) -> Account:
    """The account with that picture; the one before is deleted. Without a word said of it, it has no description."""
    await tx.uploads.put_picture(
        Media(
            id=tx.ids.new(),
            url=picture.done.url,
            mime=picture.done.mime,
            account_id=account.id,
            login_id=picture.login_id,
            place=picture.place,
            state=MediaState.WAITING,
            upload=picture.done.name or "",
        ),
        picture.done,
    )
    return _with(account, picture.place, picture.done.url)


async def take_down(tx: Tx, account: Account, place: Place) -> Account:
    await tx.uploads.remove_picture(account.id, place)
    return _with(account, place, None)


def _with(account: Account, place: Place, url: str | None) -> Account:
    if place is Place.AVATAR:
        return replace(account, icon=url, icon_description="")
    return replace(account, header=url, header_description="")
