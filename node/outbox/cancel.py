"""An event of ours is called off: it stays where it is and says so, and everybody who has it is told."""

from dataclasses import replace

from node.context import Context
from node.errors import Unprocessable
from node.model.account import Actor
from node.model.appointment import Appointment, State
from node.model.draft import Draft, Format
from node.model.post import Post, PostView
from node.outbox.acting import acting, own_post, view_of
from node.outbox.edit import edit
from node.store.database import Tx
from node.text.appointment import own_words
from node.text.html import to_text


async def cancel(node: Context, by: Actor, post_id: int) -> Post:
    """Nothing happens when it is called off already. Raises NotFound, Forbidden, and Unprocessable for what is no event."""
    view = await node.store.read(_own, by, post_id)
    if view.post.appointment is None:
        raise Unprocessable("this is no event")
    if view.post.appointment.is_cancelled:
        return view.post
    return await edit(node, by, post_id, _draft(view, replace(view.post.appointment, state=State.CANCELLED)))


async def _own(tx: Tx, by: Actor, post_id: int) -> PostView:
    return await view_of(tx, await own_post(tx, post_id, await acting(tx, by)))


def _draft(view: PostView, appointment: Appointment) -> Draft:
    """All else as it is."""
    post = view.post
    markup: Format = "markdown" if post.source_format == "markdown" else "plain"
    return Draft(
        text=post.source,
        format=markup,
        language=post.language,
        translations={tag: to_text(own_words(post, html, tag)) for tag, html in post.contents.items()},
        summary=post.summary,
        name=post.name,
        kind=post.kind,
        sensitive=post.sensitive,
        media=view.media,
        policy=post.policy,
        ai=post.ai,
        place=post.place,
        appointment=appointment,
    )
