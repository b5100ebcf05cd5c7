"""Accounts, whom one follows, blocks and mutes, and one's own profile."""

from typing import Final

from node.web.openapi.operation import IDS, OFFSET, Operation, Operations, act, get
from node.web.openapi.schema import COUNT, DIGITS, FLAG, LANGUAGE, TEXT, VISIBILITY, Schema, each, entity, text

_ACCOUNT: Final = "/api/v1/accounts/{}"
_PUBLIC: Final = "read:accounts"
_QUOTES: Final = text(among={"public", "followers", "nobody"})
_PROFILE: Final[dict[str, Schema]] = {
    "display_name": TEXT,
    "note": TEXT,
    "locked": FLAG,
    "bot": FLAG,
    "discoverable": FLAG,
    "indexable": FLAG,
    "hide_collections": FLAG,
    "avatar_description": TEXT,
    "header_description": TEXT,
    "attribution_domains": each(TEXT),
    "fields_attributes": each(entity({}, name=TEXT, value=TEXT)),
    "source": entity({}, privacy=VISIBILITY, sensitive=FLAG, language=LANGUAGE, quote_policy=_QUOTES),
}


def _on(summary: str, scope: str) -> Operation:
    return act(summary, scope)


OPERATIONS: Final[Operations] = {
    ("POST", "/api/v1/accounts"): act("Registration: always refused, accounts are given by who runs the node"),
    ("GET", "/api/v1/accounts"): get("Several accounts by their ids", _PUBLIC, public=True).by(id=IDS),
    ("GET", "/api/v1/accounts/verify_credentials"): get("Who the token acts for", "profile", _PUBLIC),
    ("PATCH", "/api/v1/accounts/update_credentials"): act("Change one's profile", "write:accounts").by(**_PROFILE),
    ("GET", "/api/v1/accounts/lookup"): get("An account by its handle", _PUBLIC, public=True).by(acct=TEXT),
    ("GET", "/api/v1/accounts/search"): get("Accounts by words or handle", _PUBLIC).by(
        q=TEXT, resolve=FLAG, following=FLAG, **OFFSET
    ),
    ("GET", "/api/v1/accounts/relationships"): get("How one stands to these accounts", "read:follows").by(
        id=IDS, with_suspended=FLAG
    ),
    ("GET", "/api/v1/accounts/familiar_followers"): get("Followers whom one follows, too", "read:follows").by(id=IDS),
    ("GET", _ACCOUNT): get("An account", _PUBLIC, public=True),
    ("GET", f"{_ACCOUNT}/statuses"): get("Posts of an account", "read:statuses", public=True, paged=True).by(
        only_media=FLAG, exclude_replies=FLAG, exclude_reblogs=FLAG, pinned=FLAG, tagged=TEXT
    ),
    ("GET", f"{_ACCOUNT}/followers"): get("Who follows an account", _PUBLIC, public=True, paged=True),
    ("GET", f"{_ACCOUNT}/following"): get("Whom an account follows", _PUBLIC, public=True, paged=True),
    ("GET", f"{_ACCOUNT}/identity_proofs"): get("Always empty, as on Mastodon", _PUBLIC),
    ("GET", f"{_ACCOUNT}/endorsements"): get("Accounts an account recommends", _PUBLIC, public=True, paged=True),
    ("POST", f"{_ACCOUNT}/follow"): act("Follow", "write:follows").by(
        reblogs=FLAG, notify=FLAG, languages=each(LANGUAGE)
    ),
    ("POST", f"{_ACCOUNT}/unfollow"): _on("Follow no longer", "write:follows"),
    ("POST", f"{_ACCOUNT}/remove_from_followers"): _on("Be followed by it no longer", "write:follows"),
    ("POST", f"{_ACCOUNT}/block"): _on("Block", "write:blocks"),
    ("POST", f"{_ACCOUNT}/unblock"): _on("Block no longer", "write:blocks"),
    ("POST", f"{_ACCOUNT}/mute"): act("Mute, for `duration` seconds or for good (0)", "write:mutes").by(
        notifications=FLAG, duration=COUNT
    ),
    ("POST", f"{_ACCOUNT}/unmute"): _on("Mute no longer", "write:mutes"),
    ("POST", f"{_ACCOUNT}/email_subscriptions"): act(
        "Have its posts sent to an e-mail address, once a letter to it has been confirmed",
        public=True,
        required=("email",),
    ).by(email=TEXT),
    ("POST", f"{_ACCOUNT}/note"): act("Keep a note only you can read", "write:accounts").by(comment=TEXT),
    ("POST", f"{_ACCOUNT}/endorse"): _on("Recommend on one's profile", "write:accounts"),
    ("POST", f"{_ACCOUNT}/unendorse"): _on("Recommend no longer", "write:accounts"),
    ("POST", f"{_ACCOUNT}/pin"): act("Old name of `endorse`", "write:accounts"),
    ("POST", f"{_ACCOUNT}/unpin"): act("Old name of `unendorse`", "write:accounts"),
    ("GET", "/api/v1/endorsements"): get("Accounts one recommends", _PUBLIC, paged=True),
    ("GET", "/api/v1/blocks"): get("Accounts one blocks", "read:blocks", paged=True),
    ("GET", "/api/v1/mutes"): get("Accounts one mutes", "read:mutes", paged=True),
    ("GET", "/api/v1/follow_requests"): get("Who asks to follow", "read:follows", paged=True),
    ("POST", "/api/v1/follow_requests/{}/authorize"): _on("Let them follow", "write:follows"),
    ("POST", "/api/v1/follow_requests/{}/reject"): _on("Do not let them follow", "write:follows"),
    ("GET", "/api/v1/domain_blocks"): get("Hosts one does not want to see", "read:blocks", paged=True),
    ("POST", "/api/v1/domain_blocks"): act("See nothing of a host", "write:blocks").by(domain=TEXT),
    ("DELETE", "/api/v1/domain_blocks"): act("See it again", "write:blocks").by(domain=TEXT),
    ("GET", "/api/v1/profile"): get("One's profile as one wrote it", "profile", _PUBLIC),
    ("PATCH", "/api/v1/profile"): act("Change it", "write:accounts").by(**_PROFILE),
    ("PUT", "/api/v1/profile"): act("The same, as masto.js asks", "write:accounts").by(**_PROFILE),
    ("DELETE", "/api/v1/profile/avatar"): act("Take the picture away", "write:accounts"),
    ("DELETE", "/api/v1/profile/header"): act("Take the banner away", "write:accounts"),
    ("GET", "/api/v1/preferences"): get("How one likes to write and read", _PUBLIC),
    ("GET", "/api/v1/directory"): get("Accounts that want to be found", public=True).by(
        order=text(among={"active", "new"}), local=FLAG, **OFFSET
    ),
    ("GET", "/api/v2/search"): get("Accounts, hashtags and posts", "read:search", public=True).by(
        q=TEXT,
        type=text(among={"accounts", "hashtags", "statuses"}),
        resolve=FLAG,
        following=FLAG,
        exclude_unreviewed=FLAG,
        account_id=DIGITS,
        max_id=DIGITS,
        min_id=DIGITS,
        **OFFSET,
    ),
    ("POST", "/api/v1/reports"): act(
        "Report an account, its posts, or both", "write:reports", required=("account_id",)
    ).by(
        account_id=DIGITS,
        status_ids=IDS,
        rule_ids=IDS,
        collection_ids=IDS,
        comment=TEXT,
        forward=FLAG,
        category=text(among={"spam", "legal", "violation", "other"}),
    ),
}
