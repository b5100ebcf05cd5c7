"""Each library logs somebody in: it makes the address, the person presses the buttons of the real pages, and it turns
the code into a token."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest
from mastodon import Mastodon, MastodonIllegalArgumentError, MastodonUnauthorizedError

from tests.clients.stories import script_process
from tests.web.browser import person
from tests.web.programs import BACK, Traveller


@pytest.fixture
async def alice(town):
    account = await town.create("alice")
    await person(town, account)
    return account


async def test_mastodon_py_with_a_code_to_copy(town, alice):
    key, secret = await asyncio.to_thread(
        Mastodon.create_app, "Presseskript", scopes=["read", "write"], api_base_url=town.origin
    )
    api = await asyncio.to_thread(Mastodon, client_id=key, client_secret=secret, api_base_url=town.origin)
    address = await asyncio.to_thread(api.auth_request_url, scopes=["read", "write"], allow_http=True)
    browser = Traveller(town)

    await browser.get(address.removeprefix(town.origin))
    await browser.log_in_here()
    seen = await browser.press("Zugriff erlauben")
    code = seen.page.html.partition('id="feld-code"')[2].partition(">")[2].partition("<")[0]
    await asyncio.to_thread(api.log_in, code=code, scopes=["read", "write"], allow_http=True)

    assert (await asyncio.to_thread(api.me)).username == "alice"
    assert (await asyncio.to_thread(api.app_verify_credentials)).name == "Presseskript"
    with pytest.raises(MastodonIllegalArgumentError):
        await asyncio.to_thread(api.log_in, code=code, scopes=["read", "write"], allow_http=True)
    await asyncio.to_thread(api.revoke_access_token, allow_http=True)
    with pytest.raises(MastodonUnauthorizedError):
        await asyncio.to_thread(api.account_verify_credentials)


@pytest.mark.peer
@pytest.mark.parametrize("library", ["masto", "megalodon"])
async def test_libraries_on_node_with_a_way_back(town, alice, library):
    browser = Traveller(town)
    script = await script_process("login.mjs", library, ORIGIN=town.origin, BACK=BACK)
    printed = []

    while line := (await script.stdout.readline()).decode().strip():
        printed.append(line)
        if not line.startswith(f"{town.origin}/oauth/authorize?"):
            break
        await browser.get(line.removeprefix(town.origin))
        if len(printed) == 1:
            await browser.log_in_here()
        given = await browser.press_and_leave("Zugriff erlauben")
        script.stdin.write(f"{given['code']}\n".encode())
    rest, _ = await script.communicate()

    assert (printed[-1], rest.decode()) == ("alice", "")
    assert script.returncode == 0
    assert {parse_qs(urlsplit(each).query)["response_type"][0] for each in printed[:-1]} == {"code"}
