"""Nobody gets anything of one tenant by asking another: every address, every role, every kind of number (M35).

Both towns have an administrator, and an account of the same name. Everything in one of them says a word that the other has never
heard; it is looked for in all that the other one answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from node.web.auth import cookie_name
from node.web.routes import ROUTES
from tests.hostile.doors import filled
from tests.hostile.story import _everything
from tests.remote import ACTIVITY_JSON
from tests.tenants.installation import Installation
from tests.tenants.secrets_of import WORD, Town, town_of

pytestmark = pytest.mark.slow

GET = [path for method, path, _ in ROUTES if method == "GET" and "/stream" not in path]
"""Streams go on for as long as somebody listens: below."""
WRITES = [(method, path) for method, path, _ in ROUTES if method != "GET" and "inbox" not in path]
NUMBERED = re.compile(r"\{(id|album|number|item|picture|list_id|filter_id)\b")
_SAYS_WHAT_WAS_ASKED = re.compile(r"^/(tags|suche|l|api/v1/tags)/")
AT_PROGRAMS = ("/api/", "/open/", "/staff/", "/oauth/")
AT_SERVERS = ("/users/", "/contexts/", "/activities/", "/actor")


@dataclass
class Towns:
    """`here` is asked; `away` has what nobody may get here."""

    installation: Installation
    here: Town
    away: Town


@pytest.fixture(params=["the installation's own node", "a tenant"])
async def towns(installation: Installation, request: pytest.FixtureRequest) -> Towns:
    away = await town_of(await installation.add("dorf"))
    installation.clock.move(minutes=7)  # so that no number is given twice
    world = installation.main if "own" in request.param else await installation.add("stadt")
    return Towns(installation, await town_of(world, word="Rabenau"), away)


def who(towns: Towns) -> dict[str, Mapping[str, str]]:
    """Each way to come, as the headers it sends."""
    here, away = towns.here, towns.away
    session = away.browser.cookies[cookie_name(away.world.node)]
    return {
        "nobody": {},
        "its own administrator": {"Cookie": cookies(here)},
        "its own administrator's program": {"Authorization": f"Bearer {here.app.secret}"},
        "the other's administrator": {
            "Cookie": f"{cookies(away)}; {cookie_name(here.world.node)}={session}",
        },
        "the other's program": {"Authorization": f"Bearer {away.app.secret}"},
    }


def cookies(town: Town) -> str:
    return "; ".join(f"{name}={value}" for name, value in town.browser.cookies.items())


def addresses(path: str, ids: Mapping[str, str]) -> set[str]:
    """The path with each of the numbers, and with the names that are in both towns or only in the other."""
    found = set()
    for number in ids.values() if NUMBERED.search(path) else ["1"]:
        values = dict.fromkeys(("id", "album", "number", "item", "picture", "list_id", "filter_id"), number)
        for name in ("alice", "geplant"):
            found.add(
                filled(path, **values, name=name, handle=name, tag=WORD, hashtag=WORD, ending="json", version="2.1")
            )
    return found


def accept(path: str) -> str:
    if path.startswith(AT_SERVERS):
        return ACTIVITY_JSON
    return "application/json" if path.startswith(AT_PROGRAMS) else "text/html"


async def walk(town: Town, ids: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, tuple[int, str, str]]:
    """By address: the pattern's path, the status, and what was answered."""
    found = {}
    for path in GET:
        for address in addresses(path, ids):
            answer = await town.world.get(address, accept=accept(path), headers=headers)
            found[address] = (answer.status, (await answer.read()).decode("utf-8", "replace"), path)
    return found


def tells(address: str, text: str) -> bool:
    """Whether it says the word of itself, not only because it was asked for it."""
    return WORD in text and not (WORD in address and _SAYS_WHAT_WAS_ASKED.match(address))


@pytest.mark.parametrize(
    "role",
    [
        "nobody",
        "its own administrator",
        "its own administrator's program",
        "the other's administrator",
        "the other's program",
    ],
)
async def test_no_address_answers_with_what_is_another_tenants(towns: Towns, role: str) -> None:
    answered = await walk(towns.here, towns.away.ids, who(towns)[role])

    assert {address for address, (_, text, _) in answered.items() if tells(address, text)} == set()
    assert {address: status for address, (status, _, _) in answered.items() if status >= 500} == {}
    numbered = {a: status for a, (status, _, path) in answered.items() if NUMBERED.search(path)}
    assert {address: status for address, status in numbered.items() if status < 300} == {}


async def test_at_its_own_node_the_same_addresses_do_answer_with_it(towns: Towns) -> None:
    """So the walk would notice."""
    away = towns.away
    headers = {"Authorization": f"Bearer {away.app.secret}"}
    program = await walk(away, away.ids, headers)
    pages = await walk(away, away.ids, {"Cookie": cookies(away)})

    told = {path for found in (program, pages) for a, (_, text, path) in found.items() if tells(a, text)}
    assert len(told) > 60
    assert {
        "/api/v1/conversations",
        "/api/v1/admin/reports/{id}",
        "/api/v1/scheduled_statuses/{id}",
        "/api/v1/lists/{id}",
        "/api/v2/filters/{id}",
        "/mitteilungen",
        "/geplant",
        "/entwuerfe",
        r"/entwuerfe/{id:\d+}",
        "/beratung",
        r"/beratung/{id:\d+}",
        "/verwaltung/kanaele/{name:[a-z0-9_]+}",
    } <= told


async def test_the_other_ones_streams_cannot_be_listened_to(towns: Towns) -> None:
    for path in ("/api/v1/streaming/user", "/api/v1/streaming/direct", "/api/v1/streaming/list?list=1"):
        for headers in (who(towns)["the other's program"], {}):
            answer = await towns.here.world.get(path, headers=headers, accept="text/event-stream")
            assert answer.status == 401, path


@pytest.mark.parametrize(
    "role", ["its own administrator's program", "the other's program", "the other's administrator"]
)
async def test_nothing_that_is_sent_to_one_changes_the_other(towns: Towns, role: str) -> None:
    away, without = towns.away.world, frozenset({"node_state", "jobs"})
    await away.running.schedule.step()  # what it does by itself at intervals is done, and not due again
    await away.work()
    before = await away.store.read(_everything, without)

    answers: dict[str, int] = {}
    for method, path in WRITES:
        for address in addresses(path, towns.away.ids):
            async with towns.here.world.session.request(
                method,
                towns.here.world.url(address),
                data={"status": "x", "text": "x", "comment": "x", "account_id": towns.away.ids["account"]},
                headers={**who(towns)[role], "Accept": "application/json"},
                allow_redirects=False,
            ) as answer:
                answers[f"{method} {address}"] = answer.status

    assert await away.store.read(_everything, without) == before
    assert {address: status for address, status in answers.items() if status >= 500 and status != 502} == {}
