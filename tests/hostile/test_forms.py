"""Forms that other pages send, cookies that are made up or stolen (M32, T-236 to T-249)."""

import asyncio

import pytest
from aiohttp import web
from argon2 import PasswordHasher

from node.app import build
from node.config import build as build_config
from node.errors import Invalid, TooMany
from node.outbox.accounts import create_login
from node.web.auth import cookie_name, set_cookie
from node.web.csrf import FIELD
from node.web.passwords import Passwords
from tests.hostile.doors import FORMS, filled, usual
from tests.hostile.story import Scene, Visitor, log_in, reader, shared
from tests.world import World

FORGED = {
    "without the token": {"token": ""},
    "with a made-up token": {"token": "0" * 64},
    "with an empty token": {"token": " "},
    "with a token in other letters": {"token": "ﬁ" * 32},
    "from another site": {"Sec_Fetch_Site": "cross-site"},
    "from a neighbouring host": {"Sec_Fetch_Site": "same-site"},
    "with the origin of another": {"Origin": "https://evil.test"},
    "with no origin to name": {"Origin": "null"},
    "with our host and another port": {"Origin": "http://here.test:1"},
    "with our host on another scheme": {"Origin": "https://here.test"},
}


@shared
@pytest.mark.parametrize("path", FORMS)
async def test_a_form_of_another_page_does_nothing(scene: Scene, alice: Visitor, dora: Visitor, path: str) -> None:
    """T-239: each form with each way to forge one."""
    address = filled(path, id=str(scene.post.id))
    before = await scene.stored(without=())

    answers = {how: await alice.post(address, usual(scene), **more) for how, more in FORGED.items()}
    answers["with the token of another session"] = await alice.post(address, usual(scene), token=dora.token)
    nobody = await reader(scene.node).post(address, usual(scene), token=alice.token)
    await scene.node.work()

    assert {how: answer.status for how, answer in answers.items()} == dict.fromkeys(answers, 403)
    # Whoever lets a program act is asked to log in and led back to the question
    assert nobody.status == (303 if path.startswith("/oauth/authorize") else 401)
    assert await scene.stored(without=()) == before


@shared
@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", "application/xml", ""]
)
async def test_what_is_no_form_is_not_read_as_one(scene: Scene, alice: Visitor, path: str, kind: str) -> None:
    """T-239: other pages may send text/plain without asking."""
    address = filled(path, id=str(scene.post.id))
    before = await scene.stored(without=())

    async with scene.node.session.post(
        scene.node.url(address),
        data=f"{FIELD}={alice.token}&text=x&an=1".encode(),
        headers={"Content-Type": kind} if kind else {},
        skip_auto_headers=("Content-Type",),
        cookies=alice.cookie,
        allow_redirects=False,
    ) as answer:
        status = answer.status

    assert status == 400
    assert await scene.stored(without=()) == before


@shared
@pytest.mark.parametrize("path", FORMS)
async def test_a_look_at_a_form_sends_nothing(scene: Scene, alice: Visitor, path: str) -> None:
    """A picture on another page (GET) must not press a button, whatever its address says."""
    address = filled(path, id=str(scene.post.id))
    before = await scene.stored(without=())

    answer = await alice.get(f"{address}?{FIELD}={alice.token}&an=1&text=x&_method=POST")

    assert answer.status in {200, 400, 403, 404, 405}
    assert await scene.stored(without=()) == before


async def test_logging_in_is_no_ones_to_do_for_somebody_else(node: World) -> None:
    """T-239: another page must not log a visitor in as somebody it knows."""
    answers = [
        await reader(node).post("/anmelden", {"adresse": "a@b.test", "passwort": "x"}, token="", **more)
        for more in ({"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.test"}, {"Origin": "null"})
    ]

    assert [answer.status for answer in answers] == [403, 403, 403]
    assert "Set-Cookie" not in answers[0].headers


# --- cookies and sessions ------------------------------------------------------------------------------------------


async def test_a_session_is_new_ends_and_is_nobody_elses(node: World) -> None:
    """T-236, T-240, T-242: a new secret at each log-in, only its hash stored, gone after logging out or being disabled."""
    passwords = Passwords()
    account = await node.create("alice")
    password = "ein langes Passwort"
    login = await create_login(
        node.node, account, email="alice@here.test", password_hash=await passwords.hash(password)
    )
    passwords.close()
    planted = Visitor(node, {cookie_name(node.node): "A" * 43}, "")

    answer = await planted.post("/anmelden", {"adresse": "ALICE@here.test", "passwort": password}, token="")

    cookie = answer.headers["Set-Cookie"]
    secret = cookie.partition("=")[2].partition(";")[0]
    assert answer.status == 303
    assert secret != "A" * 43
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()
    stored = await node.store.read(lambda tx: tx.db.rows("SELECT * FROM sessions"))
    assert len(stored) == 1
    assert secret not in repr([dict(row) for row in stored])
    session = Visitor(node, {cookie_name(node.node): secret}, "")
    assert (await session.get("/start")).status == 200
    await node.store.write(lambda tx: tx.db.run("UPDATE logins SET disabled_at = 1 WHERE id = ?", login.id))
    assert (await session.get("/start")).status == 401


@shared
@pytest.mark.parametrize(
    "secret",
    ["", "x", "A" * 43, "A" * 5_000, "../../etc/passwd", "' OR 1=1 --", '"; DROP TABLE sessions; --', "%00", "a\\073b"],
)
async def test_a_made_up_cookie_is_a_reader(scene: Scene, secret: str) -> None:
    visitor = Visitor(scene.node, {cookie_name(scene.node.node): secret}, "")

    assert (await visitor.get("/start")).status == 401
    assert (await visitor.get("/")).status == 200


async def test_with_https_a_cookie_stays_with_this_host_and_on_https(store, tmp_path, there, clock) -> None:
    """T-249: `__Host-` cannot be set by a neighbouring host, nor sent in the clear."""
    document = {
        "node": {"base_url": "https://here.test", "data_dir": str(tmp_path)},
        "database": {"url": "sqlite:///x"},
    }
    context = await build(build_config(document, tmp_path), store=store, clock=clock, resolve=there.resolve)
    response = web.Response()

    set_cookie(response, context, "x")
    await context.client.close()

    (name,) = response.cookies
    assert name.startswith("__Host-")
    assert response.cookies[name]["secure"]


@shared
async def test_no_page_for_readers_sets_a_cookie(scene: Scene) -> None:
    """T-263: nor may a cache keep what was made for one person."""
    visitor = reader(scene.node)
    alice = await log_in(scene.node, await scene.node.create("erna"))

    for path in ("/", "/lokal", "/@alice", f"/@alice/{scene.post.id}"):
        open_answer, own = await visitor.get(path), await alice.get(path)
        assert "Set-Cookie" not in open_answer.headers
        assert "private" in own.headers["Cache-Control"]
        assert "Cookie" in open_answer.headers["Vary"]


ODD = [
    "",
    "a",
    "@b.test",
    "a@",
    "a@b@c.test",
    "a b@c.test",
    "a@c.test\r\nBcc: x@evil.test",
    "a@c test",
    "a@b.test\x00",
    "a" * 65 + "@b.test",
]


@pytest.mark.parametrize("email", ODD, ids=ascii)
async def test_an_odd_address_of_a_person_is_refused(node: World, email: str) -> None:
    """T-243"""
    account = await node.create("alice")

    with pytest.raises(Invalid):
        await create_login(node.node, account, email=email, password_hash=None)

    assert await node.count("logins") == 0


async def test_many_who_log_in_at_once_hold_up_nobody(node: World) -> None:
    """T-241: hashes are made on two threads, so many may wait and no more; the loop goes on meanwhile."""
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))

    tried = [asyncio.create_task(passwords.matches(None, "x" * 20)) for _ in range(80)]
    await asyncio.sleep(0)
    page = await reader(node).get("/")
    results = await asyncio.gather(*tried, return_exceptions=True)
    passwords.close()

    assert page.status == 200
    assert 1 <= sum(isinstance(each, TooMany) for each in results) <= 40
    assert not any(each is True for each in results)
