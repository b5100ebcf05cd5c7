"""Who may have a post before their eyes that is about to be wiped: afterwards nobody knows."""

from dataclasses import dataclass

from node.store.rows import Database

_MOST = 100  # of each, so that what is told stays short; who is left out sees it gone at the next look


@dataclass(frozen=True, slots=True)
class Parted:
    """A post that is gone. `named` were accounts of ours, `boosters` anybody's."""

    post_id: int
    named: tuple[int, ...]
    boosters: tuple[int, ...]

    def key(self) -> str:
        """As it is told (`Tx.tell`)."""
        return ";".join((str(self.post_id), *(",".join(map(str, ids)) for ids in (self.named, self.boosters))))

    @classmethod
    def of(cls, key: str) -> "Parted":
        number, *lists = key.split(";")
        named, boosters = (tuple(int(each) for each in ids.split(",") if each) for ids in lists)
        return cls(int(number), named, boosters)


async def parting(db: Database, post_id: int) -> Parted:
    """Asked before the post is wiped."""
    named = await db.rows(
        "SELECT m.account_id AS id FROM mentions m JOIN accounts a ON a.id = m.account_id"
        " WHERE m.post_id = ? AND a.host = '' ORDER BY m.account_id LIMIT ?",
        post_id,
        _MOST,
    )
    boosters = await db.rows(
        "SELECT DISTINCT author_id AS id FROM posts WHERE boost_of_id = ? ORDER BY author_id DESC LIMIT ?",
        post_id,
        _MOST,
    )
    return Parted(post_id, tuple(row["id"] for row in named), tuple(row["id"] for row in boosters))
