"""Templates in the form in which a post is written: which there are, and how one is put in beside what was typed already."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from node.context import Context
from node.model.account import Account, Actor, Kind
from node.model.template import Template, TemplateKind
from node.model.visibility import narrower
from node.store.database import Tx
from node.text.mentions import find_hashtags, fold_tag
from node.text.variables import filled, speakable
from node.web.pages.compose_form import Written

_ONLY_MENTIONS: Final = re.compile(r"(?:@\S+\s*)*")


async def templates_for(tx: Tx, viewer_id: int, *, answering: bool) -> Sequence[Template]:
    """For those who write for a channel; people's own accounts have none."""
    account = await tx.accounts.find(viewer_id) if viewer_id else None
    if account is None or account.kind is Kind.PERSON:
        return ()
    return await tx.templates.of_kind(TemplateKind.ANSWER if answering else TemplateKind.POST)


def with_template(written: Written, template: Template, node: Context, by: Actor, answered: Account | None) -> Written:
    """Nothing typed is lost: the text comes behind it, and the rest where nothing stands yet. It is never shown to more people
    than was chosen before."""
    account = by.account
    office = node.config.organizations.of_channel(account.name)
    values = {
        "channel": account.shown_name,
        "organization": node.config.node.title if office is None else office.name,
        "link": template.link or (office.homepage if office is not None else "") or account.url,
    }
    if answered is not None:
        values["name"] = speakable(answered.shown_name, answered.name)
    is_fresh = _ONLY_MENTIONS.fullmatch(written.text) is not None
    text = _joined(written.text, _tagged(filled(template.text, values), template.tags), is_fresh=is_fresh)
    event = written.event
    if template.title and not event.title:
        event = replace(event, title=filled(template.title, values))
    return replace(
        written,
        text=text,
        format=template.format if is_fresh else written.format,
        language=template.language or written.language if is_fresh else written.language,
        summary=written.summary or filled(template.summary, values),
        visibility=written.visibility
        if template.visibility is None
        else narrower(written.visibility, template.visibility),
        event=event,
    )


def _tagged(text: str, tags: Sequence[str]) -> str:
    there = {fold_tag(each) for each in find_hashtags(text)}
    missing = " ".join(f"#{each}" for each in tags if fold_tag(each) not in there)
    return f"{text}\n\n{missing}" if missing else text


def _joined(before: str, text: str, *, is_fresh: bool) -> str:
    """Behind whom an answer is for on the same line, behind anything else in a paragraph of its own."""
    kept = before.rstrip()
    if not kept:
        return text
    return f"{kept} {text}" if is_fresh else f"{kept}\n\n{text}"
