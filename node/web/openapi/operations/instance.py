"""The node itself, and what it shows to everybody."""

from dataclasses import replace
from typing import Final

from node.web.openapi.operation import OFFSET, Operations, get
from node.web.openapi.schema import COUNT, TEXT, text

_INSTANCE: Final = "/api/v1/instance"
_FORMAT: Final = text(among={"json"})
OPERATIONS: Final[Operations] = {
    ("GET", "/api/v2/instance"): get("What this node is and can", public=True),
    ("GET", _INSTANCE): get("The same in the old form", public=True),
    ("GET", f"{_INSTANCE}/rules"): get("The rules", public=True),
    ("GET", f"{_INSTANCE}/peers"): get("Hosts this node knows", public=True),
    ("GET", f"{_INSTANCE}/activity"): get("Posts by week", public=True),
    ("GET", f"{_INSTANCE}/domain_blocks"): get("Hosts this node keeps out", "read"),
    ("GET", f"{_INSTANCE}/extended_description"): get("About this node", public=True),
    ("GET", f"{_INSTANCE}/privacy_policy"): get("The privacy policy", public=True),
    ("GET", f"{_INSTANCE}/terms_of_service"): get("The terms of use", public=True),
    ("GET", f"{_INSTANCE}/terms_of_service/{{}}"): get("The terms as of a day", public=True),
    ("GET", f"{_INSTANCE}/translation_languages"): get("Always empty: nothing is translated here", public=True),
    ("GET", f"{_INSTANCE}/languages"): get("Languages posts may be in", public=True),
    ("GET", "/api/v1/custom_emojis"): get("Emoji of this node", public=True),
    ("GET", "/api/v1/trends"): get("Old name of `trends/tags`", public=True).by(**OFFSET),
    ("GET", "/api/v1/trends/tags"): get("Hashtags many use", public=True).by(**OFFSET),
    ("GET", "/api/v1/trends/statuses"): get("Posts many like", public=True).by(**OFFSET),
    ("GET", "/api/v1/trends/links"): get("Pages elsewhere many link", public=True).by(**OFFSET),
    ("GET", "/api/oembed"): get("How to show a post of this node elsewhere", public=True).by(
        url=TEXT, maxwidth=COUNT, maxheight=COUNT, format=_FORMAT
    ),
    ("GET", "/api/openapi.json"): get("This document", public=True),
    ("GET", "/health"): replace(get("Whether the node works", public=True), also=("text/plain",)),
}
