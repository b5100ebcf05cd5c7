"""A feed from the store to finished bytes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from node.context import Context
from node.errors import Gone, NotFound
from node.i18n.translate import Translator
from node.model.account import Account
from node.model.album import Album
from node.model.feed import Feed, Subject
from node.model.ids import EPOCH, HIGHEST
from node.model.post import PostView
from node.model.slice import Slice
from node.model.visibility import Visibility
from node.outbox.feeds import atom, json_feed, rss
from node.outbox.feeds.entry import Writer
from node.outbox.feeds.head import Head
from node.store.database import Tx
from node.store.listeners import Told
from node.text.fold import excerpt
from node.text.html import tidy, to_text
from node.text.mentions import fold_tag
from node.text.words import MOST_ASKED, words_of

PER_PAGE: Final = 20
_WRITERS: Final[Mapping[str, Callable[[Head], bytes]]] = MappingProxyType(
    {"atom": atom.write, "rss": rss.write, "json": json_feed.write}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A finished feed, and what a change of which makes another one of it."""

    body: bytes
    head: Head
    depends_on: Collection[Told]


@dataclass(slots=True)
class _Found:
    """What the store knows: the posts of a page, the last id (of a post, or a correction) where more follow, whose feed it
    is, whose post in a thread, and which album."""

    views: Sequence[PostView] = ()
    last: int = 0
    channel: Account | None = None
    top: PostView | None = None
    album: Album | None = None
    also: set[Told] = field(default_factory=set)


async def compose(node: Context, feed: Feed, ending: str, *, before: int = HIGHEST) -> Composed:
    """Raises NotFound and Gone for channels and posts that are not there, or not for everybody."""
    found = await node.store.read(_find, feed, before)
    words = Translator(node.config.node.language, node.catalogs, zone=node.config.node.timezone)
    head = _head(node, words, feed, ending, before, found)
    told = {("post", str(view.post.id)) for view in found.views}
    told |= {("account", str(view.author.id)) for view in found.views}
    return Composed(body=_WRITERS[ending](head), head=head, depends_on=frozenset(told | found.also))


async def _find(tx: Tx, feed: Feed, before: int) -> _Found:
    found = _Found()
    ids = await _FINDERS[feed.subject](tx, feed, before, found)
    shown = ids[:PER_PAGE]
    found.views = await tx.timelines.views(shown)
    if len(ids) > PER_PAGE:
        found.last = shown[-1]
    return found


async def _of_node(tx: Tx, _feed: Feed, before: int, found: _Found) -> Sequence[int]:
    found.also.add(("feed", "node"))
    return await tx.feeds.of_node(before=before, limit=PER_PAGE + 1)


async def _of_channel(tx: Tx, feed: Feed, before: int, found: _Found) -> Sequence[int]:
    account = await living(tx, feed.name)
    found.channel = account
    found.also |= {("account", str(account.id)), ("author", str(account.id))}
    return await tx.feeds.of_channel(account.id, answers=feed.answers, before=before, limit=PER_PAGE + 1)


async def _of_tag(tx: Tx, feed: Feed, before: int, found: _Found) -> Sequence[int]:
    tag = fold_tag(feed.name)
    found.also.add(("tag", tag))
    return await tx.feeds.of_tag(tag, before=before, limit=PER_PAGE + 1)


async def _of_search(tx: Tx, feed: Feed, before: int, _found: _Found) -> Sequence[int]:
    """Nobody who has not consented is found (FEP-5feb)."""
    ids = await tx.search.posts(words_of(feed.name)[:MOST_ASKED], 0, Slice(before=before, limit=PER_PAGE + 1))
    public = await tx.feeds.public_of(ids)
    return [each for each in ids if each in public]


async def _of_thread(tx: Tx, feed: Feed, before: int, found: _Found) -> Sequence[int]:
    """All that answers the post, and what answers that, newest first."""
    account = await living(tx, feed.name)
    post = await tx.posts.find(feed.number)
    if post is None or post.author_id != account.id or post.visibility is not Visibility.PUBLIC or post.is_boost:
        raise NotFound("there is no such post")
    if post.deleted_at is not None:
        raise Gone("the post has been deleted")
    [found.top] = await tx.timelines.views([post.id])
    below = {post.id}
    for number, parent in await tx.timelines.thread(
        post.thread_id, 0
    ):  # parents before what answers them, but for strays
        if parent in below:
            below.add(number)
    found.also |= {("post", str(number)) for number in below} | {("account", str(account.id))}
    public = await tx.feeds.public_of([number for number in below if number != post.id and number < before])
    return sorted(public, reverse=True)[: PER_PAGE + 1]


async def _of_corrections(tx: Tx, feed: Feed, before: int, found: _Found) -> Sequence[int]:
    """The posts that were put right last. Pages end at a correction, as one post may have several."""
    account = await living(tx, feed.name) if feed.name else None
    found.channel = account
    found.also.add(("corrections", ""))
    if account is not None:
        found.also.add(("account", str(account.id)))
    number = 0 if account is None else account.id
    corrections = await tx.corrections.page(channel_id=number, before=before, limit=PER_PAGE + 1)
    if len(corrections) > PER_PAGE:
        found.last = corrections[PER_PAGE - 1].id
    return list(dict.fromkeys(each.post_id for each in corrections[:PER_PAGE]))


async def _of_album(tx: Tx, feed: Feed, before: int, found: _Found) -> Sequence[int]:
    account = await living(tx, feed.name)
    album = await tx.albums.find(feed.number)
    if album is None or album.account_id != account.id:
        raise NotFound("there is no such album")
    found.channel, found.album = account, album
    found.also |= {("album", str(album.id)), ("account", str(account.id))}
    return await tx.feeds.of_album(album.id, before=before, limit=PER_PAGE + 1)


_FINDERS = {
    Subject.NODE: _of_node,
    Subject.CHANNEL: _of_channel,
    Subject.TAG: _of_tag,
    Subject.SEARCH: _of_search,
    Subject.CORRECTIONS: _of_corrections,
    Subject.THREAD: _of_thread,
    Subject.ALBUM: _of_album,
}


async def living(tx: Tx, name: str) -> Account:
    """A channel here that has feeds: who is silenced has none. Raises NotFound, Gone."""
    account = await tx.accounts.find_by_handle(name)
    if account is None or account.name != name or account.is_limited:
        raise NotFound("there is no such channel")
    if account.is_gone:
        raise Gone("this account has been deleted or suspended")
    return account


def _head(node: Context, words: Translator, feed: Feed, ending: str, before: int, found: _Found) -> Head:
    base, channel = node.config.origin, found.channel
    writer = Writer(node.addresses, words)
    entries = [writer.entry(view) for view in found.views]
    title, description = _said(node, words, feed, found)
    newest = max((each.updated for each in entries), default=EPOCH if channel is None else channel.created_at)
    is_first = before == HIGHEST and feed.has_hub
    icon = None if channel is None else node.addresses.avatar(channel)
    return Head(
        id=base + feed.path(ending),
        url=base + feed.path(ending, before=before),
        page=base + feed.page,
        next=base + feed.path(ending, before=found.last) if found.last else "",
        hub=f"{base}/hub" if is_first else "",
        title=title,
        description=description,
        author=tidy(node.config.node.title if channel is None else channel.shown_name),
        author_url=f"{base}/" if channel is None else node.addresses.profile_page(channel),
        icon=icon or "",
        language=node.config.node.language,
        licence="" if channel is None else node.addresses.licence_of(channel),
        updated=newest,
        base=base,
        entries=entries,
    )


def _said(node: Context, words: Translator, feed: Feed, found: _Found) -> tuple[str, str]:
    """Title and description."""
    title = tidy(node.config.node.title)
    match feed.subject:
        case Subject.CORRECTIONS:
            about = words.t("correction.feed.about")
            if found.channel is not None:
                return words.t("correction.feed.title_channel", name=tidy(found.channel.shown_name)), about
            return words.t("correction.feed.title", node=title), about
        case Subject.CHANNEL if found.channel is not None:
            name = tidy(found.channel.shown_name)
            about = tidy(excerpt(to_text(found.channel.summary), 300))
            key = "feeds.title.channel_answers" if feed.answers else "feeds.title.channel"
            return words.t(key, name=name, node=title), about or words.t("feeds.about.channel", name=name)
        case Subject.TAG:
            return words.t("feeds.title.tag", tag=tidy(feed.name), node=title), words.t(
                "feeds.about.tag", tag=tidy(feed.name), node=title
            )
        case Subject.THREAD if found.top is not None:
            post = found.top.post
            said = tidy(excerpt(post.name or post.summary or to_text(post.content), 60))
            name = tidy(found.top.author.shown_name)
            return words.t("feeds.title.thread", text=said or name), words.t("feeds.about.thread", name=name)
        case Subject.ALBUM if found.album is not None and found.channel is not None:
            name, title = tidy(found.channel.shown_name), tidy(found.album.title)
            about = tidy(excerpt(found.album.description, 300))
            return words.t("feeds.title.album", title=title, name=name), about or words.t("album.by", name=name)
        case Subject.SEARCH:
            said = tidy(excerpt(feed.name, 60))
            return words.t("feeds.title.search", text=said, node=title), words.t("feeds.about.search", text=said)
    return title, tidy(node.config.node.description) or words.t("feeds.about.node", node=title)
