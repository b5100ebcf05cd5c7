"""Posts, polls and the lists they stand in."""

from typing import Final

from node.web.table import Routes, later_in

_STATUS: Final = "/api/v1/statuses/{id}"
_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("POST", "/api/v1/statuses", _later("statuses.create_status")),
    ("GET", "/api/v1/statuses", _later("status_show.show_statuses")),
    ("GET", _STATUS, _later("status_show.show_status")),
    ("PUT", _STATUS, _later("statuses.edit_status")),
    ("DELETE", _STATUS, _later("statuses.delete_status")),
    ("GET", f"{_STATUS}/context", _later("status_show.show_context")),
    ("GET", f"{_STATUS}/history", _later("status_show.show_history")),
    ("GET", f"{_STATUS}/source", _later("status_show.show_source")),
    ("GET", f"{_STATUS}/reblogged_by", _later("status_show.show_reblogged_by")),
    ("GET", f"{_STATUS}/favourited_by", _later("status_show.show_favourited_by")),
    ("PUT", f"{_STATUS}/interaction_policy", _later("statuses.set_interaction_policy")),
    ("POST", f"{_STATUS}/translate", _later("status_show.translate_status")),
    ("POST", f"{_STATUS}/reblog", _later("status_acts.reblog")),
    ("POST", f"{_STATUS}/unreblog", _later("status_acts.unreblog")),
    ("POST", f"{_STATUS}/favourite", _later("status_acts.favourite")),
    ("POST", f"{_STATUS}/unfavourite", _later("status_acts.unfavourite")),
    ("POST", f"{_STATUS}/bookmark", _later("status_acts.bookmark")),
    ("POST", f"{_STATUS}/unbookmark", _later("status_acts.unbookmark")),
    ("POST", f"{_STATUS}/mute", _later("status_acts.mute_status")),
    ("POST", f"{_STATUS}/unmute", _later("status_acts.unmute_status")),
    ("POST", f"{_STATUS}/pin", _later("status_acts.pin")),
    ("POST", f"{_STATUS}/unpin", _later("status_acts.unpin")),
    ("GET", "/api/v1/polls/{id}", _later("polls.show_poll")),
    ("POST", "/api/v1/polls/{id}/votes", _later("polls.vote_in_poll")),
    ("GET", "/api/v1/favourites", _later("timelines.show_favourites")),
    ("GET", "/api/v1/bookmarks", _later("timelines.show_bookmarks")),
    ("GET", "/api/v1/timelines/home", _later("timelines.show_home")),
    ("GET", "/api/v1/timelines/public", _later("timelines.show_public")),
    ("GET", "/api/v1/timelines/tag/{hashtag}", _later("timelines.show_tag")),
    ("GET", "/api/v1/timelines/link", _later("timelines.show_link")),
    ("GET", "/api/v1/markers", _later("markers.show_markers")),
    ("POST", "/api/v1/markers", _later("markers.save_markers")),
)
