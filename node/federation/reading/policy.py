"""Who may like, answer, boost and quote (GoToSocial's interactionPolicy, FEP-044f; PeerTube and Pixelfed more simply)."""

from typing import Any, Final

from node.federation.reading.values import uris_of
from node.model.account import FeaturePolicy
from node.model.post import Policy

MOST_NAMED: Final = 64

_NONE: Final = Policy()


def read_policy(document: dict[str, Any]) -> Policy:
    given = document.get("interactionPolicy")
    closed = document.get("commentsEnabled") is False  # PeerTube, Mobilizon, Pixelfed
    if not isinstance(given, dict):
        return Policy(can_reply=()) if closed else _NONE
    quote = given.get("canQuote")
    can_reply = _allowed(given.get("canReply"), "automaticApproval", "always")
    return Policy(
        can_like=_allowed(given.get("canLike"), "automaticApproval", "always"),
        can_reply=() if closed and can_reply is None else can_reply,
        can_announce=_allowed(given.get("canAnnounce"), "automaticApproval", "always"),
        can_quote=_allowed(quote, "automaticApproval", "always"),
        can_quote_asked=_allowed(quote, "manualApproval", "approvalRequired"),
    )


def read_feature_policy(document: dict[str, Any]) -> FeaturePolicy | None:
    """Of an actor (FEP-7aa9). None when it says nothing, which is no consent to be featured."""
    given = document.get("interactionPolicy")
    rule = given.get("canFeature") if isinstance(given, dict) else None
    if not isinstance(rule, dict):
        return None
    return FeaturePolicy(
        _allowed(rule, "automaticApproval", "always") or (), _allowed(rule, "manualApproval", "approvalRequired") or ()
    )


def _allowed(rule: Any, name: str, older_name: str) -> tuple[str, ...] | None:
    """None when nothing is said about it; a rule that names nobody lets nobody."""
    if not isinstance(rule, dict) or (name == "manualApproval" and not rule.keys() & {name, older_name}):
        return None
    return uris_of(rule.get(name, rule.get(older_name)), MOST_NAMED)
