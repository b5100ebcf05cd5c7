"""Status and StatusEdit."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape

from node.model.addresses import PUBLIC
from node.model.post import MentionRef, Post, PostVersion, PostView
from node.model.visibility import Visibility
from node.text.labels import labelled
from node.web.mastodon.entities.accounts import VISIBILITIES, person
from node.web.mastodon.entities.attachments import attachment
from node.web.mastodon.entities.cards import card
from node.web.mastodon.entities.emojis import used_emojis
from node.web.mastodon.entities.filters import filter_results
from node.web.mastodon.entities.polls import poll
from node.web.mastodon.entities.reader import Json, Reader, number_or_none
from node.web.mastodon.moments import moment, moment_or_none


def status(view: PostView, reader: Reader, *, is_quoted: bool = False) -> Json:
    """As its reader sees it. A boost carries what it boosts, and shows the same itself. `is_quoted`: within another one,
    where what it quotes in turn is only named."""
    if view.boosted is not None:
        return _boost(view, view.boosted, reader)
    post = view.post
    made: Json = {
        "id": str(post.id),
        "created_at": moment(post.published_at),
        "edited_at": moment_or_none(post.edited_at),
        "in_reply_to_id": number_or_none(post.in_reply_to_id),
        "in_reply_to_account_id": number_or_none(post.in_reply_to_account_id),
        "sensitive": post.sensitive,
        "spoiler_text": _warning(post),
        "visibility": VISIBILITIES[post.visibility],
        "local_only": post.visibility is Visibility.LOCAL,
        "language": post.language,
        "uri": post.uri,
        "url": post.url,
        "content": labelled(_content(post), post.ai, post.language),
        "ai": post.ai.value,
        "automated": post.automated,
        "replies_count": max(0, post.replies_count),
        "reblogs_count": max(0, post.boosts_count),
        "favourites_count": max(0, post.likes_count),
        "quotes_count": max(0, post.quotes_count),
        "quote": _quote(view, reader, is_shallow=is_quoted),
        "quote_approval": _quote_approval(view),
        "reblog": None,
        "application": _application(post),
        "account": person(view.author, reader),
        "media_attachments": [attachment(each, reader.addresses) for each in view.media],
        "mentions": [_mention(each) for each in view.mentions],
        "tags": [{"name": name, "url": reader.addresses.tag_page(name)} for name in post.shown_tags],
        "emojis": used_emojis(post.emojis, reader.addresses),
        "card": card(view, reader.addresses),
        "poll": poll(view, reader),
    }
    if reader.account_id:
        made |= {
            "favourited": view.has_liked,
            "reblogged": view.has_boosted,
            "muted": view.has_muted,
            "bookmarked": view.has_bookmarked,
            "filtered": filter_results(view, reader),
        }
        if view.author.id == reader.account_id:
            made["pinned"] = view.is_pinned
    return made


def _boost(view: PostView, shown: PostView, reader: Reader) -> Json:
    post, boosted = view.post, status(shown, reader)
    if reader.sieve.names(post.id):
        boosted["filtered"] = filter_results(view, reader)
    return boosted | {
        "id": str(post.id),
        "uri": post.uri,
        "url": post.url,
        "created_at": moment(post.published_at),
        "edited_at": None,
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "visibility": VISIBILITIES[post.visibility],
        "local_only": post.visibility is Visibility.LOCAL,
        "account": person(view.author, reader),
        "application": None,
        "poll": None,
        "quote": None,
        "reblog": boosted,
    }


def deleted_status(view: PostView, reader: Reader) -> Json:
    """For its author, who may want to write it anew: with what they typed."""
    return status(view, reader) | {"text": view.post.source}


def _warning(post: Post) -> str:
    """On an article the summary is no warning but an abstract."""
    return post.summary if post.kind in {"Note", "Question", "Event"} else ""


def _content(post: Post) -> str:
    """Apps show no titles: that of an article or an event, and an abstract, stand above the text."""
    if not post.name or post.kind in {"Note", "Question"}:
        return post.content
    is_abstract = post.summary and not _warning(post)
    abstract = f"<p><em>{escape(post.summary, quote=False)}</em></p>" if is_abstract else ""
    return f"<p><strong>{escape(post.name, quote=False)}</strong></p>{abstract}{post.content}"


def _mention(found: MentionRef) -> Json:
    return {
        "id": str(found.account_id),
        "username": found.handle.partition("@")[0],
        "acct": found.handle,
        "url": found.url,
    }


def _application(post: Post) -> Json | None:
    return {"name": post.application, "website": post.application_url or None} if post.application else None


def _quote(view: PostView, reader: Reader, *, is_shallow: bool) -> Json | None:
    """Quote or ShallowQuote. What the reader is not shown is null, and the state says why."""
    quote = view.quote
    if quote is None:
        return None
    if is_shallow:
        return {"state": quote.state.value, "quoted_status_id": number_or_none(quote.quoted_id)}
    quoted = None if quote.view is None else status(quote.view, reader, is_quoted=True)
    return {"state": quote.state.value, "quoted_status": quoted}


def _quote_approval(view: PostView) -> Json:
    """Who may quote it, and whether the reader may."""
    policy, author = view.post.policy, view.author
    usual = (PUBLIC,) if author.is_local and view.post.visibility.is_open else ()
    if policy.leaves_quoting_open:
        return {"automatic": ["public"] if usual else [], "manual": [], "current_user": view.consent.value}
    names = {PUBLIC: "public", author.followers_uri: "followers", author.following_uri: "following"}

    def told(allowed: Sequence[str] | None) -> list[str]:
        others = [uri for uri in allowed or () if uri != author.uri]
        return list(dict.fromkeys(names.get(uri, "unsupported_policy") for uri in others))

    return {
        "automatic": told(usual if policy.can_quote is None else policy.can_quote),
        "manual": told(policy.can_quote_asked),
        "current_user": view.consent.value,
    }


def edits(view: PostView, versions: Sequence[PostVersion], reader: Reader) -> list[Json]:
    """All versions, oldest first; the last is what it says now. Of files that hung on one before, those that still do."""
    post = view.post
    before = [_before(view, version, reader) for version in versions]
    now = _edit(
        view,
        post.edited_at or post.published_at,
        labelled(_content(post), post.ai, post.language),
        _warning(post),
        reader,
        sensitive=post.sensitive,
    )
    now["media_attachments"] = [attachment(each, reader.addresses) for each in view.media]
    if view.poll is not None:
        now |= _asked(option.title for option in view.poll.options)
    return [*before, now]


def _before(view: PostView, version: PostVersion, reader: Reader) -> Json:
    made = _edit(view, version.at, version.content, version.summary, reader, sensitive=version.sensitive)
    files = {media.url: media for media in view.media}
    made["media_attachments"] = [
        attachment(replace(files[url], description=description), reader.addresses)
        for url, description in version.files or ()
        if url in files
    ]
    return made | _asked(version.options or ())


def _asked(options: Iterable[str]) -> Json:
    titles = [{"title": title} for title in options]
    return {"poll": {"options": titles}} if titles else {}


def _edit(view: PostView, at: datetime, content: str, warning: str, reader: Reader, *, sensitive: bool) -> Json:
    return {
        "content": content,
        "spoiler_text": warning,
        "sensitive": sensitive,
        "created_at": moment(at),
        "account": person(view.author, reader),
        "media_attachments": [],
        "emojis": [],
        "quote": None,
    }
