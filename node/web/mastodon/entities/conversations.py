"""Conversation."""

from collections.abc import Sequence

from node.model.account import Account
from node.model.conversation import Conversation
from node.model.post import PostView
from node.web.mastodon.entities.accounts import person
from node.web.mastodon.entities.reader import Json, Reader
from node.web.mastodon.entities.statuses import status


def conversation(found: Conversation, people: Sequence[Account], last: PostView | None, reader: Reader) -> Json:
    return {
        "id": str(found.id),
        "unread": found.unread,
        "accounts": [person(each, reader) for each in people],
        "last_status": None if last is None else status(last, reader),
    }
