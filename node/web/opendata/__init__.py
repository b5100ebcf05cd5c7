"""Open data as a whole: the catalogue for data portals, nightly dumps, the list of deletions, and how soon after us other
platforms have what we publish. Single things and lists of them are the open interface's (`/open/v1`)."""

from node.web.table import Routes, later_in

_later = later_in(__name__)

ROUTES: Routes = (
    ("GET", "/catalog.ttl", _later("catalogue.give_turtle")),
    ("GET", "/catalog.jsonld", _later("catalogue.give_jsonld")),
    ("GET", "/open/v1/deletions", _later("deletions.list_deletions")),
    ("GET", "/open/v1/dumps/", _later("dumps.show_dumps")),
    ("GET", r"/open/v1/dumps/{day:[0-9a-z-]+}/{name:[a-z]+}.ndjson.gz", _later("dumps.give_file")),
    ("GET", "/open/v1/gleichzeitigkeit", _later("simultaneity.give_simultaneity")),
    ("GET", "/open/v1/gleichzeitigkeit.{ending:json|csv}", _later("simultaneity.give_simultaneity")),
    ("GET", "/gleichzeitigkeit", _later("simultaneity_page.show_simultaneity")),
)
