"""The repository itself: what may stand in it, and that its papers keep up with its code."""

import re
import subprocess
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import get_type_hints

import pytest

from node.config import Config

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
KINDS = ("added", "changed", "fixed", "removed", "security")

# Written in pieces, so that this file does not find itself.
REGISTRY_HOSTS = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "yarnpkg" + ".com",
    "deb.debian" + ".org",
    "proxy.golang" + ".org",
    "crates" + ".io",
]
WORKPLACE_PATHS = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Use" + "rs/"]
# A path that begins something: after a quote, blank or bracket, not in the middle of a web address.
WORKPLACE = re.compile(
    r"""(?:^|[\s"'`(=])(?:""" + "|".join(map(re.escape, WORKPLACE_PATHS)) + r")[A-Za-z0-9_.-]", re.MULTILINE
)


@cache
def tracked() -> tuple[Path, ...]:
    """Files of the repository: those git tracks or would track. Without git, none."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git work tree")
    return tuple(path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def packages(lines: str) -> set[str]:
    """Names of a requirements file in their one form (PEP 503)."""
    named = (re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line.strip()) for line in lines.splitlines())
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in named if match}


def source() -> dict[str, str]:
    return {name: text for name, text in texts().items() if name.startswith("node/") and name.endswith(".py")}


BINARIES = {".webp", ".png", ".woff2"}
"""Pictures and fonts: what else is no text is brought by a package, or is nobody's business here."""

# What may stand in it


def test_what_is_no_text_is_a_picture_or_a_font():
    binaries = {path.relative_to(ROOT) for path in tracked()} - {Path(name) for name in texts()}

    assert {str(path) for path in binaries if path.suffix not in BINARIES} == set()


def test_no_file_names_a_package_registry():
    found = {(name, host) for name, text in texts().items() for host in REGISTRY_HOSTS if host in text}

    assert found == set()


def test_no_file_names_a_path_of_somebodys_machine():
    found = {(name, match[0].strip()) for name, text in texts().items() for match in WORKPLACE.finditer(text)}

    assert found == set()


def test_files_of_the_node_stay_small():
    long = {name: lines for name, text in source().items() if (lines := text.count("\n")) > 600}

    assert long == {}


def test_every_module_opens_with_what_it_is_for():
    silent = [name for name, text in source().items() if text.strip() and not text.startswith(('"""', 'r"""'))]

    assert silent == []


# Dependencies


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_have_a_hash_for_every_package_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    entries = [line for line in text.replace("\\\n", " ").splitlines() if re.match(r"[A-Za-z0-9]", line)]

    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "index-url" not in text


def test_every_wish_is_locked():
    for wishes in REQUIREMENTS.glob("*.in"):
        assert packages(wishes.read_text()) <= packages(wishes.with_suffix(".txt").read_text()), wishes.name


def test_the_package_asks_for_what_the_runtime_lock_gives():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = re.search(r"(?ms)^dependencies = \[\n(.*?)^\]", project)

    assert asked
    assert packages(asked[1].replace('"', "")) == packages((REQUIREMENTS / "runtime.in").read_text())


def test_every_dependency_has_its_reason():
    explained = {
        match.lower() for match in re.findall(r"(?m)^\| `([^`]+)` \|", (ROOT / "docs/dependencies.md").read_text())
    }
    wanted = set().union(*(packages(path.read_text()) for path in REQUIREMENTS.glob("*.in")))

    assert explained == wanted


# Papers


def test_the_licence_is_there_and_whole():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [n for n in range(1, 16) if not re.search(rf"(?m)^{n}\.\S", licence)] == []
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in licence
    assert 'license = { text = "EUPL-1.2" }' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_notes_of_changes_say_their_kind():
    kinds = "|".join(KINDS)
    wrong = [
        path.name
        for path in (ROOT / "changes").iterdir()
        if path.name != "README.md" and not re.fullmatch(rf"[a-z0-9-]+\.(?:{kinds})\.md", path.name)
    ]

    assert wrong == []


def test_decisions_are_numbered_without_gaps_and_listed():
    records = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")

    assert [name[:4] for name in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    assert [name for name in records if f"({name})" not in listed] == []


def test_decisions_say_why_what_follows_and_what_else_was_weighed():
    parts = ("**Context.**", "**Decision.**", "**Consequences.**", "**Also weighed.**")

    for path in (ROOT / "docs/decisions").glob("[0-9]*.md"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert [part for part in parts if part not in text] == [], path.name


def test_links_between_papers_lead_somewhere():
    broken = [
        (name, target)
        for name, text in texts().items()
        if name.endswith(".md")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
        if not (ROOT / name).parent.joinpath(target).exists()
    ]

    assert broken == []


def test_every_threat_that_is_cited_is_in_the_threat_model():
    known = set(re.findall(r"T-\d{3}", (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")))
    cited = {
        (name, number)
        for name, text in texts().items()
        if name.startswith(("node/", "tests/"))
        for number in re.findall(r"\bT-\d{3}\b", text)
    }

    assert {(name, number) for name, number in cited if number not in known} == set()


def test_every_decision_that_is_cited_exists():
    records = {path.name[:4] for path in (ROOT / "docs/decisions").glob("[0-9]*.md")}
    cited = {(name, number) for name, text in source().items() for number in re.findall(r"decision (\d{4})", text)}

    assert {(name, number) for name, number in cited if number not in records} == set()


def test_every_setting_is_used():
    """A key that changes nothing is a promise broken in silence."""
    code = "\n".join(
        text for name, text in source().items() if name not in {"node/config/load.py", "node/config/rules.py"}
    )
    unused = [
        f"{section}.{key.name}"
        for section, kind in get_type_hints(Config).items()
        for key in fields(kind)
        if not re.search(rf"(?:{section}|settings|config|self)\.{key.name}\b", code)
    ]

    assert unused == []
