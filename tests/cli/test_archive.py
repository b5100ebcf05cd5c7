"""`allmende account export` and `import`: with a running server and without, as an operator types them."""

import json
import re
import stat
import tarfile

import pytest

from node.cli.main import main
from tests.cli.shell import Server, run

pytestmark = pytest.mark.slow
OPTIONS = ("--base-url", "http://town.localhost:8123", "--email", "a@town.example", "--password", "ein langes Kennwort")


def init(folder):
    folder.mkdir()
    made = run("init", "--yes", *OPTIONS, "--listen", f"unix:{folder}/web.sock", folder=folder)
    assert made.returncode == 0, made.stderr
    return folder


def test_an_account_moves_from_one_machine_to_the_next(tmp_path):
    """The first machine serves while it is asked, the second does not."""
    old, new = init(tmp_path / "old"), init(tmp_path / "new")
    assert run("account", "create", "amt", folder=old).returncode == 0
    posted = run("post", "amt", "Guten Tag.", folder=old).stdout.strip()
    (tmp_path / "satz").write_text("Kiefer Nebel Brücke Uhr\n", encoding="utf-8")
    server = Server("serve", folder=old)
    try:
        server.wait_for("serve.started")
        kept = run("account", "export", "amt", "amt.tar.gz", "--keys", "--passphrase-file", "../satz", folder=old)
    finally:
        server.kill()

    taken = run(
        *("account", "import", "../old/amt.tar.gz", "--passphrase-file", "../satz"),
        *("--email", "b@town.example", "--password", "ein langes Kennwort"),
        folder=new,
    )

    assert kept.returncode == 0, kept.stderr
    assert "can speak for this account" in kept.stdout
    assert stat.S_IMODE((old / "amt.tar.gz").stat().st_mode) == 0o600
    assert taken.returncode == 0, taken.stderr
    assert "@amt is back: 1 posts" in taken.stdout
    assert "login: b@town.example" in taken.stdout
    with tarfile.open(old / "amt.tar.gz") as archive:
        [item] = json.load(archive.extractfile("outbox.json"))["orderedItems"]
    assert posted == item["object"]["url"]
    explained = run("activity", "explain", posted, folder=new)
    assert explained.returncode == 0, explained.stderr
    again = run("account", "import", "../old/amt.tar.gz", "--passphrase-file", "../satz", folder=new)
    assert again.returncode == 1
    assert re.fullmatch(r"allmende: the account amt is on this node already, or was[^\n]*\n", again.stderr)


def test_what_was_mistyped_is_said_in_one_line(tmp_path, monkeypatch, capsys):
    town = init(tmp_path / "town")
    monkeypatch.chdir(town)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    (town / "kurz").write_text("kurz", encoding="utf-8")
    for words, why in (
        (("export", "redaktion", "x.zip"), "ends in .tar"),
        (("export", "niemand", "x.tar"), "no account is called"),
        (("export", "redaktion", "x.tar", "--keys", "--passphrase-file", "kurz"), "at least 12"),
        (("export", "redaktion", "x.tar", "--keys"), "passphrase is missing"),
        (("import", "x.tar"), "there is no file"),
        (("import", "config.toml"), "damaged|no archive"),
    ):
        assert main(("account", *words)) == 1
        told = capsys.readouterr().err
        assert re.search(why, told), told
        assert told.count("\n") == 1
    assert not (town / "x.tar").exists()
