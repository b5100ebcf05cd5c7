"""Who sees a post through the doors for everybody: the open interface, feeds, embeds, letters, dumps, connectors, copies and
what guests are shown (T-078, T-140, M23). Whoever asks is nobody there: it makes no difference that the author asks.

Pages and the client API of people who are logged in have matrices of their own: `test_who_sees_what.py` and
`mastodon/test_privacy.py`.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from node.errors import Forbidden
from node.model.account import Account, Actor, Kind
from node.model.album import AlbumChange
from node.model.appointment import Appointment
from node.model.draft import Draft
from node.model.place import Place
from node.model.subscription import Rhythm
from node.model.visibility import Visibility
from node.outbox.albums import add_pictures, create_album
from node.outbox.delete import delete_post
from node.outbox.publish import publish
from node.web.static_copy import COPIES
from tests.inbox.steps import arrives
from tests.mailbox import Mailbox, open_mailbox, text_of
from tests.outbox.story import pictured
from tests.platforms import TOKEN, Hook
from tests.towns import town
from tests.web.browser import Browser, person
from tests.web.doors import Doors, families
from tests.world import World, start_world

SECRET, TAG, WORD = "Geheimsache", "Vertrauliches", "Verschlusssache"
READER = "erika@mail.example"
AS_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
PUBLIC, UNLISTED, FOLLOWERS, DIRECT, LOCAL = (
    Visibility.PUBLIC,
    Visibility.UNLISTED,
    Visibility.FOLLOWERS,
    Visibility.DIRECT,
    Visibility.LOCAL,
)
BY_ADDRESS = {
    "page", "page thread", "page guest", "page elsewhere", "api status", "api context", "object", "oembed",
    "embedded", "quoted", "code", "open post", "open thread",
}  # fmt: skip
"""Open to whoever has the address of the post, or of what it answers."""
OF_THE_CHANNEL = {"page profile", "api account", "outbox", "open posts", "open tag"}
"""And to whoever looks at all that the channel says."""


@dataclass
class City:
    world: World
    mailbox: Mailbox
    hook: Hook
    rathaus: Account


@pytest.fixture
async def city(database_url, clock, there, tmp_path, monkeypatch) -> AsyncIterator[City]:
    """A channel whose posts are had by mail and copied elsewhere."""
    monkeypatch.setenv("HOOK_SECRET", TOKEN)
    async with AsyncExitStack() as stack:
        mailbox, hook = await stack.enter_async_context(open_mailbox(tmp_path)), await stack.enter_async_context(Hook())
        connector = {
            "key": "app",
            "kind": "webhook",
            "channel": "rathaus",
            "url": hook.origin,
            "secret_env": "HOOK_SECRET",
        }
        settings = {
            "static_copy": {"enabled": True},
            "mail": {**mailbox.settings, "subscriptions": "all"},
            "connectors": [connector],
        }
        world = await stack.enter_async_context(
            start_world("here.test", database_url, clock, there, tmp_path, organizations=[town()], **settings)
        )
        rathaus = await world.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")
        reader = Browser(world)
        await reader.get("/@rathaus/mail")
        await reader.press("Abonnieren", email=READER, rhythmus=Rhythm.EACH.value, alles="1")
        await world.work()
        await reader.get(mailbox.link(READER))
        await reader.press("Abonnement bestätigen")
        mailbox.got.clear()
        yield City(world, mailbox, hook, rathaus)


async def published(city: City, visibility: Visibility, *, answering: bool = True) -> Doors:
    """A post of the channel, in answer to itself."""
    world, by = city.world, Actor(city.rathaus)
    top = await publish(world.node, by, Draft(text="Offen"))
    draft = Draft(text=f"{SECRET} {WORD} #{TAG}", visibility=visibility, in_reply_to_id=top.id if answering else None)
    post = await publish(world.node, by, draft)
    await world.work()
    return Doors(world, city.rathaus, city.rathaus, top, post, TAG, WORD)


@pytest.mark.parametrize("visibility", Visibility)
async def test_what_we_say_is_seen_through_the_doors_it_is_for(city, visibility):
    doors = await published(city, visibility)

    nobody = (await doors.open_in(SECRET))[SECRET]
    await person(city.world, city.rathaus, "amt@here.test")
    author = Browser(city.world)
    await author.log_in("amt@here.test")
    doors.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in author.cookies.items())}
    herself = (await doors.open_in(SECRET))[SECRET]
    dumped = (await doors.dumped_in("2026-11-29", SECRET))[SECRET]

    if visibility is PUBLIC:
        found_by_all = {"open text", "feed node", "feed channel", "feed tag", "page search", "page tag", "page local"}
        assert BY_ADDRESS | OF_THE_CHANNEL | found_by_all <= families(nobody)
    else:
        assert families(nobody) == (BY_ADDRESS | OF_THE_CHANNEL if visibility is UNLISTED else set())
    assert {each for each in herself - nobody if not each.startswith("page")} == set()
    assert dumped == ({"posts"} if visibility in {PUBLIC, UNLISTED} else set())


@pytest.mark.parametrize("visibility", Visibility)
async def test_an_event_is_seen_through_the_doors_it_is_for(city, visibility):
    """Its name, its place and its text are as secret as it is."""
    world, by = city.world, Actor(city.rathaus)
    top = await publish(world.node, by, Draft(text="Offen"))
    starts = world.clock.now + timedelta(days=3)
    draft = Draft(
        text=f"{SECRET} {WORD} #{TAG}",
        visibility=visibility,
        kind="Event",
        name=SECRET,
        place=Place(name=SECRET),
        appointment=Appointment(starts_at=starts, zone="Europe/Berlin"),
    )
    post = await publish(world.node, by, draft)
    await world.work()
    doors = Doors(world, city.rathaus, city.rathaus, top, post, TAG, WORD)

    nobody = families((await doors.open_in(SECRET))[SECRET])
    dumped = (await doors.dumped_in("2026-11-29", SECRET))[SECRET]
    await delete_post(world.node, by, post.id)

    calendars = {each for each in doors.addresses() if each.startswith("calendar")} | {"open events"}
    by_address = {"calendar event file", "open events"}
    seen = {PUBLIC: calendars, UNLISTED: by_address}.get(visibility, set())
    assert nobody & calendars == seen
    assert (nobody == set()) == (visibility not in {PUBLIC, UNLISTED})
    assert dumped == ({"posts"} if visibility in {PUBLIC, UNLISTED} else set())
    assert (await doors.open_in(SECRET))[SECRET] == set()


@pytest.mark.parametrize("visibility", Visibility)
async def test_an_album_shows_only_what_everybody_may_read(city, visibility):
    """Even if a picture of something else were in one."""
    world, by = city.world, Actor(city.rathaus)
    top, post = (
        await world.post(city.rathaus, "Offen"),
        await pictured(world, city.rathaus, SECRET, visibility=visibility),
    )
    [view] = await world.views(post.id, viewer=city.rathaus.id)
    album = await create_album(world.node, by, AlbumChange(title="Rundgang", cover_id=view.media[0].id))
    with suppress(Forbidden):
        await add_pictures(world.node, by, album.id, post.id)
    if visibility not in {PUBLIC, UNLISTED}:
        await world.store.write(lambda tx: tx.albums.add(album, post.id, [view.media[0].id]))
    doors = Doors(world, city.rathaus, city.rathaus, top, post, TAG, WORD, album_id=album.id)

    seen = {each for each in (await doors.open_in(SECRET))[SECRET] if each.startswith("album")}
    alone = await world.get(f"/@rathaus/alben/{album.id}/{view.media[0].id}", accept="text/html")
    await delete_post(world.node, by, post.id)

    is_open = visibility in {PUBLIC, UNLISTED}
    doors_of_albums = {each for each in doors.addresses() if each.startswith("album")} - {"album list"}
    assert seen == (doors_of_albums if is_open else set())
    assert alone.status == (200 if is_open else 404)
    assert {each for each in (await doors.open_in(SECRET))[SECRET] if each.startswith("album")} == set()
    assert await world.count("album_pictures") == 0


@pytest.mark.parametrize("visibility", Visibility)
async def test_what_we_say_is_told_only_to_whom_it_is_for(city, visibility):
    world = city.world
    stream = await world.session.get(world.url("/open/v1/stream"))

    doors = await published(city, visibility, answering=False)  # answers are copied nowhere
    marker = await world.post(city.rathaus, "Danach")
    heard = []
    async with asyncio.timeout(5):
        async for line in stream.content:
            heard.append(line.decode())
            if f'"{marker.id}"' in line.decode():
                break
    stream.close()
    letters = [text_of(each) + text_of(each, "html") for each in city.mailbox.to(READER)]
    hooked = [body.decode() for _, body in city.hook.messages]
    there = json.dumps(await world.json("/open/v1/gleichzeitigkeit", accept="application/json"))

    assert any("Danach" in each for each in letters)
    assert any("Danach" in each for each in hooked)
    assert (SECRET in "".join(heard)) == (visibility in {PUBLIC, UNLISTED})
    assert (SECRET in "".join(letters)) == (visibility is PUBLIC)
    assert (SECRET in "".join(hooked)) == (visibility is PUBLIC)
    assert (str(doors.post.id) in there) == (visibility is PUBLIC)


@pytest.mark.parametrize("visibility", Visibility)
async def test_what_lies_there_for_when_the_node_is_down_is_no_more_than_its_pages(city, tmp_path, visibility):
    doors = await published(city, visibility, answering=False)
    folder, [copy] = tmp_path / "static-copy", city.world.app[COPIES]
    city.world.clock.move(seconds=31)

    await copy.step()

    said = {
        str(each.parent.relative_to(folder)) for each in folder.rglob("*.html") if SECRET in each.read_text("utf-8")
    }
    pages = {PUBLIC: {".", "@rathaus", f"@rathaus/{doors.post.id}"}, UNLISTED: {"@rathaus"}}
    assert said == pages.get(visibility, set())


@pytest.mark.parametrize("visibility", Visibility)
async def test_of_what_is_gone_only_what_was_open_is_listed(city, visibility):
    doors = await published(city, visibility)
    await doors.open_in(SECRET)  # whatever may be kept is kept

    await delete_post(city.world.node, Actor(city.rathaus), doors.post.id)

    listed = await city.world.json("/open/v1/deletions", accept="application/json")
    uris = {each["uri"] for each in listed["items"]}
    assert uris == ({doors.post.uri} if visibility in {PUBLIC, UNLISTED} else set())
    assert (await doors.open_in(SECRET))[SECRET] == set()


@pytest.mark.parametrize("visibility", [each for each in Visibility if each is not LOCAL])
async def test_what_others_say_to_us_is_open_where_it_was_said_to_everybody(city, there, visibility):
    world, bob = city.world, there.actor("bob")
    top = await world.post(city.rathaus, "Was wünschen Sie sich?")
    to, cc = {
        PUBLIC: ([AS_PUBLIC], [city.rathaus.uri]),
        UNLISTED: ([f"{bob.uri}/followers"], [AS_PUBLIC, city.rathaus.uri]),
        FOLLOWERS: ([f"{bob.uri}/followers"], [city.rathaus.uri]),
        DIRECT: ([city.rathaus.uri], []),
    }[visibility]
    tags = [{"type": "Hashtag", "name": f"#{TAG}"}, {"type": "Mention", "href": city.rathaus.uri, "name": "@rathaus"}]
    reply = bob.reply(top.uri, f"{SECRET} {WORD} #{TAG}", tag=tags, to=to, cc=cc)
    reply["object"] |= {"to": to, "cc": cc}
    assert await arrives(world, reply, bob) == "202 done: stored"
    said = await world.find_post(reply["object"]["id"])
    doors = Doors(world, city.rathaus, await world.account(bob.uri), top, said, TAG, WORD)

    seen = families((await doors.open_in(SECRET))[SECRET])
    dumped = (await doors.dumped_in("2026-11-29", SECRET))[SECRET]

    assert said.visibility is visibility
    if visibility in {PUBLIC, UNLISTED}:
        assert {"rueckkanal", "open post", "open thread", "page thread"} <= seen
        assert "rueckkanal" in dumped
    else:
        assert (seen, dumped) == (set(), set())
    assert not {"feed node", "feed tag", "feed search"} & seen or visibility is PUBLIC
