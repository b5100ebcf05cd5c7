"""Who may quote a post, by the rule its author gave it (FEP-044f, Mastodon's `quote_approval`), and who may recommend an
account, by the rule it gave itself (FEP-7aa9, `feature_approval`)."""

from node.model.account import Account, FeaturePolicy
from node.model.addresses import PUBLIC
from node.model.post import Policy, Post
from node.model.quote import Consent


def needs_relation(post: Post, author: Account) -> bool:
    """Whether the answer depends on who follows whom, or on who asks."""
    if post.policy.leaves_quoting_open:
        return False
    named = {*_allowed(post.policy, author), *(post.policy.can_quote_asked or ())}
    return post.visibility.is_open and PUBLIC not in named and bool(named - {author.uri})


def consent_of(
    post: Post, author: Account, viewer_id: int, viewer_uri: str, *, follows: bool, followed: bool
) -> Consent:
    """What becomes of it when the viewer quotes the post. `follows` and `followed`: the viewer the author, and the
    author the viewer. Of a post elsewhere whose author said nothing it is a no, as on Mastodon."""
    if not viewer_id or post.is_boost or not (post.visibility.is_open or post.author_id == viewer_id):
        return Consent.DENIED
    if post.author_id == viewer_id:
        return Consent.DENIED if post.visibility.value == "direct" else Consent.AUTOMATIC
    if post.policy.leaves_quoting_open:
        return Consent.AUTOMATIC if author.is_local else Consent.DENIED
    included = {PUBLIC, viewer_uri}
    if follows:
        included.add(author.followers_uri or "")
    if followed:
        included.add(author.following_uri or "")
    automatic, manual = _allowed(post.policy, author), post.policy.can_quote_asked or ()
    if not included.isdisjoint(automatic):
        return Consent.AUTOMATIC
    if not included.isdisjoint(manual):
        return Consent.MANUAL
    known = {PUBLIC, author.uri, author.followers_uri, author.following_uri}
    return Consent.DENIED if known.issuperset((*automatic, *manual)) else Consent.UNKNOWN


def _allowed(policy: Policy, author: Account) -> tuple[str, ...]:
    if policy.can_quote is None:
        return (PUBLIC,) if author.is_local else ()
    return policy.can_quote


def feature_policy_of(account: Account) -> FeaturePolicy | None:
    """Ours: who wants to be discovered lets everybody feature it, or its followers where it approves them; the others
    nobody, said by naming itself, as Mastodon says it. None: it says nothing."""
    if not account.is_local:
        return account.feature_policy
    if not account.discoverable:
        return FeaturePolicy((account.uri,))
    if account.approves_followers and account.followers_uri:
        return FeaturePolicy((account.followers_uri,))
    return FeaturePolicy((PUBLIC,))


def feature_consent(
    account: Account, viewer_id: int, viewer_uri: str, *, follows: bool = False, followed: bool = False
) -> Consent:
    """What becomes of it when the viewer features the account. `follows` and `followed`: the viewer the account, and
    the account the viewer."""
    policy = feature_policy_of(account)
    if policy is None:
        return Consent.MISSING
    if account.id == viewer_id:
        return Consent.AUTOMATIC
    included = {PUBLIC, viewer_uri}
    if follows:
        included.add(account.followers_uri or "")
    if followed:
        included.add(account.following_uri or "")
    if not included.isdisjoint(policy.automatic):
        return Consent.AUTOMATIC
    if not included.isdisjoint(policy.manual):
        return Consent.MANUAL
    known = {PUBLIC, account.uri, account.followers_uri, account.following_uri}
    return Consent.DENIED if known.issuperset((*policy.automatic, *policy.manual)) else Consent.UNKNOWN
