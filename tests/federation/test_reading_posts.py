"""Posts as the Fediverse writes them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from node.errors import Invalid
from node.federation.reading import ReadMention, listed, read_activity, read_actor, read_json, read_page, read_post
from node.model.media import Media
from node.model.poll import Option
from node.model.post import Policy
from node.model.visibility import Visibility
from node.text.html import to_text
from tests.federation import pasture
from tests.federation.documents import BOB, NOW, PUBLIC, a_note

PAYLOADS = Path(__file__).parent.parent / "payloads"
PARENT = "https://here.test/users/alice/posts/1"


def read(**changes: Any):
    return read_post(a_note(**changes), now=NOW)


def test_a_plain_note_is_read():
    post = read(
        url="https://there.test/@bob/1",
        contentMap={"de": "<p>Guten Morgen</p>"},
        inReplyTo=PARENT,
        context="https://there.test/contexts/1",
        sensitive=True,
        summary="Frühaufsteher",
        replies={"id": "https://there.test/notes/1/replies", "type": "Collection", "totalItems": 3},
        likes={"type": "Collection", "totalItems": 5},
    )

    assert (post.uri, post.url, post.author_uri) == ("https://there.test/notes/1", "https://there.test/@bob/1", BOB)
    assert (post.kind, post.content, post.contents, post.language) == ("Note", "<p>Guten Morgen</p>", {}, "de")
    assert (post.summary, post.sensitive, post.name) == ("Frühaufsteher", True, "")
    assert (post.in_reply_to, post.context_uri) == (PARENT, "https://there.test/contexts/1")
    assert post.published_at == datetime(2026, 10, 5, 8, 15, tzinfo=UTC)
    assert (post.edited_at, post.vote_name, post.poll) == (None, None, None)
    assert post.visibility is Visibility.PUBLIC
    assert (post.replies_uri, post.totals.replies, post.totals.likes, post.totals.shares) == (
        "https://there.test/notes/1/replies", 3, 5, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"id": "urn:uuid:1"},
        {"id": ["x"]},
        {"attributedTo": None},
        {"attributedTo": "bob"},
        {"attributedTo": "https://elsewhere.test/users/bob"},
        {"attributedTo": "https://there.test.evil.test/users/bob"},
        {"attributedTo": "http://there.test/users/bob"},
        {"attributedTo": ["https://elsewhere.test/users/eve", BOB]},
        {"type": None},
        {"type": "Tombstone"},
        {"type": "Person"},
        {"type": "Create"},
        {"type": ["Foo", "OrderedCollection"]},
        {"type": "Mention"},
        {"type": "Foo bar"},
        {"type": "Foo", "content": None},
    ],
)
def test_what_is_no_post_or_nobodys_is_refused(changes):
    with pytest.raises(Invalid):
        read(**changes)


@pytest.mark.parametrize(
    "author",
    [
        BOB,
        [BOB],
        {"type": "Person", "id": BOB},
        [{"type": "Group", "id": "https://there.test/c/channel"}, {"type": "Person", "id": BOB}],
        [BOB, "https://there.test/c/channel"],
    ],
)
def test_the_author_is_found_and_a_person_goes_before_their_channel(author):
    assert read(attributedTo=author).author_uri == BOB


# --- who may read it


@pytest.mark.parametrize(
    ("to", "cc", "visibility"),
    [
        (PUBLIC, None, "public"),
        ("as:Public", f"{BOB}/followers", "public"),
        ([f"{BOB}/followers"], ["Public"], "unlisted"),
        ([f"{BOB}/followers"], [PARENT], "followers"),
        ([PARENT], [f"{BOB}/followers"], "followers"),
        ([PARENT], None, "direct"),
        (["https://there.test/users/eve/followers"], None, "direct"),
        (None, None, "direct"),
        ({"0": PARENT, "1": PUBLIC}, None, "public"),
        (5, {"x": "y"}, "direct"),
    ],
)
def test_visibility_comes_from_the_addressees(to, cc, visibility):
    assert read(to=to, cc=cc).visibility == visibility


def test_a_followers_collection_at_any_address_counts_when_it_is_known():
    note = a_note(to="https://there.test/f/17", cc=None)

    assert read_post(note, now=NOW).visibility is Visibility.DIRECT
    assert read_post(note, now=NOW, followers_uri="https://there.test/f/17").visibility is Visibility.FOLLOWERS


def test_somebody_elses_followers_are_not_the_authors():
    note = a_note(to=f"{BOB}/followers", cc=None)

    assert read_post(note, now=NOW, followers_uri="https://there.test/f/17").visibility is Visibility.DIRECT


def test_hidden_recipients_are_recipients_but_make_nothing_public():
    post = read(to=PARENT, cc=None, bto=[PUBLIC], bcc="https://here.test/users/alice")

    assert post.visibility is Visibility.DIRECT
    assert post.recipients == (PARENT, PUBLIC, "https://here.test/users/alice")


def test_the_activity_says_to_whom_when_the_object_does_not():
    note = a_note(to=None, cc=None)

    post = read_post(note, now=NOW, activity={"type": "Create", "to": PUBLIC, "cc": ["https://here.test/users/alice"]})

    assert post.visibility is Visibility.PUBLIC
    assert "https://here.test/users/alice" in post.recipients


def test_the_activity_does_not_widen_what_the_object_says():
    note = a_note(to="https://here.test/users/alice", cc=None)

    assert read_post(note, now=NOW, activity={"to": PUBLIC}).visibility is Visibility.DIRECT


# --- words


def test_further_languages_are_kept_and_cleaned():
    post = read(
        content="<p>Hallo</p>",
        contentMap={
            "en": "<p>Hello<script>x</script></p>",
            "de": "<p>Hallo</p>",
            "de_SIMPLE": "Hallo!",
            "??": "x",
            "fr": None,
        },
    )

    assert (post.language, post.content) == ("de", "<p>Hallo</p>")
    assert post.contents == {"en": "<p>Hello</p>", "de-simple": "Hallo!"}


@pytest.mark.parametrize(
    ("changes", "language", "content"),
    [
        ({"content": None, "contentMap": {"en": "A", "de": "B"}}, "en", "A"),
        ({"content": None, "contentMap": {"en": "A", "de": "B"}, "inLanguage": "de"}, "de", "B"),
        ({"content": {"@value": "B", "@language": "de"}}, "de", "B"),
        ({"content": [{"@value": "B", "@language": "de"}, {"@value": "A", "@language": "en"}]}, "de", "B"),
        ({"content": "B", "language": {"identifier": "de", "name": "German"}}, "de", "B"),
        ({"content": "B", "@context": [{"@language": "de"}]}, "de", "B"),
        ({"content": "B", "contentMap": {"und": "B"}}, None, "B"),
        ({"content": "B", "contentMap": ["de"]}, None, "B"),
    ],
)
def test_the_language_is_found_wherever_it_stands(changes, language, content):
    post = read(**changes)

    assert (post.language, post.content) == (language, content)


def test_content_is_safe_html_whatever_its_media_type():
    assert read(content='<p onclick="x">a<script>b</script></p>').content == "<p>a</p>"
    assert read(content="1 < 2\n<b>", mediaType="text/plain").content == "<p>1 &lt; 2<br>&lt;b&gt;</p>"
    assert "<strong>b</strong>" in read(content="a **b**", mediaType="text/markdown").content
    assert "<script" not in read(content="<script>x</script>", mediaType="text/markdown").content


def test_markdown_that_is_too_much_for_markdown_is_shown_as_text():
    assert "[[[" in read(content="[" * 2_000, mediaType="text/markdown").content


def test_titles_and_warnings_are_plain_text_on_one_line():
    post = read(name="a\n<b>b</b>\u202e", summary="<p>Achtung</p>\0")

    assert (post.name, post.summary) == ("a b", "Achtung")


def test_dear_texts_are_bounded_before_they_are_read():
    """Reading is done in the event loop: a megabyte of Markdown must not cost a second."""
    many = dict.fromkeys(("de", "en", "fr", "it", "es", "pt", "nl", "pl"), "**a** b\n\n" * 1000)

    plain = read(content="@a " * 300_000, mediaType="text/plain")
    markdown = read(content="**a** " * 50_000, mediaType="text/markdown")
    languages = read(content=None, contentMap=many, mediaType="text/markdown")

    assert len(plain.content) < 50_000
    assert "<strong>" not in markdown.content
    assert len(languages.contents) == 1


# --- times


@pytest.mark.parametrize("published", ["2031-01-01T00:00:00Z", None, "gestern", 5])
def test_what_is_published_later_than_now_or_nobody_knows_when_counts_as_now(published):
    assert read(published=published).published_at == NOW


def test_nothing_is_older_than_the_clocks_of_computers():
    assert read(published="1883-01-01T00:00:00Z").published_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_an_edit_is_later_than_the_post():
    assert read(updated="2026-10-05T08:15:00Z").edited_at is None
    assert read(updated="2026-10-04T08:15:00Z").edited_at is None
    assert read(updated="2026-10-06T08:15:00Z").edited_at == datetime(2026, 10, 6, 8, 15, tzinfo=UTC)
    assert read(updated="2036-10-06T08:15:00Z").edited_at == NOW


# --- addresses


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, "https://there.test/notes/1"),
        ("https://there.test/@bob/1", "https://there.test/@bob/1"),
        ("javascript:alert(1)", "https://there.test/notes/1"),
        (
            ["https://a.test/1", {"type": "Link", "mediaType": "text/html", "href": "https://b.test/1"}],
            "https://b.test/1",
        ),
        ([{"type": "Link", "mediaType": "video/mp4", "href": "https://v.test/1"}], "https://there.test/notes/1"),
        ({"href": "https://a.test/1"}, "https://a.test/1"),
        ([{"mediaType": "text/html; charset=utf-8", "href": "javascript:x"}, "https://a.test/1"], "https://a.test/1"),
    ],
)
def test_the_page_of_a_post_is_the_one_for_people(url, expected):
    assert read(url=url).url == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"quote": PARENT},
        {"quote": {"id": PARENT}},
        {"quoteUrl": PARENT},
        {"quoteUri": PARENT},
        {"_misskey_quote": PARENT},
        {"quote": {"type": "Tombstone"}, "quoteUri": PARENT},
        {"tag": {"type": "Link", "mediaType": "application/activity+json", "href": PARENT}},
        {"tag": [{"type": "Link", "rel": ["https://misskey-hub.net/ns#_misskey_quote"], "href": PARENT}]},
    ],
)
def test_a_quote_is_found_under_every_name(changes):
    assert read(**changes).quote_uri == PARENT


# --- tags


def test_tags_and_mentions_come_folded_once_and_without_nonsense():
    post = read(
        tag=[
            {"type": "Hashtag", "name": "#München"},
            {"type": "Hashtag", "name": "muenchen"},
            {"type": "Hashtag", "tag": "#Dorf"},
            {"type": "Hashtag", "name": "#1234"},
            {"type": "Mention", "href": PARENT, "name": "@alice@here.test"},
            {"type": "Mention", "href": PARENT, "name": "again"},
            {"type": "Mention", "href": "javascript:x"},
            {"name": "@carol", "href": "https://there.test/users/carol"},
            {"type": "Emoji", "name": ":blob:", "icon": {"type": "Image", "url": "https://there.test/blob.png"}},
            {"type": "Emoji", "name": ":bad:", "icon": {"url": "data:image/png,x"}},
            "text",
            None,
        ]
    )

    assert post.tags == ("muenchen", "dorf")
    assert post.mentions == (
        ReadMention(PARENT, "@alice@here.test"),
        ReadMention("https://there.test/users/carol", "@carol"),
    )
    assert [(emoji.name, emoji.url) for emoji in post.emojis] == [("blob", "https://there.test/blob.png")]


def test_ten_thousand_of_everything_are_bounded():
    post = read(
        to=[f"https://there.test/users/{number}" for number in range(10_000)],
        tag=[{"type": "Hashtag", "name": f"#tag{number}x"} for number in range(10_000)]
        + [{"type": "Mention", "href": f"https://there.test/users/{number}"} for number in range(10_000)],
        attachment=[{"type": "Image", "url": f"https://there.test/{number}.png"} for number in range(10_000)],
    )
    mentioned = read(tag=[{"type": "Mention", "href": f"https://there.test/users/{n}"} for n in range(10_000)])
    polled = read(type="Question", oneOf=[{"name": f"{number}"} for number in range(10_000)])

    assert len(post.recipients) <= 500
    assert len(post.tags) == 64
    assert len(mentioned.mentions) == 50
    assert len(post.media) == 16
    assert len(polled.poll.options) == 500


# --- media


def test_a_picture_comes_with_all_that_is_known_of_it():
    picture = {
        "type": "Document",
        "mediaType": "image/jpeg",
        "url": "https://there.test/1.jpg",
        "name": "Eine Brücke",
        "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
        "focalPoint": [-0.5, 1],
        "width": 640,
        "height": 480,
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "creditText": "Stadtarchiv",
    }

    (media,) = read(attachment=picture).media

    assert media == Media(
        id=0,
        url="https://there.test/1.jpg",
        mime="image/jpeg",
        description="Eine Brücke",
        blurhash="LEHV6nWB2yk8pyo0adR*.7kCMdnj",
        width=640,
        height=480,
        focus=(-0.5, 1.0),
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        credit="Stadtarchiv",
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdn"},
        {"blurhash": '"><script>'},
        {"blurhash": 5},
        {"focalPoint": [2, 0]},
        {"focalPoint": ["0", "1;color:red"]},
        {"focalPoint": [0]},
        {"focalPoint": [True, False]},
        {"width": -1, "height": 10**9},
        {"width": "javascript", "height": 0},
    ],
)
def test_values_that_go_into_styles_are_checked(odd):
    """T-185."""
    (media,) = read(attachment=[{"type": "Image", "url": "https://there.test/1.png", **odd}]).media

    assert (media.blurhash, media.focus, media.width, media.height) == (None, None, None, None)


@pytest.mark.parametrize(
    ("attachment", "expected"),
    [
        ({"type": "Document", "url": "https://t.test/1.mp3"}, [("audio", "audio/mpeg")]),
        ({"type": "Image", "url": {"type": "Link", "href": "https://t.test/1"}}, [("image", "image/jpeg")]),
        (
            {"type": "Image", "url": [{"href": "https://t.test/1", "mediaType": "image/webp"}]},
            [("image", "image/webp")],
        ),
        ({"url": "https://t.test/1.png"}, [("image", "image/png")]),
        ({"type": "Document", "href": "https://t.test/1.pdf"}, [("document", "application/pdf")]),
        (
            {"type": "Document", "url": "https://t.test/1", "mediaType": "a/b/c"},
            [("document", "application/octet-stream")],
        ),
        ({"type": "Link", "href": "https://t.test/1", "mediaType": "image/png"}, [("image", "image/png")]),
        ("https://t.test/1.jpg", [("image", "image/jpeg")]),
        ({"type": "Link", "href": "https://t.test/1"}, []),
        ({"type": "Image", "url": "data:image/png;base64,xx"}, []),
        ({"type": "Image", "url": "file:///etc/passwd"}, []),
        ({"type": "Note", "content": "x", "url": "https://t.test/1"}, []),
        ({"type": "PropertyValue", "name": "a", "value": "b"}, []),
        (
            [{"type": "Image", "url": "https://t.test/1"}, {"type": "Image", "url": "https://t.test/1"}],
            [("image", "image/jpeg")],
        ),
    ],
)
def test_attachments_are_read_in_every_shape(attachment, expected):
    assert [(media.kind, media.mime) for media in read(attachment=attachment).media] == expected


def test_a_film_comes_in_a_size_good_to_watch():
    def link(height):
        return {"type": "Link", "mediaType": "video/mp4", "href": f"https://t.test/{height}.mp4", "height": height}

    post = read(
        type="Video",
        name="Ratssitzung",
        url=[
            {"type": "Link", "mediaType": "text/html", "href": "https://t.test/w/1"},
            {
                "type": "Link",
                "mediaType": "application/x-mpegURL",
                "href": "https://t.test/m3u8",
                "tag": [link(1080), link(480)],
            },
            link(2160),
        ],
        icon=[{"type": "Image", "url": "https://t.test/thumb.jpg"}],
    )

    assert post.url == "https://t.test/w/1"
    assert [(media.kind, media.url, media.height) for media in post.media] == [("video", "https://t.test/480.mp4", 480)]


def test_an_article_brings_its_picture_and_a_note_does_not():
    image = {"type": "Image", "url": "https://t.test/titel.jpg"}

    assert [media.url for media in read(type="Article", image=image).media] == ["https://t.test/titel.jpg"]
    assert read(image=image).media == ()


# --- other types


def test_an_event_says_when_and_where():
    post = read(
        type="Event",
        name="Maifest",
        contentMap={"de": "<p>Musik</p>"},
        content="<p>Musik</p>",
        startTime="2027-05-01T13:00:00Z",
        endTime="2027-05-01T19:00:00Z",
        location={
            "type": "Place",
            "name": "Marktplatz & Co",
            "address": {"streetAddress": "Markt 1", "postalCode": "86720", "addressLocality": "Nachbarstadt"},
        },
    )

    assert to_text(post.content) == (
        "Wann: Samstag, 1. Mai 2027, 15:00 bis 21:00 Uhr\nWo: Marktplatz & Co, Markt 1, 86720 Nachbarstadt\n\nMusik"
    )


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "../../etc/passwd", "Nowhere/At_All", 5, "/", "a" * 500])
def test_an_event_in_an_odd_time_zone_is_still_legible(zone):
    post = read(type="Event", name="x", startTime="2027-05-01T13:00:00Z", timezone=zone)

    assert ("22:00" if zone == "Asia/Tokyo" else "15:00") in post.content


def test_a_link_post_shows_its_link():
    post = read(
        type="Page", name="Sirene", content=None, attachment=[{"type": "Link", "href": "https://e.test/?a=1&b=2"}]
    )

    assert 'href="https://e.test/?a=1&amp;b=2"' in post.content


def test_an_unknown_type_is_reduced_to_name_and_link():
    named = read(type="Recipe", name="Kuchen", content="<p>Mehl</p>")
    nameless = read(type="Recipe", content="<p>Mehl</p>")

    assert (named.kind, named.name) == ("Recipe", "Kuchen")
    assert "Mehl" not in named.content
    assert "https://there.test/notes/1" in named.content
    assert "Mehl" in nameless.content


def test_an_article_without_words_leads_to_its_page():
    assert "https://there.test/a" in read(type="Article", name="x", content=None, url="https://there.test/a").content


# --- polls


def test_a_poll_is_read_with_its_counts():
    poll = read(
        type="Question",
        anyOf=[
            {"type": "Note", "name": "Ja", "replies": {"type": "Collection", "totalItems": 3}},
            {"name": "Nein", "replies": {"totalItems": "1"}},
            {"name": "Ja"},
            {"name": ""},
            "Vielleicht",
        ],
        votersCount="3",
        endTime="2027-01-01T00:00:00+01:00",
    ).poll

    assert poll.options == (Option("Ja", 3), Option("Nein", 1))
    assert (poll.multiple, poll.voters, poll.closed_at) == (True, 3, None)
    assert poll.closes_at == datetime(2026, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ("2026-11-01T00:00:00Z", datetime(2026, 11, 1, tzinfo=UTC)),
        (True, NOW),
        (False, None),
        (None, None),
    ],
)
def test_a_closed_poll_says_so_in_two_ways(closed, expected):
    assert read(type="Question", oneOf=[{"name": "a"}], closed=closed).poll.closed_at == expected


def test_a_question_without_options_is_a_post_without_a_poll():
    assert read(type="Question", oneOf=[]).poll is None


def test_a_vote_is_a_name_and_nothing_else():
    assert read(name="Ja", inReplyTo=PARENT, content=None).vote_name == "Ja"
    assert read(name="Ja", inReplyTo=PARENT, content="").vote_name == "Ja"
    assert read(name="Ja", inReplyTo=PARENT).vote_name is None
    assert read(name="Ja", content=None).vote_name is None
    assert read(name="Ja", inReplyTo=PARENT, content=None, type="Article").vote_name is None


# --- policies


@pytest.mark.parametrize(
    ("changes", "policy"),
    [
        ({}, Policy()),
        ({"commentsEnabled": False}, Policy(can_reply=())),
        (
            {"interactionPolicy": {"canReply": {"automaticApproval": [PUBLIC]}, "canQuote": {"manualApproval": BOB}}},
            Policy(can_reply=(PUBLIC,), can_quote=(), can_quote_asked=(BOB,)),
        ),
        ({"interactionPolicy": {"canLike": {"always": ["as:Public"]}}}, Policy(can_like=(PUBLIC,))),
        ({"interactionPolicy": {"canAnnounce": {"automaticApproval": []}}}, Policy(can_announce=())),
        ({"interactionPolicy": "no"}, Policy()),
    ],
)
def test_policies_are_read_in_new_and_old_words(changes, policy):
    assert read(**changes).policy == policy


# --- all of them


@pytest.mark.parametrize(
    ("topic", "example"), [(topic, example) for topic, examples in pasture.load().items() for example in examples]
)
def test_the_inputs_of_the_pasture_are_read_or_refused(topic, example):
    document = pasture.base(1) | example
    hopeless = {"without id", "without attributedTo", "without type"}

    try:
        post = read_post(document, now=NOW)
    except Invalid:
        assert example.get("content") in hopeless or example.get("type", "Tombstone") in {"Tombstone", None}
    else:
        assert post.uri == document["id"]
        assert post.visibility is Visibility.PUBLIC
        assert "<script" not in post.content


PAYLOAD_FILES = sorted(path for path in PAYLOADS.glob("*/*.json") if not path.name.startswith("_"))


@pytest.mark.parametrize("path", PAYLOAD_FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_recorded_objects_are_read_as_expected(path):
    payload = json.loads(path.read_text(encoding="utf-8"))
    activity, expect = payload["activity"], payload["expect"]
    given = [each for each in listed(activity.get("object")) if isinstance(each, dict) and "content" in each]
    if expect["outcome"] not in {"post", "edited"} or activity["type"] == "Announce" or not given:
        return

    post = read_post(given[0], now=NOW, activity=activity)

    found = {
        "name": post.name,
        "tags": sorted(post.tags),
        "mentions": sorted(mention.uri for mention in post.mentions),
        "attachments": len(post.media),
        "visibility": post.visibility,
        "language": post.language,
        "poll_options": len(post.poll.options) if post.poll else 0,
    }
    wanted = {name: sorted(value) if isinstance(value, list) else value for name, value in expect.items()}
    assert {name: found[name] for name in found.keys() & wanted.keys()} == {
        name: wanted[name] for name in found.keys() & wanted.keys()
    }
    assert expect.get("text_contains", "") in to_text(post.content) + post.summary
    assert post.vote_name is None


NAMES = st.sampled_from([
    "id", "type", "attributedTo", "to", "cc", "bto", "audience", "content", "contentMap", "summary", "name", "url",
    "href", "mediaType", "attachment", "tag", "inReplyTo", "quote", "context", "published", "updated", "startTime",
    "endTime", "timezone", "location", "address", "icon", "image", "oneOf", "anyOf", "closed", "votersCount",
    "replies", "likes", "totalItems", "first", "items", "orderedItems", "next", "interactionPolicy", "canQuote",
    "automaticApproval", "actor", "object", "preferredUsername", "inbox", "endpoints", "sharedInbox", "publicKey",
    "owner", "publicKeyPem", "assertionMethod", "controller", "publicKeyMultibase", "alsoKnownAs", "movedTo",
    "followers", "focalPoint", "blurhash", "width", "height", "@context", "@language", "@value", "@id", "0",
])  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from([
        "Note", "Question", "Event", "Video", "Image", "Article", "Person", "Collection", "Link", "Mention", "Hashtag",
        "Emoji", "PropertyValue", "Multikey", "Place", BOB, PUBLIC, "as:Public", "https://there.test/notes/1", "de", "en",
        "2026-10-05T08:15:00Z", "9999-12-31T23:59:59-12:00", "text/html", "text/markdown", "video/mp4", "#tag", "@bob",
        "Europe/Berlin", "https://[::1", "https://there.test:99999/", "https://\u0130.test/", "http://a@b.test/",
    ]),
    st.text(max_size=40),
)  # fmt: skip
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(NAMES, st.text(max_size=5)), inner, max_size=6)
    ),
    max_leaves=30,
)
DOCUMENTS = st.dictionaries(NAMES, JSON, max_size=14)


@given(DOCUMENTS, st.sampled_from(["", "Note", "Question", "Event", "Video", "Foo", "Person", "Collection"]))
def test_no_document_raises_anything_but_invalid(document, kind):
    if kind:  # a document that gets past the first checks
        document = a_note() | {"inbox": BOB, "preferredUsername": "bob"} | document | {"type": kind}
    readers = (
        lambda: read_post(document, now=NOW),
        lambda: read_post(document, now=NOW, activity=document, followers_uri=BOB),
        lambda: read_actor(document, now=NOW, account_id=1),
        lambda: read_activity(document),
        lambda: read_page(document),
    )

    for reader in readers:
        try:
            reader()
        except Invalid as refused:
            assert refused.reason  # one of two right answers


@given(st.one_of(st.binary(max_size=200), JSON.map(lambda value: json.dumps(value).encode())))
def test_no_bytes_raise_anything_but_invalid(raw):
    try:
        document = read_json(raw)
    except Invalid:
        return
    assert isinstance(document, dict)
