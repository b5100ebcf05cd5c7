"""A piece of a long list."""

from dataclasses import dataclass

from node.model.ids import HIGHEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Of a list read newest first: what lies between `after` and `before`, both left out, at most `limit` of it.

    Where there is more, the newest of it; with `upwards` what comes right above `after`. Either way newest first.
    """

    before: int = HIGHEST
    after: int = 0
    upwards: bool = False
    limit: int = 20
