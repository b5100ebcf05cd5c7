"""Deliveries whose signature proves nothing (M02, M32): neighbours of the rows in `tests/inbox/test_door.py`.

Each signature here is really made over what it names, unless the row is about a broken one. What is wrong is only what
it leaves out, says twice, or says about itself.
"""

import hmac
import json
from collections.abc import Callable
from hashlib import sha256, sha512

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from node.federation.signatures import sign_cavage
from tests.hostile.signing import USUAL, b64, body_of, cavage, inbox, key_id, send_cavage, send_rfc9421, unix
from tests.hostile.story import LOOKED_UP, Row, Scene, ids, now, play, say, shared
from tests.remote import Answer


async def forged_with_the_public_key(scene: Scene) -> Answer:
    """What the httpsig package accepts: HMAC, with the public key for a secret (decision 0001)."""
    secret = scene.bob.rsa.public.pem.encode()
    return await send_cavage(
        scene, params={"algorithm": "hmac-sha256"}, sign=lambda text: hmac.digest(secret, text, "sha256")
    )


async def hmac_under_another_label(scene: Scene) -> Answer:
    secret = scene.bob.rsa.public.pem.encode()
    return await send_cavage(scene, sign=lambda text: hmac.digest(secret, text, "sha256"))


async def from_our_own_key(scene: Scene) -> Answer:
    keys = await scene.node.node.keyring.signing(scene.alice.id)
    return await send_cavage(scene, params={"keyId": keys.rsa_uri}, sign=keys.rsa.sign)


async def with_sha512_alone(scene: Scene) -> Answer:
    body = body_of(scene)
    return await send_cavage(scene, body=body, headers={"Digest": "SHA-512=" + b64(sha512(body).digest())})


async def with_two_digests_one_wrong(scene: Scene) -> Answer:
    body = body_of(scene)
    digest = f"SHA-256={b64(sha256(body).digest())},SHA-512={b64(sha512(b'x').digest())}"
    return await send_cavage(scene, body=body, headers={"Digest": digest})


async def trailing_bytes(scene: Scene) -> Answer:
    return await send_cavage(scene, body=body_of(scene) + b'{"type":"Delete"}')


async def two_bodies_in_one(scene: Scene) -> Answer:
    return await send_cavage(scene, body=body_of(scene) * 2)


async def for_another_host_of_ours(scene: Scene) -> Answer:
    """A delivery that carol's server was sent, carried here unchanged."""
    body = body_of(scene)
    headers = sign_cavage(
        "POST", "http://elsewhere.test/inbox", key=scene.bob.rsa, key_id=scene.bob.key_id, now=now(), body=body
    )
    return await scene.bob.post(inbox(scene), body, {k: v for k, v in headers.items() if k != "Host"})


async def chunks_of_something_else(scene: Scene) -> Answer:
    """Sent in chunks, with a body that is not the one in the digest."""
    body = body_of(scene)
    headers = scene.bob.sign(inbox(scene), body, now=now())

    async def chunks():
        yield body.replace(b"Follow", b"Accept")[:20]
        yield body.replace(b"Follow", b"Accept")[20:]

    async with scene.there._session.post(inbox(scene), data=chunks(), headers=headers) as answer:
        return Answer(answer.status, await answer.text(), dict(answer.headers))


async def key_on_another_origin(scene: Scene) -> Answer:
    """A key's document on carol's server says that it is bob's."""
    uri = f"{scene.carol.origin}/keys/bob"
    scene.there.serve({"id": uri, "type": "Key", "owner": scene.bob.uri, "publicKeyPem": scene.carol.rsa.public.pem})
    return await send_cavage(scene, params={"keyId": uri}, sign=scene.carol.rsa.sign)


async def weak(scene: Scene, pem: str, sign: Callable[[bytes], bytes]) -> Answer:
    zoe = scene.there.actor("zoe")
    zoe.more["publicKey"] = {"id": zoe.key_id, "owner": zoe.uri, "publicKeyPem": pem}
    body = json.dumps(zoe.follow(scene.alice)).encode()
    return await send_cavage(scene, params={"keyId": zoe.key_id}, body=body, sign=sign)


async def rsa_1024(scene: Scene) -> Answer:
    key = rsa.generate_private_key(65537, 1024)
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return await weak(scene, pem, lambda text: key.sign(text, PKCS1v15(), SHA256()))


async def elliptic(scene: Scene) -> Answer:
    from cryptography.hazmat.primitives.hashes import SHA256

    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return await weak(scene, pem, lambda text: key.sign(text, ec.ECDSA(SHA256())))


async def exponent_one(scene: Scene) -> Answer:
    """With it, anybody's padding is a valid signature."""
    numbers = rsa.RSAPublicNumbers(3, rsa.generate_private_key(65537, 2048).public_key().public_numbers().n)
    pem = numbers.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    der = pem.replace(b"\x02\x01\x03", b"\x02\x01\x01")
    padding = b"\x00\x01" + b"\xff" * 202 + b"\x00" + bytes.fromhex("3031300d060960864801650304020105000420")
    text = f"-----BEGIN PUBLIC KEY-----\n{b64(der)}\n-----END PUBLIC KEY-----"
    return await weak(scene, text, lambda signed: padding + sha256(signed).digest())


async def key_that_says_it_is_anothers(scene: Scene) -> Answer:
    zoe = scene.there.actor("zoe")
    zoe.more["publicKey"] = {"id": zoe.key_id, "owner": scene.bob.uri, "publicKeyPem": zoe.rsa.public.pem}
    zoe.more["assertionMethod"] = []
    body = json.dumps(zoe.follow(scene.alice)).encode()
    return await send_cavage(scene, params={"keyId": zoe.key_id}, body=body, sign=zoe.rsa.sign)


CAVAGE = [
    # what is covered
    Row(name="covers the date only", cites="M02", send=cavage("date"), answers={401}),
    Row(name="leaves out the host", cites="M02", send=cavage("(request-target)", "date", "digest"), answers={401}),
    Row(name="leaves out method and target", cites="M02", send=cavage("host", "date", "digest"), answers={401}),
    Row(name="leaves out the digest", cites="M02", send=cavage("(request-target)", "host", "date"), answers={401}),
    Row(name="leaves out any time", cites="M02", send=cavage("(request-target)", "host", "digest"), answers={401}),
    Row(name="covers a header that is not there", cites="M02", send=cavage(*USUAL, "x-forwarded-for"), answers={401}),
    Row(name="covers the host twice", cites="M02", send=cavage(*USUAL, "host"), answers={401}),
    Row(name="covers forty headers", cites="M02", send=cavage(*USUAL, *(f"x-{n}" for n in range(40))), answers={401}),
    Row(name="covers a pseudo header of its own", cites="M02", send=cavage(*USUAL, "(status)"), answers={401}),
    Row(name="names no headers at all", cites="M02", send=cavage("date", params={"headers": ""}), answers={401}),
    Row(name="made for GET", cites="M02", send=cavage(target="get /inbox"), answers={401}),
    Row(name="made for another path", cites="M02", send=cavage(target="post /users/alice/inbox"), answers={401}),
    Row(name="made for the path in capitals", cites="M02", send=cavage(target="post /INBOX"), answers={401}),
    Row(
        name="used with a query it does not cover",
        cites="M02",
        send=lambda scene: send_cavage(scene, to=inbox(scene) + "?actor=x"),
        answers={401},
    ),
    Row(name="made for another server", cites="M02", send=for_another_host_of_ours, answers={401}),
    # said twice
    Row(name="two digests", cites="M02", send=cavage(extra=[("Digest", "SHA-256=AAAA")]), answers={401}),
    Row(name="two dates", cites="M02", send=cavage(extra=[("Date", "Thu, 01 Jan 2026 00:00:00 GMT")]), answers={401}),
    Row(name="two signatures", cites="M02", send=cavage(extra=[("Signature", 'keyId="x"')]), answers={401}),
    Row(
        name="two keyIds",
        cites="M02",
        send=cavage(rewrite=lambda header: 'keyId="https://elsewhere.test/users/carol#main-key",' + header),
        answers={401},
    ),
    Row(
        name="two lists of headers",
        cites="M02",
        send=cavage(rewrite=lambda header: header + ',headers="date"'),
        answers={401},
    ),
    Row(
        name="a digest and another one beside it",
        cites="M02",
        send=cavage(headers={"Content-Digest": "sha-256=:AAAA:"}),
        answers={401},
    ),
    # when
    Row(
        name="created two hours ahead",
        cites="M02",
        send=cavage("(request-target)", "host", "(created)", "digest", params={"created": unix(hours=2)}),
        answers={401},
    ),
    Row(
        name="created thirteen hours ago",
        cites="M02",
        send=cavage("(request-target)", "host", "(created)", "digest", params={"created": unix(hours=-13)}),
        answers={401},
    ),
    Row(name="expired a minute ago", cites="M02", send=cavage(params={"expires": unix(minutes=-1)}), answers={401}),
    Row(
        name="created at no time there is",
        cites="M02",
        send=cavage("(request-target)", "host", "(created)", "digest", params={"created": "1e9"}),
        answers={401},
    ),
    Row(
        name="covers created without saying when",
        cites="M02",
        send=cavage("(request-target)", "host", "(created)", "digest"),
        answers={401},
    ),
    Row(name="a date in words", cites="M02", send=cavage(headers={"Date": "heute"}), answers={401}),
    Row(
        name="a date in another time zone",
        cites="M02",
        send=cavage(headers={"Date": "Sat, 28 Nov 2026 12:00:00 +0200"}),
        answers={401},
    ),
    # with which algorithm
    Row(name="HMAC with the public key", cites="M02", send=forged_with_the_public_key, answers={401}),
    Row(name="HMAC with the public key, called hs2019", cites="M02", send=hmac_under_another_label, answers={401}),
    Row(name="an RSA key called ed25519", cites="M02", send=cavage(params={"algorithm": "ed25519"}), answers={401}),
    Row(name="rsa-sha1", cites="M02", send=cavage(params={"algorithm": "rsa-sha1"}), answers={401}),
    Row(name="an algorithm called none", cites="M02", send=cavage(params={"algorithm": "none"}), answers={401}),
    Row(
        name="a signature of nothing",
        cites="M02",
        send=cavage(sign=lambda _: b""),
        answers={401},
    ),
    Row(name="a signature of 2,000 bytes", cites="M02", send=cavage(sign=lambda _: b"x" * 2_000), answers={401}),
    # whose key
    Row(name="javascript: as keyId", cites="M02", send=key_id("javascript:alert(1)"), answers={401}),
    Row(name="data: as keyId", cites="M02", send=key_id("data:application/activity+json,{}"), answers={401}),
    Row(name="file: as keyId", cites="T-093", send=key_id("file:///etc/passwd"), answers={401}),
    Row(name="our own key, from outside", cites="M02", send=from_our_own_key, answers={401, 403}),
    Row(name="the actor's address without the fragment", cites="M02", send=key_id("{}"), answers={401}),
    Row(name="another fragment", cites="M02", send=key_id("{}#other-key"), answers={401}),
    Row(name="two fragments", cites="M02", send=key_id("{}#main-key#main-key"), answers={401}),
    Row(name="an empty fragment", cites="M02", send=key_id("{}#"), answers={401}),
    Row(name="the fragment in capitals", cites="T-072", send=key_id("{}#MAIN-KEY"), answers={401}),
    Row(
        name="the host in capitals",
        cites="T-072",
        send=lambda scene: send_cavage(scene, params={"keyId": scene.bob.key_id.replace("there.test", "THERE.test")}),
        answers={401},
    ),
    Row(
        name="a user name before the host",
        cites="T-072",
        send=lambda scene: send_cavage(scene, params={"keyId": scene.bob.key_id.replace("://", "://bob@")}),
        answers={401},
    ),
    Row(name="a keyId of 3,000 characters", cites="M02", send=key_id("{}?" + "x" * 3_000), answers={401}),
    Row(name="a blank in the keyId", cites="M02", send=key_id("{} #main-key"), answers={401}),
    Row(name="a keyId that is nothing", cites="M02", send=key_id(""), answers={401}),
    Row(name="a key's document on another server", cites="M02", send=key_on_another_origin, answers={401}),
    Row(
        name="a key that says it is somebody else's",
        cites="M02",
        send=key_that_says_it_is_anothers,
        answers={401},
        changes=LOOKED_UP,
    ),
    Row(name="RSA with 1024 bits", cites="T-034", send=rsa_1024, answers={401}, changes=LOOKED_UP),
    Row(name="an exponent of one", cites="T-034", send=exponent_one, answers={401}, changes=LOOKED_UP),
    Row(name="a key on a curve nobody uses", cites="T-034", send=elliptic, answers={401}, changes=LOOKED_UP),
    # what was signed
    Row(name="bytes after the document", cites="M02", send=trailing_bytes, answers={400}),
    Row(name="the document twice", cites="M02", send=two_bodies_in_one, answers={400}),
    Row(name="a digest in SHA-512 alone", cites="M02", send=with_sha512_alone, answers={401}),
    Row(name="two digests in one header, one wrong", cites="M02", send=with_two_digests_one_wrong, answers={401}),
    Row(name="a digest that is no base64", cites="M02", send=cavage(headers={"Digest": "SHA-256=???"}), answers={401}),
    Row(name="a digest in MD5", cites="M02", send=cavage(headers={"Digest": "MD5=AAAA"}), answers={401}),
    Row(name="chunks of another body", cites="M02", send=chunks_of_something_else, answers={401}),
]


@shared
@pytest.mark.parametrize("row", CAVAGE, ids=ids(CAVAGE))
async def test_a_draft_cavage_signature_that_proves_nothing_is_refused(scene: Scene, row: Row) -> None:
    await play(row, scene)


@shared
async def test_the_signatures_of_these_tables_would_be_taken_if_nothing_were_wrong_with_them(scene: Scene) -> None:
    """Else the rows would prove nothing."""
    assert (await send_cavage(scene)).status == 202
    assert (await send_rfc9421(scene)).status == 202
    await scene.node.work()


TWICE_THE_HOST = "POST /inbox HTTP/1.1\nHost: HOST\nHost: elsewhere.test\nContent-Length: 2\n\n{}"
TWO_LENGTHS = "POST /inbox HTTP/1.1\nHost: HOST\nContent-Length: 2\nContent-Length: 3\n\n{}"
LENGTH_AND_CHUNKS = "POST /inbox HTTP/1.1\nHost: HOST\nContent-Length: 2\nTransfer-Encoding: chunked\n\n{}"
FOLDED = "POST /inbox HTTP/1.1\nHost: HOST\nSignature: keyId=x,\n signature=y\nContent-Length: 2\n\n{}"


@shared
@pytest.mark.parametrize("text", [TWICE_THE_HOST, TWO_LENGTHS, LENGTH_AND_CHUNKS, FOLDED], ids=range(4))
async def test_a_request_two_readers_would_read_differently_is_refused(scene: Scene, text: str) -> None:
    """T-260: what a proxy and we take for different requests is how one is smuggled past the other."""
    before = await scene.stored(without=())

    status, _ = await say(scene.node, text)

    assert status in {0, 400, 401, 421}
    assert await scene.stored(without=()) == before


@shared
async def test_a_header_that_names_another_method_changes_nothing(scene: Scene) -> None:
    before = await scene.stored(without=())

    answer = await scene.node.get("/inbox", headers={"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"})

    assert answer.status == 405
    assert await scene.stored(without=()) == before


async def test_a_neighbour_who_lists_somebody_elses_key_keeps_nobody_out(fresh: Scene) -> None:
    """T-036, CVE-2026-33869: whoever names a key first must not reserve it."""
    yara, zoe = fresh.there.actor("yara"), fresh.there.actor("zoe")
    yara.more["publicKey"] = {"id": zoe.key_id, "owner": yara.uri, "publicKeyPem": yara.rsa.public.pem}
    await fresh.known(yara)

    stolen = await yara.deliver(zoe.follow(fresh.alice), fresh.node, key_id=zoe.key_id)
    fresh.node.clock.move(minutes=6)
    genuine = await zoe.deliver(zoe.follow(fresh.alice), fresh.node, key_id=zoe.key_id)

    assert (stolen.status, genuine.status) == (401, 202)
