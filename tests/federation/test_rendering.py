"""What we send: read back by our own reader to the same values, and by JSON-LD processors to the same meaning."""

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from types import SimpleNamespace

import pytest
from hypothesis import given, strategies as st

from node.errors import Forbidden
from node.federation import rendering
from node.federation.keys import generate_ed25519, generate_rsa, load_public
from node.federation.ldsignatures import BUNDLED, LdSigner
from node.federation.proofs import add_proof
from node.federation.reading import read_activity, read_actor, read_json, read_page, read_post
from node.model.account import FeaturePolicy, Kind, ProfileField
from node.model.media import Media
from node.model.place import Place
from node.model.poll import Option, Poll
from node.model.post import MentionRef, Policy
from node.model.visibility import Visibility
from node.text.html import clean, clean_name
from tests.federation.documents import BOB, HERE, NOW, PUBLIC, a_view, an_account

SIGNER = LdSigner()
RSA, ED25519 = generate_rsa(), generate_ed25519()
ALICE = an_account()
FOLLOWERS = f"{ALICE.uri}/followers"
URI = HERE.activity(99)
PARENT = "https://there.test/notes/1"
BOB_ACCOUNT = an_account("bob", uri=BOB, host="there.test", inbox=f"{BOB}/inbox", followers_uri=f"{BOB}/followers")
MENTIONS = (
    MentionRef(8, BOB, "bob@there.test", "https://there.test/@bob"),
    MentionRef(9, HERE.actor("carol"), "carol", "https://here.test/@carol"),
)
KEYS = (
    SimpleNamespace(uri=HERE.rsa_key(ALICE.uri), kind="rsa", public=RSA.public.pem),
    SimpleNamespace(uri=HERE.ed25519_key(ALICE.uri), kind="ed25519", public=ED25519.public.multibase),
)


def note(view, **more):
    return rendering.note(view, HERE, **more)


# --- audience


@pytest.mark.parametrize(
    ("visibility", "to", "cc"),
    [
        (Visibility.PUBLIC, [PUBLIC], [FOLLOWERS, BOB]),
        (Visibility.UNLISTED, [FOLLOWERS], [PUBLIC, BOB]),
        (Visibility.FOLLOWERS, [FOLLOWERS], [BOB]),
        (Visibility.DIRECT, [BOB], []),
    ],
)
def test_visibility_travels_in_to_and_cc(visibility, to, cc):
    assert rendering.addressed(visibility, ALICE, [BOB, ALICE.uri, BOB]) == (to, cc)


def test_a_local_post_does_not_leave():
    with pytest.raises(Forbidden):
        note(a_view(visibility=Visibility.LOCAL))


def test_an_answer_tells_whom_it_answers_only_where_all_may_read_it():
    public = note(a_view(in_reply_to_uri=PARENT, replied_to=BOB_ACCOUNT))
    direct = note(a_view(in_reply_to_uri=PARENT, replied_to=BOB_ACCOUNT, visibility=Visibility.DIRECT))

    assert BOB in public["cc"]
    assert direct["to"] == []


# --- posts


def test_a_note_says_what_mastodon_reads():
    view = a_view(
        mentions=MENTIONS,
        tags=("muenchen",),
        contents={"en": "<p>The bridge is closed.</p>"},
        replies_count=3,
        likes_count=2,
        boosts_count=1,
        edited_at=NOW,
    )

    document = note(view)

    assert document["@context"][:2] == ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]
    assert (document["id"], document["type"], document["attributedTo"]) == (view.post.uri, "Note", ALICE.uri)
    assert document["tag"] == [
        {"type": "Mention", "href": BOB, "name": "@bob@there.test"},
        {"type": "Mention", "href": HERE.actor("carol"), "name": "@carol@here.test"},
        {"type": "Hashtag", "href": "https://here.test/tags/muenchen", "name": "#muenchen"},
    ]
    assert document["contentMap"] == {"de": view.post.content, "en": "<p>The bridge is closed.</p>"}
    assert document["source"] == {"content": view.post.source, "mediaType": "text/plain"}
    assert document["replies"] == {
        "id": f"{view.post.uri}/replies", "type": "Collection", "totalItems": 3, "first": f"{view.post.uri}/replies?page=true",
    }  # fmt: skip
    assert (document["likes"]["totalItems"], document["shares"]["totalItems"]) == (2, 1)
    assert (document["published"], document["updated"]) == ("2026-11-01T09:30:00Z", "2026-11-28T12:00:00Z")
    assert document["interactionPolicy"] == {"canQuote": {"automaticApproval": [PUBLIC]}}


def test_a_thread_has_its_owners_context():
    assert note(a_view())["context"] == HERE.thread(1)
    assert "context" not in note(a_view(in_reply_to_uri=PARENT))
    assert (
        note(a_view(in_reply_to_uri=PARENT, context_uri="https://there.test/c/1"))["context"]
        == "https://there.test/c/1"
    )


def test_nobody_may_quote_what_few_may_read_unless_the_author_says_so():
    few = note(a_view(visibility=Visibility.FOLLOWERS))
    asked = note(a_view(policy=Policy(can_reply=(FOLLOWERS,), can_quote=(), can_quote_asked=(PUBLIC,))))

    assert few["interactionPolicy"]["canQuote"] == {"automaticApproval": [ALICE.uri]}
    assert asked["interactionPolicy"] == {
        "canReply": {"automaticApproval": [FOLLOWERS]},
        "canQuote": {"automaticApproval": [], "manualApproval": [PUBLIC]},
    }


def test_a_quote_is_said_in_all_dialects():
    document = note(a_view(quote_uri=PARENT), quote_authorization="https://there.test/stamps/1")

    assert {document["quote"], document["quoteUri"], document["_misskey_quote"], document["tag"][0]["href"]} == {PARENT}
    assert document["quoteAuthorization"] == "https://there.test/stamps/1"


def test_an_article_has_a_short_form():
    document = note(a_view(kind="Article", name="Haushalt 2027", summary="Wofür < wir > Geld ausgeben"))

    assert (document["type"], document["name"]) == ("Article", "Haushalt 2027")
    assert document["preview"]["content"] == "<p>Wofür &lt; wir &gt; Geld ausgeben</p>"


def test_an_abstract_is_escaped_only_where_it_could_be_taken_for_html():
    plain = note(a_view(kind="Article", summary="Kosten & Nutzen"))
    escaped = note(a_view(kind="Article", summary="Was <? heißt"))

    assert plain["summary"] == "Kosten & Nutzen"
    assert escaped["summary"] == "Was &lt;? heißt"


def test_rendering_twice_gives_the_same_bytes():
    view = a_view(mentions=MENTIONS, tags=("a", "b"), poll=Poll(options=(Option("Ja"), Option("Nein"))))

    assert json.dumps(note(view)) == json.dumps(note(view))


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2026, 11, 28), timezones=st.just(UTC))  # made aware by timezones
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Co", "Cn", "Zl", "Zp"]), max_size=60)
NAMES = WORDS.map(clean_name)
HTML = WORDS.map(lambda text: clean(f"<p>{text}</p>"))
TAGS = st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), max_size=5, unique=True).map(tuple)
LANGUAGES = st.sampled_from(["de", "en", "fr", "de-AT", "de-simple", "zh-Hant-TW"])
URIS = st.integers(1, 10**9).map(lambda number: f"https://there.test/notes/{number}")
MEDIA = st.builds(
    Media,
    id=st.just(0),
    url=st.integers(1, 10**6).map(lambda number: f"https://here.test/media/{number}.jpg"),
    mime=st.just("image/jpeg"),
    description=WORDS.map(str.strip),
    blurhash=st.sampled_from([None, "LEHV6nWB2yk8pyo0adR*.7kCMdnj"]),
    width=st.none() | st.integers(1, 65_535),
    height=st.none() | st.integers(1, 65_535),
    focus=st.none() | st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    credit=NAMES,
    licence=st.sampled_from(["", "CC BY 4.0", "https://www.govdata.de/dl-de/zero-2-0"]),
)
POLLS = st.builds(
    Poll,
    options=st.lists(st.builds(Option, title=NAMES.filter(bool), votes=st.integers(0, 10**6)), min_size=1, max_size=5,
                     unique_by=lambda option: option.title).map(tuple),
    multiple=st.booleans(),
    closes_at=st.none() | MOMENTS,
    closed_at=st.none() | MOMENTS,
    voters=st.integers(0, 10**6),
)  # fmt: skip
PLACES = st.builds(
    lambda name, address, at: Place(name=name, address=address, latitude=at[0], longitude=at[1]),
    NAMES.filter(bool),
    NAMES,
    st.just((None, None))
    | st.tuples(st.integers(-90 * 10**6, 90 * 10**6), st.integers(-180 * 10**6, 180 * 10**6)).map(
        lambda at: (at[0] / 10**6, at[1] / 10**6)
    ),
).filter(
    lambda place: place.name != place.address and not place.name.startswith(("https://", "http://"))
)  # an id is no name
ALLOWED = st.none() | st.sampled_from([(), (PUBLIC,), (FOLLOWERS, ALICE.uri)])
POSTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["Note", "Article"]),
        "visibility": st.sampled_from([each for each in Visibility if each.federates]),
        "content": HTML,
        "contents": st.dictionaries(LANGUAGES, HTML.filter(bool), max_size=3),
        "summary": NAMES,
        "language": st.none() | LANGUAGES,
        "sensitive": st.booleans(),
        "in_reply_to_uri": st.none() | URIS,
        "context_uri": st.none() | URIS,
        "quote_uri": st.none() | URIS,
        "published_at": MOMENTS,
        "tags": TAGS,
        "policy": st.builds(
            Policy, ALLOWED, ALLOWED, ALLOWED, ALLOWED.filter(lambda allowed: allowed is not None), ALLOWED
        ),
        "replies_count": st.integers(0, 10**9),
        "likes_count": st.integers(0, 10**9),
        "boosts_count": st.integers(0, 10**9),
        "mentions": st.sampled_from([(), MENTIONS[:1], MENTIONS]),
        "media": st.lists(MEDIA, max_size=4, unique_by=lambda media: media.url).map(tuple),
        "poll": st.none() | POLLS,
        "place": st.none() | PLACES,
    }
)


@given(POSTS, NAMES, st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=1)))
def test_what_we_write_our_reader_reads_back(parts, title, edited_after):
    parts["contents"] = {tag: html for tag, html in parts["contents"].items() if tag != parts["language"]}
    if parts["contents"] and not parts["language"]:
        parts["language"] = "nds"
    if parts["poll"]:
        parts["kind"] = "Question"
    parts["name"] = title if parts["kind"] == "Article" else ""
    parts["edited_at"] = None if edited_after is None else parts["published_at"] + edited_after
    view = a_view(**parts)
    post = view.post

    raw = json.dumps(note(view)).encode()
    read = read_post(read_json(raw), now=NOW + timedelta(days=2), followers_uri=FOLLOWERS)

    assert (read.uri, read.url, read.author_uri, read.kind) == (post.uri, post.url, ALICE.uri, post.kind)
    assert (read.contents, read.summary, read.name) == (post.contents, post.summary, post.name)
    assert read.content == post.content or (not post.content and post.kind == "Article")
    assert read.language == post.language
    assert (read.sensitive, read.visibility, read.tags) == (post.sensitive, post.visibility, post.tags)
    assert (read.published_at, read.edited_at) == (post.published_at, post.edited_at)
    assert (read.in_reply_to, read.quote_uri) == (post.in_reply_to_uri, post.quote_uri)
    assert read.context_uri == post.context_uri or not post.context_uri
    assert [mention.uri for mention in read.mentions] == [mention.uri for mention in view.mentions]
    assert read.place == post.place
    assert (read.media, read.poll, read.policy) == (view.media, view.poll, post.policy)
    assert (read.totals.replies, read.totals.likes, read.totals.shares) == (
        post.replies_count, post.likes_count, post.boosts_count,
    )  # fmt: skip
    assert read.vote_name is None


# --- actors


def an_official():
    return an_account(
        kind=Kind.ORGANIZATION,
        icon="https://here.test/media/1.png",
        header="https://here.test/media/2.png",
        fields=(ProfileField("Amt", "<b>Bauamt</b>"),),
        aliases=("https://old.test/users/alice",),
        moved_to="https://new.test/users/alice",
        approves_followers=True,
    )


def test_an_actor_is_read_back_with_its_keys():
    account = an_official()

    document = rendering.actor(account, KEYS, HERE)
    read = read_actor(read_json(json.dumps(document).encode()), now=NOW, account_id=account.id, host=None)

    known = {"host", "fetched_at", "source", "feature_policy", "collections_uri", "fields"}
    names = [name for name in account.__slots__ if name not in known]
    assert [getattr(read.account, name) for name in names] == [getattr(account, name) for name in names]
    assert read.account.fields[:-1] == account.fields
    assert (read.account.fields[-1].name, "https://here.test/@alice/impressum" in read.account.fields[-1].value) == (
        "Impressum",
        True,
    )
    assert [(key.uri, key.kind, key.public) for key in read.keys] == [(key.uri, key.kind, key.public) for key in KEYS]
    assert read.webfinger == "alice@here.test"
    assert document["generator"]["implements"][0]["href"] == "https://datatracker.ietf.org/doc/html/rfc9421"
    assert document["featuredTags"] == f"{account.uri}/collections/tags"
    assert read.account.collections_uri == f"{account.uri}/collections/recommended"
    assert read.account.feature_policy == FeaturePolicy((account.followers_uri,))


def test_an_ed25519_key_kept_as_pem_is_sent_as_multikey():
    key = SimpleNamespace(uri=HERE.ed25519_key(ALICE.uri), kind="ed25519", public=ED25519.public.pem)

    document = rendering.actor(ALICE, [key], HERE)

    assert document["assertionMethod"][0]["publicKeyMultibase"] == ED25519.public.multibase
    assert "publicKey" not in document


def test_the_node_is_an_actor_too():
    document = rendering.node_actor(KEYS, HERE, name="Musterhausen")

    read = read_actor(document, now=NOW, account_id=1)

    assert (read.account.kind, read.account.name, read.account.inbox) == (
        Kind.APPLICATION,
        "here.test",
        HERE.shared_inbox,
    )
    assert read.webfinger == "here.test@here.test"
    assert load_public(document["publicKey"]["publicKeyPem"]).pem == RSA.public.pem


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [({"discoverable": False}, ALICE.uri), ({"approves_followers": True}, FOLLOWERS), ({}, PUBLIC)],
)
def test_who_may_recommend_an_account_follows_from_its_settings(changes, allowed):
    document = rendering.actor(an_account(**changes), KEYS, HERE)

    assert document["interactionPolicy"] == {"canFeature": {"automaticApproval": [allowed]}}


# --- activities


POST = note(a_view(mentions=MENTIONS[:1]))
FOLLOW = rendering.follow(URI, ALICE, BOB_ACCOUNT, published=NOW)
ACTIVITIES = {
    "Create": rendering.create(URI, POST, published=NOW),
    "Update": rendering.update_post(URI, POST, published=NOW),
    "Delete": rendering.delete_post(URI, ALICE, POST["id"], to=POST["to"], cc=POST["cc"], kind="Note", published=NOW),
    "Update-actor": rendering.update_actor(URI, rendering.actor(ALICE, KEYS, HERE), published=NOW),
    "Delete-actor": rendering.delete_actor(URI, ALICE, published=NOW),
    "Follow": FOLLOW,
    "Accept": rendering.accept_follow(URI, ALICE, BOB_ACCOUNT, "https://there.test/follows/1", published=NOW),
    "Reject": rendering.reject_follow(URI, ALICE, BOB_ACCOUNT, "https://there.test/follows/1", published=NOW),
    "Undo": rendering.undo(HERE.activity(100), FOLLOW, published=NOW),
    "Like": rendering.like(URI, ALICE, post_uri=PARENT, author_uri=BOB, published=NOW),
    "Like-emoji": rendering.like(URI, ALICE, post_uri=PARENT, author_uri=BOB, emoji="🎉", published=NOW),
    "Announce": rendering.announce(
        URI, ALICE, post_uri=PARENT, author_uri=BOB, visibility=Visibility.PUBLIC, published=NOW
    ),
    "Block": rendering.block(URI, ALICE, BOB_ACCOUNT, published=NOW),
    "Flag": rendering.flag(URI, HERE.node_actor, BOB, about_uris=[PARENT], comment="Werbung", published=NOW),
    "Move": rendering.move(URI, ALICE, "https://new.test/users/alice", published=NOW),
    "Create-vote": rendering.vote(
        URI, ALICE, vote_uri=f"{URI}#vote", option="Ja", poll_uri=PARENT, author_uri=BOB, published=NOW
    ),
    "Add": rendering.add(URI, ALICE, POST["id"], target=f"{ALICE.uri}/collections/featured", published=NOW),
    "Remove": rendering.remove(URI, ALICE, POST["id"], target=f"{ALICE.uri}/collections/featured", published=NOW),
    "QuoteRequest": rendering.quote_request(URI, ALICE, quoting=POST, quoted_uri=PARENT, author_uri=BOB, published=NOW),
    "Accept-quote": rendering.accept_quote(
        URI, ALICE, request_uri="https://there.test/q/1", asker_uri=BOB, quoting_uri=PARENT, quoted_uri=POST["id"],
        authorization_uri="https://here.test/stamps/1", published=NOW,
    ),
    "Reject-quote": rendering.reject_quote(
        URI, ALICE, request_uri="https://there.test/q/1", asker_uri=BOB, quoting_uri=PARENT, quoted_uri=POST["id"],
        published=NOW,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIVITIES)
def test_every_activity_says_what_who_and_to_whom(name):
    activity = ACTIVITIES[name]

    read = read_activity(read_json(json.dumps(activity).encode()))

    assert read.kind == name.partition("-")[0]
    assert read.actor == (HERE.node_actor if name == "Flag" else ALICE.uri)
    assert read.id == activity["id"]
    assert activity["to"]
    assert "https://w3id.org/security/v1" in activity["@context"]
    assert "@context" not in (activity["object"] if isinstance(activity["object"], dict) else {})


def unknown_words(document):
    """Properties and types the document uses without saying what they mean."""
    folder = files("node.federation") / "contexts"
    known = {"@context", "id", "type"}
    for each in document["@context"]:
        if isinstance(each, str):
            each = json.loads((folder / f"{BUNDLED[each]}.jsonld").read_text("utf-8"))["@context"]
        known |= each.keys()

    def words(value):
        if isinstance(value, list):
            return set().union(*map(words, value))
        if not isinstance(value, dict):
            return set()
        return (
            set(value)
            | {value.get("type", "id")}
            | set().union(*(words(each) for name, each in value.items() if name not in ("@context", "contentMap")))
        )

    return words(document) - known


MEANT = {
    "Create": [
        "joinmastodon.org/ns#focalPoint>",
        "votersCount",
        "044f#quote>",
        "gotosocial.org/ns#canQuote",
        "schema.org#license",
    ],
    "Update-actor": [
        "publicKeyMultibase",
        "fep/844e#implements",
        "7aa9#canFeature",
        "webfinger#webfinger",
        "ns#featuredTags",
    ],
    "Accept-quote": ["044f#QuoteRequest", "activitystreams#result"],
    "QuoteRequest": ["044f#QuoteRequest", "canQuote"],
    "Like-emoji": ["_misskey_reaction", "activitystreams#content"],
}


@pytest.mark.parametrize("name", ACTIVITIES)
def test_every_activity_can_be_signed_offline(name):
    """Only bundled contexts, and no property whose meaning they do not know: such are lost in an LD signature."""
    activity = ACTIVITIES[name]
    if name == "Create":
        full = a_view(
            quote_uri=PARENT,
            media=(Media(id=1, url="https://here.test/1.jpg", mime="image/jpeg", focus=(0.0, 1.0), licence="CC0"),),
            poll=Poll(options=(Option("Ja"),), voters=4),
        )
        activity = rendering.create(URI, note(full), published=NOW)

    canonical = SIGNER.canonical(activity)

    assert activity["id"] in canonical
    assert unknown_words(activity) == set()
    for word in MEANT.get(name, []):
        assert word in canonical


def test_a_proof_keeps_its_meaning_inside_an_ld_signature():
    proven = add_proof(ACTIVITIES["Like"], key=ED25519, verification_method=KEYS[1].uri, created=NOW)

    canonical = SIGNER.canonical(proven)

    assert "security#proofValue" in canonical
    assert unknown_words(proven) == set()
    assert "<https://w3id.org/security#proofPurpose> <https://w3id.org/security#assertionMethod>" in canonical


def test_the_post_in_a_create_is_the_post_itself():
    read = read_post(ACTIVITIES["Create"]["object"], now=NOW)

    assert read.uri == POST["id"]
    assert ACTIVITIES["Create"]["to"] == POST["to"]
    assert ACTIVITIES["Delete"]["object"]["formerType"] == "Note"


def test_a_vote_is_read_as_a_vote():
    assert read_post(ACTIVITIES["Create-vote"]["object"], now=NOW).vote_name == "Ja"


def test_an_undone_activity_stands_whole_in_the_undo():
    undo = ACTIVITIES["Undo"]

    assert undo["object"] == {name: value for name, value in FOLLOW.items() if name != "@context"}
    assert undo["to"] == FOLLOW["to"]


def test_a_reaction_is_a_like_to_those_who_know_no_reactions():
    assert ACTIVITIES["Like-emoji"]["type"] == "Like"
    assert ACTIVITIES["Like-emoji"]["content"] == "🎉"
    assert "content" not in ACTIVITIES["Like"]


def test_a_report_names_the_node_and_never_the_reporter():
    """T-146."""
    report = ACTIVITIES["Flag"]

    assert report["object"] == [BOB, PARENT]
    assert ALICE.uri not in json.dumps(report)


def test_a_boost_of_few_stays_among_few():
    boost = rendering.announce(
        URI, ALICE, post_uri=PARENT, author_uri=BOB, visibility=Visibility.FOLLOWERS, published=NOW
    )

    assert (boost["to"], boost["cc"]) == ([FOLLOWERS], [BOB])


# --- collections and what is gone


def test_collections_are_read_back():
    collection = rendering.ordered_collection(
        f"{ALICE.uri}/outbox", total=3, first=rendering.first_page(f"{ALICE.uri}/outbox")
    )
    hidden = rendering.ordered_collection(FOLLOWERS, total=0)
    whole = rendering.ordered_collection(f"{ALICE.uri}/f", items=[], ordered=False)
    page = rendering.collection_page(
        f"{ALICE.uri}/outbox?page=true", part_of=f"{ALICE.uri}/outbox", items=[PARENT, ACTIVITIES["Create"]],
        next=f"{ALICE.uri}/outbox?page=true&max_id=1", owner_uri=ALICE.uri,
    )  # fmt: skip

    read = read_page(page)

    assert (read_page(collection).total, read_page(collection).next) == (3, f"{ALICE.uri}/outbox?page=true")
    assert (read_page(hidden).total, hidden.keys()) == (0, {"@context", "id", "type", "totalItems"})
    assert whole["items"] == []
    assert read.items[0] == PARENT
    assert read.items[1] == {name: value for name, value in ACTIVITIES["Create"].items() if name != "@context"}
    assert (read.next, read.owner_uri) == (f"{ALICE.uri}/outbox?page=true&max_id=1", ALICE.uri)
    assert "canQuote" in SIGNER.canonical(page)


def test_a_tombstone_says_what_stood_there():
    stone = rendering.tombstone(POST["id"], deleted_at=NOW, former_type="Note")

    assert (stone["type"], stone["formerType"], stone["deleted"]) == ("Tombstone", "Note", "2026-11-28T12:00:00Z")


def test_a_quote_stamp_names_both_posts():
    stamp = rendering.quote_authorization(
        "https://here.test/stamps/1", ALICE, quoting_uri=PARENT, quoted_uri=POST["id"]
    )

    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (PARENT, POST["id"])
    assert "044f#QuoteAuthorization" in SIGNER.canonical(stamp)
