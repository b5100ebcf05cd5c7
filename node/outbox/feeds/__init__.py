"""Feeds of public posts: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 of the same entries. They are documents, made here so
that the web server gives and the hub sends the very same bytes."""

from node.outbox.feeds.compose import Composed, compose

__all__ = ["Composed", "compose"]
