"""Small parts that many documents share."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from node.model.account import Account
from node.model.addresses import PUBLIC, Addresses
from node.model.emoji import Emoji
from node.model.post import Policy
from node.model.visibility import Visibility


def written(moment: datetime) -> str:
    """An xsd:dateTime in UTC, with a fraction only where there is one."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat()[:-6] + "Z"


def filled(**properties: Any) -> dict[str, Any]:
    """Only those that say something: None and empty texts and lists are left out, False and 0 are not."""
    return {name: value for name, value in properties.items() if value not in (None, "", [])}


def policy_of(policy: Policy, author: Account, visibility: Visibility) -> dict[str, Any]:
    """`interactionPolicy`. Of quotes something is always said: servers with FEP-044f take silence for a no.

    Where its author said nothing, anybody may quote what anybody may read, and nobody else the rest.
    """
    quote = policy.can_quote
    if quote is None:
        quote = (PUBLIC,) if visibility.is_open else (author.uri,)
    rules = {
        "canLike": policy.can_like,
        "canReply": policy.can_reply,
        "canAnnounce": policy.can_announce,
        "canQuote": quote,
    }
    said = {name: {"automaticApproval": list(allowed)} for name, allowed in rules.items() if allowed is not None}
    if policy.can_quote_asked is not None:
        said["canQuote"]["manualApproval"] = list(policy.can_quote_asked)
    return said


def emoji_tags(emojis: Iterable[Emoji], addresses: Addresses) -> list[dict[str, Any]]:
    """Custom emoji of ours (FEP-9098)."""
    return [
        {
            "type": "Emoji",
            "name": f":{each.name}:",
            "icon": {
                "type": "Image",
                "mediaType": f"image/{each.source.rpartition('.')[2]}",
                "url": addresses.emoji(each),
            },
        }
        for each in emojis
    ]


def without_context(document: dict[str, Any]) -> dict[str, Any]:
    """For embedding: the document around it carries the context."""
    return {name: value for name, value in document.items() if name != "@context"}
