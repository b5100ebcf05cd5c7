"""Who may read a post (decision 0011)."""

from enum import StrEnum


class Visibility(StrEnum):
    """`local` is read by logged-in accounts of this node only and never leaves it, by no door."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    DIRECT = "direct"
    LOCAL = "local"

    @property
    def is_open(self) -> bool:
        """Anyone may read it, signed or not, logged in or not."""
        return self is Visibility.PUBLIC or self is Visibility.UNLISTED

    @property
    def federates(self) -> bool:
        return self is not Visibility.LOCAL


_ORDER = (Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.LOCAL, Visibility.DIRECT)


def narrower(one: Visibility, other: Visibility) -> Visibility:
    """The one that fewer can read: an answer is never shown wider than what it answers was."""
    return max(one, other, key=_ORDER.index)
