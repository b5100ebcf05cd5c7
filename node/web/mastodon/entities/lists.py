"""List."""

from node.model.lists import AccountList
from node.web.mastodon.entities.reader import Json


def account_list(found: AccountList) -> Json:
    return {
        "id": str(found.id),
        "title": found.title,
        "replies_policy": found.replies.value,
        "exclusive": found.exclusive,
    }
