"""Somebody writes a filter of theirs as a whole, with its words, as the form on our pages does. (Apps change single words:
`web/mastodon/filters.py`.) Nobody else is told, and it is nothing anybody has to answer for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from node.context import Context
from node.errors import NotFound, Unprocessable
from node.model.account import Actor
from node.model.filters import (
    LONGEST_KEYWORD,
    LONGEST_TITLE,
    MOST_FILTERS,
    MOST_KEYWORDS,
    Filter,
    FilterAction,
    FilterPlace,
)
from node.store.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """`words`: of those it has, by their id, what they become, empty for none; `new` ones. Each with whether it counts as a
    whole word only."""

    title: str
    places: tuple[FilterPlace, ...]
    action: FilterAction
    expires_at: datetime | None
    words: Mapping[int, tuple[str, bool]]
    new: Sequence[tuple[str, bool]]


class Full(Unprocessable):
    """They have as many as anybody may have: of what, is said by `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(f"there are {most} at most")
        self.most = most


async def write_filter(node: Context, by: Actor, filter_id: int | None, wanted: Wording) -> None:
    """A new one, or all of one there is. Raises NotFound for those of others, Unprocessable."""
    texts = [text for text, _ in (*wanted.words.values(), *wanted.new)]
    if not wanted.title or len(wanted.title) > LONGEST_TITLE or not wanted.places:
        raise Unprocessable("a filter has a name, and says where it applies", code="filter_name")
    if any(len(text) > LONGEST_KEYWORD for text in texts):
        raise Unprocessable(
            f"a word of a filter has at most {LONGEST_KEYWORD} characters", code="keyword_long", most=LONGEST_KEYWORD
        )
    await node.store.write(_write, by.account.id, filter_id, wanted)


async def remove_filter(node: Context, by: Actor, filter_id: int) -> None:
    """Raises NotFound."""
    await node.store.write(_remove, by.account.id, filter_id)


async def own_filter(tx: Tx, account_id: int, filter_id: int) -> Filter:
    """Raises NotFound, also for those of others."""
    found = await tx.filters.find(filter_id, account_id)
    if found is None:
        raise NotFound("there is no such filter")
    return found


async def _write(tx: Tx, account_id: int, filter_id: int | None, wanted: Wording) -> None:
    there = await tx.filters.of_account(account_id)
    if filter_id is None:
        if len(there) >= MOST_FILTERS:
            raise Full(MOST_FILTERS)
        found = await tx.filters.add(
            Filter(id=0, account_id=account_id, title=wanted.title, places=wanted.places, action=wanted.action)
        )
    else:
        found = await own_filter(tx, account_id, filter_id)
    await _write_words(tx, found, wanted, sum(len(each.keywords) for each in there))
    await tx.filters.change(
        replace(
            found,
            title=wanted.title,
            places=wanted.places,
            action=wanted.action,
            expires_at=wanted.expires_at,
        )
    )


async def _write_words(tx: Tx, found: Filter, wanted: Wording, all_of_them: int) -> None:
    """Words that an app has added meanwhile stay."""
    given = {each.id: wanted.words[each.id] for each in found.keywords if each.id in wanted.words}
    gone = [number for number, (text, _) in given.items() if not text]
    if all_of_them - len(gone) + len(wanted.new) > MOST_KEYWORDS:
        raise Full(MOST_KEYWORDS)
    if gone:
        await tx.filters.remove_keywords(found, gone)
    for each in found.keywords:
        text, whole = given.get(each.id, ("", False))
        if text and (text, whole) != (each.keyword, each.whole_word):
            await tx.filters.change_keyword(found, replace(each, keyword=text, whole_word=whole))
    for text, whole in wanted.new:
        await tx.filters.add_keyword(found, text, whole_word=whole)


async def _remove(tx: Tx, account_id: int, filter_id: int) -> None:
    await tx.filters.remove(await own_filter(tx, account_id, filter_id))
