"""The office that advises many nodes reads a draft only where its writer chose to ask it, and can but say what it thinks (rows 31
and 44, Kz1)."""

import json
from typing import Any

import pytest

from node.model.account import Actor, Kind
from node.model.draft import Draft
from node.model.grant import Part
from node.outbox.advice import ask_advice
from node.outbox.keep import keep
from node.tenants.grants import Grants
from tests.tenants.installation import Installation
from tests.tenants.secrets_of import WORD, Town, town_of
from tests.tenants.test_parts import secret_for, shown
from tests.web.browser import Browser, person
from tests.world import World

API = "/staff/v1/coordination/drafts"


async def say(world: World, secret: str, number: str, body: Any) -> tuple[int, Any]:
    sent = {"data": body} if isinstance(body, bytes) else {"json": body}
    async with world.session.post(world.url(f"{API}/{number}/comments"), headers=shown(secret), **sent) as answer:
        return answer.status, await answer.json(content_type=None)


async def read(world: World, secret: str, path: str = API) -> tuple[int, Any]:
    answer = await world.get(path, headers=shown(secret), accept="application/json")
    return answer.status, await answer.json(content_type=None)


@pytest.fixture
async def dorf(installation: Installation) -> Town:
    return await town_of(await installation.add("dorf"))


async def editor(world: World) -> Browser:
    await person(
        world, await world.create("rathaus", display_name="Rathaus", kind=Kind.ORGANIZATION), "erika@dorf.test"
    )
    browser = Browser(world)
    await browser.log_in("erika@dorf.test")
    return browser


async def test_it_is_asked_answers_and_its_answer_stands_beside_the_draft(installation: Installation) -> None:
    world, secret = await installation.add("dorf"), secret_for(installation)
    browser = await editor(world)
    await browser.get("/verfassen")
    seen = await browser.press("Als Entwurf behalten", text="Die Straße wird gesperrt.", hinweis="Verkehr")
    here = seen.path.partition("?")[0]
    number = here.rpartition("/")[2]
    assert await read(world, secret) == (200, {"drafts": [], "next": None})

    await browser.press("Um Rat fragen", text="Versteht man das?", auch="1")
    assert "Ratgeber dieses Servers und das Kompetenzzentrum" in browser.page.text
    status, listed = await read(world, secret)
    [draft] = listed["drafts"]
    alone = await read(world, secret, f"{API}/{number}")
    told, said = await say(world, secret, number, {"text": "Von wann bis wann?", "version": 1})

    assert (status, alone) == (200, (200, draft))
    assert (draft["question"], draft["state"], draft["version"]) == ("Versteht man das?", "waiting", 1)
    assert (draft["draft"]["text"], draft["draft"]["warning"]) == ("Die Straße wird gesperrt.", "Verkehr")
    assert draft["channel"] == f"rathaus@{installation.host('dorf')}"
    assert "erika" not in json.dumps(draft)
    assert (told, said["state"]) == (201, "answered")
    assert [(each["side"], each["office"]) for each in said["comments"]] == [("office", "Kompetenzzentrum Musterland")]
    page = await browser.get(here)
    assert "Von wann bis wann?" in page.page.text
    assert "Kompetenzzentrum Musterland (Kompetenzzentrum)" in page.page.text
    await browser.get(f"/verfassen?entwurf={number}")
    await browser.press("Als Entwurf behalten", text="Die Straße wird am Freitag gesperrt.")
    late, refused = await say(world, secret, number, {"no_objections": True, "version": 1})
    assert (late, refused["status"]) == (409, 409)
    _, approved = await say(world, secret, number, {"no_objections": True, "version": 2})
    assert approved["state"] == "no_objections"
    assert "keine Einwände" in (await browser.get(here)).page.text
    acts = await world.store.read(lambda tx: tx.db.rows("SELECT kind FROM acts WHERE login_id IS NULL ORDER BY id"))
    assert [each["kind"] for each in acts] == ["advise", "review"]
    await browser.get(here)
    await browser.press("Frage zurücknehmen")
    assert (await read(world, secret, f"{API}/{number}"))[0] == 404
    assert (await say(world, secret, number, {"text": "Noch etwas"}))[0] == 404
    assert await world.count("draft_comments") == 2


async def test_every_other_draft_is_not_there(installation: Installation, dorf: Town) -> None:
    """Neither one that nobody is asked about, nor one about which only the advisers of the node are, nor one of another node."""
    secret, stadt = secret_for(installation), await installation.add("stadt")
    here = await keep(stadt.node, Actor(stadt.node.itself), Draft(text="hier"))
    await ask_advice(stadt.node, Actor(stadt.node.itself), here.id, "Gut?", asks_office=True)

    listed = await read(dorf.world, secret)
    answers = [
        (await read(dorf.world, secret, f"{API}/{number}"))[0]
        for number in (*dorf.ids.values(), str(here.id), "1", "9" * 30)
    ]
    said = [
        (await say(dorf.world, secret, number, {"text": "x"}))[0]
        for number in (dorf.ids["draft"], dorf.ids["asked draft"])
    ]

    assert listed == (200, {"drafts": [], "next": None})
    assert set(answers) == {404}
    assert said == [404, 404]
    assert await dorf.world.count("draft_comments") == 0
    assert (await read(stadt, secret, f"{API}/{here.id}"))[0] == 200


async def test_nobody_else_reads_or_says_anything_there(installation: Installation, dorf: Town) -> None:
    """The role matrix: whoever runs the machine, programs of an administrator who advises, nobody."""
    number = dorf.ids["asked draft"]
    await ask_advice(dorf.world.node, Actor(dorf.alice), int(number), f"{WORD}?", asks_office=True)
    operation = secret_for(installation, Part.OPERATION)
    found = {}
    for role, headers in {
        "operation": shown(operation), "program": shown(dorf.app.secret or ""), "nobody": {}, "made up": shown("allmende-x"),
    }.items():  # fmt: skip
        for method, path in (("GET", API), ("GET", f"{API}/{number}"), ("POST", f"{API}/{number}/comments")):
            async with dorf.world.session.request(
                method, dorf.world.url(path), headers=headers, json={"text": "x"} if method == "POST" else None
            ) as answer:
                found.setdefault(role, set()).add(answer.status)
                assert WORD not in await answer.text()

    assert found == {"operation": {403}, "program": {403}, "nobody": {401}, "made up": {401}}
    assert await dorf.world.count("draft_comments") == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"text": 1}', 400),
        (b'{"text": "\xff"}', 400),
        ({"text": "x", "publish": True}, 400),
        ({"text": "x", "no_objections": "yes"}, 400),
        ({}, 422),
        ({"text": " "}, 422),
        ({"text": "x" * 4_001}, 422),
        ({"text": "x", "version": 2}, 422),
        ({"text": "x", "version": 10**40}, 422),
        ({"text": "x", "version": -1}, 422),
    ],
)
async def test_what_cannot_be_said_is_told_and_kept_nowhere(installation: Installation, body: Any, status: int) -> None:
    dorf = await installation.add("dorf")
    by = Actor(dorf.node.itself)
    draft = await keep(dorf.node, by, Draft(text="Kurz."))
    await ask_advice(dorf.node, by, draft.id, "Gut?", asks_office=True)

    answered, told = await say(dorf, secret_for(installation), str(draft.id), body)

    assert (answered, told["status"]) == (status, status)
    assert await dorf.count("draft_comments") == 0


async def test_a_long_list_has_pages(installation: Installation) -> None:
    dorf, secret = await installation.add("dorf"), secret_for(installation)
    by = Actor(dorf.node.itself)
    for number in range(52):
        draft = await keep(dorf.node, by, Draft(text=f"Entwurf {number}"))
        await ask_advice(dorf.node, by, draft.id, "Gut?", asks_office=True)

    _, first = await read(dorf, secret)
    _, rest = await read(dorf, secret, first["next"].removeprefix(dorf.origin))
    wrong, _ = await read(dorf, secret, f"{API}?before=x")

    texts = [each["draft"]["text"] for each in (*first["drafts"], *rest["drafts"])]
    assert texts == [f"Entwurf {number}" for number in reversed(range(52))]
    assert rest["next"] is None
    assert wrong == 400


async def test_where_there_is_no_such_office_it_is_not_offered_nor_asked(installation: Installation) -> None:
    world = await installation.add("dorf")
    browser = await editor(world)
    await browser.get("/verfassen")
    seen = await browser.press("Als Entwurf behalten", text="Kurz.")
    assert "Kompetenzzentrum" not in seen.page.text

    await browser.press("Um Rat fragen", text="Gut so?", auch="1")

    assert "Kompetenzzentrum" not in browser.page.text
    secret = secret_for(installation)
    assert await read(world, secret) == (200, {"drafts": [], "next": None})


async def test_who_was_revoked_reads_nothing_any_more(installation: Installation) -> None:
    dorf, secret = await installation.add("dorf"), secret_for(installation)
    grants = Grants(installation.registry.folder)
    grants.revoke(grants.all()[0].id)

    assert (await read(dorf, secret))[0] == 401
    assert (await say(dorf, secret, "1", {"text": "x"}))[0] == 401
