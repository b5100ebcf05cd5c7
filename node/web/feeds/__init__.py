"""Feeds, calendars, warnings for programs, and the hub that tells of news in feeds (W3C WebSub)."""

from node.web.table import Routes, later_in

_later = later_in(__name__)

_ENDING = "{ending:atom|rss|json}"

ROUTES: Routes = (
    ("GET", f"/feed.{_ENDING}", _later("give.give_node")),
    ("GET", rf"/@{{name:[a-z0-9_]+}}.{_ENDING}", _later("give.give_channel")),
    ("GET", rf"/@{{name:[a-z0-9_]+}}/{{id:\d+}}/antworten.{_ENDING}", _later("give.give_thread")),
    ("GET", rf"/@{{name:[a-z0-9_]+}}/alben/{{id:\d+}}.{_ENDING}", _later("give.give_album")),
    ("GET", rf"/tags/{{tag:[^/]+}}.{_ENDING}", _later("give.give_tag")),
    ("GET", f"/suche.{_ENDING}", _later("give.give_search")),
    ("GET", f"/berichtigungen.{_ENDING}", _later("give.give_corrections")),
    ("GET", rf"/@{{name:[a-z0-9_]+}}/berichtigungen.{_ENDING}", _later("give.give_corrections")),
    ("GET", "/kalender.ics", _later("calendar.give_node_calendar")),
    ("GET", r"/@{name:[a-z0-9_]+}/kalender.ics", _later("calendar.give_channel_calendar")),
    ("GET", r"/@{name:[a-z0-9_]+}/{id:\d+}.ics", _later("calendar.give_event")),
    ("GET", "/warnungen.atom", _later("warnings.give_warnings")),
    ("GET", r"/warnungen/{id:\d+}.cap", _later("warnings.give_warning")),
    ("GET", r"/warnungen/{id:\d+}-ende.cap", _later("warnings.give_end")),
    ("GET", "/feeds", _later("explained.show_feeds")),
    ("GET", "/hub", _later("hub.show_hub")),
    ("POST", "/hub", _later("hub.take_request")),
)
