"""What a document says about a case: in a post that passes one on or answers one, or sent by itself when its state changes."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from node.federation.addressing import same_origin
from node.federation.reading.values import embedded, is_kind, past_of, text_of, web_of
from node.model.case import CaseSaid, CaseState

_STATES = {each.value: each for each in CaseState if each is each.told}


def read_case(given: Any, author_uri: str, at: datetime, now: datetime) -> CaseSaid | None:
    """None for what is no Case, is not its author's own, or cannot be read: a post is still a post. `at` is when it was said,
    where it does not say so itself."""
    document = embedded(given)
    if document is None or not is_kind(document, "Case"):
        return None
    uri, origin = web_of(document.get("id")), web_of(document.get("origin"))
    state = _STATES.get(text_of(document.get("caseState")))
    if uri is None or origin is None or state is None or not same_origin(uri, author_uri):
        return None
    if web_of(document.get("attributedTo")) not in {None, author_uri}:
        return None
    said = CaseSaid(uri=uri, origin=origin, state=state, at=past_of(document.get("updated"), now) or at)
    return replace(
        said,
        target=web_of(document.get("target")) or "",
        answers=web_of(document.get("inReplyTo")) or "",
        answer=web_of(document.get("result")) or "",
    )
