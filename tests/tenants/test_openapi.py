"""What programs with a part in the installation may ask is in the OpenAPI document of each node, and holds against odd requests."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from node.model.account import Actor
from node.model.appointment import Appointment
from node.model.draft import Draft
from node.model.grant import Part
from node.model.place import Place
from node.outbox.advice import ask_advice
from node.outbox.keep import keep
from node.outbox.templates.pack import write_pack
from node.outbox.templates.take_over import our_pack
from node.web.granted import COMMENTS, COORDINATION, DRAFTS, OPERATION, PACKS, PERMITTED
from node.web.openapi.answers import ANSWERS, COMPONENTS
from node.web.openapi.document import shape_of
from node.web.openapi.operations import OPERATIONS
from node.web.staff import ROUTES
from tests.tenants.installation import Installation
from tests.tenants.secrets_of import Town, town_of
from tests.tenants.test_parts import secret_for, shown
from tests.tenants.test_proposals import API, SPAM, propose
from tests.web.mastodon.schemas.check import against
from tests.web.test_fuzz import Fuzzer

BELOW = {Part.COORDINATION: COORDINATION, Part.OPERATION: OPERATION}


@pytest.fixture
async def dorf(installation: Installation) -> Town:
    return await town_of(await installation.add("dorf"))


async def asked_draft(town: Town) -> int:
    """With everything in it, about which the office is asked, too."""
    me = Actor(await town.world.store.read(lambda tx: tx.accounts.get(town.alice.id)))
    draft = Draft(
        text="Das Fest beginnt um zehn.",
        name="Stadtfest",
        kind="Event",
        language="de",
        appointment=Appointment(starts_at=town.world.clock.now + timedelta(days=1)),
        place=Place(name="Markt"),
        translations={"de-simple": "Es gibt ein Fest."},
    )
    made = await keep(town.world.node, me, draft)
    await ask_advice(town.world.node, me, made.id, "Gut so?", asks_office=True)
    return made.id


async def posted(installation: Installation, town: Town, path: str, body: bytes) -> Any:
    headers = {**shown(secret_for(installation)), "Content-Type": "application/json"}
    answer = await town.world.session.post(town.world.url(path), data=body, headers=headers)
    assert answer.status == 201, await answer.text()
    return await answer.json(content_type=None)


async def offer(installation: Installation, town: Town) -> Any:
    return await posted(installation, town, PACKS, write_pack(our_pack()))


async def documented(town: Town, part: Part) -> dict[str, Any]:
    found: dict[str, Any] = await (await town.world.session.get(town.world.url("/api/openapi.json"))).json()
    found["paths"] = {path: each for path, each in found["paths"].items() if path.startswith(BELOW[part])}
    return found


def test_every_address_of_staff_programs_is_described():
    described = {(method, shape_of(path)) for method, path, _ in ROUTES if "{ending" not in path}

    assert described <= OPERATIONS.keys()
    assert described <= ANSWERS.keys()


def test_what_needs_a_part_is_what_the_part_permits():
    named = {(part, method, path) for part, permitted in PERMITTED.items() for method, path in permitted}

    assert {
        (each.part, method, shape_of(path)) for (method, path), each in OPERATIONS.items() if each.part is not None
    } == {(part, method, shape_of(path)) for part, method, path in named}


@pytest.mark.parametrize("part", Part)
async def test_each_has_a_security_scheme_of_its_own(dorf: Town, part: Part) -> None:
    document = await documented(dorf, part)

    needed = [each["security"] for path in document["paths"].values() for each in path.values()]
    assert len(needed) == len(PERMITTED[part])
    assert all(each == [{part.value: []}] for each in needed)
    assert document["components"]["securitySchemes"][part.value]["scheme"] == "bearer"


@pytest.mark.parametrize("part", Part)
async def test_answers_are_as_described(installation: Installation, dorf: Town, part: Part) -> None:
    assert (await propose(dorf.world, secret_for(installation), SPAM))[0] == 201
    draft_id = await asked_draft(dorf)
    await offer(installation, dorf)
    headers = shown(secret_for(installation, part))
    wrong = []
    for method, path in sorted(PERMITTED[part]):
        if method == "GET":
            address = path.replace("{name}", "geplant").replace("{id}", str(draft_id))
            body = await dorf.world.json(address, headers=headers, accept="application/json")
            assert body not in ({"drafts": [], "next": None}, {"template_packs": []})
            schema = ANSWERS[method, shape_of(path)]
            wrong += against(schema, body, path, {"components": {"schemas": COMPONENTS}})

    assert wrong == []


async def test_what_was_proposed_is_told_as_described(installation: Installation, dorf: Town) -> None:
    _, body = await propose(dorf.world, secret_for(installation), SPAM)

    assert list(against(ANSWERS["POST", API], body, API, {"components": {"schemas": COMPONENTS}})) == []


async def test_what_is_offered_and_said_is_told_as_described(installation: Installation, dorf: Town) -> None:
    comments = f"{DRAFTS}/{await asked_draft(dorf)}/comments"
    said = await posted(installation, dorf, comments, b'{"text": "Zu lang."}')
    offered = await offer(installation, dorf)

    for address, body in ((COMMENTS, said), (PACKS, offered)):
        schema = ANSWERS["POST", shape_of(address)]
        assert list(against(schema, body, address, {"components": {"schemas": COMPONENTS}})) == []


@pytest.mark.parametrize("part", Part)
@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_no_request_is_an_error_of_ours(installation: Installation, dorf: Town, part: Part) -> None:
    _, made = await propose(dorf.world, secret_for(installation), SPAM)
    world = dorf.world
    headers = shown(secret_for(installation, part)) | {"Host": world.origin.removeprefix("http://")}
    fuzzer = Fuzzer(await documented(dorf, part), world.origin.replace("dorf.test", "127.0.0.1"), headers, [made["id"]])

    await asyncio.to_thread(fuzzer.run, 200)

    assert fuzzer.wrong == []
    assert {200} <= fuzzer.statuses.keys()
    assert part is Part.OPERATION or {201, 404, 422} <= fuzzer.statuses.keys()
