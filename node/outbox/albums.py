"""Somebody puts pictures of their own public posts into albums (S35).

Followers elsewhere are told with Add and Remove, the album as their target; that a post is deleted or edited takes its
pictures out without a word of its own, as their ids lie within the post's.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from node.context import Context
from node.errors import Conflict, Forbidden, Invalid, NotFound, Unprocessable
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.activity import Outgoing
from node.model.addresses import Addresses
from node.model.album import (
    DESCRIPTION_CHARACTERS,
    MOST_ALBUMS,
    MOST_PICTURES,
    TITLE_CHARACTERS,
    Album,
    AlbumChange,
    may_be_in_albums,
    moved,
    picture_uri,
)
from node.outbox.acting import acting, note, own_post
from node.outbox.send import send
from node.store.database import Tx
from node.text.html import clean_name, tidy
from node.text.language import normalise

_NONE: Final = "there is no such album"


async def create_album(node: Context, by: Actor, wanted: AlbumChange) -> Album:
    """Without pictures yet. Raises Unprocessable without a title, Conflict when there are too many."""
    return await node.store.write(_create, node.addresses, by, wanted)


async def add_pictures(
    node: Context,
    by: Actor,
    album_id: int,
    post_id: int,
    media_ids: Sequence[int] | None = None,
    *,
    new: AlbumChange | None = None,
) -> Album:
    """Pictures of a post of one's own that everybody may read, or all of them; `new`: into a new album, which takes over the
    post's language. Those that are in it stay where they are. Raises NotFound, Forbidden, Invalid without a picture,
    Conflict when there is no more room."""
    return await node.store.write(_add, node.addresses, by, album_id, post_id, media_ids, new)


async def change_album(node: Context, by: Actor, album_id: int, wanted: AlbumChange) -> Album:
    """Its words, its cover, its order, and what is no longer to be in it. Raises NotFound, Forbidden, Unprocessable."""
    return await node.store.write(_change, node.addresses, by, album_id, wanted)


async def delete_album(node: Context, by: Actor, album_id: int) -> None:
    """The posts stay. Raises NotFound, Forbidden for somebody else's."""
    await node.store.write(_delete, node.addresses, by, album_id)


async def own_album(tx: Tx, album_id: int, owner: Account) -> Album:
    found = await tx.albums.find(album_id)
    if found is None:
        raise NotFound(_NONE)
    if found.account_id != owner.id:
        raise Forbidden("this is somebody else's album")
    return found


# What is typed


def title_of(text: str) -> str:
    """Raises Unprocessable."""
    title = clean_name(text, TITLE_CHARACTERS + 1)
    if not title:
        raise Unprocessable("an album has a title")
    if len(title) > TITLE_CHARACTERS:
        raise Unprocessable(f"a title has at most {TITLE_CHARACTERS} characters")
    return title


def description_of(text: str) -> str:
    """Raises Unprocessable."""
    description = tidy(text.replace("\r\n", "\n")).strip()
    if len(description) > DESCRIPTION_CHARACTERS:
        raise Unprocessable(f"a description has at most {DESCRIPTION_CHARACTERS} characters")
    return description


# The acts


async def _create(tx: Tx, addresses: Addresses, by: Actor, wanted: AlbumChange) -> Album:
    owner = await acting(tx, by)
    made = await _made(tx, addresses, owner, wanted)
    await note(tx, by, Deed.COMPILE, made.uri)
    return made


async def _made(tx: Tx, addresses: Addresses, owner: Account, wanted: AlbumChange) -> Album:
    if await tx.albums.count(owner.id) >= MOST_ALBUMS:
        raise Conflict(f"there are {MOST_ALBUMS} albums already")
    number = tx.ids.new()
    made = Album(
        id=number,
        uri=addresses.album(owner.name, number),
        account_id=owner.id,
        title=title_of(wanted.title or ""),
        description=description_of(wanted.description or ""),
        language=normalise(wanted.language) if wanted.language else None,
        created_at=tx.now,
        updated_at=tx.now,
    )
    await tx.albums.put(made)
    return made


async def _add(
    tx: Tx,
    addresses: Addresses,
    by: Actor,
    album_id: int,
    post_id: int,
    media_ids: Sequence[int] | None,
    new: AlbumChange | None,
) -> Album:
    owner = await acting(tx, by)
    post = await own_post(tx, post_id, owner)
    if not may_be_in_albums(post):
        raise Forbidden("only pictures of posts that everybody may read can be in an album")
    here = [each.id for each in await tx.uploads.on_post(post.id) if each.kind == "image" and each.is_ready]
    wanted = here if media_ids is None else [each for each in here if each in media_ids]
    if not wanted:
        raise Invalid("choose at least one picture of the post")
    if new is None:
        found = await own_album(tx, album_id, owner)
    else:
        found = await _made(tx, addresses, owner, replace(new, language=new.language or post.language))
        await note(tx, by, Deed.COMPILE, found.uri)
    known = set(await tx.albums.order(found.id))
    fresh = [each for each in wanted if each not in known]
    if len(known) + len(fresh) > MOST_PICTURES:
        raise Conflict(f"an album has at most {MOST_PICTURES} pictures")
    if not fresh:
        return found
    await tx.albums.add(found, post.id, fresh)
    changed = replace(found, updated_at=tx.now)
    await tx.albums.put(changed)
    uris = [picture_uri(post.uri, each) for each in fresh]
    sent = await _tell(tx, addresses, "Add", changed, owner, uris, target=changed.uri)
    await note(tx, by, Deed.INCLUDE, changed.uri, sent)
    return changed


async def _change(tx: Tx, addresses: Addresses, by: Actor, album_id: int, wanted: AlbumChange) -> Album:
    owner = await acting(tx, by)
    found = await own_album(tx, album_id, owner)
    before = await tx.albums.order(found.id)
    gone = [each for each in before if each in wanted.out]
    named = await _named(tx, found, gone)
    order = moved([each for each in before if each not in wanted.out], wanted.places)
    changed = replace(
        found,
        title=found.title if wanted.title is None else title_of(wanted.title),
        description=found.description if wanted.description is None else description_of(wanted.description),
        language=found.language if wanted.language is None else normalise(wanted.language),
        cover_id=wanted.cover_id if wanted.cover_id in order else found.cover_id,
    )
    if changed == found and order == before:
        return found
    if order != before:
        await tx.albums.arrange(found, order)
    said = replace(changed, updated_at=tx.now)
    await tx.albums.put(said)
    sent = None
    if named:
        sent = await _tell(tx, addresses, "Remove", said, owner, named, target=said.uri)
        await note(tx, by, Deed.EXCLUDE, said.uri, sent)
    if changed != found or order != [each for each in before if each not in gone]:
        [view] = await tx.albums.views([said])
        sent = await _tell(tx, addresses, "Update", said, owner, rendering.album(view, addresses))
        await note(tx, by, Deed.REWORD, said.uri, sent)
    return said


async def _named(tx: Tx, found: Album, media_ids: Sequence[int]) -> list[str]:
    """The ids of pictures, as others know them."""
    pictures = [await tx.albums.picture(found.id, each) for each in media_ids]
    return [each.uri for each in pictures if each is not None]


async def _delete(tx: Tx, addresses: Addresses, by: Actor, album_id: int) -> None:
    owner = await acting(tx, by, even_moved=True)
    found = await own_album(tx, album_id, owner)
    await tx.deliveries.drop_about(found.uri, tx.now)
    await tx.activities.blank(found.uri)
    await tx.albums.remove(found)
    gone = rendering.tombstone(found.uri, deleted_at=tx.now, former_type="OrderedCollection")
    await note(tx, by, Deed.RETRACT, found.uri, await _tell(tx, addresses, "Delete", found, owner, gone))


async def _tell(
    tx: Tx,
    addresses: Addresses,
    kind: str,
    found: Album,
    owner: Account,
    about: rendering.Json | Sequence[str],
    *,
    target: str = "",
) -> Outgoing:
    activity = rendering.album_told(
        kind, addresses.activity(tx.ids.new()), owner, about, target=target, published=tx.now
    )
    to = await tx.follows.remote_follower_inboxes(owner.id)
    return await send(tx, addresses, activity, by=owner, to=to, about=found.uri)
