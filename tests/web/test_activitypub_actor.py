"""`/users/{name}` and `/actor` as other servers fetch them (M01)."""

from dataclasses import replace

import pytest

from node.model.account import Actor
from node.outbox.delete import delete_account
from node.outbox.follow import follow
from tests.world import start_world

PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


async def test_an_actor_is_fetched_with_all_that_others_need(node, alice):
    answer = await node.get("/users/alice")

    document = await answer.json(content_type=None)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/activity+json; charset=utf-8"
    assert answer.headers["Vary"] == "Accept, Signature"
    assert document["id"] == alice.uri
    assert document["type"] == "Person"
    assert document["preferredUsername"] == "alice"
    assert document["webfinger"] == node.node.addresses.handle(alice)
    assert "https://w3id.org/security/v1" in document["@context"]
    assert {document[each].removeprefix(alice.uri) for each in ("inbox", "outbox", "followers", "following")} == {
        "/inbox",
        "/outbox",
        "/followers",
        "/following",
    }


async def test_its_keys_are_fragments_of_its_document(node, alice):
    document = await node.json("/users/alice")

    assert document["publicKey"]["id"] == f"{alice.uri}#main-key"
    assert document["publicKey"]["owner"] == alice.uri
    assert document["publicKey"]["publicKeyPem"].startswith("-----BEGIN PUBLIC KEY-----")
    assert document["assertionMethod"][0]["id"] == f"{alice.uri}#ed25519-key"
    assert "PRIVATE" not in str(document)


async def test_every_address_in_an_actor_answers(node, alice):
    document = await node.json("/users/alice")

    for each in ("outbox", "followers", "following", "featured", "featuredTags"):
        assert (await node.json(document[each]))["id"] == document[each]


async def test_the_other_media_type_is_sent_when_it_is_asked_for(node, alice):
    answer = await node.get("/users/alice", accept=LD)

    assert answer.headers["Content-Type"] == LD
    assert (await answer.json(content_type=None))["id"] == alice.uri


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "application/json", "application/activity+json, text/html;q=0.5", f"application/activity+json, {LD}"],
)
async def test_whoever_does_not_prefer_a_page_gets_the_document(accept, node, alice):
    answer = await node.get("/users/alice", accept=accept)

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("application/activity+json")


@pytest.mark.parametrize("accept", [PAGE, "text/html", "text/html, application/activity+json;q=0.9", "text/html,*/*"])
async def test_a_browser_is_sent_to_the_page(accept, node, alice):
    answer = await node.get("/users/alice", accept=accept)

    assert answer.status == 302
    assert answer.headers["Location"] == alice.url
    assert "Accept" in answer.headers["Vary"]


async def test_who_has_it_already_is_told_so(node, alice):
    first = await node.get("/users/alice")

    again = await node.get("/users/alice", headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})

    assert again.status == 304
    assert again.headers["ETag"] == first.headers["ETag"]
    assert await again.read() == b""


async def test_the_two_media_types_have_different_tags(node, alice):
    one, other = await node.get("/users/alice"), await node.get("/users/alice", accept=LD)

    assert one.headers["ETag"] != other.headers["ETag"]


async def test_a_changed_profile_is_seen_at_once(node, alice):
    before = await node.get("/users/alice")

    await node.store.write(lambda tx: tx.accounts.save(replace(alice, display_name="Alice Amt")))

    after = await node.get("/users/alice", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status == 200
    assert (await after.json(content_type=None))["name"] == "Alice Amt"


async def test_a_kept_document_is_sent_without_asking_the_database(node, alice):
    await node.get("/users/alice")
    await node.store.close()

    assert (await node.get("/users/alice")).status == 200


async def test_head_is_get_without_the_body(node, alice):
    full = await node.get("/users/alice")

    async with node.session.head(node.url("/users/alice")) as answer:
        assert answer.status == 200
        assert answer.headers["ETag"] == full.headers["ETag"]
        assert answer.headers["Content-Length"] == full.headers["Content-Length"]
        assert await answer.read() == b""


@pytest.mark.parametrize("path", ["/users/nobody", "/users/ALICE", "/users/alice/", "/users/a%2Fb", "/users/"])
async def test_an_unknown_actor_is_not_found(path, node, alice):
    answer = await node.get(path)

    assert answer.status == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json")


async def test_a_deleted_actor_leaves_a_tombstone(node, alice):
    await node.get("/users/alice")
    await delete_account(node.node, Actor(alice))

    answer = await node.get("/users/alice")

    document = await answer.json(content_type=None)
    assert answer.status == 410
    assert (document["type"], document["formerType"], document["id"]) == ("Tombstone", "Person", alice.uri)


async def test_a_suspended_actor_is_forbidden_and_not_gone(node, alice):
    """A 410 would make others delete the account for good."""
    await node.store.write(lambda tx: tx.accounts.save(replace(alice, suspended_at=tx.now)))

    assert (await node.get("/users/alice")).status == 403
    assert (await node.get("/users/alice/outbox")).status == 403


async def test_a_remote_account_has_no_address_here(node, alice, bob):
    await node.node.actors.by_uri(bob.uri)

    assert (await node.get("/users/bob")).status == 404


async def test_the_nodes_own_actor_is_an_application(node):
    document = await node.json("/actor")

    assert document["id"] == node.url("/actor")
    assert document["type"] == "Application"
    assert document["name"] == "Musterhausen"
    assert document["publicKey"]["id"] == node.url("/actor#main-key")
    assert document["inbox"] == node.url("/inbox")
    assert (await node.json(document["outbox"]))["orderedItems"] == []


async def test_people_who_look_at_the_nodes_actor_see_the_start_page(node):
    answer = await node.get("/actor", accept=PAGE)

    assert (answer.status, answer.headers["Location"]) == (302, node.url("/"))


async def test_the_nodes_actor_never_asks_for_a_signature(another):
    """T-039"""
    async with another(federation={"require_signed_fetch": True}) as node:
        assert (await node.get("/actor")).status == 200


async def test_a_broken_signature_on_something_public_counts_as_none(node, alice):
    answer = await node.get("/users/alice", headers={"Signature": 'keyId="nonsense"'})

    assert answer.status == 200


async def test_another_host_name_is_misdirected(node, alice):
    answer = await node.get("/users/alice", headers={"Host": "other.test"})

    assert answer.status == 421


async def test_our_own_client_reads_our_actor(node, alice, clock, there, tmp_path):
    """What we write, we read: a second node follows an account of the first."""
    (tmp_path / "other").mkdir()
    other_url = f"sqlite:///{tmp_path / 'other' / 'node.sqlite3'}"
    async with start_world("other.test", other_url, clock, there, tmp_path / "other") as other:
        dora = await other.create("dora")
        found = await other.node.actors.by_handle("alice", node.node.addresses.account_domain)
        await follow(other.node, Actor(dora), found.id)
        await other.work()
        await node.work()
        await other.work()

        assert found.uri == alice.uri
        assert dora.uri in await node.followers_of(alice)
