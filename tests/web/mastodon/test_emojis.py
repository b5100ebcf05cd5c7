"""Emoji of the node's own, and those others use."""

from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from aiohttp import web
from PIL import Image

from node.cli import emoji as command
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Conflict, Forbidden, NotFound, Unprocessable
from node.model.account import Actor
from node.outbox.accounts import create_login
from node.outbox.emojis import add_emoji, remove_emoji
from tests.inbox.steps import arrives, followed, known
from tests.web.mastodon.test_announcements import PATH as ANNOUNCEMENTS, announced

STATUSES = "/api/v1/statuses"
EMOJIS = "/api/v1/custom_emojis"


def picture(folder: Path, *, moves: bool = False, size: int = 32, kind: str = "PNG") -> Path:
    frames = [Image.new("RGB", (size, size), colour) for colour in ("red", "blue")]
    path = folder / f"bild.{kind.lower()}"
    if moves:
        frames[0].save(path, "GIF", save_all=True, append_images=frames[1:], duration=100, loop=0)
    else:
        frames[0].save(path, kind)
    return path


async def add(node, tmp_path, name="wappen", **more):
    return await add_emoji(node.node, Actor(node.node.itself), name, picture(tmp_path, **more), "Stadt")


def tag(name, url):
    return {"type": "Emoji", "name": f":{name}:", "icon": {"type": "Image", "mediaType": "image/png", "url": url}}


async def test_everybody_sees_which_there_are(node, anybody, tmp_path):
    await add(node, tmp_path)

    (shown,) = await anybody.get(EMOJIS)

    assert (shown["shortcode"], shown["category"], shown["visible_in_picker"]) == ("wappen", "Stadt", True)
    answer = await node.get(shown["url"], accept="image/png")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(await answer.read())).size == (32, 32)


async def test_one_that_moves_has_a_still_picture(node, anybody, tmp_path):
    await add(node, tmp_path, moves=True)

    (shown,) = await anybody.get(EMOJIS)

    moving = Image.open(BytesIO(await (await node.get(shown["url"], accept="image/gif")).read()))
    still = Image.open(BytesIO(await (await node.get(shown["static_url"], accept="image/png")).read()))
    assert moving.n_frames == 2
    assert getattr(still, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x", None),
        ("zu lang" * 20, None),
        ("wappen", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("wappen", b"\x89PNG\r\n\x1a\nnothing"),
        ("wappen", b"\x89PNG\r\n\x1a\n" + b"0" * 300_000),
    ],
)
async def test_what_is_no_emoji_is_refused(node, anybody, tmp_path, name, content):
    path = picture(tmp_path)
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(Unprocessable):
        await add_emoji(node.node, Actor(node.node.itself), name, path)

    assert await anybody.get(EMOJIS) == []


async def test_a_large_picture_and_a_second_one_of_the_name_are_refused(node, tmp_path):
    await add(node, tmp_path)

    with pytest.raises(Unprocessable):
        await add(node, tmp_path, name="gross", size=600)
    with pytest.raises(Conflict):
        await add(node, tmp_path)


async def test_only_those_who_administer_add_and_remove(node, alice, tmp_path):
    await add(node, tmp_path)
    login = await create_login(node.node, alice, email="alice@here.test", password_hash=None)

    with pytest.raises(Forbidden):
        await add_emoji(node.node, Actor(alice, login.id), "neu", picture(tmp_path))
    with pytest.raises(Forbidden):
        await remove_emoji(node.node, Actor(alice, login.id), "wappen")


async def test_a_post_and_a_profile_carry_what_they_use(node, app, alice, tmp_path):
    await add(node, tmp_path)

    made = await app.post(STATUSES, {"status": "Unser :wappen: und kein :wapen:", "spoiler_text": "Neu"})
    await app.ask("PATCH", "/api/v1/accounts/update_credentials", json={"display_name": "Alice :wappen:"})
    account = await app.get(f"/api/v1/accounts/{alice.id}")

    note, actor = await node.json(made["uri"]), await node.json(alice.uri)
    assert [each["shortcode"] for each in made["emojis"]] == ["wappen"]
    assert [each["shortcode"] for each in account["emojis"]] == ["wappen"]
    for document in (note, actor):
        (found,) = [each for each in document["tag"] if each["type"] == "Emoji"]
        assert (found["name"], found["icon"]["mediaType"]) == (":wappen:", "image/png")
        assert found["icon"]["url"] == made["emojis"][0]["url"]


async def test_an_edit_changes_which(node, app, tmp_path):
    await add(node, tmp_path)
    made = await app.post(STATUSES, {"status": ":wappen:"})

    edited = await app.ask("PUT", f"{STATUSES}/{made['id']}", json={"status": "Ohne"})

    assert edited.body["emojis"] == []


async def test_those_of_others_are_shown_from_this_node(node, there, app, alice, bob):
    await followed(node, alice, bob)
    url = f"{bob.origin}/emoji/blob.png"
    buffer = BytesIO()
    Image.new("RGB", (16, 16), "green").save(buffer, "PNG")
    there.documents[url] = (200, lambda _: web.Response(body=buffer.getvalue(), content_type="image/png"))
    note = bob.note("Hallo :blob:", tag=[tag("blob", url)])

    await arrives(node, bob.create(note), bob)

    (shown,) = await app.get("/api/v1/timelines/home")
    (emoji,) = shown["emojis"]
    assert emoji["shortcode"] == "blob"
    assert emoji["url"].startswith(node.origin + "/media/emoji/")
    assert (await node.get(emoji["url"], accept="image/png")).status == 200
    assert await app.get(EMOJIS) == []


async def test_profiles_of_others_bring_theirs_too(node, there, app):
    dora = there.actor("dora", tag=[tag("blob", "http://there.test/blob.png")])

    account = await known(node, dora)
    dora.more["tag"] = []
    await arrives(node, dora.activity("Update", dora.document()), dora)

    assert [each.name for each in account.emojis] == ["blob"]
    assert (await app.get(f"/api/v1/accounts/{account.id}"))["emojis"] == []


async def test_announcements_use_them_and_people_react_with_them(node, app, tmp_path):
    await add(node, tmp_path)
    made = await announced(node, "Neu: :wappen:")

    await app.ask("PUT", f"{ANNOUNCEMENTS}/{made.id}/reactions/{quote('wappen')}")

    (shown,) = await app.get(ANNOUNCEMENTS)
    (reaction,) = shown["reactions"]
    assert [each["shortcode"] for each in shown["emojis"]] == ["wappen"]
    assert (reaction["name"], reaction["count"], reaction["me"]) == ("wappen", 1, True)
    assert reaction["url"] == shown["emojis"][0]["url"]


async def test_what_is_removed_is_no_longer_served(node, anybody, tmp_path):
    await add(node, tmp_path)
    (shown,) = await anybody.get(EMOJIS)

    await remove_emoji(node.node, Actor(node.node.itself), "wappen")

    assert await anybody.get(EMOJIS) == []
    assert (await node.get(shown["url"], accept="image/png")).status == 404
    with pytest.raises(NotFound):
        await remove_emoji(node.node, Actor(node.node.itself), "wappen")


async def test_the_sweeping_leaves_them(node, anybody, tmp_path):
    emoji = await add(node, tmp_path)

    assert await node.store.read(lambda tx: tx.files.unknown([emoji.file, emoji.still])) == set()


async def test_the_command_line_adds_lists_and_removes(node, anybody, tmp_path):
    say = Say("de")

    await command.add(node.node, Ask({"name": ":wappen:", "picture": str(picture(tmp_path))}, say))
    listed = await command.show_all(node.node, Ask({}, say))
    await command.remove(node.node, Ask({"name": "wappen"}, say))

    assert any("wappen" in line for line in listed.lines)
    assert await anybody.get(EMOJIS) == []
