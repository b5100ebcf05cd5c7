"""Where a post from here and a post from elsewhere meet: stored, joined to its thread, and whoever must know is told.

No home rows are written: timelines are merged when they are read (decision 0013).
"""

from dataclasses import replace

from node.model.account import Account
from node.model.notification import Event
from node.model.post import NewPost, Post
from node.moderation.policy import may_read
from node.store.database import Tx
from node.text.html import to_text
from node.text.words import words_of
from node.timelines.cases import open_cases
from node.timelines.direct import join_conversation
from node.timelines.emojis import note_emojis
from node.timelines.feeding import feeds_changed
from node.timelines.mailing import queue_mailing
from node.timelines.notify import notify
from node.timelines.quotes import note_quote


async def place_post(tx: Tx, new: NewPost, *, live: bool = True) -> Post | None:
    """None when it is known already, deleted ones included. What is fetched or imported (`live` false) neither notifies
    nor streams."""
    post = await tx.posts.add(new)
    if post is not None:
        await (keep_words(tx, post) if post.is_local else tx.search.put_later(post.id))
        if post.place is not None:
            await _keep_place(tx, post)
        if post.appointment is not None:
            await tx.appointments.put(post.id, post.appointment)
        if post.quote_uri is not None:
            await note_quote(tx, post, new.stamp_uri)
        await join_conversation(tx, new.author, post, new.mentions)
        await note_emojis(tx, post, new)
        if post.is_local or post.tags or post.in_reply_to_id is not None:  # else there is no feed it could be in
            await feeds_changed(tx, post)
    if post is None or not live:
        return post
    named = set(new.mentions)
    answered = post.in_reply_to_account_id
    if answered is not None and answered not in named and await may_read(tx, post, answered):
        named.add(answered)  # told also when the answer does not name them (Discourse, Lemmy)
    for account in (await tx.accounts.by_ids(named)).values():
        await notify(tx, account, Event.MENTION, new.author, post)
    await open_cases(tx, new, post, named)
    if answered in {None, post.author_id}:
        await _tell_followers(tx, new, post, named)
    await queue_mailing(tx, post)
    await _stream(tx, post)
    return post


async def _tell_followers(tx: Tx, new: NewPost, post: Post, named: set[int]) -> None:
    """Those who want to know of each new post; who is named in it knows already."""
    wanting = await tx.follows.told_of_posts(new.author.id)
    for follower in (await tx.accounts.by_ids(wanting)).values() if wanting else ():
        if follower.is_local and follower.id not in named and await may_read(tx, post, follower.id):
            await notify(tx, follower, Event.POST, new.author, post)


async def place_boost(tx: Tx, new: NewPost, boosted: Post, *, live: bool = True) -> Post | None:
    """The same for a boost; the one who is told is the author of what was boosted."""
    post = await tx.posts.add(new)
    if post is not None and boosted.appointment is not None:
        tx.tell("calendar")
    if post is None or not live:
        return post
    author = await tx.accounts.find(boosted.author_id)
    if author is not None:
        await notify(tx, author, Event.BOOST, new.author, boosted)
    await queue_mailing(tx, post)
    await _stream(tx, post)
    return post


async def edit_post(tx: Tx, post: Post, changed: NewPost, *, tell: bool) -> Post:
    """Replace what it says; those of us who boosted or quoted it are told, when the text itself changed."""
    if changed.appointment is not None:
        changed = replace(changed, appointment=changed.appointment.changed_from(post.appointment))
    edited = await tx.posts.edit(post, changed, now=tx.now)
    await keep_words(tx, edited)
    if edited.place != post.place:
        await _keep_place(tx, edited)
    if edited.appointment is not None or post.appointment is not None:
        await tx.appointments.put(post.id, edited.appointment)
    await note_quote(tx, edited, changed.stamp_uri)
    await join_conversation(tx, changed.author, edited, changed.mentions)
    await note_emojis(tx, edited, changed)
    await feeds_changed(tx, edited, post)
    if tell:
        tx.tell("edited", post.id)
    if tell and edited.content != post.content:
        interested = await tx.accounts.by_ids(await tx.posts.boosters(post.id))
        for account in interested.values():
            await notify(tx, account, Event.EDIT, changed.author, edited)
        await _tell_quoting(tx, edited, changed.author)
    return edited


async def _tell_quoting(tx: Tx, edited: Post, author: Account) -> None:
    """Those of us who quoted it: with their own post, which now shows something else."""
    quoting = await tx.posts.by_ids(await tx.quotes.local_quoting(edited.id))
    accounts = await tx.accounts.by_ids({post.author_id for post in quoting.values()})
    for post in quoting.values():
        await notify(tx, accounts[post.author_id], Event.QUOTED_EDIT, author, post)


async def keep_words(tx: Tx, post: Post) -> None:
    """What it can be found by. Whether it may be found is asked when somebody searches."""
    texts = (post.name, post.summary, post.content, *post.contents.values())
    said = [to_text(text) for text in texts if text]
    if post.place is not None:
        said.append(post.place.words)
    await tx.search.put(post.id, " ".join(words_of("\n".join(said))))


async def _keep_place(tx: Tx, post: Post) -> None:
    await tx.places.put(post.id, post.place, words_of(post.place.words) if post.place is not None else ())


async def _stream(tx: Tx, post: Post) -> None:
    """Tell the pages that show the author, and whoever listens, that there is something new."""
    tx.tell("timeline", post.author_id)
    tx.tell("posted", post.id)
