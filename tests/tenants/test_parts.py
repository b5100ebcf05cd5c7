"""Who advises, and who runs the machine, have a part in all tenants, and no sight of what is in them (rows 31 and O2, M35)."""

import json
import re
import stat
from collections.abc import Mapping

import pytest

from node.cli.main import main
from node.model.grant import PREFIX, Part
from node.tenants.grants import Grants
from node.tenants.registry import CONFIG
from node.web.granted import PERMITTED
from node.web.routes import ROUTES
from tests.hostile.doors import filled
from tests.tenants.installation import Installation
from tests.tenants.secrets_of import WORD, Town, town_of
from tests.tenants.test_isolation import accept, cookies

NUMBERS = ("direct", "report", "scheduled", "draft", "account")
COORDINATION, OPERATION = "/staff/v1/coordination", "/staff/v1/operation"


def secret_for(installation: Installation, part: Part = Part.COORDINATION) -> str:
    _, secret = Grants(installation.registry.folder).add(part, "Kompetenzzentrum Musterland", installation.clock())
    return secret


def shown(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
async def dorf(installation: Installation) -> Town:
    return await town_of(await installation.add("dorf"))


async def test_the_coordinating_office_reads_the_sheets_of_all_nodes_also_of_planned_channels(
    installation: Installation, dorf: Town
) -> None:
    """Row 31: 200 for the Steckbriefe of all tenants."""
    await installation.add("stadt")
    headers = shown(secret_for(installation))
    listed = await installation.main.json(f"{COORDINATION}/nodes", headers=headers, accept="application/json")

    found = {}
    for each in listed["nodes"]:
        host = {**headers, "Host": each["base_url"].removeprefix("http://")}
        answer = await installation.main.get(f"{COORDINATION}/channels", headers=host, accept="application/json")
        assert answer.status == 200
        found[each["title"]] = await answer.json()

    assert [each["state"] for each in listed["nodes"]] == ["in_service"] * 3
    assert set(found) == {"Musterhausen", "Dorf", "Stadt"}
    assert found["Stadt"] == {"channels": [], "next": None}
    [planned] = found["Dorf"]["channels"]
    assert (planned["username"], planned["phase"], planned["next_phase"]) == ("geplant", "planung", "freigegeben")
    assert planned["sheet"]["answers"] == {"ziel": f"{WORD} als Ziel"}
    assert {"steckbrief", "impressum", "zwei_personen"} <= set(planned["open_gates"])
    assert "nutzen" in planned["missing_answers"]
    alone = await dorf.world.json(f"{COORDINATION}/channels/geplant", headers=headers, accept="application/json")
    assert alone == planned


async def test_a_person_is_no_channel(installation: Installation, dorf: Town) -> None:
    answer = await dorf.world.get(f"{COORDINATION}/channels/alice", headers=shown(secret_for(installation)))

    assert answer.status == 404
    assert (await answer.json(content_type=None))["status"] == 404


async def test_whoever_runs_the_machine_sees_whether_the_nodes_are_well(installation: Installation, dorf: Town) -> None:
    installation.write("kaputt", node={"titel": "x"})
    installation.write("ruht")
    installation.registry.rest("ruht", "Vertrag gekündigt")
    await installation.tenants.scan()
    headers = shown(secret_for(installation, Part.OPERATION))

    listed = await installation.main.json(f"{OPERATION}/nodes", headers=headers, accept="application/json")
    one = await dorf.world.json(f"{OPERATION}/node", headers=headers, accept="application/json")

    assert {each["name"]: each["state"] for each in listed["nodes"]} == {
        "": "in_service",
        "dorf": "in_service",
        "kaputt": "failing",
        "ruht": "out_of_service",
    }
    assert "node.titel" in {each["name"]: each["problem"] for each in listed["nodes"]}["kaputt"]
    assert (one["base_url"], one["deliveries"], one["received_waiting"]) == (
        dorf.world.origin,
        {"waiting": 0, "dead": 0},
        0,
    )
    assert WORD not in json.dumps([listed, one])


@pytest.mark.slow
@pytest.mark.parametrize("part", Part)
async def test_everything_else_is_forbidden_whatever_it_is(installation: Installation, dorf: Town, part: Part) -> None:
    """The whole table of addresses, with the numbers of what is private: direct posts, reports, drafts, lists; also together with
    the cookie of an administrator."""
    headers: Mapping[str, str] = {**shown(secret_for(installation, part)), "Cookie": cookies(dorf)}
    answers: dict[str, tuple[int, str]] = {}
    for method, path, _ in ROUTES:
        for number in NUMBERS if "{" in path else ("direct",):
            address = filled(
                path, **dict.fromkeys(("id", "list_id", "filter_id"), dorf.ids[number]), name="alice", handle="alice"
            )
            async with dorf.world.session.request(
                method, dorf.world.url(address), headers={**headers, "Accept": accept(path)}, allow_redirects=False
            ) as answer:
                answers[f"{method} {address}"] = (answer.status, await answer.text(errors="replace"))

    own = {
        f"{method} {path}".replace("{name}", "alice").replace("{id}", dorf.ids[number])
        for method, path in PERMITTED[part]
        for number in NUMBERS
    }
    health = {"GET /healthz", "GET /readyz"}
    others = {address: found for address, found in answers.items() if address not in own | health}
    assert {address: status for address, (status, _) in others.items() if status != 403} == {}
    assert [address for address, (_, text) in others.items() if WORD in text] == []
    assert "GET /api/v1/conversations" in others
    assert {answers[each][0] for each in own} <= {200, 400, 404}
    _, body = others["GET /api/v1/conversations"]
    assert json.loads(body)["error"] == f"a token of {part} is not for this"


@pytest.mark.parametrize("path", ["/api/v1/conversations", f"{COORDINATION}/channels", "/", "/nirgends"])
async def test_a_secret_that_nobody_has_is_worth_nothing(installation: Installation, dorf: Town, path: str) -> None:
    secret = secret_for(installation)
    [grant] = Grants(installation.registry.folder).all()
    before = await dorf.world.get(f"{COORDINATION}/channels", headers=shown(secret))
    Grants(installation.registry.folder).revoke(grant.id)

    for tried in (secret, PREFIX + "x" * 43, PREFIX):
        answer = await dorf.world.get(path, headers=shown(tried), accept="application/json")
        assert answer.status == 401, tried
    assert before.status == 200


async def test_it_is_no_token_of_an_account_nor_one_of_an_account_it(installation: Installation, dorf: Town) -> None:
    secret = secret_for(installation)
    nobody = await dorf.world.get(f"{COORDINATION}/channels", accept="application/json")
    account = await dorf.world.get(f"{COORDINATION}/channels", headers=shown(dorf.app.secret or ""))
    stream = await dorf.world.get(f"/api/v1/streaming/user?access_token={secret}", accept="text/event-stream")
    plain = await dorf.world.get("/api/v1/conversations", headers=shown(secret.removeprefix(PREFIX)))
    async with dorf.world.session.get(
        dorf.world.url("/api/v1/conversations"),
        headers=[("Authorization", f"Bearer {dorf.app.secret}"), ("Authorization", f"Bearer {secret}")],
    ) as both:
        status = both.status

    assert [nobody.status, account.status, stream.status, plain.status, status] == [401, 403, 401, 401, 401]


async def test_only_hashes_are_kept_and_only_for_the_owner(installation: Installation) -> None:
    secret = secret_for(installation)
    file = installation.registry.folder / "grants.json"

    assert secret.removeprefix(PREFIX) not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_part_is_given_and_taken_back_on_the_command_line(tmp_path, monkeypatch, capsys) -> None:
    (tmp_path / CONFIG).write_text('[node]\nbase_url = "https://land.example"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "de_DE.UTF-8")

    assert main(["tenant", "grant", "kompetenzzentrum", "Kompetenzzentrum Land"]) == 0
    secret = capsys.readouterr().out.strip()
    assert main(["tenant", "grants"]) == 0
    listed = capsys.readouterr().out
    number = listed.splitlines()[1].split()[0]
    assert main(["tenant", "revoke", number]) == 0
    assert "hat keinen Teil mehr" in capsys.readouterr().out
    assert main(["tenant", "revoke", number]) == 1
    assert main(["tenant", "grant", "betrieb", " "]) == 1

    assert (secret.startswith(PREFIX), len(secret)) == (True, len(PREFIX) + 43)
    assert "kompetenzzentrum  Kompetenzzentrum Land" in listed
    assert Grants(tmp_path / "var" / "tenants").all() == []


def test_these_addresses_are_permitted_and_there() -> None:
    there = {(method, re.sub(r":[^}]+", "", path)) for method, path, _ in ROUTES}

    assert PERMITTED == {
        Part.COORDINATION: {
            ("GET", "/staff/v1/coordination/nodes"),
            ("GET", "/staff/v1/coordination/channels"),
            ("GET", "/staff/v1/coordination/channels/{name}"),
            ("GET", "/staff/v1/coordination/block_proposals"),
            ("POST", "/staff/v1/coordination/block_proposals"),
            ("GET", "/staff/v1/coordination/template_packs"),
            ("POST", "/staff/v1/coordination/template_packs"),
            ("GET", "/staff/v1/coordination/drafts"),
            ("GET", "/staff/v1/coordination/drafts/{id}"),
            ("POST", "/staff/v1/coordination/drafts/{id}/comments"),
        },
        Part.OPERATION: {("GET", "/staff/v1/operation/nodes"), ("GET", "/staff/v1/operation/node")},
    }
    assert set().union(*PERMITTED.values()) <= there
