"""Those who moderate decide what may be shown as trending, and which hashtags posts may have. All of it raises Forbidden for
others."""

from collections.abc import Collection, Mapping

from node.context import Context
from node.errors import DisallowedTags, NotFound
from node.model.account import Actor
from node.model.act import Deed
from node.model.preview import Preview
from node.moderation.office import require_office
from node.outbox.acting import note
from node.store.database import Tx
from node.store.reviews import Kind


async def review_tag(node: Context, by: Actor, tag: str, *, approved: bool) -> None:
    """`tag` folded, without the sign."""
    await node.store.write(_review_tag, by, tag, node.addresses.tag_page(tag), approved=approved)


async def rule_tag(
    node: Context,
    by: Actor,
    tag: str,
    *,
    trendable: bool | None = None,
    usable: bool | None = None,
    listable: bool | None = None,
) -> None:
    """What is None stays as it is. `tag` folded, without the sign."""
    wanted: dict[Kind, bool | None] = {"tag": trendable, "usable": usable, "listable": listable}
    decided = {kind: approved for kind, approved in wanted.items() if approved is not None}
    await node.store.write(_rule_tag, by, tag, node.addresses.tag_page(tag), decided)


async def refuse_disallowed(tx: Tx, written: Mapping[str, str], before: Collection[str] = ()) -> None:
    """`written`: the folded tags of a text and how each stands there; `before`: those the post had already, which may
    stay. Raises DisallowedTags."""
    unusable = await tx.reviews.unusable(set(written) - set(before))
    if unusable:
        raise DisallowedTags([shown for tag, shown in written.items() if tag in unusable])


async def review_post(node: Context, by: Actor, post_id: int, *, approved: bool) -> None:
    """Raises NotFound for what not everybody may read."""
    await node.store.write(_review_post, by, post_id, approved=approved)


async def review_link(node: Context, by: Actor, preview_id: int, *, approved: bool) -> Preview:
    """Raises NotFound for what this node has not seen."""
    return await node.store.write(_review_link, by, preview_id, approved=approved)


async def review_publisher(node: Context, by: Actor, host: str, *, approved: bool) -> None:
    """All links that lead to that host, which were not decided about themselves."""
    await node.store.write(_review_publisher, by, host, approved=approved)


async def _review_tag(tx: Tx, by: Actor, tag: str, address: str, *, approved: bool) -> None:
    await require_office(tx, by)
    await tx.reviews.save("tag", tag, approved=approved)
    await note(tx, by, _deed(approved=approved), address)


async def _rule_tag(tx: Tx, by: Actor, tag: str, address: str, decided: Mapping[Kind, bool]) -> None:
    await require_office(tx, by)
    for kind, approved in decided.items():
        await tx.reviews.save(kind, tag, approved=approved)
        await note(tx, by, _deed(approved=approved), address)


async def _review_post(tx: Tx, by: Actor, post_id: int, *, approved: bool) -> None:
    await require_office(tx, by)
    post = await tx.posts.find(post_id)
    if post is None or post.deleted_at is not None or not post.visibility.is_open:
        raise NotFound("Record not found")
    await tx.reviews.save("post", str(post.id), approved=approved)
    await note(tx, by, _deed(approved=approved), post.uri)


async def _review_link(tx: Tx, by: Actor, preview_id: int, *, approved: bool) -> Preview:
    await require_office(tx, by)
    link = await tx.previews.get(preview_id)
    if link is None:
        raise NotFound("Record not found")
    await tx.reviews.save("link", link.url, approved=approved)
    await note(tx, by, _deed(approved=approved), link.url)
    return link


async def _review_publisher(tx: Tx, by: Actor, host: str, *, approved: bool) -> None:
    await require_office(tx, by)
    await tx.reviews.save("publisher", host, approved=approved)
    await note(tx, by, _deed(approved=approved), host)


def _deed(*, approved: bool) -> Deed:
    return Deed.APPROVE if approved else Deed.DECLINE
