"""What stands around posts: those that wait for their time, quotes, conversations, announcements, suggestions."""

from typing import Final

from node.web.mastodon import (
    announcements,
    annual_reports,
    conversations,
    emojis,
    quotes,
    refreshes,
    scheduled,
    suggestions,
)
from node.web.mastodon.routes.table import Routes

_ANNOUNCEMENTS: Final = "/api/v1/announcements"
_REPORTS: Final = "/api/v1/annual_reports"
_SCHEDULED: Final = "/api/v1/scheduled_statuses"
_QUOTES: Final = "/api/v1/statuses/{id}/quotes"

ROUTES: Routes = (
    ("GET", _SCHEDULED, scheduled.show_scheduled_statuses),
    ("GET", f"{_SCHEDULED}/{{id}}", scheduled.show_scheduled_status),
    ("PUT", f"{_SCHEDULED}/{{id}}", scheduled.update_scheduled_status),
    ("DELETE", f"{_SCHEDULED}/{{id}}", scheduled.delete_scheduled_status),
    ("GET", _ANNOUNCEMENTS, announcements.show_announcements),
    ("POST", f"{_ANNOUNCEMENTS}/{{id}}/dismiss", announcements.dismiss_announcement),
    ("PUT", f"{_ANNOUNCEMENTS}/{{id}}/reactions/{{name}}", announcements.add_reaction),
    ("DELETE", f"{_ANNOUNCEMENTS}/{{id}}/reactions/{{name}}", announcements.remove_reaction),
    ("GET", _REPORTS, annual_reports.show_reports),
    ("GET", f"{_REPORTS}/{{year}}", annual_reports.show_report),
    ("GET", f"{_REPORTS}/{{year}}/state", annual_reports.show_state),
    ("POST", f"{_REPORTS}/{{year}}/generate", annual_reports.generate_report),
    ("POST", f"{_REPORTS}/{{year}}/read", annual_reports.mark_report_read),
    ("GET", "/api/v1_alpha/async_refreshes/{id}", refreshes.show_refresh),
    ("GET", "/api/v1/conversations", conversations.show_conversations),
    ("DELETE", "/api/v1/conversations/{id}", conversations.delete_conversation),
    ("POST", "/api/v1/conversations/{id}/read", conversations.read_conversation),
    ("POST", "/api/v1/conversations/{id}/unread", conversations.unread_conversation),
    ("GET", "/api/v1/timelines/direct", conversations.show_direct),
    ("GET", "/api/v2/suggestions", suggestions.show_suggestions),
    ("GET", "/api/v1/suggestions", suggestions.show_suggestions_v1),
    ("DELETE", "/api/v1/suggestions/{account_id}", suggestions.remove_suggestion),
    ("GET", "/api/v1/custom_emojis", emojis.show_custom_emojis),
    ("GET", _QUOTES, quotes.show_quotes),
    ("POST", f"{_QUOTES}/{{quoting_status_id}}/revoke", quotes.revoke),
)
