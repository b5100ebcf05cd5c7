"""The peer works: two of them talk to each other, without our node. A red test here means the harness, not us."""

import json
import socket

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.interop.peer import Peer, PeerError

SCHEMES = ["rfc9421", "draft-cavage"]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.fixture
async def anna(peer: Peer):
    return await peer.create_actor("anna")


@pytest.fixture
async def bert(other_peer: Peer):
    return await other_peer.create_actor("bert")


@pytest.fixture
async def friends(peer, other_peer, anna, bert):
    """Anna and Bert, following each other; made with the fewest signatures, which is twice as fast."""
    for server in (peer, other_peer):
        await server.settings(proofs=False, ld_signatures=False)
    await anna.follow(bert.uri)
    await peer.wait("Accept")
    await bert.follow(anna.uri)
    await other_peer.wait("Accept")
    for server in (peer, other_peer):
        await server.settings(proofs=True, ld_signatures=True)
    return anna, bert


class LoopbackResolver(AbstractResolver):
    """Not every system knows `*.localhost`."""

    async def resolve(self, host: str, port: int = 0, **_: object) -> list[ResolveResult]:
        address = {"hostname": host, "host": "127.0.0.1", "port": port}
        return [ResolveResult(**address, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST)]

    async def close(self) -> None:
        pass


def http() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=LoopbackResolver()))


async def get(url: str) -> tuple[int, dict]:
    async with http() as session, session.get(url, headers={"Accept": "application/activity+json"}) as response:
        body = await response.read()
        return response.status, json.loads(body) if response.content_type.endswith("json") else {}


async def post_unsigned(url: str, activity: dict) -> int:
    headers = {"Content-Type": "application/activity+json"}
    async with http() as session, session.post(url, json=activity, headers=headers) as response:
        return response.status


async def test_both_follow_each_other(friends):
    anna, bert = friends

    states = [await anna.state(), await bert.state()]

    assert states[0]["following"] == states[0]["followers"] == [bert.uri]
    assert states[1]["following"] == states[1]["followers"] == [anna.uri]


async def test_a_follow_that_needs_approval_waits_for_it(peer, other_peer, bert):
    shy = await peer.create_actor("shy", approves_followers=True)
    follow = await bert.follow(shy.uri)
    await peer.wait("Follow")

    assert (await shy.state())["followRequests"] == [bert.uri]
    await shy.accept(bert.uri)

    assert (await other_peer.wait("Accept")).json["object"]["id"] == follow.activity["id"]
    assert (await shy.state())["followers"] == [bert.uri]


async def test_a_follower_can_be_refused_and_can_leave(peer, other_peer, friends):
    anna, bert = friends

    await anna.reject(bert.uri)
    await other_peer.wait("Reject")
    await anna.unfollow(bert.uri)
    await other_peer.wait("Undo", {"object.type": "Follow"})

    for someone in friends:
        state = await someone.state()
        assert state["followers"] == state["following"] == []


async def test_a_post_arrives_as_it_was_sent(other_peer, friends):
    anna, bert = friends
    picture = {"url": f"{anna.uri}.png", "mediaType": "image/png", "name": "Rathaus"}

    sent = await anna.post(
        "<p>Hallo</p>",
        content_map={"de": "<p>Hallo</p>", "en": "<p>Hello</p>"},
        mentions=[bert.uri],
        hashtags=["neu"],
        attachments=[picture],
    )
    came = await other_peer.wait("Create")

    wire = {name: value for name, value in came.json.items() if name not in {"proof", "signature"}}
    assert wire == sent.activity
    assert sent.object["to"] == PUBLIC
    assert sent.object["contentMap"] == {"de": "<p>Hallo</p>", "en": "<p>Hello</p>"}
    assert [tag["name"] for tag in sent.object["tag"]] == [f"@bert@{other_peer.origin[7:]}", "#neu"]


async def test_post_reply_edit_and_delete(peer, other_peer, friends):
    anna, bert = friends
    post = await anna.post("<p>Hallo</p>")
    await other_peer.wait("Create")

    reply = await bert.reply(post.id, "<p>Guten Tag</p>")
    await peer.wait("Create", {"object.inReplyTo": post.id})
    assert (await peer.responses(post.id))["replies"] == [reply.id]
    assert (await peer.known(reply.id))["content"] == "<p>Guten Tag</p>"

    await bert.edit(reply.id, "<p>Guten Abend</p>")
    await peer.wait("Update")
    assert (await peer.known(reply.id))["content"] == "<p>Guten Abend</p>"

    await bert.delete(reply.id)
    await peer.wait("Delete")
    assert await peer.known(reply.id) is None
    assert (await peer.responses(post.id))["replies"] == []
    assert (await get(reply.id))[0] == 410


async def test_like_reaction_and_boost_and_their_undo(peer, other_peer, friends):
    anna, bert = friends
    post = await anna.post("<p>Hallo</p>")
    await other_peer.wait("Create")

    sent = [await bert.like(post.id), await bert.react(post.id, "🎉"), await bert.announce(post.id)]

    came = [await peer.wait(kind) for kind in ("Like", "EmojiReact", "Announce")]
    assert [delivery.json["object"] for delivery in came] == [post.id] * 3
    responses = await peer.responses(post.id)
    assert responses["likes"] == responses["shares"] == [bert.uri]
    assert responses["reactions"] == [{"actor": bert.uri, "content": "🎉"}]

    for activity in sent:
        await bert.undo(activity)
        await peer.wait("Undo", {"object.id": activity.activity["id"]})
    assert await peer.responses(post.id) == {"likes": [], "shares": [], "replies": [], "reactions": []}


async def test_a_reaction_with_a_picture_carries_it(peer, other_peer, anna, bert):
    post = await anna.post("<p>Hallo</p>")

    await bert.react(post.id, ":rose:", icon=f"{other_peer.origin}/rose.png")

    tag = (await peer.wait("EmojiReact", {"content": ":rose:"})).json["tag"]
    assert (tag["type"], tag["name"], tag["icon"]["url"]) == ("Emoji", ":rose:", f"{other_peer.origin}/rose.png")


async def test_followers_move_along(peer, other_peer, friends):
    anna, bert = friends
    new_anna = await peer.create_actor("anna_neu", also_known_as=[anna.uri])

    await anna.move(new_anna.uri)
    await other_peer.wait("Move")
    await other_peer.settle()

    await other_peer.wait("Accept", {"actor": new_anna.uri})
    assert (await new_anna.state())["followers"] == [bert.uri]
    assert (await anna.state())["followers"] == []
    assert (await anna.fetch(anna.uri))["raw"]["movedTo"] == new_anna.uri


async def test_nobody_moves_to_a_stranger(peer, other_peer, friends):
    anna, _ = friends
    stranger = await peer.create_actor("stranger")

    await anna.move(stranger.uri)
    await other_peer.wait("Move")

    with pytest.raises(PeerError, match="alsoKnownAs"):
        await other_peer.settle()
    assert (await stranger.state())["followers"] == []


async def test_votes_are_counted_and_published(peer, other_peer, friends):
    anna, bert = friends
    question = await anna.question("<p>Wohin?</p>", ["Park", "See", "Berg"], multiple=True)
    await other_peer.wait("Create", {"object.type": "Question"})

    await bert.vote(question.id, ["See", "Berg", "Mars"])
    for choice in ("See", "Berg", "Mars"):
        await peer.wait("Create", {"object.name": choice})
    await anna.publish_votes(question.id, closed=True)
    update = await other_peer.wait("Update")

    counted = {choice["name"]: choice["replies"]["totalItems"] for choice in update.json["object"]["anyOf"]}
    assert counted == {"Park": 0, "See": 1, "Berg": 1}
    assert update.json["object"]["votersCount"] == 1
    assert update.json["object"]["closed"]


async def test_a_single_choice_counts_only_once(peer, friends):
    anna, bert = friends
    question = await anna.question("<p>Ja?</p>", ["Ja", "Nein"])

    await bert.vote(question.id, ["Ja", "Nein"])
    tallied = await anna.publish_votes(question.id)

    assert [choice["replies"]["totalItems"] for choice in tallied.object["oneOf"]] == [1, 0]


async def test_block_report_and_profile(peer, other_peer, friends):
    anna, bert = friends
    post = await bert.post("<p>Unsinn</p>")
    await peer.wait("Create")

    await anna.update_profile(display_name="Anna Amsel", fields=[("Amt", "Rathaus")])
    await anna.flag(bert.uri, posts=[post.id], content="Spam")
    blocked = await anna.block(bert.uri)

    profile = (await other_peer.wait("Update")).json["object"]
    assert (profile["name"], profile["attachment"][0]["value"]) == ("Anna Amsel", "Rathaus")
    assert (await other_peer.wait("Flag")).json["object"] == [bert.uri, post.id]
    await other_peer.wait("Block")
    assert (await bert.state())["blockedBy"] == [anna.uri]
    await anna.undo(blocked)
    await other_peer.wait("Undo")
    assert (await bert.state())["blockedBy"] == []


async def test_pinned_posts_are_announced_and_listed(other_peer, friends):
    anna, bert = friends
    post = await anna.post("<p>Wichtig</p>")
    featured = f"{anna.uri}/collections/featured"

    await anna.pin(post.id)
    assert (await other_peer.wait("Add")).json["target"] == featured
    assert [item["id"] for item in (await bert.collection(featured))["items"]] == [post.id]

    await anna.unpin(post.id)
    await other_peer.wait("Remove")
    assert (await bert.collection(featured))["items"] == []


async def test_a_deleted_account_leaves_a_tombstone(other_peer, friends):
    anna, bert = friends

    await anna.delete_account()
    await other_peer.wait("Delete", {"object": anna.uri})

    assert await get(anna.uri) == (410, {**(await get(anna.uri))[1], "type": "Tombstone"})
    assert (await bert.state())["followers"] == []


@pytest.mark.parametrize("ld_signatures", [True, False])
@pytest.mark.parametrize("proofs", [True, False])
@pytest.mark.parametrize("scheme", SCHEMES)
async def test_every_kind_of_signature_is_sent_and_holds(peer, other_peer, anna, bert, scheme, proofs, ld_signatures):
    await peer.settings(first_knock=scheme, proofs=proofs, ld_signatures=ld_signatures)

    await anna.post("<p>Hallo</p>", mentions=[bert.uri])
    came = await other_peer.wait("Create")

    assert (came.scheme, came.http_verified, came.http_reason) == (scheme, True, None)
    assert came.proof is (True if proofs else None)
    assert came.ld_signature is (True if ld_signatures else None)
    assert await other_peer.failed() == []


@pytest.mark.parametrize("challenge", [True, False])
@pytest.mark.parametrize("ld_signatures", [True, False])
@pytest.mark.parametrize(("first", "second"), [SCHEMES, SCHEMES[::-1]])
async def test_a_refused_scheme_is_followed_by_the_other(
    peer, other_peer, anna, bert, first, second, ld_signatures, challenge
):
    await peer.settings(first_knock=first, ld_signatures=ld_signatures)
    await other_peer.settings(accepts=[second], challenge=challenge)

    await anna.post("<p>Hallo</p>", mentions=[bert.uri])
    came = await other_peer.wait("Create")

    assert (came.scheme, came.http_verified) == (second, True)
    assert [(knock.scheme, knock.status, knock.http_reason) for knock in await other_peer.failed()] == [
        (first, 401, "schemeRefused")
    ]


async def test_a_server_that_takes_no_signature_is_reported(peer, other_peer, anna, bert):
    await other_peer.settings(accepts=[])

    with pytest.raises(PeerError) as refused:
        await anna.post("<p>Hallo</p>", mentions=[bert.uri])

    assert refused.value.remote_status == 401
    assert [knock.scheme for knock in await other_peer.failed()] == SCHEMES


async def test_unsigned_altered_and_unreadable_deliveries_are_refused(peer, other_peer, anna, bert):
    await anna.post("<p>Hallo</p>", mentions=[bert.uri])
    genuine = await other_peer.wait("Create")
    forged = {**genuine.json, "id": f"{peer.origin}/activities/forged", "summary": "altered"}
    unsigned = {name: value for name, value in forged.items() if name not in {"proof", "signature"}}

    answers = [await post_unsigned(bert.inbox, activity) for activity in (forged, unsigned, ["nonsense"])]

    assert answers == [401, 401, 400]
    altered, bare, _ = await other_peer.failed()
    assert (altered.http_reason, altered.ld_signature, altered.proof) == ("noSignature", False, False)
    assert (bare.http_reason, bare.ld_signature, bare.proof) == ("noSignature", None, None)
    assert await other_peer.received("Create") == [genuine]


async def test_a_reply_is_forwarded_with_its_own_signature(peer, other_peer, friends):
    anna, bert = friends
    await peer.settings(forwards=True)
    post = await anna.post("<p>Hallo</p>")
    await other_peer.wait("Create")

    reply = await bert.reply(post.id, "<p>Guten Tag</p>")
    await peer.wait("Create")
    await peer.settle()
    forwarded = await other_peer.wait("Create", {"object.id": reply.id})

    assert forwarded.key_id.startswith(anna.uri)
    assert (forwarded.http_verified, forwarded.http_reason) == (False, "notTheActorsKey")
    assert forwarded.ld_signature
    assert forwarded.proof


async def test_authorized_fetch_shows_documents_to_the_signed_only(other_peer, friends):
    anna, bert = friends
    await other_peer.settings(authorized_fetch=True)
    post = await bert.post("<p>Hallo</p>")

    unsigned = [(await get(address))[0] for address in (bert.uri, post.id, f"{bert.uri}/outbox")]

    assert unsigned == [401, 401, 401]
    assert (await get(f"{other_peer.origin}/users/peer"))[0] == 200
    assert (await anna.fetch(bert.uri))["type"] == "Person"
    assert (await anna.fetch(post.id))["type"] == "Note"


async def test_two_servers_that_both_ask_for_signatures_still_talk(peer, other_peer, anna, bert):
    await peer.settings(authorized_fetch=True)
    await other_peer.settings(authorized_fetch=True)

    await anna.follow(bert.uri)

    await peer.wait("Accept")
    assert (await bert.state())["followers"] == [anna.uri]


async def test_a_signed_fetch_is_tried_with_the_other_scheme_too(peer, other_peer, anna, bert):
    await other_peer.settings(authorized_fetch=True, accepts=["draft-cavage"])

    assert (await anna.fetch(bert.uri))["type"] == "Person"

    knocks = [(knock["scheme"], knock["status"]) for knock in await other_peer.requests()]
    assert knocks[:2] == [("rfc9421", 401), ("draft-cavage", 200)]


async def test_posts_for_followers_are_shown_to_followers(peer, friends):
    anna, bert = friends
    stranger = await peer.create_actor("stranger")
    quiet = await bert.post("<p>Unter uns</p>", visibility="followers")

    assert (await get(quiet.id))[0] == 401
    assert (await anna.fetch(quiet.id))["raw"]["content"] == "<p>Unter uns</p>"
    with pytest.raises(PeerError):
        await stranger.fetch(quiet.id)


async def test_a_direct_post_reaches_only_those_it_names(other_peer, anna):
    carla = await other_peer.create_actor("carla")

    sent = await anna.post("<p>Vertraulich</p>", visibility="direct", mentions=[carla.uri])

    assert sent.object["to"] == carla.uri
    assert "cc" not in sent.object
    assert (await other_peer.wait("Create")).id == sent.activity["id"]


async def test_collections_list_what_there_is(friends):
    anna, bert = friends
    post = await bert.post("<p>Hallo</p>")

    outbox = await anna.collection(f"{bert.uri}/outbox")
    followers = await anna.collection(f"{bert.uri}/followers")

    assert [item["object"]["id"] for item in outbox["items"]] == [post.id]
    assert (followers["totalItems"], [item["id"] for item in followers["items"]]) == (1, [anna.uri])


async def test_discovery_documents(other_peer, bert):
    host = other_peer.origin.removeprefix("http://")

    _, webfinger = await get(f"{other_peer.origin}/.well-known/webfinger?resource=acct:bert@{host}")
    _, links = await get(f"{other_peer.origin}/.well-known/nodeinfo")
    _, nodeinfo = await get(links["links"][0]["href"])

    assert bert.uri in [link["href"] for link in webfinger["links"] if link["rel"] == "self"]
    assert nodeinfo["usage"]["users"]["total"] == 1


async def test_requests_are_recorded_with_their_scheme(other_peer, anna, bert):
    await anna.fetch(bert.uri)

    newest = (await other_peer.requests())[-1]
    assert (newest["path"], newest["scheme"], newest["status"]) == ("/users/bert", "rfc9421", 200)


async def test_waiting_in_vain_tells_what_came_instead(other_peer, anna, bert):
    await anna.follow(bert.uri)

    with pytest.raises(PeerError, match=r"no Like within 0\.05 s(.|\n)*Follow"):
        await other_peer.wait("Like", timeout=0.05)


async def test_a_mistyped_order_is_an_error(peer, anna):
    with pytest.raises(PeerError, match="no such setting: colour"):
        await peer.order("settings", colour="red")
    with pytest.raises(PeerError, match="no such signature scheme"):
        await peer.settings(first_knock="rsa")
    with pytest.raises(PeerError, match="no such order"):
        await peer.order("fly")
    with pytest.raises(PeerError, match="there is already an actor anna"):
        await peer.create_actor("anna")


async def test_a_reset_forgets_all_but_the_keys_of_a_name(peer, anna):
    key = (await get(anna.uri))[1]["publicKey"]["publicKeyPem"]

    await peer.reset()
    gone = (await get(anna.uri))[0]
    await peer.create_actor("anna")

    assert gone == 404
    assert (await get(anna.uri))[1]["publicKey"]["publicKeyPem"] == key
