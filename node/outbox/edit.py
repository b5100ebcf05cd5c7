"""Somebody changes what a post of theirs says. The version before is kept; whom it is for stays as it was."""

from dataclasses import replace
from typing import Final

from node.context import Context
from node.errors import NotFound
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.addresses import Addresses
from node.model.appointment import Appointment
from node.model.crisis import Judgement, Subject
from node.model.draft import Draft
from node.model.media import Media
from node.model.notification import Event
from node.model.poll import Poll
from node.model.post import NewPost, Post
from node.outbox.acting import acting, note, own_post, view_of
from node.outbox.attach import attach, refuse_undescribed
from node.outbox.audience import inboxes
from node.outbox.copying import pass_on
from node.outbox.crisis import refuse_others_crisis, reviewed_by_act
from node.outbox.drafts import Written, checked, poll_of, write
from node.outbox.previews import Link, find_link, keep_link
from node.outbox.publish import addressees
from node.outbox.quote import with_address
from node.outbox.reached import reached
from node.outbox.send import send
from node.outbox.trends import refuse_disallowed
from node.store.database import Tx
from node.timelines.notify import notify
from node.timelines.place import edit_post

_SAID: Final = (
    "content",
    "contents",
    "summary",
    "name",
    "language",
    "sensitive",
    "source",
    "source_format",
    "tags",
    "policy",
    "ai",
    "place",
)


async def edit(node: Context, by: Actor, post_id: int, draft: Draft, *, keep_translations: bool = False) -> Post:
    """Of the draft, its visibility, kind and parent do not count: they cannot change. With `keep_translations` the further
    languages stay as they are. A draft that changes nothing makes no new version, and nobody is told.

    Other options than before make a new poll, without votes. Raises NotFound, Forbidden, Unprocessable.
    """
    post, poll, quoted_id = await node.store.read(_before, by, post_id)
    draft = replace(
        draft, visibility=post.visibility, kind=post.kind, in_reply_to_id=post.in_reply_to_id, quote_of_id=quoted_id
    )
    draft = checked(draft, characters=node.config.limits.post_characters, now=node.clock(), known=poll)
    before = await node.store.read(lambda tx: tx.uploads.on_post(post_id))
    refuse_undescribed(by.account, draft.media, node.config.media, before)
    written = await write(node, draft)
    link = await find_link(node, draft, written.content, (each.url for each in written.mentioned), post.visibility)
    if keep_translations:
        kept = dict(zip(post.tags, post.shown_tags, strict=True)) if post.contents else {}
        tags = kept | dict(zip(written.tags, written.written_tags, strict=True))
        written = replace(written, contents=post.contents, tags=tuple(tags), written_tags=tuple(tags.values()))
    return await node.store.write(_edit, node.addresses, by, post_id, written, link)


async def _before(tx: Tx, by: Actor, post_id: int) -> tuple[Post, Poll | None, int | None]:
    """With what it quotes: that may be all it says."""
    post, poll = await _editable(tx, by, post_id)
    quote = await tx.quotes.find(post.id)
    return post, poll, None if quote is None else quote.quoted_id


async def _editable(tx: Tx, by: Actor, post_id: int) -> tuple[Post, Poll | None]:
    post = await own_post(tx, post_id, await acting(tx, by, even_crisis=True))
    await refuse_others_crisis(tx, by, post)
    if post.is_boost:
        raise NotFound("a boost says nothing that could be changed")
    return post, await tx.polls.find(post.id)


async def _edit(tx: Tx, addresses: Addresses, by: Actor, post_id: int, written: Written, link: Link | None) -> Post:
    author = await acting(tx, by, even_crisis=True)
    post, poll = await _editable(tx, by, post_id)
    await refuse_disallowed(tx, dict(zip(written.tags, written.written_tags, strict=True)), post.tags)
    draft = written.draft
    answered = None if post.in_reply_to_account_id is None else await tx.accounts.find(post.in_reply_to_account_id)
    mentions = await addressees(tx, author, written, post.visibility, answered)
    before = await tx.posts.mentioned_ids(post.id)
    to = await reached(tx, post, author) if post.visibility.is_open else set()
    address = await _quoted_address(tx, post)
    changed = NewPost(
        id=post.id,
        uri=post.uri,
        url=post.url,
        author=author,
        kind=post.kind,
        visibility=post.visibility,
        content=with_address(written.content, address) if address else written.content,
        contents={tag: with_address(text, address) if address else text for tag, text in written.contents.items()},
        summary=draft.summary,
        name=draft.name,
        language=draft.language,
        sensitive=draft.sensitive,
        source=draft.text,
        source_format=draft.format,
        quote_uri=post.quote_uri,
        published_at=post.published_at,
        edited_at=tx.now,
        tags=written.tags,
        written_tags=written.written_tags,
        policy=draft.policy,
        ai=draft.ai,
        automated=post.automated,
        mentions=mentions,
        media=await attach(tx, author, draft.media, post_id=post.id),
        poll=poll_of(draft, poll),
        correction=draft.correction,
        link=None if link is None else link.url,
        place=draft.place,
        appointment=draft.appointment,
    )
    if await _says_the_same(tx, post, poll, changed):
        return post
    await keep_link(tx, link)
    edited = await edit_post(tx, post, changed, tell=True)
    await _tell_named(tx, author, edited, set(mentions) - set(before))
    sent = None
    if edited.visibility.federates:
        document = rendering.note(await view_of(tx, edited), addresses)
        activity = rendering.update_post(addresses.activity(tx.ids.new()), document, published=tx.now)
        sent = await send(tx, addresses, activity, by=author, to=to | await inboxes(tx, edited, author))
    await pass_on(tx, edited.id)
    await reviewed_by_act(tx, by, Subject.POST, post.id, Judgement.CORRECTED)
    await note(tx, by, Deed.EDIT, edited.uri, sent)
    return edited


async def _says_the_same(tx: Tx, post: Post, poll: Poll | None, changed: NewPost) -> bool:
    return (
        not changed.correction
        and changed.poll == poll
        and _is_same_time(post.appointment, changed.appointment)
        and all(getattr(changed, name) == getattr(post, name) for name in _SAID)
        and [_shown(each) for each in changed.media] == [_shown(each) for each in await tx.uploads.on_post(post.id)]
    )


def _is_same_time(before: Appointment | None, now: Appointment | None) -> bool:
    return before == (now if now is None else now.changed_from(before))


def _shown(media: Media) -> tuple[object, ...]:
    return media.url, media.description, media.focus, media.credit, media.licence, media.ai


async def _quoted_address(tx: Tx, post: Post) -> str | None:
    """Where what it quotes is shown; the quote itself does not change."""
    if post.quote_uri is None:
        return None
    quoted = await tx.posts.find_by_uri(post.quote_uri)
    return post.quote_uri if quoted is None else quoted.url


async def _tell_named(tx: Tx, author: Account, post: Post, account_ids: set[int]) -> None:
    for account in (await tx.accounts.by_ids(account_ids)).values():
        await notify(tx, account, Event.MENTION, author, post)
