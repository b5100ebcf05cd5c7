"""Cases by program: `/staff/v1/cases`, `allmende case`, and where a question stands in the open interface (A08)."""

import json

import pytest

from node.cli import case as command
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import NotFound
from node.model.case import CaseState
from node.outbox.cases import answer, pass_on, take
from node.web.openapi.answers.staff import CASE, CASES
from tests.cases.story import all_work, asks, case_now, cases_of, to
from tests.outbox.story import acts
from tests.web.mastodon.app import app_of
from tests.web.mastodon.schemas.check import against

ADDRESS = "/staff/v1/cases"


async def asked(node, app, path=ADDRESS, *, method="GET", **body):
    headers = {"Authorization": f"Bearer {app.secret}"} if app else {}
    sent = {"json": body} if method == "POST" else {"params": body}
    answer = await node.session.request(method, node.url(path), headers=headers, **sent)
    found = await answer.json(content_type=None)
    if answer.status == 200:
        assert list(against(CASES if "items" in found else CASE, found, "answer", {})) == []
    return answer.status, found


@pytest.fixture
async def program(node, town):
    return await app_of(node, town, "read:statuses", "write:statuses")


async def test_a_program_makes_a_case_and_passes_it_on(node, neighbour, town, other_town, citizen, program):
    note = citizen.note("Wer räumt den Schnee?", **to(town))
    await citizen.deliver(citizen.create(note), node, now=node.clock())
    await node.work()
    post = await node.find_post(note["id"])

    status, made = await asked(node, program, method="POST", post_id=str(post.id))
    assert (status, made["state"], made["asked_by"]["uri"]) == (200, "received", citizen.uri)
    assert "Schnee" not in json.dumps(made)
    assert await asked(node, program, method="POST", post_id=str(post.id)) == (200, made)
    one = f"{ADDRESS}/{made['id']}"
    assert (await asked(node, program, f"{one}/take", method="POST"))[1]["state"] == "in_progress"
    whom = f"nachbarstadt@{neighbour.node.addresses.account_domain}"
    status, passed = await asked(node, program, f"{one}/pass_on", method="POST", to=whom)
    assert (status, passed["state"], passed["passed_on_to"]["uri"]) == (200, "passed_on", other_town.uri)
    await all_work(node, neighbour)
    (item,) = await cases_of(neighbour, other_town)
    await answer(neighbour.node, acts(other_town), item.id, "Wir, morgen früh.")
    await all_work(neighbour, node)

    assert (await asked(node, program))[1]["items"] == []
    status, done = await asked(node, program, state="done")
    (entry,) = done["items"]
    assert (entry["state"], entry["answer"].startswith(other_town.uri), done["next"]) == ("answered", True, None)
    assert await asked(node, program, one) == (200, entry)


async def test_programs_are_refused_clearly(node, town, citizen, program):
    _, case = await asks(node, town, citizen)
    one = f"{ADDRESS}/{case.id}"
    reader = await app_of(node, await node.create("leser"), "read:statuses")
    stranger = await app_of(node, await node.create("bauamt"), "read:statuses", "write:statuses")

    assert (await asked(node, None))[0] == 401
    assert (await asked(node, reader, f"{one}/take", method="POST"))[0] == 403
    for path in (one, f"{ADDRESS}/7", f"{ADDRESS}/{'9' * 19}"):
        assert (await asked(node, stranger, path))[0] == 404
    assert (await asked(node, stranger, f"{one}/take", method="POST"))[0] == 404
    assert (await asked(node, stranger, f"{one}/pass_on", method="POST", to="stadt"))[0] == 404
    for act, body, status in (
        ("pass_on", {"to": "niemand"}, 422),
        ("pass_on", {}, 422),
        ("pass_on", {"to": ["stadt"]}, 400),
        ("decline", {}, 422),
        ("answer", {"text": " "}, 422),
        ("answer", {"text": "a\0"}, 400),
        ("burn", {}, 404),
    ):
        assert (await asked(node, program, f"{one}/{act}", method="POST", **body))[0] == status, act
    for query in ({"state": "all"}, {"limit": "0"}):
        assert (await asked(node, program, **query))[0] in {400, 422}
    assert (await asked(node, program, method="POST", post_id="x"))[0] == 422
    assert (await asked(node, program, f"{one}/close", method="POST"))[0] == 200
    assert (await asked(node, program, f"{one}/answer", method="POST", text="Doch."))[0] == 409
    assert (await case_now(node, case)).state is CaseState.CLOSED


async def test_pages_of_the_list_follow_each_other(node, town, citizen, program):
    made = [str((await asks(node, town, citizen, f"Frage {number}"))[1].id) for number in range(3)]

    _, first = await asked(node, program, limit="2")
    _, second = await asked(node, program, limit="2", max_id=first["next"])

    assert [each["id"] for each in (*first["items"], *second["items"])] == made[::-1]
    assert second["next"] is None


async def test_the_command_line_lists_and_shows(node, town, citizen, there):
    note, case = await asks(node, town, citizen)
    peer = there.actor("amt", host="elsewhere.test", kind="Service")
    await pass_on(node.node, acts(town), case.id, f"amt@elsewhere.test:{there.port}")

    def ask(**values):
        return Ask(values, Say("de"))

    listed = await command.show_all(node.node, ask())
    shown = await command.show(node.node, ask(id=str(case.id)))

    assert f"amt@elsewhere.test:{there.port}" in listed.lines[1]
    assert "passed_on" in listed.lines[1]
    assert "Radweg" not in "\n".join([*listed.lines, *shown.lines])
    assert f"Frage: {note['id']}" in shown.lines
    assert f"abgegeben an: {peer.uri}" in shown.lines
    await take(node.node, acts(town), case.id)
    assert "in_progress" in (await command.show_all(node.node, ask(channel="stadt", all=True))).lines[1]
    with pytest.raises(NotFound):
        await command.show(node.node, ask(id="7"))
    with pytest.raises(NotFound):
        await command.show_all(node.node, ask(channel="niemand"))


async def test_the_open_interface_says_where_a_public_question_stands(node, neighbour, town, other_town, citizen):
    address = "/open/v1/channels/stadt/rueckkanal"
    note, case = await asks(node, town, citizen)
    await asks(node, town, citizen, "Geheim", to=[town.uri], cc=[])

    async def entry():
        items = (await node.json(address, accept="application/json"))["items"]
        assert "Geheim" not in str(items)
        (found,) = [each for each in items if each["uri"] == note["id"]]
        alone = await node.json(f"/open/v1/posts/{found['id']}", accept="application/json")
        assert alone["state"] == found["state"]
        return found["state"], found["passed_on_to"], found["answer"]

    assert await entry() == ("received", None, None)
    await take(node.node, acts(town), case.id)
    assert await entry() == ("in_progress", None, None)
    await pass_on(node.node, acts(town), case.id, f"nachbarstadt@{neighbour.node.addresses.account_domain}")
    await all_work(node, neighbour)
    assert await entry() == ("passed_on", other_town.uri, None)
    await take(node.node, acts(town), case.id)
    assert await entry() == ("in_progress", None, None)
    await pass_on(node.node, acts(town), case.id, f"nachbarstadt@{neighbour.node.addresses.account_domain}")
    await all_work(node, neighbour)
    (item,) = await cases_of(neighbour, other_town)
    reply = await answer(neighbour.node, acts(other_town), item.id, "Im Mai.")
    await all_work(neighbour, node)
    assert await entry() == ("answered", other_town.uri, reply.uri)
    text = await (await node.get(f"{address}.csv", accept="text/csv")).text()
    assert f",answered,{other_town.uri},{reply.uri}," in text


async def test_where_no_case_is_left_only_an_answer_is_one(node, neighbour, town, other_town, citizen):
    """As it is for whoever reads the stream: that a question was passed on does not answer it."""
    note, case = await asks(node, town, citizen)
    await pass_on(node.node, acts(town), case.id, f"nachbarstadt@{neighbour.node.addresses.account_domain}")
    post = await node.find_post(note["id"])

    assert await node.store.read(lambda tx: tx.openly.answered([post.id], ())) == set()
    await node.post(town, "Doch: im Mai.", in_reply_to_id=post.id)
    assert await node.store.read(lambda tx: tx.openly.answered([post.id], ())) == {post.id}
