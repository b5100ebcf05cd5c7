"""Posts of others: their documents fetched from their own ids, and made into what the store takes.

Finding out may need the network; whether it is stored, and what that sets off, is `timelines/place.py`'s.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from node.errors import Gone, Invalid
from node.federation.actors import Actors
from node.federation.addressing import same_origin
from node.federation.reading import ReadPost, is_kind, read_post
from node.federation.remote import Remote
from node.model.account import Account
from node.model.addresses import PUBLIC, Addresses
from node.model.ids import Ids
from node.model.media import Media
from node.model.post import NewPost, Post
from node.model.quick import quick
from node.model.visibility import Visibility
from node.store.database import Store, Tx

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """A post of somebody else as its origin shows it. `recipients` are those of us it is addressed to."""

    new: NewPost
    read: ReadPost
    recipients: tuple[int, ...]


class Objects:
    def __init__(
        self, store: Store, remote: Remote, actors: Actors, addresses: Addresses, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._remote = remote
        self._actors = actors
        self._addresses = addresses
        self._clock = clock
        self._known: OrderedDict[str, tuple[int, bool]] = OrderedDict()

    async def find(self, uri: str) -> Post | None:
        """What is stored with that id, deleted ones included."""
        return await self._store.read(lambda tx: tx.posts.find_by_uri(uri))

    async def fetch(self, uri: str) -> dict[str, Any]:
        """The document with that id, from its own server. Raises Gone for a Tombstone too."""
        if self._addresses.is_ours(uri):
            raise Invalid("this is an address of ours")
        document = await self._remote.fetch(uri)
        if is_kind(document, "Tombstone"):
            raise Gone("its server says it has been deleted")
        return document

    async def fetch_post(self, uri: str) -> Found:
        """A post by its id, with its author, ready to be stored."""
        return await self.from_document(await self.fetch(uri), live=False)

    async def from_document(
        self,
        document: dict[str, Any],
        *,
        live: bool,
        author: Account | None = None,
        activity: dict[str, Any] | None = None,
    ) -> Found:
        """Make a post of a document whose word counts: fetched from its id, or sent by its author from there.

        `live` posts get an id of now, others one of when they were published (decision 0006). `author` is who is known
        to be it; else it is looked up. `activity` is what its author sent it in: it may say whom it is addressed to.
        Raises Invalid when id and author are not on the same origin.
        """
        now = self._clock()
        followers_uri = None if author is None else author.followers_uri
        read = read_post(document, now=now, followers_uri=followers_uri, activity=activity)
        if not same_origin(read.uri, read.author_uri):
            raise Invalid("the post is not on its author's server")
        if author is None:
            author = await self._actors.by_uri(read.author_uri)
            read = read_post(document, now=now, followers_uri=author.followers_uri, activity=activity)
            if not any(document.get(name) for name in ("to", "cc", "bto", "bcc")):
                # Discourse addresses only activities. What its server shows us without saying for whom, others see too.
                read = replace(read, visibility=Visibility.UNLISTED)
        elif author.uri != read.author_uri:
            raise Invalid("the post is attributed to somebody else")
        wanted = {mention.uri for mention in read.mentions} | set(read.recipients) - {PUBLIC, author.followers_uri}
        named = await self._named(wanted)
        mentioned = {mention.uri for mention in read.mentions} & named.keys()
        recipients = tuple(named[uri][0] for uri in read.recipients if uri in named and named[uri][1])
        ids, rejects = self._store.ids, await self._remote.rejects_media(author.uri)
        new = _new_post(
            read,
            author,
            number=ids.new() if live else ids.dated(read.published_at),
            mentions=tuple({named[uri][0] for uri in mentioned} | set(recipients)),
            media=() if rejects else _numbered(read.media, ids),
            with_emojis=not rejects,
        )
        return Found(new, read, recipients)

    async def _named(self, uris: Collection[str]) -> dict[str, tuple[int, bool]]:
        """Those of the named who are stored: id, and whether they live here. Nobody is fetched for being named (T-118).

        Neither ever changes for a URI, so what was found once needs no second look.
        """
        missing = [uri for uri in uris if uri not in self._known]
        if missing:
            for uri, account in (await self._store.read(_stored, missing)).items():
                self._known[uri] = account.id, account.is_local
        found = {uri: self._known[uri] for uri in uris if uri in self._known}
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found


_make_new = quick(NewPost)


def _new_post(
    read: ReadPost,
    author: Account,
    *,
    number: int,
    mentions: tuple[int, ...],
    media: tuple[Media, ...],
    with_emojis: bool,
) -> NewPost:
    return _make_new(
        id=number,
        uri=read.uri,
        url=read.url,
        author=author,
        kind=read.kind,
        visibility=read.visibility,
        content=read.content,
        contents=read.contents,
        summary=read.summary,
        name=read.name,
        language=read.language,
        sensitive=read.sensitive,
        in_reply_to_uri=read.in_reply_to,
        quote_uri=read.quote_uri,
        stamp_uri=read.quote_authorization,
        context_uri=read.context_uri,
        published_at=read.published_at,
        edited_at=read.edited_at,
        tags=read.tags,
        written_tags=read.written_tags,
        policy=read.policy,
        ai=read.ai,
        automated=read.automated,
        link=read.link,
        link_claim=read.link_claim,
        place=read.place,
        appointment=read.appointment,
        case_said=read.case_said,
        mentions=mentions,
        media=media,
        emojis=tuple((each.name, each.url) for each in read.emojis) if with_emojis else (),
        poll=read.poll,
    )


def _numbered(media: Iterable[Media], ids: Ids) -> tuple[Media, ...]:
    return tuple(replace(each, id=ids.new()) for each in media)


async def _stored(tx: Tx, uris: Iterable[str]) -> dict[str, Account]:
    return await tx.accounts.by_uris(uris)
