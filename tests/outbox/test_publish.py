"""Somebody writes a post: what it becomes, whom it reaches, and what it cannot be."""

from datetime import timedelta

import pytest

from node.errors import Forbidden, NotFound, Unprocessable
from node.model.draft import Draft
from node.model.post import Policy
from node.model.visibility import Visibility
from node.outbox.block import block
from node.outbox.publish import publish
from tests.builders import make_post
from tests.outbox.story import acts, followed_by, known, posted, sent
from tests.remote import PUBLIC, really_signed


async def test_a_public_post_reaches_many_followers_on_one_server_once(node, alice, bob, there):
    await followed_by(node, alice, bob, there.actor("berta"), there.actor("bruno"))

    post = await node.post(alice, "Das Freibad öffnet.")

    [create] = sent(there, "Create")
    assert create.path == "/inbox"
    assert create.json["actor"] == alice.uri
    assert create.json["to"] == create.json["object"]["to"] == [PUBLIC]
    assert create.json["cc"] == create.json["object"]["cc"] == [alice.followers_uri]
    assert create.json["object"]["id"] == post.uri
    assert create.json["object"]["content"] == "<p>Das Freibad öffnet.</p>"
    keys = await node.node.keyring.signing(alice.id)
    assert await really_signed(create, keys.rsa.public, now=node.clock.now)


async def test_the_addresses_of_a_post_are_those_that_stay(node, alice):
    post = await node.post(alice)

    assert post.uri == f"{alice.uri}/posts/{post.id}"
    assert post.url == f"{node.origin}/@alice/{post.id}"
    assert [view.post.id for view in await node.home(alice)] == [post.id]


@pytest.mark.parametrize(
    ("visibility", "to", "cc"),
    [
        (Visibility.PUBLIC, [PUBLIC], ["followers"]),
        (Visibility.UNLISTED, ["followers"], [PUBLIC]),
        (Visibility.FOLLOWERS, ["followers"], []),
    ],
)
async def test_visibility_travels_as_addressees(node, alice, bob, visibility, to, cc):
    await followed_by(node, alice, bob)

    await node.post(alice, visibility=visibility)

    [create] = bob.received("Create")
    shown = {"followers": alice.followers_uri, PUBLIC: PUBLIC}
    assert create["object"]["to"] == [shown[each] for each in to]
    assert create["object"]["cc"] == [shown[each] for each in cc]


async def test_a_direct_post_reaches_only_whom_it_names_in_their_own_inbox(node, alice, bob, carol, there):
    await followed_by(node, alice, carol)

    await node.post(alice, f"@bob@there.test:{there.port} nur du", visibility=Visibility.DIRECT)

    [create] = sent(there, "Create")
    assert f"http://{create.host}{create.path}" == bob.inbox
    assert create.json["object"]["to"] == [bob.uri]
    assert "cc" not in create.json
    assert create.json["object"]["tag"][0]["href"] == bob.uri


async def test_a_local_post_goes_nowhere(node, alice, bob, there):
    await followed_by(node, alice, bob)

    post = await node.post(alice, f"@bob@there.test:{there.port} Dienstplan", visibility=Visibility.LOCAL)

    assert sent(there, "Create") == []
    assert await node.store.read(lambda tx: tx.activities.find_about(post.uri, "Create")) is None
    [view] = await node.views(post.id)
    assert view.mentions == ()  # whoever is named may read, and bob lives elsewhere (decision 0011)


async def test_somebody_elsewhere_is_found_by_handle_linked_named_and_told(node, alice, bob, there):
    handle = f"bob@there.test:{there.port}"

    post = await node.post(alice, f"Danke, @{handle}!")

    [create] = bob.received("Create")
    assert create["cc"] == [alice.followers_uri, bob.uri]
    assert create["object"]["tag"] == [{"type": "Mention", "href": bob.uri, "name": f"@{handle}"}]
    assert f'href="{there.origin()}/@bob"' in post.content


async def test_who_cannot_be_found_stays_text(node, alice, there):
    there.down.add("gone.test")

    post = await node.post(alice, f"@nobody@there.test:{there.port} @x@gone.test @niemand Hallo")

    assert "<a" not in post.content
    assert "@niemand" in post.content


async def test_somebody_here_who_is_named_is_told(node, alice):
    berta = await node.create("berta")

    await node.post(alice, "@berta @alice Sitzung um drei")

    assert await node.notifications_of(berta) == [("mention", alice.uri)]
    assert await node.notifications_of(alice) == []


async def test_who_blocks_the_author_is_named_in_vain(node, alice):
    berta = await node.create("berta")
    await block(node.node, acts(berta), alice.id)

    post = await node.post(alice, "@berta hallo")

    [view] = await node.views(post.id)
    assert view.mentions == ()
    assert await node.notifications_of(berta) == []


async def test_languages_warning_and_source_are_sent_along(node, alice, bob):
    await followed_by(node, alice, bob)

    await node.post(
        alice,
        "**Guten** Tag",
        format="markdown",
        language="de_DE",
        translations={"de-simple": "Hallo", "EN": "Good day"},
        summary="Gruß",
    )

    note = bob.received("Create")[0]["object"]
    assert note["contentMap"] == {
        "de-DE": "<p><strong>Guten</strong> Tag</p>",
        "de-simple": "<p>Hallo</p>",
        "en": "<p>Good day</p>",
    }
    assert (note["summary"], note["sensitive"]) == ("Gruß", True)
    assert note["source"] == {"content": "**Guten** Tag", "mediaType": "text/markdown"}


async def test_an_article_has_a_title_and_its_summary_is_no_warning(node, alice, bob):
    await followed_by(node, alice, bob)

    await node.post(alice, "Langer Text", kind="Article", name="Haushalt 2027", summary="Kurz gesagt")

    article = bob.received("Create")[0]["object"]
    assert (article["type"], article["name"], article["sensitive"]) == ("Article", "Haushalt 2027", False)


async def test_a_poll_is_sent_as_a_question(node, alice, bob):
    await followed_by(node, alice, bob)
    ends = node.clock.now + timedelta(days=1)

    await node.post(alice, "Spielplatz?", options=("Ja", "Nein"), closes_at=ends)

    question = bob.received("Create")[0]["object"]
    assert question["type"] == "Question"
    assert [(each["name"], each["replies"]["totalItems"]) for each in question["oneOf"]] == [("Ja", 0), ("Nein", 0)]
    assert question["endTime"].startswith(ends.isoformat()[:19])


async def test_an_answer_goes_to_whom_it_answers_and_joins_the_thread(node, alice, bob):
    asked = await posted(node, bob, "Wann öffnet das Amt?", context="http://there.test/contexts/1")

    answer = await node.post(alice, "Um acht.", in_reply_to_id=asked.id)

    [create] = bob.received("Create")
    assert create["object"]["inReplyTo"] == asked.uri
    assert create["object"]["context"] == "http://there.test/contexts/1"
    assert bob.uri in create["cc"]
    assert answer.thread_id == asked.thread_id
    assert (await node.views(asked.id))[0].post.replies_count == 1


async def test_a_thread_that_began_here_keeps_its_address(node, alice, bob):
    await followed_by(node, alice, bob)
    first = await node.post(alice, "Eins")
    second = await node.post(alice, "Zwei", in_reply_to_id=first.id)

    await node.post(alice, "Drei", in_reply_to_id=second.id)

    contexts = {create["object"]["context"] for create in bob.received("Create")}
    assert contexts == {node.node.addresses.thread(first.id)}


@pytest.mark.parametrize(
    ("parent", "wanted", "becomes"),
    [
        (Visibility.LOCAL, Visibility.PUBLIC, Visibility.LOCAL),
        (Visibility.LOCAL, Visibility.DIRECT, Visibility.LOCAL),
        (Visibility.UNLISTED, Visibility.PUBLIC, Visibility.UNLISTED),
        (Visibility.FOLLOWERS, Visibility.PUBLIC, Visibility.FOLLOWERS),
        (Visibility.PUBLIC, Visibility.DIRECT, Visibility.DIRECT),
        (Visibility.FOLLOWERS, Visibility.LOCAL, Visibility.LOCAL),
    ],
)
async def test_an_answer_is_never_shown_wider_than_what_it_answers(node, alice, parent, wanted, becomes):
    asked = await node.post(alice, visibility=parent)

    answer = await node.post(alice, "Antwort", in_reply_to_id=asked.id, visibility=wanted)

    assert answer.visibility is becomes


async def test_a_direct_answer_goes_to_whom_it_answers_without_naming_them(node, alice, bob):
    asked = await posted(node, bob, "Vertraulich")

    await node.post(alice, "Unter uns", in_reply_to_id=asked.id, visibility=Visibility.DIRECT)

    [create] = bob.received("Create")
    assert create["to"] == [bob.uri]


async def test_an_answer_to_a_direct_post_is_not_shown_to_the_whole_house(node, alice):
    berta = await node.create("berta")
    asked = await node.post(berta, "@alice psst", visibility=Visibility.DIRECT)

    with pytest.raises(Unprocessable):
        await publish(node.node, acts(alice), Draft(text="Ja", in_reply_to_id=asked.id, visibility=Visibility.LOCAL))


async def test_nobody_answers_what_they_cannot_read(node, alice, bob):
    hidden = await make_post(node.store, await known(node, bob), visibility=Visibility.FOLLOWERS)

    with pytest.raises(NotFound):
        await publish(node.node, acts(alice), Draft(text="Aha", in_reply_to_id=hidden.id))


async def test_nobody_answers_across_a_block(node, alice, bob):
    asked = await posted(node, bob)
    await block(node.node, acts(alice), (await known(node, bob)).id)

    with pytest.raises(Forbidden):
        await publish(node.node, acts(alice), Draft(text="Aha", in_reply_to_id=asked.id))


async def test_only_the_invited_and_the_named_answer_where_the_author_says_so(node, alice):
    berta, carl = await node.create("berta"), await node.create("carl")
    asked = await node.post(alice, "@carl was meinst du?", policy=Policy(can_reply=(alice.uri,)))

    await publish(node.node, acts(carl), Draft(text="Gut!", in_reply_to_id=asked.id))
    with pytest.raises(Forbidden):
        await publish(node.node, acts(berta), Draft(text="Ich auch!", in_reply_to_id=asked.id))


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        ({"text": " \n"}, "Text can't be blank"),
        ({"text": "x" * 5001}, "limit of 5000 exceeded"),
        ({"text": "x" * 4990, "summary": "y" * 11}, "limit of 5000 exceeded"),
        ({"text": "x", "language": "deutsch!"}, "no language tag"),
        ({"text": "x", "language": "de", "translations": {"de": "y"}}, "each language"),
        ({"text": "x", "translations": {"en": " "}}, "is empty"),
        ({"text": "x", "kind": "Event"}, "says when it begins"),
        ({"text": "x", "kind": "Video"}, "Note, an Article or an Event"),
        ({"text": "x", "kind": "Article"}, "needs a title"),
        ({"text": "x", "name": "Titel"}, "only an article"),
        ({"text": "x", "options": ("a",)}, "2 to 20"),
        ({"text": "x", "options": tuple(map(str, range(21)))}, "2 to 20"),
        ({"text": "x", "options": ("a", "a ")}, "the same"),
        ({"text": "x", "options": ("a", "")}, "an option has"),
        ({"text": "x", "options": ("a", "b" * 201)}, "an option has"),
        ({"text": "x", "multiple": True}, "needs options"),
    ],
)
async def test_what_a_post_cannot_be_is_said(node, alice, draft, why):
    with pytest.raises(Unprocessable, match=why):
        await publish(node.node, acts(alice), Draft(**draft))

    assert await node.count("posts") == 0


@pytest.mark.parametrize("days", [-1, 400])
async def test_a_poll_ends_within_a_year(node, alice, days):
    draft = Draft(text="?", options=("a", "b"), closes_at=node.clock.now + timedelta(days=days))

    with pytest.raises(Unprocessable, match="ends"):
        await publish(node.node, acts(alice), draft)


async def test_a_direct_post_to_nobody_who_exists_is_not_taken_for_sent(node, alice):
    with pytest.raises(Unprocessable):
        await publish(node.node, acts(alice), Draft(text="@niemand psst", visibility=Visibility.DIRECT))


@pytest.mark.parametrize("column", ["suspended_at", "deleted_at"])
async def test_who_is_suspended_or_deleted_does_not_post(node, alice, column):
    from dataclasses import replace

    await node.store.write(lambda tx: tx.accounts.save(replace(alice, **{column: tx.now})))

    with pytest.raises(Forbidden):
        await publish(node.node, acts(alice), Draft(text="Hallo"))


async def test_one_message_names_a_bounded_number_of_strangers(node, alice, there):
    names = [f"@p{number}@there.test:{there.port}" for number in range(30)]

    await node.post(alice, " ".join(names))

    assert len([url for _, url in there.requests if "webfinger" in url]) == 10


async def test_hashtags_go_out_as_they_were_written(node, alice, bob):
    """Another server folds them by its own rules: #München is munchen there, and muenchen would be another one."""
    await followed_by(node, alice, bob)

    post = await node.post(alice, "In #München ist #StraßenFest, wie in #MÜNCHEN und #muenchen")

    [create] = bob.received("Create")
    assert [each["name"] for each in create["object"]["tag"]] == ["#München", "#StraßenFest"]
    assert (post.tags, post.shown_tags) == (("muenchen", "strassenfest"), ("München", "StraßenFest"))
    assert await node.store.read(lambda tx: tx.timelines.tag("muenchen")) == [post.id]
