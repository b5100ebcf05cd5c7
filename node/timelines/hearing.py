"""Who is told of what: one read of the store for each thing that happened, by the same rules as the timelines.

Nobody hears of a post who would not find it on the timeline the channel stands for: the conditions are those of
`store/timelines.py`, asked for all listeners at once (`store/audiences.py`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from node.model.consent import needs_relation
from node.model.post import Post, PostView
from node.model.slice import Slice
from node.model.stream import Channel, Subscription, public_channels
from node.model.visibility import Visibility
from node.store.database import Tx
from node.store.parting import Parted

_OPEN = frozenset({Visibility.PUBLIC, Visibility.LOCAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who listens to what right now: accounts that listen to their user channel, accounts that listen to a public one,
    hashtags and lists."""

    users: Collection[int] = ()
    openly: Collection[int] = ()
    tags: Collection[str] = ()
    lists: Collection[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is told, and where: `own` are channels of single readers, `open` those anybody may listen to, of whom only the
    accounts in `among` are told; None for all of them."""

    own: Collection[Subscription]
    open: Collection[Subscription] = ()
    among: Collection[int] | None = None
    view: PostView | None = None
    views: Mapping[int, PostView] = field(default_factory=dict)


async def heard_post(tx: Tx, post_id: int, asked: Asked) -> Heard | None:
    """Of a new or an edited post; None when nobody is to be told."""
    post = await tx.posts.find(post_id)
    if post is None or post.deleted_at is not None:
        return None
    home = await tx.audiences.at_home(post_id, asked.users) if asked.users else set()
    lists = await _lists_showing(tx, post, asked.lists) if asked.lists else {}
    open_to, among = await _openly(tx, post, asked)
    readers = {*home, *lists.values(), *among}
    view, views = await _views(tx, post_id, readers) if readers else (None, {})
    if view is None:  # its author is gone
        return None
    return Heard(
        own=[
            *(Subscription(Channel.USER, each) for each in home),
            *(Subscription(Channel.LIST, each) for each in lists),
        ],
        open=open_to,
        among=among,
        view=view,
        views=views,
    )


async def heard_deletion(tx: Tx, parted: Parted, asked: Asked) -> Heard | None:
    """Of a post that is gone: whoever may have it before their eyes. Only its number is told."""
    post = await tx.posts.find(parted.post_id)
    if post is None:
        return None
    own = {post.author_id, *parted.named} & set(asked.users)
    lists: Iterable[int] = ()
    open_to: list[Subscription] = []
    if post.visibility is not Visibility.DIRECT:
        authors = {post.author_id, *parted.boosters}
        own |= await tx.audiences.following(authors, asked.users) if asked.users else set()
        lists = [number for number, _ in await tx.audiences.lists_with(authors, asked.lists)] if asked.lists else ()
    if post.visibility in _OPEN and not post.is_boost:
        open_to = [Subscription(each) for each in public_channels(post, with_media=True)]
        open_to += [Subscription(each, tag) for each in _tag_channels(post) for tag in asked.tags]
    return Heard(
        own=[
            *(Subscription(Channel.USER, each) for each in own),
            *(Subscription(Channel.LIST, each) for each in lists),
        ],
        open=open_to,
    )


async def _openly(tx: Tx, post: Post, asked: Asked) -> tuple[list[Subscription], set[int]]:
    """On which channels that anybody may listen to, and who of the listeners does not keep it away."""
    if post.visibility not in _OPEN or post.is_boost or not asked.openly:
        return [], set()
    found: list[Subscription] = []
    if await tx.audiences.is_public(post.id):
        found += [
            Subscription(each) for each in public_channels(post, with_media=await tx.audiences.has_media(post.id))
        ]
    if asked.tags:
        tags = await tx.audiences.tags_among(post.id, asked.tags)
        found += [Subscription(each, tag) for each in _tag_channels(post) for tag in tags]
    return found, await tx.audiences.wanting(post.id, asked.openly) if found else set()


def _tag_channels(post: Post) -> list[Channel]:
    return [Channel.TAG, Channel.LOCAL_TAG] if post.is_local else [Channel.TAG]


async def _lists_showing(tx: Tx, post: Post, list_ids: Iterable[int]) -> dict[int, int]:
    """Lists on whose timeline it stands, and whose they are."""
    found = {}
    here = Slice(before=post.id + 1, after=post.id - 1, limit=1)
    for number, owner_id in await tx.audiences.lists_with([post.author_id], list_ids):
        kept = await tx.lists.find(number, owner_id)
        if kept is not None and await tx.timelines.of_list(kept, here):
            found[number] = owner_id
    return found


async def _views(tx: Tx, post_id: int, readers: Collection[int]) -> tuple[PostView | None, dict[int, PostView]]:
    """How it looks to most, and to each of those to whom it looks different. Any one of most stands for all of them."""
    one = min(readers)
    loaded = await tx.timelines.views([post_id], one)
    if not loaded:
        return None, {}
    view = loaded[0]
    shown = view.boosted or view
    if _looks_different_to_each(shown):
        apart = set(readers)
    else:
        apart = await tx.audiences.involved({post_id, shown.post.id}, readers)
        apart |= {view.author.id, shown.author.id}.intersection(readers)
    views = {each: view if each == one else (await tx.timelines.views([post_id], each))[0] for each in sorted(apart)}
    most = set(readers) - apart
    if most and one in apart:
        view = (await tx.timelines.views([post_id], min(most)))[0]
    return view, views


def _looks_different_to_each(view: PostView) -> bool:
    """Of a quoted post each reader sees what they may; and who may quote it can depend on who follows whom."""
    post = view.post
    has_rule = bool(post.policy.can_quote or post.policy.can_quote_asked)
    return post.quote_uri is not None or (has_rule and needs_relation(post, view.author))
