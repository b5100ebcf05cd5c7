"""Posts, polls and the lists they stand in."""

from typing import Final

from node.web.mastodon import markers, polls, status_acts, status_show, statuses, timelines
from node.web.mastodon.routes.table import Routes

_STATUS: Final = "/api/v1/statuses/{id}"

ROUTES: Routes = (
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
