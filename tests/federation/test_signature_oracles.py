"""Our signatures against two implementations that are not ours, both ways: httpsig and http-message-signatures.

They are oracles, not guards: httpsig takes the algorithm from the sender, and the last test shows what that opens.
"""

import importlib
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
    algorithms,
)

from node.errors import Unauthenticated
from node.federation import keys
from node.federation.signatures import Message, content_digest, digest, read_claim, sign_cavage, sign_rfc9421
from tests.signed import verify

NOW = datetime.now(UTC).replace(microsecond=0)  # http-message-signatures reads the real clock
TARGET = "/users/amt/inbox?x=1"
URL = f"https://stadt.example{TARGET}"
KEY_ID = "https://there.example/users/bob#main-key"
BODY = '{"content":"Grüße"}'.encode()
RSA = keys.generate_rsa()
ED25519 = keys.generate_ed25519()
ALGORITHMS = {"rsa": algorithms.RSA_V1_5_SHA256, "ed25519": algorithms.ED25519}
COVERED = (
    "@method",
    "@target-uri",
    "@authority",
    "@path",
    "@query",
    "content-digest",
    "content-type",
    '"@query-param";name="x"',
)
WANTED = ["(request-target)", "host", "date", "digest", "content-type"]


@pytest.fixture(scope="module")
def httpsig():
    try:
        return importlib.import_module("httpsig")
    except ImportError as problem:  # it needs pkg_resources, which newer Pythons and setuptools no longer have
        pytest.skip(f"httpsig cannot be imported here: {problem}")


# RFC 9421 and http-message-signatures


def resolver(key) -> MappingKeyResolver:
    return MappingKeyResolver(
        public_keys={KEY_ID: load_pem_public_key(key.public.pem.encode())},
        private_keys={KEY_ID: load_pem_private_key(key.pem.encode(), None)},
    )


def request(headers=()) -> SimpleNamespace:
    return SimpleNamespace(method="POST", url=URL, headers=dict(headers))


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_http_message_signatures_accepts_what_we_sign(key):
    headers = sign_rfc9421("POST", URL, key=key, key_id=KEY_ID, now=NOW, body=BODY)
    oracle = HTTPMessageVerifier(signature_algorithm=ALGORITHMS[key.kind], key_resolver=resolver(key))

    results = oracle.verify(request(headers), body=BODY)

    assert [result.parameters["keyid"] for result in results] == [KEY_ID]
    with pytest.raises(InvalidSignature):
        oracle.verify(request(headers), body=BODY + b" ")


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
@pytest.mark.parametrize("include_alg", [True, False])
def test_we_accept_what_http_message_signatures_signs(key, include_alg):
    sent = request({"Content-Type": "application/activity+json"})
    HTTPMessageSigner(signature_algorithm=ALGORITHMS[key.kind], key_resolver=resolver(key)).sign(
        sent,
        key_id=KEY_ID,
        created=NOW,
        expires=NOW + timedelta(minutes=5),
        nonce="n-1",
        tag="app",
        include_alg=include_alg,
        body=BODY,
        covered_component_ids=COVERED,
    )
    message = Message.of("POST", URL, sent.headers.items(), BODY)

    verify(message, read_claim(message), key.public, now=NOW)

    changed = Message(message.method, message.url, message.headers, BODY + b" ")
    with pytest.raises(Unauthenticated):
        verify(changed, read_claim(changed), key.public, now=NOW)


# draft-cavage and httpsig


def test_httpsig_accepts_what_we_sign(httpsig):
    headers = sign_cavage("POST", URL, key=RSA, key_id=KEY_ID, now=NOW, body=BODY)

    def accepts(path: str) -> bool:
        return httpsig.HeaderVerifier(
            headers, RSA.public.pem, required_headers=WANTED, method="POST", path=path, sign_header="signature"
        ).verify()

    assert accepts(TARGET)
    assert not accepts("/inbox")


def unsigned() -> dict[str, str]:
    sent = sign_cavage("POST", URL, key=RSA, key_id=KEY_ID, now=NOW, body=BODY)
    del sent["Signature"]
    return sent


def as_sent(httpsig, secret: str, algorithm: str) -> Message:
    signer = httpsig.HeaderSigner(KEY_ID, secret, algorithm=algorithm, headers=WANTED, sign_header="signature")
    headers = signer.sign(unsigned(), method="POST", path=TARGET)
    return Message.of("POST", URL, headers.items(), BODY)


def test_we_accept_what_httpsig_signs(httpsig):
    message = as_sent(httpsig, RSA.pem, "rsa-sha256")

    verify(message, read_claim(message), RSA.public, now=NOW)

    changed = Message(message.method, URL + "&y=2", message.headers, BODY)
    with pytest.raises(Unauthenticated):
        verify(changed, read_claim(changed), RSA.public, now=NOW)


def test_httpsig_accepts_a_forgery_made_with_the_public_key_and_we_do_not(httpsig):
    public = RSA.public.pem  # everybody can fetch it from the actor
    forged = as_sent(httpsig, public, "hmac-sha256")
    one_each = {name: values[0] for name, values in forged.headers.items()}
    fooled = httpsig.HeaderVerifier(
        one_each, public, required_headers=WANTED, method="POST", path=TARGET, sign_header="signature"
    )

    assert fooled.verify()
    with pytest.raises(Unauthenticated, match="hmac-sha256 is not accepted"):
        read_claim(forged)


@pytest.mark.parametrize("label", ["rsa-sha256", "hs2019", "ed25519"])
def test_the_forgery_under_another_label_is_refused_too(httpsig, label):
    forged = as_sent(httpsig, RSA.public.pem, "hmac-sha256")
    line = forged.headers["signature"][0].replace("hmac-sha256", label)
    relabelled = Message("POST", URL, {**forged.headers, "signature": (line,)}, BODY)

    with pytest.raises(Unauthenticated):
        verify(relabelled, read_claim(relabelled), RSA.public, now=NOW)


def test_the_forgery_is_refused_under_rfc_9421_too():
    resolve = MappingKeyResolver(
        public_keys={KEY_ID: RSA.public.pem.encode()}, private_keys={KEY_ID: RSA.public.pem.encode()}
    )
    sent = request()
    HTTPMessageSigner(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=resolve).sign(
        sent, key_id=KEY_ID, created=NOW, covered_component_ids=("@method", "@target-uri", "content-digest"), body=BODY
    )
    message = Message.of("POST", URL, sent.headers.items(), BODY)

    with pytest.raises(Unauthenticated, match="hmac-sha256 is not accepted"):
        read_claim(message)


def test_the_digests_are_the_same_bytes():
    assert b64decode(digest(BODY).removeprefix("SHA-256=")) == b64decode(content_digest(BODY)[9:-1])
    assert b64encode(b64decode(content_digest(BODY)[9:-1])).decode() in digest(BODY)
