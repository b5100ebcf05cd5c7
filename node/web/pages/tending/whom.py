"""Which channel somebody looks after, and whether they may: what the pages of this folder share."""

from typing import Final

from node.errors import NotFound
from node.model.account import Account, Actor
from node.model.login import Role
from node.outbox.sheets import tended
from node.store.database import Tx
from node.web.rendering import Frame

ALL: Final = "/verwaltung/kanaele"
NEW: Final = "/verwaltung/neuer-kanal"


def path_of(account: Account) -> str:
    return f"{ALL}/{account.name}"


async def channel_of(tx: Tx, by: Actor, name: str) -> Account:
    """The channel of that name, also one that is planned. Raises NotFound, and Forbidden for whoever neither speaks for it nor
    administers."""
    account = await tx.accounts.find_by_handle(name, even_planned=True)
    if account is None:
        raise NotFound("there is no such channel")
    return await tended(tx, by, account.id)


async def administers(tx: Tx, by: Actor) -> bool:
    login = None if by.login_id is None else await tx.logins.find(by.login_id)
    return login is not None and login.role is Role.ADMIN


def trail_of(frame: Frame, account: Account, here: str, *, leads: bool) -> list[tuple[str, str]]:
    """`leads`: they see the list of all channels, too. `here` is the page's name, empty for that of the channel itself."""
    found = [(ALL, frame.words.t("tending.title"))] if leads else []
    if not here:
        return [*found, ("", account.shown_name)]
    return [*found, (path_of(account), account.shown_name), ("", here)]
