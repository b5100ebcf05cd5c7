"""While the database is away, readers get the last copy of what they ask for, and are told so: in a header, and at the top
of a page. What was changed, deleted or hidden is in no copy (`cache.py`)."""

import re
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from markupsafe import Markup

from node.errors import Problem, StoreAway
from node.store.listeners import Told
from node.web.auth import session_secret
from node.web.cache import Document, DocumentCache, Watch
from node.web.keys import SERVED
from node.web.languages import choose
from node.web.page import page_headers

COPY_HEADER: Final = "Allmende-Copy"
FOLDER: Final = "static-copy"
"""In `node.data_dir`: pages as files (`static_copy.py`)."""
_PATH: Final = re.compile(r"/|(/[@\w-][\w-]*)+", re.ASCII)
_MAIN: Final = b'<main id="inhalt" tabindex="-1">'


class PastCopies(DocumentCache):
    """What one request finds in a cache whose store is away: past copies as well. `made_at` is that of the one it got."""

    def __init__(self, real: DocumentCache) -> None:
        self._real = real
        self.made_at: datetime | None = None

    def find(self, key: str) -> Document | None:
        found = self._real.find_past(key)
        if found is None:
            return None
        document, self.made_at = found
        return replace(document, until=None)

    def find_past(self, key: str) -> tuple[Document, datetime] | None:
        return self._real.find_past(key)

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        with self._real.watching() as watch:
            yield watch

    @asynccontextmanager
    async def making(self, key: str) -> AsyncIterator[Watch]:
        async with self._real.making(key) as watch:
            yield watch

    def put(self, key: str, document: Document, depends_on: Collection[Told], *, is_counted: bool = False) -> None:
        self._real.put(key, document, depends_on, is_counted=is_counted)


async def answer_from_copy(request: web.Request, handler: Handler) -> web.StreamResponse | None:
    """What the handler answers from copies alone, else the file that was written for it; None when there is neither, or when
    it matters who is asking."""
    if request.method not in {hdrs.METH_GET, hdrs.METH_HEAD} or hdrs.AUTHORIZATION in request.headers:
        return None
    if session_secret(request) is not None:
        return None
    served = request[SERVED]
    copies = PastCopies(served.documents)
    request[SERVED] = replace(served, documents=copies)
    try:
        response = await handler(request)
    except (StoreAway, Problem, web.HTTPException):
        return _answer_from_file(request)
    finally:
        request[SERVED] = served
    if copies.made_at is None:
        return None
    response.headers.popall(hdrs.ETAG, None)
    return _marked(response, copies.made_at)


def _answer_from_file(request: web.Request) -> web.StreamResponse | None:
    config = request[SERVED].node.config
    if not config.static_copy.enabled or "text/html" not in request.headers.get(hdrs.ACCEPT, ""):
        return None
    if not _PATH.fullmatch(request.path) or request.query.keys() - {"lang"}:
        return None
    language = choose(request.query.get("lang"), None, request.headers.get(hdrs.ACCEPT_LANGUAGE))
    file = file_of(config.node.data_dir / FOLDER, request.path, language)
    try:
        body, written = file.read_bytes(), file.stat().st_mtime
    except OSError:
        return None
    headers = page_headers(is_https=config.is_https, language=language)
    response = web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)
    return _marked(response, datetime.fromtimestamp(written, UTC))


def _marked(response: web.StreamResponse, at: datetime) -> web.StreamResponse:
    response.headers[COPY_HEADER] = at.astimezone(UTC).isoformat(timespec="seconds")
    response.headers[hdrs.CACHE_CONTROL] = "no-store"
    return response


def file_of(folder: Path, path: str, language: str) -> Path:
    """Where the copy of a page lies."""
    return folder / path.strip("/") / f"index.{language}.html"


def is_from_copies(request: web.Request) -> bool:
    return isinstance(request[SERVED].documents, PastCopies)


def made_at(request: web.Request) -> datetime | None:
    """When the copy was made that the request got; None while the store is there."""
    documents = request[SERVED].documents
    return documents.made_at if isinstance(documents, PastCopies) else None


def with_notice(body: bytes, sentence: str) -> bytes:
    """A finished page that says at its top what kind of copy it is."""
    notice = Markup('<p class="note" role="status">{}</p>').format(sentence)
    return body.replace(_MAIN, _MAIN + b"\n" + notice.encode(), 1)
