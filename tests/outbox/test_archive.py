"""An account leaves in one file, and comes back from it the same (row 12: a platform's end loses nothing)."""

import asyncio
import gzip
import hashlib
import io
import json
import stat
import tarfile
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import jsonschema
import pytest
import yaml

from node.cli import control
from node.cli.commands import find_act
from node.cli.words import Say
from node.errors import Conflict, Forbidden, Invalid, Unavailable
from node.federation.keys import load_public
from node.model.album import AlbumChange
from node.model.draft import Draft
from node.model.filters import FilterAction
from node.model.lists import Replies
from node.outbox import filters
from node.outbox.advice import ask_advice
from node.outbox.albums import add_pictures, create_album
from node.outbox.archive.take_in import take_in
from node.outbox.archive.write import write_archive
from node.outbox.block import block
from node.outbox.bookmark import bookmark
from node.outbox.boost import boost
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.follow import follow
from node.outbox.keep import keep
from node.outbox.mute import mute, mute_host
from node.outbox.pin import pin
from node.outbox.profile import ProfileChange, change
from node.outbox.react import like
from node.outbox.schedule import schedule
from node.store.carried import FILES, LEFT
from node.store.copy import TABLES
from tests.outbox.story import acts, followed_by, known, now, posted
from tests.outbox.test_media import uploaded
from tests.remote import really_signed
from tests.world import start_world

DOCS = Path(__file__).parent.parent.parent / "docs" / "developers"
PASSPHRASE = "Kiefer Nebel Brücke Uhr"


@asynccontextmanager
async def empty_house(node, engine, request, clock, there, tmp_path, empty_database):
    """Another machine under the old address: the first one has ended."""
    folder = tmp_path / "house"
    folder.mkdir()
    port = urlsplit(node.origin).port
    if engine == "sqlite":
        (folder / "node.sqlite3").write_bytes(empty_database.read_bytes())
        async with start_world(
            "here.test", f"sqlite:///{folder}/node.sqlite3", clock, there, folder, port=port
        ) as world:
            yield world
        return
    server = request.getfixturevalue("postgres_server")
    schema = f"house{port}"
    connection = await asyncpg.connect(server)
    await connection.execute(f'CREATE SCHEMA "{schema}"')
    try:
        url = f"{server}{'&' if '?' in server else '?'}schema={schema}"
        async with start_world("here.test", url, clock, there, folder, port=port) as world:
            yield world
    finally:
        await connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
        await connection.close()


@pytest.fixture
async def first(database_url, clock, there, tmp_path):
    """The node that is given up."""
    folder = tmp_path / "first"
    folder.mkdir()
    context = start_world("here.test", database_url, clock, there, folder)
    world = await context.__aenter__()
    world.end = lambda: context.__aexit__(None, None, None)
    world.ended = False
    yield world
    if not world.ended:
        await world.end()


@pytest.fixture
def move_house(first, engine, request, clock, there, tmp_path, empty_database):
    @asynccontextmanager
    async def move():
        await first.end()
        first.ended = True
        async with empty_house(first, engine, request, clock, there, tmp_path, empty_database) as world:
            yield world

    return move


async def live_a_little(node, there):
    """Something of everything an account can have."""
    alice = await node.create("alice", display_name="Alice")
    by = acts(alice)
    bob, carol = there.actor("bob"), there.actor("carol", host="elsewhere.test")
    host = urlsplit(bob.uri).netloc
    await followed_by(node, alice, bob, carol)
    await change(node.node, by, ProfileChange(source="Ich *lese*.", fields=(("Amt", "Bücherei"),)))
    picture = await uploaded(node, alice, description="Das Rathaus", credit="Foto: A.", focus=(0.0, 0.5))
    post = await node.post(alice, f"Hallo #Musterhausen, sagt @bob@{host}\n\nhttps://there.test/", media=(picture,))
    await edit(node.node, by, post.id, Draft(text="Hallo #Musterhausen!", media=(picture,), correction="Name"))
    article = await node.post(
        alice, "# Lang\n\n* eins\n* [zwei](https://there.test/)", format="markdown", kind="Article", name="Länger"
    )
    await node.post(alice, "Nur für Folgende", visibility="followers")
    await node.post(alice, "Nur hier", visibility="local")
    await node.post(alice, f"Leise, @bob@{host}", visibility="direct")
    await node.post(alice, "Wann?", options=("Montag", "Dienstag"), closes_at=node.clock() + timedelta(days=1))
    await node.post(alice, "Und noch eins", in_reply_to_id=article.id)
    gone = await node.post(alice, "Das geht wieder")
    await delete_post(node.node, by, gone.id)
    await pin(node.node, by, article.id)
    album = await create_album(node.node, by, AlbumChange(title="Unser Rathaus", description="Von außen"))
    await add_pictures(node.node, by, album.id, post.id)
    theirs = await posted(node, bob, "Guten Tag")
    await node.post(alice, "Selber guten Tag", in_reply_to_id=theirs.id)
    await like(node.node, by, theirs.id)
    await bookmark(node.node, by, theirs.id)
    await boost(node.node, by, theirs.id)
    await boost(node.node, by, article.id)
    bob_here, carol_here = await known(node, bob), await known(node, carol)
    await follow(node.node, by, bob_here.id)
    await bob.deliver(bob.activity("Like", post.uri), node)
    await bob.deliver(bob.activity("Announce", post.uri, to=[there_public()]), node)
    await bob.deliver(bob.create(bob.reply(post.uri, "Danke!")), node)
    await mute(node.node, by, carol_here.id)
    await block(node.node, by, (await known(node, there.actor("dan"))).id)
    await mute_host(node.node, by, "laut.test")
    await node.work()
    await node.store.write(_keep_lists, alice.id, bob_here.id)
    wanted = filters.Wording(
        title="Sport", places=("home",), action=FilterAction.WARN, expires_at=None, words={}, new=(("Fußball", True),)
    )
    await filters.write_filter(node.node, by, None, wanted)
    await schedule(node.node, by, Draft(text="Morgen"), node.clock() + timedelta(days=2))
    plan = await uploaded(node, alice, description="Ein Plan")
    draft = await keep(node.node, by, Draft(text="Irgendwann", media=(plan,)))
    await ask_advice(node.node, by, draft.id, "Vertraulich: zu früh?")
    await node.work()
    return await now(node, alice)


def there_public():
    return "https://www.w3.org/ns/activitystreams#Public"


async def _keep_lists(tx, account_id, member_id):
    made = await tx.lists.add(account_id, title="Nachbarn", replies=Replies.LIST, exclusive=False)
    await tx.lists.add_members(made, [member_id])
    await tx.tags.follow(account_id, "stadt")
    await tx.channels.add_sheet(account_id, {"ziel": "Alle wissen, was läuft"}, None)
    await tx.channels.put_office(account_id, "stadt")
    await tx.tags.feature(account_id, "musterhausen", "Musterhausen")


def contents(path: Path):
    with tarfile.open(path) as archive:
        return {each.name: archive.extractfile(each).read() for each in archive.getmembers()}


def records(files, name):
    return [json.loads(line) for line in files[f"allmende/{name}.ndjson"].splitlines()]


def same(files, name):
    """Whose thread began elsewhere gets another number for it; the old one still leads there."""
    if name != "allmende/posts.ndjson":
        return files[name]
    return [
        {key: value for key, value in each.items() if key != "thread_id" or each["thread_id"] == each["id"]}
        for each in records(files, "posts")
    ]


async def public_documents(node, account):
    """What anybody is given of the account over HTTP."""
    uri = account.uri
    posts = await node.store.read(
        lambda tx: tx.db.rows("SELECT uri FROM posts WHERE author_id = ? AND boost_of_id IS NULL", account.id)
    )
    addresses = [uri, *(f"{uri}/{each}" for each in ("outbox", "outbox?page=true", "followers", "followers?page=true"))]
    addresses += [f"{uri}/following?page=true", f"{uri}/collections/featured", f"{uri}/collections/tags"]
    albums = await node.store.read(lambda tx: tx.db.rows("SELECT uri FROM albums WHERE account_id = ?", account.id))
    addresses += [row["uri"] for row in albums]
    for post in sorted(row["uri"] for row in posts):
        addresses += [post, *(f"{post}/{each}" for each in ("likes?page=true", "shares?page=true", "replies"))]
    found = {}
    for address in addresses:
        answer = await node.get(address)
        found[address] = (answer.status, await answer.text())
    return found


async def test_it_comes_back_the_same(first, move_house, there, clock, tmp_path):
    alice = await live_a_little(first, there)
    before = await public_documents(first, alice)
    kept = tmp_path / "alice.tar.gz"
    await write_archive(first.node, acts(alice), kept, passphrase=PASSPHRASE)
    public = load_public((await first.json(alice.uri))["publicKey"]["publicKeyPem"])

    async with move_house() as house:
        taken = await take_in(house.node, kept, passphrase=PASSPHRASE)
        await house.work()

        again = tmp_path / "again.tar.gz"
        await write_archive(house.node, acts(await now(house, alice)), again)
        old, new = contents(kept), contents(again)
        assert {name for name in old if not name.startswith("key/")} == set(new)
        assert {name for name in new if name != "manifest.yml" and same(new, name) != same(old, name)} == set()
        assert await public_documents(house, alice) == before
        for name in ("albums", "album_pictures", "channel_sheets", "channel_offices", "follower_days", "kept_drafts"):
            assert records(new, name)
        assert [data for data in new.values() if b"Vertraulich" in data] == []  # asked of others on this node
        [draft] = await house.store.read(lambda tx: tx.kept.of_account(taken.account.id))
        [advised] = await house.store.read(lambda tx: tx.kept.with_advice([draft]))
        assert (draft.draft.text, draft.request, advised.media[0].description) == ("Irgendwann", None, "Ein Plan")
        assert taken.posts > 10
        assert not taken.new_keys
        # Followers still hear from it, and believe it: it is the same key
        there.deliveries.clear()
        await house.post(await now(house, alice), "Wieder da")
        [create, *_] = [each for each in there.deliveries if each.json["type"] == "Create"]
        assert await really_signed(create, public, now=clock())
        assert {urlsplit(each.path).path for each in there.deliveries} >= {"/inbox"}


async def test_without_keys_others_learn_new_ones(first, move_house, there, tmp_path):
    alice, bob = await first.create("alice"), there.actor("bob")
    await followed_by(first, alice, bob)
    old = (await first.json(alice.uri))["publicKey"]["publicKeyPem"]
    kept = tmp_path / "alice.tar"
    await write_archive(first.node, acts(alice), kept)

    async with move_house() as house:
        taken = await take_in(house.node, kept)

        assert taken.new_keys
        assert not any(name.startswith("key/") for name in contents(kept))
        assert (await house.json(alice.uri))["publicKey"]["publicKeyPem"] != old
        assert await house.followers_of(alice) == {bob.uri}


async def test_two_accounts_that_know_each_other_come_back_one_after_the_other(first, move_house, tmp_path):
    alice, carl = await first.create("alice"), await first.create("carl")
    await follow(first.node, acts(carl), alice.id)
    post = await first.post(alice)
    await like(first.node, acts(carl), post.id)
    answer = await first.post(carl, "Gut", in_reply_to_id=post.id)
    for account in (alice, carl):
        await write_archive(first.node, acts(account), tmp_path / f"{account.name}.tar")

    async with move_house() as house:
        before = await take_in(house.node, tmp_path / "alice.tar")
        await take_in(house.node, tmp_path / "carl.tar")

        assert before.left  # carl was not here yet
        assert await house.followers_of(alice) == {carl.uri}
        [view] = await house.views(post.id, viewer=carl.id)
        assert view.has_liked
        assert (view.post.replies_count, view.post.likes_count) == (1, 1)
        assert (await house.json(f"{post.uri}/replies?page=true"))["items"] == [answer.uri]


async def test_who_comes_first_waits_for_who_comes_later(first, move_house, there, clock, tmp_path):
    """What somebody did with a post of this node is noted once that post is back, too."""
    alice, carl = await first.create("alice"), await first.create("carl")
    post = await first.post(alice)
    await like(first.node, acts(carl), post.id)
    await bookmark(first.node, acts(carl), post.id)
    boosted = await boost(first.node, acts(carl), post.id)
    for account in (alice, carl):
        await write_archive(first.node, acts(account), tmp_path / f"{account.name}.tar")

    async with move_house() as house:
        await take_in(house.node, tmp_path / "carl.tar")
        await house.work()
        assert await house.find_post(boosted.uri) is None
        await take_in(house.node, tmp_path / "alice.tar")
        clock.move(minutes=5)
        await house.work()

        [view] = await house.views(post.id, viewer=carl.id)
        assert (view.has_liked, view.has_bookmarked, view.has_boosted) == (True, True, True)
        assert (await house.find_post(boosted.uri)).id == boosted.id


async def test_a_disk_that_fails_leaves_nothing_and_the_next_try_succeeds(first, move_house, there, tmp_path):
    alice = await live_a_little(first, there)
    kept, media = tmp_path / "alice.tar", tmp_path / "house" / "media"
    await write_archive(first.node, acts(alice), kept)

    async with move_house() as house:
        media.write_text("in the way")
        with pytest.raises(Unavailable):
            await take_in(house.node, kept)
        assert await house.account(alice.uri) is None
        assert await house.count("media") == 0
        media.unlink()
        await take_in(house.node, kept)

        assert await house.count("discarded_files") == 0
        assert (await house.json(alice.uri))["name"] == "Alice"


async def test_somebody_s_handle_is_believed_once_its_host_says_so(first, move_house, there, tmp_path):
    """An archive may claim that a follower is somebody better known."""
    alice, bob = await first.create("alice"), there.actor("bob")
    await followed_by(first, alice, bob)
    kept = tmp_path / "alice.tar"
    await write_archive(first.node, acts(alice), kept)
    forged = repacked(kept, tmp_path / "forged.tar", edited("people", host="elsewhere.test"))

    async with move_house() as house:
        await take_in(house.node, forged)
        await house.work()

        assert (await house.account(bob.uri)).host == urlsplit(bob.uri).netloc


async def test_the_node_itself_has_no_archive(first, tmp_path):
    with pytest.raises(Forbidden):
        await write_archive(first.node, acts(first.node.itself), tmp_path / "node.tar")


async def test_whoever_asks_a_running_server_sees_how_far_it_is(first, tmp_path):
    alice, told = await first.create("alice"), []
    await first.post(alice)
    asked = {"name": "alice", "file": str(tmp_path / "alice.tar")}

    @asynccontextmanager
    async def visit():
        yield first.node

    async with control.answering(first.node.config, visit, find_act):
        answer = await asyncio.to_thread(
            control.ask, first.node.config, "account export", asked, Say("en"), lambda *step: told.append(step)
        )

    assert answer.code == 0
    assert told[0] == ("posts", 1, 1)


async def test_a_mastodon_archive_is_in_it(first, there, tmp_path):
    """What readers of such archives look for: posts with their pictures beside them, likes, bookmarks, lists as tables."""
    alice = await live_a_little(first, there)
    kept = tmp_path / "alice.tar.gz"

    await write_archive(first.node, acts(alice), kept)

    files = contents(kept)
    actor, outbox = json.loads(files["actor.json"]), json.loads(files["outbox.json"])
    assert (actor["id"], actor["outbox"], actor["likes"]) == (alice.uri, "outbox.json", "likes.json")
    assert outbox["type"] == "OrderedCollection"
    assert outbox["totalItems"] == len(outbox["orderedItems"])
    assert {each["type"] for each in outbox["orderedItems"]} == {"Create", "Announce"}
    [picture] = [
        each for item in outbox["orderedItems"] if item["type"] == "Create" for each in item["object"]["attachment"]
    ]
    assert picture["url"] in files
    assert picture["name"] == "Das Rathaus"
    assert len(json.loads(files["likes.json"])["orderedItems"]) == 1
    [bob] = [each for each in records(files, "people") if each["name"] == "bob"]
    heading, line, *_ = files["following_accounts.csv"].decode().splitlines()
    assert heading == "Account address,Show boosts,Notify on new posts,Languages"
    assert line == f"bob@{bob['host']},true,false,"
    assert files["lists.csv"].decode() == f"Nachbarn,bob@{bob['host']}\r\n"
    assert files["blocked_domains.csv"].decode() == "laut.test\r\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not any(b"PRIVATE KEY" in data for data in files.values())


async def test_all_of_it_is_described(first, there, tmp_path):
    """The schema in the documentation, and of every table what becomes of it."""
    alice = await live_a_little(first, there)
    kept = tmp_path / "alice.tar.gz"

    await write_archive(first.node, acts(alice), kept)

    manifest = json.loads(contents(kept)["manifest.yml"])
    jsonschema.validate(manifest, json.loads((DOCS / "archive.schema.json").read_text(encoding="utf-8")))
    assert yaml.safe_load(contents(kept)["manifest.yml"]) == manifest
    carried = {each.table for each in FILES}
    assert carried | set(LEFT) == set(TABLES)
    assert not carried & set(LEFT)


# What is no archive, or a bad one


def repacked(kept, target, change):
    """The archive with `change(files)`, and a manifest that is true of it."""
    files = contents(kept)
    change(files)
    return packed(target, files)


def packed(target, files, *, manifest=True, extra=()):
    if manifest:
        told = json.loads(files["manifest.yml"])
        told["contents"] = {"manifest.yml": {"url": "https://there.test/"}}
        for name, data in files.items():
            if name != "manifest.yml":
                place = told["contents"]
                *folders, last = name.split("/")
                for each in folders:
                    place = place.setdefault(each, {"contents": {}})["contents"]
                place[last] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        files = {"manifest.yml": json.dumps(told).encode()} | {
            key: value for key, value in files.items() if key != "manifest.yml"
        }
    with tarfile.open(target, "w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for member in extra:
            archive.addfile(member)
    return target


def edited(name, /, **values):
    """The first record of a file says something else."""

    def edit_it(files):
        path = f"allmende/{name}.ndjson" if name != "account" else "allmende/account.json"
        head, *rest = files[path].splitlines() if name != "account" else [files[path]]
        files[path] = b"\n".join([json.dumps(json.loads(head) | values).encode(), *rest])

    return edit_it


def added(path, data):
    def add(files):
        files[path] = data

    return add


def told(**values):
    def tell(files):
        manifest = json.loads(files["manifest.yml"])
        manifest["allmende"] |= values
        files["manifest.yml"] = json.dumps(manifest).encode()

    return tell


def pictures(files):
    return [name for name in files if name.startswith("media_attachments/")]


BAD = {
    "another address": (told(base="https://elsewhere.example"), "keeps its addresses"),
    "a later version": (told(format=2), "another version"),
    "a later schema": (told(schema=9_999), "another version"),
    "another account": (told(account="https://here.test/users/carl"), "not its own"),
    "a path upwards": (added("../../evil", b"x"), "does not belong"),
    "a path from the root": (added("/etc/passwd", b"x"), "does not belong"),
    "a name that is none": (added("media_attachments/files/..", b"x"), "does not belong"),
    "a page for a picture": (lambda files: files.update(dict.fromkeys(pictures(files), b"<html>")), "of no kind"),
    "a post of somebody else": (edited("posts", author_id="http://there.test/users/bob"), "another account"),
    "a post at another address": (edited("posts", uri="https://there.test/1"), "not its own"),
    "a number from the future": (edited("posts", id=1 << 62), "could have given"),
    "text for a number": (edited("posts", published_at="yesterday"), "cannot have"),
    "a script for an address": (edited("posts", url="javascript:alert(1)"), "no address"),
    "half a JSON": (edited("posts", policy="{"), "cannot be read"),
    "tags that are none": (edited("posts", tags="[1]"), "cannot be read"),
    "a policy nobody knows": (edited("posts", policy='{"can_reply": 7}'), "cannot be read"),
    "a column nobody knows": (edited("posts", karma=1), "nobody knows"),
    "a zero byte": (edited("posts", content="a\0b"), "cannot have"),
    "no JSON": (added("allmende/lists.ndjson", b"[1, 2]\n"), "no JSON object"),
    "an activity of somebody else": (edited("activities", body='{"id": "https://there.test/1"}'), "not its own"),
    "a follower with an inbox elsewhere": (edited("people", inbox="https://evil.test/inbox"), "another server"),
    "a filter that does what nobody knows": (edited("filters", action="explode"), "cannot be read"),
    "a draft that is none": (edited("kept_drafts", draft="{"), "cannot be read"),
    "a file of no draft": (edited("media", draft_id=1), "not in the archive"),
    "another name": (edited("account", name="carl"), "another account"),
    "keys in the open": (added("key/rsa.pem", b"-----BEGIN PRIVATE KEY-----"), "passphrase"),
}


async def test_bad_archives_are_refused_and_leave_nothing(first, move_house, there, tmp_path):
    alice = await live_a_little(first, there)
    kept = tmp_path / "alice.tar"
    await write_archive(first.node, acts(alice), kept)

    async with move_house() as house:
        before = {table: await house.count(table) for table in ("accounts", "posts", "media", "jobs", "acts", "keys")}
        for number, (name, (change_it, why)) in enumerate(BAD.items()):
            bad = repacked(kept, tmp_path / f"{number}.tar", change_it)
            with pytest.raises(Invalid, match=why):
                await take_in(house.node, bad)
        assert {table: await house.count(table) for table in before} == before
        assert list((tmp_path / "house" / "archives").iterdir()) == []


async def test_a_container_that_is_none_is_refused(first, move_house, there, tmp_path):
    alice = await live_a_little(first, there)
    kept, bad = tmp_path / "alice.tar.gz", tmp_path / "bad.tar"
    await write_archive(first.node, acts(alice), kept)
    files = contents(kept)
    link, device = tarfile.TarInfo("actor.json"), tarfile.TarInfo("null")
    link.type, link.linkname, device.type = tarfile.SYMTYPE, "/etc/passwd", tarfile.CHRTYPE

    def attempts():
        yield b"", "does not begin with a manifest"
        yield b"Guten Tag" * 1_000, "damaged"
        yield kept.read_bytes()[:-500], "damaged"
        yield kept.read_bytes()[:100] + b"xx" + kept.read_bytes()[102:], "damaged|manifest"
        yield gzip.compress(b"\0" * 50_000_000), "does not begin with a manifest"
        yield packed(bad, files, extra=[link]).read_bytes(), "no file"
        yield packed(bad, files, extra=[device]).read_bytes(), "no file"
        yield packed(bad, files | {"actor.json": b"{}"}, manifest=False).read_bytes(), "does not tell of"
        changed = files["outbox.json"].replace(b"Hallo", b"HALLO")
        yield packed(bad, files | {"outbox.json": changed}, manifest=False).read_bytes(), "damaged: outbox.json"
        yield packed(bad, {"manifest.yml": files["manifest.yml"]}, manifest=False).read_bytes(), "missing"
        yield packed(bad, files | {"extra.csv": b""}, manifest=False).read_bytes(), "does not tell of"
        yield packed(bad, {"actor.json": b"{}"}, manifest=False).read_bytes(), "does not begin with a manifest"

    async with move_house() as house:
        for data, why in attempts():
            bad.write_bytes(data)
            with pytest.raises(Invalid, match=why):
                await take_in(house.node, bad)
        assert await house.count("posts") == 0
        assert list((tmp_path / "house" / "archives").iterdir()) == []


async def test_nobody_is_taken_in_twice(first, tmp_path):
    alice = await first.create("alice")
    kept = tmp_path / "alice.tar"
    await write_archive(first.node, acts(alice), kept)

    with pytest.raises(Conflict, match="already"):
        await take_in(first.node, kept)
    with pytest.raises(Conflict, match="there is a file"):
        await write_archive(first.node, acts(alice), kept)


async def test_keys_open_with_their_passphrase_only(first, move_house, tmp_path):
    alice = await first.create("alice")
    kept = tmp_path / "alice.tar"
    await write_archive(first.node, acts(alice), kept, passphrase=PASSPHRASE)

    assert contents(kept)["key/rsa.pem"].startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY")
    async with move_house() as house:
        for wrong in ("", "ein anderer Satz"):
            with pytest.raises(Invalid, match="passphrase"):
                await take_in(house.node, kept, passphrase=wrong)
        assert await house.account(alice.uri) is None


async def test_what_a_page_must_not_show_is_taken_out(first, move_house, there, tmp_path):
    alice = await first.create("alice")
    await first.post(alice)
    kept = tmp_path / "alice.tar"
    await write_archive(first.node, acts(alice), kept)
    evil = '<p onclick="alert(1)">Hallo<script>alert(1)</script> <a href="javascript:alert(1)" rel="tag" class="nav">x</a></p>'

    async with move_house() as house:
        await take_in(house.node, repacked(kept, tmp_path / "evil.tar", edited("posts", content=evil)))

        page = await house.page("/@alice")
        assert "Hallo" in page
        assert "alert(1)" not in page
