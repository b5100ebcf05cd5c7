"""`allmende media`: what files take, and throwing away what nobody needs."""

import pytest
from aiohttp import web

from node.cli import media
from node.cli.command import Ask
from node.cli.words import Say
from tests.cli.shell import run
from tests.media.elsewhere.pictures import png
from tests.media.files import hang, make_file, put


@pytest.fixture
def said(node):
    """What an act answers, in English."""

    async def ask(act, **values):
        answer = await act(node.node, Ask(values, Say("en")))
        return list(answer.lines), answer.code

    return ask


@pytest.fixture
async def face(node, there, bob):
    """A picture of another server that somebody has looked at; its address here."""
    url = f"{there.origin()}/gesicht.png"
    there.documents[url] = (200, lambda _: web.Response(body=png()))
    bob.more["icon"] = {"type": "Image", "url": url}
    address = node.node.addresses.avatar(await node.node.actors.by_uri(bob.uri))
    await node.get(address)
    return address


async def test_what_files_take_is_told(node, alice, face, said):
    await make_file(node, alice, b"x" * 1_000)

    lines, code = await said(media.show_usage)

    assert code == 0
    assert lines[0] == f"disk: {node.node.config.node.data_dir}"
    assert [line.split() for line in lines[2:]] == [
        ["uploaded", "here", "1", "1000", "-"],
        ["copies", "of", "other", "servers", "1", str(len(png())), "5368709120"],
    ]


async def test_a_look_tells_what_would_go_and_leaves_it(node, alice, clock, said):
    await make_file(node, alice)
    name = await put(node, b"Niemand kennt mich")
    clock.move(days=2)

    lines, code = await said(media.sweep, dry_run=True)

    assert lines[0] == "uploaded and not used: 1"
    assert "files nobody knows: 1 (18 bytes)" in lines
    assert code == 0
    assert await node.node.storage.find(name) is not None


async def test_what_nobody_needs_goes(node, alice, clock, said):
    await make_file(node, alice)
    name = await put(node, b"Niemand kennt mich")
    clock.move(days=2)

    await said(media.sweep, dry_run=False)

    assert await node.node.storage.find(name) is None
    assert await said(media.sweep, dry_run=False) == (
        [
            "uploaded and not used: 0",
            "left of what was deleted: 0",
            "copies out of date: 0",
            "files nobody knows: 0 (0 bytes)",
            "broken off: 0",
        ],
        0,
    )


async def test_files_that_are_missing_are_named(node, alice, said):
    found = await make_file(node, alice)
    await hang(node, found, (await node.post(alice)).id)
    await node.node.storage.delete([found.name])

    lines, code = await said(media.sweep)

    assert code == 1
    assert lines[-2:] == ["MISSING, please restore them from the backup: 1", found.name]


async def test_copies_are_deleted_and_come_again(node, there, face, said):
    lines, _ = await said(media.clear_cache)
    left = await node.store.read(lambda tx: tx.files.usage())
    answer = await node.get(face)

    assert lines == ["copies deleted: 1"]
    assert left[1].size == 0
    assert answer.status == 200
    assert there.requests.count(("GET", f"{there.origin()}/gesicht.png")) == 2


@pytest.mark.slow
def test_it_works_without_a_server_and_with_a_bucket_that_is_not_there(tmp_path):
    (tmp_path / "config.toml").write_text('[node]\nbase_url = "http://here.test"\n')

    usage = run("media", "usage", folder=tmp_path, language="de")
    broken = run(
        "media",
        "sweep",
        folder=tmp_path,
        ALLMENDE_MEDIA_STORAGE="s3",
        ALLMENDE_MEDIA_S3_BUCKET="dateien",
        ALLMENDE_MEDIA_S3_ENDPOINT="http://127.0.0.1:9",
        ALLMENDE_MEDIA_S3_ACCESS_KEY="schluessel",
        ALLMENDE_MEDIA_S3_SECRET_KEY="streng-geheim",
    )

    assert (usage.returncode, usage.stderr) == (0, "")
    assert "hier hochgeladen" in usage.stdout
    assert broken.returncode == 1
    assert broken.stderr.startswith("allmende: the storage of the files does not answer as it should")
    assert "geheim" not in broken.stdout + broken.stderr
