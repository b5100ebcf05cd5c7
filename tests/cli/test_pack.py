"""`allmende pack`: templates are exported, checked and imported on the command line."""

import json

import pytest

from node.cli import pack
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Invalid, Unprocessable
from node.outbox.templates.pack import MOST_BYTES, read_pack, write_pack
from node.outbox.templates.take_over import our_pack
from tests.cli.shell import run

OPTIONS = ("--base-url", "http://town.localhost:8123", "--email", "a@town.example", "--password", "ein langes Kennwort")
ANSWER = {"key": "danke", "name": "Danke", "text": "Guten Tag {name}"}
HEAD = {"format": "allmende-template-pack", "version": 1, "name": "x", "title": "Musterland"}


def document(*answers):
    return json.dumps({**HEAD, "answers": list(answers)})


async def told(node, act, language="de", **values):
    return list((await act(node.node, Ask(values, Say(language)))).lines)


async def test_what_would_change_is_told_and_a_second_import_changes_nothing(node):
    first = document(ANSWER)
    dry = await told(node, pack.bring, document=first, dry_run=True)
    assert dry[1].split() == ["neu", "answer", "danke", "Danke"]
    assert dry[-1] == "nichts ist geändert (--dry-run)"
    assert await node.count("templates") == 0

    assert (await told(node, pack.bring, "en", document=first))[-1] == "1 templates are taken over"
    again = await told(node, pack.bring, "en", document=document({**ANSWER, "text": "Neu"}, {**ANSWER, "key": "b"}))
    assert [line.split()[0] for line in again[1:3]] == ["changes", "new"]
    same = await told(node, pack.bring, document=document({**ANSWER, "text": "Neu"}))
    assert (same[1].split()[0], same[-1]) == ("gleich", "0 Vorlagen sind übernommen")


async def test_what_is_exported_is_what_is_here(node, tmp_path):
    with pytest.raises(Invalid, match="keine Vorlagen"):
        await told(node, pack.export, file="-")
    await told(node, pack.bring, document="")
    file = tmp_path / "vorlagen.json"

    said = await told(node, pack.export, file=str(file))
    printed = await told(node, pack.export, file="-")

    given = read_pack(file.read_bytes())
    assert said == [f"{len(our_pack().templates)} Vorlagen in {file}"]
    assert {each.key: each for each in given.templates} == {each.key: each for each in our_pack().templates}
    assert read_pack("\n".join(printed).encode()) == given


async def test_a_bad_pack_leaves_nothing_behind(node):
    with pytest.raises(Unprocessable, match=r"\$\.answers\[1\]\.text"):
        await told(node, pack.bring, document=document(ANSWER, {"key": "b", "name": "B", "text": "{nmae}"}))

    assert await node.count("templates") == 0


def test_a_file_is_checked_without_a_node(tmp_path):
    for name, data in (
        ("gut.json", write_pack(our_pack())),
        ("falsch.json", b'{"format": "x"}'),
        ("bild.json", b"\x89PNG"),
        ("gross.json", b" " * (MOST_BYTES + 10)),
    ):
        (tmp_path / name).write_bytes(data)

    good = run("pack", "check", "gut.json", folder=tmp_path)
    piped = run("pack", "check", "-", folder=tmp_path, typed=document(ANSWER))
    ours = run("pack", "check", "starter", folder=tmp_path, language="de")
    bad = [run("pack", "check", name, folder=tmp_path) for name in ("falsch.json", "bild.json", "gross.json", "nichts")]

    assert (good.returncode, good.stderr) == (0, "")
    assert piped.stdout == "in order: Musterland (x), posts: 0, answers: 1, sheets: 0\n"
    assert ours.stdout.startswith("in Ordnung: Grundausstattung für Ämter (grundausstattung), Beiträge: ")
    assert [each.returncode for each in bad] == [1, 1, 1, 1]
    assert "`$.format`" in bad[0].stderr
    assert "is no readable text" in bad[1].stderr
    assert "at most 262144 bytes" in bad[2].stderr


@pytest.mark.slow
def test_a_pack_goes_from_one_node_to_another(tmp_path):
    town, village = tmp_path / "town", tmp_path / "village"
    for folder in (town, village):
        folder.mkdir()
        made = run("init", "--yes", *OPTIONS, "--listen", f"unix:{folder}/web.sock", folder=folder)
        assert made.returncode == 0, made.stderr
    assert run("pack", "import", "starter", folder=town).returncode == 0
    assert run("pack", "export", "alle.json", folder=town).returncode == 0

    brought = run("pack", "import", str(town / "alle.json"), folder=village)
    again = run("pack", "import", str(town / "alle.json"), "--dry-run", folder=village)

    assert brought.stdout.splitlines()[-1] == f"{len(our_pack().templates)} templates are taken over"
    assert {line.split()[0] for line in again.stdout.splitlines()[1:-1]} == {"same"}
