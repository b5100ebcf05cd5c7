"""Posts of ours within pages of others: to be framed, or as a piece of HTML. No script, no cookie, no foreign request."""

from collections.abc import Sequence

from node.web.later import Handler, later_in

_later = later_in(__name__)

ROUTES: Sequence[tuple[str, str, Handler]] = (
    ("GET", r"/@{name:[a-z0-9_]+}/{id:\d+}/einbetten", _later("framed.show_post")),
    ("GET", r"/@{name:[a-z0-9_]+}/{id:\d+}/einbetten.html", _later("fragment.give_post_fragment")),
    ("GET", r"/@{name:[a-z0-9_]+}/einbetten", _later("framed.show_channel")),
    ("GET", r"/@{name:[a-z0-9_]+}/einbetten.html", _later("fragment.give_channel_fragment")),
    ("GET", "/einbetten", _later("code.show_code")),
    ("GET", "/l/{name}", _later("shortlink.follow_link")),
)
