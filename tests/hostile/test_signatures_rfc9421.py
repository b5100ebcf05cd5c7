"""Deliveries signed after RFC 9421 in ways that prove nothing (M02, M32)."""

import pytest

from node.federation.signatures import sign_rfc9421
from tests.hostile.signing import b64, body_of, inbox, rfc9421, send_rfc9421, unix
from tests.hostile.story import Row, Scene, ids, now, play, shared
from tests.remote import Answer


async def a_bad_one_and_a_good_one(scene: Scene) -> Answer:
    """The first signature counts, good or bad: a good one of somebody else behind it makes nothing of it."""
    body = body_of(scene)
    good = sign_rfc9421("POST", inbox(scene), key=scene.mallory.rsa, key_id=scene.mallory.key_id, now=now(), body=body)
    second = good["Signature-Input"].replace("sig1=", "sig2="), good["Signature"].replace("sig1=", "sig2=")
    first = f'sig1=("@method" "@target-uri" "content-digest");created={unix()};keyid="{scene.bob.key_id}"'
    headers = {
        **good,
        "Signature-Input": f"{first}, {second[0]}",
        "Signature": f"sig1=:{b64(b'x' * 256)}:, {second[1]}",
    }
    return await scene.bob.post(inbox(scene), body, headers)


async def both_schemes_at_once(scene: Scene) -> Answer:
    """A good draft-cavage signature, and a Signature-Input that says it is something else."""
    body = body_of(scene)
    headers = {**scene.bob.sign(inbox(scene), body, now=now()), "Signature-Input": 'sig1=();created=1;keyid="x"'}
    return await scene.bob.post(inbox(scene), body, headers)


RFC9421 = [
    Row(name="leaves out the digest", cites="M02", send=rfc9421('"@method" "@target-uri"'), answers={401}),
    Row(name="leaves out the method", cites="M02", send=rfc9421('"@target-uri" "content-digest"'), answers={401}),
    Row(name="leaves out the target", cites="M02", send=rfc9421('"@method" "@authority" "content-digest"'), answers={401}),
    Row(name="leaves out any time", cites="M02", send=rfc9421(params=';keyid="{key}"'), answers={401}),
    Row(name="created two hours ahead", cites="M02", send=rfc9421(params=f';created={unix(hours=2)};keyid="{{key}}"'), answers={401}),
    Row(name="created thirteen hours ago", cites="M02", send=rfc9421(params=f';created={unix(hours=-13)};keyid="{{key}}"'), answers={401}),
    Row(name="expired", cites="M02", send=rfc9421(params=f';created={{now}};expires={unix(minutes=-1)};keyid="{{key}}"'), answers={401}),
    Row(name="created as a text", cites="M02", send=rfc9421(params=';created="{now}";keyid="{key}"'), answers={401}),
    Row(name="hmac-sha256", cites="M02", send=rfc9421(params=';created={now};keyid="{key}";alg="hmac-sha256"'), answers={401}),
    Row(name="rsa-pss-sha512", cites="M02", send=rfc9421(params=';created={now};keyid="{key}";alg="rsa-pss-sha512"'), answers={401}),
    Row(name="an RSA key called ed25519", cites="M02", send=rfc9421(params=';created={now};keyid="{key}";alg="ed25519"'), answers={401}),
    Row(name="names no key", cites="M02", send=rfc9421(params=";created={now}"), answers={401}),
    Row(name="a key that is a number", cites="M02", send=rfc9421(params=";created={now};keyid=7"), answers={401}),
    Row(name="covers something twice", cites="M02", send=rfc9421('"@method" "@method" "@target-uri" "content-digest"'), answers={401}),
    Row(name="covers the digest only of the other message", cites="M02", send=rfc9421('"@method" "@target-uri" "content-digest";req'), answers={401}),
    Row(name="covers the status of an answer", cites="M02", send=rfc9421('"@method" "@target-uri" "content-digest" "@status"'), answers={401}),
    Row(name="another label than the signature's", cites="M02", send=rfc9421(label="sig2"), answers={401}),
    Row(
        name="made for another server",
        cites="M02",
        send=lambda scene: send_rfc9421(scene, lines=['"@method": POST', '"@target-uri": https://elsewhere.test/inbox', '"content-digest": x']),
        answers={401},
    ),
    Row(name="a digest in MD5", cites="M02", send=rfc9421(digest="md5=:AAAA:"), answers={401}),
    Row(name="an input that cannot be read", cites="M02", send=rfc9421(label="sig1=(;;"), answers={401}),
    Row(name="two inputs", cites="M02", send=rfc9421(also=[("Signature-Input", "sig3=()")]), answers={401}),
    Row(name="a bad signature before a good one of another", cites="M02", send=a_bad_one_and_a_good_one, answers={401}),
    Row(name="both schemes at once", cites="M02", send=both_schemes_at_once, answers={401}),
]  # fmt: skip


@shared
@pytest.mark.parametrize("row", RFC9421, ids=ids(RFC9421))
async def test_a_signature_after_rfc_9421_that_proves_nothing_is_refused(scene: Scene, row: Row) -> None:
    await play(row, scene)
