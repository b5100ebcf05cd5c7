"""What somebody's filters find in a post. Those of people who are reading now are kept ready until they change them.

Words are looked for as Mastodon does: in any case, in the text, the warning, the options of a poll and the descriptions
of pictures. Plain search in the folded text is both quicker than one expression of all words and never slow on purpose.
"""

import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from node.model.filters import Filter, Keyword
from node.model.post import PostView
from node.store.database import Store, Tx
from node.store.listeners import Told
from node.text.html import to_text

_MOST_READERS: Final = 2_000
# General categories of Unicode, as Mastodon counts them
_OF_WORD: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Pc"})


@dataclass(frozen=True, slots=True)
class Match:
    """`words` as they stand in the post, `post_ids` which of its ids the filter names."""

    filter: Filter
    words: tuple[str, ...]
    post_ids: tuple[int, ...]


class Sieve:
    """The filters of one account, made ready."""

    __slots__ = ("_filters", "_words")

    def __init__(self, filters: Sequence[Filter]) -> None:
        self._filters = tuple(_Ready(each) for each in filters if each.keywords or each.posts)
        self._words = any(each.words for each in self._filters)

    def matches(self, view: PostView, now: datetime) -> list[Match]:
        """Of a boost: those of what is boosted, and those that name the boost itself."""
        if not self._filters:
            return []
        ids = [view.post.id] if view.boosted is None else [view.post.id, view.boosted.post.id]
        text = _Text(view.boosted or view) if self._words else None
        found = (each.match(ids, text) for each in self._filters if not each.is_over(now))
        return [match for match in found if match is not None]

    def names(self, post_id: int) -> bool:
        """Whether one of them is about this very post."""
        return any(post_id in each.post_ids for each in self._filters)

    def changes_at(self, now: datetime) -> datetime | None:
        """When the next filter expires: what was made with them is worth nothing from then on."""
        ends = (each.filter.expires_at for each in self._filters)
        return min((end for end in ends if end is not None and end > now), default=None)


NO_FILTERS: Final = Sieve(())


class Filters:
    """One per node."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[int, Sieve] = OrderedDict()
        self._changes = 0
        store.listen(self._hear, self._forget_all, topics=("filters",))

    async def of(self, account_id: int) -> Sieve:
        """Also for 0, somebody who is not logged in."""
        if not account_id:
            return NO_FILTERS
        kept = self._kept.get(account_id)
        if kept is not None:
            self._kept.move_to_end(account_id)
            return kept
        changes = self._changes
        found = await self._store.read(_load, account_id)
        sieve = Sieve(found) if found else NO_FILTERS
        if changes == self._changes:  # else what was read may be old already
            self._kept[account_id] = sieve
            if len(self._kept) > _MOST_READERS:
                self._kept.popitem(last=False)
        return sieve

    def _hear(self, told: Sequence[Told]) -> None:
        for topic, key in told:
            if topic == "filters":
                self._changes += 1
                self._kept.pop(int(key), None)

    def _forget_all(self) -> None:
        self._changes += 1
        self._kept.clear()


async def _load(tx: Tx, account_id: int) -> Sequence[Filter]:
    return await tx.filters.of_account(account_id)


class _Text:
    """What a post says, once for all filters. `plain` and `folded` are of one length, or `plain` is empty."""

    __slots__ = ("folded", "plain")

    def __init__(self, view: PostView) -> None:
        plain = unicodedata.normalize("NFC", "\n\n".join(_said(view)))
        self.folded = plain.casefold()
        self.plain = plain if len(plain) == len(self.folded) else ""  # ß folds to ss


def _said(view: PostView) -> Iterator[str]:
    post = view.post
    yield from filter(None, (post.summary, post.name))
    yield to_text(post.content)
    yield from map(to_text, post.contents.values())
    if view.poll is not None:
        yield from (option.title for option in view.poll.options)
    yield from (each.description for each in view.media if each.description)


class _Ready:
    """A filter whose words are folded."""

    __slots__ = ("filter", "post_ids", "words")

    def __init__(self, found: Filter) -> None:
        self.filter = found
        self.words = tuple(_Word(each) for each in found.keywords)
        self.post_ids = frozenset(each.post_id for each in found.posts)

    def is_over(self, now: datetime) -> bool:
        return self.filter.expires_at is not None and self.filter.expires_at <= now

    def match(self, ids: Sequence[int], text: _Text | None) -> Match | None:
        named = tuple(each for each in ids if each in self.post_ids)
        words = () if text is None else self._first(text)
        return Match(self.filter, words, named) if named or words else None

    def _first(self, text: _Text) -> tuple[str, ...]:
        """The one that stands first, as on Mastodon; of those the one its owner named first."""
        best, found = -1, None
        for word in self.words:
            at = word.place(text.folded)
            if at >= 0 and (found is None or at < best):
                best, found = at, word
        if found is None:
            return ()
        return (text.plain[best : best + len(found.folded)] or found.typed,)


class _Word:
    __slots__ = ("ends_bound", "folded", "starts_bound", "typed")

    def __init__(self, keyword: Keyword) -> None:
        self.typed = keyword.keyword
        self.folded = unicodedata.normalize("NFC", keyword.keyword).casefold()
        self.starts_bound = keyword.whole_word and _is_of_word(self.folded[:1])
        self.ends_bound = keyword.whole_word and _is_of_word(self.folded[-1:])

    def place(self, folded: str) -> int:
        """Where it stands first; -1 for nowhere."""
        at = folded.find(self.folded)
        while at >= 0 and not self._stands_alone(folded, at):
            at = folded.find(self.folded, at + 1)
        return at

    def _stands_alone(self, folded: str, at: int) -> bool:
        end = at + len(self.folded)
        if self.starts_bound and at and _is_of_word(folded[at - 1]):
            return False
        return not (self.ends_bound and _is_of_word(folded[end : end + 1]))


def _is_of_word(character: str) -> bool:
    """Letters, their marks, decimal digits and connectors such as the underscore; not the empty string."""
    return character != "" and unicodedata.category(character) in _OF_WORD
