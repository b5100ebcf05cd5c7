"""Plays the script of the two towns: a month in a few seconds, on a clock that is set forward from scene to scene.

Nothing is put into a database behind the node's back. Each act goes through the same use cases as a person's, and what
concerns the other town travels there over signed HTTP.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import cast

from node.app import Running
from node.cli.account import hashed
from node.cli.demo.script import FOLDER, AlbumSeed, EventSeed, PictureSeed, PostSeed, Script, TownSeed
from node.context import Context
from node.media.upload import Sent, new_part
from node.model.account import Account, Actor, Kind
from node.model.album import AlbumChange
from node.model.appointment import Appointment
from node.model.draft import Draft, Format
from node.model.login import Role
from node.model.media import Media, Place
from node.model.visibility import Visibility
from node.outbox.accounts import create_account, create_login
from node.outbox.albums import add_pictures
from node.outbox.boost import boost
from node.outbox.cancel import cancel
from node.outbox.follow import follow
from node.outbox.lookup import fetch_post
from node.outbox.pictures import make_picture
from node.outbox.pin import pin
from node.outbox.profile import ProfileChange, change
from node.outbox.publish import publish
from node.outbox.react import like
from node.outbox.templates.pack import read_pack
from node.outbox.templates.take_over import take_over
from node.outbox.upload import Words, finished, upload
from node.outbox.vote import tell_results, vote

_BEFORE = timedelta(days=31)
_BETWEEN_LIKES = timedelta(minutes=4)


class SeedClock:
    """Stands where the play is, and moves a little with each look, so that nothing happens at the same moment. Once
    `released`, it is the clock on the wall."""

    def __init__(self) -> None:
        self._now: datetime | None = datetime.now(UTC) - _BEFORE

    def __call__(self) -> datetime:
        if self._now is None:
            return datetime.now(UTC)
        self._now = min(self._now + timedelta(milliseconds=2), datetime.now(UTC))
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Never back."""
        if self._now is not None:
            self._now = min(max(self._now, moment), datetime.now(UTC))

    def release(self) -> None:
        self._now = None


@dataclass(frozen=True, slots=True)
class _Scene:
    """One act, and when."""

    at: datetime
    act: Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Play:
    """`towns` by their key; both answer on loopback already. `progress(done, all)` is told after each scene."""

    towns: Mapping[str, Running]
    script: Script
    clock: SeedClock
    progress: Callable[[int, int], None]
    _accounts: dict[str, Account] = field(default_factory=dict)
    _uris: dict[str, str] = field(default_factory=dict)
    _albums: dict[str, int] = field(default_factory=dict)

    async def run(self) -> None:
        await asyncio.gather(*(self._settle_in(town) for town in self.script.towns))
        for who, others in self.script.follows.items():
            for other in others:
                await self._follow(who, other)
            await self._work()
        scenes = sorted(self._scenes(), key=lambda scene: scene.at)
        for number, scene in enumerate(scenes, 1):
            self.clock.move_to(scene.at)
            await scene.act()
            await self._work()
            self.progress(number, len(scenes))
        self.clock.release()

    async def _work(self) -> None:
        """Until nothing is under way between the towns: what one sends makes the other work, and perhaps answer."""
        for _ in range(2):
            for running in self.towns.values():
                await tell_results(running.node)
                await running.work()

    async def _settle_in(self, town: TownSeed) -> None:
        node = self.towns[town.key].node
        for each in town.accounts:
            account = await create_account(node, each.name, kind=Kind(each.kind), display_name=each.display_name)
            by = Actor(account)
            places = ((Place.AVATAR, each.portrait), (Place.HEADER, each.header))
            pictures = [await make_picture(node, by, place, _copied(node, name)) for place, name in places if name]
            profile = ProfileChange(
                source=each.summary, fields=tuple(each.fields), pictures=tuple(pictures), discoverable=True
            )
            self._accounts[f"{each.name}@{town.key}"] = await change(node, by, profile)
        if town.templates:
            await take_over(node, Actor(node.itself), read_pack((FOLDER / town.templates).read_bytes()))
        password_hash = await hashed(self.script.password)
        for login in town.logins:
            for name in login.accounts:
                account = self._accounts[f"{name}@{town.key}"]
                await create_login(node, account, email=login.email, password_hash=password_hash, role=Role(login.role))

    async def _follow(self, who: str, other: str) -> None:
        node, by = self._actor(who)
        followed = await node.actors.by_uri(self._accounts[other].uri)
        await follow(node, by, followed.id)

    def _actor(self, who: str) -> tuple[Context, Actor]:
        return self.towns[who.partition("@")[2]].node, Actor(self._accounts[who])

    def _scenes(self) -> Iterator[_Scene]:
        for number, post in enumerate(self.script.posts):
            at = self._moment(post)
            key = post.key or str(number)
            yield _Scene(at, partial(self._publish, post, key))
            for album in self.script.albums:
                if key in album.posts:
                    yield _Scene(at + _BETWEEN_LIKES, partial(self._collect, album, key))
            reactions: Sequence[tuple[str, Callable[[str, str], Awaitable[None]]]] = [
                *((who, self._boost) for who in post.boosts),
                *((who, self._like) for who in post.likes),
            ]
            for place, (who, act) in enumerate(reactions, 1):
                yield _Scene(at + place * _BETWEEN_LIKES, partial(act, who, key))
            if post.event is not None and post.event.cancelled is not None:
                called_off = self._moment(post) + timedelta(days=post.day - post.event.cancelled)
                yield _Scene(called_off, partial(self._cancel, post.by, key))
            for who, positions in post.votes.items():
                yield _Scene(at + timedelta(hours=1), partial(self._vote, who, key, positions))

    def _moment(self, post: PostSeed) -> datetime:
        zone = self._actor(post.by)[0].config.node.timezone
        day = date.today() - timedelta(days=post.day)  # noqa: DTZ011  # the day on this machine is near enough
        return datetime.combine(day, time.fromisoformat(post.at), zone).astimezone(UTC)

    async def _publish(self, post: PostSeed, key: str) -> None:
        node, by = self._actor(post.by)
        parent = await fetch_post(node, self._uris[post.answers]) if post.answers else None
        draft = Draft(
            text=post.text.strip(),
            format=cast("Format", post.format),
            visibility=Visibility(post.visibility),
            language="de",
            translations=post.translations,
            summary=post.summary,
            kind=post.kind if post.event is None else "Event",
            name=post.name,
            in_reply_to_id=None if parent is None else parent.id,
            place=post.place,
            appointment=None if post.event is None else self._appointment(post.event, node),
            options=tuple(post.options),
            multiple=post.multiple,
            closes_at=node.clock() + timedelta(days=post.poll_days) if post.options else None,
            media=tuple([await _uploaded(node, by, each) for each in post.pictures]),
        )
        made = await publish(node, by, draft)
        self._uris[key] = made.uri
        if post.pinned:
            await pin(node, by, made.id)

    async def _collect(self, album: AlbumSeed, key: str) -> None:
        """Made with its first pictures."""
        node, by = self._actor(album.by)
        post = await fetch_post(node, self._uris[key])
        known = self._albums.get(album.title)
        new = AlbumChange(title=album.title, description=album.description) if known is None else None
        self._albums[album.title] = (await add_pictures(node, by, known or 0, post.id, new=new)).id

    def _appointment(self, event: EventSeed, node: Context) -> Appointment:
        zone, today = node.config.node.timezone, date.today()  # noqa: DTZ011  # as above
        first = today + timedelta(days=event.day)
        last = first if event.until_day is None else today + timedelta(days=event.until_day)
        if event.at:
            ends = datetime.combine(last, time.fromisoformat(event.to), zone) if event.to else None
        else:
            ends = datetime.combine(last + timedelta(days=1), time(), zone)
        starts = datetime.combine(first, time.fromisoformat(event.at) if event.at else time(), zone)
        return Appointment(
            starts_at=starts.astimezone(UTC),
            ends_at=None if ends is None else ends.astimezone(UTC),
            zone=str(zone),
            seats=event.seats,
            online=event.online,
        )

    async def _cancel(self, who: str, key: str) -> None:
        node, by = self._actor(who)
        await cancel(node, by, (await fetch_post(node, self._uris[key])).id)

    async def _like(self, who: str, key: str) -> None:
        node, by = self._actor(who)
        await like(node, by, (await fetch_post(node, self._uris[key])).id)

    async def _boost(self, who: str, key: str) -> None:
        node, by = self._actor(who)
        await boost(node, by, (await fetch_post(node, self._uris[key])).id)

    async def _vote(self, who: str, key: str, positions: Sequence[int]) -> None:
        node, by = self._actor(who)
        await vote(node, by, (await fetch_post(node, self._uris[key])).id, positions)


async def _uploaded(node: Context, by: Actor, picture: PictureSeed) -> Media:
    words = Words(description=picture.text, credit=picture.credit, licence=picture.licence)
    media = await upload(node, by, _copied(node, picture.file), words)
    return await finished(node, media.id, within=30)


def _copied(node: Context, name: str) -> Sent:
    """As if somebody had sent the file."""
    path = new_part(node.config)
    size = path.write_bytes((FOLDER / "pictures" / f"{name}.webp").read_bytes())
    return Sent(path, size)
