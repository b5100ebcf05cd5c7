"""Accounts, whom one follows, blocks and mutes, and one's own profile."""

from typing import Final

from node.web.mastodon import account_acts, accounts, credentials, hosts
from node.web.mastodon.routes.table import Routes

_ACCOUNTS: Final = "/api/v1/accounts"
_ACCOUNT: Final = "/api/v1/accounts/{id}"

ROUTES: Routes = (
    ("POST", _ACCOUNTS, accounts.create_account),
    ("GET", _ACCOUNTS, accounts.show_accounts),
    ("GET", f"{_ACCOUNTS}/verify_credentials", credentials.verify_credentials),
    ("PATCH", f"{_ACCOUNTS}/update_credentials", credentials.update_credentials),
    ("GET", f"{_ACCOUNTS}/lookup", accounts.look_up_account),
    ("GET", f"{_ACCOUNTS}/search", accounts.search_accounts),
    ("GET", f"{_ACCOUNTS}/relationships", accounts.show_relationships),
    ("GET", f"{_ACCOUNTS}/familiar_followers", accounts.show_familiar_followers),
    ("GET", _ACCOUNT, accounts.show_account),
    ("GET", f"{_ACCOUNT}/statuses", accounts.show_account_statuses),
    ("GET", f"{_ACCOUNT}/followers", accounts.show_followers),
    ("GET", f"{_ACCOUNT}/following", accounts.show_following),
    ("GET", f"{_ACCOUNT}/identity_proofs", accounts.show_identity_proofs),
    ("GET", f"{_ACCOUNT}/endorsements", account_acts.show_endorsements_of),
    ("POST", f"{_ACCOUNT}/follow", account_acts.follow_account),
    ("POST", f"{_ACCOUNT}/unfollow", account_acts.unfollow_account),
    ("POST", f"{_ACCOUNT}/remove_from_followers", account_acts.remove_follower),
    ("POST", f"{_ACCOUNT}/block", account_acts.block_account),
    ("POST", f"{_ACCOUNT}/unblock", account_acts.unblock_account),
    ("POST", f"{_ACCOUNT}/mute", account_acts.mute_account),
    ("POST", f"{_ACCOUNT}/unmute", account_acts.unmute_account),
    ("POST", f"{_ACCOUNT}/note", account_acts.note_account),
    ("POST", f"{_ACCOUNT}/endorse", account_acts.endorse_account),
    ("POST", f"{_ACCOUNT}/unendorse", account_acts.unendorse_account),
    ("POST", f"{_ACCOUNT}/pin", account_acts.endorse_account),  # its old name
    ("POST", f"{_ACCOUNT}/unpin", account_acts.unendorse_account),
    ("GET", "/api/v1/endorsements", account_acts.show_endorsements),
    ("GET", "/api/v1/blocks", account_acts.show_blocks),
    ("GET", "/api/v1/mutes", account_acts.show_mutes),
    ("GET", "/api/v1/follow_requests", account_acts.show_follow_requests),
    ("POST", "/api/v1/follow_requests/{id}/authorize", account_acts.authorize_follow),
    ("POST", "/api/v1/follow_requests/{id}/reject", account_acts.reject_follow),
    ("GET", "/api/v1/domain_blocks", hosts.show_muted_hosts),
    ("POST", "/api/v1/domain_blocks", hosts.add_muted_host),
    ("DELETE", "/api/v1/domain_blocks", hosts.remove_muted_host),
    ("GET", "/api/v1/profile", credentials.show_profile),
    ("PATCH", "/api/v1/profile", credentials.update_profile),
    ("PUT", "/api/v1/profile", credentials.update_profile),  # masto.js
    ("DELETE", "/api/v1/profile/avatar", credentials.delete_avatar),
    ("DELETE", "/api/v1/profile/header", credentials.delete_header),
    ("GET", "/api/v1/preferences", credentials.show_preferences),
)
