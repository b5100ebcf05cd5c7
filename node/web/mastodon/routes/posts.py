"""What stands around posts: those that wait for their time, quotes, conversations, announcements, suggestions."""

from typing import Final

from node.web.table import Routes, later_in

_ANNOUNCEMENTS: Final = "/api/v1/announcements"
_REPORTS: Final = "/api/v1/annual_reports"
_SCHEDULED: Final = "/api/v1/scheduled_statuses"
_QUOTES: Final = "/api/v1/statuses/{id}/quotes"
_later = later_in("node.web.mastodon")

ROUTES: Routes = (
    ("GET", _SCHEDULED, _later("scheduled.show_scheduled_statuses")),
    ("GET", f"{_SCHEDULED}/{{id}}", _later("scheduled.show_scheduled_status")),
    ("PUT", f"{_SCHEDULED}/{{id}}", _later("scheduled.update_scheduled_status")),
    ("DELETE", f"{_SCHEDULED}/{{id}}", _later("scheduled.delete_scheduled_status")),
    ("GET", _ANNOUNCEMENTS, _later("announcements.show_announcements")),
    ("POST", f"{_ANNOUNCEMENTS}/{{id}}/dismiss", _later("announcements.dismiss_announcement")),
    ("PUT", f"{_ANNOUNCEMENTS}/{{id}}/reactions/{{name}}", _later("announcements.add_reaction")),
    ("DELETE", f"{_ANNOUNCEMENTS}/{{id}}/reactions/{{name}}", _later("announcements.remove_reaction")),
    ("GET", _REPORTS, _later("annual_reports.show_reports")),
    ("GET", f"{_REPORTS}/{{year}}", _later("annual_reports.show_report")),
    ("GET", f"{_REPORTS}/{{year}}/state", _later("annual_reports.show_state")),
    ("POST", f"{_REPORTS}/{{year}}/generate", _later("annual_reports.generate_report")),
    ("POST", f"{_REPORTS}/{{year}}/read", _later("annual_reports.mark_report_read")),
    ("GET", "/api/v1_alpha/async_refreshes/{id}", _later("refreshes.show_refresh")),
    ("GET", "/api/v1/conversations", _later("conversations.show_conversations")),
    ("DELETE", "/api/v1/conversations/{id}", _later("conversations.delete_conversation")),
    ("POST", "/api/v1/conversations/{id}/read", _later("conversations.read_conversation")),
    ("POST", "/api/v1/conversations/{id}/unread", _later("conversations.unread_conversation")),
    ("GET", "/api/v1/timelines/direct", _later("conversations.show_direct")),
    ("GET", "/api/v2/suggestions", _later("suggestions.show_suggestions")),
    ("GET", "/api/v1/suggestions", _later("suggestions.show_suggestions_v1")),
    ("DELETE", "/api/v1/suggestions/{account_id}", _later("suggestions.remove_suggestion")),
    ("GET", "/api/v1/custom_emojis", _later("emojis.show_custom_emojis")),
    ("GET", _QUOTES, _later("quotes.show_quotes")),
    ("POST", f"{_QUOTES}/{{quoting_status_id}}/revoke", _later("quotes.revoke")),
)
