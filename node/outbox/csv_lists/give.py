"""Whom somebody follows, blocks and so on, as a table to take elsewhere. Names, columns and headings are Mastodon's."""

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import Final

from node.context import Context
from node.store.csv_lists import START, lines
from node.text.csv import csv_line

FILES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "following": (
            "following_accounts.csv",
            ("Account address", "Show boosts", "Notify on new posts", "Languages"),
        ),
        "followers": ("followers.csv", ("Account address",)),
        "lists": ("lists.csv", ()),
        "blocks": ("blocked_accounts.csv", ()),
        "mutes": ("muted_accounts.csv", ("Account address", "Hide notifications")),
        "hosts": ("blocked_domains.csv", ()),
        "bookmarks": ("bookmarks.csv", ()),
    }
)
"""Kind to the file's name and its heading, where it has one."""


async def sheet(node: Context, kind: str, account_id: int) -> AsyncIterator[bytes]:
    """The table in pieces."""
    heading = FILES[kind][1]
    if heading:
        yield csv_line(heading)
    after = START
    while True:
        found, last = await node.store.read(lines, kind, account_id, node.addresses.account_domain, after)
        if last is None:
            return
        yield b"".join(map(csv_line, found))
        after = last
