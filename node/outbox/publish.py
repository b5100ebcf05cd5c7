"""Somebody writes a post."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from node.config.connectors import Connectors
from node.context import Context
from node.errors import Conflict, Gone, Unprocessable
from node.federation import rendering
from node.model.account import Account, Actor, Kind
from node.model.act import Deed
from node.model.activity import Outgoing
from node.model.addresses import Addresses
from node.model.case import CaseSaid, HandOver
from node.model.crisis import Subject
from node.model.draft import Draft
from node.model.kept import Seen
from node.model.login import Role
from node.model.post import NewPost, Post
from node.model.visibility import Visibility, narrower
from node.moderation.office import in_crisis_role, require_office
from node.outbox.acting import Target, acting, note, quiet, refuse_ended, refuse_uninvited, target, view_of
from node.outbox.attach import attach, refuse_undescribed
from node.outbox.audience import inboxes, of_accounts
from node.outbox.casework import begin_step, end_step, refuse_unnamed
from node.outbox.copying import begin
from node.outbox.crisis import ask_review, refuse_usual
from node.outbox.drafts import Written, checked, poll_of, write
from node.outbox.keep import take_kept
from node.outbox.launch import speaking
from node.outbox.previews import Link, find_link, keep_link
from node.outbox.quote import begin_quote, quotable, quote_visibility, with_address
from node.outbox.send import send
from node.outbox.trends import refuse_disallowed
from node.store.database import Tx
from node.timelines.place import place_post

_Around: TypeAlias = tuple[Target | None, Target | None, Visibility]
"""What a post answers, what it quotes, and how visible it may be beside them."""
Along: TypeAlias = Callable[[Tx, Post], Awaitable[None]]
"""What is written together with the post, or not at all."""


async def publish(
    node: Context,
    by: Actor,
    draft: Draft,
    *,
    sent_as: str = "",
    scheduled_id: int | None = None,
    kept: Seen | None = None,
    handed: HandOver | None = None,
    settles: bool | None = None,
    along: Along | None = None,
) -> Post:
    """Store it, show it here, and queue it for everybody it is for.

    `sent_as` is what an app calls this attempt: doing it again within an hour gives back the post that came of it.
    `scheduled_id` is the scheduled post it comes of, which goes in the same transaction; Gone when it is no longer due.
    `kept` is the kept draft it comes of, which goes as well; Gone when that is gone or has been changed meanwhile.
    `handed`: it passes a case on, to somebody it names. `settles`: whether it answers the case of what it is an answer to;
    where nobody says so, what only whoever passed the case on gets to read does not.

    `along` is called in that transaction, too; where it raises, there is no post.

    Raises Unprocessable for what a post cannot be, NotFound for a parent its author may not read, Forbidden, and Unready
    for a channel that is still planned.
    """
    author = await node.store.read(lambda tx: speaking(tx, node.config, by, even_crisis=True))
    draft = checked(draft, characters=node.config.limits.post_characters, now=node.clock())
    refuse_undescribed(author, draft.media, node.config.media)
    written = await write(node, draft)
    link = await find_link(node, draft, written.content, (each.url for each in written.mentioned), draft.visibility)
    about = _About(written, link, sent_as, scheduled_id, kept, handed, settles, along)
    return await node.store.write(_publish, node.addresses, node.config.connectors, by, about)


@dataclass(frozen=True, slots=True)
class _About:
    """What is published, and what hangs on it (see `publish`)."""

    written: Written
    link: Link | None
    sent_as: str
    scheduled_id: int | None
    kept: Seen | None
    handed: HandOver | None
    settles: bool | None
    along: Along | None


async def _publish(tx: Tx, addresses: Addresses, connectors: Connectors, by: Actor, about: _About) -> Post:
    author = await acting(tx, by, even_crisis=True)
    refuse_ended(author)
    draft = about.written.draft
    number = tx.ids.new()
    if about.sent_as:
        known = await tx.settings.claim_post_key(author.id, about.sent_as, number)
        if known != number:
            return await tx.posts.get(known)
    if about.scheduled_id is not None and not await tx.scheduled.take(about.scheduled_id, tx.now):
        raise Gone("it has been published, moved or taken back meanwhile")
    await take_kept(tx, author, about.kept)
    await refuse_disallowed(tx, dict(zip(about.written.tags, about.written.written_tags, strict=True)))
    around = answered, quoted, visibility = await _around(tx, author, draft)
    subject = None if answered is None or about.settles is False else answered.post
    step = await begin_step(tx, author, about.handed, subject, reaches=_reaches(about, author, answered, visibility))
    in_crisis = await _in_crisis(tx, by, draft, visibility)
    if draft.urgent:
        await tx.deliveries.hurry(addresses.post(author.name, number), tx.now)
    new = await _new_post(tx, addresses, number, author, about, around, None if step is None else step.said)
    refuse_unnamed(step, new.mentions)
    await keep_link(tx, about.link)
    post = await place_post(tx, new)
    if post is None:  # pragma: no cover  # its number is new
        raise Conflict("there is a post with this number already")
    if quoted is not None:
        await begin_quote(tx, addresses, post, author, quoted)
    sent = await _send(tx, addresses, post, author, quoted) if visibility.federates else None
    if step is not None:
        await end_step(tx, addresses, author, step, post)
    await begin(tx, connectors, post, author)
    if in_crisis:
        await ask_review(tx, by, Subject.POST, post.id)
    await note(tx, by, Deed.PUBLISH if about.handed is None else Deed.REFER, post.uri, sent)
    if about.along is not None:
        await about.along(tx, post)
    return post


async def _in_crisis(tx: Tx, by: Actor, draft: Draft, visibility: Visibility) -> bool:
    """Whether somebody publishes who is there for crises only. Raises Forbidden for what they, or who is urgent, may not."""
    if await in_crisis_role(tx, by):
        refuse_usual(draft, visibility)
        return True
    if draft.urgent:
        await require_office(tx, by, Role.MODERATOR)
    return False


def _reaches(about: _About, author: Account, answered: Target | None, visibility: Visibility) -> bool:
    """Whether others than whoever is answered get to read it."""
    named = {each.id for each in about.written.mentioned} - {
        author.id,
        *([] if answered is None else [answered.author.id]),
    }
    return bool(about.settles) or visibility.is_open or bool(named)


async def _new_post(
    tx: Tx,
    addresses: Addresses,
    number: int,
    author: Account,
    about: _About,
    around: _Around,
    said: CaseSaid | None,
) -> NewPost:
    written, link = about.written, about.link
    draft, (answered, quoted, visibility) = written.draft, around
    return NewPost(
        id=number,
        uri=addresses.post(author.name, number),
        url=addresses.post_page(author, number),
        author=author,
        kind=draft.kind,
        visibility=visibility,
        content=_content(written.content, quoted),
        contents={language: _content(text, quoted) for language, text in written.contents.items()},
        summary=draft.summary,
        name=draft.name,
        language=draft.language,
        sensitive=draft.sensitive,
        source=draft.text,
        source_format=draft.format,
        in_reply_to_uri=None if answered is None else answered.post.uri,
        quote_uri=None if quoted is None else quoted.post.uri,
        context_uri=None if answered is None else thread_of(addresses, answered),
        published_at=tx.now,
        tags=written.tags,
        written_tags=written.written_tags,
        policy=draft.policy,
        application=draft.application,
        application_url=draft.application_url,
        ai=draft.ai,
        automated=draft.automated or author.kind is Kind.SERVICE,
        mentions=await addressees(tx, author, written, visibility, None if answered is None else answered.author),
        media=await attach(tx, author, draft.media),
        poll=poll_of(draft),
        link=link.url if link is not None and visibility.is_open else None,
        place=draft.place,
        appointment=draft.appointment,
        case_said=said,
    )


async def refuse_unfit(tx: Tx, author: Account, draft: Draft) -> None:
    """Raises what publishing the draft now would raise because of what it answers or quotes."""
    await _around(tx, author, draft)


async def _around(tx: Tx, author: Account, draft: Draft) -> _Around:
    answered = None if draft.in_reply_to_id is None else await _answered(tx, draft.in_reply_to_id, author)
    visibility = draft.visibility if answered is None else answer_visibility(draft.visibility, answered.post.visibility)
    visibility = quiet(author, visibility)
    if draft.quote_of_id is None:
        return answered, None, visibility
    quoted = await quotable(tx, draft.quote_of_id, author, visibility)
    return answered, quoted, quote_visibility(visibility, quoted.post.visibility)


def _content(html: str, quoted: Target | None) -> str:
    return html if quoted is None else with_address(html, quoted.post.url)


async def _send(tx: Tx, addresses: Addresses, post: Post, author: Account, quoted: Target | None) -> Outgoing:
    """The quoted author's server gets it as well, where anybody may read it."""
    to = await inboxes(tx, post, author)
    if quoted is not None and post.visibility.is_open:
        to |= await of_accounts(tx, {quoted.author.id})
    document = rendering.note(await view_of(tx, post), addresses)
    activity = rendering.create(addresses.activity(tx.ids.new()), document, published=tx.now)
    return await send(tx, addresses, activity, by=author, to=to)


async def _answered(tx: Tx, post_id: int, author: Account) -> Target:
    """Whoever is named in a post may answer it, whatever its author says of others."""
    found = await target(tx, post_id, author)
    if author.id not in await tx.posts.mentioned_ids(found.post.id):
        await refuse_uninvited(tx, found.post.policy.can_reply, found, author)
    return found


def answer_visibility(wanted: Visibility, parent: Visibility) -> Visibility:
    """An answer is never shown wider than what it answers, and one to a local post stays in the house (decision 0011).

    Raises Unprocessable where no visibility is narrow enough for both.
    """
    if parent is Visibility.LOCAL:
        return Visibility.LOCAL
    if parent is Visibility.DIRECT and wanted is Visibility.LOCAL:
        raise Unprocessable(
            "an answer to a direct post goes to whom it names, not to everybody here", code="answer_direct"
        )
    return narrower(wanted, parent)


async def addressees(
    tx: Tx, author: Account, written: Written, visibility: Visibility, answered: Account | None
) -> tuple[int, ...]:
    """Whom it is addressed to by name: not oneself, nobody gone, nobody behind a block; of a local post only who lives
    here. A direct answer goes to whom it answers, named or not."""
    wanted = {account.id for account in written.mentioned}
    if visibility is Visibility.DIRECT and answered is not None:
        wanted.add(answered.id)
    found = []
    for account in (await tx.accounts.by_ids(wanted - {author.id})).values():
        if account.is_gone or (visibility is Visibility.LOCAL and not account.is_local):
            continue
        if not await tx.blocks.between(author.id, account.id):
            found.append(account.id)
    if visibility is Visibility.DIRECT and not found and written.unknown:
        raise Unprocessable("none of those this direct post names could be found", code="named_unknown")
    return tuple(sorted(found))


def thread_of(addresses: Addresses, answered: Target) -> str | None:
    """The thread's own collection (FEP-7888), as what is answered names it; of a thread that began here, ours."""
    post = answered.post
    if post.context_uri is None and post.is_local and post.in_reply_to_uri is None:
        return addresses.thread(post.thread_id)
    return post.context_uri
