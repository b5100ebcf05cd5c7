"""What holds for an account now: what the pages of this folder share."""

from collections.abc import Sequence
from typing import Final

from node.model.account import Account
from node.model.moderation import Measure, Overseen

ALL: Final = "/verwaltung/konten"


def path_of(account: Account) -> str:
    return f"{ALL}/{account.name}"


def standing_of(found: Overseen) -> Sequence[Measure]:
    """Least first; empty where nothing was decided, or all of it was lifted again."""
    account = found.account
    held = {
        Measure.SENSITIVE: account.sensitized_at is not None,
        Measure.DISABLE: any(login.disabled_at is not None for login in found.logins),
        Measure.SILENCE: account.silenced_at is not None,
        Measure.SUSPEND: account.suspended_at is not None,
    }
    return [measure for measure, holds in held.items() if holds]
