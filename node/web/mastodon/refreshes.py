"""What is still being fetched: clients ask again after a while instead of showing half a conversation for good."""

from typing import Final

from aiohttp import web

from node.errors import NotFound
from node.inbox.backfill import THREAD
from node.model.post import Post
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.found import readable_view
from node.web.mastodon.params import parse_id
from node.web.mastodon.respond import answer, own_reader

HEADER: Final = "Mastodon-Async-Refresh"
_PREFIX: Final = "thread-"
_AGAIN: Final = 5


async def show_refresh(request: web.Request) -> web.Response:
    """Raises NotFound for what was never given out, and for threads the reader may not read."""
    reader = await own_reader(request, "read")
    name = request.match_info["id"]
    post_id = parse_id(name.removeprefix(_PREFIX)) if name.startswith(_PREFIX) else None
    if post_id is None:
        raise NotFound("Record not found")
    running = await request[NODE].store.read(_state, post_id, reader.account_id)
    status = "running" if running else "finished"
    return answer({"async_refresh": {"id": name, "status": status, "result_count": None}})


async def is_running(tx: Tx, top: Post) -> bool:
    """Whether what the topmost post known of a thread answers is being fetched now."""
    if top.in_reply_to_uri is None or top.in_reply_to_id is not None:
        return False
    return await tx.jobs.is_waiting(f"{THREAD} {top.in_reply_to_uri}")


def refresh_header(top: Post) -> dict[str, str]:
    return {HEADER: f'id="{_PREFIX}{top.id}", retry={_AGAIN}'}


async def _state(tx: Tx, post_id: int, viewer_id: int) -> bool:
    return await is_running(tx, (await readable_view(tx, post_id, viewer_id)).post)
