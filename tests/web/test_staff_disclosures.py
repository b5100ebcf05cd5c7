"""`/staff/v1/disclosures`: two programs of two persons answer an authority (S28)."""

import hashlib

import pytest

from node.model.login import Role
from node.web.openapi.answers.disclosures import DISCLOSURE, DISCLOSURES, EXTRACT
from tests.authority import BASIS
from tests.web.browser import person
from tests.web.mastodon.app import OFFICE, app_of
from tests.web.mastodon.schemas.check import against

ADDRESS = "/staff/v1/disclosures"
ASKED = {"kind": "account", "authority": "Polizei Musterland", "ground": BASIS, "law": "tdddg22", "account": "alice"}
EMAIL = {"data": "email", "law": "tdddg22", "ground": BASIS}


async def office(node, name, *scopes, role=Role.ADMIN):
    return await app_of(node, await node.create(name), *(scopes or OFFICE), role=role)


@pytest.fixture
async def erika(node, alice):
    return await person(node, alice, "erika@musterhausen.test")


@pytest.fixture
async def ada(node):
    return await office(node, "ada")


@pytest.fixture
async def bert(node):
    return await office(node, "bert")


async def send(node, app, method, path="", json=None, schema=DISCLOSURE, **more):
    """Status and body; what succeeds is as the document says, what fails is the one error body."""
    headers = {"Authorization": f"Bearer {app.secret}"} if app else {}
    answer = await node.session.request(method, node.url(ADDRESS + path), json=json, headers=headers, **more)
    body = await answer.json(content_type=None)
    if answer.status < 300:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert list(against(schema, body, "answer", {})) == []
    else:
        assert answer.content_type == "application/problem+json"
        assert body["error"]
    return answer.status, body


async def recorded(node, app, **more):
    status, body = await send(node, app, "POST", json=ASKED | more)
    assert status == 201, body
    return f"/{body['id']}"


async def test_two_persons_answer(node, erika, ada, bert):
    path = await recorded(node, ada, emergency=True, reference="Js 17/26")
    _, proposed = await send(node, ada, "POST", f"{path}/proposal", {"items": [EMAIL], "whole": True})
    release = {"act": "release", "proposal": proposed["proposal"]}
    own, _ = await send(node, ada, "POST", f"{path}/review", release)
    good, _ = await send(node, bert, "POST", f"{path}/review", release)
    twice, _ = await send(node, bert, "POST", f"{path}/review", release)
    made, whole = await send(node, ada, "POST", f"{path}/extract")
    again, _ = await send(node, ada, "POST", f"{path}/extract")

    answer = await node.session.get(
        node.url(f"{ADDRESS}{path}/extract"), headers={"Authorization": f"Bearer {bert.secret}"}
    )
    body = await answer.read()

    assert (own, good, twice, made, again) == (403, 200, 409, 201, 409)
    assert (await send(node, bert, "GET", f"{path}/extract", schema=EXTRACT))[1]["data"]["email"]["values"] == [
        {"person": 1, "email": "erika@musterhausen.test"}
    ]
    assert hashlib.sha256(body).hexdigest() == whole["sha256"]
    assert (whole["stage"], whole["outcome"], whole["given"]) == ("closed", "all", "email")
    gone, after = await send(node, ada, "DELETE", f"{path}/extract")
    assert (gone, after["extract_kept"], after["sha256"]) == (200, False, whole["sha256"])
    assert (await send(node, ada, "GET", f"{path}/extract"))[0] == 410
    _, listed = await send(node, ada, "GET", schema=DISCLOSURES)
    assert [each["reference"] for each in listed["items"]] == ["Js 17/26"]


async def test_it_goes_back_is_refused_and_closed(node, alice, ada, bert):
    path = await recorded(node, ada)
    await send(node, ada, "POST", f"{path}/proposal", {"items": [EMAIL]})
    bare, _ = await send(node, bert, "POST", f"{path}/review", {"act": "send_back", "proposal": 1})
    _, back = await send(node, bert, "POST", f"{path}/review", {"act": "send_back", "proposal": 1, "reason": "x"})
    await send(node, ada, "POST", f"{path}/proposal", {"items": [EMAIL]})
    _, refused = await send(node, bert, "POST", f"{path}/review", {"act": "refuse", "proposal": 2, "reason": "nein"})
    after, _ = await send(node, ada, "POST", f"{path}/proposal", {"items": [EMAIL]})
    other = await recorded(node, ada)

    assert (bare, back["stage"], refused["outcome"], after) == (422, "open", "refused", 409)
    assert (await send(node, ada, "POST", f"{other}/close", {"outcome": "all", "reason": "E-Mail"}))[0] == 422
    assert (await send(node, ada, "POST", f"{other}/close", {"outcome": "nothing"}))[0] == 200
    silent = {"silence": "always", "ground": "Art. 13"}
    assert (await send(node, ada, "PUT", f"{other}/telling", silent))[1]["telling"]["silence"] == "always"
    assert (await send(node, ada, "POST", f"{other}/told"))[0] == 409


async def test_nobody_else_gets_in(node, erika, ada, bert):
    path = await recorded(node, ada)
    await send(node, ada, "POST", f"{path}/proposal", {"items": [EMAIL]})
    await send(node, bert, "POST", f"{path}/review", {"act": "release", "proposal": 1})
    await send(node, bert, "POST", f"{path}/extract")
    moritz = await office(node, "moritz", role=Role.MODERATOR)
    member = await office(node, "mia", "read", "write", "admin:read", "admin:write", role=Role.MEMBER)
    carla, reads = await office(node, "carla"), await office(node, "rita", "admin:read")

    for app in (moritz, member):
        for asked in ("", path, f"{path}/extract"):
            assert (await send(node, app, "GET", asked))[0] == 403, asked
        assert (await send(node, app, "POST", json=ASKED))[0] == 403
    assert (await send(node, None, "GET", path))[0] == 401
    assert (await send(node, reads, "GET", path))[0] == 200
    assert (await send(node, reads, "POST", json=ASKED))[0] == 403
    for app in (carla, reads):
        for method in ("GET", "DELETE"):
            assert (await send(node, app, method, f"{path}/extract"))[0] == 403


@pytest.mark.parametrize(
    ("json", "status"),
    [
        ({}, 422),
        ({**ASKED, "ground": " "}, 422),
        ({**ASKED, "kind": "alles"}, 422),
        ({**ASKED, "account": "niemand"}, 422),
        ({**ASKED, "received_at": "2026-01-01T00:00:00"}, 422),
        ({**ASKED, "received_at": "2999-01-01T00:00:00Z"}, 422),
        ({**ASKED, "received_at": "0001-01-01T00:00:00Z"}, 422),
        ({**ASKED, "due_at": "9999-12-31T23:59:59Z"}, 422),
        ({**ASKED, "telling": {"silence": "until", "ground": "x"}}, 422),
        ({**ASKED, "authority": "a\0b"}, 400),
        ([], 422),
        (None, 400),
    ],
)
async def test_what_cannot_be_is_refused(node, alice, ada, json, status):
    assert (await send(node, ada, "POST", json=json))[0] == status
    assert await node.count("disclosures") == 0


async def test_odd_bodies_and_numbers_are_no_error_of_ours(node, alice, ada, bert):
    path = await recorded(node, ada)
    headers = {"Authorization": f"Bearer {ada.secret}", "Content-Type": "application/json"}

    for data in (b"{", b"\xff", b"[" * 5_000, b'"x"', b"null", b"{}"):
        for act in ("proposal", "review", "close"):
            answer = await node.session.post(node.url(f"{ADDRESS}{path}/{act}"), data=data, headers=headers)
            assert answer.status in {400, 422}, (data, act)
    for number in ("0", "9" * 40, "9223372036854775808"):
        assert (await send(node, ada, "GET", f"/{number}"))[0] == 404
    await send(node, ada, "POST", f"{path}/proposal", {"items": [EMAIL]})
    for act in ("release", "send_back", "refuse"):
        for big in (10**30, -1):
            review = {"act": act, "proposal": big, "reason": "x"}
            assert (await send(node, bert, "POST", f"{path}/review", review))[0] == 409, (act, big)


async def test_the_document_describes_it(node):
    document = await node.json("/api/openapi.json", accept="application/json")

    described = document["paths"][f"{ADDRESS}/{{id}}/review"]["post"]
    assert set(described["requestBody"]["content"]) == {"application/json"}
    assert described["security"] == [{"token": ["admin:write"]}]
    fetched = document["paths"][f"{ADDRESS}/{{id}}/extract"]["get"]
    assert fetched["security"] == [{"token": ["admin:write"]}]
