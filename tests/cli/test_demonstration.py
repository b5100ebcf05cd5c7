"""The two towns of `make run`: they come up, talk to each other, and end with Ctrl-C."""

import re
import signal
import sqlite3
import urllib.request

import pytest

from node.cli.demo.script import read_script
from tests.cli.shell import Server, run
from tests.ports import lasting_ports

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    folder = tmp_path_factory.mktemp("towns")
    port = lasting_ports(2)
    started = Server("dev", "--folder", str(folder), "--port", str(port), folder=folder, language="de")
    started.wait_for("Strg-C")
    yield folder, port, started
    started.kill()


def ask_page(town, port, path):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": f"{town}.localhost:{port}", "Accept": "text/html"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def rows(folder, town, sql):
    connection = sqlite3.connect(f"file:{folder}/{town}/allmende.sqlite3?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_addresses_and_logins_are_printed(towns):
    _, port, started = towns

    greeting = "\n".join(started.lines)

    assert f"http://musterhausen.localhost:{port}/" in greeting
    assert f"http://nachbarstadt.localhost:{port + 1}/" in greeting
    assert "redaktion@musterhausen.example" in greeting
    assert "Kennwort für alle: vorfuehrung" in greeting


def test_both_towns_show_their_channel(towns):
    _, port, _ = towns

    assert "Stadt Musterhausen" in ask_page("musterhausen", port, "/@stadt")
    assert "Nachbarstadt" in ask_page("nachbarstadt", port + 1, "/@stadt")


@pytest.mark.parametrize(("here", "there"), [("musterhausen", "nachbarstadt"), ("nachbarstadt", "musterhausen")])
def test_what_one_town_said_is_known_in_the_other(here, there, towns):
    folder, _, _ = towns

    came = rows(folder, there, "SELECT state, COUNT(*) FROM received GROUP BY state")
    replies = rows(folder, there, f"SELECT COUNT(*) FROM posts p JOIN accounts a ON a.id = p.author_id WHERE a.uri LIKE 'http://{here}.%' AND p.in_reply_to_id IS NOT NULL")  # fmt: skip
    follows = rows(folder, there, "SELECT COUNT(*) FROM follows WHERE NOT accepted")
    reactions = rows(folder, there, f"SELECT COUNT(*) FROM reactions r JOIN accounts a ON a.id = r.account_id WHERE a.uri LIKE 'http://{here}.%'")  # fmt: skip

    assert [state for state, _ in came] == ["done"]
    assert replies[0][0] >= 3
    assert follows == [(0,)]
    assert reactions[0][0] >= 5


def test_the_town_has_an_album_whose_pictures_the_other_town_heard_of(towns):
    folder, port, _ = towns

    page = ask_page("musterhausen", port, "/@stadt/alben")
    path = re.search(r'href="(/@stadt/alben/\d+)"', page)[1]
    heard = rows(folder, "nachbarstadt", "SELECT outcome FROM received WHERE kind = 'Add' AND body LIKE '%/albums/%'")

    assert "Musterhausen in Bildern" in page
    assert ask_page("musterhausen", port, path).count('<img class="thumb"') == 5
    assert {outcome for (outcome,) in heard} == {
        "ignored: it is about a collection that is not their own list of pinned posts"
    }


def test_one_town_has_templates_the_other_has_none_yet(towns):
    folder, _, _ = towns

    kinds = rows(folder, "musterhausen", "SELECT kind, COUNT(*) FROM templates GROUP BY kind ORDER BY kind")

    assert kinds == [("answer", 3), ("post", 3)]
    assert rows(folder, "nachbarstadt", "SELECT COUNT(*) FROM templates") == [(0,)]


def test_the_calendar_has_events_of_both_towns_and_one_that_is_called_off(towns):
    _, port, _ = towns

    page = ask_page("musterhausen", port, "/kalender")

    for title in (
        "Grippeimpfung ohne Anmeldung",
        "Bürgerversammlung zum Haushalt",
        "Adventsmarkt rund um die Alte Schleuse",
    ):
        assert title in page
    assert page.count("<strong>Abgesagt</strong>") == 1
    assert "BEGIN:VEVENT" in ask_page("musterhausen", port, "/@stadt/kalender.ics")


def test_the_poll_was_voted_in_from_both_towns(towns):
    folder, _, _ = towns

    for town in ("musterhausen", "nachbarstadt"):
        votes = dict(
            rows(folder, town, "SELECT title, votes FROM poll_options WHERE title IN ('Donnerstag', 'Freitag')")
        )
        assert votes == {"Donnerstag": 1, "Freitag": 3}


def test_nothing_is_left_undelivered_and_commands_reach_a_town(towns):
    folder, _, _ = towns

    answer = run("--config", str(folder / "musterhausen" / "config.toml"), "jobs", "list", folder=folder)

    assert answer.returncode == 0, answer.stderr
    assert re.match(r"deliveries: 0 waiting, \d+ done, 0 refused, 0 given up", answer.stdout)


def test_the_towns_end_with_ctrl_c_and_come_back_as_they_were(towns):
    folder, port, started = towns
    posts = rows(folder, "musterhausen", "SELECT COUNT(*) FROM posts")

    code = started.stop(signal.SIGINT)
    again = Server("dev", "--folder", str(folder), "--port", str(port), folder=folder)
    try:
        again.wait_for("Ctrl-C")

        assert code == 0
        assert not any("set up" in line for line in again.lines)
        assert rows(folder, "musterhausen", "SELECT COUNT(*) FROM posts") == posts
        assert again.stop(signal.SIGINT) == 0
    finally:
        again.kill()


def test_the_script_names_nobody_who_does_not_live_there():
    script = read_script({"musterhausen": "m.test", "nachbarstadt": "n.test"})
    people = {f"{account.name}@{town.key}" for town in script.towns for account in town.accounts}
    keys = [post.key for post in script.posts if post.key]

    named = {who for post in script.posts for who in (post.by, *post.likes, *post.boosts, *post.votes)}
    followed = {who for follower, others in script.follows.items() for who in (follower, *others)}
    mentioned = {found for post in script.posts for found in re.findall(r"@(\w+@[mn]\.test)", post.text)}
    here = {who.replace("musterhausen", "m.test").replace("nachbarstadt", "n.test") for who in people}

    assert named | followed <= people
    assert mentioned <= here
    assert len(keys) == len(set(keys))
    assert {post.answers for post in script.posts if post.answers} <= set(keys)
    assert {name for town in script.towns for login in town.logins for name in login.accounts} <= {who.partition("@")[0] for who in people}  # fmt: skip
