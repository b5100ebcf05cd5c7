"""What a form can be refused for has a sentence in each language: every such error of the acts behind the forms names it, and
the sentence asks for what the error gives."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from node.errors import Conflict, Forbidden, Invalid, TooMany
from node.i18n.translate import LANGUAGES, load_catalogs

ROOT = Path(__file__).parents[2] / "node"
ACTS = (
    "outbox/acting.py",
    "outbox/appointments.py",
    "outbox/attach.py",
    "outbox/channels.py",
    "outbox/crisis.py",
    "outbox/drafts.py",
    "outbox/filters.py",
    "outbox/keep.py",
    "outbox/profile.py",
    "outbox/publish.py",
    "outbox/quote.py",
    "outbox/schedule.py",
    "outbox/upload.py",
    "outbox/templates/keep.py",
    "outbox/templates/pack.py",
    "outbox/warnings.py",
    "outbox/disclosures/register.py",
    "outbox/disclosures/review.py",
    "media/upload.py",
    "moderation/office.py",
    "moderation/policy.py",
)
NEVER_SHOWN = {
    ("outbox/publish.py", "there is a post with this number already"),  # its number is new
    ("outbox/channels.py", "the node itself is no channel"),
    ("outbox/channels.py", "this is a person's own account, no channel"),
}
BY_KIND = {
    "outbox/disclosures/register.py": {"Conflict", "Forbidden"},
    "outbox/disclosures/review.py": {"Conflict", "Forbidden"},
    "outbox/channels.py": {"Conflict"},
}
"""Whose forms say the same of each of that kind, in sentences of their own."""
REFUSALS = {
    kind.__name__ for base in (Invalid, Forbidden, Conflict, TooMany) for kind in (base, *base.__subclasses__())
}
CATALOGS = load_catalogs()


def raised(path: str):
    """Each refusal: what it is, the first words it is raised with, its code, and the names of its values."""
    for found in ast.walk(ast.parse((ROOT / path).read_text())):
        if not (isinstance(found, ast.Raise) and isinstance(found.exc, ast.Call)):
            continue
        made = found.exc
        if not isinstance(made.func, ast.Name) or made.func.id not in REFUSALS:
            continue
        named = {each.arg: each.value for each in made.keywords}
        code = named.pop("code", None)
        said = made.args[0].value if made.args and isinstance(made.args[0], ast.Constant) else ""
        yield made.func.id, said, None if code is None else ast.literal_eval(code), set(named)


@pytest.mark.parametrize("path", ACTS)
def test_every_refusal_names_its_sentence(path):
    found = [
        (kind, said)
        for kind, said, code, _ in raised(path)
        if code is None and (path, said) not in NEVER_SHOWN and kind not in BY_KIND.get(path, ())
    ]

    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_asks_for_what_its_refusals_give(language):
    texts = CATALOGS[language]
    for path in sorted(ROOT.rglob("*.py")):
        for _, said, code, values in raised(str(path.relative_to(ROOT))):
            if code is not None:
                wanted = {name for _, name, _, _ in Formatter().parse(texts[f"refusal.{code}"]) if name}
                assert wanted <= values, (path, said, code)


def test_no_sentence_is_left_over():
    named = {code for path in ROOT.rglob("*.py") for code in re.findall(r'code="([a-z_]+)"', path.read_text())}

    assert {key.removeprefix("refusal.") for key in CATALOGS["de"] if key.startswith("refusal.")} == named
