"""Where people without an account may answer, and under which names they may not (A11, T-244)."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from node.config import Config
from node.model.account import Account, Kind
from node.model.addresses import PUBLIC
from node.model.post import Post
from node.text.fold import fold_search

GUEST_NAMES: Final = ("gast", "gaeste", "gastantworten")
"""What the account may be called that publishes for guests: the first that is free."""

_LONG = 8
_NO_NAME = re.compile(r"[@/\\<>{}|#:]|https?|www\.")
_NOT_A_LETTER = re.compile(r"[\W_]+")
# Letters of other scripts, and digits, that are read as Latin ones
_TWINS = str.maketrans("асԁеһіјӏорԛѕԝхукпмтвнгακνοιρτυχγω0134578l", "acdehijiopqswxyknmtbhrakvoiptuxywoieastbi")
_OFFICES = (
    "Admin",
    "Administration",
    "Administrator",
    "Moderation",
    "Moderator",
    "Redaktion",
    "Support",
    "System",
    "Root",
)


@dataclass(frozen=True, slots=True)
class Hospitality:
    """Which channels take answers of guests. `names` is None for all that live here."""

    names: frozenset[str] | None = frozenset()

    @property
    def is_on(self) -> bool:
        return self.names is None or bool(self.names)

    def welcomes(self, account: Account) -> bool:
        """Whether posts of that account may be answered by guests."""
        if not account.is_local or account.is_gone or account.kind is Kind.APPLICATION or speaks_for_guests(account):
            return False
        return self.names is None or account.name in self.names

    def invites(self, account: Account, post: Post) -> bool:
        """Whether guests may answer this very post: a public one, whose author lets everybody answer."""
        allowed = post.policy.can_reply
        return (
            self.welcomes(account)
            and post.is_local
            and post.visibility.is_open
            and post.deleted_at is None
            and not post.is_boost
            and (allowed is None or PUBLIC in allowed)
        )


def hospitality(config: Config) -> Hospitality:
    """As configured. Without mail there are no guests: nobody could confirm anything."""
    guests = config.guests
    if guests.replies == "off" or not config.mail.is_on:
        return Hospitality()
    if guests.replies == "all":
        return Hospitality(frozenset(guests.channels) if guests.channels else None)
    official = frozenset(name for each in config.organizations for name in each.channels)
    return Hospitality(official & frozenset(guests.channels) if guests.channels else official)


def speaks_for_guests(account: Account) -> bool:
    return account.is_local and account.kind is Kind.SERVICE and account.name in GUEST_NAMES


def guest_name(account: Account, post: Post) -> str:
    """What the guest is called who wrote it; empty where no guest did. The post begins with it (`outbox/guest_post.py`):
    "Maria Muster (Gast, ohne Konto):"."""
    return post.source.partition("\n")[0].rpartition(" (")[0] if speaks_for_guests(account) else ""


def is_a_name(name: str) -> bool:
    """No address, no handle, no markup, and something to be called by."""
    return _NO_NAME.search(name.lower()) is None and any(each.isalpha() for each in name)


def looks_like(name: str, taken: Collection[str]) -> bool:
    """Whether readers might take `name` for one of those: the same letters however they are written, or one of several words
    within it. So it is with what has no letters at all."""
    bare = skeleton(name)
    others = {skeleton(each) for each in (*_OFFICES, *taken)}
    long = {skeleton(each) for each in taken if len(each.split()) > 1}
    return not bare or bare in others or any(len(each) >= _LONG and each in bare for each in long)


def taken_names(config: Config, people: Iterable[tuple[str, str]]) -> Collection[str]:
    """Everybody here, the organisations, and the node itself."""
    return {
        *(each for pair in people for each in pair),
        *(each.name for each in config.organizations),
        config.node.title,
        config.account_domain,
        config.hostname,
    }


def skeleton(text: str) -> str:
    """The letters of a name as they are read at a glance."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_TWINS)
    return _NOT_A_LETTER.sub("", fold_search(plain)).replace("rn", "m").replace("vv", "w")
