"""Looking back on a year: this node makes no such reports, and says so as Mastodon does of years it has none for."""

from aiohttp import web

from node.errors import NotFound
from node.web.mastodon.respond import answer, own_reader
from node.web.tokens import require


async def show_reports(request: web.Request) -> web.Response:
    await own_reader(request, "read:accounts")
    return answer({"annual_reports": [], "accounts": [], "statuses": []})


async def show_report(request: web.Request) -> web.Response:
    await own_reader(request, "read:accounts")
    raise NotFound("Record not found")


async def show_state(request: web.Request) -> web.Response:
    await own_reader(request, "read:accounts")
    return answer({"state": "ineligible"})


async def generate_report(request: web.Request) -> web.Response:
    """Nobody is eligible: that is no fault."""
    await require(request, "write:accounts")
    return answer({})


async def mark_report_read(request: web.Request) -> web.Response:
    await require(request, "write:accounts")
    raise NotFound("Record not found")
