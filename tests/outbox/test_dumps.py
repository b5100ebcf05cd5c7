"""Nightly dumps: everything public as files, which together with the list of deletions give what is public now (Dev3, A04)."""

import gzip
import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from node.model.account import Actor, Kind
from node.model.visibility import Visibility
from node.outbox.delete import delete_post
from node.outbox.dumps import begin_dump, days_of, find_dump, path_of, queue_dump, write
from node.outbox.dumps.files import Coming
from node.outbox.dumps.research import masked
from tests.builders import make_account, make_post
from tests.towns import town
from tests.world import start_world


@pytest.fixture
async def alice(node):
    """A channel."""
    return await node.create("alice", kind=Kind.ORGANIZATION)


def lines(node, day, name):
    path = path_of(node.node.config.node.data_dir, day, name)
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


async def dump(node, day="2026-11-29"):
    await begin_dump(node.node, day)
    await node.work()
    assert find_dump(node.node.config.node.data_dir, day) is not None
    return day


@pytest.fixture
async def citizen(node):
    """Lives elsewhere and lets their posts be found."""
    return await make_account(node.store, "dora", "there.test", indexable=True)


@pytest.fixture
async def shy(node):
    """Lives elsewhere and does not."""
    return await make_account(node.store, "sam", "there.test", indexable=False)


async def answered(node, author, post, text="Danke!", **more):
    return await make_post(node.store, author, text, in_reply_to_uri=post.uri, **more)


async def live(node):
    """URIs of what is public now: what a dump taken now would have."""
    found, after = set(), 0
    while piece := await node.store.read(lambda tx, after: tx.dumping.piece((), after=after, limit=100), after):
        found |= {view.post.uri for view in await node.views(*piece.channels)}
        after = piece.last
    return found


async def test_a_dump_has_everything_public_with_licence_and_origin(node, alice, citizen):
    post = await node.post(alice, "Freibad offen #sommer", options=("Ja", "Nein"))
    answer = await answered(node, citizen, post)
    await node.post(alice, "Nur für Folgende", visibility="followers")
    await make_post(node.store, citizen, "An niemanden hier")

    day = await dump(node)

    [said] = lines(node, day, "posts")
    assert (said["uri"], said["text"], said["tags"], said["channel"]) == (
        post.uri,
        "Freibad offen #sommer",
        ["sommer"],
        "alice",
    )
    assert said["license"] == "https://www.govdata.de/dl-de/by-2-0"
    [contribution] = lines(node, day, "rueckkanal")
    assert (contribution["uri"], contribution["origin"], contribution["channels"]) == (
        answer.uri,
        "there.test",
        ["alice"],
    )
    assert (contribution["license"], contribution["in_reply_to"]) == (None, post.uri)
    [poll] = lines(node, day, "polls")
    assert [option["title"] for option in poll["options"]] == ["Ja", "Nein"]
    assert [each["name"] for each in lines(node, day, "channels")] == ["alice"]


async def test_its_index_tells_sizes_and_checksums(node, alice):
    await node.post(alice)

    day = await dump(node)

    data_dir = node.node.config.node.data_dir
    for file in find_dump(data_dir, day).files:
        content = path_of(data_dir, day, file.name).read_bytes()
        assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert file.objects == len(gzip.decompress(content).splitlines())


async def test_dump_and_deletions_give_what_is_public_now(node, alice, citizen):
    posts = [await node.post(alice, f"Nummer {number}") for number in range(6)]
    answers = [await answered(node, citizen, post) for post in posts]
    await delete_post(node.node, Actor(alice), posts[0].id)
    day = await dump(node)
    copy = {each["uri"] for name in ("posts", "rueckkanal") for each in lines(node, day, name)}

    await delete_post(node.node, Actor(alice), posts[1].id)
    await node.store.write(lambda tx: tx.posts.delete(answers[2], now=tx.now))
    later = await node.post(alice, "Später")
    gone = {each.uri for each in await node.store.read(lambda tx: tx.deletions.page())}

    assert (copy - gone) | {later.uri} == await live(node)
    assert posts[0].uri in gone - copy


async def test_a_remote_delete_is_in_the_next_list_and_not_in_the_data(node, alice, bob):
    post = await node.post(alice)
    answer = bob.reply(post.uri, "Mein Geheimnis")
    await bob.deliver(answer, node)
    await node.work()
    await bob.deliver(bob.activity("Delete", answer["object"]["id"]), node)
    await node.work()

    day = await dump(node)

    data_dir = node.node.config.node.data_dir
    [gone] = lines(node, day, "deletions")
    assert (gone["uri"], gone["channels"]) == (answer["object"]["id"], ["alice"])
    assert gone.keys() == {"id", "type", "uri", "channels", "deleted"}
    for file in find_dump(data_dir, day).files:
        assert b"Geheimnis" not in gzip.decompress(path_of(data_dir, day, file.name).read_bytes())


async def test_what_is_deleted_while_a_dump_is_written_is_in_none_of_its_files(node, alice, citizen, monkeypatch):
    monkeypatch.setattr(write, "_PIECE", 2)
    monkeypatch.setattr(write, "_PIECES", 1)
    post = await node.post(alice)
    answer = await answered(node, citizen, post, "Mein Geheimnis")
    for number in range(5):
        await node.post(alice, f"Nummer {number}")
    await begin_dump(node.node, "2026-11-29")
    await node.running.worker.step()
    await node.running.worker.step()

    await node.store.write(lambda tx: tx.posts.delete(answer, now=tx.now))
    await node.work()

    assert len(lines(node, "2026-11-29", "posts")) == 6
    assert lines(node, "2026-11-29", "rueckkanal") == lines(node, "2026-11-29", "research") == []
    assert [each["id"] for each in lines(node, "2026-11-29", "deletions")] == [str(answer.id)]


async def test_a_job_that_broke_off_is_done_again_without_doubling_anything(node, alice, monkeypatch):
    monkeypatch.setattr(write, "_PIECE", 2)
    for number in range(5):
        await node.post(alice, f"Nummer {number}")
    await begin_dump(node.node, "2026-11-29")
    began = node.clock().isoformat()
    args = {"day": "2026-11-29", "part": "0", "after": "0", "began": began}
    monkeypatch.setattr(write, "_PIECES", 2)
    await write.continue_dump(node.node, args)  # its work is done, but not the job
    monkeypatch.setattr(write, "_PIECES", 10)

    await node.work()

    assert len({each["id"] for each in lines(node, "2026-11-29", "posts")}) == 5
    assert len(lines(node, "2026-11-29", "posts")) == 5


@pytest.mark.timeout(120)
async def test_wherever_it_breaks_off_the_dump_is_whole_in_the_end(node, alice, citizen, clock, monkeypatch):
    """Each time a file is put in its place or goes, once that is the last thing that happens."""
    monkeypatch.setattr(write, "_PIECE", 2)
    monkeypatch.setattr(write, "_PIECES", 1)
    posts = [await node.post(alice, f"Nummer {number}") for number in range(4)]
    await answered(node, citizen, posts[0])
    await delete_post(node.node, Actor(alice), posts[3].id)
    names = ("organizations", "channels", "posts", "polls", "rueckkanal", "motions", "research", "deletions")
    day = await dump(node)
    whole = [len(lines(node, day, name)) for name in names]
    real = {name: getattr(Path, name) for name in ("replace", "unlink")}
    steps = at = 0

    def breaking(name):
        def act(path, *args, **more):
            nonlocal steps
            if path.is_relative_to(node.node.config.node.data_dir / "dumps"):
                steps += 1
                if steps == at:
                    raise OSError("the machine is off")
            return real[name](path, *args, **more)

        return act

    for name in real:
        monkeypatch.setattr(Path, name, breaking(name))
    while steps >= at:
        steps, at = 0, at + 1
        await begin_dump(node.node, day)
        await node.work()
        clock.move(hours=1)
        await node.work()
        assert [len(lines(node, day, name)) for name in names] == whole, at

    assert at > 40


async def test_what_began_a_day_ago_gives_way_to_what_began_today(node, alice, monkeypatch):
    monkeypatch.setattr(write, "_PIECE", 2)
    monkeypatch.setattr(write, "_PIECES", 1)
    for number in range(6):
        await node.post(alice, f"Nummer {number}")
    began = node.clock().isoformat()

    def job(day, part, after):
        return {"day": day, "part": str(part), "after": str(after), "began": began}

    await write.continue_dump(node.node, job("2026-11-28", 0, 0))
    await write.continue_dump(node.node, job("2026-11-29", 0, 0))
    await write.continue_dump(node.node, job("2026-11-28", 1, 1))

    await node.work()

    assert find_dump(node.node.config.node.data_dir, "2026-11-28") is None
    assert len(lines(node, "2026-11-29", "posts")) == 6


async def test_nobody_finds_a_dump_that_is_not_finished(node, alice, tmp_path):
    await node.post(alice)
    coming = Coming(tmp_path, "2026-11-29")
    coming.begin()
    coming.write_part("posts", 1, [{"id": "1"}])

    assert days_of(tmp_path) == []
    assert find_dump(tmp_path, "2026-11-29") is path_of(tmp_path, "2026-11-29", "posts") is None
    assert find_dump(tmp_path, ".coming-2026-11-29") is path_of(tmp_path, ".coming-2026-11-29", "posts") is None


async def test_it_is_written_once_a_night_and_old_ones_go(node, alice, clock):
    node.node.config.node.data_dir.joinpath("dumps").mkdir()
    zone = node.node.config.node.timezone
    clock.now = (clock.now + timedelta(days=1)).astimezone(zone).replace(hour=2, minute=29)
    await queue_dump(node.node)
    await node.work()
    early = days_of(node.node.config.node.data_dir)
    for _ in range(16):
        clock.move(minutes=10)
        await queue_dump(node.node)
        await queue_dump(node.node)
        assert await node.count("jobs") == 1
        await node.work()
        await queue_dump(node.node)
        assert await node.count("jobs") == 0
        clock.move(days=1, minutes=-10)

    found = days_of(node.node.config.node.data_dir)
    assert (early, len(found)) == ([], node.node.config.open.dump_days)
    assert found[0] == (clock.now - timedelta(days=1)).date().isoformat()


async def test_hidden_accounts_are_in_no_file(node, alice, citizen, clock):
    post = await node.post(alice)
    await answered(node, citizen, post)

    async def suspend(tx):
        await tx.db.run("UPDATE accounts SET suspended_at = 1 WHERE id = ?", citizen.id)

    await node.store.write(suspend)

    day = await dump(node)

    assert lines(node, day, "rueckkanal") == lines(node, day, "research") == []


# The research form (A04)


async def test_research_has_text_only_of_those_who_consent(node, alice, citizen, shy):
    post = await node.post(alice)
    await answered(node, citizen, post, "Ich bin dafür.")
    for number in range(6):
        await answered(node, shy, post, f"Ich lieber nicht {number}")

    day = await dump(node)

    found = lines(node, day, "research")
    [contribution] = [each for each in found if each["type"] == "contribution"]
    [count] = [each for each in found if each["type"] == "count"]
    assert (contribution["text"], contribution["channels"]) == ("Ich bin dafür.", ["alice"])
    assert (count["contributions"], count["channel"]) == (6, "alice")
    assert len(found) == 2
    assert "lieber nicht" not in json.dumps(found)


async def test_research_names_nobody(node, alice, citizen):
    post = await node.post(alice)
    answer = await answered(node, citizen, post, "Hallo")

    day = await dump(node)

    [contribution] = lines(node, day, "research")
    told = json.dumps(contribution)
    for known in ("dora", "there.test", str(answer.id), str(citizen.id), str(post.id), answer.uri):
        assert known not in told
    assert contribution["origin"] == "small server"
    assert contribution["day"] == answer.published_at.astimezone(node.node.config.node.timezone).date().isoformat()


async def test_pseudonyms_hold_within_a_dump_and_not_beyond(node, alice, citizen):
    post = await node.post(alice)
    for number in range(2):
        await answered(node, citizen, post, f"Nummer {number}")

    first, second = lines(node, await dump(node, "2026-11-28"), "research"), lines(node, await dump(node), "research")

    assert len({each["author"] for each in first}) == 1
    assert len({each["key"] for each in first}) == 2
    for name in ("author", "key", "thread"):
        assert {each[name] for each in first}.isdisjoint({each[name] for each in second})
    dumps = node.node.config.node.data_dir / "dumps"
    assert [path.name for path in dumps.rglob("*kept*")] == []  # the key is thrown away


async def test_few_are_told_as_fewer(node, alice, shy):
    post = await node.post(alice)
    await answered(node, shy, post)

    day = await dump(node)

    [count] = lines(node, day, "research")
    assert (count["contributions"], count["fewer_than"]) == (None, 5)


async def test_what_was_taken_back_at_its_origin_is_in_no_research(node, alice, citizen):
    post = await node.post(alice)
    answer = await answered(node, citizen, post, "Doch nicht")
    await node.store.write(lambda tx: tx.posts.delete(answer, now=tx.now))

    day = await dump(node)

    assert lines(node, day, "research") == []


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT])
async def test_what_is_not_public_is_neither_told_nor_counted(node, alice, citizen, shy, visibility):
    post = await node.post(alice)
    for author in (citizen, shy):
        await answered(node, author, post, visibility=visibility)

    day = await dump(node)

    assert lines(node, day, "research") == lines(node, day, "rueckkanal") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Danke @stadt@here.test und @bob!", "Danke @… und @…!"),
        ("Mehr auf https://there.test/@dora/1 heute", "Mehr auf [Link] heute"),
        ("Mail an dora.muster@there.test bitte", "Mail an [E-Mail] bitte"),
        ("Anruf: +49 (30) 1234 567.", "Anruf: [Nummer]."),
        ("Am 1.6. um 8 Uhr, Raum 12", "Am 1.6. um 8 Uhr, Raum 12"),
    ],
)
def test_names_in_texts_are_masked(text, told):
    assert masked(text) == told


@pytest.fixture
async def city(database_url, clock, there, tmp_path):
    """A node that says who is behind its channels, so that people are told from them."""
    async with start_world("stadt.test", database_url, clock, there, tmp_path, organizations=[town()]) as world:
        yield world


async def test_guests_and_people_here_are_citizens_too(city):
    node, alice = city, await city.create("alice", kind=Kind.ORGANIZATION)
    private = await node.create("paul")
    await node.post(private, "Nur so für mich")
    post = await node.post(alice)

    async def hide(tx):
        await tx.db.run("UPDATE accounts SET discoverable = FALSE WHERE id = ?", private.id)

    await node.store.write(hide)
    await node.post(private, "Danke", in_reply_to_id=post.id)
    public = await node.create("petra")  # wants to be found, and is no channel for that
    await node.post(public, "Auch nur so", options=("Ja", "Nein"))
    await node.post(public, "Bitte", in_reply_to_id=post.id)

    day = await dump(node)

    assert [each["channel"] for each in lines(node, day, "posts")] == ["alice"]
    assert [(each["text"], each["channels"]) for each in lines(node, day, "rueckkanal")] == [
        ("Danke", ["alice"]),
        ("Bitte", ["alice"]),
    ]
    assert lines(node, day, "polls") == []
    assert [each["name"] for each in lines(node, day, "channels")] == ["alice"]
