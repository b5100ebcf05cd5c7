"""Posts of ours within pages of others: to be framed, or as a piece of HTML. No script, no cookie, no foreign request."""

from node.web.table import Routes, later_in

_later = later_in(__name__)

ROUTES: Routes = (
    ("GET", r"/@{name:[a-z0-9_]+}/{id:\d+}/einbetten", _later("framed.show_post")),
    ("GET", r"/@{name:[a-z0-9_]+}/{id:\d+}/einbetten.html", _later("fragment.give_post_fragment")),
    ("GET", r"/@{name:[a-z0-9_]+}/einbetten", _later("framed.show_channel")),
    ("GET", r"/@{name:[a-z0-9_]+}/einbetten.html", _later("fragment.give_channel_fragment")),
    ("GET", "/einbetten", _later("code.show_code")),
    ("GET", "/l/{name}", _later("shortlink.follow_link")),
)
