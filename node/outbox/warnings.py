"""Those who look after the node, and whoever has the crisis role, put a warning above every page, and take it down again
(M36)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from node.context import Context
from node.errors import NotFound, Unprocessable
from node.jobs.worker import Work, enqueue
from node.model.account import Actor
from node.model.act import Deed
from node.model.crisis import Judgement, Subject
from node.model.login import Role
from node.model.warning import Category, Level, PageWarning
from node.moderation.office import in_crisis_role, require_office
from node.outbox.acting import acting, note, refuse_ended
from node.outbox.crisis import ask_review, reviewed_by_act
from node.store.database import Tx
from node.text.html import clean_name

OVER: Final = "warning.over"
CHARACTERS: Final = 300
LINK_CHARACTERS: Final = 500
EVENT_CHARACTERS: Final = 60
_TEXTS: Final = ("text_de", "text_en", "instruction_de", "instruction_en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to stand there: German, English if there is time for it, where more is said, and until when. The rest is for
    programs as well, as in `PageWarning`."""

    level: Level
    text_de: str
    text_en: str = ""
    link: str = ""
    ends_at: datetime | None = None
    category: Category = Category.OTHER
    event: str = ""
    instruction_de: str = ""
    instruction_en: str = ""
    is_exercise: bool = False


async def warn(node: Context, by: Actor, wanted: Wanted) -> PageWarning:
    """It stands on every page from now on, in place of the one before. An exercise stands only there for who is logged in,
    beside what is meant in earnest. Raises Unprocessable, and Forbidden for whoever neither moderates nor has the crisis
    role."""
    texts = {name: clean_name(getattr(wanted, name), CHARACTERS + 1) for name in _TEXTS}
    event = clean_name(wanted.event, EVENT_CHARACTERS + 1)
    if not texts["text_de"]:
        raise Unprocessable("a warning says what to do, in German at least", code="warning_german")
    if max(map(len, texts.values())) > CHARACTERS:
        raise Unprocessable(
            f"a warning has at most {CHARACTERS} characters in each language", code="warning_long", most=CHARACTERS
        )
    if len(event) > EVENT_CHARACTERS:
        raise Unprocessable(
            f"what happens is said in at most {EVENT_CHARACTERS} characters",
            code="warning_event_long",
            most=EVENT_CHARACTERS,
        )
    link = wanted.link.strip()
    if link and not is_link(link):
        raise Unprocessable(
            "the link is a page of this node, such as /@stadt/17, or an https address", code="warning_link"
        )
    if wanted.ends_at is not None and wanted.ends_at <= node.clock():
        raise Unprocessable("a warning ends in the future", code="warning_end")
    made = PageWarning(
        id=node.ids.new(),
        level=wanted.level,
        link=link.removeprefix(node.config.origin) or link,
        created_at=node.clock(),
        ends_at=wanted.ends_at,
        category=wanted.category,
        event=event,
        is_exercise=wanted.is_exercise,
        account_id=by.account.id,
        text_de=texts["text_de"],
        text_en=texts["text_en"],
        instruction_de=texts["instruction_de"],
        instruction_en=texts["instruction_en"],
    )
    return await node.store.write(_warn, by, made)


async def clear(node: Context, by: Actor, *, exercise: bool = False) -> None:
    """Raises NotFound where none stands, Forbidden."""
    await node.store.write(_clear, by, exercise)


async def all_warnings(node: Context) -> Sequence[PageWarning]:
    """Newest first."""
    return await node.store.read(lambda tx: tx.warnings.all())


def is_link(link: str) -> bool:
    """A page of ours, or an address any browser may follow without being lured into something else."""
    if len(link) > LINK_CHARACTERS or not link.isprintable() or any(each in link for each in ' "<>\\'):
        return False
    try:
        parts = urlsplit(link)
        if parts.port is not None and not parts.port:
            return False
    except ValueError:
        return False
    if link.startswith("/"):
        return not link.startswith("//")
    return parts.scheme == "https" and bool(parts.hostname) and parts.username is None


def over_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {OVER: partial(_over, node)}


async def _over(node: Context, _args: dict[str, str]) -> None:
    """Its time is up: what shows it is made anew, also the copies that lie outside of this process."""
    await node.store.write(_tell)


async def _tell(tx: Tx) -> None:
    tx.tell("warning")


async def require_warner(tx: Tx, by: Actor) -> bool:
    """Whoever moderates may warn, and whoever has the crisis role; True for these, whose warning is reviewed afterwards.
    Raises Forbidden."""
    if not await in_crisis_role(tx, by):
        await require_office(tx, by, Role.MODERATOR)
        return False
    refuse_ended(await acting(tx, by, even_crisis=True))
    return True


async def _warn(tx: Tx, by: Actor, made: PageWarning) -> PageWarning:
    in_crisis = await require_warner(tx, by)
    before = await tx.warnings.standing(tx.now, exercise=made.is_exercise)
    made = replace(made, replaces_id=0 if before is None else before.id)
    await tx.warnings.add(made)
    if before is not None and not in_crisis:
        await reviewed_by_act(tx, by, Subject.WARNING, before.id, Judgement.CORRECTED)
    if in_crisis and not made.is_exercise:
        await ask_review(tx, by, Subject.WARNING, made.id)
    if made.ends_at is not None:
        await enqueue(tx, OVER, {}, key=f"{OVER} {made.id}", due_at=made.ends_at)
    await note(tx, by, Deed.ALERT, f"warnings/{made.id}")
    return made


async def _clear(tx: Tx, by: Actor, exercise: bool) -> None:  # noqa: FBT001  # passed on
    await require_warner(tx, by)
    standing = await tx.warnings.standing(tx.now, exercise=exercise)
    if standing is None:
        raise NotFound("no warning stands on the pages now")
    await tx.warnings.clear(tx.now, exercise=exercise)
    await note(tx, by, Deed.CALM, f"warnings/{standing.id}")
