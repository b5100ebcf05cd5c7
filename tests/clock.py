"""The clock of the test world."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Called, it says what time it is. It moves only when told, a millisecond further with every look."""

    def __init__(self, start: datetime | None = None) -> None:
        self.now = start or datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def move(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)
