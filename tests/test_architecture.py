"""The map stays true: what docs/architecture.md promises about the house is checked here."""

import ast
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NODE = ROOT / "node"
SOURCES = sorted(NODE.rglob("*.py"))

_SQL = re.compile(r"\b(SELECT\s+.+\s+FROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", re.IGNORECASE | re.DOTALL)


def kinds() -> list[str]:
    return sorted(path.stem for path in (NODE / "inbox" / "activities").glob("*.py") if path.stem != "__init__")


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


@pytest.mark.parametrize("kind", kinds())
def test_every_activity_file_is_in_the_table_has_a_test_and_stands_in_federation_md(kind: str):
    from node.inbox.handlers import HANDLERS

    assert camel(kind) in HANDLERS
    assert (ROOT / "tests" / "inbox" / f"test_{kind}.py").exists()
    assert f"`{camel(kind)}`" in (ROOT / "FEDERATION.md").read_text(encoding="utf-8")


def test_every_handler_has_a_file():
    from node.inbox.handlers import HANDLERS

    assert {camel(kind) for kind in kinds()} == set(HANDLERS)


def strings_of(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.lineno, each.value


def test_no_sql_outside_the_store():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        if NODE / "store" not in path.parents
        for number, text in strings_of(path)
        if _SQL.search(text)
    ]

    assert found == []


def test_nothing_is_global():
    """No module-level collection that grows: lists, dicts and sets at module level are constants (upper case, or private
    constants), and nobody writes `global`."""
    found = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            f"{path.relative_to(ROOT)}:{each.lineno} global" for each in ast.walk(tree) if isinstance(each, ast.Global)
        ]
        for each in tree.body:
            targets = (
                each.targets
                if isinstance(each, ast.Assign)
                else [each.target]
                if isinstance(each, ast.AnnAssign)
                else []
            )
            for target in targets:
                if isinstance(target, ast.Name) and isinstance(
                    each.value, ast.List | ast.Dict | ast.Set | ast.DictComp
                ):
                    name = target.id.lstrip("_")
                    if name != name.upper() and not name.startswith("_"):
                        found.append(f"{path.relative_to(ROOT)}:{each.lineno} {target.id}")

    assert [each for each in found if not each.endswith("__all__")] == []


def test_every_file_opens_with_what_it_is_for():
    missing = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.read_text(encoding="utf-8").strip()
        and ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]

    assert missing == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(NODE)))
def test_files_and_functions_stay_small(path: Path):
    text = path.read_text(encoding="utf-8")
    long = [
        f"{each.name} has {each.end_lineno - each.lineno} lines"
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and (each.end_lineno or 0) - each.lineno > 75
    ]

    assert text.count("\n") < 600
    assert long == []


def test_every_name_in_the_docs_exists():
    """`node/x/y.py` and `node.x.y` in our documents are places there are."""
    missing = []
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for document in documents:
        for place in re.findall(r"`(node/[a-z0-9_/]+(?:\.py)?)`", document.read_text(encoding="utf-8")):
            path = ROOT / place
            if not path.exists() and not path.with_suffix(".py").exists():
                missing.append(f"{document.name}: {place}")

    assert missing == []


def test_every_address_is_tried_by_some_test():
    """Each route's fixed words appear in a test's address; what stands in the OpenAPI document is asked by the tests of
    odd requests and by the fuzzer, all of it."""
    from node.web.openapi.document import shape_of
    from node.web.openapi.operations import OPERATIONS
    from node.web.routes import ROUTES

    texts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    untried = []
    for method, path, _ in ROUTES:
        pattern = re.sub(r"\\\{[^}]*\\\}", r"[^\\s\"'`?]+", re.escape(path)).replace(r"\-", "-")
        if (method, shape_of(path)) not in OPERATIONS and not re.search(pattern, texts):
            untried.append(f"{method} {path}")

    assert untried == []


def test_addresses_are_answered_once():
    from node.web.routes import ROUTES

    seen = [(method, path) for method, path, _ in ROUTES]

    assert len(seen) == len(set(seen))


def test_every_handler_that_is_loaded_later_is_there():
    for path in NODE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if found := re.search(r"_later = later_in\((?:__name__|\"([\w.]+)\")\)", text):
            package = found[1] or ".".join(path.parent.relative_to(ROOT).parts)
            places = re.findall(r"_later\(\"([\w.]+)\"\)", text)
            assert places, path
            for place in places:
                module, _, name = place.rpartition(".")
                assert callable(getattr(importlib.import_module(f"{package}.{module}"), name)), place
