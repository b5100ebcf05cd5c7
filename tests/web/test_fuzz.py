"""Odd requests of every kind our own OpenAPI document allows, and many it does not: none is an error of ours.

Schemathesis reads the document the node serves and makes the requests. Half of the numbers in addresses are those of
things that are there, so that it is not all about what cannot be found.
"""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.generation import GenerationMode

from node.model.account import Actor
from node.model.login import Role
from tests.authority import asked
from tests.builders import make_account, make_post
from tests.web.mastodon.app import App, app_of
from tests.web.mastodon.uploads import sent
from tests.web.open.judging import complaints

EVERYTHING = ("read", "write", "follow", "push", "profile", "admin:read", "admin:write")
_AT_ONCE = 4  # so that 1,000 requests reach every operation
_SETTINGS = {
    "deadline": None,
    "database": None,
    "phases": [hypothesis.Phase.generate],
    "suppress_health_check": list(hypothesis.HealthCheck),
}


@dataclass
class Fuzzer:
    """`known`: numbers of things that are there. `statuses` counts what was answered, `wrong` says what should not be. `judge` says
    what is wrong with an answer by its schema."""

    document: dict[str, Any]
    origin: str
    headers: dict[str, str]
    known: list[str]
    judge: Callable[[str, int, Any], list[str]] | None = None
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def run(self, requests: int) -> None:
        config = schemathesis.Config.from_dict({"generation": {"mode": "all"}})
        schema = schemathesis.openapi.from_dict(self.document, config=config)
        operations = [each.ok() for each in schema.get_all_operations() if "stream" not in each.ok().path]
        for seed in itertools.count():
            for operation in operations:
                if self.statuses.total() >= requests:
                    return
                self._ask(operation, seed)

    def _ask(self, operation: Any, seed: int) -> None:
        numbers = itertools.cycle([None, *self.known])

        @hypothesis.seed(seed)
        @hypothesis.settings(max_examples=_AT_ONCE, **_SETTINGS)
        @hypothesis.given(
            hypothesis.strategies.one_of(
                operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
                operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
            )
        )
        def ask(case: Any) -> None:
            for name in case.path_parameters or {}:
                number = next(numbers)
                if number is not None and "id" in name:
                    case.path_parameters[name] = number
            answer = case.call(base_url=self.origin, headers=self.headers, timeout=30, allow_redirects=False)
            self.statuses[answer.status_code] += 1
            if answer.status_code >= 500:
                self.wrong.append(f"{answer.status_code} {case.as_curl_command()}\n  {answer.text[:300]}")
            elif self.judge is not None and case.method == "GET":
                found = self.judge(answer.request.path_url, answer.status_code, answer)
                self.wrong += [f"{answer.status_code} {case.as_curl_command()}\n  {each}" for each in found]

        ask()


async def _furnished(node, alice) -> tuple[App, list[str]]:
    """An administrator's app in a node where there is one of everything, and the numbers of it all."""
    carl = await node.create("carl")
    app = await app_of(node, alice, *EVERYTHING, role=Role.ADMIN)
    other = await app_of(node, carl)
    post = await app.post("/api/v1/statuses", {"status": "Hallo #welt @carl"})
    answer = await other.post("/api/v1/statuses", {"status": "@alice Danke", "in_reply_to_id": post["id"]})
    poll = await other.post("/api/v1/statuses", {"status": "Wann?", "poll": {"options": ["a", "b"], "expires_in": 600}})
    await other.post(f"/api/v1/statuses/{post['id']}/favourite")
    await other.post("/api/v1/reports", {"account_id": str(alice.id), "status_ids": [post["id"]]})
    made = [
        await app.post("/api/v1/lists", {"title": "Ämter"}),
        await app.post(
            "/api/v2/filters", {"title": "Ruhe", "context": ["home"], "keywords_attributes": [{"keyword": "x"}]}
        ),
        await sent(app),
    ]
    told = await app.get("/api/v1/notifications")
    reports = await app.get("/api/v1/admin/reports")
    numbers = [each["id"] for each in (post, answer, poll, *made, *told, *reports)]
    request = await asked(node, Actor(node.node.itself), carl)
    return app, [str(carl.id), str(alice.id), str(request.id), *numbers]


@pytest.mark.parametrize("requests", [1_000, pytest.param(10_000, marks=pytest.mark.soak)])
@pytest.mark.slow
@pytest.mark.timeout(1_800)
async def test_no_request_is_an_error_of_ours(node, alice, requests):
    app, known = await _furnished(node, alice)
    document = await (await node.session.get(node.url("/api/openapi.json"))).json()
    headers = {"Authorization": f"Bearer {app.secret}", "Host": node.origin.removeprefix("http://")}
    fuzzer = Fuzzer(document, node.origin.replace("here.test", "127.0.0.1"), headers, known)

    await asyncio.to_thread(fuzzer.run, requests)

    assert fuzzer.wrong == []
    assert fuzzer.statuses.total() >= requests
    assert {200, 404, 422} <= fuzzer.statuses.keys()


@pytest.mark.parametrize("requests", [1_000, pytest.param(10_000, marks=pytest.mark.soak)])
@pytest.mark.slow
@pytest.mark.timeout(1_800)
async def test_the_open_interface_answers_anything_as_it_says(node, alice, requests):
    """M05, Dev1: nobody has to log in, so anybody may ask anything."""
    post = await node.post(alice, "Freibad #freibad", options=("auf", "zu"))
    answer = await make_post(node.store, await make_account(node.store), in_reply_to_uri=post.uri)
    document = await (await node.session.get(node.url("/open/v1/openapi.json"))).json()
    headers = {"Host": node.origin.removeprefix("http://")}
    known = [str(post.id), str(answer.id)]
    fuzzer = Fuzzer(document, node.origin.replace("here.test", "127.0.0.1"), headers, known, _judged)

    await asyncio.to_thread(fuzzer.run, requests)

    assert fuzzer.wrong == []
    assert {200, 400, 404} <= fuzzer.statuses.keys()


def _judged(path: str, status: int, answer: Any) -> list[str]:
    if "json" not in answer.headers.get("Content-Type", "") or status in {304, 405}:
        return []
    if "ndjson" in answer.headers["Content-Type"] or "activity" in answer.headers["Content-Type"]:
        return []
    return complaints(path, answer.json(), status)
