"""Which custom emoji a post uses: of ours those whose names stand in it, of others those it brings along."""

from node.model.emoji import names_in
from node.model.post import NewPost, Post
from node.store.database import Tx


async def note_emojis(tx: Tx, post: Post, new: NewPost) -> None:
    if post.is_local:
        options = () if new.poll is None else tuple(option.title for option in new.poll.options)
        names = names_in((new.source, new.summary, new.name, *options))
        found = await tx.emojis.used(names) if names else ()
    else:
        found = await tx.emojis.remember(new.author, new.emojis)
    if found or post.emojis:
        await tx.emojis.put_on_post(post.id, found)
