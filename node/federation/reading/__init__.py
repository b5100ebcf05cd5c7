"""ActivityPub documents as strangers write them become values; what cannot be read raises `Invalid`, and nothing else.

Compact terms are read by name, without their `@context`: every server writes them alike, and full JSON-LD expansion
costs a thousand microseconds. Pure: neither store nor network. Nothing here decides whose word counts.
"""

from node.federation.reading.activity import Activity, read_activity
from node.federation.reading.actor import ReadActor, ReadKey, read_actor, read_keys
from node.federation.reading.case import read_case
from node.federation.reading.documents import read_json
from node.federation.reading.featured import ReadCollection, ReadItem, is_collection, read_collection
from node.federation.reading.pages import Item, Page, read_page
from node.federation.reading.poll import option_title
from node.federation.reading.post import ReadPost, Totals, author_of, may_be_post, read_post
from node.federation.reading.tags import ReadEmoji, ReadMention, read_emoji, read_hashtags
from node.federation.reading.values import (
    embedded,
    is_kind,
    kinds_of,
    listed,
    moment_of,
    text_of,
    uri_of,
    uris_of,
    web_of,
)

__all__ = [
    "Activity",
    "Item",
    "Page",
    "ReadActor",
    "ReadCollection",
    "ReadEmoji",
    "ReadItem",
    "ReadKey",
    "ReadMention",
    "ReadPost",
    "Totals",
    "author_of",
    "embedded",
    "is_collection",
    "is_kind",
    "kinds_of",
    "listed",
    "may_be_post",
    "moment_of",
    "option_title",
    "read_activity",
    "read_actor",
    "read_case",
    "read_collection",
    "read_emoji",
    "read_hashtags",
    "read_json",
    "read_keys",
    "read_page",
    "read_post",
    "text_of",
    "uri_of",
    "uris_of",
    "web_of",
]
