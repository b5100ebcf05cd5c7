"""Somebody meets a barrier on our pages and tells us (§ 7 BITV 2.0, § 12b BGG): it is kept, goes to whoever answers for
accessibility, and is owed an answer within a month."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from node.context import Context
from node.errors import Invalid
from node.i18n.translate import Translator
from node.jobs.worker import Work, enqueue
from node.mail.letter import Letter
from node.model.account import Actor
from node.model.act import Deed
from node.model.email import check_email
from node.model.hindrance import Hindrance
from node.model.login import Role
from node.moderation.office import require_office
from node.outbox.acting import note
from node.outbox.letters import closing, write_to
from node.store.database import Tx
from node.text.html import clean_name, tidy

TELL: Final = "letter.hindrance"
DUE: Final = timedelta(days=30)
TEXT_CHARACTERS: Final = 5_000
LINE_CHARACTERS: Final = 500
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for something else when read aloud


def hindrance_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {TELL: partial(_tell, node)}


async def report_hindrance(
    node: Context, text: str, *, page: str = "", email: str = "", channel: str = ""
) -> Hindrance:
    """Raises Invalid for what is empty or too long."""
    text, page, email = tidy(text).strip(), clean_name(page, LINE_CHARACTERS + 1), email.strip() and check_email(email)
    if not text:
        raise Invalid("a report of a barrier says what does not work")
    if len(text) > TEXT_CHARACTERS or len(page) > LINE_CHARACTERS:
        raise Invalid("the report is too long")
    made = Hindrance(
        id=node.store.ids.new(),
        reference=f"B-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}",
        channel=channel,
        page=page,
        text=text,
        email=email,
        created_at=node.clock(),
        due_at=node.clock() + DUE,
    )
    await node.store.write(_add, made, is_mail_on=node.config.mail.is_on)
    return made


async def close_hindrance(node: Context, by: Actor, reference: str, answer: str) -> None:
    """It has been answered. Raises NotFound, Forbidden, Invalid."""
    said = tidy(answer).strip()
    if not said or len(said) > TEXT_CHARACTERS:
        raise Invalid("say in a few words what was done about it")
    await node.store.write(_close, by, reference, said)


def address_for(node: Context, channel: str) -> str:
    """Who answers for accessibility there."""
    organization = node.config.organizations.of_channel(channel)
    found = "" if organization is None else organization.accessibility_email or organization.email
    return found or node.config.node.contact_email


async def _add(tx: Tx, made: Hindrance, *, is_mail_on: bool) -> None:
    await tx.hindrances.add(made)
    if is_mail_on:
        await enqueue(tx, TELL, {"reference": made.reference}, key=f"{TELL} {made.reference}")


async def _close(tx: Tx, by: Actor, reference: str, answer: str) -> None:
    await require_office(tx, by, Role.MODERATOR)
    found = await tx.hindrances.get(reference)
    await tx.hindrances.close(reference, answer, tx.now)
    await note(tx, by, Deed.RESOLVE, f"hindrances/{found.reference}")


async def _tell(node: Context, args: dict[str, str]) -> None:
    """To whoever answers for accessibility, in the node's language."""
    found = await node.store.read(lambda tx: tx.hindrances.get(args["reference"]))
    to = address_for(node, found.channel)
    if not to:
        return
    config = node.config.node
    words = Translator(config.language, node.catalogs, zone=config.timezone, strict=False)
    items = [words.t("legal.hindrance.letter.due", day=words.date(found.due_at))]
    if found.page:
        items.append(words.t("legal.hindrance.letter.page", page=found.page))
    if found.email:
        items.append(words.t("legal.hindrance.letter.email", email=found.email))
    letter = Letter(
        language=words.language,
        subject=words.t("legal.hindrance.letter.subject", reference=found.reference),
        paragraphs=[words.t("legal.hindrance.letter.text"), *found.text.splitlines()],
        items=items,
        after=[words.t("legal.hindrance.letter.close", reference=found.reference)],
        closing=closing(node, words),
    )
    await write_to(node, letter, to)
