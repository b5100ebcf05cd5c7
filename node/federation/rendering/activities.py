"""What our people do, as activities. Each takes its own address first and when it happened; the things acted upon are
values or documents rendered before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from node.federation.rendering.audience import addressed
from node.federation.rendering.collections import tombstone
from node.federation.rendering.contexts import Json, activity_context, actor_context, post_context
from node.federation.rendering.values import filled, without_context, written
from node.model.account import Account
from node.model.addresses import PUBLIC
from node.model.visibility import Visibility


def create(uri: str, post: Json, *, published: datetime) -> Json:
    """`post` as `note` renders it; the activity is addressed as the post is."""
    return _about_post("Create", uri, post, published)


def update_post(uri: str, post: Json, *, published: datetime) -> Json:
    """Also for new counts of a poll, whose `updated` stays as it was: nobody is told of an edit then."""
    return _about_post("Update", uri, post, published)


def delete_post(
    uri: str, by: Account, post_uri: str, *, to: Sequence[str], cc: Sequence[str], kind: str, published: datetime
) -> Json:
    """`to` and `cc` are those of the post; what is deleted says so itself, as a Tombstone."""
    gone = without_context(tombstone(post_uri, deleted_at=published, former_type=kind))
    return _activity("Delete", uri, by.uri, gone, published, to=to, cc=cc)


def update_actor(uri: str, actor: Json, *, published: datetime) -> Json:
    """`actor` as `rendering.actor` renders it."""
    followers = actor.get("followers")
    activity = _activity(
        "Update", uri, actor["id"], without_context(actor), published, to=[PUBLIC], cc=[followers] if followers else []
    )
    return activity | {"@context": actor_context()}


def delete_actor(uri: str, by: Account, *, published: datetime) -> Json:
    return _activity("Delete", uri, by.uri, by.uri, published, to=[PUBLIC])


def follow(uri: str, by: Account, followed: Account, *, published: datetime) -> Json:
    return _activity("Follow", uri, by.uri, followed.uri, published, to=[followed.uri])


def accept_follow(uri: str, by: Account, follower: Account, follow_uri: str, *, published: datetime) -> Json:
    """The Follow is repeated in it: some servers keep no ids and look at who followed whom."""
    asked = _follow(follow_uri, follower, by)
    return _activity("Accept", uri, by.uri, asked, published, to=[follower.uri])


def reject_follow(uri: str, by: Account, follower: Account, follow_uri: str, *, published: datetime) -> Json:
    """Also for a follower who was accepted and is now removed."""
    asked = _follow(follow_uri, follower, by)
    return _activity("Reject", uri, by.uri, asked, published, to=[follower.uri])


def reject_join(uri: str, by: Account, *, join_uri: str, asker_uri: str, event_uri: str, published: datetime) -> Json:
    asked = {"type": "Join", "id": join_uri, "actor": asker_uri, "object": event_uri}
    return _activity("Reject", uri, by.uri, asked, published, to=[asker_uri])


def undo(uri: str, undone: Json, *, published: datetime) -> Json:
    """`undone` is the activity as it was sent; its addressees are told."""
    embedded = {name: value for name, value in undone.items() if name not in ("@context", "signature", "proof")}
    return _activity(
        "Undo", uri, undone["actor"], embedded, published, to=undone.get("to", ()), cc=undone.get("cc", ())
    )


def like(uri: str, by: Account, *, post_uri: str, author_uri: str, emoji: str = "", published: datetime) -> Json:
    """An emoji reaction is a Like with content (FEP-c0e0): who knows none takes it for a plain like, while an
    EmojiReact would be lost on Mastodon and GoToSocial.
    """
    activity = _activity("Like", uri, by.uri, post_uri, published, to=[author_uri])
    return activity | filled(content=emoji, _misskey_reaction=emoji)


def announce(
    uri: str, by: Account, *, post_uri: str, author_uri: str, visibility: Visibility, published: datetime
) -> Json:
    """A boost. The boosted post's author is told."""
    to, cc = addressed(visibility, by, [author_uri])
    return _activity("Announce", uri, by.uri, post_uri, published, to=to, cc=cc)


def block(uri: str, by: Account, blocked: Account, *, published: datetime) -> Json:
    return _activity("Block", uri, by.uri, blocked.uri, published, to=[blocked.uri])


def flag(
    uri: str, by_uri: str, account_uri: str, *, about_uris: Sequence[str] = (), comment: str = "", published: datetime
) -> Json:
    """A report, by the node's own actor: the reporter's name never leaves (T-146). `comment` is plain text."""
    reported = [account_uri, *about_uris]
    return _activity("Flag", uri, by_uri, reported, published, to=[account_uri]) | filled(content=comment)


def move(uri: str, by: Account, target_uri: str, *, published: datetime) -> Json:
    """To all followers: follow me there (FEP-7628)."""
    to, _ = addressed(Visibility.FOLLOWERS, by)
    return _activity("Move", uri, by.uri, by.uri, published, to=to) | {"target": target_uri}


def vote(
    uri: str, by: Account, *, vote_uri: str, option: str, poll_uri: str, author_uri: str, published: datetime
) -> Json:
    """One chosen option (FEP-9967): a Note that names it. For several options, several votes."""
    chosen = {
        "id": vote_uri,
        "type": "Note",
        "name": option,
        "attributedTo": by.uri,
        "inReplyTo": poll_uri,
        "published": written(published),
        "to": [author_uri],
    }
    return _activity("Create", uri, by.uri, chosen, published, to=[author_uri])


def add(uri: str, by: Account, object_uri: str, *, target: str, published: datetime) -> Json:
    """Pin a post (`target` is the account's featured collection), or add to another collection of theirs."""
    return _to_followers("Add", uri, by, object_uri, target=target, published=published)


def remove(uri: str, by: Account, object_uri: str, *, target: str, published: datetime) -> Json:
    return _to_followers("Remove", uri, by, object_uri, target=target, published=published)


def quote_request(
    uri: str, by: Account, *, quoting: Json, quoted_uri: str, author_uri: str, published: datetime
) -> Json:
    """May this post of mine (`quoting`, as rendered) quote yours? (FEP-044f)"""
    activity = _activity("QuoteRequest", uri, by.uri, quoted_uri, published, to=[author_uri])
    return activity | {"@context": _both_contexts(), "instrument": without_context(quoting)}


def accept_quote(
    uri: str,
    by: Account,
    *,
    request_uri: str,
    asker_uri: str,
    quoting_uri: str,
    quoted_uri: str,
    authorization_uri: str,
    published: datetime,
) -> Json:
    """`authorization_uri` is where the stamp can be fetched and checked (see `quote_authorization`)."""
    asked = _quote_request(request_uri, asker_uri, quoting_uri, quoted_uri)
    activity = _activity("Accept", uri, by.uri, asked, published, to=[asker_uri])
    return activity | {"result": authorization_uri}


def reject_quote(
    uri: str, by: Account, *, request_uri: str, asker_uri: str, quoting_uri: str, quoted_uri: str, published: datetime
) -> Json:
    asked = _quote_request(request_uri, asker_uri, quoting_uri, quoted_uri)
    return _activity("Reject", uri, by.uri, asked, published, to=[asker_uri])


def quote_authorization(uri: str, by: Account, *, quoting_uri: str, quoted_uri: str) -> Json:
    """The stamp others fetch to see that a quote was allowed. Deleting it takes the permission back."""
    return {
        "@context": activity_context(),
        "id": uri,
        "type": "QuoteAuthorization",
        "attributedTo": by.uri,
        "interactingObject": quoting_uri,
        "interactionTarget": quoted_uri,
    }


def revoke_quote(
    uri: str, by: Account, *, stamp_uri: str, quoting_uri: str, quoted_uri: str, published: datetime
) -> Json:
    """The stamp is deleted. To everybody, so that whoever holds the quote learns of it."""
    gone = without_context(quote_authorization(stamp_uri, by, quoting_uri=quoting_uri, quoted_uri=quoted_uri))
    return _activity("Delete", uri, by.uri, gone, published, to=[PUBLIC])


def _activity(
    kind: str, uri: str, actor_uri: str, about: Any, published: datetime, *, to: Sequence[str], cc: Sequence[str] = ()
) -> Json:
    activity = {
        "@context": activity_context(),
        "id": uri,
        "type": kind,
        "actor": actor_uri,
        "published": written(published),
        "to": list(to),
    }
    return (activity | {"cc": list(cc)} if cc else activity) | {"object": about}


def _about_post(kind: str, uri: str, post: Json, published: datetime) -> Json:
    activity = _activity(
        kind, uri, post["attributedTo"], without_context(post), published, to=post["to"], cc=post["cc"]
    )
    return activity | {"@context": post_context()}


def _to_followers(kind: str, uri: str, by: Account, object_uri: str, *, target: str, published: datetime) -> Json:
    to, cc = addressed(Visibility.PUBLIC, by)
    return _activity(kind, uri, by.uri, object_uri, published, to=to, cc=cc) | {"target": target}


def _follow(uri: str, follower: Account, followed: Account) -> Json:
    return {"id": uri, "type": "Follow", "actor": follower.uri, "object": followed.uri}


def _quote_request(uri: str, asker_uri: str, quoting_uri: str, quoted_uri: str) -> Json:
    return {"id": uri, "type": "QuoteRequest", "actor": asker_uri, "object": quoted_uri, "instrument": quoting_uri}


def _both_contexts() -> list[Any]:
    """For a post inside an activity with words of its own."""
    return [*post_context(), activity_context()[-1]]
