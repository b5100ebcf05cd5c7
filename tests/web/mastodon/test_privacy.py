"""Who sees a post through the client API: every visibility, every kind of reader, every address that shows posts (T-078,
T-140)."""

import json

import pytest

from node.model.visibility import Visibility
from tests.builders import make_follow
from tests.web.mastodon.app import App, app_of

SECRET = "Geheimsache"
READERS = ("nobody", "an app of nobody", "stranger", "follower", "mentioned", "blocked")
ALLOWED = {
    Visibility.PUBLIC: {"nobody", "an app of nobody", "stranger", "follower", "mentioned"},
    Visibility.UNLISTED: {"nobody", "an app of nobody", "stranger", "follower", "mentioned"},
    Visibility.FOLLOWERS: {"follower", "mentioned"},
    Visibility.DIRECT: {"mentioned"},
    Visibility.LOCAL: {"stranger", "follower", "mentioned"},
}


async def readers(node, alice) -> dict[str, App]:
    found = {"nobody": App(node), "an app of nobody": App(node, await app_token(node))}
    for name in READERS[2:]:
        account = await node.create(name)
        found[name] = await app_of(node, account)
        if name == "follower":
            await make_follow(node.store, account, alice)
        if name == "blocked":
            await node.store.write(
                lambda tx, target=account: tx.blocks.add(alice.id, target.id, uri="urn:block", now=tx.now)
            )
    return found


async def app_token(node) -> str:
    """Of a program that acts for nobody."""
    form = {"client_name": "x", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}
    app = await (await node.session.post(node.url("/api/v1/apps"), data=form)).json()
    form = {
        "grant_type": "client_credentials",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "scope": "read",
    }
    return (await (await node.session.post(node.url("/oauth/token"), data=form)).json())["access_token"]


def addresses(post, top, alice) -> list[str]:
    return [
        f"/api/v1/statuses/{post.id}",
        f"/api/v1/statuses/{post.id}/context",
        f"/api/v1/statuses/{post.id}/history",
        f"/api/v1/statuses/{post.id}/source",
        f"/api/v1/statuses?id[]={post.id}",
        f"/api/v1/statuses/{top.id}/context",
        f"/api/v1/accounts/{alice.id}/statuses",
        f"/api/v1/accounts/{alice.id}/statuses?pinned=true",
        f"/api/v1/accounts/{alice.id}/statuses?tagged={SECRET}",
        "/api/v1/timelines/home",
        "/api/v1/timelines/public",
        "/api/v1/timelines/public?local=true",
        f"/api/v1/timelines/tag/{SECRET}",
        "/api/v1/notifications",
        "/api/v1/favourites",
        "/api/v1/bookmarks",
        "/api/v1/trends/statuses",
        f"/api/v2/search?q={SECRET}",
        f"/api/v2/search?q={post.uri}",
        f"/api/v2/search?q={post.url}",
        f"/api/oembed?url={post.url}",
    ]


@pytest.mark.parametrize("visibility", Visibility)
async def test_only_those_it_is_for_see_it_by_any_address(node, alice, visibility):
    seeing = await readers(node, alice)
    top = await node.post(alice, "Offen")
    text = f"{SECRET} @mentioned"
    post = await node.post(alice, text, visibility=visibility, summary=f"{SECRET}: Hinweis", in_reply_to_id=top.id)

    saw = {name: set() for name in READERS}
    for name, app in seeing.items():
        for act in ("favourite", "bookmark", "reblog"):
            await app.ask("POST", f"/api/v1/statuses/{post.id}/{act}")
        for address in addresses(post, top, alice):
            answer = await app.ask("GET", address)
            if SECRET in json.dumps(answer.body, ensure_ascii=False):
                saw[name].add(address)

    # Pages elsewhere ask oEmbed, and without a token: whoever is blocked sees there what everybody sees
    saw["blocked"] = {address for address in saw["blocked"] if "oembed" not in address}
    assert {name for name, where in saw.items() if where} == ALLOWED[visibility], saw["blocked"]
    one = f"/api/v1/statuses/{post.id}"
    assert all(one in saw[name] for name in ALLOWED[visibility])


async def test_what_one_may_no_longer_read_leaves_ones_lists(node, alice, carl):
    app = await app_of(node, carl)
    await make_follow(node.store, carl, alice)
    post = await node.post(alice, SECRET, visibility=Visibility.FOLLOWERS)
    for act in ("favourite", "bookmark"):
        await app.post(f"/api/v1/statuses/{post.id}/{act}")

    await app.post(f"/api/v1/accounts/{alice.id}/unfollow")

    assert await app.get("/api/v1/favourites") == await app.get("/api/v1/bookmarks") == []
    assert (await app.get("/api/v2/search", q=SECRET))["statuses"] == []
