"""Poll. Its id is that of the post it belongs to."""

from node.model.post import PostView
from node.web.mastodon.entities.emojis import used_emojis
from node.web.mastodon.entities.reader import Json, Reader
from node.web.mastodon.moments import moment_or_none


def poll(view: PostView, reader: Reader) -> Json | None:
    """None when the post asks nothing."""
    found = view.poll
    if found is None:
        return None
    made: Json = {
        "id": str(view.post.id),
        "expires_at": moment_or_none(found.closes_at or found.closed_at),
        "expired": found.is_closed(reader.now),
        "multiple": found.multiple,
        "votes_count": sum(option.votes for option in found.options),
        "voters_count": found.voters,
        "options": [
            {"title": option.title, "votes_count": votes}
            for option, votes in zip(found.options, found.tallies(reader.now), strict=True)
        ],
        "emojis": used_emojis(view.post.emojis, reader.addresses),
    }
    if reader.account_id:
        # Who asks does not vote, so apps show them the result at once
        made["voted"] = bool(view.own_votes) or view.author.id == reader.account_id
        made["own_votes"] = list(view.own_votes)
    return made
