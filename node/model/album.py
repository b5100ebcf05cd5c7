"""Albums: pictures of somebody's own public posts, put together in an order of their own (S35)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from node.model.account import Account
from node.model.media import Media
from node.model.post import Post

MOST_PICTURES: Final = 500
MOST_ALBUMS: Final = 200
TITLE_CHARACTERS: Final = 100
DESCRIPTION_CHARACTERS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """`title` and `description` are plain text in `language`. `cover_id` is the picture that stands for it: without one, or
    when that one is gone, it is the first."""

    id: int
    uri: str
    account_id: int
    title: str
    description: str = ""
    language: str | None = None
    cover_id: int | None = None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AlbumPicture:
    """A picture in its `place`: it hangs on `post`, and goes with it."""

    place: int
    media: Media
    post: Post

    @property
    def uri(self) -> str:
        """Within the post's own document, so that whoever asks for it gets the post."""
        return picture_uri(self.post.uri, self.media.id)

    @property
    def is_sensitive(self) -> bool:
        return self.post.sensitive or bool(self.post.warning)


@dataclass(frozen=True, slots=True)
class AlbumView:
    """An album with whose it is, how many pictures are in it, and the one that stands for it."""

    album: Album
    owner: Account
    count: int
    cover: AlbumPicture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumChange:
    """What its owner wants it to be; what is None stays as it is. `places`: picture to the place it is moved to, counted from
    1; `out` are pictures that are taken out."""

    title: str | None = None
    description: str | None = None
    language: str | None = None
    cover_id: int | None = None
    places: Mapping[int, int] = field(default_factory=dict)
    out: Collection[int] = ()


def picture_uri(post_uri: str, media_id: int) -> str:
    return f"{post_uri}#media-{media_id}"


def moved(order: list[int], places: Mapping[int, int]) -> list[int]:
    """`order` with some in other places, counted from 1; beyond the end is the end. Two for the same place stand there one
    behind the other, as before."""
    going = sorted((each for each in order if each in places), key=lambda each: places[each])
    staying = [each for each in order if each not in places]
    for each in going:
        staying.insert(max(0, places[each] - 1), each)
    return staying


def may_be_in_albums(post: Post) -> bool:
    """As far as the post itself says."""
    return post.is_local and not post.is_boost and post.visibility.is_open and post.deleted_at is None
