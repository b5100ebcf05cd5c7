"""A node from its first day to the evening: init, serve, commands meanwhile, stop."""

import json
import signal
import socket
import sqlite3
import stat
import tomllib
import urllib.request

import pytest

from node.cli.main import main
from node.web.auth import hash_of
from tests.cli.shell import Server, run
from tests.ports import lasting_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A node made by `init`, in a folder of its own."""
    folder = tmp_path_factory.mktemp("town")
    port = lasting_port()
    made = run(
        *("init", "--yes", "--base-url", f"http://town.localhost:{port}", "--listen", f"127.0.0.1:{port}"),
        *("--title", 'Rathaus "Alt"', "--email", "Petra@town.example", "--admin", "rathaus", "--password", "-"),
        folder=folder,
        typed="ein langes Kennwort\n",
    )
    assert made.returncode == 0, made.stderr
    return folder, port


@pytest.fixture(scope="module")
def server(town):
    folder, _ = town
    serving = Server("serve", folder=folder)
    serving.wait_for("serve.started")
    yield serving
    serving.kill()


@pytest.fixture
def here(tmp_path, monkeypatch, capsys):
    """Runs a command in this process; its exit code, and what it wrote to standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def run_here(*words):
        return main(words), capsys.readouterr().err

    return run_here


def get_over(path, url):
    """What a proxy would get through the socket."""
    host, _, rest = url.removeprefix("http://").partition("/")
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(
            f"GET /{rest} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n".encode()
        )
        with connection.makefile("rb") as answer:
            return answer.read().decode()


def rows(folder, sql):
    connection = sqlite3.connect(f"file:{folder}/var/allmende.sqlite3?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_init_writes_the_settings_and_makes_the_first_administrator(town):
    folder, port = town

    settings = tomllib.loads((folder / "config.toml").read_text())

    assert settings["node"]["title"] == 'Rathaus "Alt"'
    assert settings["node"]["base_url"] == f"http://town.localhost:{port}"
    assert stat.S_IMODE((folder / "config.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "var").stat().st_mode) == 0o700
    assert rows(folder, "SELECT email, role FROM logins") == [("petra@town.example", "admin")]
    assert rows(folder, "SELECT name, kind FROM accounts ORDER BY id")[1:] == [("rathaus", "Person")]
    assert rows(folder, "SELECT password_hash LIKE '$argon2id$%' FROM logins") == [(1,)]


def test_init_asks_for_what_an_imprint_needs(tmp_path, here):
    code, _ = here(
        *("init", "--yes", "--base-url", "https://a.example", "--email", "a@b.example", "--organization", "Stadt A"),
        *("--street", 'Am "Markt" 1', "--city", "A-Dorf", "--phone", "115", "--office-email", "rathaus@a.example"),
    )

    [office] = tomllib.loads((tmp_path / "config.toml").read_text())["organizations"]
    assert code == 0
    assert office == {
        "key": "stelle",
        "name": "Stadt A",
        "street": 'Am "Markt" 1',
        "city": "A-Dorf",
        "phone": "115",
        "email": "rathaus@a.example",
    }


def test_init_overwrites_nothing(town):
    folder, _ = town
    before = (folder / "config.toml").read_bytes()

    again = run("init", "--yes", "--base-url", "https://other.example", "--email", "a@b.example", folder=folder)

    assert again.returncode == 1
    assert again.stderr == "allmende: config.toml exists; it is not overwritten\n"
    assert (folder / "config.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--base-url", "https://a.example"), "--email"),
        (("--base-url", "ftp://a.example", "--email", "a@b.example"), "node.base_url"),
        (("--base-url", "https://a.example", "--email", "a@b.example", "--admin", "Ä"), "name"),
        (("--base-url", "https://a.example", "--email", "a@b.example", "--password", "short"), "password"),
    ],
)
def test_an_init_that_fails_leaves_no_settings_behind(options, says, tmp_path, here):
    code, told = here("init", "--yes", *options)

    assert code == 1
    assert says in told
    assert told.count("\n") == 1
    assert not (tmp_path / "config.toml").exists()


def test_the_server_answers(town, server):
    _, port = town

    request = urllib.request.Request(f"http://127.0.0.1:{port}/.well-known/webfinger?resource=acct:rathaus@town.localhost:{port}", headers={"Host": f"town.localhost:{port}"})  # fmt: skip
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert json.load(answer)["subject"] == f"acct:rathaus@town.localhost:{port}"


def test_commands_work_while_it_serves(town, server):
    folder, _ = town

    made = run("account", "create", "bauamt", "--kind", "organization", "--email", "petra@town.example", folder=folder)
    posted = run("post", "bauamt", "**Guten Tag.**", "--markdown", folder=folder)
    listed = run("account", "list", folder=folder)
    token = run("account", "token", "bauamt", "--scopes", "read write", folder=folder)

    assert made.returncode == 0, made.stderr
    assert "password:" not in made.stdout  # Petra has one already
    assert posted.returncode == 0, posted.stderr
    assert "/@bauamt/" in posted.stdout
    assert ["bauamt", "organization", "admin", "petra@town.example", "1", "0", "active"] in [line.split() for line in listed.stdout.splitlines()]  # fmt: skip
    assert rows(folder, "SELECT secret_hash, scopes FROM tokens") == [(hash_of(token.stdout.strip()), "read write")]
    assert "control.asked" in "\n".join([*server.lines, server.wait_for("account token")])
    assert rows(folder, "SELECT content FROM posts") == [("<p><strong>Guten Tag.</strong></p>",)]


def test_what_the_server_refuses_is_one_line_and_a_failure(town, server):
    folder, _ = town

    taken = run("account", "create", "rathaus", folder=folder)
    unknown = run("account", "show", "nobody", folder=folder)
    scope = run("account", "token", "rathaus", "--scopes", "read everything", folder=folder)

    assert (taken.returncode, taken.stdout) == (1, "")
    assert taken.stderr.startswith("allmende: the name rathaus is taken")
    assert unknown.stderr == "allmende: no account is called nobody\n"
    assert "everything" in scope.stderr


def test_nobody_else_may_speak_to_the_control_socket(town, server):
    folder, _ = town

    mode = (folder / "var" / "control.sock").stat().st_mode

    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_a_second_server_on_the_same_database_refuses_to_start(town, server):
    """T-326"""
    folder, _ = town

    second = run("serve", folder=folder)

    assert second.returncode == 1
    assert "another process already works on allmende.sqlite3" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_database_is_not_copied_while_a_server_writes_it(town, server):
    folder, _ = town

    answer = run("database", "copy", "sqlite:///var/allmende.sqlite3", "sqlite:///copy.sqlite3", folder=folder)

    assert answer.returncode == 1
    assert "another process already works" in answer.stderr


def test_the_check_names_what_is_wrong_in_json(town, server):
    folder, _ = town

    answer = run("check", "--json", folder=folder)

    report = json.loads(answer.stdout)
    found = {duty["duty"]: duty["result"] for duty in report["duties"]}
    assert answer.returncode == 1
    assert found["https"] == "fail"
    assert found["integrity"] == "ok"
    assert found["administrator"] == "ok"
    assert found["backup"] == "manual"
    assert all(duty["norm"] and duty["evidence"] for duty in report["duties"])


def test_a_password_is_changed_and_ends_every_session_and_token(town, server):
    """T-236"""
    folder, _ = town
    run("account", "token", "rathaus", folder=folder)

    changed = run("account", "password", "rathaus", folder=folder)

    assert changed.returncode == 0, changed.stderr
    assert len(changed.stdout.split("password: ")[1].strip()) >= 16
    assert rows(folder, "SELECT COUNT(*) FROM tokens") == [(0,)]


def test_it_stops_in_order_and_works_without_a_server_afterwards(town, server):
    folder, _ = town

    code = server.stop(signal.SIGTERM)
    jobs = run("jobs", "list", folder=folder, language="de")

    assert code == 0
    assert "serve.stopped" in server.lines[-1]
    assert not (folder / "var" / "control.sock").exists()
    assert jobs.returncode == 0, jobs.stderr
    assert jobs.stdout.startswith("Zustellungen: 0 warten")


def test_web_and_delivery_share_a_postgresql_database(tmp_path, postgres_url):
    unix = tmp_path / "web.sock"
    options = ("--base-url", "http://town.localhost", "--email", "a@town.example", "--password", "ein langes Kennwort")
    made = run("init", "--yes", *options, "--listen", f"unix:{unix}", "--database", postgres_url, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    servers = [Server("serve", "--role", role, folder=tmp_path) for role in ("web", "delivery")]
    try:
        for each in servers:
            each.wait_for("serve.started")

        posted = run("post", "redaktion", "Guten Tag.", folder=tmp_path)
        page = get_over(unix, posted.stdout.strip())

        assert "Guten Tag." in page
        assert stat.S_IMODE(unix.stat().st_mode) == 0o660
        assert [each.stop(signal.SIGTERM) for each in servers] == [0, 0]
    finally:
        for each in servers:
            each.kill()


# What cannot start says so in one line


def test_settings_that_are_wrong_are_named_in_one_line(tmp_path, here):
    (tmp_path / "config.toml").write_text('[node]\nbase_url = "https://a.example"\ntitel = "X"\n')

    code, told = here("serve")

    assert code == 1
    assert told.startswith("allmende: ")
    assert "node.titel" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("option", [("--role", "web"), ("--role", "delivery"), ("--reuse-port",)])
def test_roles_are_refused_on_sqlite(option, tmp_path, here):
    (tmp_path / "config.toml").write_text('[node]\nbase_url = "https://a.example"\n')

    code, told = here("serve", *option)

    assert code == 1
    assert "need PostgreSQL" in told


def test_it_does_not_start_without_the_c_parser(tmp_path):
    """T-260"""
    (tmp_path / "config.toml").write_text('[node]\nbase_url = "https://a.example"\n')

    answer = run("serve", folder=tmp_path, AIOHTTP_NO_EXTENSIONS="1")

    assert answer.returncode == 1
    assert "C parser" in answer.stderr


def test_a_place_that_is_taken_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (tmp_path / "config.toml").write_text(f'[node]\nbase_url = "https://a.example"\nlisten = "127.0.0.1:{port}"\n')

        answer = run("serve", folder=tmp_path)

    assert answer.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in answer.stderr
    assert "Traceback" not in answer.stderr
