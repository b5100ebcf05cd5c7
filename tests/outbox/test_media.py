"""Pictures go out with their posts: what other servers are told of them."""

from node.model.draft import Draft
from node.outbox.edit import edit
from node.outbox.upload import Words, describe, described, finished
from tests.media import photos
from tests.outbox.story import acts, followed_by, uploaded


async def test_other_servers_are_told_what_is_to_be_seen_and_by_whom(node, alice, bob):
    await followed_by(node, alice, bob)
    picture = await uploaded(
        node,
        alice,
        photos.jpeg(800, 600),
        description="Das Rathaus",
        focus=(0.0, 0.5),
        credit="Foto: A.",
        licence="CC0",
    )

    post = await node.post(alice, media=(picture,))

    [create] = bob.received("Create")
    [attached] = create["object"]["attachment"]
    assert attached == {
        "type": "Image",
        "mediaType": "image/jpeg",
        "url": picture.url,
        "name": "Das Rathaus",
        "blurhash": picture.blurhash,
        "focalPoint": [0.0, 0.5],
        "width": 800,
        "height": 600,
        "license": "CC0",
        "creditText": "Foto: A.",
    }
    assert picture.url.startswith(f"{node.origin}/media/")
    assert (await node.json(post.uri))["attachment"] == [attached]


async def test_films_sounds_and_documents_say_what_they_are(node, alice, bob):
    await followed_by(node, alice, bob)

    for data in (photos.mp4(), photos.wav(), photos.pdf()):
        await node.post(alice, media=(await uploaded(node, alice, data),))

    attached = [each["object"]["attachment"][0] for each in bob.received("Create")]
    assert [(each["type"], each["mediaType"]) for each in attached] == [
        ("Video", "video/mp4"),
        ("Audio", "audio/wav"),
        ("Document", "application/pdf"),
    ]
    assert (attached[0]["width"], attached[0]["height"]) == (640, 360)


async def test_a_better_description_reaches_other_servers(node, alice, bob):
    await followed_by(node, alice, bob)
    picture = await uploaded(node, alice, description="Hund")
    post = await node.post(alice, "Ein Bild", media=(picture,))
    [shown] = await node.store.read(lambda tx: tx.uploads.on_post(post.id))

    better = described(shown, Words(description="Katze"))

    await edit(node.node, acts(alice), post.id, Draft(text="Ein Bild", media=(better,)))
    await node.work()

    [update] = bob.received("Update")
    assert update["object"]["attachment"][0]["name"] == "Katze"
    assert update["object"]["updated"]


async def test_what_is_said_of_a_file_before_it_is_posted_goes_out(node, alice, bob):
    await followed_by(node, alice, bob)
    picture = await uploaded(node, alice)
    await describe(node.node, acts(alice), picture.id, Words(description="Ein Baum"))
    current = await finished(node.node, picture.id, within=1)

    await node.post(alice, media=(current,))

    assert bob.received("Create")[0]["object"]["attachment"][0]["name"] == "Ein Baum"
