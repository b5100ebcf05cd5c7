"""Detours, made-up hosts, odd numbers and names (M32, T-267): whatever is asked, the answer is one of ours, and never an error
of ours.
"""

import re
from urllib.parse import quote

import pytest

from node.errors import Conflict, Problem
from node.model.account import Actor
from node.outbox.delete import delete_account
from tests.hostile.doors import FORMS, READ, filled, usual
from tests.hostile.story import Scene, Visitor, reader, say, shared
from tests.world import World

ELSEWHERE = [
    "https://evil.test",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/ /evil.test",
    "\t//evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:evil.test",
    "http:///evil.test",
    "evil.test",
    "@evil.test",
    "/\u2028/evil.test",
    "//[",
    "/x\r\nSet-Cookie: a=b",
    "",
]


@shared
@pytest.mark.parametrize("back", ELSEWHERE, ids=range(len(ELSEWHERE)))
async def test_no_form_leads_away_from_here(scene: Scene, alice: Visitor, back: str) -> None:
    liked = await alice.post(f"/beitrag/{scene.post.id}/gefaellt-mir", {"an": "1", "zurueck": back})
    logged_in = await alice.get(f"/anmelden?zurueck={quote(back)}")
    shown = await reader(scene.node).get(f"/anmelden?zurueck={quote(back)}")

    for answer in (liked, logged_in):
        assert answer.status == 303
        assert re.match(r"/(?![/\\])", answer.headers["Location"])
        assert "evil" not in answer.headers["Location"]
        assert "Set-Cookie" not in answer.headers
    assert "evil.test" not in shown.text.partition("<form")[2].partition('name="zurueck"')[2].partition(">")[0]


SPLITTING = [
    "/@alice%0d%0aSet-Cookie:%20x=y",
    "/@ALICE%0d%0aSet-Cookie:%20x=y",
    "/tags/%0d%0aSet-Cookie:%20x=y",
    "/suche?q=%23x%0d%0aSet-Cookie:%20x=y",
    "/suche?q=%23//evil.test",
    "/suche?q=%23\\evil.test",
    "/?lang=de%0d%0aSet-Cookie:%20x=y",
    "/?getan=%0d%0aSet-Cookie:%20x=y",
    "/users/alice?page=%0d%0aSet-Cookie:%20x=y",
    "/.well-known/webfinger?resource=acct:alice@here.test%0d%0aSet-Cookie:%20x=y",
    "/@alice/1%0d%0aSet-Cookie:%20x=y",
    "//evil.test/@alice",
    "//evil.test/..",
    "/@/evil.test",
    "/%2F%2Fevil.test",
    "/\\evil.test",
]


@shared
@pytest.mark.parametrize("path", SPLITTING)
async def test_no_address_writes_into_our_headers_or_leads_away(scene: Scene, path: str) -> None:
    status, head = await say(scene.node, f"GET {path} HTTP/1.1\nHost: HOST\nAccept: text/html\n\n")

    assert status < 500
    assert "\nset-cookie:" not in head.lower()
    for location in re.findall(r"(?im)^location: (.*)$", head):
        assert re.match(rf"(/(?![/\\])|{re.escape(scene.node.origin)}/)", location)


PATHS = [
    "/static/x/../../../config.toml",
    "/static/x/..%2f..%2f..%2fconfig.toml",
    "/static/..%2f../app.py",
    "/static/%2e%2e/%2e%2e/app.py",
    "/static/x/%2e%2e%2f%2e%2e%2fapp.py",
    "/static/x//etc/passwd",
    "/static/x/%2fetc%2fpasswd",
    "/static/x/style.css%00.py",
    "/static/x/..\\..\\app.py",
    "/static/x/style.css/..",
    "/static/",
    "/static",
    "/static/x/",
    "/static/x/.hidden",
    "/static/x/style.css~",
    "/../../etc/passwd",
    "/media/../node.sqlite3",
    "/.git/config",
    "/config.toml",
    "/node.sqlite3",
    "/robots.txt/../config.toml",
]


@shared
@pytest.mark.parametrize("path", PATHS)
async def test_no_address_leads_to_a_file(scene: Scene, path: str) -> None:
    """T-267: our few files are in memory, by name."""
    status, head = await say(scene.node, f"GET {path} HTTP/1.1\nHost: HOST\n\n")

    assert status in {400, 404}
    assert "root:" not in head


# --- hosts and methods ---------------------------------------------------------------------------------------------


HOSTS = ["evil.test", "here.test", "here.test:1", "here.test.:PORT", "here.test:PORT.evil.test", "x@here.test:PORT", "127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT", "here.test:PORT, evil.test", "here.test:PORT/x", "*"]  # fmt: skip


@shared
@pytest.mark.parametrize("host", HOSTS)
async def test_another_host_name_is_not_answered(scene: Scene, host: str) -> None:
    given = host.replace("PORT", str(scene.port))

    status, head = await say(scene.node, f"GET /users/alice HTTP/1.1\nHost: {given}\nX-Forwarded-Host: HOST\n\n")

    assert status in {400, 421}
    assert "evil" not in head


@shared
async def test_our_addresses_come_from_the_configuration_and_no_header(scene: Scene) -> None:
    headers = {
        "X-Forwarded-Host": "evil.test",
        "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.test",
        "X-Original-URL": "/users/x",
    }

    document = await scene.node.get("/users/alice", headers=headers)
    page = await scene.node.get("/@alice", headers=headers, accept="text/html")

    assert (await document.json(content_type=None))["id"] == scene.alice.uri
    assert "evil.test" not in (await page.text()).replace("@evil.test", "")


@shared
@pytest.mark.parametrize(
    "line",
    [
        "GET http://evil.test/users/alice HTTP/1.1",
        "GET /users/alice HTTP/1.0",
        "CONNECT evil.test:443 HTTP/1.1",
        "OPTIONS * HTTP/1.1",
    ],
)
async def test_an_odd_first_line_gets_no_document(scene: Scene, line: str) -> None:
    status, _ = await say(scene.node, f"{line}\n\n")

    assert status == 0 or 400 <= status < 500


@shared
@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND"])
async def test_other_methods_do_nothing_and_echo_nothing(scene: Scene, alice: Visitor, method: str) -> None:
    before = await scene.stored(without=())

    for path in ("/", "/inbox", "/verfassen", "/users/alice", f"/beitrag/{scene.post.id}/loeschen"):
        async with scene.node.session.request(
            method, scene.node.url(path), headers={"X-Secret": "geheim"}, cookies=alice.cookie
        ) as answer:
            assert answer.status == 405
            assert "Allow" in answer.headers
            assert "geheim" not in await answer.text()

    assert await scene.stored(without=()) == before


# --- odd numbers and names -----------------------------------------------------------------------------------------

NUMBERS = ["0", "1", "-1", "00000000000000000001", "9223372036854775807", "9223372036854775808", "18446744073709551616", "9" * 30, "9" * 300, "١٢٣", "１", "1e3", "0x1", "1.5", "%00", "..", "' OR 1=1"]  # fmt: skip
NAMES = ["x", "%00", "%ff%fe", "%F0%9F%92%A9", "..", "%2e%2e%2f", "a" * 500, "a@b", "@", "@@", "a@b@c", "alice@here.test", "alice@evil.test:99999", "alice@[::1", "a%0d%0ab", "'%22%3E%3Cscript%3E", "%25s", "{0}", "*", "%E2%80%AE", "xn--", "a@xn--%ff", "%ED%A0%80", "1' OR '1'='1"]  # fmt: skip
QUERIES = [
    "", "?page=1", "?page=%00", "?before=-1", "?before=x", "?before=9223372036854775808", "?after=9" + "9" * 300, "?page=true&before=1&before=2",
    "?vor=0", "?vor=-1", "?vor=99999999999999999999", "?vor=١", "?nach=x", "?nach=%ff", "?antwort_auf=x", "?antwort_auf=99999999999999999999",
    "?q=%00", "?q=%ff", "?q=" + "x" * 3_000, "?q=@", "?q=@a@", "?q=https://[", "?q=%23", "?q=https://here.test.:1/x", "?lang=%00", "?lang=" + "x" * 300,
    "?getan=x", "?zurueck=//x", "?resource=", "?resource=acct:", "?resource=acct:%00@here.test", "?resource=https://[", "?rel=" + "x" * 300, "?" + "&".join(f"a{n}=b" for n in range(500)), "?%ff=%fe", "?=", "?&&&", "?q[]=1", "?q=1;2",
]  # fmt: skip


@shared
@pytest.mark.strict_engine
@pytest.mark.parametrize("path", READ)
async def test_no_address_is_an_error_of_ours_whatever_stands_in_it(scene: Scene, alice: Visitor, path: str) -> None:
    """For a server, for a reader, and for somebody who is logged in."""
    odd = NUMBERS if "{id" in path else (NAMES if "{" in path else [])
    addresses = [filled(path, id=each, name=each, handle=each, tag=each, version=each) for each in odd]
    if "{id" in path:
        addresses += [filled(path, id=str(scene.post.id), handle=each, name=each) for each in NAMES]
    whole = filled(path, id=str(scene.post.id), handle="alice", name="alice", tag="x", version="2.1")
    addresses += [whole + query for query in QUERIES]

    wrong = {}
    for number, address in enumerate(addresses):
        visitor = alice if number % 2 else reader(scene.node)
        accept = "application/activity+json" if number % 3 == 0 else "text/html"
        answer = await visitor.get(address, Accept=accept)
        if answer.status >= 500:
            wrong[address] = answer.text[:200]

    assert wrong == {}


@shared
@pytest.mark.strict_engine
@pytest.mark.parametrize("path", FORMS)
async def test_no_form_is_an_error_of_ours_whatever_stands_in_it(scene: Scene, alice: Visitor, path: str) -> None:
    odd = ["", "0", "-1", "9" * 30, "\x00", "\ud7ff\uffff", "x" * 9_000, "<script>", "١", "1,2", "[]", "%ff", "\r\n"]
    fields = ("text", "an", "antwort", "antwort_auf", "kanal", "bis", "grund", "name", "angabe", "wert", "ueber", "adresse", "sichtbar", "sprache", "form", "ende", "hinweis", "tun", "zurueck")  # fmt: skip

    wrong = {}
    for number, each in enumerate(odd):
        address = filled(path, id=NUMBERS[number % 8].lstrip("-"))
        for form in (dict.fromkeys(fields, each), {**usual(scene), fields[number % len(fields)]: each}):
            answer = await alice.post(address, form)
            if answer.status >= 500 and answer.status != 502:
                wrong[address, each] = answer.text[:200]
    await scene.node.work()

    assert wrong == {}


@shared
@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/html;q=x",
        "text/html;q=-1",
        ",,,;;;",
        "a/b" * 2_000,
        "application/activity+json;q=1e999",
        "text/html;q=0,*/*;q=nan",
        "\xff",
    ],
)
async def test_no_wish_for_a_form_is_an_error_of_ours(scene: Scene, accept: str) -> None:
    for path in ("/users/alice", f"/users/alice/posts/{scene.post.id}", "/@alice", "/nirgends"):
        status, _ = await say(
            scene.node,
            f"GET {path} HTTP/1.1\nHost: HOST\nAccept: {accept}\nAccept-Language: {accept}\nIf-None-Match: {accept}\n\n",
        )
        assert 200 <= status < 500


@shared
async def test_an_error_page_shows_nothing_of_the_inside(scene: Scene) -> None:
    """Neither traces nor paths, nor the program's own words for what was not found."""
    for path in ("/nirgends", f"/@alice/{2**62}", "/users/nobody", "/activities/1", "/beitrag/1/aendern"):
        text = (await reader(scene.node).get(path)).text
        assert not re.search(r"Traceback|\.py\b|node/|sqlite|postgres|SELECT ", text)
        assert "aiohttp" not in text


NAMES_NOBODY_GETS = ["", "a-b", "a.b", "ä", "а", "a b", "a/../b", "a" * 31, "a@b", "x\n", "\u202ea", "ﬁ"]


@pytest.mark.parametrize("name", NAMES_NOBODY_GETS, ids=ascii)
async def test_a_name_that_could_be_taken_for_another_is_given_to_nobody(node: World, name: str) -> None:
    """T-244"""
    before = await node.count("accounts")

    with pytest.raises(Problem):
        await node.create(name)

    assert await node.count("accounts") == before


async def test_a_name_is_given_once_whatever_its_letters_and_never_again(node: World) -> None:
    """T-244: nobody comes after somebody who was deleted and reads what was meant for them."""
    erna = await node.create("erna")
    await delete_account(node.node, Actor(erna))
    await node.work()

    for name in ("erna", "ERNA", "Erna"):
        with pytest.raises(Conflict):
            await node.create(name)


def test_the_tables_above_are_about_every_form_and_every_address() -> None:
    assert len(FORMS) >= 15
    assert len(READ) >= 35
