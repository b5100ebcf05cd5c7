"""Those who run the node announce something to everybody here; and what people do with it: put it away, react."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from node.context import Context
from node.errors import NotFound, Unprocessable
from node.model.account import Actor
from node.model.act import Deed
from node.model.announcement import Announcement
from node.model.draft import Draft
from node.model.login import Role
from node.moderation.office import require_office
from node.outbox.acting import acting, note
from node.outbox.drafts import Written, checked, write
from node.store.database import Tx
from node.text.emoji import is_emoji

MOST_REACTIONS: Final = 8
"""Different ones on one announcement, as on Mastodon."""
_UNKNOWN: Final = "Record not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is to be announced: `text` in Markdown, and when it is, where that matters."""

    text: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    all_day: bool = False


async def announce(node: Context, by: Actor, notice: Notice) -> Announcement:
    """Everybody here sees it from now on. Raises Unprocessable, and Forbidden for whoever does not administer."""
    draft = Draft(text=notice.text, format="markdown")
    draft = checked(draft, characters=node.config.limits.post_characters, now=node.clock())
    if notice.ends_at is not None and notice.ends_at <= max(node.clock(), notice.starts_at or node.clock()):
        raise Unprocessable("an announcement ends after it begins, and in the future")
    return await node.store.write(_announce, by, notice, await write(node, draft))


async def _announce(tx: Tx, by: Actor, notice: Notice, written: Written) -> Announcement:
    await require_office(tx, by, Role.ADMIN)
    made = Announcement(
        id=tx.ids.new(),
        text=written.draft.text,
        content=written.content,
        mentions=tuple(account.id for account in written.mentioned),
        tags=written.written_tags,
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        all_day=notice.all_day,
        published_at=tx.now,
        updated_at=tx.now,
    )
    await tx.announcements.add(made)
    await note(tx, by, Deed.ANNOUNCE, str(made.id))
    return made


async def withdraw(node: Context, by: Actor, announcement_id: int) -> None:
    """Raises NotFound, Forbidden."""
    await node.store.write(_withdraw, by, announcement_id)


async def _withdraw(tx: Tx, by: Actor, announcement_id: int) -> None:
    await require_office(tx, by, Role.ADMIN)
    if not await tx.announcements.remove(announcement_id):
        raise NotFound(_UNKNOWN)
    await note(tx, by, Deed.WITHDRAW, str(announcement_id))


async def all_announcements(node: Context) -> Sequence[Announcement]:
    return await node.store.read(lambda tx: tx.announcements.all())


async def dismiss(node: Context, by: Actor, announcement_id: int) -> None:
    """Raises NotFound."""
    await node.store.write(_dismiss, by, announcement_id)


async def _dismiss(tx: Tx, by: Actor, announcement_id: int) -> None:
    account = await acting(tx, by, even_moved=True)
    await tx.announcements.mark_read(await _shown(tx, announcement_id), account.id)


async def react(node: Context, by: Actor, announcement_id: int, name: str) -> None:
    """With a Unicode emoji or one of ours by its name. Raises NotFound, Unprocessable."""
    await node.store.write(_react, by, announcement_id, name)


async def _react(tx: Tx, by: Actor, announcement_id: int, name: str) -> None:
    account = await acting(tx, by)
    number = await _shown(tx, announcement_id)
    if not is_emoji(name) and await tx.emojis.find(name) is None:
        raise Unprocessable("Validation failed: Name is not a recognized emoji")
    names = await tx.announcements.names(number)
    if name not in names and len(names) >= MOST_REACTIONS:
        raise Unprocessable("Validation failed: Limit of different reactions reached")
    await tx.announcements.react(number, account.id, name, tx.now)


async def unreact(node: Context, by: Actor, announcement_id: int, name: str) -> None:
    """Raises NotFound."""
    await node.store.write(_unreact, by, announcement_id, name)


async def _unreact(tx: Tx, by: Actor, announcement_id: int, name: str) -> None:
    account = await acting(tx, by, even_moved=True)
    await tx.announcements.unreact(await _shown(tx, announcement_id), account.id, name)


async def _shown(tx: Tx, announcement_id: int) -> int:
    found = await tx.announcements.find_shown(announcement_id)
    if found is None:
        raise NotFound(_UNKNOWN)
    return found.id
