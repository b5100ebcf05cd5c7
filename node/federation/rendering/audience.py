"""Who stands in `to` and `cc`: that is how visibility travels."""

from collections.abc import Iterable
from typing import Final

from node.errors import Forbidden
from node.model.account import Account
from node.model.addresses import PUBLIC
from node.model.visibility import Visibility

_STAYS_HERE: Final = "A local post does not leave this node."


def addressed(visibility: Visibility, author: Account, named: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """`to` and `cc`. `named` are the actors it mentions or concerns. Raises Forbidden for what never leaves."""
    others = list(dict.fromkeys(uri for uri in named if uri != author.uri))
    followers = [author.followers_uri] if author.followers_uri else []
    match visibility:
        case Visibility.PUBLIC:
            return [PUBLIC], followers + others
        case Visibility.UNLISTED:
            return followers, [PUBLIC, *others]
        case Visibility.FOLLOWERS:
            return followers, others
        case Visibility.DIRECT:
            return others, []
        case Visibility.LOCAL:
            raise Forbidden(_STAYS_HERE)
