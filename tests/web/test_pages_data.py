"""Taking one's data along, and bringing tables from elsewhere, in the settings (Art. 20 GDPR)."""

import io
import json
import tarfile
from datetime import timedelta

import pytest

from node.inbox.seldom import seldom_duty
from node.outbox.block import block
from node.outbox.follow import follow
from tests.outbox.story import acts, known
from tests.web.browser import Browser, person

PATH = "/einstellungen/daten"


@pytest.fixture
async def browser(node, alice) -> Browser:
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    await opened.get(PATH)
    return opened


async def raw(browser, path):
    """What a browser would save: status, headers, bytes."""
    answer = await browser._once("GET", path, None, {})
    return answer.status, answer.headers, await answer.read()


async def forget_old(node):
    await seldom_duty(node.node, "archive.keep.forget_old")()


async def test_an_archive_is_asked_for_made_and_fetched(node, alice, browser, clock, tmp_path):
    await node.post(alice, "Nur für mich", visibility="direct")

    seen = await browser.press("Archiv anfordern")
    assert "Das Archiv wird zusammengestellt" in seen.page.text
    assert "wird bald zusammengestellt" in seen.page.text
    await node.work()
    seen = await browser.get(PATH)
    link = seen.page.links["Archiv herunterladen"]
    status, headers, data = await raw(browser, link)

    assert status == 200
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Disposition"].startswith('attachment; filename="alice-')
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert "Nur für mich" in json.load(archive.extractfile("outbox.json"))["orderedItems"][0]["object"]["content"]
        assert not any(name.startswith("key/") for name in archive.getnames())
    # A week later it is gone, file and all
    clock.move(days=8)
    assert (await raw(browser, link))[0] in {401, 404}
    await forget_old(node)
    assert await node.count("archives") == 0
    assert list((tmp_path / "archives").iterdir()) == []


async def test_nobody_else_is_given_it(node, alice, browser):
    await browser.press("Archiv anfordern")
    await node.work()
    link = (await browser.get(PATH)).page.links["Archiv herunterladen"]
    carl = await node.create("carl")
    await person(node, carl, "carl@here.test")
    other, colleague, nobody = Browser(node), Browser(node), Browser(node)
    await other.log_in("carl@here.test")
    # A second person who speaks for the same account asks for their own
    await person(node, alice, "zweite@here.test")
    await colleague.log_in("zweite@here.test")

    assert (await raw(other, link))[0] == 404
    assert (await raw(colleague, link))[0] == 404
    assert "Archiv herunterladen" not in (await colleague.get(PATH)).page.links
    assert (await raw(nobody, link))[0] == 401
    assert (await raw(browser, "/einstellungen/daten/archiv/00000000000000000000000000000000.tar.gz"))[0] == 404
    assert (await raw(browser, "/einstellungen/daten/passwd.csv"))[0] == 404


async def test_there_is_one_a_day(node, browser, clock):
    token = dict(browser.page.form_with("Archiv anfordern")[0].fields)
    await browser.press("Archiv anfordern")

    assert "Das nächste können Sie wieder anfordern: morgen" in browser.page.text
    refused = await browser.send("/einstellungen/daten/archiv", token)
    assert refused.status == 422
    assert "Es gibt ein Archiv am Tag." in refused.page.text
    clock.move(hours=25)
    assert (await browser.send("/einstellungen/daten/archiv", token)).status == 200
    assert await node.count("archives") == 2


async def test_tables_are_given_as_mastodon_takes_them(node, alice, bob, browser):
    await follow(node.node, acts(alice), (await known(node, bob)).id)
    await node.work()

    status, headers, data = await raw(browser, f"{PATH}/following_accounts.csv")

    assert status == 200
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    host = bob.uri.split("/")[2]
    assert data.decode() == f"Account address,Show boosts,Notify on new posts,Languages\r\nbob@{host},true,false,\r\n"


async def bring(browser, kind, text, how="dazu"):
    await browser.get(PATH)
    return await browser.press("Übernehmen", files={"datei": text.encode()}, typed={"art": kind, "wie": how})


async def test_whom_to_follow_is_taken_over_and_what_failed_is_said(node, alice, bob, carol, browser):
    hosts = [each.uri.split("/")[2] for each in (bob, carol)]
    table = (
        "Account address,Show boosts,Notify on new posts,Languages\n"
        f'bob@{hosts[0]},false,true,"de, en"\n@carol@{hosts[1]},true,false,\nniemand@{hosts[0]},true,false,\n'
    )

    seen = await bring(browser, "following", table)
    assert "Die Tabelle ist angekommen" in seen.page.text
    await node.work()
    seen = await browser.get(PATH)

    assert "2 von 3 Zeilen übernommen." in seen.page.text
    assert "1 Zeile ging nicht" in seen.page.text
    assert f"niemand@{hosts[0]}" in seen.page.text
    found = await node.store.read(lambda tx: tx.follows.of_account(alice.id))
    assert {(each.shows_boosts, each.notifies, each.languages) for each in found} == {
        (False, True, ("de", "en")),
        (True, False, ()),
    }
    assert [each["object"] for each in bob.received("Follow")] == [bob.uri]


async def test_a_table_can_replace_what_is_there(node, alice, bob, carol, browser):
    for each in (bob, carol):
        await block(node.node, acts(alice), (await known(node, each)).id)
    host = bob.uri.split("/")[2]

    await bring(browser, "blocks", f"bob@{host}\n", "ersetzen")
    await node.work()

    seen = await browser.get(PATH)
    assert "1 von 1 Zeilen übernommen." in seen.page.text
    assert "1 Eintrag, der nicht darin stand, ist entfernt." in seen.page.text
    status, _, data = await raw(browser, f"{PATH}/blocked_accounts.csv")
    assert (status, data.decode()) == (200, f"bob@{host}\r\n")


async def test_every_kind_comes_back_as_it_was_given(node, alice, bob, browser):
    """What is taken here can be brought again, and is the same afterwards."""
    host = bob.uri.split("/")[2]
    note = bob.note("Merkenswert")["id"]
    given = {
        "following": ("following_accounts.csv", f"Account address,Show boosts,Notify on new posts,Languages\r\nbob@{host},true,false,\r\n"),
        "lists": ("lists.csv", f'"Nah, und gut",bob@{host}\r\n'),
        "mutes": ("muted_accounts.csv", f"Account address,Hide notifications\r\nbob@{host},false\r\n"),
        "hosts": ("blocked_domains.csv", "laut.test\r\n"),
        "bookmarks": ("bookmarks.csv", f"{note}\r\n"),
    }  # fmt: skip
    for kind, (_, table) in given.items():
        await bring(browser, kind, table)
        await node.work()

    for name, table in given.values():
        assert (await raw(browser, f"{PATH}/{name}"))[2].decode() == table, name


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("", b"a@b.test\n", "Bitte sagen Sie, was in der Tabelle steht."),
        ("blocks", b"", "Bitte wählen Sie eine Datei."),
        ("blocks", b"\xff\xfe\x00a", "keine Tabelle in UTF-8"),
        ("blocks", b"\n\n", "In der Tabelle steht nichts."),
        ("blocks", b"Account address\n", "In der Tabelle steht nichts."),
        ("blocks", b'a@b.test\n"x', "Die Zeilen passen nicht"),
        ("blocks", b"keine Adresse hier\n", "Die Zeilen passen nicht"),
        ("hosts", b"bob@there.test\n", "Die Zeilen passen nicht"),
        ("bookmarks", b"javascript:alert(1)\n", "Die Zeilen passen nicht"),
        ("lists", b"nur ein Titel\n", "Die Zeilen passen nicht"),
        ("blocks", b"".join(b"a%d@b.test\n" % number for number in range(20_001)), "zu viele Zeilen"),
        ("blocks", b"a" * 2_100_000, "größer als 2 MB"),
    ],
)
async def test_what_is_no_table_is_refused(node, browser, kind, data, said):
    seen = await browser.press("Übernehmen", files={"datei": data}, typed={"art": kind, "wie": "dazu"})

    assert seen.status == 422
    assert said in seen.page.text
    assert seen.page.problems == []
    assert await node.count("list_imports") == 0


async def test_tables_wait_for_each_other(node, browser):
    for number in range(3):
        await bring(browser, "hosts", f"laut{number}.test\n")

    seen = await bring(browser, "hosts", "laut.test\n")

    assert seen.status == 422
    assert "Es werden noch Tabellen abgearbeitet." in seen.page.text
    await node.work()
    assert (await bring(browser, "hosts", "laut.test\n")).status == 200
    await node.work()
    # What became of them is forgotten after a month, the tables themselves at once
    rows = await node.store.read(lambda tx: tx.db.rows("SELECT rows FROM list_imports"))
    assert {row["rows"] for row in rows} == {"[]"}
    node.clock.move(days=31)
    await forget_old(node)
    assert await node.count("list_imports") == 0


async def test_an_archive_that_a_crash_left_half_made_is_made_again(node, alice, browser, tmp_path, clock):
    await browser.press("Archiv anfordern")
    name = (await node.store.read(lambda tx: tx.db.rows("SELECT name FROM archives")))[0]["name"]
    # A process that is gone: it had begun, and left a piece
    await node.store.write(
        lambda tx: tx.db.run(
            "UPDATE archives SET state = 'making', leased_until = ?", _us(clock() - timedelta(minutes=1))
        )
    )
    folder = tmp_path / "archives"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.tar.gz").write_bytes(b"half")

    await node.work()

    link = (await browser.get(PATH)).page.links["Archiv herunterladen"]
    assert tarfile.open(fileobj=io.BytesIO((await raw(browser, link))[2])).getnames()[0] == "manifest.yml"


def _us(moment):
    return int(moment.timestamp() * 1_000_000)


async def test_a_table_without_a_file_is_asked_for(node, browser):
    token = dict(browser.page.form_with("Übernehmen")[0].fields)

    seen = await browser.send("/einstellungen/daten/tabelle", token | {"art": "blocks"})

    assert seen.status == 422
    assert "Bitte wählen Sie eine Datei." in seen.page.text
