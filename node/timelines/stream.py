"""Whoever listens is told of what happens, as soon as it is stored: one hub per node, fed by what the store tells.

    commit ──> Tx.tell ──> hub ──> who is to hear it (one read, hearing.py) ──> each listener's queue ──> web

On PostgreSQL each process hears what every other commits, and tells those who are connected to it. What is fetched or
imported is not told as `posted` (`place.py`), so it does not stream either.

Nothing is read while nobody listens. A listener that does not keep up is closed, never waited for. A token that ends
closes its connections at once; and since a right to act for an account can also run out by date, all tokens are looked at
again each minute, before anything more is told (T-236).
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from node.errors import TooMany, Unprocessable
from node.model.stream import Channel, Happening, Subscription, What
from node.store.database import Store, Tx
from node.store.listeners import Told
from node.store.parting import Parted
from node.timelines.hearing import Asked, Heard, heard_deletion, heard_post
from node.timelines.listener import MOST_SUBSCRIPTIONS, End, Listener

log = logging.getLogger(__name__)

_MOST_TOLD: Final = 10_000
"""What waits to be passed on; beyond it the latest is left out, and whoever looks at a timeline sees it there."""
_LOOKED_AT: Final = timedelta(minutes=1)
_OF_ACCOUNT: Final = {
    "told": What.TOLD,
    "merged": What.MERGED,
    "filters": What.FILTERS,
    "conversation": What.CONVERSATION,
}
_OF_ALL: Final = {
    "announcement": What.ANNOUNCED,
    "announcement.reaction": What.ANNOUNCEMENT_REACTION,
    "announcement.delete": What.ANNOUNCEMENT_GONE,
}
_OF_POSTS: Final = {"posted": What.POSTED, "edited": What.EDITED}
_CHANNELS: Final = {
    What.TOLD: (Channel.USER, Channel.NOTIFICATIONS),
    What.MERGED: (Channel.USER, Channel.NOTIFICATIONS),
    What.FILTERS: (Channel.USER,),
    What.CONVERSATION: (Channel.DIRECT,),
}
_WITHOUT_POSTS: Final = frozenset({Channel.NOTIFICATIONS, Channel.DIRECT})
_TOPICS: Final = frozenset({*_OF_ACCOUNT, *_OF_ALL, *_OF_POSTS, "deleted"})


class Streams:
    """`most` connections, and `most_per_account`; None for as many as come."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        *,
        most: int | None = None,
        most_per_account: int | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._most = most
        self._most_per_account = most_per_account
        self._listeners: dict[int, set[Listener]] = {}
        self._heard_on: dict[Channel, dict[int | str, set[Listener]]] = {each: {} for each in Channel}
        self._told: dict[Told, None] = {}
        self._doubtful: set[Listener] = set()
        self._looked_at = clock()
        self._worker: asyncio.Task[None] | None = None
        self._is_closing = False
        store.listen(self._hear, self._end_all, topics=_TOPICS | {"token", "login", "actor"})

    @property
    def count(self) -> int:
        return sum(map(len, self._listeners.values()))

    # Connections

    def join(self, listener: Listener) -> None:
        """Raises TooMany. Its token is looked at once more: it may have ended while the connection was made."""
        own = self._listeners.get(listener.account_id, ())
        if self._is_closing or (self._most is not None and self.count >= self._most):
            raise TooMany("There are too many open connections", 60)
        if self._most_per_account is not None and len(own) >= self._most_per_account:
            raise TooMany("There are too many open connections of this account", 60)
        self._listeners.setdefault(listener.account_id, set()).add(listener)
        self._doubt([listener])

    def leave(self, listener: Listener) -> None:
        own = self._listeners.get(listener.account_id, set())
        own.discard(listener)
        if not own:
            self._listeners.pop(listener.account_id, None)
        self._doubtful.discard(listener)
        for subscription in tuple(listener.subscriptions):
            self.unsubscribe(listener, subscription)

    def subscribe(self, listener: Listener, subscription: Subscription) -> None:
        """Whether it may listen to it is asked before. Raises Unprocessable."""
        if len(listener.subscriptions) >= MOST_SUBSCRIPTIONS and subscription not in listener.subscriptions:
            raise Unprocessable("There are too many subscriptions on this connection")
        listener.subscriptions.add(subscription)
        self._heard_on[subscription.channel].setdefault(subscription.key, set()).add(listener)

    def unsubscribe(self, listener: Listener, subscription: Subscription) -> None:
        listener.subscriptions.discard(subscription)
        heard_on = self._heard_on[subscription.channel]
        here = heard_on.get(subscription.key, set())
        here.discard(listener)
        if not here:
            heard_on.pop(subscription.key, None)

    async def close(self) -> None:
        """End all connections; nothing more is told."""
        self._is_closing = True
        self._told.clear()
        self._end_all()
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker

    def _end_all(self) -> None:
        """Whoever was connected comes again, and asks what happened meanwhile."""
        for listener in self._all():
            listener.end(End.CLOSING)

    def _all(self) -> list[Listener]:
        return [each for own in self._listeners.values() for each in own]

    # What the store tells

    def _hear(self, told: Iterable[Told]) -> None:
        if not self._listeners or self._is_closing:
            return
        for each in told:
            topic, key = each
            if topic in _TOPICS:
                if self._concerns_somebody(topic, key) and len(self._told) < _MOST_TOLD:
                    self._told[each] = None
            elif topic == "token":
                for listener in self._all():
                    if listener.token_id == int(key):
                        listener.end(End.REVOKED)
            elif topic == "login":
                self._doubt([each for each in self._all() if each.login_id == int(key)])
            elif topic == "actor":
                self._doubt(self._listeners.get(int(key), ()))
        self._start()

    def _concerns_somebody(self, topic: str, key: str) -> bool:
        """Whether it is worth a look; most of what is told to a node is not."""
        if topic in _OF_ACCOUNT:
            account_id = int(key.partition(" ")[0])
            return any(account_id in self._heard_on[each] for each in _CHANNELS[_OF_ACCOUNT[topic]])
        if topic in _OF_ALL:
            return bool(self._heard_on[Channel.USER])
        return any(here for channel, here in self._heard_on.items() if channel not in _WITHOUT_POSTS)

    def _doubt(self, listeners: Iterable[Listener]) -> None:
        self._doubtful.update(listeners)
        self._start()

    def _start(self) -> None:
        if (self._told or self._doubtful) and self._worker is None and not self._is_closing:
            self._worker = asyncio.get_running_loop().create_task(self._work(), name="streams")

    async def _work(self) -> None:
        """Until nothing is left to tell. An error loses the one thing at hand."""
        try:
            while self._told or self._doubtful:
                told = next(iter(self._told), None)
                if told is not None:
                    del self._told[told]
                try:
                    await self._look_at_tokens()
                    if told is not None:
                        await self._pass_on(*told)
                except Exception:
                    log.exception("something could not be streamed", extra={"action": "stream.failed"})
                await asyncio.sleep(0)  # those who write get their turn before more is put into their queues
        finally:
            self._worker = None

    async def _look_at_tokens(self) -> None:
        now = self._clock()
        if now - self._looked_at > _LOOKED_AT:
            self._looked_at = now
            self._doubtful.update(self._all())
        looked_at, self._doubtful = self._doubtful, set()
        if not looked_at:
            return
        try:
            valid = await self._store.read(_valid, {each.token_id for each in looked_at})
        except BaseException:
            valid = set()  # better no stream than one for somebody who lost the right to it
            raise
        finally:
            for each in looked_at:
                if each.token_id not in valid:
                    each.end(End.REVOKED)

    # Passing on

    async def _pass_on(self, topic: str, key: str) -> None:
        if topic in _OF_ACCOUNT:
            account_id, _, about = key.partition(" ")
            what = _OF_ACCOUNT[topic]
            self._tell(
                Happening(what=what, key=about or account_id),
                Heard(own=[Subscription(each, int(account_id)) for each in _CHANNELS[what]]),
            )
        elif topic in _OF_ALL:
            everybody = [Subscription(Channel.USER, each) for each in self._heard_on[Channel.USER]]
            self._tell(Happening(what=_OF_ALL[topic], key=key), Heard(own=everybody))
        elif topic == "deleted":
            parted = Parted.of(key)
            heard = await self._store.read(heard_deletion, parted, self._asked())
            if heard is not None:
                self._tell(Happening(what=What.DELETED, key=str(parted.post_id)), heard)
        else:
            heard = await self._store.read(heard_post, int(key), self._asked())
            if heard is not None:
                self._tell(Happening(what=_OF_POSTS[topic], key=key, view=heard.view, own=heard.views), heard)

    def _asked(self) -> Asked:
        open_channels = [here for channel, here in self._heard_on.items() if not channel.is_own]
        return Asked(
            users={int(each) for each in self._heard_on[Channel.USER]},
            openly={each.account_id for here in open_channels for listeners in here.values() for each in listeners},
            tags={str(each) for channel in (Channel.TAG, Channel.LOCAL_TAG) for each in self._heard_on[channel]},
            lists={int(each) for each in self._heard_on[Channel.LIST]},
        )

    def _tell(self, happening: Happening, heard: Heard) -> None:
        where: dict[Listener, list[Subscription]] = {}
        self._find(where, happening.what, heard.own, None)
        self._find(where, happening.what, heard.open, heard.among)
        for listener, subscriptions in where.items():
            listener.offer(happening, subscriptions)

    def _find(
        self,
        where: dict[Listener, list[Subscription]],
        what: What,
        subscriptions: Iterable[Subscription],
        among: Collection[int] | None,
    ) -> None:
        for subscription in subscriptions:
            for listener in self._heard_on[subscription.channel].get(subscription.key, ()):
                if listener.hears(what, subscription) and (among is None or listener.account_id in among):
                    where.setdefault(listener, []).append(subscription)


async def _valid(tx: Tx, token_ids: Iterable[int]) -> set[int]:
    return await tx.oauth.still_valid(token_ids, tx.now)
