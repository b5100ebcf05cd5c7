"""Nightly dumps: everything public of this node as files, for whoever wants all of it at once (Dev3, M30, A04).

    duty ──> job ──> job ──> ... ──> job: each goes through a piece of the posts and writes a part of every file
                                      └──> the last joins the parts, checks what was deleted meanwhile, puts them in place

A dump is a folder of the day. It appears whole or not at all; who reads an old one while a new one comes, reads on.
"""

from node.outbox.dumps.files import Dump, File, days_of, find_dump, path_of
from node.outbox.dumps.write import DUMP, begin_dump, continue_dump, queue_dump

__all__ = [
    "DUMP",
    "Dump",
    "File",
    "begin_dump",
    "continue_dump",
    "days_of",
    "find_dump",
    "path_of",
    "queue_dump",
]
