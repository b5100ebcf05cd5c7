"""Puts a node together: the only place where parts are chosen and joined.

`build` makes the parts of one node; `Running` adds what works in the background; `serve` in the command line puts one or
many of them behind one web server.
"""

import asyncio
import contextlib
import logging
import resource
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Literal, TypeAlias

from aiohttp import web

from node.config import Config
from node.context import Context
from node.errors import StoreAway
from node.federation.actors import Actors
from node.federation.client import Client, Resolve
from node.federation.guard import AddressGuard
from node.federation.hosts import HostBook
from node.federation.keyring import KeyRing
from node.federation.objects import Objects
from node.federation.remote import Remote
from node.i18n.translate import Catalogs, load_catalogs
from node.inbox.process import Processor
from node.inbox.upkeep import duties, works
from node.jobs.schedule import Schedule
from node.jobs.worker import Worker
from node.media.remote import RemoteMedia
from node.media.storage import CACHE, open_storage
from node.media.workshop import Workshop
from node.model.account import Account, is_channel
from node.model.addresses import Addresses
from node.moderation.access import AccessBook
from node.moderation.alarms import AlarmBook
from node.moderation.networks import NetworkBook
from node.moderation.offices import OfficeBook
from node.moderation.subscriptions import channels_by_mail
from node.outbox.accounts import ensure_itself
from node.outbox.deliver import Deliverer
from node.outbox.push import ensure_vapid
from node.outbox.seal import Sealer
from node.outbox.upload import PROCESS
from node.store.database import Store, Tx, utc_now
from node.store.opening import open_store
from node.timelines.filters import Filters
from node.timelines.home import Homes
from node.timelines.open_stream import OpenStream
from node.timelines.stream import Streams
from node.web.cache import DocumentCache
from node.web.keys import Served, Tenancy
from node.web.server import create_app

log = logging.getLogger(__name__)

Role: TypeAlias = Literal["all", "web", "delivery"]


async def build(
    config: Config,
    *,
    clock: Callable[[], datetime] = utc_now,
    resolve: Resolve | None = None,
    store: Store | None = None,
    durable: bool = True,
    client: Client | None = None,
    catalogs: Catalogs | None = None,
) -> Context:
    """The parts of one node. Raises Misconfigured when another process holds its database, Unreachable when there is
    none. `resolve` stands in for the name service (tests)."""
    store = store or await open_store(config.database.url, durable=durable, clock=clock, zone=config.node.timezone)
    media_key = await store.write(_settled)
    addresses = _addresses(config, bytes.fromhex(media_key))
    guard = AddressGuard(config.federation.development_hosts)
    hosts = HostBook(store, config)
    await hosts.load()
    offices = OfficeBook(store, config.organizations)
    await offices.current()
    keyring = KeyRing(store)
    itself = await ensure_itself(
        store, addresses, bits=config.federation.rsa_bits, title=config.node.title, now=clock()
    )
    client = client or Client(config.origin, guard, resolve=resolve)
    remote = Remote(config, client, keyring, hosts, clock, itself.id)
    actors = Actors(store, remote, guard, keyring, addresses, clock)
    return Context(
        config=config,
        store=store,
        clock=clock,
        addresses=addresses,
        guard=guard,
        client=client,
        hosts=hosts,
        keyring=keyring,
        remote=remote,
        actors=actors,
        objects=Objects(store, remote, actors, addresses, clock),
        homes=Homes(store),
        access=AccessBook(store, clock),
        alarms=AlarmBook(store, clock),
        networks=NetworkBook(store, clock),
        offices=offices,
        filters=Filters(store),
        streams=_streams(config, store, clock),
        open_stream=_open_stream(config, store, clock),
        vapid=await ensure_vapid(store),
        storage=open_storage(config),
        remote_media=_remote_media(config, store, client, hosts, clock),
        workshop=Workshop(config.media),
        catalogs=catalogs or load_catalogs(),
        itself=itself,
    )


async def _settled(tx: Tx) -> str:
    """What is settled when a node first runs, and stays. Returns the key that files are named with."""
    await tx.follower_days.begin()
    return await tx.state.settle("media.key", secrets.token_hex(32))


def _addresses(config: Config, media_key: bytes) -> Addresses:
    return Addresses(
        config.origin,
        config.account_domain,
        media_key,
        letters_of=partial(channels_by_mail, config),
        licensed=partial(_licence, config),
    )


def _licence(config: Config, account: Account) -> str:
    """What somebody says in their own name is theirs."""
    return config.license_of(account.name) if is_channel(account, config.organizations.offices) else ""


def _remote_media(
    config: Config, store: Store, client: Client, hosts: HostBook, clock: Callable[[], datetime]
) -> RemoteMedia:
    return RemoteMedia(
        config.media,
        store,
        open_storage(config, CACHE),
        client,
        hosts,
        clock,
        config.node.data_dir / "coming",
        seconds=config.federation.request_seconds,
    )


def _streams(config: Config, store: Store, clock: Callable[[], datetime]) -> Streams:
    limits = config.limits
    if not limits.enabled:
        return Streams(store, clock)
    return Streams(store, clock, most=limits.streams, most_per_account=limits.streams_per_account)


def _open_stream(config: Config, store: Store, clock: Callable[[], datetime]) -> OpenStream:
    limits = config.limits

    def offices() -> Collection[str]:
        return config.organizations.offices

    if not limits.enabled:
        return OpenStream(store, clock, offices)
    return OpenStream(store, clock, offices, most=limits.streams, most_per_place=limits.streams_per_account)


class Running:
    """A node at work. `start` and `stop` once; `work` does what is due and returns when nothing is left (tests)."""

    def __init__(self, node: Context, role: Role = "all") -> None:
        self.node = node
        self._role = role
        self.processor = Processor(node)
        sealer = Sealer()
        self.deliverer = Deliverer(node, sealer)
        self.worker = Worker(node.store, node.clock, works(node))
        self.schedule = Schedule(node.store, node.clock, duties(node))
        self.served = Served(node, self.processor, *_caches(node), sealer, self._is_at_work)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        if await self.node.store.is_alone():
            await self.node.store.write(_release_everything)
        runs = {"processor": self.processor.run, "worker": self.worker.run}
        if self._role != "web":
            runs |= {"deliverer": self.deliverer.run, "schedule": self.schedule.run}
        self._tasks = [asyncio.create_task(_watched(name, run), name=name) for name, run in runs.items()]

    def _is_at_work(self) -> bool:
        return not any(task.done() for task in self._tasks)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that would be cut off."""
        return self.processor.is_busy or self.deliverer.is_busy or self.worker.is_busy

    async def work(self) -> None:
        """Process, deliver and do jobs until nothing is due."""
        while await self.processor.step() or await self.worker.step() or await self.deliverer.step():
            pass

    async def stop(self) -> None:
        """Finish what is running, give back what was taken, close."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.processor.idle()
        await self.node.streams.close()
        await self.node.open_stream.close()
        await self.node.workshop.close()
        await self.node.remote_media.close()
        await self.node.client.close()
        await self.node.store.close()


def _caches(node: Context) -> tuple[DocumentCache, DocumentCache]:
    """Of finished answers, and of posts as apps get them."""
    return DocumentCache(node.store, clock=node.clock), DocumentCache(node.store, clock=node.clock)


async def _watched(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Keep a background part running: an error in it is logged, and it goes on a moment later."""
    while True:
        try:
            await run()
        except asyncio.CancelledError:
            raise
        except StoreAway as away:
            log.warning(
                "a background part waits for the database",
                extra={"action": "part.waits", "part": name, "why": str(away)},
            )
            await asyncio.sleep(1)
        except Exception:
            log.exception(
                "a background part failed and is started again", extra={"action": "part.failed", "part": name}
            )
            await asyncio.sleep(1)


async def _release_everything(tx: Tx) -> None:
    await tx.received.release_all()
    await tx.jobs.release_all()
    await tx.syndications.release_all()
    await tx.jobs.hasten(PROCESS, tx.now)  # nobody works on these files any longer
    await tx.deliveries.release_all_hosts()


def web_app(running: Mapping[str, Running], tenancy: Tenancy | None = None) -> web.Application:
    """One web application for these nodes, by the host in their addresses, and by the domain of their handles; and for those
    that sleep until somebody comes."""
    hosts = {each.node.config.account_domain: each.served for each in running.values()}
    return create_app(hosts | {host: each.served for host, each in running.items()}, tenancy)


def raise_file_limit() -> None:
    """A thousand kept connections need more files than most shells allow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 65_536
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
