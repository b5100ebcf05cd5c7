"""What operators and editors are told to type is understood: commands by the real parser, settings by the real configuration."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from node.cli.main import NOUNS, _parser
from node.cli.words import Say
from node.config import build as build_config

ROOT = Path(__file__).parents[2]
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
IGNORED = {"init", "..."}
"""`init` may be followed by a line of its own; three dots stand for any command."""
SETTINGS = {"node": {"base_url": "https://social.musterhausen.example"}}


def commands(text: str) -> list[list[str]]:
    """In blocks of code and between backticks, without what may stand before the name of the program."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", text) + re.findall(r"(?m)^    (\S.*)$", text)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += [inline.replace("\n", " ") for inline in re.findall(r"(?<!`)`(allmende [^`]+)`", text)]
    found = (re.match(r"(?:sudo -u allmende )?(?:\S*/)?allmende (.+)", line.strip()) for line in lines)
    return [shlex.split(match[1].replace("\\|", "|"), comments=True) for match in found if match]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_of_the_papers_is_one_the_program_understands(paper, capsys):
    wrong = []
    nouns = {(name,) for name, *_ in NOUNS}
    for words in commands(paper.read_text(encoding="utf-8")):
        if words[0] in IGNORED or tuple(words) in nouns or words[0].isupper() or words[-1] == "...":
            continue
        try:
            _parser(Say("en")).parse_args(words)
        except SystemExit as end:
            said = capsys.readouterr().err.strip()
            # A name of a command in the middle of a sentence needs no more
            if end.code and not (len(words) <= 2 and "are required" in said):
                wrong.append((words, said))

    assert wrong == []


def settings() -> list[object]:
    found = []
    for paper in PAPERS:
        blocks = re.findall(r"(?ms)^```toml\n(.*?)^```$", paper.read_text(encoding="utf-8"))
        found += [
            pytest.param(block, id=f"{paper.relative_to(ROOT)}-{number}") for number, block in enumerate(blocks, 1)
        ]
    return found


@pytest.mark.parametrize("block", settings())
def test_every_piece_of_configuration_is_accepted(block, tmp_path):
    document = tomllib.loads(block)

    config = build_config({**SETTINGS, **document}, tmp_path)

    assert set(document) <= {
        field for field in ("cooperative", "mail", "organizations", "connectors") if getattr(config, field)
    }
