"""One of our posts as others read it: Note, Article, Question or Event."""

from collections.abc import Iterator
from html import escape
from typing import Any, Final

from node.federation.rendering.audience import addressed
from node.federation.rendering.case import case
from node.federation.rendering.collections import first_page
from node.federation.rendering.contexts import Json, post_context
from node.federation.rendering.event import event
from node.federation.rendering.labels import label_tags, labels
from node.federation.rendering.values import emoji_tags, filled, policy_of, written
from node.model.addresses import Addresses
from node.model.media import Media
from node.model.place import Place
from node.model.poll import Poll
from node.model.post import MentionRef, Post, PostView
from node.text.html import to_text
from node.text.labels import labelled
from node.text.previews import words_of

OBJECT_TYPE: Final = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'

_SOURCE_TYPES: Final = {"markdown": "text/markdown", "plain": "text/plain"}
_MEDIA_TYPES: Final = {"image": "Image", "video": "Video", "audio": "Audio"}


def note(view: PostView, addresses: Addresses, *, quote_authorization: str | None = None) -> Json:
    """The post with its `@context`. Raises Forbidden for a post that never leaves this node.

    `quote_authorization` is the stamp the quoted author gave (FEP-044f). A post that begins a thread names the thread's
    own collection (FEP-7888); an answer names the `context_uri` it took over from what it answers. What anybody may
    read says under which licence (FEP-c118).
    """
    post, author = view.post, view.author
    to, cc = addressed(post.visibility, author, _concerned(view))
    context = post.context_uri or (None if post.in_reply_to_uri else addresses.thread(post.thread_id))
    document: Json = {
        "@context": post_context(),
        "id": post.uri,
        "type": "Question" if view.poll else post.kind,
        "attributedTo": author.uri,
        "to": to,
        "cc": cc,
        "published": written(post.published_at),
        "url": post.url,
        "sensitive": post.sensitive,
        "content": labelled(post.content, post.ai, post.language),
        "replies": _collection(f"{post.uri}/replies", post.replies_count, paged=True),
        "likes": _collection(f"{post.uri}/likes", post.likes_count),
        "shares": _collection(f"{post.uri}/shares", post.boosts_count),
        "interactionPolicy": policy_of(post.policy, author, post.visibility),
        "attachment": [*(attachment(media) for media in view.media), *_link(view, addresses)],
        "tag": list(_tags(view, addresses)),
    }
    document |= filled(
        updated=None if post.edited_at is None else written(post.edited_at),
        name=post.name,
        summary=_abstract(post.summary) if post.kind == "Article" else post.summary,
        inReplyTo=post.in_reply_to_uri,
        context=context,
        conversation=context,
    )
    if post.visibility.is_open and (licence := addresses.licence_of(author)):
        document["license"] = licence
    document |= labels(post.ai)
    if post.automated:
        document["automated"] = True
    if languages := _languages(post):
        document["contentMap"] = languages
    if post.place is not None:
        document["location"] = _place(post.place)
    if post.appointment is not None:
        document |= event(post, post.appointment, document.get("location"))
        document["summary"] = _abstract(document["summary"])
    if post.case_said is not None:
        document["case"] = case(post.case_said, author)
    if post.source:
        document["source"] = {"content": post.source, "mediaType": _SOURCE_TYPES.get(post.source_format, "text/plain")}
    if post.quote_uri:
        document |= _quote(view, quote_authorization)
    if view.poll:
        document |= _poll(view.poll)
    if post.kind == "Article":
        document["preview"] = _preview(post, author.uri)
    return document


def mention_name(handle: str, addresses: Addresses) -> str:
    """`@name@host` as mentions are named on the wire, also for those who live here."""
    return f"@{handle}" if "@" in handle else f"@{handle}@{addresses.account_domain}"


def _concerned(view: PostView) -> Iterator[str]:
    """Who is named; and, where anybody may read it anyway, whom it answers without naming them."""
    for mention in view.mentions:
        yield mention.uri
    if view.replied_to is not None and view.post.visibility.is_open:
        yield view.replied_to.uri


def _languages(post: Post) -> dict[str, str]:
    texts = ({post.language: post.content} if post.language else {}) | post.contents
    return {language: labelled(text, post.ai, language) for language, text in texts.items()}


def _quote(view: PostView, authorization: str | None) -> Json:
    """Under each name that somebody reads it by."""
    stamp_uri = None if view.quote is None else view.quote.stamp_uri
    named = dict.fromkeys(("quote", "quoteUri", "quoteUrl", "_misskey_quote"), view.post.quote_uri)
    return named | filled(quoteAuthorization=authorization or stamp_uri)


def _collection(uri: str, total: int, *, paged: bool = False) -> Json:
    """Mastodon reads totals from embedded collections, and replies only through their first page."""
    document: Json = {"id": uri, "type": "Collection", "totalItems": total}
    return document | {"first": first_page(uri)} if paged else document


def _place(place: Place) -> Json:
    return {"type": "Place"} | filled(
        name=place.name or place.address,
        address=place.address,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def attachment(media: Media) -> Json:
    document: Json = {"type": _MEDIA_TYPES.get(media.kind, "Document"), "mediaType": media.mime, "url": media.url}
    return document | filled(
        name=media.description,
        blurhash=media.blurhash,
        focalPoint=None if media.focus is None else list(media.focus),
        width=media.width,
        height=media.height,
        license=media.licence,
        creditText=media.credit,
        **labels(media.ai),
    )


def _link(view: PostView, addresses: Addresses) -> Iterator[Json]:
    """Where its link leads (FEP-8967), so that nobody need fetch the page to show that. Only without files and quotes: some
    servers take every attachment for a file, and a post for a post of pictures."""
    page, preview = words_of(view), view.preview
    if preview is None or not page.title or view.media or view.post.quote_uri:
        return
    told: Json = {"type": "Article", "name": page.title} | filled(
        summary=page.description,
        inLanguage=page.language,
        published=None if page.published_at is None else written(page.published_at),
        attributedTo={"type": "Person", "name": page.author} if page.author else None,
        generator={"type": "Application", "name": page.site} if page.site else None,
    )
    if image := addresses.preview_image(preview):
        told["image"] = {"type": "Image", "url": image} | filled(name=page.image_text)
    yield {"type": "Link", "mediaType": "text/html", "href": preview.url, "name": page.title, "preview": told}


def _tags(view: PostView, addresses: Addresses) -> Iterator[Json]:
    for mention in view.mentions:
        yield _mention(mention, addresses)
    for tag in view.post.shown_tags:
        yield hashtag(tag, addresses)
    yield from emoji_tags(view.post.emojis, addresses)
    yield from label_tags(view.post.ai, view.post.language)
    if quoted := view.post.quote_uri:  # FEP-e232
        yield {
            "type": "Link",
            "mediaType": OBJECT_TYPE,
            "rel": "https://misskey-hub.net/ns#_misskey_quote",
            "href": quoted,
            "name": f"RE: {quoted}",
        }


def hashtag(name: str, addresses: Addresses) -> Json:
    """`name` without the sign."""
    return {"type": "Hashtag", "href": addresses.tag_page(name), "name": f"#{name}"}


def _mention(mention: MentionRef, addresses: Addresses) -> Json:
    return {"type": "Mention", "href": mention.uri, "name": mention_name(mention.handle, addresses)}


def _poll(poll: Poll) -> dict[str, Any]:
    options = [
        {"type": "Note", "name": option.title, "replies": {"type": "Collection", "totalItems": votes}}
        for option, votes in zip(poll.options, poll.tallies(), strict=True)
    ]
    return {
        "anyOf" if poll.multiple else "oneOf": options,
        "votersCount": poll.voters,
        **filled(
            endTime=None if poll.closes_at is None else written(poll.closes_at),
            closed=None if poll.closed_at is None else written(poll.closed_at),
        ),
    }


def _preview(post: Post, author_uri: str) -> Json:
    """A short form for servers that show articles by title and link (FEP-b2b8)."""
    return {"type": "Note", "attributedTo": author_uri, "published": written(post.published_at)} | filled(
        name=post.name, content=post.summary and _paragraph(post.summary)
    )


def _abstract(text: str) -> str:
    """HTML in ActivityStreams, plain text to some servers: escaped only where readers of HTML would lose something."""
    return text if to_text(text) == text else escape(text, quote=False)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"
