"""Pages as files: what the web server in front shows while the node is down (S14, row 117)."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.model.login import Role
from node.model.moderation import Measure
from node.model.warning import Level, PageWarning
from node.outbox import delete, edit
from node.outbox.accounts import create_login
from node.outbox.moderate import Decision, decide
from node.web.static_copy import COPIES, StaticCopy
from tests.media.files import make_file
from tests.web.browser import Page
from tests.world import World


@pytest.fixture
async def copying(make_node) -> World:
    return await make_node(static_copy={"enabled": True, "days": 7, "posts": 5})


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "static-copy"


@pytest.fixture
def copy(copying) -> StaticCopy:
    [found] = copying.app[COPIES]
    return found


def page(folder: Path, path: str, language: str = "de") -> Page:
    found = Page((folder / path.strip("/") / f"index.{language}.html").read_text())
    assert found.problems == [], path
    return found


async def test_when_the_node_is_down_its_pages_are_still_there_complete(another, folder):
    async with another(static_copy={"enabled": True}) as world:
        alice = await world.create("alice")
        post = await world.post(alice, "Das Freibad öffnet am Samstag.")
        [copy] = world.app[COPIES]
        world.clock.move(seconds=31)  # it may have been written just before the post
        await copy.step()

    for path in ("/", "/@alice", f"/@alice/{post.id}"):
        assert "Das Freibad öffnet am Samstag." in page(folder, path).text
        assert "Das ist eine Kopie dieser Seite" in page(folder, path).text
        assert "This is a copy of this page" in page(folder, path, "en").text
    for path in ("/impressum", "/datenschutz", "/barrierefreiheit", "/kontakt"):
        assert "Das ist eine Kopie dieser Seite" in page(folder, path).text


async def test_the_directory_and_the_imprint_of_each_channel_can_be_read(make_node, folder):
    stadt = {"key": "stadt", "name": "Stadt Musterhausen", "kind": "municipality", "channels": ["rathaus"]}
    world = await make_node(static_copy={"enabled": True}, organizations=[stadt])
    await world.create("rathaus")
    await world.app[COPIES][0].step()

    assert "Stadt Musterhausen" in page(folder, "/kanaele").text
    assert "Stadt Musterhausen" in page(folder, "/@rathaus/impressum").text


async def test_whoever_chose_a_language_stays_in_it(copying, copy, folder):
    await copying.create("alice")
    await copy.step()

    assert "/kanaele?lang=en" in page(folder, "/@alice", "en").html
    assert "/kanaele?lang=de" in page(folder, "/@alice").html


async def test_what_lies_there_of_another_time_goes_when_the_node_starts(another, folder):
    """A post may have been deleted by a process that was killed before its file went."""
    async with another(static_copy={"enabled": True}) as world:
        await world.app[COPIES][0].step()
    left = folder / "@alice" / "17" / "index.de.html"
    left.parent.mkdir(parents=True)
    left.write_text("Streng geheim.")
    half = folder / "@alice" / "18" / ".index.de.html.4711"  # it was killed while it wrote
    half.parent.mkdir()
    half.write_text("Streng geh")
    os.utime(half, (0, 0))

    async with another(static_copy={"enabled": True}) as world:
        await world.app[COPIES][0].step()

    assert not left.exists() and not half.parent.exists()


async def test_what_a_page_needs_lies_beside_it(copying, copy, folder):
    await copy.step()

    sources = [each for each in page(folder, "/").sources if each.startswith("/static/")]
    assert any(each.endswith("style.css") for each in sources)
    assert all((folder / each.lstrip("/")).is_file() for each in sources)


@pytest.mark.parametrize(("language", "words"), [("de", "Wir sind gleich wieder da"), ("en", "We will be back soon")])
async def test_for_all_other_addresses_a_page_says_what_is_the_matter(language, words, copying, copy, folder):
    await copy.step()

    found = Page((folder / f"503.{language}.html").read_text())

    assert words in found.text
    assert found.problems == []


async def test_a_deleted_post_is_gone_from_all_files_at_once(copying, copy, folder):
    alice = await copying.create("alice")
    post = await copying.post(alice, "Streng geheim.")
    await copy.step()

    await delete.delete_post(copying.node, Actor(alice), post.id)

    assert files_with(folder, "Streng geheim") == []
    copying.clock.move(seconds=31)
    await copy.step()
    assert files_with(folder, "Streng geheim") == []
    assert "alice" in page(folder, "/@alice").text
    assert not (folder / "@alice" / str(post.id)).exists()


async def test_nothing_private_is_written(copying, copy, folder):
    alice = await copying.create("alice")
    for visibility in ("followers", "direct", "local"):
        await copying.post(alice, "Nur für Euch.", visibility=visibility)
    hidden = await copying.create("hidden")

    async def hide(tx) -> None:
        await tx.accounts.save(replace(hidden, discoverable=False))

    await copying.store.write(hide)
    await copying.post(hidden, "Ich will nicht gezeigt werden.")
    await copy.step()

    assert files_with(folder, "Nur für Euch") == []
    assert not (folder / "@hidden").exists()
    assert files_with(folder, 'name="csrf') == []


@pytest.mark.parametrize("how", ["suspended", "deleted"])
async def test_a_channel_that_is_hidden_is_gone_from_all_files_at_once(how, copying, copy, folder):
    alice = await copying.create("alice")
    post = await copying.post(alice, "Das Freibad öffnet am Samstag.")
    await copy.step()

    if how == "suspended":
        ada = await copying.create("ada")
        login = await create_login(copying.node, ada, email="ada@here.test", password_hash=None, role=Role.ADMIN)
        await decide(copying.node, Actor(ada, login.id), alice.id, Decision(measure=Measure.SUSPEND))
    else:
        await delete.delete_account(copying.node, Actor(alice))

    assert files_with(folder, "Das Freibad") == []
    copying.clock.move(seconds=31)
    await copy.step()
    assert files_with(folder, "Das Freibad") == []
    assert not (folder / "@alice" / str(post.id) / "index.de.html").exists()


async def test_a_page_is_written_again_half_a_minute_after_it_changed_at_most(copying, copy, folder):
    alice = await copying.create("alice")
    post = await copying.post(alice, "Das Freibad öffnet am Samstag.")
    await copy.step()
    path = f"/@alice/{post.id}"

    await edit.edit(copying.node, Actor(alice), post.id, Draft(text="Das Freibad öffnet am Sonntag."))
    copying.clock.move(seconds=31)
    await copy.step()

    assert "Sonntag" in page(folder, path).text
    assert "Samstag" not in page(folder, path).text


async def test_a_clock_that_is_set_back_keeps_no_page_old(copying, copy, folder):
    alice = await copying.create("alice")
    post = await copying.post(alice, "Das Freibad öffnet am Samstag.")
    await copy.step()

    copying.clock.move(hours=-2)
    await edit.edit(copying.node, Actor(alice), post.id, Draft(text="Das Freibad öffnet am Sonntag."))
    await copy.step()

    assert "Sonntag" in page(folder, f"/@alice/{post.id}").text


async def test_a_warning_stands_on_every_copy(copying, copy, folder):
    await copying.create("alice")
    await copy.step()
    warning = PageWarning(id=1, level=Level.DANGER, text_de="Meiden Sie die Uferwege.", created_at=copying.clock())

    await copying.store.write(lambda tx: tx.warnings.add(warning))
    await copying.node.alarms.current()
    copying.clock.move(seconds=31)
    await copy.step()

    for path in ("/", "/@alice", "/impressum"):
        assert "Meiden Sie die Uferwege." in page(folder, path).text


async def test_the_small_pictures_of_a_post_lie_beside_it(copying, copy, folder):
    alice = await copying.create("alice")
    media = await make_file(copying, alice, preview="klein")
    await copying.post(alice, "Hochwasser.", media=(media,))
    await copy.step()

    assert (folder / "media" / media.preview_name).read_bytes() == b"klein"
    assert not (folder / "media" / media.name).exists()


async def test_the_pictures_of_a_deleted_post_are_gone_with_it_at_once(copying, copy, folder):
    alice = await copying.create("alice")
    gone, there = await make_file(copying, alice), await make_file(copying, alice)
    taken_down = await copying.post(alice, "Falsch.", media=(gone,))
    await copying.post(alice, "Richtig.", media=(there,))
    await copy.step()
    before = pictures(folder)

    await delete.delete_post(copying.node, Actor(alice), taken_down.id)

    assert before == {gone.name, there.name}
    assert gone.name not in pictures(folder)
    copying.clock.move(seconds=31)
    await copy.step()
    assert pictures(folder) == {there.name}


async def test_a_picture_that_left_its_post_leaves_the_copy(copying, copy, folder):
    alice = await copying.create("alice")
    media = await make_file(copying, alice)
    post = await copying.post(alice, "Mit Bild.", media=(media,))
    await copy.step()
    before = pictures(folder)

    await edit.edit(copying.node, Actor(alice), post.id, Draft(text="Ohne Bild."))
    copying.clock.move(seconds=31)
    await copy.step()

    assert "Ohne Bild" in page(folder, f"/@alice/{post.id}").text
    assert (before, pictures(folder)) == ({media.name}, set())


async def test_within_the_budget_of_bytes_the_newest_posts_have_their_pictures(make_node, folder):
    world = await make_node(static_copy={"enabled": True, "posts": 10, "picture_bytes": 2_500})
    [copy] = world.app[COPIES]
    alice = await world.create("alice")
    names = []
    for number in range(3):
        media = await make_file(world, alice, b"x" * 1_000)
        await world.post(alice, f"Bild {number}.", media=(media,))
        names.append(media.name)
        world.clock.move(seconds=31)
        await copy.step()

    assert pictures(folder) == {names[1], names[2]}


async def test_pictures_for_followers_only_are_not_there(copying, copy, folder):
    alice = await copying.create("alice")
    await copying.post(alice, "Nur für Euch.", visibility="followers", media=(await make_file(copying, alice),))
    await copy.step()

    assert pictures(folder) == set()


async def test_pictures_and_style_sheets_of_another_time_go_when_the_node_starts(another, folder):
    async with another(static_copy={"enabled": True}):
        pass
    left = [folder / "media" / f"{'0' * 32}.png", folder / "static" / "alt" / "style.css"]
    for file in left:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Alt.")

    async with another(static_copy={"enabled": True}) as world:
        await world.app[COPIES][0].step()

    assert [file for file in left if file.exists()] == []


async def test_a_picture_that_is_lost_keeps_no_page_from_being_written(copying, copy, folder):
    alice = await copying.create("alice")
    media = await make_file(copying, alice)
    post = await copying.post(alice, "Hochwasser.", media=(media,))
    await copying.node.storage.delete([media.name])

    await copy.step()

    assert "Hochwasser." in page(folder, f"/@alice/{post.id}").text


async def test_only_the_latest_posts_are_kept_so(copying, copy, folder):
    alice = await copying.create("alice")
    old = await copying.post(alice, "Alt.")
    await copy.step()

    copying.clock.move(days=8)
    new = await copying.post(alice, "Neu.")
    await copy.step()

    assert not (folder / "@alice" / str(old.id)).exists()
    assert "Neu." in page(folder, f"/@alice/{new.id}").text


async def test_without_the_database_a_node_that_was_just_started_shows_its_files(copying, copy, folder, clock):
    """Nothing of the page is in memory: nobody has asked for it."""
    alice = await copying.create("alice")
    media = await make_file(copying, alice, b"Freibad")
    post = await copying.post(alice, "Das Freibad öffnet am Samstag.", media=(media,))
    await copy.step()
    await copying.store.close()

    found = await copying.get(f"/@alice/{post.id}", accept="text/html", headers={"Accept-Language": "de"})
    seen = await copying.get(f"/media/{media.name}", accept="image/*")
    unseen = await copying.get(f"/media/{'0' * 32}.png", accept="image/*")
    missing = await copying.get("/@alice/99", accept="text/html")
    elsewhere = await copying.get("/..%2f..%2fnode.sqlite3", accept="text/html")
    program = await copying.get("/@alice", accept="application/activity+json")

    assert found.status == 200
    assert "Allmende-Copy" in found.headers
    assert "Das Freibad öffnet am Samstag." in await found.text()
    assert (seen.status, await seen.read(), seen.headers["Content-Type"]) == (200, b"Freibad", "image/png")
    assert (seen.headers["Cache-Control"], seen.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert (unseen.status, missing.status, elsewhere.status) == (503, 503, 404)
    assert program.status in {303, 503}


async def test_the_web_server_in_front_may_read_the_files_and_nobody_else_write_them(copying, copy, folder):
    await copying.create("alice")
    await copy.step()

    assert {oct(file.stat().st_mode & 0o777) for file in folder.rglob("*") if file.is_file()} == {"0o644"}
    assert {oct(file.stat().st_mode & 0o777) for file in (folder, *folder.rglob("*")) if file.is_dir()} == {"0o755"}


async def test_readers_see_whole_files_only(copying, copy, folder):
    await copying.create("alice")
    await copy.step()

    assert [file for file in folder.rglob("*") if file.name.startswith(".")] == []


async def test_a_node_that_wants_none_leaves_none_behind(make_node, folder):
    (folder / "@alice").mkdir(parents=True)
    (folder / "@alice" / "index.de.html").write_text("Alt.")

    await make_node()

    assert not folder.exists()


def pictures(folder: Path) -> set[str]:
    return {file.name for file in (folder / "media").glob("*")}


def files_with(folder: Path, words: str) -> list[Path]:
    return [file for file in folder.rglob("*.html") if words in file.read_text()]
