"""The node's own emoji, and those that posts and profiles from elsewhere use."""

from collections.abc import Iterable, Sequence

from node.model.account import Account
from node.model.emoji import Emoji, OwnEmoji
from node.model.ids import Ids
from node.store.rows import Database, Row, Tell, from_json, moment, to_json, us


def _to_emoji(row: Row) -> OwnEmoji:
    return OwnEmoji(
        id=row["id"],
        name=row["name"],
        category=row["category"],
        mime=row["mime"],
        file=row["file"],
        still=row["still"],
        created_at=moment(row["created_at"]),
    )


def read_emojis(text: str) -> tuple[Emoji, ...]:
    """As posts and accounts hold them."""
    return () if text == "[]" else tuple(Emoji(*each) for each in from_json(text))


def _written(emojis: Sequence[Emoji]) -> str:
    return to_json([[each.name, each.owner_id, each.source, each.still] for each in emojis])


class Emojis:
    def __init__(self, db: Database, tell: Tell, ids: Ids) -> None:
        self._db = db
        self._tell = tell
        self._ids = ids

    async def add(self, emoji: OwnEmoji) -> bool:
        """False when there is one of that name."""
        added = await self._db.run(
            "INSERT INTO emojis (id, name, category, mime, file, still, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (name) DO NOTHING",
            emoji.id,
            emoji.name,
            emoji.category,
            emoji.mime,
            emoji.file,
            emoji.still,
            us(emoji.created_at),
        )
        return bool(added)

    async def find(self, name: str) -> OwnEmoji | None:
        row = await self._db.row("SELECT * FROM emojis WHERE name = ?", name)
        return None if row is None else _to_emoji(row)

    async def by_names(self, names: Iterable[str]) -> Sequence[OwnEmoji]:
        names = list(names)
        if not names:
            return []
        rows = await self._db.rows(
            f"SELECT * FROM emojis WHERE {self._db.among_texts('name')} ORDER BY name", self._db.listed(names)
        )
        return [_to_emoji(row) for row in rows]

    async def all(self) -> Sequence[OwnEmoji]:
        """By category and name."""
        rows = await self._db.rows("SELECT * FROM emojis ORDER BY category, name LIMIT 5000")
        return [_to_emoji(row) for row in rows]

    async def remove(self, emoji_id: int) -> None:
        await self._db.run("DELETE FROM emojis WHERE id = ?", emoji_id)

    async def used(self, names: Iterable[str]) -> tuple[Emoji, ...]:
        """Those of ours with these names, as a text uses them."""
        return tuple(Emoji(each.name, 0, each.file, each.still) for each in await self.by_names(names))

    async def remember(self, account: Account, given: Iterable[tuple[str, str]]) -> tuple[Emoji, ...]:
        """Names and addresses that somebody elsewhere uses."""
        found = []
        for name, url in given:
            row = await self._db.row(
                "INSERT INTO remote_emojis (id, host, name, url, account_id) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (host, name, url) DO UPDATE SET account_id = excluded.account_id RETURNING id",
                self._ids.new(),
                account.host or "",
                name,
                url,
                account.id,
            )
            if row is not None:
                found.append(Emoji(name, row["id"], url))
        return tuple(found)

    async def put_on_post(self, post_id: int, emojis: Sequence[Emoji]) -> None:
        await self._db.run("UPDATE posts SET emojis = ? WHERE id = ?", _written(emojis), post_id)
        self._tell("post", post_id)

    async def put_on_account(self, account_id: int, emojis: Sequence[Emoji]) -> None:
        await self._db.run("UPDATE accounts SET emojis = ? WHERE id = ?", _written(emojis), account_id)
        self._tell("account", account_id)
