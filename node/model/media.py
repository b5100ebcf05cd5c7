"""A picture, film, sound or document that belongs to a post; and the pictures of a profile."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from node.model.label import AiUse


class MediaState(StrEnum):
    """How far an upload is. What others attached is always ready: it lies at its origin."""

    WAITING = "waiting"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class Place(StrEnum):
    """What a file of ours is for."""

    POST = "post"
    AVATAR = "avatar"
    HEADER = "header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """`url` is where it lies (here or at its origin); `focus` is x and y from -1 to 1; sides in pixels, `size` in bytes,
    `duration` in seconds. `kind` is image, gifv (a silent film that goes round), video, audio or document.

    What follows `licence` only files of ours have. `name` and `preview_name` are those in the storage, `colours` the
    background, the writing on it and an accent, as `#rrggbb`. `upload` and `cover` are files that wait to be worked on.
    """

    id: int
    url: str
    mime: str
    kind: str = "image"
    description: str = ""
    blurhash: str | None = None
    width: int | None = None
    height: int | None = None
    focus: tuple[float, float] | None = None
    credit: str = ""
    licence: str = ""
    ai: AiUse = AiUse.NONE
    post_id: int | None = None
    account_id: int | None = None
    login_id: int | None = None
    place: Place = Place.POST
    created_at: datetime | None = None
    state: MediaState = MediaState.READY
    failure: str = ""
    upload: str = ""
    cover: str = ""
    name: str | None = None
    preview_name: str | None = None
    size: int | None = None
    duration: float | None = None
    preview_width: int | None = None
    preview_height: int | None = None
    colours: tuple[str, ...] = ()

    @property
    def is_ours(self) -> bool:
        return self.account_id is not None

    @property
    def is_ready(self) -> bool:
        return self.state is MediaState.READY
