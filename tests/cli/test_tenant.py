"""`allmende tenant`: a town gets a node of its own on a server that runs, without stopping it (row 119)."""

import json
import time
import tomllib
import urllib.error
import urllib.request

import pytest

from node.cli.main import main
from tests.cli.shell import Server, run
from tests.ports import lasting_port

pytestmark = pytest.mark.slow
PATIENCE = 60.0
OFFICE = ("--organization", "Gemeinde Ahausen", "--street", "Am Markt 1", "--city", "Ahausen", "--phone", "115")


@pytest.fixture(scope="module")
def land(tmp_path_factory):
    """The installation: a node made by `init`, and its server."""
    folder, port = tmp_path_factory.mktemp("land"), lasting_port()
    made = run(
        *("init", "--yes", "--base-url", f"http://land.localhost:{port}", "--listen", f"127.0.0.1:{port}"),
        *("--email", "petra@land.example", "--password", "ein langes Kennwort"),
        folder=folder,
    )
    assert made.returncode == 0, made.stderr
    server = Server("serve", folder=folder)
    server.wait_for("serve.started")
    yield folder, port
    server.kill()


def get(port, host, path="/"):
    """Its status and text."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": f"{host}:{port}", "Accept": "text/html"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def until(port, host, status):
    """The server looks at its folder every other second."""
    end = time.monotonic() + PATIENCE
    while (found := get(port, host))[0] != status:
        assert time.monotonic() < end, f"{host} never answered {status}, but {found[0]}"
    return found[1]


def test_a_tenant_from_its_first_day_to_its_move(land):
    folder, port = land
    url = f"http://ahausen.localhost:{port}"
    added = run(
        *(
            "tenant",
            "add",
            "ahausen",
            "--base-url",
            url,
            "--title",
            "Gemeinde Ahausen",
            "--email",
            "ada@ahausen.example",
        ),
        *("--password", "noch ein Kennwort", *OFFICE),
        folder=folder,
    )
    assert added.returncode == 0, added.stderr
    assert float(added.stdout.partition("(")[2].partition(" s)")[0]) <= 60
    assert "noch ein Kennwort" not in added.stdout

    assert "Gemeinde Ahausen" in until(port, "ahausen.localhost", 200)
    assert get(port, "land.localhost")[0] == 200
    assert get(port, "bdorf.localhost")[0] == 421
    config = str(folder / "var" / "tenants" / "ahausen" / "config.toml")
    listed = run("--config", config, "account", "list", folder=folder)  # the server that runs does it
    assert "ada@ahausen.example" in listed.stdout

    disabled = run("tenant", "disable", "ahausen", "--reason", "Umzug", folder=folder)
    assert disabled.returncode == 0, disabled.stderr
    assert get(port, "ahausen.localhost")[0] == 503
    assert ["ahausen", url, "out", "of", "service:", "Umzug"] in [
        line.split()[:6] for line in run("tenant", "list", folder=folder).stdout.splitlines()
    ]
    exported = run("tenant", "export", "ahausen", "ahausen.tar.gz", folder=folder)
    assert (exported.returncode, "keep it accordingly" in exported.stdout) == (0, True), exported.stderr
    assert get(port, "ahausen.localhost")[0] == 503  # it rested before, and does so still

    again = run("tenant", "import", "ahausen.tar.gz", folder=folder)
    assert (again.returncode, again.stderr) == (1, "allmende: there is a tenant ahausen already\n")
    (folder / "var" / "tenants" / "ahausen").rename(folder / "weg")
    imported = run("tenant", "import", "ahausen.tar.gz", folder=folder)
    assert imported.returncode == 0, imported.stderr
    assert "Gemeinde Ahausen" in until(port, "ahausen.localhost", 200)
    assert "ada@ahausen.example" in run("--config", config, "account", "list", folder=folder).stdout


def test_another_town_takes_over_the_settings_but_nobody_elses_name(land):
    folder, port = land
    like = folder / "var" / "tenants" / "muster"
    run(
        *("tenant", "add", "muster", "--base-url", f"http://muster.localhost:{port}", "--email", "a@muster.example"),
        *("--title", "Muster", *OFFICE),
        folder=folder,
    )
    text = (like / "config.toml").read_text()
    (like / "config.toml").write_text(f'{text}\n[limits]\npost_characters = 777\n[brand]\ncolor = "#14527a"\n')

    copied = run(
        *("tenant", "copy", "muster", "bdorf", "--base-url", f"http://bdorf.localhost:{port}", "--title", "Bdorf"),
        *("--email", "b@bdorf.example", "--organization", "Gemeinde Bdorf"),
        folder=folder,
    )

    assert copied.returncode == 0, copied.stderr
    made = tomllib.loads((folder / "var" / "tenants" / "bdorf" / "config.toml").read_text())
    assert made["limits"] == {"post_characters": 777}
    assert made["node"] == {"base_url": f"http://bdorf.localhost:{port}", "title": "Bdorf"}
    assert [each["name"] for each in made["organizations"]] == ["Gemeinde Bdorf"]
    assert "brand" not in made
    page = until(port, "bdorf.localhost", 200)
    assert ("Bdorf" in page, "Ahausen" in page) == (True, False)
    instance = json.loads(get(port, "bdorf.localhost", "/api/v2/instance")[1])
    assert instance["configuration"]["statuses"]["max_characters"] == 777


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "x", "--base-url", "http://land.localhost:PORT", "--email", "a@b.example"), "are taken"),
        (("add", "Ä", "--base-url", "http://x.localhost", "--email", "a@b.example"), "is called by"),
        (("add", "../x", "--base-url", "http://x.localhost", "--email", "a@b.example"), "is called by"),
        (("add", "x", "--base-url", "http://x.localhost"), "--email"),
        (("add", "x", "--base-url", "http://x.localhost", "--email", "a@b.example", "--password", "kurz"), "password"),
        (("add", "x", "--base-url", "http://x.localhost", "--email", "a@b.example", "--database", "x"), "database.url"),
        (("disable", "niemand"), "there is no tenant niemand"),
        (("enable", "niemand"), "there is no tenant niemand"),
        (("export", "niemand", "x.tar.gz"), "there is no tenant niemand"),
        (("copy", "niemand", "x", "--base-url", "http://x.localhost", "--email", "a@b.example"), "no tenant niemand"),
        (("import", "nichts.tar.gz"), "nichts.tar.gz"),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_nothing_behind(land, words, says, monkeypatch, capsys):
    folder, port = land
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    before = sorted(each.name for each in folder.joinpath("var").rglob("tenants/*"))

    code = main([*("--config", "config.toml", "tenant"), *(each.replace("PORT", str(port)) for each in words)])

    told = capsys.readouterr().err
    assert (code, told.count("\n")) == (1, 1)
    assert says in told
    assert sorted(each.name for each in folder.joinpath("var").rglob("tenants/*")) == before
