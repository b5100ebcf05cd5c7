"""Single values in all the shapes ActivityStreams allows them."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from node.errors import Invalid, TooLarge
from node.federation.reading import (
    embedded,
    kinds_of,
    listed,
    moment_of,
    read_activity,
    read_json,
    read_page,
    text_of,
    uri_of,
    uris_of,
    web_of,
)
from tests.federation.documents import BOB, PUBLIC

ID = "https://there.test/notes/1"


@pytest.mark.parametrize(
    "value",
    [
        ID,
        f" {ID}\n",
        [ID],
        [ID, "https://there.test/notes/2"],
        [None, 5, ID],
        {"id": ID},
        {"@id": ID},
        {"type": "Note", "id": ID, "content": "whole"},
        {"type": "Link", "href": ID},
        [{"type": "Link", "href": ID}],
        {"@value": ID},
        {"0": ID, "2": "https://there.test/notes/2"},
    ],
)
def test_an_address_is_found_in_every_shape(value):
    assert uri_of(value) == ID


@pytest.mark.parametrize(
    "value",
    [None, "", "notes/1", "/notes/1", 5, True, [], {}, {"id": 5}, [[ID]], "https://there.test/a b", "x" * 3000, "a:\0"],
)
def test_what_is_no_address_is_none(value):
    assert uri_of(value) is None


@pytest.mark.parametrize("value", ["as:Public", "Public", PUBLIC, ["as:Public"], {"id": "as:Public"}])
def test_the_public_has_one_name(value):
    assert uri_of(value) == PUBLIC
    assert uris_of([value, PUBLIC] if isinstance(value, str) else value) == (PUBLIC,)


@pytest.mark.parametrize("value", ["javascript:alert(1)", "data:text/html,x", "acct:bob@there.test", "tag:x,2026:1"])
def test_what_no_browser_may_follow_is_no_web_address(value):
    assert web_of(value) is None


def test_addresses_come_once_in_their_order_and_bounded():
    many = [f"https://there.test/{number % 7}" for number in range(10_000)]

    found = uris_of(many, 20)

    assert found == tuple(f"https://there.test/{number}" for number in range(7))


def test_only_an_object_given_whole_is_embedded():
    assert embedded({"id": ID}) is None
    assert embedded(ID) is None
    assert embedded([ID, {"id": ID, "type": "Note"}]) == {"id": ID, "type": "Note"}


@pytest.mark.parametrize(
    ("document", "kinds"),
    [
        ({"type": "Note"}, ("Note",)),
        ({"type": ["Note", "Article"]}, ("Note", "Article")),
        ({"type": "as:Note"}, ("Note",)),
        ({"@type": "https://www.w3.org/ns/activitystreams#Note"}, ("Note",)),
        ({"type": "http://schema.org/Event"}, ("Event",)),
        ({"type": [5, None, "Note"]}, ("Note",)),
        ({"type": 5}, ()),
        ({}, ()),
    ],
)
def test_types_lose_their_namespace(document, kinds):
    assert kinds_of(document) == kinds


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-10-05T08:15:00Z", datetime(2026, 10, 5, 8, 15, tzinfo=UTC)),
        ("2026-10-05T10:15:00+02:00", datetime(2026, 10, 5, 8, 15, tzinfo=UTC)),
        ("2026-10-05T08:15:00", datetime(2026, 10, 5, 8, 15, tzinfo=UTC)),
        ("2026-10-05T08:15:00.123456789Z", datetime(2026, 10, 5, 8, 15, 0, 123456, tzinfo=UTC)),
        ("2026-10-05", datetime(2026, 10, 5, tzinfo=UTC)),
        ({"@value": "2026-10-05T08:15:00Z", "@type": "xsd:dateTime"}, datetime(2026, 10, 5, 8, 15, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("gestern", None),
        (1_790_000_000, None),
        ("2026-13-45T99:00:00Z", None),
    ],
)
def test_times_are_read_as_utc(written, meant):
    found = moment_of(written)

    assert found == meant
    assert found is None or found.utcoffset() == timedelta(0)


def test_a_text_may_be_an_expanded_value():
    assert text_of([{"@value": "eins", "@language": "de"}, "zwei"]) == "eins"
    assert text_of({"x": 1}) == ""
    assert listed({"0": "a", "3": "b"}) == ["a", "b"]


# --- documents


def test_one_object_is_read():
    assert read_json(b'\xef\xbb\xbf{"a": [1, "\\u00e4"], "a": 2}') == {"a": 2}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'"text"',
        b"null",
        b"{",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": 1} {"b": 2}',
        b'{"a":' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":[' + b"[]," * 30_000 + b"[]]}",
    ],
)
def test_what_is_no_object_or_too_deep_is_refused(raw):
    with pytest.raises(Invalid):
        read_json(raw)


def test_too_many_bytes_are_refused_before_they_are_read():
    with pytest.raises(TooLarge):
        read_json(b" " * (1024 * 1024 + 1))


def test_nul_characters_are_left_out_everywhere():
    document = read_json(b'{"a\\u0000b": ["x\\u0000y", {"z": "\\u0000"}], "n": 1}')

    assert document == {"ab": ["xy", {"z": ""}], "n": 1}


# --- activities


@pytest.mark.parametrize("actor", [BOB, [BOB], {"id": BOB, "type": "Person"}, [{"id": BOB}, BOB]])
def test_the_actor_of_an_activity_is_found_in_every_shape(actor):
    activity = read_activity({"id": "https://there.test/1", "type": ["Foo", "Like"], "actor": actor})

    assert (activity.id, activity.kind, activity.actor) == ("https://there.test/1", "Like", BOB)


def test_an_activity_may_lack_an_id():
    assert read_activity({"type": "Accept", "actor": BOB}).id is None
    assert read_activity({"type": "Accept", "actor": BOB, "id": "follow-1"}).id is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "Like"},
        {"actor": BOB},
        {"type": "Like", "actor": None},
        {"type": "Like", "actor": "bob"},
        {"type": "Like", "actor": PUBLIC.replace("https://", "urn:")},
        {"type": "Like", "actor": [BOB, "https://there.test/users/eve"]},
        {"type": [], "actor": BOB},
    ],
)
def test_an_activity_without_type_or_with_other_than_one_actor_is_refused(body):
    with pytest.raises(Invalid):
        read_activity(body)


# --- collections


def test_a_page_says_what_it_holds_and_where_it_goes_on():
    page = read_page(
        {
            "id": "https://there.test/outbox?page=1",
            "type": "OrderedCollectionPage",
            "totalItems": 3,
            "orderedItems": [ID, {"id": ID}, {"type": "Link", "href": ID}, {"type": "Create", "id": ID}, 5, None],
            "next": {"id": "https://there.test/outbox?page=2"},
        }
    )

    assert page.items == (ID, ID, ID, {"type": "Create", "id": ID})
    assert page.next == "https://there.test/outbox?page=2"
    assert page.total == 3


@pytest.mark.parametrize(
    ("first", "items", "following"),
    [
        ("https://there.test/r?page=1", (), "https://there.test/r?page=1"),
        (
            {"type": "CollectionPage", "items": [ID], "next": "https://there.test/r?page=2"},
            (ID,),
            "https://there.test/r?page=2",
        ),
        ({"type": "CollectionPage", "items": ID}, (ID,), None),
        ({"id": "https://there.test/r?page=1", "type": "CollectionPage"}, (), "https://there.test/r?page=1"),
        (None, (), None),
    ],
)
def test_a_collection_leads_to_its_first_page(first, items, following):
    page = read_page({"id": "https://there.test/r", "type": "Collection", "attributedTo": BOB, "first": first})

    assert (page.items, page.next, page.owner_uri) == (items, following, BOB)


def test_what_is_no_collection_is_no_page():
    with pytest.raises(Invalid):
        read_page({"type": "Note", "items": [ID]})


def test_a_page_of_a_million_items_is_cut_off():
    page = read_page({"type": "Collection", "items": [ID] * 100_000})

    assert len(page.items) == 500


def test_offsets_are_kept_as_the_same_moment():
    berlin = timezone(timedelta(hours=2))

    assert moment_of("2026-10-05T10:15:00+02:00") == datetime(2026, 10, 5, 10, 15, tzinfo=berlin)


def test_a_document_that_is_json_is_read_as_json_reads_it():
    document = {"type": "Note", "content": "Grüße 😀", "numbers": [1, 2.5, -3, True, None]}

    assert read_json(json.dumps(document).encode()) == document
