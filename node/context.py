"""The long-lived parts of one node, joined by `app.build` and given to every use case. Frozen; nothing is global."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from node.config import Config
from node.federation.actors import Actors
from node.federation.client import Client
from node.federation.guard import AddressGuard
from node.federation.hosts import HostBook
from node.federation.keyring import KeyRing
from node.federation.objects import Objects
from node.federation.remote import Remote
from node.federation.webpush import Vapid
from node.i18n.translate import Catalogs
from node.media.remote import RemoteMedia
from node.media.storage import Storage
from node.media.workshop import Workshop
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.ids import Ids
from node.moderation.access import AccessBook
from node.moderation.alarms import AlarmBook
from node.moderation.networks import NetworkBook
from node.moderation.offices import OfficeBook
from node.store.database import Store
from node.timelines.filters import Filters
from node.timelines.home import Homes
from node.timelines.open_stream import OpenStream
from node.timelines.stream import Streams


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One node. `itself` is its own actor, which signs look-ups and reports."""

    config: Config
    store: Store
    clock: Callable[[], datetime]
    addresses: Addresses
    guard: AddressGuard
    client: Client
    hosts: HostBook
    keyring: KeyRing
    remote: Remote
    actors: Actors
    objects: Objects
    homes: Homes
    access: AccessBook
    alarms: AlarmBook
    networks: NetworkBook
    offices: OfficeBook
    filters: Filters
    streams: Streams
    open_stream: OpenStream
    vapid: Vapid
    storage: Storage
    remote_media: RemoteMedia
    workshop: Workshop
    catalogs: Catalogs
    itself: Account

    @property
    def ids(self) -> Ids:
        return self.store.ids
