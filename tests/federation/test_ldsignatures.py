"""LD signatures: a recorded one of Mastodon pins the canonical form, ours is checked the way Mastodon does it."""

from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from node.errors import Invalid
from node.federation import keys, proofs
from node.federation.ldsignatures import BUNDLED, OPTIONS_CONTEXT, LdSigner

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
ACTOR = "https://stadt.example/users/amt"
CREATOR = f"{ACTOR}#main-key"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
RSA = keys.generate_rsa()

NOTE = {
    "@context": [
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
        {"toot": "http://joinmastodon.org/ns#", "sensitive": "as:sensitive", "votersCount": "toot:votersCount"},
    ],
    "id": "https://stadt.example/activities/1",
    "type": "Create",
    "actor": ACTOR,
    "to": [PUBLIC],
    "object": {
        "id": f"{ACTOR}/posts/1",
        "type": "Note",
        "attributedTo": ACTOR,
        "content": "<p>Das Bürgeramt öffnet „um acht“.</p>",
        "contentMap": {"de": "<p>Das Bürgeramt öffnet „um acht“.</p>"},
        "sensitive": False,
        "to": [PUBLIC],
    },
}

# Signed by Mastodon (activitypub.academy, 2024-09-12); published as a test vector of Fedify, see THIRD_PARTY.md.
ACADEMY = "https://activitypub.academy/users/brauca_darradiul"
STATUS = f"{ACADEMY}/statuses/113125611605598678"
RECORDED = {
    "@context": [
        "https://www.w3.org/ns/activitystreams",
        {
            "ostatus": "http://ostatus.org#",
            "atomUri": "ostatus:atomUri",
            "inReplyToAtomUri": "ostatus:inReplyToAtomUri",
            "conversation": "ostatus:conversation",
            "sensitive": "as:sensitive",
            "toot": "http://joinmastodon.org/ns#",
            "votersCount": "toot:votersCount",
        },
    ],
    "id": f"{STATUS}/activity",
    "type": "Create",
    "actor": ACADEMY,
    "published": "2024-09-12T16:50:45Z",
    "to": [PUBLIC],
    "cc": [f"{ACADEMY}/followers"],
    "object": {
        "id": STATUS,
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "published": "2024-09-12T16:50:45Z",
        "url": "https://activitypub.academy/@brauca_darradiul/113125611605598678",
        "attributedTo": ACADEMY,
        "to": [PUBLIC],
        "cc": [f"{ACADEMY}/followers"],
        "sensitive": False,
        "atomUri": STATUS,
        "inReplyToAtomUri": None,
        "conversation": "tag:activitypub.academy,2024-09-12:objectId=187606:objectType=Conversation",
        "content": "<p>Test</p>",
        "contentMap": {"en": "<p>Test</p>"},
        "attachment": [],
        "tag": [],
        "replies": {
            "id": f"{STATUS}/replies",
            "type": "Collection",
            "first": {
                "type": "CollectionPage",
                "next": f"{STATUS}/replies?only_other_accounts=true&page=true",
                "partOf": f"{STATUS}/replies",
                "items": [],
            },
        },
    },
    "signature": {
        "type": "RsaSignature2017",
        "creator": f"{ACADEMY}#main-key",
        "created": "2024-09-12T16:50:46Z",
        "signatureValue": "osp9n4Pubp8XFvBi0iwrpCjDkIpuuUr2klp+r8Jp289ISqRNlUPeHVvNrQSE2vqNm4j/cJGuQruIqZPTAmTjjB3HtqgawoAG11DA7OPpY6mJLruKnbqadV1cy5V0DJI9CRJXEBuEmMTJRO9gi1cyzlM4QxK30YrjmtQNLoU9th97da4lumsl+a5cAue38MDuJZvLWDOTZ1EGixwhLP8FevdnZ+jqwctGu9KrgDImBIpBkQaqHFTTGrbE7FlXsj1pneOUQTuRDa9zlk2DmgXeEBWN2OJZDjgJ4iBsF2JHtCn6PccKbuI9s2VLhnobPtLB8YdHYKqIPLmv0UOjAM8XrQ==",
    },
}
RECORDED_KEY = (
    "-----BEGIN PUBLIC KEY----- MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA5W/9rYXddIjKo9Ury/LK "
    "XqQYbj0cOx/c+T1uRHJzced8JbvXdiBCNZXVVrIaygy3G/MOvxMW4kbA1bqeiSYY V9TXBMI6gVVDnl5VG64uGxswcvUWqQU5Q1mwuwyGCPhexAq3BKe/7uH64AZgx11e "
    "KLl3W3WcIMKmunYn8+z6hm0003hMensXMNpMVfqLoXaeuro7pYnwOSWoHFS3AxWK llMwAoa5waulgai8gD7/uA5Y9Hvguk/OBYBh9YnIX5N5jScsmY/EYuesNIH2Ct9s "
    "E3aVkTjZUt55JtXnk8Q9eTnrcB/98RtLWH4pJTKJhzxv19i3aZT3yDApPk0Q/biI JQIDAQAB -----END PUBLIC KEY----- "
)


@pytest.fixture(scope="module")
def signer():
    return LdSigner()


def as_mastodon_verifies(signer, document, key) -> bool:
    """app/lib/activitypub/linked_data_signature.rb: both canonical forms hashed, the two hexadecimal sums joined."""
    signature = document["signature"]
    options = {name: value for name, value in signature.items() if name not in ("type", "id", "signatureValue")}
    bare = {name: value for name, value in document.items() if name != "signature"}
    joined = "".join(
        sha256(signer.canonical(part).encode()).hexdigest() for part in (options | {"@context": OPTIONS_CONTEXT}, bare)
    )
    return key.verify(b64decode(signature["signatureValue"]), joined.encode())


def test_a_signature_that_mastodon_made_fits_our_canonical_form(signer):
    key = keys.load_public(RECORDED_KEY)

    assert as_mastodon_verifies(signer, RECORDED, key)
    assert not as_mastodon_verifies(signer, RECORDED | {"published": "2024-09-12T16:50:44Z"}, key)


def test_our_signature_is_verified_as_mastodon_does(signer):
    document = signer.sign(NOTE, key=RSA, creator=CREATOR, created=NOW)

    assert {name: value for name, value in document.items() if name != "signature"} == NOTE
    assert document["signature"]["creator"] == CREATOR
    assert document["signature"]["created"] == "2026-11-01T12:00:00Z"
    assert as_mastodon_verifies(signer, document, RSA.public)


def test_the_same_time_gives_the_same_signature(signer):
    first = signer.sign(NOTE, key=RSA, creator=CREATOR, created=NOW)

    assert signer.sign(first, key=RSA, creator=CREATOR, created=NOW) == first
    assert LdSigner().sign(NOTE, key=RSA, creator=CREATOR, created=NOW) == first


@pytest.mark.parametrize("member", ["id", "actor", "to"])
def test_every_word_is_signed(signer, member):
    document = signer.sign(NOTE, key=RSA, creator=CREATOR, created=NOW)

    assert not as_mastodon_verifies(signer, document | {member: "https://evil.example/"}, RSA.public)


def test_a_proof_under_the_signature_stays_good(signer):
    key = keys.generate_ed25519()
    context = [*NOTE["@context"], "https://w3id.org/security/data-integrity/v1"]
    proven = proofs.add_proof(
        NOTE | {"@context": context}, key=key, verification_method=f"{ACTOR}#ed25519-key", created=NOW
    )

    document = signer.sign(proven, key=RSA, creator=CREATOR, created=NOW)

    assert as_mastodon_verifies(signer, document, RSA.public)
    assert proofs.verify_proof(document, key.public, now=NOW)


@pytest.mark.parametrize("address", BUNDLED)
def test_each_bundled_context_can_be_used(signer, address):
    assert signer.canonical({"@context": [address, {"name": "https://schema.org/name"}], "@id": ACTOR, "name": "Amt"})


@pytest.mark.parametrize(
    "context",
    [
        "https://evil.example/context",
        ["https://www.w3.org/ns/activitystreams", "http://127.0.0.1/x"],
        "file:///etc/passwd",
    ],
)
def test_an_unknown_context_is_refused_and_not_fetched(signer, context):
    with pytest.raises(Invalid, match="not one of those we know"):
        signer.sign(NOTE | {"@context": context}, key=RSA, creator=CREATOR, created=NOW)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"id": ACTOR},
        {"@context": "relative", "id": ACTOR},
        {"@context": 5, "id": "x"},
        {"@context": {"a": {"@id": 5}}, "a": 1},
    ],
)
def test_what_is_no_json_ld_is_refused(signer, document):
    with pytest.raises(Invalid):
        signer.sign(document, key=RSA, creator=CREATOR, created=NOW)


def test_an_ed25519_key_makes_no_ld_signature(signer):
    with pytest.raises(Invalid, match="RSA"):
        signer.sign(NOTE, key=keys.generate_ed25519(), creator=CREATOR, created=NOW)


def test_the_contexts_kept_ready_are_bounded(signer):
    for number in range(200):
        signer.canonical({"@context": {"name": f"https://schema.org/name{number}"}, "@id": ACTOR, "name": "Amt"})

    assert len(signer._resolved) <= 64
