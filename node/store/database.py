"""One door to the data: `await store.write(apply, ...)` and `await store.read(query, ...)` (decision 0002).

`apply` and `query` are async functions whose first argument is a `Tx`. They may await nothing but its methods: on
SQLite they run whole on the driver's thread, many gathered into one commit, so waiting for anything else would hold up
everybody and raises at once. `write` returns after the commit.

What must happen after a commit (wake a worker, drop a cached page, tell an open client) is said inside by
`tx.tell(topic, key)`; the store passes it to its listeners once the data is safe, on PostgreSQL in every process.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

from node.errors import Misconfigured
from node.model.ids import Ids
from node.store.accounts import Accounts
from node.store.activities import Activities
from node.store.acts import Acts
from node.store.albums import Albums
from node.store.announcements import Announcements
from node.store.appointments import Appointments
from node.store.audiences import Audiences
from node.store.barriers import Barriers
from node.store.blocks import Blocks
from node.store.bookmarks import Bookmarks
from node.store.cases import Cases
from node.store.channels import Channels
from node.store.collections import Collections
from node.store.conversations import Conversations
from node.store.corrections import Corrections
from node.store.crisis import Crisis
from node.store.deletions import Deletions
from node.store.deliveries import Deliveries
from node.store.directory import Directory
from node.store.disclosures import Disclosures
from node.store.dumping import Dumping
from node.store.emojis import Emojis
from node.store.factors import SecondFactors
from node.store.feeds import Feeds
from node.store.figures import Figures
from node.store.files import Files
from node.store.filters import Filters
from node.store.follower_days import FollowerDays
from node.store.follows import Follows
from node.store.guests import Guests
from node.store.hindrances import Hindrances
from node.store.hosts import Hosts
from node.store.jobs import Jobs
from node.store.kept import KeptDrafts
from node.store.keys import Keys
from node.store.listeners import Listener, Told
from node.store.lists import Lists
from node.store.logins import Logins
from node.store.members import Members
from node.store.mirrored import Mirrored
from node.store.motions import Motions
from node.store.mutes import Mutes
from node.store.notification_groups import NotificationGroups
from node.store.notification_rules import NotificationRules
from node.store.notifications import Notifications
from node.store.oauth import OAuth
from node.store.openly import Openly
from node.store.oversight import Oversight
from node.store.places import Places
from node.store.polls import Polls
from node.store.posts import Posts
from node.store.previews import Previews
from node.store.proposals import Proposals
from node.store.pushes import Pushes
from node.store.quotes import Quotes
from node.store.reactions import Reactions
from node.store.received import ReceivedActivities
from node.store.relations import Relations
from node.store.reports import Reports
from node.store.reviews import Reviews
from node.store.rows import Database, day_of
from node.store.scheduled import ScheduledPosts
from node.store.search import Search
from node.store.settings import Settings
from node.store.severances import Severances
from node.store.shortlinks import ShortLinks
from node.store.state import State
from node.store.statistics import Statistics
from node.store.strikes import Strikes
from node.store.subscriptions import Subscriptions
from node.store.suggestions import Suggestions
from node.store.syndications import Syndications
from node.store.tags import Tags
from node.store.templates import Templates
from node.store.threads import Threads
from node.store.tickets import Tickets
from node.store.timelines import Timelines
from node.store.traces import Traces
from node.store.transparency import Transparency
from node.store.uploads import Uploads
from node.store.versions import Versions
from node.store.warnings import Warnings
from node.store.websub import WebSub
from node.store.withdrawn import Withdrawn

P = ParamSpec("P")
T = TypeVar("T")
Clock: TypeAlias = Callable[[], datetime]


def as_exactly(told: Told) -> Told:
    """For whoever has to be exact: a post that counts more likes, or has one more reply, is a changed post."""
    return ("post", told[1]) if told[0] in {"counts", "replies"} else told


def utc_now() -> datetime:
    return datetime.now(UTC)


class Tx:
    """One transaction, with the table families on it, the time it began, the zone its day is of, and a maker of ids."""

    __slots__ = (
        "accounts",
        "activities",
        "acts",
        "albums",
        "announcements",
        "appointments",
        "audiences",
        "barriers",
        "blocks",
        "bookmarks",
        "cases",
        "channels",
        "collections",
        "conversations",
        "corrections",
        "crisis",
        "db",
        "deletions",
        "deliveries",
        "directory",
        "disclosures",
        "dumping",
        "emojis",
        "factors",
        "feeds",
        "figures",
        "files",
        "filters",
        "follower_days",
        "follows",
        "guests",
        "hindrances",
        "hosts",
        "ids",
        "jobs",
        "kept",
        "keys",
        "lists",
        "logins",
        "members",
        "mirrored",
        "motions",
        "mutes",
        "notification_groups",
        "notification_rules",
        "notifications",
        "now",
        "oauth",
        "openly",
        "oversight",
        "places",
        "polls",
        "posts",
        "previews",
        "proposals",
        "pushes",
        "quotes",
        "reactions",
        "received",
        "relations",
        "reports",
        "reviews",
        "scheduled",
        "search",
        "settings",
        "severances",
        "shortlinks",
        "state",
        "statistics",
        "strikes",
        "subscriptions",
        "suggestions",
        "syndications",
        "tags",
        "templates",
        "threads",
        "tickets",
        "timelines",
        "told",
        "traces",
        "transparency",
        "uploads",
        "versions",
        "warnings",
        "websub",
        "withdrawn",
        "zone",
    )

    def __init__(self, db: Database, ids: Ids, now: datetime, zone: tzinfo) -> None:
        self.db, self.ids, self.now, self.zone = db, ids, now, zone
        self.told: list[Told] = []
        self._families_to_m(db, ids)
        self._families_from_n(db, ids)

    def _families_to_m(self, db: Database, ids: Ids) -> None:
        self.state = State(db)
        self.accounts = Accounts(db, self.tell)
        self.activities = Activities(db)
        self.acts = Acts(db)
        self.albums = Albums(db, self.tell)
        self.appointments = Appointments(db, self.tell)
        self.audiences = Audiences(db, self._time)
        self.barriers = Barriers(db, self.tell, ids, self._time)
        self.announcements = Announcements(db, self.tell, self._time)
        self.blocks = Blocks(db, self.tell)
        self.bookmarks = Bookmarks(db, self.tell, ids)
        self.cases = Cases(db, self.tell)
        self.channels = Channels(db, self.tell, self._time)
        self.crisis = Crisis(db)
        self.collections = Collections(db, self.tell)
        self.conversations = Conversations(db, self.tell, ids)
        self.corrections = Corrections(db, self.tell, ids)
        self.deletions = Deletions(db, self.tell)
        self.deliveries = Deliveries(db, self.tell)
        self.directory = Directory(db)
        self.disclosures = Disclosures(db)
        self.dumping = Dumping(db)
        self.emojis = Emojis(db, self.tell, ids)
        self.factors = SecondFactors(db)
        self.feeds = Feeds(db)
        self.figures = Figures(db)
        self.files = Files(db, self._time)
        self.filters = Filters(db, self.tell, ids)
        self.follower_days = FollowerDays(db, self.state, self.today)
        self.follows = Follows(db, self.tell, self.follower_days)
        self.hindrances = Hindrances(db)
        self.guests = Guests(db)
        self.hosts = Hosts(db, self.tell, ids, self._time)
        self.jobs = Jobs(db, self.tell)
        self.kept = KeptDrafts(db)
        self.keys = Keys(db, self.tell)
        self.lists = Lists(db, self.tell, ids)
        self.logins = Logins(db, self.tell)
        self.mirrored = Mirrored(db, self.tell)
        self.members = Members(db, self.tell)
        self.motions = Motions(db, self.tell)
        self.mutes = Mutes(db, self.tell, ids, self._time)

    def _families_from_n(self, db: Database, ids: Ids) -> None:
        self.notification_groups = NotificationGroups(db, self._time)
        self.notification_rules = NotificationRules(db, self.tell, ids, self._time)
        self.notifications = Notifications(db, self.tell, self._time)
        self.oauth = OAuth(db, self.tell)
        self.oversight = Oversight(db, self.tell, self._time)
        self.polls = Polls(db, self.tell)
        self.posts = Posts(db, self.tell, ids)
        self.previews = Previews(db, self.tell, ids)
        self.proposals = Proposals(db, self._time)
        self.pushes = Pushes(db)
        self.quotes = Quotes(db, self.tell)
        self.reactions = Reactions(db, self.tell)
        self.received = ReceivedActivities(db)
        self.relations = Relations(db, ids, self._time)
        self.reports = Reports(db)
        self.reviews = Reviews(db, self._time)
        self.scheduled = ScheduledPosts(db)
        self.settings = Settings(db, self._time)
        self.severances = Severances(db)
        self.shortlinks = ShortLinks(db, self._time)
        self.statistics = Statistics(db, self._time)
        self.strikes = Strikes(db)
        self.subscriptions = Subscriptions(db)
        self.tags = Tags(db, self.tell, ids)
        self.templates = Templates(db, self._time)
        self.suggestions = Suggestions(db, self._time)
        self.syndications = Syndications(db)
        self.threads = Threads(db)
        self.tickets = Tickets(db)
        self.timelines = Timelines(db, self._time)
        self.search = Search(db, self.timelines)
        self.openly = Openly(db, self.search)
        self.places = Places(db)
        self.traces = Traces(db)
        self.transparency = Transparency(db)
        self.uploads = Uploads(db, self.tell, self._time)
        self.versions = Versions(db, self._time)
        self.warnings = Warnings(db, self.tell)
        self.websub = WebSub(db)
        self.withdrawn = Withdrawn(db)

    def today(self) -> int:
        """The day it is here, as days since 1970."""
        return day_of(self.now.astimezone(self.zone).date())

    def _time(self) -> datetime:
        """`now`, which changes when the engine uses the transaction's object for the next one."""
        return self.now

    def tell(self, topic: str, key: str | int = "") -> None:
        """Say something to the store's listeners, after the commit and only if there is one.

        Topics: `post` (id: changed or new), `counts` (id of a post: liked or boosted more or less than before),
        `replies` (id of a post: has one more), `account` (id; its counts too), `actor` (id: the account itself
        or its keys), `author` (id: has a post more), `follow` (id: follows, blocks, mutes or keeps other things than before),
        `hidden` (account id: suspended, limited, deleted, or does not want to be found any longer),
        `tag` (name: a public post more has it), `feed` ("node": a channel here has a public post more),
        `filters` (account id: its filters changed), `posted` (id: a post or boost came live),
        `edited` (id: its author changed it), `deleted` (a post: `parting.Parted`),
        `told` ("ACCOUNT ID": a notification that is not filtered), `conversation` ("ACCOUNT ID": has changed),
        `announcement` (id: new), `announcement.reaction` ("ID NAME": more or fewer), `announcement.delete` (id),
        `timeline` (account id), `notification` (account id), `merged` (account id: what was filtered for it is told now),
        `collection` (id: changed), `collections` (account id: one it keeps changed),
        `album` (id: it, or what is in it, has changed), `albums` (account id: one it keeps has),
        `channels` (an account of ours is new, or says or is allowed something else),
        `shown` (somebody who was kept back is shown again, with what they wrote), `deliveries` (host), `jobs`,
        `received`, `host` (name), `login` (id: sessions, tokens or rights ended or changed), `token` (id: ended),
        `warning` (another stands above every page), `corrections` (one more),
        `easy` (a post is there in Leichte Sprache), `polls` (a post asks something),
        `offices` (another organisation answers for a channel), `cooperative` (its members or motions changed).
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
    def listen(self, listener: Listener, missed: Callable[[], None], *, topics: Collection[str] | None = None) -> None:
        """Call `listener` with what was told, on the event loop, after each commit; with `topics` only when one of them is
        among it. Call `missed` when what other processes tell is no longer heard, and once more when it is heard again:
        nothing kept until then can be relied on."""

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
    for entry in sorted((Path(__file__).parent / "migrations").iterdir(), key=lambda entry: entry.name):
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
