"""The cooperative that runs the node, for everybody: what is moved, voted on and decided; for its members: how they vote."""

from typing import Final

from node.web.table import Routes, later_in

_later = later_in(__name__)

_MOTION: Final = r"/genossenschaft/antraege/{id:\d+}"

ROUTES: Routes = (
    ("GET", "/genossenschaft", _later("list.show_cooperative")),
    ("GET", "/genossenschaft/neuer-antrag", _later("move.show_form")),
    ("POST", "/genossenschaft/neuer-antrag", _later("move.save_motion")),
    ("GET", _MOTION, _later("motion.show_motion")),
    ("POST", f"{_MOTION}/abstimmen", _later("vote.save_vote")),
    ("POST", f"{_MOTION}/vollmacht", _later("proxy.save_proxy")),
)
