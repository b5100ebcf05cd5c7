"""Mastodon.py, as a press office's scripts use it."""

import asyncio
from datetime import timedelta

import pytest
from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError, MastodonUnauthorizedError

from tests.clients.conftest import token_for
from tests.media import photos


async def client_for(world, account) -> Mastodon:
    token = await token_for(world, account)
    return await asyncio.to_thread(Mastodon, access_token=token, api_base_url=world.origin)


async def call(function, *args, **more):
    """The client is synchronous; the node runs in this loop."""
    return await asyncio.to_thread(function, *args, **more)


@pytest.fixture
async def stadt(town):
    return await town.create("stadt", display_name="Stadt Musterhausen")


@pytest.fixture
async def api(town, stadt) -> Mastodon:
    return await client_for(town, stadt)


async def test_it_knows_the_node_and_itself(town, stadt, api):
    instance = await call(api.instance)
    me = await call(api.account_verify_credentials)

    assert instance.title == "Musterhausen"
    assert (me.acct, me.display_name, me.id) == ("stadt", "Stadt Musterhausen", str(stadt.id)) or me.id == stadt.id
    assert (await call(api.preferences))["posting:default:visibility"]


async def test_a_post_lives_from_its_first_to_its_last_day(town, stadt, api):
    posted = await call(api.status_post, "Das Freibad öffnet. #Freibad", spoiler_text="Sommer", language="de")
    found = await call(api.status, posted.id)
    assert (found.spoiler_text, found.language, [tag.name for tag in found.tags]) == ("Sommer", "de", ["Freibad"])

    edited = await call(api.status_update, posted.id, "Das Freibad öffnet am 1. Mai.")
    assert "1. Mai" in edited.content
    assert len(await call(api.status_history, posted.id)) == 2
    assert (await call(api.status_source, posted.id)).text == "Das Freibad öffnet am 1. Mai."

    await call(api.status_delete, posted.id)
    with pytest.raises(MastodonNotFoundError):
        await call(api.status, posted.id)


async def test_two_people_talk(town, stadt, api):
    anna = await client_for(town, await town.create("anna"))
    await call(anna.account_follow, stadt.id)
    question = await call(api.status_post, "Was wünschen Sie sich?")

    answer = await call(anna.status_reply, question, "Mehr Radwege!")
    await call(anna.status_favourite, question.id)
    await call(anna.status_reblog, question.id)
    await call(anna.status_bookmark, question.id)

    context = await call(api.status_context, question.id)
    assert [status.id for status in context.descendants] == [answer.id]
    kinds = {each.type for each in await call(api.notifications)}
    assert kinds == {"follow", "mention", "favourite", "reblog"}
    assert [account.acct for account in await call(api.status_favourited_by, question.id)] == ["anna"]
    assert question.id in [
        status.reblog.id if status.reblog else status.id for status in await call(anna.timeline_home)
    ]
    assert [status.id for status in await call(anna.bookmarks)] == [question.id]
    seen = await call(anna.status, question.id)
    assert (seen.favourited, seen.reblogged, seen.bookmarked, seen.replies_count) == (True, True, True, 1)


async def test_polls_are_asked_and_answered(town, stadt, api):
    anna = await client_for(town, await town.create("anna"))
    poll = api.make_poll(["Freitag", "Samstag"], expires_in=3600)
    asked = await call(api.status_post, "Wann?", poll=poll)

    voted = await call(anna.poll_vote, asked.poll.id, [1])

    assert [option.votes_count for option in voted.options] == [0, 1]
    assert voted.expires_at - asked.created_at < timedelta(hours=2)


async def test_profiles_relations_and_search(town, stadt, api):
    anna = await town.create("anna", display_name="Anna Berger")
    reader = await client_for(town, anna)
    await call(reader.account_update_credentials, display_name="Anna B.", note="Ich lese mit.")

    [found] = (await call(api.search_v2, "anna", resolve=False)).accounts
    [relation] = await call(api.account_relationships, [anna.id])
    assert (found.display_name, relation.following) == ("Anna B.", False)

    await call(reader.account_block, stadt.id)
    assert (await call(reader.account_relationships, [stadt.id]))[0].blocking
    await call(reader.account_unblock, stadt.id)
    await call(reader.account_mute, stadt.id)
    assert [account.acct for account in await call(reader.mutes)] == ["stadt"]


async def test_pages_of_a_timeline_are_walked_to_their_end(town, stadt, api):
    for number in range(45):
        await town.post(stadt, f"Meldung {number}")

    first = await call(api.account_statuses, stadt.id, limit=20)
    everything = await call(api.fetch_remaining, first)

    assert len(everything) == 45
    assert [status.id for status in everything] == sorted((status.id for status in everything), key=int, reverse=True)


async def test_who_is_not_logged_in_is_told_so(town, stadt):
    nobody = await asyncio.to_thread(Mastodon, api_base_url=town.origin, access_token="wrong")

    with pytest.raises(MastodonUnauthorizedError):
        await call(nobody.account_verify_credentials)


async def test_pictures_are_uploaded_described_posted_and_changed(town, stadt, api):
    photo = photos.telling_jpeg(6)

    media = await call(
        api.media_post, photo, "image/jpeg", description="Das Rathaus", focus=(-0.5, 0.5), synchronous=True
    )
    sound = await call(
        api.media_post,
        photos.mp3(),
        "audio/mpeg",
        thumbnail=photo,
        thumbnail_mime_type="image/jpeg",
        synchronous=True,
    )
    again = await call(api.media_update, media, description="Das Alte Rathaus")
    posted = await call(api.status_post, "Unser Rathaus", media_ids=[media])
    [shown] = posted.media_attachments

    assert (media.type, media.meta.original.width, media.meta.focus.x) == ("image", 480, -0.5)
    assert (sound.type, sound.preview_url is None) == ("audio", False)
    assert again.description == shown.description == "Das Alte Rathaus"
    assert photos.SECRET not in await download(town, shown.url)
    assert photos.opened(await download(town, shown.preview_url)).format == "JPEG"
    edited = await call(
        api.status_update,
        posted.id,
        "Unser Rathaus",  # with media_ids as well this client adds a set to a set
        media_attributes=[api.generate_media_edit_attributes(media.id, description="Das Neue Rathaus")],
    )
    assert edited.media_attachments[0].description == "Das Neue Rathaus"
    with pytest.raises(MastodonAPIError, match="content type is invalid"):
        await call(api.media_post, b"<svg/>", mime_type="image/svg+xml")


async def test_a_profile_gets_its_pictures(town, stadt, api):
    me = await call(
        api.account_update_credentials,
        avatar=photos.jpeg(),
        avatar_mime_type="image/jpeg",
        header=photos.telling_png(),
        header_mime_type="image/png",
    )

    assert photos.opened(await download(town, me.avatar)).size == (400, 400)
    assert me.header.endswith(".png")
    assert "missing.png" in (await call(api.account_delete_avatar)).avatar


async def download(world, url: str) -> bytes:
    async with world.session.get(url) as answer:
        assert answer.status == 200
        return await answer.read()
