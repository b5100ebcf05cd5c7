"""Lists, filters and hashtags."""

from typing import Final

from node.web.openapi.operation import IDS, LIMIT, Operations, act, get
from node.web.openapi.schema import COUNT, DIGITS, FLAG, TEXT, Schema, each, entity, text

_LIST: Final = "/api/v1/lists/{}"
_FILTERS: Final = "/api/v2/filters"
_V1: Final = "/api/v1/filters"
_TAG: Final = "/api/v1/tags/{}"
_CONTEXT: Final = each(text(among={"home", "notifications", "public", "thread", "account"}))
_LIST_WORDS: Final[dict[str, Schema]] = {
    "title": TEXT,
    "replies_policy": text(among={"followed", "list", "none"}),
    "exclusive": FLAG,
}
_FILTER_WORDS: Final[dict[str, Schema]] = {
    "title": TEXT,
    "context": _CONTEXT,
    "filter_action": text(among={"warn", "hide", "blur"}),
    "expires_in": COUNT,
    "keywords_attributes": each(entity({}, id=DIGITS, keyword=TEXT, whole_word=FLAG, _destroy=FLAG)),
}
_V1_WORDS: Final[dict[str, Schema]] = {
    "phrase": TEXT,
    "context": _CONTEXT,
    "irreversible": FLAG,
    "whole_word": FLAG,
    "expires_in": COUNT,
}
_KEYWORD: Final[dict[str, Schema]] = {"keyword": TEXT, "whole_word": FLAG}
OPERATIONS: Final[Operations] = {
    ("GET", "/api/v1/lists"): get("One's lists", "read:lists"),
    ("POST", "/api/v1/lists"): act("Make a list", "write:lists", required=("title",)).by(**_LIST_WORDS),
    ("GET", _LIST): get("A list", "read:lists"),
    ("PUT", _LIST): act("Change it", "write:lists").by(**_LIST_WORDS),
    ("DELETE", _LIST): act("Delete it", "write:lists"),
    ("GET", f"{_LIST}/accounts"): get("Who is on it", "read:lists", paged=True),
    ("POST", f"{_LIST}/accounts"): act("Put accounts on it", "write:lists").by(account_ids=IDS),
    ("DELETE", f"{_LIST}/accounts"): act("Take accounts off it", "write:lists").by(account_ids=IDS),
    ("GET", "/api/v1/accounts/{}/lists"): get("One's lists an account is on", "read:lists"),
    ("GET", "/api/v1/timelines/list/{}"): get("What those on a list post", "read:lists", paged=True),
    ("GET", _FILTERS): get("One's filters", "read:filters"),
    ("POST", _FILTERS): act("Make a filter", "write:filters", required=("title", "context")).by(**_FILTER_WORDS),
    ("GET", f"{_FILTERS}/{{}}"): get("A filter", "read:filters"),
    ("PUT", f"{_FILTERS}/{{}}"): act("Change it", "write:filters").by(**_FILTER_WORDS),
    ("DELETE", f"{_FILTERS}/{{}}"): act("Delete it", "write:filters"),
    ("GET", f"{_FILTERS}/{{}}/keywords"): get("Its keywords", "read:filters"),
    ("POST", f"{_FILTERS}/{{}}/keywords"): act("Add a keyword", "write:filters", required=("keyword",)).by(**_KEYWORD),
    ("GET", f"{_FILTERS}/{{}}/statuses"): get("The posts it names", "read:filters"),
    ("POST", f"{_FILTERS}/{{}}/statuses"): act("Add a post", "write:filters", required=("status_id",)).by(
        status_id=DIGITS
    ),
    ("GET", f"{_FILTERS}/keywords/{{}}"): get("A keyword", "read:filters"),
    ("PUT", f"{_FILTERS}/keywords/{{}}"): act("Change it", "write:filters").by(**_KEYWORD),
    ("DELETE", f"{_FILTERS}/keywords/{{}}"): act("Delete it", "write:filters"),
    ("GET", f"{_FILTERS}/statuses/{{}}"): get("A post that is filtered", "read:filters"),
    ("DELETE", f"{_FILTERS}/statuses/{{}}"): act("Filter it no longer", "write:filters"),
    ("GET", _V1): get("One's keywords, in the old form", "read:filters"),
    ("POST", _V1): act("Add a keyword", "write:filters", required=("phrase", "context")).by(**_V1_WORDS),
    ("GET", f"{_V1}/{{}}"): get("A keyword", "read:filters"),
    ("PUT", f"{_V1}/{{}}"): act("Change it", "write:filters", required=("phrase", "context")).by(**_V1_WORDS),
    ("DELETE", f"{_V1}/{{}}"): act("Delete it", "write:filters"),
    ("GET", _TAG): get("A hashtag", "read", public=True),
    ("POST", f"{_TAG}/follow"): act("See its posts at home", "write:follows"),
    ("POST", f"{_TAG}/unfollow"): act("See them no longer", "write:follows"),
    ("POST", f"{_TAG}/feature"): act("Show it on one's profile", "write:accounts"),
    ("POST", f"{_TAG}/unfeature"): act("Show it no longer", "write:accounts"),
    ("GET", "/api/v1/followed_tags"): get("Hashtags one follows", "read:follows", paged=True),
    ("GET", "/api/v1/featured_tags"): get("Hashtags on one's profile", "read:accounts"),
    ("POST", "/api/v1/featured_tags"): act("Add one", "write:accounts", required=("name",)).by(name=TEXT),
    ("GET", "/api/v1/featured_tags/suggestions"): get("Hashtags one uses much", "read:accounts").by(**LIMIT),
    ("DELETE", "/api/v1/featured_tags/{}"): act("Take it away", "write:accounts"),
    ("GET", "/api/v1/accounts/{}/featured_tags"): get("Hashtags on a profile", "read:accounts", public=True),
}
