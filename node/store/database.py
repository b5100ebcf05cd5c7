"""One door to the data: `await store.write(apply, ...)` and `await store.read(query, ...)` (decision 0002).

`apply` and `query` are async functions whose first argument is a `Tx`. They may await nothing but its methods: on
SQLite they run whole on the driver's thread, many gathered into one commit, so waiting for anything else would hold up
everybody and raises at once. `write` returns after the commit.

What must happen after a commit (wake a worker, drop a cached page, tell an open client) is said inside by
`tx.tell(topic, key)`; the store passes it to its listeners once the data is safe, on PostgreSQL in every process.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import resources
from typing import Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

from node.errors import Misconfigured
from node.model.ids import Ids
from node.store.accounts import Accounts
from node.store.activities import Activities
from node.store.acts import Acts
from node.store.blocks import Blocks
from node.store.bookmarks import Bookmarks
from node.store.deliveries import Deliveries
from node.store.follows import Follows
from node.store.hosts import Hosts
from node.store.jobs import Jobs
from node.store.keys import Keys
from node.store.logins import Logins
from node.store.mutes import Mutes
from node.store.notifications import Notifications
from node.store.oauth import OAuth
from node.store.polls import Polls
from node.store.posts import Posts
from node.store.reactions import Reactions
from node.store.received import ReceivedActivities
from node.store.relations import Relations
from node.store.reports import Reports
from node.store.rows import Database
from node.store.search import Search
from node.store.settings import Settings
from node.store.state import State
from node.store.statistics import Statistics
from node.store.threads import Threads
from node.store.timelines import Timelines
from node.store.withdrawn import Withdrawn

P = ParamSpec("P")
T = TypeVar("T")
Told: TypeAlias = tuple[str, str]
Listener: TypeAlias = Callable[[Sequence[Told]], None]
Clock: TypeAlias = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Tx:
    """One transaction, with the table families on it, the time it began and a maker of ids."""

    __slots__ = (
        "accounts",
        "activities",
        "acts",
        "blocks",
        "bookmarks",
        "db",
        "deliveries",
        "follows",
        "hosts",
        "ids",
        "jobs",
        "keys",
        "logins",
        "mutes",
        "notifications",
        "now",
        "oauth",
        "polls",
        "posts",
        "reactions",
        "received",
        "relations",
        "reports",
        "search",
        "settings",
        "state",
        "statistics",
        "threads",
        "timelines",
        "told",
        "withdrawn",
    )

    def __init__(self, db: Database, ids: Ids, now: datetime) -> None:
        self.db = db
        self.ids = ids
        self.now = now
        self.told: list[Told] = []
        self.accounts = Accounts(db, self.tell)
        self.activities = Activities(db)
        self.acts = Acts(db)
        self.blocks = Blocks(db, self.tell)
        self.bookmarks = Bookmarks(db, self.tell, ids)
        self.deliveries = Deliveries(db, self.tell)
        self.follows = Follows(db, self.tell)
        self.hosts = Hosts(db, self.tell)
        self.jobs = Jobs(db, self.tell)
        self.keys = Keys(db, self.tell)
        self.logins = Logins(db, self.tell)
        self.mutes = Mutes(db, self.tell, ids, self._time)
        self.notifications = Notifications(db, self.tell, self._time)
        self.oauth = OAuth(db, self.tell)
        self.polls = Polls(db, self.tell)
        self.posts = Posts(db, self.tell)
        self.reactions = Reactions(db, self.tell)
        self.received = ReceivedActivities(db)
        self.relations = Relations(db, ids, self._time)
        self.reports = Reports(db)
        self.settings = Settings(db, self._time)
        self.state = State(db)
        self.statistics = Statistics(db, self._time)
        self.threads = Threads(db)
        self.timelines = Timelines(db, self._time)
        self.search = Search(db, self.timelines)
        self.withdrawn = Withdrawn(db)

    def _time(self) -> datetime:
        """`now`, which changes when the engine uses the transaction's object for the next one."""
        return self.now

    def tell(self, topic: str, key: str | int = "") -> None:
        """Say something to the store's listeners, after the commit and only if there is one.

        Topics: `post` (id: changed or new), `account` (id; its counts too), `actor` (id: the account itself
        or its keys), `author` (id: has a post more), `follow` (id: follows, blocks, mutes or keeps other things than before),
        `timeline` (account id), `notification` (account id), `deliveries` (host), `jobs`, `received`, `host` (name),
        `login` (id: sessions, tokens or rights ended or changed), `token` (id: ended).
        """
        self.told.append((topic, str(key)))


class Store(ABC):
    """A node's data. Made by `open_store`; closed by `close`."""

    @abstractmethod
    async def write(self, apply: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `apply(tx, ...)` in one transaction; returns its value after the commit, raises what it raised."""

    @abstractmethod
    async def read(self, query: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `query(tx, ...)` on one consistent view of the data; it cannot write."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what is under way and let go of the files or connections."""

    @abstractmethod
    def listen(self, listener: Listener) -> None:
        """Call `listener` with what was told, on the event loop, after each commit."""

    @abstractmethod
    async def is_alone(self) -> bool:
        """Whether no other process works on this data: then whatever is leased was left by a crash."""

    @property
    @abstractmethod
    def ids(self) -> Ids:
        """Makes the ids of this process; it goes on behind the highest one stored."""


class Migrator(Protocol):
    """What an engine offers to bring its schema up to date."""

    async def schema_version(self) -> int:
        """0 for an empty database."""

    async def migrate_to(self, version: int, script: str) -> None:
        """Apply one migration and note its version, both or neither."""


def migrations() -> Mapping[int, str]:
    """Every migration of this program, by number, in order."""
    found = {}
    for entry in sorted(resources.files("node.store.migrations").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".sql"):
            found[int(entry.name.split("_")[0])] = entry.read_text(encoding="utf-8")
    return found


def newest_schema() -> int:
    return max(migrations())


async def bring_up_to_date(engine: Migrator) -> Sequence[int]:
    """Apply what is missing, in order; returns the numbers applied. A schema newer than the program is refused."""
    present = await engine.schema_version()
    known = migrations()
    if present > max(known):
        raise Misconfigured(
            f"the database has schema {present}, this program knows only {max(known)}: please update Allmende"
        )
    applied = []
    for version, script in known.items():
        if version > present:
            await engine.migrate_to(version, script)
            applied.append(version)
    return applied


def check_version(present: int) -> None:
    """Raises Misconfigured unless the schema is exactly the program's."""
    if present != newest_schema():
        raise Misconfigured(
            f"the database has schema {present}, this program needs {newest_schema()}: run 'allmende migrate'"
        )
