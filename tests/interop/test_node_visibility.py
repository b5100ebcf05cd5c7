"""Posts that not everybody may read reach those they are for, and show themselves to nobody else; authorized fetch."""

import pytest

from node.model.visibility import Visibility
from tests.interop.peer import PeerError
from tests.interop.town import start_town


async def test_our_followers_only_post_is_read_by_followers_only(town, alice, peer, anna):
    await town.followed_by(alice, anna)
    stranger = await peer.create_actor("stranger")

    post = await town.publish(alice, "Unter uns", visibility=Visibility.FOLLOWERS)

    came = await peer.wait("Create", {"object.id": post.uri})
    assert came.json["object"]["to"] == [alice.followers_uri]
    assert (came.proof, came.ld_signature) == (True, None)  # nobody is to pass it on
    assert (await anna.fetch(post.uri))["raw"]["id"] == post.uri
    with pytest.raises(PeerError):
        await stranger.fetch(post.uri)
    assert (await town.get(post.uri)).status == 404
    assert (await town.get(f"/@alice/{post.id}", accept="text/html")).status == 404


async def test_our_direct_post_is_read_by_whom_it_names(town, alice, peer, other_peer, anna, bert):
    await town.followed_by(alice, bert)
    await town.person(anna)

    post = await town.publish(alice, f"@anna@{peer.origin[7:]} vertraulich", visibility=Visibility.DIRECT)
    after = await town.publish(alice, "Für alle")

    came = await peer.wait("Create", {"object.id": post.uri})
    assert came.json["object"]["to"] == [anna.uri]
    assert came.path == "/users/anna/inbox"
    assert (await anna.fetch(post.uri))["raw"]["id"] == post.uri
    with pytest.raises(PeerError):
        await bert.fetch(post.uri)
    assert (await town.get(post.uri)).status == 404
    await other_peer.wait("Create", {"object.id": after.uri})
    assert await other_peer.received("Create", {"object.id": post.uri}) == []


async def test_a_local_post_never_leaves_the_town(town, alice, peer, anna):
    await town.followed_by(alice, anna)

    inside = await town.publish(alice, "Nur im Haus", visibility=Visibility.LOCAL)
    after = await town.publish(alice, "Für alle")

    await peer.wait("Create", {"object.id": after.uri})
    assert await peer.received("Create", {"object.id": inside.uri}) == []
    with pytest.raises(PeerError):
        await anna.fetch(inside.uri)


async def test_their_followers_only_post_is_read_by_who_follows(town, alice, anna):
    await town.follows(alice, anna)
    carl = await town.create("carl")

    sent = await anna.post("<p>Unter uns</p>", visibility="followers")

    assert await town.became(sent) == "done: stored"
    post = await town.find(sent.id)
    assert post.visibility is Visibility.FOLLOWERS
    assert [view.post.id for view in await town.home(alice)] == [post.id]
    readers = [
        await town.store.read(lambda tx, who=who: tx.timelines.readable([post.id], who.id)) for who in (alice, carl)
    ]
    assert readers == [{post.id}, set()]
    public = await town.store.read(lambda tx: tx.timelines.public())
    assert post.id not in public


async def test_their_direct_post_is_read_by_whom_it_names(town, alice, anna):
    carl = await town.create("carl")
    await town.followed_by(alice, anna)

    sent = await anna.post("<p>Vertraulich</p>", visibility="direct", mentions=[alice.uri])

    assert await town.became(sent) == "done: stored"
    post = await town.find(sent.id)
    assert post.visibility is Visibility.DIRECT
    readers = [
        await town.store.read(lambda tx, who=who: tx.timelines.readable([post.id], who.id)) for who in (alice, carl)
    ]
    assert readers == [{post.id}, set()]
    assert await town.notifications_of(alice) == [("mention", anna.uri), ("follow", anna.uri)]


@pytest.mark.parametrize("visibility", ["public", "unlisted"])
async def test_open_posts_keep_their_visibility(town, alice, anna, visibility):
    await town.follows(alice, anna)

    sent = await anna.post("<p>Offen</p>", visibility=visibility)

    assert (await town.find(sent.id)).visibility is Visibility(visibility)


async def test_we_sign_what_we_look_up_so_a_peer_with_authorized_fetch_talks_to_us(town, alice, peer, anna):
    await peer.settings(authorized_fetch=True)

    await town.friends(alice, anna)
    sent = await anna.post("<p>Hallo</p>")
    await town.find(sent.id)

    looked_up = [each for each in await peer.requests() if each["path"] == "/users/anna"]
    assert {each["scheme"] for each in looked_up} == {"draft-cavage"}
    assert {each["status"] for each in looked_up} == {200}


@pytest.mark.parametrize("scheme", ["rfc9421", "draft-cavage"])
async def test_a_look_up_is_tried_with_the_other_signature_too(town, peer, anna, scheme):
    await peer.settings(authorized_fetch=True, accepts=[scheme])

    assert (await town.person(anna)).uri == anna.uri


async def test_with_signed_fetch_required_we_show_ourselves_to_the_signed_only(database_url, tmp_path, peer, anna):
    settings = {"federation": {"require_signed_fetch": True, "development_hosts": ["*.localhost", "127.0.0.1"]}}
    async with start_town("town.localhost", database_url, tmp_path, **settings) as town:
        alice = await town.create("alice")
        await peer.settings(authorized_fetch=True)
        post = await town.publish(alice, "Hallo")

        unsigned = [(await town.get(uri)).status for uri in (alice.uri, post.uri, f"{alice.uri}/outbox")]

        assert unsigned == [401, 401, 401]
        assert (await town.get("/actor")).status == 200  # or two such servers would never meet
        assert (await anna.fetch(alice.uri))["type"] == "Person"
        assert (await anna.fetch(post.uri))["type"] == "Note"
        await town.friends(alice, anna)
