"""The open interface, `/open/v1`: everything public of this node for anybody's program, without key and account (M05, M06).

    address ──> asked.py (what for) ──> store/openly.py ──> shown.py (in which words) ──> answer.py (in which form)

JSON, ActivityStreams, CSV and NDJSON by `Accept` or by the ending of the address. What leaves the public leaves every answer
at once: answers are kept only with the names of all they show. `docs.py` describes it, for programs and for people.
"""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)

BASE: Final = "/open/v1"
_ANY: Final = "json|as2|csv|ndjson"
_ROWS: Final = "json|csv|ndjson"

_IN_FORMS: Final[Routes] = (
    ("/organizations", _ROWS, _later("organizations.list_organizations")),
    ("/organizations/{key:[a-z0-9-]+}", "json", _later("organizations.show_organization")),
    ("/channels", _ANY, _later("channels.list_channels")),
    ("/channels/{name:[A-Za-z0-9_]+}", _ROWS, _later("channels.show_channel")),
    ("/channels/{name:[A-Za-z0-9_]+}/rueckkanal", _ANY, _later("rueckkanal.list_contributions")),
    ("/channels/{name:[A-Za-z0-9_]+}/albums", _ROWS, _later("albums.list_albums")),
    (r"/channels/{name:[A-Za-z0-9_]+}/albums/{id:\d+}", _ROWS, _later("albums.show_album")),
    ("/posts", _ANY, _later("posts.list_posts")),
    (r"/posts/{id:\d+}", _ANY, _later("post.show_post")),
    (r"/posts/{id:\d+}/thread", _ANY, _later("post.show_thread")),
    ("/polls", _ROWS, _later("polls.list_polls")),
    ("/participations", _ROWS, _later("participations.list_participations")),
    ("/motions", _ROWS, _later("motions.list_motions")),
    (r"/motions/{id:\d+}", "json", _later("motions.show_motion")),
    ("/statistics", _ROWS, _later("statistics.show_statistics")),
    ("/node", "json", _later("node.show_node")),
)

ROUTES: Routes = (
    *(("GET", BASE + path, handler) for path, _, handler in _IN_FORMS),
    *(("GET", f"{BASE}{path}.{{ending:{endings}}}", handler) for path, endings, handler in _IN_FORMS),
    ("GET", BASE + r"/motions/{id:\d+}/minutes", _later("motions.give_minutes")),
    ("GET", f"{BASE}/stream", _later("stream.stream_events")),
    ("GET", f"{BASE}/openapi.json", _later("docs.show_document")),
    ("GET", f"{BASE}/context.jsonld", _later("docs.show_context")),
    ("GET", f"{BASE}/docs", _later("docs.show_docs")),
)
