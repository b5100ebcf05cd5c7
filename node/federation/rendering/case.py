"""A case as its channel speaks of it: inside a post, or in an Update of its own to whoever passed it on."""

from datetime import datetime

from node.federation.rendering.contexts import Json, activity_context
from node.federation.rendering.values import filled, written
from node.model.account import Account
from node.model.case import CaseSaid


def case(said: CaseSaid, by: Account) -> Json:
    """Without `@context`. Who does not know the word reads the post around it."""
    document: Json = {
        "id": said.uri,
        "type": "Case",
        "attributedTo": by.uri,
        "origin": said.origin,
        "caseState": said.state.told.value,
    }
    return document | filled(
        target=said.target,
        inReplyTo=said.answers,
        result=said.answer,
        updated=None if said.at is None else written(said.at),
    )


def update_case(uri: str, by: Account, said: CaseSaid, *, to: Account, published: datetime) -> Json:
    return {
        "@context": activity_context(),
        "id": uri,
        "type": "Update",
        "actor": by.uri,
        "published": written(published),
        "to": [to.uri],
        "object": case(said, by),
    }
