"""The account in ActivityStreams, as a Mastodon archive has it: what is attached is named by its place in the archive."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec

from node.federation import rendering
from node.federation.rendering import Json
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.media import Media, Place
from node.model.post import PostView
from node.model.visibility import Visibility
from node.outbox.archive.shape import BOOKMARKS, LIKES, MEDIA, OUTBOX
from node.store.keys import StoredKey

_AT_ONCE: Final = 1 << 20


class Lines:
    """A file with an object a line."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = path.open("wb", buffering=_AT_ONCE)

    def add(self, records: Sequence[Any]) -> None:
        for each in records:
            self._file.write(msgspec.json.encode(each) + b"\n")

    def close(self) -> None:
        self._file.close()


class OrderedFile:
    """An OrderedCollection that is written item by item, however many there are."""

    def __init__(self, path: Path, context: Any = "https://www.w3.org/ns/activitystreams") -> None:
        self._file = path.open("wb", buffering=_AT_ONCE)
        head = msgspec.json.encode({"@context": context, "id": path.name, "type": "OrderedCollection"})
        self._file.write(head[:-1] + b',"orderedItems":[')
        self._total = 0

    def add(self, item: Any) -> None:
        self._file.write((b",\n" if self._total else b"\n") + msgspec.json.encode(item))
        self._total += 1

    def close(self) -> None:
        self._file.write(b'\n],"totalItems":%d}\n' % self._total)
        self._file.close()


def actor_document(
    account: Account, keys: Sequence[StoredKey], addresses: Addresses, pictures: dict[Place, str]
) -> Json:
    """`pictures` are the places of avatar and header in the archive."""
    document = rendering.actor(account, keys, addresses)
    document |= {"outbox": OUTBOX, "likes": LIKES, "bookmarks": BOOKMARKS}
    for place, name in ((Place.AVATAR, "icon"), (Place.HEADER, "image")):
        if name in document and place in pictures:
            document[name] = document[name] | {"url": pictures[place]}
    return document


def create_document(view: PostView, addresses: Addresses, activity_uri: str) -> Json:
    """What never left the node is addressed to nobody."""
    if view.post.visibility is Visibility.LOCAL:
        view = replace(view, post=replace(view.post, visibility=Visibility.DIRECT), mentions=(), replied_to=None)
    note = rendering.note(view, addresses)
    places = {media.url: f"{MEDIA}/{media.name}" for media in view.media if media.name}
    attached = [
        {**each, "url": places.get(each["url"], each["url"])} if "url" in each else each for each in note["attachment"]
    ]
    activity = rendering.create(activity_uri, note | {"attachment": attached}, published=view.post.published_at)
    return without_context(activity)


def announce_document(view: PostView, boosted: PostView) -> Json:
    activity = rendering.announce(
        view.post.uri,
        view.author,
        post_uri=boosted.post.uri,
        author_uri=boosted.author.uri,
        visibility=view.post.visibility,
        published=view.post.published_at,
    )
    return without_context(activity)


def without_context(document: Json) -> Json:
    return {name: value for name, value in document.items() if name not in {"@context", "proof", "signature"}}


def picture_name(media: Media) -> str:
    """`avatar.jpg`"""
    return f"{media.place.value}.{(media.name or '').rpartition('.')[2]}"
