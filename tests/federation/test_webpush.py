"""Encrypting for an app, held against the example of RFC 8291 and against another implementation (http_ece)."""

import json
import os
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

import http_ece
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from node.errors import Invalid
from node.federation.webpush import Vapid, base64url, encrypt, load_point, seal

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def data(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private_key(text: str):
    return derive_private_key(int.from_bytes(data(text), "big"), SECP256R1())


def point(key) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def test_the_example_of_rfc_8291_comes_out_byte_for_byte():
    made = encrypt(
        b"When I grow up, I want to be a watermelon",
        data("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        data("BTBZMqHH6r4Tts7J_aSIgg"),
        private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        data("DGv6ra1nlYgDCS1FRnbzlw"),
    )

    assert base64url(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize("standard", [True, False])
@pytest.mark.parametrize("length", [0, 1, 511, 512, 513, 3_990, 3_993])
def test_another_implementation_reads_what_we_write(standard, length):
    app, secret, message, vapid = (
        generate_private_key(SECP256R1()),
        os.urandom(16),
        os.urandom(length),
        Vapid.generate(),
    )

    sealed = seal(message, receiver=point(app), secret=secret, standard=standard, vapid=vapid, token="t")

    assert len(sealed.body) <= 4_096
    if standard:
        assert sealed.headers["Content-Encoding"] == "aes128gcm"
        assert http_ece.decrypt(sealed.body, private_key=app, auth_secret=secret, version="aes128gcm") == message
        assert sealed.headers["Authorization"] == f"vapid t=t, k={vapid.public}"
    else:
        keys = dict(part.split("=", 1) for part in sealed.headers["Crypto-Key"].split(";"))
        salt = data(sealed.headers["Encryption"].removeprefix("salt="))
        dh = data(keys["dh"])
        found = http_ece.decrypt(sealed.body, salt=salt, private_key=app, dh=dh, auth_secret=secret, version="aesgcm")
        assert found == message
        assert keys["p256ecdsa"] == vapid.public
        assert sealed.headers["Authorization"] == "WebPush t"


def test_the_length_does_not_tell_what_a_message_is_about():
    app, vapid = point(generate_private_key(SECP256R1())), Vapid.generate()

    sizes = {
        len(seal(b"x" * length, receiver=app, secret=b"s" * 16, standard=True, vapid=vapid, token="").body)
        for length in range(200, 500, 7)
    }

    assert len(sizes) == 1


def test_two_messages_share_no_key():
    app, vapid = point(generate_private_key(SECP256R1())), Vapid.generate()

    one, other = (
        seal(b"same", receiver=app, secret=b"s" * 16, standard=True, vapid=vapid, token="").body for _ in range(2)
    )

    assert one[:16] != other[:16]
    assert one[21:86] != other[21:86]


def test_vapid_says_who_sends_to_this_push_service_only():
    vapid = Vapid.generate()

    token = vapid.token("https://push.example:8443/send/17?x=1", subject="mailto:amt@example.org", now=NOW)

    head, claims, signature = token.split(".")
    assert json.loads(data(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(data(claims)) == {
        "aud": "https://push.example:8443",
        "exp": int((NOW + timedelta(hours=12)).timestamp()),
        "sub": "mailto:amt@example.org",
    }
    raw = data(signature)
    public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), data(vapid.public))
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, f"{head}.{claims}".encode(), ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(der, f"{head}.{claims}x".encode(), ECDSA(SHA256()))
    assert vapid.private.hex() not in repr(vapid)


@pytest.mark.parametrize("key", [b"", b"\4" + b"\0" * 64, b"\4" + b"\xff" * 64, b"\2" + b"\1" * 32, b"x" * 65])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(Invalid):
        load_point(key)


def test_a_message_that_is_too_long_is_refused():
    with pytest.raises(Invalid):
        seal(b"x" * 3_994, receiver=b"", secret=b"", standard=True, vapid=Vapid.generate(), token="")
