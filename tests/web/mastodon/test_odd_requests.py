"""Whatever an app sends: it is answered in Mastodon's way, and never with an error of ours."""

import itertools
import re
from urllib.parse import quote

import pytest

from node.web.mastodon.routes import ROUTES
from tests.web.mastodon.app import ALL

PLACES = ("0", "-1", "abc", "9223372036854775807", "9" * 40, "１７", "%00", "%F0%9F%92%A1", "%ff", "..%2f")
VALUES = (
    "",
    "\x00",
    "-1",
    "9" * 30,
    "http://a\x00.test/",
    "ä" * 40,
    None,
    True,
    -7,
    1.5,
    [],
    [[]],
    {},
    {"a": {"b": []}},
    ["\x00"],
)
NAMES = (
    "status spoiler_text visibility language poll media_ids in_reply_to_id q type account_id id acct types exclude_types"
    " limit max_id min_id since_id offset choices comment duration languages domain url home notifications timeline"
    " fields_attributes source note display_name attribution_domains category status_ids any all none order tagged"
    " resolve quote_approval_policy expires_in"
).split()


def path_of(pattern: str, place: str) -> str:
    return re.sub(r"\{[^}]*\}", place, pattern)


def bodies(seed: int):
    """Some of all the ways to fill in the names, the same in every run."""
    for shift in range(len(VALUES)):
        yield {name: VALUES[(seed + shift + number * 7) % len(VALUES)] for number, name in enumerate(NAMES)}


OPERATIONS = [(method, path) for method, path, _ in ROUTES]


@pytest.mark.parametrize("part", range(4))
async def test_odd_requests_are_no_error_of_ours(node, app, alice, carl, part):
    post = await node.post(carl)
    wrong = []

    async def send(method: str, path: str, **more) -> None:
        answer = await node.session.request(
            method,
            node.origin + path if "%" not in path else _raw(node, path),
            headers={"Authorization": f"Bearer {app.secret}"},
            allow_redirects=False,
            **more,
        )
        text = await answer.text()
        if answer.status >= 500:
            wrong.append((method, path, more, answer.status, text[:200]))

    for number, (method, pattern) in enumerate(OPERATIONS[part::4]):
        for place in PLACES if "{" in pattern else ():
            await send(method, path_of(pattern, place))
        path = path_of(pattern, str(carl.id if "account" in pattern else post.id))
        for body in itertools.islice(bodies(number), 0, None, 4):
            if method == "GET":
                query = "&".join(
                    f"{name}={quote(str(value))}&{name}[]={quote(str(value))}" for name, value in body.items()
                )
                await send(method, f"{path}?{query}")
            else:
                await send(method, path, json=body)
                await send(method, path, data=[(f"{name}[][x]", str(value)) for name, value in body.items()])

    assert wrong == []


def _raw(node, path: str):
    from yarl import URL

    return URL(node.origin + path, encoded=True)


def test_an_app_may_do_everything_it_asks_for_here():
    from node.model.oauth import parse_scopes

    assert parse_scopes(" ".join(ALL)) == ALL
