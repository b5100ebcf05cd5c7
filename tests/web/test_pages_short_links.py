"""Short links on their page: made, changed, followed and deleted by those who moderate (S15, row 10)."""

import pytest

from node.model.login import Role
from tests.web.browser import Browser, person


@pytest.fixture
async def office(node, alice) -> Browser:
    await person(node, alice, role=Role.MODERATOR)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


async def leads_to(node, name: str) -> str:
    answer = await node.get(f"/l/{name}")
    return answer.headers.get("Location", str(answer.status))


async def test_a_link_is_made_changed_and_deleted(node, alice, office):
    await office.get("/start")
    assert office.page.links["Kurzlinks"] == "/kurzlinks"
    await office.get("/kurzlinks")
    assert "Noch gibt es keinen Kurzlink." in office.page.text

    seen = await office.press("Speichern", typed={"name": "Impfen", "ziel": f"{node.origin}/@alice"})
    assert "Der Kurzlink ist gespeichert." in seen.page.text
    assert await leads_to(node, "impfen") == f"{node.origin}/@alice"

    changing = await office.get(office.page.links["Bearbeiten"])
    assert dict(changing.page.form_with("Speichern")[0].fields)["ziel"] == "/@alice"
    await office.press("Speichern", typed={"ziel": "https://stadt.example/impfen?ab=18"})
    assert await leads_to(node, "impfen") == "https://stadt.example/impfen?ab=18"
    assert await node.count("short_links") == 1

    seen = await office.press("Kurzlink impfen löschen")
    assert "Der Kurzlink ist gelöscht." in seen.page.text
    assert await leads_to(node, "impfen") == "404"


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("", "/", "Ein Name hat bis zu 64"),
        ("zu lang" * 20, "/", "Ein Name hat bis zu 64"),
        ("a/b", "/", "Ein Name hat bis zu 64"),
        ("gut", "", "eine Seite hier"),
        ("gut", "http://unsicher.test/", "eine Seite hier"),
        ("gut", "javascript:alert(1)", "eine Seite hier"),
        ("gut", "//evil.test/", "eine Seite hier"),
        ("gut", "https://wer@evil.test/", "eine Seite hier"),
        ("gut", "/l/anderer", "eine Seite hier"),
    ],
)
async def test_what_is_wrong_is_said_and_kept(node, office, name, target, said):
    await office.get("/kurzlinks")

    seen = await office.press("Speichern", typed={"name": name, "ziel": target})

    assert (seen.status, said in seen.page.text) == (422, True)
    assert {("name", name), ("ziel", target)} <= set(seen.page.form_with("Speichern")[0].fields)
    assert await node.count("short_links") == 0


async def test_many_have_pages_and_nobody_else_gets_there(node, office):
    async def put(tx):
        for number in range(101):
            await tx.shortlinks.put(f"weg-{number:03}", "/")

    await node.store.write(put)
    other = await node.create("carl")
    await person(node, other, email="carl@here.test")
    member = Browser(node)
    await member.log_in("carl@here.test")

    first = await office.get("/kurzlinks")
    second = await office.get(first.page.links["Weitere Kurzlinks"])
    refused = await member.get("/kurzlinks")

    assert ("/l/weg-099" in first.page.text, "/l/weg-100" in first.page.text) == (True, False)
    assert "/l/weg-100" in second.page.text
    assert refused.status == 403
    assert (await Browser(node).get("/kurzlinks")).status == 401
