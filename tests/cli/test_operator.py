"""What an operator asks a node about its traffic, and the duties it checks."""

import dataclasses
import json

import pytest
from aiohttp import web

from node.cli import activity, duties, host, jobs
from node.cli.command import Ask
from node.cli.duties import operation
from node.cli.words import Say
from node.config import build
from node.errors import Forbidden, Invalid, NotFound
from node.federation.hosts import HostBook
from node.media.storage import open_storage
from node.model.factor import Generator
from node.model.login import Role
from node.outbox.accounts import create_login

SAY = Say("en")


def ask(**values):
    return Ask(values, SAY)


async def text(act, world, **values):
    return "\n".join((await act(world.node, ask(**values))).lines)


async def test_a_received_activity_is_explained(node, alice, bob):
    follow = bob.follow(alice)
    await bob.deliver(follow, alice)
    await node.work()

    told = await text(activity.explain, node, id=follow["id"])

    assert "signed by:  " + bob.uri in told
    assert "outcome:" in told
    assert "accepted" in told


async def test_a_post_of_ours_is_explained_with_its_deliveries(node, alice, bob):
    await bob.deliver(bob.follow(alice), alice)
    await node.work()
    post = await node.post(alice)

    by_id = await text(activity.explain, node, id=post.uri)
    by_page = await text(activity.explain, node, id=post.url)

    assert by_id == by_page
    assert "went out:" in by_id
    assert "done" in by_id.splitlines()[-1]


async def test_what_is_unknown_is_said_to_be(node):
    with pytest.raises(NotFound):
        await activity.explain(node.node, ask(id="https://there.test/activities/1"))


TABLES = ("accounts", "follows", "posts", "notifications", "received", "deliveries", "activities", "keys", "hosts")


async def test_an_activity_is_rehearsed_and_leaves_no_trace(node, alice, bob):
    before = [await node.count(table) for table in TABLES]

    answer = await activity.rehearse(node.node, ask(file=json.dumps(bob.follow(alice))))

    told = "\n".join(answer.lines)
    assert answer.code == 0
    assert "accepted" in told
    assert "would be sent:  1" in told
    assert [await node.count(table) for table in TABLES] == before
    await node.work()
    assert bob.received() == []


async def test_a_rehearsed_activity_that_is_refused_ends_with_one(node, bob):
    stranger = {"id": bob.uri + "/f/1", "type": "Follow", "actor": bob.uri, "object": node.url("/users/nobody")}

    answer = await activity.rehearse(node.node, ask(file=json.dumps(stranger)))

    assert answer.code == 1
    assert "refused" in "\n".join(answer.lines)


async def test_a_rehearsal_follows_the_rules_of_the_inbox(node, alice, bob):
    follow = bob.follow(alice)
    await host.block(node.node, ask(host="there.test", reason="Spam"))

    with pytest.raises(Invalid, match="not on its actor's server"):
        await activity.rehearse(node.node, ask(file=json.dumps({**follow, "id": "https://elsewhere.test/1"})))
    with pytest.raises(Forbidden, match="does not send to it|do not send"):
        await activity.rehearse(node.node, ask(file=json.dumps({**follow, "actor": alice.uri, "id": alice.uri + "/1"})))
    await node.node.hosts.refresh()
    with pytest.raises(Forbidden, match="does not exchange"):
        await activity.rehearse(node.node, ask(file=json.dumps(follow)))


async def test_a_blocked_host_is_listed_refused_and_allowed_again(node, alice, bob):
    await host.block(node.node, ask(host="There.TEST:8443", reason="Spam"))
    refused = await bob.deliver(bob.follow(alice), alice)
    listed = await text(host.show_all, node, blocked=True)

    await host.allow(node.node, ask(host="there.test"))
    taken = await bob.deliver(bob.follow(alice), alice)

    assert refused.status == 403
    assert "there.test" in listed
    assert "Spam" in listed
    assert taken.status == 202


async def test_a_node_that_speaks_with_some_only_admits_another(node):
    limited = changed(node, federation={"allowed_hosts": ("friend.test",)})
    await limited.hosts.load()
    before = limited.hosts.is_blocked("there.test")

    await host.allow(limited, ask(host="there.test"))
    await limited.hosts.refresh()

    assert (before, limited.hosts.is_blocked("there.test")) == (True, False)


async def test_a_node_does_not_block_itself(node):
    with pytest.raises(Invalid):
        await host.block(node.node, ask(host="here.test"))


async def test_deliveries_that_wait_are_shown_and_tried_again(node, alice, bob, there):
    await bob.deliver(bob.follow(alice), alice)
    await node.work()
    there.fails[bob.shared_inbox] = there.fails[bob.inbox] = lambda _: web.Response(status=503)
    await node.post(alice)
    waiting = await text(jobs.show_waiting, node)
    there.fails.clear()
    before = len(bob.received("Create"))

    again = await text(jobs.retry, node, what=f"there.test:{there.port}")
    await node.work()

    assert f"there.test:{there.port}" in waiting
    assert "1 waiting" in waiting.splitlines()[0]
    assert again == "tried again: 1"
    assert len(bob.received("Create")) == before + 1


async def test_what_was_refused_is_shown_with_its_reason(node, alice, bob):
    await bob.deliver(
        {"id": bob.uri + "/f/1", "type": "Follow", "actor": bob.uri, "object": node.url("/users/nobody")}, alice
    )
    await node.work()

    told = await text(jobs.show_ended, node)

    assert "Follow" in told
    assert bob.uri in told
    assert "refused" in told


async def test_what_is_not_there_cannot_be_tried_again(node):
    with pytest.raises(NotFound):
        await jobs.retry(node.node, ask(what="12"))


# Duties: each has a node that does not fulfil it


def changed(world, **sections):
    """The node with other settings."""
    config = world.node.config
    for section, keys in sections.items():
        config = dataclasses.replace(config, **{section: dataclasses.replace(getattr(config, section), **keys)})
    return dataclasses.replace(world.node, config=config, hosts=HostBook(world.store, config))


BROKEN = {
    "https": {"node": {"base_url": "http://here.test"}},
    "development": {"federation": {"development_hosts": ("*.test",)}},
    "contact": {"node": {"contact_email": ""}},
    "limits": {"limits": {"enabled": False}},
    "mail": {"mail": {"backend": "none"}},
    "descriptions": {"media": {"alt_required": "nobody"}},
    "places": {"media": {"ffmpeg": False}},
}
KEPT = {
    "https": {"node": {"base_url": "https://here.example"}},
    "development": {"federation": {"development_hosts": ()}},
    "contact": {"node": {"contact_email": "a@b.example"}},
    "limits": {"limits": {"enabled": True}},
    "keys": {"federation": {"rsa_bits": 3072}},
    "schema": {},
    "integrity": {},
    "storage": {},
    "descriptions": {},
    "second factor": {},
    "crisis reviews": {},
    "warning sources": {},
}


async def result(name, node):
    duty = next(each for each in duties.DUTIES if each.name == name)
    finding = await duty.check(node, SAY)
    assert (finding.result is duties.Result.OK) == (finding.remedy == "")
    return finding.result.value


@pytest.mark.parametrize("name", BROKEN)
async def test_a_duty_that_is_not_fulfilled_fails(name, node):
    assert await result(name, changed(node, **BROKEN[name])) == "fail"


@pytest.mark.parametrize("name", KEPT)
async def test_a_duty_that_is_fulfilled_is_ok(name, node):
    assert await result(name, changed(node, **KEPT[name])) == "ok"


async def test_a_node_without_an_administrator_fails(node):
    assert await result("administrator", node.node) == "fail"


async def test_somebody_who_administers_by_password_alone_fails(node, alice):
    login = await create_login(node.node, alice, email="a@b.example", password_hash=None, role=Role.ADMIN)
    without = await result("second factor", node.node)
    generator = Generator(login_id=login.id, secret="A" * 32, last_step=0, created_at=login.created_at)

    await node.store.write(lambda tx: tx.factors.put_generator(generator))

    assert without == "fail"
    assert await result("second factor", node.node) == "ok"


async def test_whether_letters_arrive_only_a_person_sees(node):
    assert await result("mail", changed(node, mail={"backend": "smtp", "sender": "a@b.example"})) == "manual"


async def test_with_ffmpeg_films_tell_no_place(node, monkeypatch, tmp_path):
    for name in ("ffmpeg", "ffprobe"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert await result("places", changed(node, media={"ffmpeg": True})) == "ok"


async def test_files_that_others_may_read_fail(node, tmp_path):
    tmp_path.chmod(0o755)

    assert await result("secrets", node.node) == "fail"

    tmp_path.chmod(0o700)
    assert await result("secrets", node.node) == "ok"


async def test_a_clock_that_went_back_fails(node, clock):
    await node.create("carla")

    clock.move(days=-1)

    assert await result("clock", node.node) == "fail"


async def test_a_schema_that_is_behind_fails(node, engine):
    if engine == "postgres":
        await node.store.write(lambda tx: tx.db.run("UPDATE schema_version SET version = version - 1"))
    else:
        await node.store.write(lambda tx: tx.db.run("PRAGMA user_version = 0"))

    assert await result("schema", node.node) == "fail"


async def test_a_storage_out_of_reach_fails(node, tmp_path):
    nowhere = build(
        {
            "node": {"base_url": "http://here.test"},
            "media": {"storage": "s3", "s3_bucket": "dateien", "s3_endpoint": "http://127.0.0.1:9"},
        },
        tmp_path,
    )

    assert await result("storage", dataclasses.replace(node.node, storage=open_storage(nowhere))) == "fail"


async def test_a_full_disk_fails(node, monkeypatch):
    """The disk is not ours to fill, and how full it is is not ours to say."""
    found = []
    for free in (50 << 30, 500 << 20, 4 << 30):
        usage = type("Usage", (), {"free": free, "total": 100 << 30})
        monkeypatch.setattr(operation.shutil, "disk_usage", lambda _, usage=usage: usage)
        found.append(await result("disk", node.node))

    assert found == ["ok", "fail", "fail"]


def test_every_duty_has_a_case_here():
    here = {"secrets", "clock", "schema", "disk", "administrator", *BROKEN, *KEPT}

    assert {duty.name for duty in operation.OPERATION} - here == {"backup"}  # always manual
