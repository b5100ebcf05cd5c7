"""How a guest's answer becomes a post: what it says, in whose name, and whom it reaches."""

from markupsafe import escape

from node.errors import Conflict, Forbidden, Gone
from node.federation import rendering
from node.model.account import Account, Actor
from node.model.activity import Outgoing
from node.model.addresses import Addresses
from node.model.guest import GuestReply
from node.model.post import NewPost, Post
from node.model.visibility import Visibility
from node.moderation.policy import refuse_between
from node.outbox.acting import Target, acting, view_of
from node.outbox.audience import inboxes, of_accounts
from node.outbox.publish import answer_visibility, thread_of
from node.outbox.send import send
from node.store.database import Tx
from node.text.compose import compose
from node.timelines.place import place_post


async def place(tx: Tx, addresses: Addresses, guest: Account, reply: GuestReply, by_line: str) -> tuple[Post, Outgoing]:
    """Stored, shown, and queued for everybody who follows the thread. `by_line` is who wrote it: the name, and in brackets
    that it is a guest (`moderation/guests.py` reads it). Raises Gone, Forbidden."""
    author = await acting(tx, Actor(guest))
    answered = await tx.posts.find(reply.answered_id)
    channel = await tx.accounts.get(reply.account_id)
    if answered is None or answered.deleted_at is not None or channel.is_gone:
        raise Gone("what the guest answered has been deleted")
    if not answered.visibility.is_open:  # pragma: no cover  # a post's visibility never changes
        raise Forbidden("what the guest answered is not public")
    await refuse_between(tx, author, channel)
    number = tx.ids.new()
    written = compose(reply.text, format="plain")
    post = await place_post(
        tx,
        NewPost(
            id=number,
            uri=addresses.post(author.name, number),
            url=addresses.post_page(author, number),
            author=author,
            visibility=answer_visibility(Visibility.PUBLIC, answered.visibility),
            content=f"<p><strong>{escape(by_line)}</strong></p>{written.html}",
            language=reply.language,
            source=f"{by_line}\n\n{reply.text}",
            in_reply_to_uri=answered.uri,
            context_uri=thread_of(addresses, Target(answered, channel)),
            published_at=tx.now,
        ),
    )
    if post is None:  # pragma: no cover  # its number is new
        raise Conflict("there is a post with this number already")
    document = rendering.note(await view_of(tx, post), addresses)
    activity = rendering.create(addresses.activity(tx.ids.new()), document, published=tx.now)
    to = await inboxes(tx, post, author) | await reaches(tx, reply)
    return post, await send(tx, addresses, activity, by=author, to=to)


async def reaches(tx: Tx, reply: GuestReply) -> set[str]:
    """Nobody follows a guest: an answer goes to those who follow the channel, and to whom the post it answers named or
    answered itself."""
    found = set(await tx.follows.remote_follower_inboxes(reply.account_id))
    named = set(await tx.posts.mentioned_ids(reply.answered_id))
    answered = await tx.posts.find(reply.answered_id)
    if answered is not None and answered.in_reply_to_account_id is not None:
        named.add(answered.in_reply_to_account_id)
    return found | await of_accounts(tx, named)
