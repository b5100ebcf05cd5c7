"""Accounts, ours and others'."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from node.errors import NotFound
from node.model.account import Account, FeaturePolicy, Kind, ProfileField
from node.model.channel import Phase
from node.model.host import and_above
from node.model.quick import quick
from node.model.slice import Slice
from node.store.emojis import read_emojis
from node.store.rows import (
    Database,
    Row,
    Tell,
    bounds,
    cut,
    from_json,
    moment,
    moment_or_none,
    newest_first,
    to_json,
    us,
    us_or_none,
)

_COLUMNS = (
    "uri",
    "name",
    "folded_name",
    "host",
    "kind",
    "display_name",
    "summary",
    "source",
    "url",
    "inbox",
    "shared_inbox",
    "outbox",
    "followers_uri",
    "following_uri",
    "featured_uri",
    "icon",
    "header",
    "icon_description",
    "header_description",
    "fields",
    "aliases",
    "moved_to",
    "approves_followers",
    "discoverable",
    "indexable",
    "hides_follows",
    "fetched_at",
    "suspended_at",
    "deleted_at",
    "silenced_at",
    "sensitized_at",
    "feature_policy",
    "collections_uri",
)
_NEW = ("id", "created_at", "phase", *_COLUMNS)
_INSERT = f"INSERT INTO accounts ({', '.join(_NEW)}) VALUES ({', '.join('?' * len(_NEW))})"
_UPDATE = f"UPDATE accounts SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?"


_make_account = quick(Account)
_KINDS = {each.value: each for each in Kind}
_PHASES = {each.value: each for each in Phase}


def to_account(row: Row) -> Account:
    return _make_account(
        id=row["id"],
        uri=row["uri"],
        name=row["name"],
        host=row["host"] or None,
        kind=_KINDS[row["kind"]],
        display_name=row["display_name"],
        summary=row["summary"],
        source=row["source"],
        url=row["url"],
        inbox=row["inbox"],
        shared_inbox=row["shared_inbox"],
        outbox=row["outbox"],
        followers_uri=row["followers_uri"],
        following_uri=row["following_uri"],
        featured_uri=row["featured_uri"],
        icon=row["icon"],
        header=row["header"],
        icon_description=row["icon_description"],
        header_description=row["header_description"],
        fields=_fields(row["fields"]),
        aliases=() if row["aliases"] == "[]" else tuple(from_json(row["aliases"])),
        moved_to=row["moved_to"],
        approves_followers=bool(row["approves_followers"]),
        discoverable=bool(row["discoverable"]),
        indexable=bool(row["indexable"]),
        hides_follows=bool(row["hides_follows"]),
        posts_count=row["posts_count"],
        followers_count=row["followers_count"],
        following_count=row["following_count"],
        last_post_at=moment_or_none(row["last_post_at"]),
        created_at=moment(row["created_at"]),
        fetched_at=moment_or_none(row["fetched_at"]),
        suspended_at=moment_or_none(row["suspended_at"]),
        deleted_at=moment_or_none(row["deleted_at"]),
        silenced_at=moment_or_none(row["silenced_at"]),
        sensitized_at=moment_or_none(row["sensitized_at"]),
        emojis=read_emojis(row["emojis"]),
        feature_policy=_policy(row["feature_policy"]),
        collections_uri=row["collections_uri"],
        phase=_PHASES[row["phase"]],
    )


def _known(row: Row | None, even_planned: bool) -> Account | None:  # noqa: FBT001  # passed on
    """A channel that is planned is not found by name or address, like one that is not there (M20)."""
    if row is None or (row["phase"] == Phase.PLANNING and not even_planned):
        return None
    return to_account(row)


def _fields(text: str) -> tuple[ProfileField, ...]:
    if text == "[]":
        return ()
    return tuple(ProfileField(name, value, moment_or_none(at)) for name, value, at in from_json(text))


def _policy(text: str | None) -> FeaturePolicy | None:
    if text is None:
        return None
    automatic, manual = from_json(text)
    return FeaturePolicy(tuple(automatic), tuple(manual))


def _values(account: Account) -> list[object]:
    policy = account.feature_policy
    return [
        account.uri,
        account.name,
        account.name.lower(),
        account.host or "",
        account.kind.value,
        account.display_name,
        account.summary,
        account.source,
        account.url,
        account.inbox,
        account.shared_inbox,
        account.outbox,
        account.followers_uri,
        account.following_uri,
        account.featured_uri,
        account.icon,
        account.header,
        account.icon_description,
        account.header_description,
        to_json([(field.name, field.value, us_or_none(field.verified_at)) for field in account.fields]),
        to_json(account.aliases),
        account.moved_to,
        account.approves_followers,
        account.discoverable,
        account.indexable,
        account.hides_follows,
        us_or_none(account.fetched_at),
        us_or_none(account.suspended_at),
        us_or_none(account.deleted_at),
        us_or_none(account.silenced_at),
        us_or_none(account.sensitized_at),
        None if policy is None else to_json([policy.automatic, policy.manual]),
        account.collections_uri,
    ]


class Accounts:
    def __init__(self, db: Database, tell: Tell) -> None:
        self._db = db
        self._tell = tell

    async def find(self, account_id: int) -> Account | None:
        row = await self._db.row("SELECT * FROM accounts WHERE id = ?", account_id)
        return None if row is None else to_account(row)

    async def get(self, account_id: int) -> Account:
        found = await self.find(account_id)
        if found is None:
            raise NotFound("there is no such account")
        return found

    async def is_living(self, account_id: int) -> bool:
        """Whether it is there, neither deleted nor suspended: a fifth of what reading all of it costs."""
        found = await self._db.value(
            "SELECT 1 FROM accounts WHERE id = ? AND deleted_at IS NULL AND suspended_at IS NULL", account_id
        )
        return found is not None

    async def find_by_uri(self, uri: str, *, even_planned: bool = False) -> Account | None:
        """`even_planned` as in `find_by_handle`."""
        row = await self._db.row("SELECT * FROM accounts WHERE uri = ?", uri)
        return _known(row, even_planned)

    async def find_by_handle(self, name: str, host: str | None = None, *, even_planned: bool = False) -> Account | None:
        """`even_planned`: for those who prepare channels, also one that nobody else knows of yet.

        The living account of that name. Elsewhere a person and a group may share one (Lemmy's /u/x and /c/x): then it
        is the person; of two of a kind the one found last. Here a name is never given again (T-244)."""
        row = await self._db.row(
            "SELECT * FROM accounts WHERE folded_name = ? AND host = ?"
            " ORDER BY (deleted_at IS NOT NULL), (kind = 'Group'), id DESC LIMIT 1",
            name.lower(),
            host or "",
        )
        return _known(row, even_planned)

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Account]:
        wanted = set(ids)
        if not wanted:
            return {}
        rows = await self._db.rows(
            f"SELECT * FROM accounts WHERE {self._db.among('id')}",
            self._db.listed(wanted),
        )
        return {row["id"]: to_account(row) for row in rows}

    async def by_uris(self, uris: Iterable[str]) -> dict[str, Account]:
        wanted = set(uris)
        if not wanted:
            return {}
        rows = await self._db.rows(
            f"SELECT * FROM accounts WHERE {self._db.among_texts('uri')}",
            self._db.listed(wanted),
        )
        return {row["uri"]: to_account(row) for row in rows}

    async def add(self, account: Account) -> Account:
        """Store a new one; its counts start at zero. One of a host that is silenced is silenced with it."""
        if account.host is not None and account.silenced_at is None:
            account = replace(account, silenced_at=await self._silenced_with(account))
        await self._db.run(_INSERT, account.id, us(account.created_at), account.phase.value, *_values(account))
        self._changed(account.id)
        self._tell_channels(account)
        return account

    async def save(self, account: Account) -> Account:
        """Store what can change of a known account; not its counts, nor its phase."""
        await self._db.run(_UPDATE, *_values(account), account.id)
        self._changed(account.id)
        self._tell_channels(account)
        return account

    def _tell_channels(self, account: Account) -> None:
        """Whoever lists the accounts here has to look again: one may be new, or want to be found now."""
        if account.is_local:
            self._tell("channels")

    async def _silenced_with(self, account: Account) -> datetime | None:
        """The moment its host was silenced, or what its host is below of."""
        names = and_above(account.host or "") | and_above(urlsplit(account.uri).hostname or "")
        at = await self._db.value(
            f"SELECT MIN(policy_at) FROM hosts WHERE policy = 'silenced' AND {self._db.among_texts('name')}",
            self._db.listed(names),
        )
        return moment_or_none(at)

    def _changed(self, account_id: int) -> None:
        """Not only its counts: whoever keeps its keys at hand has to look again."""
        self._tell("account", account_id)
        self._tell("actor", account_id)

    async def put(self, account: Account) -> Account:
        """Add it, or save it over the one with the same URI (whose id and counts stay)."""
        known = await self.find_by_uri(account.uri)
        if known is None:
            return await self.add(account)
        return await self.save(
            replace(
                account,
                id=known.id,
                created_at=known.created_at,
                suspended_at=known.suspended_at,
                silenced_at=known.silenced_at,
                sensitized_at=known.sensitized_at,
                posts_count=known.posts_count,
                followers_count=known.followers_count,
                following_count=known.following_count,
                last_post_at=known.last_post_at,
                emojis=known.emojis,
                phase=known.phase,
            )
        )

    async def local(self, *, after: int = 0, limit: int = 100) -> Sequence[Account]:
        """Our living accounts, oldest first."""
        rows = await self._db.rows(
            "SELECT * FROM accounts WHERE host = '' AND deleted_at IS NULL AND id > ? ORDER BY id LIMIT ?", after, limit
        )
        return [to_account(row) for row in rows]

    async def count_local(self, *, active_since: datetime | None = None) -> int:
        """People and organisations here, or only those who posted since; not the node's own actor."""
        since = 0 if active_since is None else us(active_since)
        return int(
            await self._db.value(
                "SELECT COUNT(*) FROM accounts WHERE host = '' AND kind <> 'Application' AND deleted_at IS NULL"
                " AND suspended_at IS NULL AND phase <> 'planung' AND COALESCE(last_post_at, 0) >= ?",
                since,
            )
        )

    async def search(self, folded: str, *, limit: int) -> Sequence[Account]:
        """Accounts whose name begins so; local and much followed ones first."""
        rows = await self._db.rows(
            "SELECT * FROM accounts WHERE folded_name >= ? AND folded_name < ? AND deleted_at IS NULL"
            " AND suspended_at IS NULL AND phase <> 'planung' AND kind <> 'Application'"
            " AND (silenced_at IS NULL OR folded_name = ?)"
            " ORDER BY host <> '', followers_count DESC LIMIT ?",
            folded,
            folded + "\U0010ffff",
            folded,
            limit,
        )
        return [to_account(row) for row in rows]

    async def boosters(self, post_id: int, piece: Slice) -> Sequence[Account]:
        """Who boosted the post openly; newest account first."""
        rows = await self._db.rows(
            "SELECT a.* FROM accounts a WHERE a.id IN (SELECT p.author_id FROM posts p WHERE p.boost_of_id = ?"
            " AND p.deleted_at IS NULL AND p.visibility IN ('public', 'unlisted'))"
            f" AND a.deleted_at IS NULL AND a.suspended_at IS NULL AND {cut('a.id', piece)}",
            post_id,
            *bounds(piece),
        )
        return [to_account(row) for row in newest_first(rows, piece)]

    async def deleted_with_posts(self, *, limit: int = 50) -> Sequence[int]:
        """Accounts that are gone while posts of theirs are still stored."""
        rows = await self._db.rows(
            "SELECT a.id FROM accounts a WHERE a.deleted_at IS NOT NULL AND EXISTS (SELECT 1 FROM posts p"
            " WHERE p.author_id = a.id AND p.deleted_at IS NULL) ORDER BY a.id LIMIT ?",
            limit,
        )
        return [row["id"] for row in rows]
