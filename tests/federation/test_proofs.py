"""Integrity proofs: the published vectors, both ways of writing the options, and refusals."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from node.errors import Invalid, Unauthenticated
from node.federation import keys, proofs
from node.federation.multibase import from_base58btc, to_base58btc

# The key pair of vc-di-eddsa (TestVectors/keyPair.json); FEP-8b32's examples use it too.
PRIVATE = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
PUBLIC = keys.from_multibase("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
KEY = keys.PrivateKey("ed25519", Ed25519PrivateKey.from_private_bytes(from_base58btc(PRIVATE)[2:]))
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
NOW = datetime(2026, 11, 1, tzinfo=UTC)

CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
ACTIVITY = {
    "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"],
    "type": "Create",
    "actor": "https://server.example/users/alice",
    "object": {"type": "Note", "content": "Hello world"},
}
METHOD = "https://server.example/users/alice#ed25519-key"


def proven(document=ACTIVITY, key=KEY):
    return proofs.add_proof(document, key=key, verification_method=METHOD, created=CREATED)


def refuse(document, sentence, key=PUBLIC, now=NOW):
    with pytest.raises(Unauthenticated, match=sentence):
        proofs.verify_proof(document, key, now=now)


def test_the_vector_of_vc_di_eddsa_is_made_and_verified():
    made = proofs.add_proof(
        CREDENTIAL,
        key=KEY,
        verification_method="https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        created=CREATED,
    )

    assert made["proof"]["@context"] == CREDENTIAL["@context"]
    assert made["proof"]["proofValue"] == (
        "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"
    )
    proofs.verify_proof(made, PUBLIC, now=NOW)


def test_the_canonical_document_of_vc_di_eddsa_is_the_published_one():
    assert proofs.canonical(CREDENTIAL).decode() == (
        '{"@context":["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examples/v2"],'
        '"credentialSubject":{"alumniOf":"The School of Examples","id":"did:example:abcdefgh"},'
        '"description":"A minimum viable example of an Alumni Credential.",'
        '"id":"urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33","issuer":"https://vc.example/issuers/5678",'
        '"name":"Alumni Credential","type":["VerifiableCredential","AlumniCredential"],"validFrom":"2023-01-01T00:00:00Z"}'
    )
    assert proofs._hash(CREDENTIAL).hex() == "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"


def test_the_vector_of_fep_8b32_is_verified():
    document = ACTIVITY | {
        "proof": {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "verificationMethod": METHOD,
            "proofPurpose": "assertionMethod",
            "proofValue": "z3sXaxjKs4M3BRicwWA9peyNPJvJqxtGsDmpt1jjoHCjgeUf71TRFz56osPSfDErszyLp5Ks1EhYSgpDaNM977Rg2",
            "created": "2023-02-24T23:36:38Z",
        }
    }

    assert proofs.verify_proof(document, PUBLIC, now=NOW).verification_method == METHOD


def test_options_that_were_hashed_with_the_context_but_sent_without_it_are_verified():
    made = proven()  # Fedify sends its proofs this way
    del made["proof"]["@context"]

    proofs.verify_proof(made, PUBLIC, now=NOW)


def test_an_ld_signature_around_the_proof_does_not_break_it():
    around = proven() | {"signature": {"type": "RsaSignature2017", "signatureValue": "x"}}

    proofs.verify_proof(around, PUBLIC, now=NOW)


def test_the_proof_is_found_among_others():
    made = proven()
    made["proof"] = [{"type": "DataIntegrityProof", "cryptosuite": "mldsa44-jcs-2024"}, 5, made["proof"]]

    assert proofs.find_proof(made).verification_method == METHOD
    proofs.verify_proof(made, PUBLIC, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Delete"},
        {"actor": "https://server.example/users/mallory"},
        {"object": {"type": "Note", "content": "Hello world!"}},
        {"to": ["https://www.w3.org/ns/activitystreams#Public"]},
    ],
)
def test_a_changed_document_is_refused(change):
    refuse(proven() | change, "does not fit")


@pytest.mark.parametrize("name", ["created", "verificationMethod"])
def test_changed_options_are_refused(name):
    made = proven()
    made["proof"] = made["proof"] | {name: "2023-02-24T23:36:39Z"}

    refuse(made, "does not fit")


def test_a_changed_context_is_refused():
    made = proven()
    made["@context"] = [*made["@context"], {"content": "https://evil.example/ns#content"}]

    refuse(made, "another @context")


def test_another_key_is_refused():
    refuse(proven(), "does not fit", keys.generate_ed25519().public)
    refuse(proven(), "needs an Ed25519", keys.generate_rsa().public)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Ed25519Signature2020"},
        {"cryptosuite": "jcs-eddsa-2022"},
        {"proofPurpose": "authentication"},
        {"verificationMethod": None},
        {"verificationMethod": ["x"]},
        {"proofValue": "uAAAA"},
        {"proofValue": "z0OIl"},
        {"proofValue": to_base58btc(b"x" * 63)},
        {"proofValue": 5},
    ],
)
def test_a_proof_of_another_kind_counts_as_none(change):
    made = proven()
    made["proof"] = made["proof"] | change

    assert proofs.find_proof(made) is None
    refuse(made, "no integrity proof")


def test_a_proof_from_the_future_or_past_its_end_is_refused():
    made = proven()
    ending = proven()
    ending["proof"] = ending["proof"] | {"expires": "2024-01-01T00:00:00Z"}

    refuse(made, "future", now=CREATED - timedelta(hours=2))
    refuse(ending, "expired")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2**60, "\ud800"])
def test_what_canonical_json_cannot_write_is_refused(number):
    made = proven()

    refuse(made | {"odd": number}, "cannot be checked")
    with pytest.raises(Invalid):
        proven({"odd": number})


def test_a_document_nested_without_end_is_refused():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]

    with pytest.raises(Invalid):
        proven({"deep": deep})


def test_an_rsa_key_makes_no_proof():
    with pytest.raises(Invalid):
        proven(key=keys.generate_rsa())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), max_size=8).filter(
            lambda name: name not in ("proof", "signature", "@context")
        ),
        JSON,
        max_size=5,
    )
)
def test_any_json_can_be_proven(document):
    proofs.verify_proof(proven(document), PUBLIC, now=NOW)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "type",
                "cryptosuite",
                "proofPurpose",
                "proofValue",
                "created",
                "expires",
                "@context",
                "verificationMethod",
            ]
        ),
        JSON,
    )
)
def test_random_proofs_are_refused_in_words(change):
    made = proven() | {"object": "something else"}
    made["proof"] = made["proof"] | change

    with pytest.raises(Unauthenticated):
        proofs.verify_proof(made, PUBLIC, now=NOW)
