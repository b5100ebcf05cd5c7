"""docs/threat-model.md keeps its word: whatever it says is met has its place in the program and its test."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAPER = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Claim:
    """A row of the tables. `tests` is "later" where nothing is met yet."""

    number: str
    place: str
    tests: str

    @property
    def named_tests(self) -> list[str]:
        return re.findall(r"`([\w/]+\.py::\w+)`", self.tests)


def claims() -> list[Claim]:
    rows = [
        line.strip("| \n").split(" | ")
        for line in PAPER.partition("## Met where")[2].splitlines()
        if line.startswith("| ")
    ]
    return [Claim(row[0], row[2], row[3]) for row in rows if len(row) == 4 and row[0] != "No."]


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, kinds) and each.name.startswith("test_"))


def test_the_paper_has_a_row_for_every_threat() -> None:
    numbers = {number for claim in claims() for number in re.findall(r"T-\d{3}", claim.number)}

    assert numbers == {
        f"T-{number:03}"
        for first, last in (
            (34, 39),
            (71, 79),
            (93, 99),
            (117, 119),
            (140, 149),
            (178, 187),
            (233, 249),
            (260, 263),
            (265, 268),
            (318, 331),
        )
        for number in range(first, last + 1)
    }


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.number)
def test_what_is_met_has_a_place_and_a_test(claim: Claim) -> None:
    """What is not met says so."""
    if claim.tests == "later":
        assert re.search(r"\blater\b", claim.place)
        return

    assert claim.named_tests
    for named in claim.named_tests:
        file, _, name = named.partition("::")
        assert (ROOT / "tests" / file).is_file(), file
        assert name in names_of_tests(ROOT / "tests" / file), named
    for place in re.findall(r"`([\w/]+\.py)`", claim.place):
        assert (ROOT / "node" / place).is_file(), place
