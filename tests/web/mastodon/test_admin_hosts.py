"""What is decided about other servers holds for the client API, the command line and federation alike."""

from node.cli import host as command
from node.cli.command import Ask
from node.cli.words import Say
from node.model.account import Actor
from node.outbox.follow import follow
from tests.outbox.story import followed_by, known, now, posted

BLOCKS, ALLOWS = "/api/v1/admin/domain_blocks", "/api/v1/admin/domain_allows"


async def test_a_host_is_blocked_by_an_app_and_seen_so_by_the_command_line(node, administrator, alice, bob):
    made = await administrator.post(
        BLOCKS,
        {"domain": "There.TEST", "severity": "suspend", "private_comment": "Ärger", "public_comment": "Werbung"},
    )

    listed = "\n".join((await command.show_all(node.node, Ask({"blocked": True}, Say("en")))).lines)
    assert (made["domain"], made["severity"], made["private_comment"]) == ("there.test", "suspend", "Ärger")
    assert "there.test" in listed
    assert "Ärger" in listed
    assert (await bob.deliver(bob.follow(alice), alice)).status == 403
    assert await administrator.get(f"{BLOCKS}/{made['id']}") == made
    assert await administrator.get(BLOCKS) == [made]


async def test_a_host_blocked_by_the_command_line_is_freed_by_an_app(node, administrator, alice, bob):
    await command.block(node.node, Ask({"host": "there.test", "reason": "Ärger"}, Say("en")))
    [listed] = await administrator.get(BLOCKS)

    answer = await administrator.ask("DELETE", f"{BLOCKS}/{listed['id']}")

    assert (answer.status, answer.body) == (200, {})
    assert (await bob.deliver(bob.follow(alice), alice)).status == 202
    assert (await administrator.ask("GET", f"{BLOCKS}/{listed['id']}")).status == 404


async def test_a_block_hides_the_hosts_accounts_and_ends_follows_both_ways(
    node, administrator, app, anybody, alice, bob, carol
):
    theirs, other, post = await known(node, bob), await known(node, carol), await posted(node, bob)
    await followed_by(node, alice, bob, carol)
    await follow(node.node, Actor(alice), theirs.id)
    await node.work()
    await bob.deliver(bob.activity("Accept", bob.received("Follow")[-1]), alice)
    await node.work()

    made = await administrator.post(BLOCKS, {"domain": "there.test", "severity": "suspend"})
    await node.work()

    assert await node.followers_of(alice) == {carol.uri}
    assert (await now(node, alice)).followers_count == 1
    assert await node.store.read(lambda tx: tx.follows.followed_ids(alice.id)) == []
    assert (await anybody.ask("GET", f"/api/v1/statuses/{post.id}")).status == 404
    assert (await now(node, theirs)).suspended_at is not None
    assert (await now(node, other)).suspended_at is None
    [told] = await app.get("/api/v1/notifications", types=["severed_relationships"])
    assert (told["event"]["target_name"], told["event"]["type"]) == ("there.test", "domain_block")
    assert (told["event"]["followers_count"], told["event"]["following_count"]) == (1, 1)

    await administrator.ask("DELETE", f"{BLOCKS}/{made['id']}")
    await node.work()

    assert (await anybody.get(f"/api/v1/statuses/{post.id}"))["id"] == str(post.id)


async def test_a_silence_covers_those_who_are_known_and_those_who_come(node, administrator, anybody, alice, bob, there):
    theirs, post = await known(node, bob), await posted(node, bob, "Hallo #Welt")

    made = await administrator.post(BLOCKS, {"domain": "test"})  # and so all below it
    await node.work()
    eva = await known(node, there.actor("eva", host="deep.elsewhere.test"))

    assert made["severity"] == "silence"
    assert (await now(node, theirs)).is_limited
    assert eva.is_limited or (await now(node, eva)).is_limited
    assert await anybody.get("/api/v1/timelines/public") == []
    assert (await anybody.get(f"/api/v1/statuses/{post.id}"))["account"]["limited"] is True

    await administrator.ask("DELETE", f"{BLOCKS}/{made['id']}")
    await node.work()

    assert not (await now(node, theirs)).is_limited
    assert [each["id"] for each in await anybody.get("/api/v1/timelines/public")] == [str(post.id)]


async def test_lifting_a_decision_about_a_host_leaves_decisions_about_single_accounts(node, administrator, alice, bob):
    theirs = await known(node, bob)
    await administrator.ask("POST", f"/api/v1/admin/accounts/{theirs.id}/action", json={"type": "silence"})
    made = await administrator.post(BLOCKS, {"domain": "there.test", "severity": "silence"})
    await node.work()

    await administrator.ask("DELETE", f"{BLOCKS}/{made['id']}")
    await node.work()

    assert (await now(node, theirs)).is_limited


async def test_a_decision_is_changed_and_what_is_not_named_stays(node, administrator, alice, bob):
    theirs = await known(node, bob)
    made = await administrator.post(BLOCKS, {"domain": "there.test", "severity": "silence", "public_comment": "Laut"})
    await node.work()

    changed = await administrator.ask("PUT", f"{BLOCKS}/{made['id']}", json={"severity": "suspend"})
    await node.work()
    blocked = await now(node, theirs)
    await administrator.ask("PUT", f"{BLOCKS}/{made['id']}", data={"severity": "noop", "reject_media": "1"})
    await node.work()
    freed = await now(node, theirs)

    assert (changed.body["severity"], changed.body["public_comment"]) == ("suspend", "Laut")
    assert (changed.body["id"], changed.body["created_at"]) == (made["id"], made["created_at"])
    assert (blocked.suspended_at is None, blocked.is_limited) == (False, False)
    assert (freed.suspended_at, freed.is_limited) == (None, False)
    wrong = await administrator.ask("PUT", f"{BLOCKS}/{made['id']}", json={"severity": "bogus"})
    assert wrong.status == 422


async def test_pictures_of_a_host_are_not_wanted(node, administrator, anybody, alice, bob):
    picture = [{"type": "Document", "mediaType": "image/png", "url": "https://there.test/bild.png"}]
    before = await posted(node, bob, attachment=picture)
    made = await administrator.post(BLOCKS, {"domain": "there.test", "severity": "noop", "reject_media": "true"})
    await node.work()

    after = await posted(node, bob, attachment=picture)

    assert made["reject_media"] is True
    for post in (before, after):
        assert (await anybody.get(f"/api/v1/statuses/{post.id}"))["media_attachments"] == []


async def test_what_goes_as_far_already_is_told(node, administrator):
    wide = await administrator.post(BLOCKS, {"domain": "test", "severity": "silence"})

    twice = await administrator.ask("POST", BLOCKS, json={"domain": "test", "severity": "suspend"})
    covered = await administrator.ask("POST", BLOCKS, json={"domain": "there.test", "severity": "silence"})
    stricter = await administrator.ask("POST", BLOCKS, json={"domain": "there.test", "severity": "suspend"})

    assert (twice.status, twice.body["existing_domain_block"]) == (422, wide)
    assert (covered.status, covered.body["existing_domain_block"]) == (422, wide)
    assert covered.body["error"] == "You have already imposed stricter limits on there.test."
    assert stricter.status == 200


async def test_what_is_no_host_is_refused_and_so_is_this_node(node, administrator):
    for path in (BLOCKS, ALLOWS):
        for wrong in ({}, {"domain": " "}, {"domain": "no host"}, {"domain": "here.test"}):
            assert (await administrator.ask("POST", path, json=wrong)).status == 422
    assert (await administrator.ask("POST", BLOCKS, json={"domain": "a.test", "severity": "x"})).status == 422
    assert (
        await administrator.ask("POST", BLOCKS, json={"domain": "a.test", "private_comment": "x" * 2_001})
    ).status == 422

    assert await node.count("hosts") == 0


async def test_members_read_why_and_of_some_only_part_of_the_name(node, administrator, app):
    await administrator.post(BLOCKS, {"domain": "offen.test", "severity": "silence", "public_comment": "Laut"})
    await administrator.post(
        BLOCKS, {"domain": "geheim.test", "severity": "suspend", "private_comment": "Anzeige", "obfuscate": True}
    )
    await administrator.post(BLOCKS, {"domain": "notiert.test", "severity": "noop"})

    [hidden, plain] = await app.get("/api/v1/instance/domain_blocks")

    assert (plain["domain"], plain["severity"], plain["comment"]) == ("offen.test", "silence", "Laut")
    assert (hidden["domain"], hidden["severity"], hidden["comment"]) == ("ge****.**st", "suspend", None)
    assert "Anzeige" not in str(hidden)


async def test_a_closed_node_speaks_with_whom_is_allowed_since(there, clock, tmp_path):
    """Its list in the configuration is not empty, so it counts."""
    from node.model.login import Role
    from tests.web.mastodon.app import OFFICE, app_of
    from tests.world import start_world

    settings = {"federation": {"allowed_hosts": ["partner.test"], "development_hosts": ["*.test", "127.0.0.1"]}}
    async with start_world(
        "here.test", f"sqlite:///{tmp_path}/closed.sqlite3", clock, there, tmp_path, **settings
    ) as town:
        amt, bob = await town.create("amt"), there.actor("bob")
        app = await app_of(town, amt, *OFFICE, role=Role.ADMIN)
        before = (await bob.deliver(bob.follow(amt), amt)).status

        made = await app.post(ALLOWS, {"domain": "there.test"})
        allowed = (await bob.deliver(bob.follow(amt), amt)).status
        assert await app.post(ALLOWS, {"domain": "there.test"}) == made
        assert await app.get(ALLOWS) == [made]
        assert await app.get(f"{ALLOWS}/{made['id']}") == made
        assert (await app.ask("DELETE", f"{ALLOWS}/{made['id']}")).body == made
        after = (await bob.deliver(bob.follow(amt), amt)).status

    assert (before, allowed, after) == (403, 202, 403)


async def test_decisions_are_read_in_pages(node, administrator):
    made = [await administrator.post(BLOCKS, {"domain": f"h{number}.test"}) for number in range(3)]

    first = await administrator.ask("GET", BLOCKS, limit=2)
    second = await administrator.ask("GET", first.links["next"])

    assert [each["id"] for each in first.body + second.body] == [each["id"] for each in made[::-1]]
