"""An app changes a post: what it did not speak of stays, what it did not change makes no version."""

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.outbox.publish import publish
from tests.web.mastodon.uploads import sent

STATUSES = "/api/v1/statuses"


async def changed(app, post_id, **said):
    answer = await app.ask("PUT", f"{STATUSES}/{post_id}", json=said)
    assert answer.status == 200, answer.body
    return answer.body


async def test_what_was_not_changed_makes_no_version_and_tells_nobody(node, app, carls, bob, alice):
    made = await app.post(STATUSES, {"status": "Das Amt öffnet um acht.", "language": "de"})
    await carls.post(f"{STATUSES}/{made['id']}/reblog")
    await node.work()

    same = await changed(app, made["id"], status="Das Amt öffnet um acht.", language="de")
    history = await app.get(f"{STATUSES}/{made['id']}/history")
    other = await changed(app, made["id"], status="Das Amt öffnet um neun.")

    assert (same["edited_at"], len(history)) == (None, 1)
    assert await carls.get("/api/v1/notifications", types=["update"]) != []
    assert (other["edited_at"] is not None, len(await app.get(f"{STATUSES}/{made['id']}/history"))) == (True, 2)


@pytest.mark.parametrize(
    "said",
    [
        {"spoiler_text": "Amt"},
        {"sensitive": True},
        {"language": "en"},
        {"quote_approval_policy": "nobody"},
        {"poll": {"options": ["Ja", "Nein"], "expires_in": 600}},
        {"ai": "assisted"},
    ],
)
async def test_each_thing_that_is_said_counts_as_a_change(app, said):
    made = await app.post(STATUSES, {"status": "Das Amt öffnet um acht.", "language": "de"})

    after = await changed(app, made["id"], status="Das Amt öffnet um acht.", **said)

    assert after["edited_at"] is not None


async def test_another_description_of_a_picture_is_a_change(node, app):
    media = await sent(app)
    made = await app.post(STATUSES, {"status": "Bild", "media_ids": [media["id"]]})

    same = await changed(app, made["id"], status="Bild", media_ids=[media["id"]])
    described = [{"id": media["id"], "description": "Das Rathaus"}]
    other = await changed(app, made["id"], status="Bild", media_ids=[media["id"]], media_attributes=described)

    assert same["edited_at"] is None
    assert other["media_attachments"][0]["description"] == "Das Rathaus"
    first, last = await app.get(f"{STATUSES}/{made['id']}/history")
    assert [each["description"] for each in first["media_attachments"]] == [None]
    assert [each["description"] for each in last["media_attachments"]] == ["Das Rathaus"]


async def test_a_version_shows_the_poll_it_had(app):
    poll = {"options": ["Markt", "Park"], "expires_in": 600}
    made = await app.post(STATUSES, {"status": "Wohin?", "poll": poll})
    await changed(app, made["id"], status="Wohin damit?", poll={**poll, "options": ["Markt", "Hafen"]})

    first, last = await app.get(f"{STATUSES}/{made['id']}/history")

    assert [each["title"] for each in first["poll"]["options"]] == ["Markt", "Park"]
    assert [each["title"] for each in last["poll"]["options"]] == ["Markt", "Hafen"]


async def test_language_format_and_other_languages_stay_where_an_app_says_nothing_of_them(node, app, alice):
    draft = Draft(
        text="Das **Freibad** öffnet. #Freibad",
        format="markdown",
        language="de",
        translations={"en": "The *pool* opens. #Pool", "de-simple": "Das Freibad macht auf."},
    )
    post = await publish(node.node, Actor(alice), draft)

    after = await changed(app, post.id, status="Das **Freibad** öffnet am 1. Mai. #Freibad")
    stored = await node.find_post(post.uri)

    assert "<strong>Freibad</strong>" in after["content"]
    assert after["language"] == "de"
    assert stored.contents == post.contents
    assert {tag["name"] for tag in after["tags"]} == {"Freibad", "Pool"}


async def test_an_article_keeps_its_title_and_its_abstract(node, app, alice):
    draft = Draft(text="Viel Text.", kind="Article", name="Haushalt 2027", summary="Worum es geht")
    post = await publish(node.node, Actor(alice), draft)

    source = await app.get(f"{STATUSES}/{post.id}/source")
    await changed(app, post.id, status="Noch mehr Text.", spoiler_text=source["spoiler_text"])
    stored = await node.find_post(post.uri)

    assert source["spoiler_text"] == ""
    assert (stored.name, stored.summary, stored.content) == (
        "Haushalt 2027",
        "Worum es geht",
        "<p>Noch mehr Text.</p>",
    )


async def test_a_private_post_stays_private_whatever_an_edit_says(app):
    made = await app.post(STATUSES, {"status": "Nur für Folgende", "visibility": "private"})

    after = await changed(app, made["id"], status="Nur für Euch", visibility="public")

    assert after["visibility"] == "private"


@pytest.mark.parametrize(("said", "language"), [("de-AT", "de-AT"), ("!!", "de"), ("", "de"), (None, "de")])
async def test_what_is_no_language_counts_as_not_said_and_the_node_has_one(app, said, language):
    """As with Mastodon, whose scripts post without a language: a screen reader must know how to speak it."""
    made = await app.post(STATUSES, {"status": "Guten Tag", "language": said})

    assert made["language"] == language
