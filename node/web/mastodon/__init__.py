"""The client API of Mastodon, for every app people use: one file per resource, one table of addresses.

`docs/client-api.md` tells of each operation whether it is there; it is made from this table.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from aiohttp import web

from node.web.mastodon import (
    account_acts,
    accounts,
    credentials,
    discover,
    hosts,
    instance,
    markers,
    notifications,
    oembed,
    pictures,
    polls,
    reports,
    search,
    status_acts,
    status_show,
    statuses,
    timelines,
)
from node.web.mastodon.entities.accounts import AVATAR, HEADER
from node.web.mastodon.respond import counted

_Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
_Routes: TypeAlias = Sequence[tuple[str, str, _Handler]]

_ACCOUNTS: Final = "/api/v1/accounts"
_ACCOUNT: Final = "/api/v1/accounts/{id}"
_STATUS: Final = "/api/v1/statuses/{id}"
_INSTANCE: Final = "/api/v1/instance"

_ACCOUNT_ROUTES: _Routes = (
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
    ("DELETE", "/api/v1/profile/avatar", credentials.delete_avatar),
    ("DELETE", "/api/v1/profile/header", credentials.delete_header),
    ("GET", "/api/v1/preferences", credentials.show_preferences),
)

_STATUS_ROUTES: _Routes = (
    ("POST", "/api/v1/statuses", statuses.create_status),
    ("GET", "/api/v1/statuses", status_show.show_statuses),
    ("GET", _STATUS, status_show.show_status),
    ("PUT", _STATUS, statuses.edit_status),
    ("DELETE", _STATUS, statuses.delete_status),
    ("GET", f"{_STATUS}/context", status_show.show_context),
    ("GET", f"{_STATUS}/history", status_show.show_history),
    ("GET", f"{_STATUS}/source", status_show.show_source),
    ("GET", f"{_STATUS}/reblogged_by", status_show.show_reblogged_by),
    ("GET", f"{_STATUS}/favourited_by", status_show.show_favourited_by),
    ("GET", f"{_STATUS}/quotes", status_show.show_quotes),
    ("POST", f"{_STATUS}/quotes/{{quoting_status_id}}/revoke", status_show.revoke_quote),
    ("PUT", f"{_STATUS}/interaction_policy", statuses.set_interaction_policy),
    ("POST", f"{_STATUS}/translate", status_show.translate_status),
    ("POST", f"{_STATUS}/reblog", status_acts.reblog),
    ("POST", f"{_STATUS}/unreblog", status_acts.unreblog),
    ("POST", f"{_STATUS}/favourite", status_acts.favourite),
    ("POST", f"{_STATUS}/unfavourite", status_acts.unfavourite),
    ("POST", f"{_STATUS}/bookmark", status_acts.bookmark),
    ("POST", f"{_STATUS}/unbookmark", status_acts.unbookmark),
    ("POST", f"{_STATUS}/mute", status_acts.mute_status),
    ("POST", f"{_STATUS}/unmute", status_acts.unmute_status),
    ("POST", f"{_STATUS}/pin", status_acts.pin),
    ("POST", f"{_STATUS}/unpin", status_acts.unpin),
    ("GET", "/api/v1/polls/{id}", polls.show_poll),
    ("POST", "/api/v1/polls/{id}/votes", polls.vote_in_poll),
    ("GET", "/api/v1/favourites", timelines.show_favourites),
    ("GET", "/api/v1/bookmarks", timelines.show_bookmarks),
    ("GET", "/api/v1/timelines/home", timelines.show_home),
    ("GET", "/api/v1/timelines/public", timelines.show_public),
    ("GET", "/api/v1/timelines/tag/{hashtag}", timelines.show_tag),
    ("GET", "/api/v1/timelines/link", timelines.show_link),
    ("GET", "/api/v1/markers", markers.show_markers),
    ("POST", "/api/v1/markers", markers.save_markers),
)

_NOTIFICATION_ROUTES: _Routes = (
    ("GET", "/api/v1/notifications", notifications.show_notifications),
    ("GET", "/api/v1/notifications/unread_count", notifications.show_unread_count),
    ("POST", "/api/v1/notifications/clear", notifications.clear_notifications),
    # Numbers only: other words in this place are addresses of their own
    ("GET", "/api/v1/notifications/{id:[0-9]+}", notifications.show_notification),
    ("POST", "/api/v1/notifications/{id:[0-9]+}/dismiss", notifications.dismiss_notification),
)

_NODE_ROUTES: _Routes = (
    ("GET", "/api/v2/instance", instance.show_instance),
    ("GET", _INSTANCE, instance.show_instance_v1),
    ("GET", f"{_INSTANCE}/rules", instance.show_rules),
    ("GET", f"{_INSTANCE}/peers", instance.show_peers),
    ("GET", f"{_INSTANCE}/activity", instance.show_activity),
    ("GET", f"{_INSTANCE}/domain_blocks", instance.show_domain_blocks),
    ("GET", f"{_INSTANCE}/extended_description", instance.show_extended_description),
    ("GET", f"{_INSTANCE}/privacy_policy", instance.show_privacy_policy),
    ("GET", f"{_INSTANCE}/terms_of_service", instance.show_terms_of_service),
    ("GET", f"{_INSTANCE}/terms_of_service/{{date}}", instance.show_terms_of_service),
    ("GET", f"{_INSTANCE}/translation_languages", instance.show_translation_languages),
    ("GET", f"{_INSTANCE}/languages", instance.show_languages),
    ("GET", "/api/v1/custom_emojis", instance.show_custom_emojis),
    ("GET", "/api/v1/directory", discover.show_directory),
    ("GET", "/api/v1/trends", discover.show_trending_tags),  # its old name
    ("GET", "/api/v1/trends/tags", discover.show_trending_tags),
    ("GET", "/api/v1/trends/statuses", discover.show_trending_statuses),
    ("GET", "/api/v1/trends/links", discover.show_trending_links),
    ("GET", "/api/v2/search", search.search),
    ("POST", "/api/v1/reports", reports.create_report),
    ("GET", "/api/oembed", oembed.show_oembed),
    ("GET", "/health", instance.show_health),
)

_PICTURES: _Routes = (
    ("GET", AVATAR, pictures.show_missing_avatar),
    ("GET", HEADER, pictures.show_missing_header),
)

ROUTES: _Routes = (
    *(
        (method, path, counted(handler))
        for method, path, handler in (*_ACCOUNT_ROUTES, *_STATUS_ROUTES, *_NOTIFICATION_ROUTES, *_NODE_ROUTES)
    ),
    *_PICTURES,
)
