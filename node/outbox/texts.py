"""What this node says about itself, written by those who administer: its rules, what it is for, how it treats data, and
the terms of its use. Kept among the node's facts, as JSON; of what somebody may be judged by, every version is kept as
well. A text may be written in several languages, and once more for a channel of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import msgspec

from node.context import Context
from node.errors import NotFound, Unprocessable
from node.i18n.translate import LANGUAGES
from node.model.account import Actor
from node.model.act import Deed
from node.model.login import Role
from node.model.rule import DocumentVersion, NodeText, Rule, Wording, Wordings
from node.moderation.office import require_office
from node.outbox.acting import note
from node.store.database import Tx
from node.text.compose import compose
from node.text.html import tidy
from node.text.language import normalise

TEXTS: Final = (
    "extended_description",
    "privacy_policy",
    "terms_of_service",
    "netiquette",
    "accessibility",
    "easy_language",
)
VERSIONED: Final = ("terms_of_service", "netiquette")
CHANGED: Final = ("texts", "node")
"""What the store tells when one of them is written anew."""
_RULES: Final = "rules"
_MOST_RULES: Final = 100
_TEXT_CHARACTERS: Final = 1_000
_HINT_CHARACTERS: Final = 4_000


async def set_text(
    node: Context,
    by: Actor,
    name: str,
    source: str,
    *,
    effective_on: date | None = None,
    language: str = "",
    channel: str = "",
) -> NodeText:
    """Markdown, instead of what was said before. Terms hold from a day on: today where none is named. `language` is one
    of the pages' when it is not the node's own, `channel` the account whose own text it is. Raises Unprocessable for a
    name there is not, NotFound for a channel there is not, TooLarge."""
    _check_name(name)
    language = _language(node, language)
    if not source.strip():
        raise Unprocessable("the text is empty")
    if name == "terms_of_service":
        effective_on = effective_on or node.clock().astimezone(node.config.node.timezone).date()
    elif effective_on is not None:
        raise Unprocessable("only terms hold from a day on")
    made = NodeText(
        source=tidy(source),
        content=compose(source, format="markdown").html,
        updated_at=node.clock(),
        effective_on=effective_on,
    )
    await node.store.write(_put_text, by, _Place(name, language, channel), made)
    return made


async def remove_text(node: Context, by: Actor, name: str, *, language: str = "", channel: str = "") -> None:
    """What is usual is said again."""
    _check_name(name)
    await node.store.write(_put_text, by, _Place(name, _language(node, language), channel), None)


async def find_text(tx: Tx, name: str, *, language: str = "", channel: str = "") -> NodeText | None:
    """As it was written in that language, and in no other; empty: the node's own."""
    kept = await tx.state.find(_Place(name, language, channel).key)
    return None if not kept else msgspec.json.decode(kept, type=NodeText)


async def wordings(tx: Tx, name: str, channel: str = "") -> Wordings:
    """What the text says now, in all languages it is written in; with the rules, where it is the netiquette."""
    found = {}
    for language in ("", *LANGUAGES):
        text = await find_text(tx, name, language=language, channel=channel)
        if text is not None:
            found[language] = text
    held = await rules(tx) if name == "netiquette" and not channel else ()
    return Wordings(texts=found, rules=held)


def wordings_of(version: DocumentVersion) -> Wordings:
    return msgspec.json.decode(version.content, type=Wordings)


async def add_rule(node: Context, by: Actor, text: str, hint: str = "") -> Rule:
    """Raises Unprocessable for a text that is empty or too long, or one rule too many."""
    return await node.store.write(_add_rule, by, _wording(text, hint))


async def translate_rule(node: Context, by: Actor, rule_id: int, language: str, text: str, hint: str = "") -> Rule:
    """In another language. Raises NotFound, Unprocessable."""
    tag = normalise(language)
    if tag is None:
        raise Unprocessable("there is no such language")
    return await node.store.write(_translate_rule, by, rule_id, tag, _wording(text, hint))


async def remove_rule(node: Context, by: Actor, rule_id: int) -> None:
    """Raises NotFound."""
    await node.store.write(_remove_rule, by, rule_id)


async def rules(tx: Tx, *, removed: bool = False) -> Sequence[Rule]:
    """In the order they were made; with `removed` also those that hold no longer."""
    kept = await tx.state.find(_RULES)
    found = [] if not kept else msgspec.json.decode(kept, type=list[Rule])
    return [rule for rule in found if removed or not rule.is_removed]


async def known_rules(tx: Tx, rule_ids: Sequence[int]) -> tuple[int, ...]:
    """Each once. Raises Unprocessable for one there is not."""
    known = {rule.id for rule in await rules(tx)}
    wanted = tuple(dict.fromkeys(rule_ids))
    if not known.issuperset(wanted):
        raise Unprocessable("Validation failed: Rules does not exist")
    return wanted


def _check_name(name: str) -> None:
    if name not in TEXTS:
        raise Unprocessable(f"the texts of a node are: {', '.join(TEXTS)}")


@dataclass(frozen=True, slots=True)
class _Place:
    """Which text: `channel` is a name or empty, `language` empty for the node's own."""

    name: str
    language: str = ""
    channel: str = ""

    @property
    def key(self) -> str:
        return self.name + (f".{self.language}" if self.language else "") + (f"@{self.channel}" if self.channel else "")


def _language(node: Context, language: str) -> str:
    if language and language not in LANGUAGES:
        raise Unprocessable(f"pages are written in: {', '.join(LANGUAGES)}")
    return "" if language == node.config.node.language else language


def _wording(text: str, hint: str) -> Wording:
    text, hint = tidy(text).strip(), tidy(hint).strip()
    if not text or len(text) > _TEXT_CHARACTERS:
        raise Unprocessable(f"a rule has 1 to {_TEXT_CHARACTERS} characters")
    if len(hint) > _HINT_CHARACTERS:
        raise Unprocessable(f"what is said beside a rule has at most {_HINT_CHARACTERS} characters")
    return Wording(text, hint)


async def _put_text(tx: Tx, by: Actor, place: _Place, text: NodeText | None) -> None:
    await require_office(tx, by, Role.ADMIN)
    if place.channel and text is not None:
        account = await tx.accounts.find_by_handle(place.channel, None, even_planned=True)
        if account is None or account.is_gone or account.name != place.channel:
            raise NotFound("there is no such channel")
    await tx.state.put(place.key, "" if text is None else msgspec.json.encode(text).decode())
    await _keep_version(tx, place.name, place.channel, None if text is None else text.effective_on)
    await note(tx, by, Deed.WORD, place.key)


async def _keep_version(tx: Tx, name: str, channel: str, effective_on: date | None = None) -> None:
    """Whoever is judged by a rule must be able to read how it was then (M26)."""
    if name in VERSIONED:
        found = await wordings(tx, name, channel)
        await tx.versions.add(name, channel, msgspec.json.encode(found).decode(), effective_on)
    tx.tell(*CHANGED)


async def _put_rules(tx: Tx, by: Actor, found: Sequence[Rule], rule: Rule) -> None:
    await tx.state.put(_RULES, msgspec.json.encode(found).decode())
    await _keep_version(tx, "netiquette", "")
    await note(tx, by, Deed.WORD, f"{_RULES}/{rule.id}")


async def _add_rule(tx: Tx, by: Actor, wording: Wording) -> Rule:
    await require_office(tx, by, Role.ADMIN)
    known = await rules(tx, removed=True)
    if sum(not rule.is_removed for rule in known) >= _MOST_RULES:
        raise Unprocessable(f"a node has at most {_MOST_RULES} rules")
    made = Rule(id=max((rule.id for rule in known), default=0) + 1, text=wording.text, hint=wording.hint)
    await _put_rules(tx, by, [*known, made], made)
    return made


async def _translate_rule(tx: Tx, by: Actor, rule_id: int, language: str, wording: Wording) -> Rule:
    return await _change(
        tx, by, rule_id, lambda rule: replace(rule, translations={**rule.translations, language: wording})
    )


async def _remove_rule(tx: Tx, by: Actor, rule_id: int) -> None:
    await _change(tx, by, rule_id, lambda rule: replace(rule, is_removed=True))


async def _change(tx: Tx, by: Actor, rule_id: int, change: Callable[[Rule], Rule]) -> Rule:
    await require_office(tx, by, Role.ADMIN)
    known = await rules(tx, removed=True)
    found = next((rule for rule in known if rule.id == rule_id and not rule.is_removed), None)
    if found is None:
        raise NotFound("there is no such rule")
    changed = change(found)
    await _put_rules(tx, by, [changed if rule.id == rule_id else rule for rule in known], changed)
    return changed
