"""`make bench`, or `python -m bench NAME ...` for some of them."""

import compileall
import os
import sys
from pathlib import Path

import uvloop

import node
from bench import fanout, footprint, images, ingest, lists, openly, previews, reading, searching, streams, tenants
from bench.machine import machine

BENCHMARKS = {
    "creates": ingest.creates,
    "replies": ingest.replies,
    "follows": ingest.follows,
    "thousand": fanout.thousand,
    "silent": fanout.some_never_answer,
    "crisis": fanout.crisis,
    "documents": reading.documents,
    "home": reading.home,
    "lists": lists.lists,
    "open": openly.open_interface,
    "previews": previews.previews,
    "search": searching.search,
    "streams": streams.streams,
    "images": images.images,
    "footprint": footprint.footprint,
    "tenants": tenants.tenants,
}


def main() -> None:
    wanted = sys.argv[1:] or list(BENCHMARKS)
    unknown = set(wanted) - BENCHMARKS.keys()
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    # As it is when it was installed: compiled
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(Path(node.__file__).parent, quiet=1)
    machine()
    for name in wanted:
        uvloop.run(BENCHMARKS[name]())


if __name__ == "__main__":
    main()
