"""Accounts, whom one follows, blocks and mutes, and one's own profile."""

from typing import Final

from node.web.table import Routes, later_in

_ACCOUNTS: Final = "/api/v1/accounts"
_ACCOUNT: Final = "/api/v1/accounts/{id}"
_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("POST", _ACCOUNTS, _later("accounts.create_account")),
    ("GET", _ACCOUNTS, _later("accounts.show_accounts")),
    ("GET", f"{_ACCOUNTS}/verify_credentials", _later("credentials.verify_credentials")),
    ("PATCH", f"{_ACCOUNTS}/update_credentials", _later("credentials.update_credentials")),
    ("GET", f"{_ACCOUNTS}/lookup", _later("accounts.look_up_account")),
    ("GET", f"{_ACCOUNTS}/search", _later("accounts.search_accounts")),
    ("GET", f"{_ACCOUNTS}/relationships", _later("accounts.show_relationships")),
    ("GET", f"{_ACCOUNTS}/familiar_followers", _later("accounts.show_familiar_followers")),
    ("GET", _ACCOUNT, _later("accounts.show_account")),
    ("GET", f"{_ACCOUNT}/statuses", _later("accounts.show_account_statuses")),
    ("GET", f"{_ACCOUNT}/followers", _later("accounts.show_followers")),
    ("GET", f"{_ACCOUNT}/following", _later("accounts.show_following")),
    ("GET", f"{_ACCOUNT}/identity_proofs", _later("accounts.show_identity_proofs")),
    ("GET", f"{_ACCOUNT}/endorsements", _later("account_acts.show_endorsements_of")),
    ("POST", f"{_ACCOUNT}/follow", _later("account_acts.follow_account")),
    ("POST", f"{_ACCOUNT}/unfollow", _later("account_acts.unfollow_account")),
    ("POST", f"{_ACCOUNT}/remove_from_followers", _later("account_acts.remove_follower")),
    ("POST", f"{_ACCOUNT}/block", _later("account_acts.block_account")),
    ("POST", f"{_ACCOUNT}/unblock", _later("account_acts.unblock_account")),
    ("POST", f"{_ACCOUNT}/mute", _later("account_acts.mute_account")),
    ("POST", f"{_ACCOUNT}/unmute", _later("account_acts.unmute_account")),
    ("POST", f"{_ACCOUNT}/note", _later("account_acts.note_account")),
    ("POST", f"{_ACCOUNT}/endorse", _later("account_acts.endorse_account")),
    ("POST", f"{_ACCOUNT}/unendorse", _later("account_acts.unendorse_account")),
    ("POST", f"{_ACCOUNT}/pin", _later("account_acts.endorse_account")),  # its old name
    ("POST", f"{_ACCOUNT}/unpin", _later("account_acts.unendorse_account")),
    ("GET", "/api/v1/endorsements", _later("account_acts.show_endorsements")),
    ("GET", "/api/v1/blocks", _later("account_acts.show_blocks")),
    ("GET", "/api/v1/mutes", _later("account_acts.show_mutes")),
    ("GET", "/api/v1/follow_requests", _later("account_acts.show_follow_requests")),
    ("POST", "/api/v1/follow_requests/{id}/authorize", _later("account_acts.authorize_follow")),
    ("POST", "/api/v1/follow_requests/{id}/reject", _later("account_acts.reject_follow")),
    ("GET", "/api/v1/domain_blocks", _later("hosts.show_muted_hosts")),
    ("POST", "/api/v1/domain_blocks", _later("hosts.add_muted_host")),
    ("DELETE", "/api/v1/domain_blocks", _later("hosts.remove_muted_host")),
    ("GET", "/api/v1/profile", _later("credentials.show_profile")),
    ("PATCH", "/api/v1/profile", _later("credentials.update_profile")),
    ("PUT", "/api/v1/profile", _later("credentials.update_profile")),  # masto.js
    ("DELETE", "/api/v1/profile/avatar", _later("credentials.delete_avatar")),
    ("DELETE", "/api/v1/profile/header", _later("credentials.delete_header")),
    ("GET", "/api/v1/preferences", _later("credentials.show_preferences")),
)
