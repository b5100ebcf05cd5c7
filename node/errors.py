"""What can go wrong, in our words. Only `web/middleware.py` knows status codes, only `jobs/` knows retries."""

from collections.abc import Mapping, Sequence
from datetime import datetime


class StoreAway(Exception):  # noqa: N818  # says what is the case
    """The database does not answer. No `Problem`: nobody may take it for a fault of what was asked for."""


class Problem(Exception):  # noqa: N818  # reads as what it is: "raise Forbidden(...)"
    """Base of everything we raise on purpose. The first argument is one sentence for the person concerned, in English. Where
    forms tell it in the reader's language, `code` names its sentence in the catalogues (`refusal.CODE`), and `values` are
    what that one needs."""

    def __init__(self, reason: str = "", *, code: str = "", **values: object) -> None:
        super().__init__(*([reason] if reason else []))
        self.code = code
        self.values = values

    @property
    def reason(self) -> str:
        return str(self.args[0]) if self.args else type(self).__name__


class Invalid(Problem):
    """It cannot be read, or breaks a rule of form."""


class Unprocessable(Invalid):
    """It can be read, but asks for what cannot be done (a form with a missing field)."""


class DisallowedTags(Unprocessable):
    """A post with hashtags that those who moderate do not want in posts here. `tags` as they were typed. The sentence is
    Mastodon's."""

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__(f"Validation failed: Text contained a disallowed hashtag: {', '.join(tags)}")
        self.tags = tags


class Faulty(Unprocessable):
    """A form with faults in some of its fields: for each, codes and words, as the client API tells them."""

    def __init__(self, reason: str, details: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(reason)
        self.details = details


class TooLarge(Invalid):
    """More bytes than we take."""


class Unauthenticated(Problem):
    """Nobody we know sent this."""


class Forbidden(Problem):
    """We know who sent this, and they may not."""


class NotFound(Problem):
    """There is no such thing, or the asker may not know of it."""


class Gone(Problem):
    """It was here and has been deleted. `at`: when, and `handle`: by whom, of what we ourselves once published."""

    def __init__(self, reason: str, *, at: datetime | None = None, handle: str = "") -> None:
        super().__init__(reason)
        self.at = at
        self.handle = handle


class Conflict(Problem):
    """It contradicts what is stored."""


class Unready(Conflict):
    """A channel that may not do this yet. `gates`: what is still open, by its name; `missing`: fields of its sheet."""

    def __init__(self, reason: str, gates: Sequence[str], missing: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.gates = gates
        self.missing = missing


class TooMany(Problem):
    """The asker has to wait. `retry_after` in seconds."""

    def __init__(self, reason: str, retry_after: float = 60, *, code: str = "") -> None:
        super().__init__(reason, code=code)
        self.retry_after = retry_after


class Unreachable(Problem):
    """The other side failed; later it may work. `retry_after` in seconds when it told us."""

    def __init__(self, reason: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


class Unavailable(Unreachable):
    """Something of our own that stands elsewhere (the storage of files) fails; later it may work."""


class Refused(Problem):
    """A request of ours that must not or may not be made: the address guard, a blocked host, a final no."""

    def __init__(self, reason: str, *, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


class Misconfigured(Problem):
    """A setting is wrong; the sentence names it."""
