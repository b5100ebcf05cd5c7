"""The recorded shapes in tests/payloads are whole: a test that delivers them can rely on what their README promises."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PAYLOADS = Path(__file__).parent / "payloads"
THERE = "https://there.test/"
PUBLIC = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
NAMED_IN_THE_ISSUE = {
    "mastodon", "gotosocial", "pleroma", "misskey", "lemmy", "peertube", "mobilizon", "wordpress",
    "friendica", "pixelfed", "nodebb", "snac", "hubzilla", "bookwyrm",
}  # fmt: skip
OUTCOMES = {
    "post", "edited", "deleted", "boost", "like", "reaction", "follow", "accepted", "rejected", "undone", "pinned",
    "unpinned", "blocked", "report", "moved", "account", "vote", "quote", "ignored", "refused",
}  # fmt: skip
CHECKS = {
    "text_contains": str,
    "name": str,
    "tags": list,
    "mentions": list,
    "attachments": int,
    "visibility": str,
    "language": str,
    "poll_options": int,
}

FILES = sorted(path for path in PAYLOADS.glob("*/*.json") if not path.name.startswith("_"))
SOFTWARE = sorted(path.name for path in PAYLOADS.iterdir() if path.is_dir())


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def actors(software: str) -> dict[str, Any]:
    return {actor["id"]: actor for actor in read(PAYLOADS / software / "_actors.json")}


def served(software: str) -> dict[str, Any]:
    """Everything the fake server answers, by address."""
    documents = actors(software)
    path = PAYLOADS / software / "_objects.json"
    for entry in read(path) if path.exists() else []:
        address, document = (entry["at"], entry["document"]) if "at" in entry else (entry["id"], entry)
        assert address not in documents, f"{software} serves {address} twice"
        documents[address] = document
    return documents


def ids(value: Any) -> list[str]:
    """The ids in a property that is a string, an object or a list of them."""
    values = value if isinstance(value, list) else [value]
    return [item for entry in values if (item := entry.get("id") if isinstance(entry, dict) else entry)]


def objects(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def must_be_fetched(signer: str, activity: dict[str, Any]) -> Iterator[str]:
    """Addresses over there without which the activity cannot be understood. ARCHITECTURE 3b.7: whose word counts."""
    yield from ids(activity.get("actor", []))
    kind = activity["type"]
    if kind == "Announce":
        for item in objects(activity["object"]):
            embeds_activity = isinstance(item, dict) and "actor" in item and "object" in item
            if embeds_activity:
                yield from ids(item["object"])
            elif isinstance(item, str) or signer not in ids(item.get("attributedTo")):
                yield from ids(item)
    if kind == "Create":
        for item in objects(activity["object"]):
            if isinstance(item, str) or signer not in ids(item.get("attributedTo")):
                yield from ids(item)
            if isinstance(item, dict):
                yield from (parent for parent in ids(item.get("inReplyTo") or []) if parent.startswith(THERE))
    if kind == "Move" and activity["object"] == signer:
        yield from ids(activity["target"])
    if kind == "QuoteRequest" and isinstance(activity["instrument"], str):
        yield activity["instrument"]


def deliveries(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return [*payload.get("before", []), {"signer": payload["signer"], "activity": payload["activity"]}]


def addresses(value: Any) -> Iterator[str]:
    """Every string in a document."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from addresses(inner)


def test_there_are_enough_of_them():
    per_software = Counter(path.parent.name for path in FILES)

    assert set(SOFTWARE) >= NAMED_IN_THE_ISSUE
    assert len(FILES) >= 90
    assert min(per_software.values()) >= 4
    assert set(per_software) == set(SOFTWARE)


def test_every_outcome_and_every_kind_of_activity_occurs():
    payloads = [read(path) for path in FILES]

    assert {payload["expect"]["outcome"] for payload in payloads} == OUTCOMES
    assert {payload["activity"]["type"] for payload in payloads} >= {
        "Accept", "Add", "Announce", "Block", "Create", "Delete", "Dislike", "EmojiReact", "Flag", "Follow", "Join",
        "Like", "Move", "QuoteRequest", "Reject", "Remove", "Undo", "Update", "View",
    }  # fmt: skip
    kinds = {
        actor["type"] for software in SOFTWARE for actor in actors(software).values() if isinstance(actor["type"], str)
    }
    assert kinds >= {"Person", "Service", "Group", "Organization", "Application"}


@pytest.mark.parametrize("software", SOFTWARE)
def test_its_actors_can_be_served_and_sign(software):
    for address, actor in actors(software).items():
        (key,) = objects(actor["publicKey"])

        assert address.startswith(THERE)
        assert actor["inbox"].startswith(THERE)
        assert actor["preferredUsername"]
        assert key["owner"] == address
        assert key["publicKeyPem"] == f"PEM:{address}"
        assert key["id"].split("#")[0].rstrip("/") == address.rstrip("/") or key["id"] in served(software)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_payload_is_well_formed(path):
    payload = read(path)

    assert set(payload) <= {"about", "signer", "given", "before", "activity", "expect"}
    assert "Source: " in payload["about"]
    assert set(payload.get("given", {})) <= {"follows", "asked"}

    expect = dict(payload["expect"])
    assert expect.pop("status") in {202, "any"}
    assert expect.pop("outcome") in OUTCOMES
    for check, value in expect.items():
        assert isinstance(value, CHECKS[check]), check
    assert expect.get("visibility", "public") in {"public", "unlisted", "followers", "direct"}
    assert all(tag == tag.casefold().lstrip("#") for tag in expect.get("tags", []))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_whoever_signs_is_served(path):
    payload = read(path)
    known = actors(path.parent.name)

    for delivery in deliveries(payload):
        assert delivery["signer"] in known
        assert isinstance(delivery["activity"]["type"], str)
    for named in payload.get("given", {}).values():
        assert set(named) <= set(known)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_whatever_must_be_fetched_is_served(path):
    payload = read(path)
    documents = served(path.parent.name)
    what_is_refused_need_not_exist = payload["expect"]["outcome"] == "refused"

    for delivery in deliveries(payload):
        for address in must_be_fetched(delivery["signer"], delivery["activity"]):
            ours = address.startswith("https://here.test/")
            assert address in documents or ours or what_is_refused_need_not_exist, address


@pytest.mark.parametrize("path", sorted(PAYLOADS.glob("*/*.json")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_real_host_is_addressed(path):
    """Namespaces and examples only: a harness that replaces the two origins reaches nobody else."""
    text = path.read_text(encoding="utf-8")

    hosts = set(re.findall(r"https?://([a-z0-9.-]+)", text))

    assert hosts <= {
        "there.test", "here.test", "elsewhere.test", "example.org", "bob.example.org",
        "www.w3.org", "w3id.org", "joinmastodon.org", "ostatus.org", "schema.org", "litepub.social", "purl.org",
        "diasporafoundation.org", "fedibird.com", "misskey-hub.net", "gotosocial.org", "joinmobilizon.org",
        "joinpeertube.org", "join-lemmy.org", "pixelfed.org", "purl.archive.org", "datatracker.ietf.org",
    }  # fmt: skip


def test_an_embedded_object_that_counts_stands_on_its_authors_origin():
    for path in FILES:
        payload = read(path)
        for delivery in deliveries(payload):
            activity = delivery["activity"]
            if activity["type"] not in {"Create", "Update"} or payload["expect"]["outcome"] == "refused":
                continue
            for item in objects(activity["object"]):
                assert all(address.startswith(THERE) for address in ids(item)), path


def test_edits_and_deletions_are_about_something_that_came_before():
    for path in FILES:
        payload = read(path)
        if payload["expect"]["outcome"] in {"edited", "deleted", "undone", "unpinned"}:
            earlier = {text for delivery in payload["before"] for text in addresses(delivery["activity"])}
            activity = payload["activity"]
            inner = activity["object"]
            inner = inner["object"] if activity["type"] == "Announce" else inner
            named = set(ids(inner)) or set(ids(inner["object"]))
            assert named & (earlier | PUBLIC), path
