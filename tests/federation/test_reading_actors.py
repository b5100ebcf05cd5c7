"""Actors, and the keys that speak for them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from node.errors import Invalid
from node.federation.keys import generate_ed25519, generate_rsa
from node.federation.reading import ReadKey, read_actor
from node.model.account import Kind, ProfileField
from tests.federation.documents import BOB, NOW, an_actor

PAYLOADS = Path(__file__).parent.parent / "payloads"
RSA = generate_rsa().public
ED25519 = generate_ed25519().public


def read(**changes):
    return read_actor(an_actor(**changes), now=NOW, account_id=42)


def test_an_actor_becomes_an_account():
    actor = read_actor(
        an_actor(
            name="Bob \u202e<b>B.</b>",
            summary="<p>Hallo<script>x</script></p>",
            url=[{"type": "Link", "href": "https://there.test/@bob", "mediaType": "text/html"}],
            endpoints={"sharedInbox": "https://there.test/inbox"},
            featured={"id": f"{BOB}/featured", "type": "OrderedCollection"},
            icon=[
                {"type": "Image", "url": "https://there.test/48.png"},
                {"type": "Image", "url": "https://there.test/120.png"},
            ],
            image={"type": "Image", "url": [{"href": "https://there.test/header.png"}]},
            alsoKnownAs="https://there.test/users/robert",
            movedTo={"id": "https://elsewhere.test/users/bob"},
            manuallyApprovesFollowers=True,
            discoverable=True,
            indexable="true",
            published="2020-01-01T00:00:00Z",
            webfinger="acct:bob@there.example",
            attachment=[
                {"type": "PropertyValue", "name": "Web", "value": '<a href="https://bob.test" onclick="x">bob</a>'},
                {"type": "Note", "name": "Amt", "content": "<b>Bauamt</b>"},
                {"type": "PropertyValue", "value": "nameless"},
                {"type": "Link", "name": "Seite", "href": "javascript:x"},
                5,
            ],
        ),
        now=NOW,
        account_id=42,
        host="there.example",
    )

    account = actor.account
    assert (account.id, account.uri, account.handle, account.kind) == (42, BOB, "bob@there.example", Kind.PERSON)
    assert (account.display_name, account.summary) == ("Bob B.", "<p>Hallo</p>")
    assert (account.url, account.shared_inbox) == ("https://there.test/@bob", "https://there.test/inbox")
    assert (account.icon, account.header) == ("https://there.test/120.png", "https://there.test/header.png")
    assert (account.featured_uri, account.followers_uri) == (f"{BOB}/featured", f"{BOB}/followers")
    assert (account.aliases, account.moved_to) == (
        ("https://there.test/users/robert",),
        "https://elsewhere.test/users/bob",
    )
    assert (account.approves_followers, account.discoverable, account.indexable) == (True, True, False)
    assert (account.created_at, account.fetched_at) == (datetime(2020, 1, 1, tzinfo=UTC), NOW)
    assert account.fields == (
        ProfileField("Web", '<a href="https://bob.test" rel="nofollow noopener noreferrer">bob</a>'),
        ProfileField("Amt", "<b>Bauamt</b>"),
    )
    assert actor.webfinger == "bob@there.example"


@pytest.mark.parametrize("kind", ["Person", "Service", "Group", "Organization", "Application", "as:Group"])
def test_all_five_kinds_of_actors_are_accounts(kind):
    assert read(type=[kind, "Thing"]).account.kind == kind.removeprefix("as:")


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "Note"},
        {"type": "Tombstone"},
        {"type": None},
        {"id": None},
        {"id": "acct:bob@there.test"},
        {"inbox": None},
        {"inbox": "javascript:x"},
        {"inbox": "urn:x"},
        {"preferredUsername": "bob smith"},
        {"preferredUsername": "@"},
        {"preferredUsername": None, "id": "https://there.test/"},
        {"preferredUsername": None, "id": "https://there.test/u/%3Cb%3E"},
        {"preferredUsername": "x" * 200},
    ],
)
def test_what_cannot_be_reached_or_named_is_refused(changes):
    with pytest.raises(Invalid):
        read(**changes)


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("https://there.test/@bob", "bob"),
        ("https://there.test/users/bob/", "bob"),
        ("https://there.test/u/b%C3%B6b?x=1", "böb"),
    ],
)
def test_a_missing_name_is_taken_from_the_address(uri, name):
    assert read(preferredUsername=None, id=uri).account.name == name


@pytest.mark.parametrize("field", ["followers", "following", "outbox", "featured"])
@pytest.mark.parametrize(
    "address", ["https://elsewhere.test/users/eve/followers", "http://there.test/x", "https://[::1", 5]
)
def test_collections_of_another_origin_are_nobodys(field, address):
    """Otherwise a stranger's followers-only posts would reach whoever claims their followers."""
    account = read(**{field: address}).account

    assert {"followers": account.followers_uri, "following": account.following_uri, "outbox": account.outbox,
            "featured": account.featured_uri}[field] is None  # fmt: skip


def test_keys_of_both_kinds_are_read():
    rsa = {"id": f"{BOB}#main-key", "owner": BOB, "publicKeyPem": RSA.pem}
    multikey = {"id": f"{BOB}#ed", "type": "Multikey", "controller": BOB, "publicKeyMultibase": ED25519.multibase}

    expected = (ReadKey(f"{BOB}#main-key", "rsa", RSA.pem), ReadKey(f"{BOB}#ed", "ed25519", ED25519.multibase))

    assert read(publicKey=rsa, assertionMethod=[multikey, f"{BOB}#elsewhere"]).keys == expected
    assert read(publicKey=[rsa], assertionMethod=multikey).keys == expected
    assert read(**{"@context": None}, publicKey=rsa).keys == expected[:1]
    assert read(publicKey=rsa | {"owner": None, "controller": BOB}).keys == expected[:1]


@pytest.mark.parametrize(
    "change",
    [
        {"owner": "https://there.test/users/eve"},
        {"owner": None},
        {"owner": [BOB.upper()]},
        {"id": None},
        {"id": "https://elsewhere.test/users/bob#main-key"},
        {"id": "main-key"},
        {"publicKeyPem": None},
        {"publicKeyPem": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"},
        {"publicKeyPem": 5},
    ],
)
def test_keys_of_others_elsewhere_or_broken_are_left_out(change):
    key = {"id": f"{BOB}#main-key", "owner": BOB, "publicKeyPem": RSA.pem} | change

    assert read(publicKey=key).keys == ()


def test_a_hundred_keys_are_bounded():
    keys = [{"id": f"{BOB}#{number}", "owner": BOB, "publicKeyPem": RSA.pem} for number in range(100)]

    assert len(read(publicKey=keys).keys) == 8


@pytest.mark.parametrize("given", [None, "bob", "acct:@there.test", 5, "a b@there.test", "bob@there.test/x"])
def test_a_handle_that_is_none_is_not_claimed(given):
    assert read(webfinger=given).webfinger is None


@pytest.mark.parametrize("software", sorted(path.parent.name for path in PAYLOADS.glob("*/_actors.json")))
def test_recorded_actors_are_accounts_with_keys(software):
    for document in json.loads((PAYLOADS / software / "_actors.json").read_text(encoding="utf-8")):
        whole = json.loads(json.dumps(document).replace(f"PEM:{document['id']}", json.dumps(RSA.pem)[1:-1]))

        actor = read_actor(whole, now=NOW, account_id=1)

        assert actor.account.uri == document["id"]
        assert [key.public for key in actor.keys if key.kind == "rsa"] == [RSA.pem]
