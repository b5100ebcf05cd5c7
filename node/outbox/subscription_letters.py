"""Letters to people who have a channel's posts by mail: the link that confirms it, each post, or an overview.

A new post becomes a job that goes through the subscribers in pieces; each piece notes which letters it queues, in the same
transaction, so whatever crashes, nobody is left out and nobody gets two. What is said of a post is what it says when the
letter leaves: a deleted one is not sent any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Final

from node.context import Context
from node.errors import Refused, Unreachable
from node.i18n.translate import Translator
from node.jobs.worker import Work, enqueue
from node.mail.letter import Letter, Part
from node.mail.send import NoMailbox
from node.model.account import Account
from node.model.post import Post, PostView
from node.model.retention import UNCONFIRMED
from node.model.secret import hash_of, new_secret
from node.model.subscription import Rhythm, Subscription
from node.model.visibility import Visibility
from node.outbox.letters import closing, link, write_to
from node.outbox.subscriptions import CONFIRM, CONFIRM_PATH, OVERVIEW, STOP_PATH, stop_code
from node.store.database import Tx
from node.text.fold import excerpt
from node.text.html import to_text
from node.text.language import primary
from node.timelines.mailing import MAILING

LETTER: Final = "letter.subscription.post"

_AT_ONCE = 100
_BOUNCES = 3
_MOST_IN_ONE = 30
_SUBJECT, _SHORT = 80, 400


def subscription_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {
        CONFIRM: partial(_confirm, node),
        MAILING: partial(_mail_out, node),
        LETTER: partial(_post, node),
        OVERVIEW: partial(_overview, node),
    }


@dataclass(frozen=True, slots=True)
class _News:
    """What a letter tells a subscriber of; `more` did not fit."""

    subscription: Subscription
    channel: Account
    views: Sequence[PostView] = ()
    more: bool = False


async def _confirm(node: Context, args: dict[str, str]) -> None:
    """Says nothing that was typed: else anybody could have us send their words to anybody (T-182)."""
    news = await node.store.read(_found, node, int(args["subscription"]))
    if news is None or news.subscription.confirmed_at is not None:
        return
    wanted, words, secret = news.subscription, _words(node, news.subscription), new_secret()
    await node.store.write(lambda tx: tx.subscriptions.set_link(wanted.id, hash_of(secret)))
    name = news.channel.shown_name
    letter = Letter(
        language=words.language,
        subject=words.t("letter.subscription.confirm.subject", channel=name),
        paragraphs=[
            words.t("letter.subscription.confirm.text", channel=name, node=node.config.node.title),
            words.t(f"letter.subscription.confirm.{wanted.rhythm.value}"),
        ],
        action=(words.t("letter.subscription.confirm.action"), link(node, CONFIRM_PATH, secret)),
        after=[words.t("letter.subscription.confirm.after", count=UNCONFIRMED.days)],
        closing=closing(node, words),
    )
    await _send(node, letter, wanted)


async def _mail_out(node: Context, args: dict[str, str]) -> None:
    """The next piece of the subscribers. What comes after it waits behind these letters, and so behind other work."""
    await node.store.write(_queue_letters, node, int(args["post"]), int(args["after"]))


async def _queue_letters(tx: Tx, node: Context, post_id: int, after: int) -> None:
    post = await tx.posts.find(post_id)
    author = None if post is None or post.deleted_at is not None else await tx.accounts.find(post.author_id)
    if author is None or not node.addresses.letters_page(author):
        return
    claimed, last = await tx.subscriptions.claim_letters(post_id, after=after, limit=_AT_ONCE)
    for number in claimed:
        args = {"subscription": str(number), "post": str(post_id)}
        await enqueue(tx, LETTER, args, key=f"{LETTER} {number} {post_id}")
    if last is not None:
        await enqueue(tx, MAILING, {"post": str(post_id), "after": str(last)}, key=f"{MAILING} {post_id} {last}")


async def _post(node: Context, args: dict[str, str]) -> None:
    news = await node.store.read(_found, node, int(args["subscription"]), [int(args["post"])])
    if news is None or not news.views:
        return
    words, view = _words(node, news.subscription), news.views[0]
    part = _part(node, words, view)
    said = _title(view, words.language) if view.boosted is None else part.title
    letter = Letter(
        language=words.language,
        subject=f"{news.channel.shown_name}: {said}",
        paragraphs=part.paragraphs if view.boosted is None else [part.title, *part.paragraphs],
        action=part.link,
    )
    await _send(node, await _framed(node, words, news, letter, str(view.post.id)), news.subscription)


async def _overview(node: Context, args: dict[str, str]) -> None:
    """Nobody is written to about nothing."""
    after, upto = int(args["after"]), int(args["upto"])
    news = await node.store.read(_found_between, node, int(args["subscription"]), after, upto)
    if news is None or not news.views:
        return
    words, name = _words(node, news.subscription), news.channel.shown_name
    rhythm = news.subscription.rhythm.value
    letter = Letter(
        language=words.language,
        subject=words.t(f"letter.subscription.{rhythm}.subject", channel=name),
        paragraphs=[words.t(f"letter.subscription.{rhythm}.text", channel=name)],
        parts=[_part(node, words, view, short=True) for view in news.views],
        after=[words.t("letter.subscription.more")] if news.more else (),
        action=(words.t("letter.subscription.channel"), node.addresses.profile_page(news.channel)),
    )
    await _send(node, await _framed(node, words, news, letter, str(upto)), news.subscription)


async def _framed(node: Context, words: Translator, news: _News, letter: Letter, about: str) -> Letter:
    """With what all of these letters have around them; `about` tells one letter to the subscriber from another."""
    code = await stop_code(node, news.subscription.id)
    address = link(node, STOP_PATH, code)
    return replace(
        letter,
        closing=[*closing(node, words), words.t("letter.subscription.why", channel=news.channel.shown_name)],
        stop=(words.t("letter.subscription.stop"), address),
        unsubscribe=address,
        list_id=f"{news.channel.name}.{node.config.hostname}",
        number=sha256(f"{code} {about}".encode()).hexdigest()[:32],
    )


def _part(node: Context, words: Translator, view: PostView, *, short: bool = False) -> Part:
    """What a post says, as text: behind a warning only the warning; of pictures what they show."""
    shown = view.boosted or view
    post = shown.post
    paragraphs: list[str] = []
    if post.summary:
        paragraphs.append(words.t("letter.subscription.warning", text=post.summary))
    else:
        text = to_text(_said(post, words.language))
        paragraphs += [post.name] if post.name else []
        paragraphs += [excerpt(text, _SHORT)] if short else [each for each in text.split("\n") if each.strip()]
        if shown.media:
            paragraphs.append(words.t("letter.subscription.files", count=len(shown.media)))
            paragraphs += [f"– {excerpt(each.description, _SHORT)}" for each in shown.media if each.description]
        if shown.poll is not None:
            paragraphs.append(words.t("letter.subscription.poll"))
    title = words.full(post.published_at)
    if view.boosted is not None:
        title = words.t("letter.subscription.boosted", name=f"@{node.addresses.handle(shown.author)}", when=title)
    address = node.addresses.post_page(shown.author, post.id)
    return Part(title=title, paragraphs=paragraphs, link=(words.t("letter.subscription.read"), address))


def _title(view: PostView, language: str) -> str:
    post = view.post
    return excerpt(post.name or post.summary or to_text(_said(post, language)), _SUBJECT) or "…"


def _said(post: Post, language: str) -> str:
    """In the language of the letters, where it is written in it."""
    if post.language is None or primary(post.language) != language:
        for tag, text in post.contents.items():
            if primary(tag) == language:
                return text
    return post.content


def _words(node: Context, subscription: Subscription) -> Translator:
    return Translator(subscription.language, node.catalogs, zone=node.config.node.timezone, strict=False)


async def _found(tx: Tx, node: Context, subscription_id: int, post_ids: Sequence[int] = ()) -> _News | None:
    """None where it has ended, or the channel does not offer it any more."""
    found = await tx.subscriptions.find(subscription_id)
    channel = None if found is None else await tx.accounts.find(found.account_id)
    if found is None or channel is None or not node.addresses.letters_page(channel):
        return None
    views = await tx.timelines.views(list(post_ids)) if post_ids else ()
    return _News(found, channel, [view for view in views if _is_for_all(view)])


async def _found_between(tx: Tx, node: Context, subscription_id: int, after: int, upto: int) -> _News | None:
    news = await _found(tx, node, subscription_id)
    if news is None or news.subscription.rhythm is Rhythm.EACH:
        return None
    everything = news.subscription.everything
    ids = await tx.timelines.of_account(
        news.channel.id,
        after=after,
        before=upto,
        limit=_MOST_IN_ONE + 1,
        with_replies=everything,
        with_boosts=everything,
    )
    views = [view for view in await tx.timelines.views(ids) if _is_for_all(view)]
    if not everything:
        views = [view for view in views if view.post.in_reply_to_uri is None]
    return _News(news.subscription, news.channel, views[:_MOST_IN_ONE], len(ids) > _MOST_IN_ONE)


def _is_for_all(view: PostView) -> bool:
    shown = view.boosted or view
    return (
        view.post.visibility is Visibility.PUBLIC
        and shown.post.visibility is Visibility.PUBLIC
        and shown.post.deleted_at is None
        and view.post.deleted_at is None
        and not (shown.author.is_gone or shown.author.is_limited)
        and (view.post.boost_of_id is None or view.boosted is not None)
    )


async def _send(node: Context, letter: Letter, subscription: Subscription) -> None:
    """A mailbox that is gone ends the subscription: at once where nobody has confirmed it, else after a few letters. What a
    mail server says would keep the address among the failed jobs, so it is not passed on."""
    try:
        await write_to(node, letter, subscription.email)
    except NoMailbox:
        most = 1 if subscription.confirmed_at is None else _BOUNCES
        await node.store.write(lambda tx: tx.subscriptions.bounced(subscription.id, most=most))
    except Refused as refusal:
        raise Refused("the mail server does not take a letter to a subscriber", status=refusal.status) from None
    except Unreachable as problem:
        if problem.status is None:
            raise
        raise Unreachable("the mail server does not take a letter to a subscriber now", status=problem.status) from None
    else:
        if subscription.bounces:
            await node.store.write(lambda tx: tx.subscriptions.arrived(subscription.id))
