"""Everything other servers ask of us. Their addresses never change (decision 0007)."""

from typing import Final

from node.web.activitypub.activities import get_activity
from node.web.activitypub.actor import get_actor, get_node_actor, get_node_outbox
from node.web.activitypub.collections import (
    get_featured,
    get_featured_tags,
    get_followers,
    get_followers_on_origin,
    get_following,
    get_outbox,
)
from node.web.activitypub.discovery import get_host_meta, get_host_meta_json, get_security_txt, get_webfinger
from node.web.activitypub.inbox import post_inbox, post_own_inbox
from node.web.activitypub.nodeinfo import get_nodeinfo, get_nodeinfo_links
from node.web.activitypub.objects import get_likes, get_post, get_replies, get_shares
from node.web.activitypub.recommended import get_collection, get_collections, get_item
from node.web.activitypub.threads import get_thread
from node.web.table import Routes, later_in

_later = later_in(__name__)

_ACTOR: Final = "/users/{name:[a-z0-9_]+}"
_NUMBER: Final = "{id:[1-9][0-9]*}"

ROUTES: Routes = (
    ("POST", "/inbox", post_inbox),
    ("POST", f"{_ACTOR}/inbox", post_own_inbox),
    # Who
    ("GET", "/actor", get_node_actor),
    ("GET", "/actor/outbox", get_node_outbox),
    ("GET", _ACTOR, get_actor),
    # What
    ("GET", f"{_ACTOR}/posts/{_NUMBER}", get_post),
    ("GET", f"{_ACTOR}/posts/{_NUMBER}/replies", get_replies),
    ("GET", f"{_ACTOR}/posts/{_NUMBER}/likes", get_likes),
    ("GET", f"{_ACTOR}/posts/{_NUMBER}/shares", get_shares),
    ("GET", f"/contexts/{_NUMBER}", get_thread),
    ("GET", f"/activities/{_NUMBER}", get_activity),
    # Collections of an account
    ("GET", f"{_ACTOR}/outbox", get_outbox),
    ("GET", f"{_ACTOR}/followers", get_followers),
    ("GET", f"{_ACTOR}/followers/sync", get_followers_on_origin),
    ("GET", f"{_ACTOR}/following", get_following),
    ("GET", f"{_ACTOR}/collections/featured", get_featured),
    ("GET", f"{_ACTOR}/collections/tags", get_featured_tags),
    ("GET", f"{_ACTOR}/collections/recommended", get_collections),
    ("GET", f"{_ACTOR}/recommended/{_NUMBER}", get_collection),
    ("GET", f"{_ACTOR}/recommended/{_NUMBER}/items/{{item:[1-9][0-9]*}}", get_item),
    ("GET", f"{_ACTOR}/collections/albums", _later("albums.get_albums")),
    ("GET", f"{_ACTOR}/albums/{_NUMBER}", _later("albums.get_album")),
    # Discovery
    ("GET", "/.well-known/webfinger", get_webfinger),
    ("GET", "/.well-known/host-meta", get_host_meta),
    ("GET", "/.well-known/host-meta.json", get_host_meta_json),
    ("GET", "/.well-known/nodeinfo", get_nodeinfo_links),
    ("GET", "/.well-known/security.txt", get_security_txt),
    ("GET", r"/nodeinfo/{version:2\.[01]}", get_nodeinfo),
)
