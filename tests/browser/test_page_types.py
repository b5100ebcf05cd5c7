"""Whoever makes a new page adds it to the list that the other files of this folder look at."""

from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from aiohttp.web_urldispatcher import MatchInfoError

from node.web.routes import ROUTES
from tests.browser.addresses import ELSEWHERE, SAME, page_routes
from tests.browser.town import Sights


async def patterns_of(paths: list[str]) -> set[str]:
    """By which line of our table each path is answered."""
    router = web.UrlDispatcher()
    for method, pattern, handler in ROUTES:
        router.add_route(method, pattern, handler, name=None)
    found = set()
    for path in paths:
        match = await router.resolve(make_mocked_request("GET", path))
        if not isinstance(match, MatchInfoError):
            info = match.get_info()
            found.add(info.get("path") or info["formatter"])
    return found


async def test_every_kind_of_page_is_looked_at(sights: Sights):
    listed = [*sights.pages.values(), *sights.own_pages.values(), *sights.framed_pages.values()]
    listed += [*sights.wrong_pages.values(), *(path for paths in ELSEWHERE.values() for path in paths)]

    seen = await patterns_of(listed)

    missing = set()
    for pattern in page_routes():
        name = name_of(pattern)
        page = (
            name.replace("/@{handle}", "") or name
        )  # a channel's legal pages are the node's, with other names in them
        if not {name, page, SAME.get(page)} & seen:
            missing.add(name)
    assert missing == set()


def name_of(pattern: str) -> str:
    """As aiohttp writes it, without the expressions."""
    resource = web.UrlDispatcher().add_resource(pattern)
    info = resource.get_info()
    return info.get("path") or info["formatter"]


async def test_what_others_look_at_is_looked_at_there():
    for name, paths in ELSEWHERE.items():
        text = (Path(__file__).parent / name).read_text()
        for path in paths:
            assert path in text or f"{{FACTOR}}{path.removeprefix('/einstellungen/zweiter-faktor')}" in text, (
                name,
                path,
            )
