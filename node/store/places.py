"""The places of posts: written beside the post, and looked for by words or by a part of the map."""

from collections.abc import Sequence
from typing import Any

import msgspec

from node.model.place import Box, Place
from node.store.rows import Database, to_json


def read_place(text: str) -> Place | None:
    return msgspec.json.decode(text, type=Place) if text else None


def write_place(place: Place | None) -> str:
    return to_json(place) if place is not None else ""


class Places:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, post_id: int, place: Place | None, words: Sequence[str]) -> None:
        """What the post can be found by now: the folded words of its place, and the position."""
        await self._db.run("DELETE FROM places WHERE post_id = ?", post_id)
        if place is not None:
            await self._db.run(
                "INSERT INTO places (post_id, words, latitude, longitude) VALUES (?, ?, ?, ?)",
                post_id,
                "".join(f" {word}" for word in words),
                _millionths(place.latitude),
                _millionths(place.longitude),
            )


def at_place(words: Sequence[str], box: Box | None) -> tuple[str, list[Any]]:
    """A condition on `p`, a post, and its parameters: its place has words that begin so, or lies in the box."""
    conditions = ["x.words LIKE ?" for _ in words]
    params: list[Any] = [f"% {word}%" for word in words]
    if box is not None:
        between = "AND" if box.west <= box.east else "OR"
        conditions.append(f"x.latitude BETWEEN ? AND ? AND (x.longitude >= ? {between} x.longitude <= ?)")
        params += [_millionths(each) for each in (box.south, box.north, box.west, box.east)]
    return f"p.id IN (SELECT x.post_id FROM places x WHERE {' AND '.join(conditions)})", params


def _millionths(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * 1_000_000)
