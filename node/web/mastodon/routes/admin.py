"""For those who moderate and administer. Approving and rejecting trends is not in Mastodon's documentation, but on
Mastodon, and apps use it."""

from typing import Final

from node.web.table import Routes, later_in

_ADMIN: Final = "/api/v1/admin"
_ACCOUNT: Final = f"{_ADMIN}/accounts/{{id}}"
_REPORT: Final = f"{_ADMIN}/reports/{{id}}"
_later = later_in("node.web.mastodon.admin")

ROUTES: Routes = (
    ("GET", f"{_ADMIN}/accounts", _later("accounts.show_accounts_v1")),
    ("GET", "/api/v2/admin/accounts", _later("accounts.show_accounts")),
    ("GET", _ACCOUNT, _later("accounts.show_account")),
    ("DELETE", _ACCOUNT, _later("accounts.delete_account")),
    ("POST", f"{_ACCOUNT}/approve", _later("accounts.refuse_decision")),
    ("POST", f"{_ACCOUNT}/reject", _later("accounts.refuse_decision")),
    ("POST", f"{_ACCOUNT}/action", _later("accounts.act_on_account")),
    ("POST", f"{_ACCOUNT}/enable", _later("accounts.enable_account")),
    ("POST", f"{_ACCOUNT}/unsilence", _later("accounts.unsilence_account")),
    ("POST", f"{_ACCOUNT}/unsuspend", _later("accounts.unsuspend_account")),
    ("POST", f"{_ACCOUNT}/unsensitive", _later("accounts.unsensitive_account")),
    ("GET", f"{_ADMIN}/reports", _later("reports.show_reports")),
    ("GET", _REPORT, _later("reports.show_report")),
    ("PUT", _REPORT, _later("reports.update_report")),
    ("POST", f"{_REPORT}/assign_to_self", _later("reports.assign_report")),
    ("POST", f"{_REPORT}/unassign", _later("reports.unassign_report")),
    ("POST", f"{_REPORT}/resolve", _later("reports.resolve_report")),
    ("POST", f"{_REPORT}/reopen", _later("reports.reopen_report")),
    ("GET", f"{_ADMIN}/domain_blocks", _later("hosts.show_blocks")),
    ("POST", f"{_ADMIN}/domain_blocks", _later("hosts.create_block")),
    ("GET", f"{_ADMIN}/domain_blocks/{{id}}", _later("hosts.show_block")),
    ("PUT", f"{_ADMIN}/domain_blocks/{{id}}", _later("hosts.update_block")),
    ("DELETE", f"{_ADMIN}/domain_blocks/{{id}}", _later("hosts.delete_block")),
    ("GET", f"{_ADMIN}/domain_allows", _later("hosts.show_allows")),
    ("POST", f"{_ADMIN}/domain_allows", _later("hosts.create_allow")),
    ("GET", f"{_ADMIN}/domain_allows/{{id}}", _later("hosts.show_allow")),
    ("DELETE", f"{_ADMIN}/domain_allows/{{id}}", _later("hosts.delete_allow")),
    ("GET", f"{_ADMIN}/email_domain_blocks", _later("barriers.show_email_hosts")),
    ("POST", f"{_ADMIN}/email_domain_blocks", _later("barriers.create_email_host")),
    ("GET", f"{_ADMIN}/email_domain_blocks/{{id}}", _later("barriers.show_email_host")),
    ("DELETE", f"{_ADMIN}/email_domain_blocks/{{id}}", _later("barriers.delete_email_host")),
    ("GET", f"{_ADMIN}/canonical_email_blocks", _later("barriers.show_emails")),
    ("POST", f"{_ADMIN}/canonical_email_blocks", _later("barriers.create_email")),
    ("POST", f"{_ADMIN}/canonical_email_blocks/test", _later("barriers.test_email")),
    ("GET", f"{_ADMIN}/canonical_email_blocks/{{id}}", _later("barriers.show_email")),
    ("DELETE", f"{_ADMIN}/canonical_email_blocks/{{id}}", _later("barriers.delete_email")),
    ("GET", f"{_ADMIN}/ip_blocks", _later("barriers.show_networks")),
    ("POST", f"{_ADMIN}/ip_blocks", _later("barriers.create_network")),
    ("GET", f"{_ADMIN}/ip_blocks/{{id}}", _later("barriers.show_network")),
    ("PUT", f"{_ADMIN}/ip_blocks/{{id}}", _later("barriers.update_network")),
    ("DELETE", f"{_ADMIN}/ip_blocks/{{id}}", _later("barriers.delete_network")),
    ("GET", f"{_ADMIN}/tags", _later("tags.show_tags")),
    ("GET", f"{_ADMIN}/tags/{{id}}", _later("tags.show_tag")),
    ("PUT", f"{_ADMIN}/tags/{{id}}", _later("tags.update_tag")),
    ("GET", f"{_ADMIN}/trends/links", _later("trending_links.show_links")),
    ("GET", f"{_ADMIN}/trends/links/publishers", _later("trending_links.show_publishers")),
    ("GET", f"{_ADMIN}/trends/statuses", _later("trends.show_statuses")),
    ("GET", f"{_ADMIN}/trends/tags", _later("trends.show_tags")),
    ("POST", f"{_ADMIN}/trends/links/{{id}}/approve", _later("trending_links.approve_link")),
    ("POST", f"{_ADMIN}/trends/links/{{id}}/reject", _later("trending_links.reject_link")),
    ("POST", f"{_ADMIN}/trends/links/publishers/{{id}}/approve", _later("trending_links.approve_publisher")),
    ("POST", f"{_ADMIN}/trends/links/publishers/{{id}}/reject", _later("trending_links.reject_publisher")),
    ("POST", f"{_ADMIN}/trends/statuses/{{id}}/approve", _later("trends.approve_status")),
    ("POST", f"{_ADMIN}/trends/statuses/{{id}}/reject", _later("trends.reject_status")),
    ("POST", f"{_ADMIN}/trends/tags/{{id}}/approve", _later("trends.approve_tag")),
    ("POST", f"{_ADMIN}/trends/tags/{{id}}/reject", _later("trends.reject_tag")),
    ("POST", f"{_ADMIN}/measures", _later("figures.show_measures")),
    ("POST", f"{_ADMIN}/dimensions", _later("figures.show_dimensions")),
    ("POST", f"{_ADMIN}/retention", _later("figures.show_retention")),
)
