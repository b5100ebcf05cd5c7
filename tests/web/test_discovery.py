"""WebFinger, host-meta, NodeInfo, security.txt (M01)."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from node.federation.webfinger import finger
from node.model.account import Actor
from node.model.visibility import Visibility
from node.outbox.delete import delete_account


def ask(resource, *relations):
    chosen = "".join(f"&rel={quote(each, safe='')}" for each in relations)
    return f"/.well-known/webfinger?resource={quote(resource, safe='')}{chosen}"


def link(document, rel):
    return next(each for each in document["links"] if each["rel"] == rel)


async def test_a_handle_leads_to_its_actor(node, alice):
    answer = await node.get(ask(f"acct:{node.node.addresses.handle(alice)}"))

    document = await answer.json(content_type=None)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/jrd+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert document["subject"] == f"acct:{node.node.addresses.handle(alice)}"
    assert set(document["aliases"]) == {alice.uri, alice.url}
    assert link(document, "self") == {"rel": "self", "type": "application/activity+json", "href": alice.uri}
    assert link(document, "http://webfinger.net/rel/profile-page")["href"] == alice.url
    assert "{uri}" in link(document, "http://ostatus.org/schema/1.0/subscribe")["template"]


async def test_every_way_to_name_an_account_gives_the_same_answer(node, alice):
    domain = node.node.addresses.account_domain
    expected = await node.json(ask(f"acct:alice@{domain}"))

    for resource in (
        f"alice@{domain}",
        f"@alice@{domain}",
        f"acct:@alice@{domain}",
        f"ACCT:Alice@{domain.upper()}",
        alice.uri,
        alice.url,
        f"{alice.uri}#main-key",
        alice.uri.replace("here.test", "HERE.test"),
    ):
        assert await node.json(ask(resource)) == expected, resource


async def test_the_base_address_and_the_host_mean_the_node_itself(node):
    """FEP-d556"""
    host = node.node.addresses.host

    for resource in (node.origin, f"{node.origin}/", node.url("/actor"), f"acct:{host}@{host}"):
        document = await node.json(ask(resource))
        assert link(document, "self")["href"] == node.url("/actor"), resource
        assert link(document, "https://www.w3.org/ns/activitystreams#Service")["href"] == node.url("/actor")
    assert document["subject"] == f"acct:{(await node.json('/actor'))['webfinger']}"


@pytest.mark.parametrize(
    "resource",
    [
        "acct:nobody@{domain}",
        "acct:alice@elsewhere.test",
        "acct:alice.b@{domain}",
        "acct:alice@x@{domain}",
        "{origin}/users/nobody",
        "{origin}/@nobody",
        "{origin}/@alice@there.test",
        "{origin}/users/alice/inbox",
        "{origin}/users/alice?x=1",
        "{origin}/about",
        "https://elsewhere.test/users/alice",
        "http://here.test/users/alice",
        "mailto:alice@{domain}",
        "tel:+49301234567",
    ],
)
async def test_what_is_not_here_is_not_found(resource, node, alice):
    domain = node.node.addresses.account_domain

    answer = await node.get(ask(resource.format(domain=domain, origin=node.origin)))

    assert answer.status == 404


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?resource=",
        "?resource=alice",
        "?resource=acct:",
        "?resource=acct:alice",
        "?resource=acct:alice@",
        "?resource=acct:@here.test",
        "?resource=acct:alice@here.test/x",
        "?resource=acct:alice@he%20re.test",
        "?resource=https://",
        "?resource=https://here.test:99999999/users/alice",
        "?resource=%00",
        "?resource=acct:a@here.test&resource=acct:b@here.test",
        "?resource=acct:" + "a" * 3000 + "@here.test",
        "?rel=self",
    ],
)
async def test_what_is_no_resource_is_refused(query, node, alice):
    answer = await node.get(f"/.well-known/webfinger{query}")

    assert answer.status == 400
    assert (await answer.json(content_type=None))["status"] == 400


async def test_only_the_links_asked_for_are_sent(node, alice):
    handle = f"acct:{node.node.addresses.handle(alice)}"

    one = await node.json(ask(handle, "self"))
    two = await node.json(ask(handle, "self", "http://webfinger.net/rel/profile-page"))
    none = await node.json(ask(handle, "http://example.org/unknown"))

    assert [each["rel"] for each in one["links"]] == ["self"]
    assert len(two["links"]) == 2
    assert none["links"] == []
    assert none["subject"] == handle
    assert none["aliases"]


async def test_a_portrait_is_among_the_links(node, alice):
    await node.store.write(lambda tx: tx.accounts.save(replace(alice, icon=node.url("/media/x.png"))))

    document = await node.json(ask(alice.uri))

    assert link(document, "http://webfinger.net/rel/avatar")["href"] == node.url("/media/x.png")


async def test_handles_may_end_in_another_domain_than_the_host(another):
    async with another(node={"account_domain": "town.test"}) as node:
        alice = await node.create("alice")

        for resource in ("acct:alice@town.test", f"acct:alice@{node.node.addresses.host}", alice.uri):
            document = await node.json(ask(resource))
            assert document["subject"] == "acct:alice@town.test", resource
            assert link(document, "self")["href"] == alice.uri
        assert (await node.json("/users/alice"))["webfinger"] == "alice@town.test"
        itself = await node.json(ask("acct:town.test@town.test"))
        assert link(itself, "self")["href"] == node.url("/actor")


async def test_who_was_deleted_or_suspended_is_not_found(node, alice):
    dora = await node.create("dora")
    await node.get(ask(alice.uri))

    await delete_account(node.node, Actor(alice))
    await node.store.write(lambda tx: tx.accounts.save(replace(dora, suspended_at=tx.now)))

    assert (await node.get(ask(alice.uri))).status == 404
    assert (await node.get(ask(dora.uri))).status == 404


async def test_a_known_handle_is_answered_without_asking_the_database(node, alice):
    await node.get(ask(alice.uri))
    await node.store.close()

    assert (await node.get(ask(alice.uri))).status == 200


async def test_we_find_our_own_accounts_as_others_do(node, alice):
    found = await finger(node.node.remote, node.node.guard, "alice", node.node.addresses.host)

    assert found.actor == alice.uri


async def test_who_has_the_answer_already_is_told_so(node, alice):
    first = await node.get(ask(alice.uri))

    again = await node.get(ask(alice.uri), headers={"If-None-Match": first.headers["ETag"]})

    assert again.status == 304


async def test_head_is_answered_everywhere(another):
    async with another(node={"contact_email": "rathaus@here.test"}) as node:
        alice = await node.create("alice")

        for path in (
            ask(alice.uri),
            "/.well-known/host-meta",
            "/.well-known/host-meta.json",
            "/.well-known/nodeinfo",
            "/.well-known/security.txt",
            "/nodeinfo/2.1",
        ):
            async with node.session.head(node.url(path)) as answer:
                assert answer.status == 200, path
                assert await answer.read() == b""


async def test_host_meta_says_where_webfinger_is(node):
    xml = await node.get("/.well-known/host-meta")
    as_json = await node.json("/.well-known/host-meta.json")

    element = ET.fromstring(await xml.text())[0]
    assert xml.headers["Content-Type"] == "application/xrd+xml; charset=utf-8"
    assert element.attrib == as_json["links"][0] | {"rel": "lrdd"}
    assert element.attrib["template"] == node.url("/.well-known/webfinger?resource={uri}")


async def test_nodeinfo_names_its_documents_and_the_nodes_actor(node):
    document = await node.json("/.well-known/nodeinfo")

    schema = "http://nodeinfo.diaspora.software/ns/schema/"
    assert [each["rel"] for each in document["links"]] == [
        f"{schema}2.0",
        f"{schema}2.1",
        "https://www.w3.org/ns/activitystreams#Application",
    ]
    for each in document["links"]:
        assert (await node.get(each["href"])).status == 200


@pytest.mark.parametrize("version", ["2.0", "2.1"])
async def test_nodeinfo_counts_truly(version, node, alice, bob):
    await node.create("dora")
    await node.node.actors.by_uri(bob.uri)
    await node.post(alice)
    await node.post(alice, visibility=Visibility.UNLISTED)
    await node.post(alice, visibility=Visibility.FOLLOWERS)

    answer = await node.get(f"/nodeinfo/{version}")

    document = await answer.json(content_type=None)
    assert f"schema/{version}#" in answer.headers["Content-Type"]
    assert document["version"] == version
    assert document["software"]["name"] == "allmende"
    assert document["protocols"] == ["activitypub"]
    assert document["openRegistrations"] is False
    assert document["usage"] == {"users": {"total": 2, "activeMonth": 1, "activeHalfyear": 1}, "localPosts": 2}
    assert document["metadata"]["nodeName"] == "Musterhausen"
    assert document["metadata"]["federation"] == {"enabled": True}
    assert document["metadata"]["upstream"] == {"name": "mastodon"}  # the libraries' word for whose interface it speaks


async def test_nodeinfo_counts_anew_after_a_while(node, alice):
    before = (await node.json("/nodeinfo/2.1"))["usage"]["localPosts"]
    await node.post(alice)

    soon = (await node.json("/nodeinfo/2.1"))["usage"]["localPosts"]
    node.clock.move(minutes=31)
    later = (await node.json("/nodeinfo/2.1"))["usage"]["localPosts"]

    assert (before, soon, later) == (0, 0, 1)


async def test_nodeinfo_has_no_other_versions(node):
    assert (await node.get("/nodeinfo/1.0")).status == 404
    assert (await node.get("/nodeinfo/2.2")).status == 404


async def test_security_txt_names_the_contact(another):
    async with another(node={"contact_email": "sicherheit@here.test"}) as node:
        answer = await node.get("/.well-known/security.txt")

        lines = dict(line.split(": ", 1) for line in (await answer.text()).splitlines())
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert lines["Contact"] == "mailto:sicherheit@here.test"
        assert lines["Canonical"] == node.url("/.well-known/security.txt")
        assert datetime.fromisoformat(lines["Expires"]) > node.clock()


async def test_without_a_contact_there_is_no_security_txt(node):
    assert (await node.get("/.well-known/security.txt")).status == 404


async def test_at_the_domain_of_the_handles_only_discovery_is_answered(another):
    """FEP-4adb: `@stadt@musterhausen.test` while the node itself lives at another host."""
    async with another(node={"account_domain": "musterhausen.test"}) as node:
        await node.create("stadt")
        asked = {"Host": "musterhausen.test"}

        finger = await node.get("/.well-known/webfinger?resource=acct:stadt@musterhausen.test", headers=asked)
        actor = await node.get("/users/stadt?x=1", headers=asked)

        assert (finger.status, (await finger.json(content_type=None))["subject"]) == (
            200,
            "acct:stadt@musterhausen.test",
        )
        assert (actor.status, actor.headers["Location"]) == (308, f"{node.origin}/users/stadt?x=1")
