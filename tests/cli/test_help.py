"""Every command explains itself, in both languages, and a mistake is answered in one line."""

import importlib
import re
import subprocess
import sys

import pytest

import node
from node.cli.main import NOUNS, _parser
from node.cli.parser import Parser
from node.cli.words import Say, language_of
from tests.cli.shell import environment, run

COMMANDS = {
    "account": ("create", "list", "show", "suspend", "delete", "token", "password"),
    "host": ("list", "block", "allow"),
    "jobs": ("list", "retry", "dead"),
    "activity": ("explain", "try"),
    "database": ("copy",),
    "announcement": ("add", "list", "delete"),
    "suggestion": ("add", "list", "remove"),
    "event": ("cancel",),
    "album": ("create", "list", "show", "add", "remove", "move", "change", "delete"),
    "case": ("list", "show"),
    "emoji": ("add", "list", "remove"),
    "connector": ("list", "try"),
    "hindrance": ("list", "show", "close"),
    "subscription": ("list", "erase"),
    "guest": ("list", "approve", "reject"),
    "link": ("add", "list", "remove"),
    "member": ("add", "list", "connect", "disconnect", "leave"),
    "motion": ("submit", "list", "open", "withdraw", "proxy"),
    "ballot": ("verify",),
}
EVERY = [(name, *rest) for name, *_ in NOUNS for rest in [()] + [(each,) for each in COMMANDS.get(name, ())]]


def help_of(words, language, capsys):
    with pytest.raises(SystemExit) as end:
        _parser(Say(language)).parse_args([*words, "--help"])
    assert end.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_every_command_has_help_in_german_and_english(words, capsys):
    german = help_of(words, "de", capsys)
    english = help_of(words, "en", capsys)

    assert german.startswith(f"Aufruf: allmende {' '.join(words)}")
    assert english.startswith(f"Usage: allmende {' '.join(words)}")
    assert "zeigt diese Hilfe" in german
    assert "show this help" in english


@pytest.mark.parametrize("name", [name for name, *_ in NOUNS])
def test_every_noun_is_a_module(name):
    assert callable(importlib.import_module(f"node.cli.{name}").define)


def test_general_help_loads_nothing_heavy():
    program = "import sys; from node.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True
    )

    modules = set(loaded.stdout.split())
    assert "node.cli.main" in modules
    assert modules.isdisjoint({"aiohttp", "cryptography", "node.app", "node.config", "msgspec", "asyncio"})


def test_the_version_is_the_packages(tmp_path):
    answer = run("--version", folder=tmp_path)

    assert (answer.returncode, answer.stdout) == (0, f"allmende {node.__version__}\n")


def test_without_a_command_the_help_is_shown_and_nothing_done(tmp_path):
    answer = run(folder=tmp_path)

    assert answer.returncode == 2
    assert "Usage: allmende" in answer.stderr


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("de", ("account", "create"), "es fehlt: NAME"),
        ("de", ("post", "a", "b", "--visibility", "all"), "--visibility: 'all' gibt es nicht"),
        ("de", ("check", "--foo"), "unbekannte Angabe: --foo"),
        ("de", ("--config",), "--config: hier fehlt ein Wert"),
        ("en", ("account", "create"), "the following arguments are required: NAME"),
    ],
)
def test_what_is_mistyped_is_said_in_one_line(language, words, says, capsys):
    with pytest.raises(SystemExit) as end:
        _parser(Say(language)).parse_args(words)

    told = capsys.readouterr().err
    assert end.value.code == 2
    assert says in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "de"),
        ({"LANG": "C.UTF-8"}, "de"),
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR"}, "en"),
        ({"LANG": "de_DE", "LC_ALL": "en_US"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "en_US"}, "en"),
    ],
)
def test_the_language_is_that_of_the_shell_and_german_where_it_says_none(environ, language):
    assert language_of(environ) == language


@pytest.mark.parametrize("name", ["commands.de.md", "commands.en.md"])
def test_every_command_is_in_the_manual(name):
    from tests.cli.shell import ROOT

    text = (ROOT / "docs/admin" / name).read_text(encoding="utf-8")

    missing = [" ".join(words) for words in EVERY if not re.search(rf"`{' '.join(words)}[ `]", text)]
    assert missing == []


def test_a_parser_is_filled_once_and_only_when_it_is_used():
    filled = []
    parser = Parser(Say("en"), prog="p", fill=filled.append)

    assert filled == []
    parser.parse_args([])
    parser.parse_args([])

    assert filled == [parser]


def test_a_running_server_knows_every_act():
    import importlib
    from pathlib import Path

    import node.cli
    from node.cli.commands import find_act

    names = sorted(path.stem for path in Path(node.cli.__file__).parent.glob("*.py"))
    modules = [importlib.import_module(f"node.cli.{name}") for name in names]
    acts = [command for module in modules for command in getattr(module, "ACTS", ())]

    assert len(acts) > 20
    assert [command for command in acts if find_act(command) is None] == []
    assert find_act("serve") is None
    assert find_act("account fly") is None
