"""A picture, film or sound on another server, as far as this node shows it."""

from dataclasses import dataclass
from enum import StrEnum


class RemotePlace(StrEnum):
    """What it hangs on. The words stand in addresses and are never changed."""

    FILE = "file"
    AVATAR = "avatar"
    HEADER = "header"
    EMOJI = "emoji"
    PREVIEW = "preview"

    @property
    def is_picture(self) -> bool:
        """Whether nothing but a picture can stand there."""
        return self is not RemotePlace.FILE


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """`owner_id` is the row that names it, `owner_uri` the account it comes from."""

    place: RemotePlace
    owner_id: int
    url: str
    owner_uri: str


class Miss(StrEnum):
    """Why there is no copy: it may work later, it never will, or it is too large and is passed on."""

    FAILED = "failed"
    USELESS = "useless"
    LARGE = "large"
