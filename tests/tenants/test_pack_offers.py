"""The office that advises offers a pack of templates; each node's administrators decide for themselves (row 48)."""

from typing import Any

import pytest

from node.model.account import Actor
from node.model.login import Role
from node.model.template import Template, TemplateKind
from node.outbox.templates.keep import change_template
from node.outbox.templates.pack import MOST_BYTES
from node.tenants.grants import Grants
from tests.tenants.installation import Installation
from tests.tenants.test_parts import secret_for, shown
from tests.tenants.test_proposals import administrator, propose as _propose
from tests.world import World

API = "/staff/v1/coordination/template_packs"
PAGE = "/verwaltung/vorlagen"
ANSWER = {"key": "danke", "name": "Danke", "text": "Guten Tag {name}"}
PACK = {
    "format": "allmende-template-pack",
    "version": 1,
    "name": "musterland",
    "title": "Vorlagen aus Musterland",
    "answers": [ANSWER, {**ANSWER, "key": "zwei", "name": "Zwei"}],
}


async def offer(world: World, secret: str, body: Any) -> tuple[int, Any]:
    return await _propose(world, secret, body, API)


async def kept(world: World) -> dict[str, str]:
    return {each.key: each.text for each in await world.store.read(lambda tx: tx.templates.all())}


async def states(world: World, secret: str) -> list[tuple[str, str]]:
    listed = await world.json(API, headers=shown(secret), accept="application/json")
    return [(each["name"], each["state"]) for each in listed["template_packs"]]


async def test_it_is_there_once_it_is_accepted_and_only_there(installation: Installation) -> None:
    dorf, stadt = await installation.add("dorf"), await installation.add("stadt")
    secret = secret_for(installation)
    for world in (dorf, stadt):
        status, made = await offer(world, secret, PACK)
        assert (status, made["name"], made["answers"], made["state"]) == (201, "musterland", 2, "open")
        assert await kept(world) == {}

    office = await administrator(dorf)
    seen = await office.get(PAGE)
    assert "Vorlagen aus Musterland" in seen.page.text
    assert "Kompetenzzentrum Musterland" in seen.page.text
    looked = await office.get(office.page.links["Ansehen"])
    assert "2 neue Vorlagen" in looked.page.text
    assert "Guten Tag {name}" in looked.page.text
    assert await kept(dorf) == {}
    done = await office.press("Übernehmen", nehmen=["danke"])
    assert "Das Paket ist angenommen." in done.page.text
    assert "Angebotene Pakete" not in done.page.text
    other = await administrator(stadt)
    await other.get(PAGE)
    await other.get(other.page.links["Ansehen"])
    declined = await other.press("Ablehnen")
    assert "Es hat sich nichts geändert." in declined.page.text

    assert [await kept(world) for world in (dorf, stadt)] == [{"danke": ANSWER["text"]}, {}]
    assert await states(dorf, secret) == [("musterland", "accepted")]
    assert await states(stadt, secret) == [("musterland", "declined")]
    assert "ada" not in await (await dorf.get(API, headers=shown(secret))).text()
    acts = await dorf.store.read(lambda tx: tx.db.rows("SELECT kind, object_uri FROM acts ORDER BY id"))
    assert [tuple(dict(each).values()) for each in acts] == [("import", "musterland"), ("accept", "musterland")]


async def test_a_later_offer_of_that_name_takes_the_place_of_an_earlier_one(installation: Installation) -> None:
    dorf = await installation.add("dorf")
    secret = secret_for(installation)
    _, first = await offer(dorf, secret, PACK)
    office = await administrator(dorf)
    path = f"{PAGE}/angebot/{first['id']}"
    await office.get(path)
    _, second = await offer(dorf, secret, {**PACK, "answers": [{**ANSWER, "text": "Neuer Text"}]})
    assert first["id"] == second["id"]

    again = await office.press("Übernehmen")
    assert again.status == 409
    assert "Neuer Text" in again.page.text
    assert await kept(dorf) == {}
    await change_template_here(dorf)
    assert (await office.press("Übernehmen")).status == 409
    await office.press("Übernehmen")
    assert await kept(dorf) == {"danke": "Neuer Text"}
    assert (await office.get(path)).status == 404
    assert await states(dorf, secret) == [("musterland", "accepted")]


async def change_template_here(world: World) -> None:
    """Somebody in the village has a template of that key meanwhile."""
    made = Template(key="danke", kind=TemplateKind.ANSWER, name="Danke", text="Von hier")
    itself = Actor(world.node.itself)
    await world.store.write(lambda tx: tx.templates.put(made, None))
    await change_template(world.node, itself, made)


async def test_what_was_decided_is_decided_once(installation: Installation) -> None:
    dorf = await installation.add("dorf")
    secret = secret_for(installation)
    _, made = await offer(dorf, secret, PACK)
    first, second = await administrator(dorf), await administrator(dorf, name="bea")
    for browser in (first, second):
        await browser.get(f"{PAGE}/angebot/{made['id']}")

    await first.press("Ablehnen")
    late = await second.press("Ablehnen")
    assert (late.status, "Das Paket ist abgelehnt." in late.page.text) == (200, False)
    assert await kept(dorf) == {}
    status, anew = await offer(dorf, secret, PACK)  # what was declined may be offered again
    assert (status, anew["id"] != made["id"]) == (201, True)
    assert await states(dorf, secret) == [("musterland", "open"), ("musterland", "declined")]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "JSON"),
        (b"[]", 422, "object"),
        ({**PACK, "more": 1}, 422, "more"),
        ({**PACK, "answers": [{**ANSWER, "text": "{nmae}"}]}, 422, "`$.answers[0].text`"),
        ({**PACK, "answers": [ANSWER, ANSWER]}, 422, "`$.answers[1].key`"),
        ({**PACK, "answers": []}, 422, "empty"),
        (b" " * (MOST_BYTES + 1), 413, "bytes"),
    ],
)
async def test_what_is_no_pack_is_told_and_kept_nowhere(
    installation: Installation, body: Any, status: int, said: str
) -> None:
    dorf = await installation.add("dorf")

    answered, told = await offer(dorf, secret_for(installation), body)

    assert (answered, told["status"]) == (status, status)
    assert said in str(told)
    assert await dorf.count("pack_offers") == 0


async def test_only_so_many_are_open(installation: Installation) -> None:
    dorf = await installation.add("dorf")
    secret = secret_for(installation)
    for number in range(20):
        assert (await offer(dorf, secret, {**PACK, "name": f"paket-{number}"}))[0] == 201

    assert (await offer(dorf, secret, {**PACK, "name": "noch-eins"}))[0] == 429
    assert await dorf.count("pack_offers") == 20


async def test_who_was_revoked_offers_nothing_and_a_moderator_decides_nothing(installation: Installation) -> None:
    dorf = await installation.add("dorf")
    secret = secret_for(installation)
    _, made = await offer(dorf, secret, PACK)
    browser = await administrator(dorf, Role.MODERATOR, "mia")
    assert (await browser.get(f"{PAGE}/angebot/{made['id']}")).status == 403
    grants = Grants(installation.registry.folder)
    grants.revoke(grants.all()[0].id)

    assert (await offer(dorf, secret, PACK))[0] == 401
    assert await kept(dorf) == {}
