"""What those who moderate decide about accounts, seen through the doors it concerns."""

import pytest

from node.model.account import Actor
from node.model.login import Role
from node.outbox.accounts import create_login
from node.outbox.follow import follow
from node.outbox.react import like
from tests.outbox.story import followed_by, known, posted
from tests.web.mastodon.app import app_of

ADMIN = "/api/v1/admin"


def names(found):
    return [each["username"] for each in found]


async def act(app, account, **what):
    return await app.ask("POST", f"{ADMIN}/accounts/{account.id}/action", json=what)


async def strikes_of(node, account):
    found = await node.store.read(lambda tx: tx.strikes.of_account(account.id))
    return [(each.measure.value, each.text) for each in found]


async def deeds(node):
    """Newest first, without what was only written."""
    found = await node.store.read(lambda tx: tx.acts.all())
    return [(each.kind.value, each.object_uri) for each in found if each.kind.value not in {"publish", "follow"}]


async def test_an_account_is_shown_with_its_login_and_without_an_address_of_a_machine(node, moderator, app, alice):
    shown = await moderator.get(f"{ADMIN}/accounts/{alice.id}")

    assert (shown["username"], shown["email"], shown["domain"]) == ("alice", "alice@here.test", None)
    assert (shown["ip"], shown["ips"], shown["role"]["id"]) == (None, [], "-99")
    assert not any(shown[each] for each in ("suspended", "silenced", "sensitized", "disabled"))
    assert (await moderator.ask("GET", f"{ADMIN}/accounts/{alice.id + 1}")).status == 404


async def test_accounts_are_found_by_where_they_live_and_what_is_decided_about_them(
    node, moderator, app, carls, alice, carl, bob
):
    theirs = await known(node, bob)
    await act(moderator, alice, type="silence")
    await act(moderator, carl, type="disable")
    await act(moderator, theirs, type="suspend")

    async def found(**params):
        return names(await moderator.get("/api/v2/admin/accounts", **params))

    assert await found(origin="remote") == ["bob"]
    assert set(await found(origin="local")) == {"alice", "carl", "moritz"}
    assert await found(status="silenced") == ["alice"]
    assert await found(status="disabled") == ["carl"]
    assert await found(status="suspended") == ["bob"]
    assert set(await found(status="active")) == {"alice", "carl", "moritz"}
    assert await found(status="pending") == []
    assert await found(permissions="staff") == ["moritz"]
    assert await found(role_ids=["1"]) == ["moritz"]
    assert set(await found(role_ids=["-99"])) == {"alice", "carl"}
    assert await found(username="Al") == ["alice"]
    assert await found(display_name="car") == ["carl"]
    assert await found(display_name="%") == []
    assert await found(by_domain=theirs.host) == ["bob"]
    assert await found(email="carl@") == ["carl"]
    assert await found(invited_by=str(alice.id)) == []
    assert set(await found(ip="192.0.2.1", origin="local")) == {"alice", "carl", "moritz"}
    assert (await moderator.ask("GET", "/api/v2/admin/accounts", status="bogus")).status == 400
    assert (await moderator.ask("GET", "/api/v2/admin/accounts", origin="bogus")).status == 400


async def test_the_first_version_asks_by_flags(node, moderator, app, alice, bob):
    await known(node, bob)
    await act(moderator, alice, type="sensitive")

    async def found(**params):
        return names(await moderator.get(f"{ADMIN}/accounts", **params))

    assert await found(remote="true") == ["bob"]
    assert await found(sensitized="1") == ["alice"]
    assert await found(staff="true") == ["moritz"]
    assert set(await found(local="true", active="true")) == {"alice", "moritz"}


async def test_the_list_is_read_in_pages_at_the_same_cost(node, moderator, counted):
    for number in range(5):
        await node.create(f"amt{number}")
    await moderator.get("/api/v2/admin/accounts")
    few = await counted(moderator.get("/api/v2/admin/accounts", limit=2))
    many = await counted(moderator.get("/api/v2/admin/accounts", limit=6))

    first = await moderator.ask("GET", "/api/v2/admin/accounts", limit=4)
    second = await moderator.ask("GET", first.links["next"])

    assert names(first.body) + names(second.body) == ["amt4", "amt3", "amt2", "amt1", "amt0", "moritz"]
    assert few == many


async def test_a_warning_is_told_without_who_gave_it(node, moderator, app, alice):
    assert (await act(moderator, alice, type="none", text="Bitte freundlich bleiben.")).status == 200

    [told] = await app.get("/api/v1/notifications", types=["moderation_warning"])
    warning = told["moderation_warning"]
    assert (warning["action"], warning["text"]) == ("none", "Bitte freundlich bleiben.")
    assert "moritz" not in str(told)
    assert await strikes_of(node, alice) == [("none", "Bitte freundlich bleiben.")]
    assert (await deeds(node))[0] == ("warn", alice.uri)


async def test_who_is_silenced_is_met_by_followers_only(node, moderator, app, carls, anybody, alice, carl, bob):
    dora = await node.create("dora")
    fan = await app_of(node, dora)
    await follow(node.node, Actor(dora), alice.id)
    await followed_by(node, alice, bob)
    post = await node.post(alice, "Nur für Freunde von #Streit")
    await like(node.node, Actor(carl), post.id)

    await act(moderator, alice, type="silence", text="Zu laut.")

    assert await anybody.get("/api/v1/timelines/public") == []
    assert await anybody.get("/api/v1/timelines/tag/streit") == []
    assert await anybody.get("/api/v1/trends/statuses") == []
    assert await anybody.get("/api/v1/trends/tags") == []
    assert "alice" not in names(await anybody.get("/api/v1/directory"))
    assert "Nur für Freunde" not in await node.page("/")
    assert (await fan.get("/api/v2/search", q="Freunde"))["statuses"] == []
    assert [each["id"] for each in await fan.get("/api/v1/timelines/home")] == [str(post.id)]
    assert (await anybody.get(f"/api/v1/accounts/{alice.id}"))["limited"] is True
    assert (await anybody.get(f"/api/v1/statuses/{post.id}"))["id"] == str(post.id)
    await node.post(alice, "Noch etwas.")
    assert bob.received("Create")[-1]["object"]["content"] == "<p>Noch etwas.</p>"


async def test_who_is_silenced_stands_in_no_thread_of_strangers_and_waits_with_the_requests(
    node, moderator, app, carls, anybody, alice, carl
):
    post = await node.post(carl, "Fragen?")
    await act(moderator, alice, type="silence")
    answer = await node.post(alice, "@carl Ja!", in_reply_to_id=post.id)

    context = await anybody.get(f"/api/v1/statuses/{post.id}/context")
    page = await node.page(f"/@carl/{post.id}")
    told = await carls.get("/api/v1/notifications")
    await follow(node.node, Actor(carl), alice.id)
    among_friends = await carls.get(f"/api/v1/statuses/{post.id}/context")

    assert context["descendants"] == []
    assert "Ja!" not in page
    assert told == []
    assert [each["id"] for each in among_friends["descendants"]] == [str(answer.id)]


async def test_who_is_silenced_has_to_ask_before_they_follow(node, moderator, app, alice, carl, bob):
    theirs = await known(node, bob)
    await act(moderator, alice, type="silence")
    await act(moderator, theirs, type="silence")

    made = await follow(node.node, Actor(alice), carl.id)
    await followed_by(node, carl, bob)

    assert not made.accepted
    assert bob.received("Accept") == []


async def test_silence_is_lifted(node, moderator, anybody, alice):
    post = await node.post(alice)
    await act(moderator, alice, type="silence")

    shown = await moderator.post(f"{ADMIN}/accounts/{alice.id}/unsilence")

    assert shown["silenced"] is False
    assert [each["id"] for each in await anybody.get("/api/v1/timelines/public")] == [str(post.id)]
    assert (await deeds(node))[:2] == [("unsilence", alice.uri), ("silence", alice.uri)]


async def test_media_of_who_is_marked_are_sensitive_for_everybody_else(node, moderator, app, anybody, bob, alice):
    picture = [{"type": "Document", "mediaType": "image/png", "url": "https://there.test/bild.png"}]
    post = await posted(node, bob, attachment=picture)
    plain = await posted(node, bob, "Nur Text.")
    theirs = await known(node, bob)
    before = (await anybody.get(f"/api/v1/statuses/{post.id}"))["sensitive"]

    await act(moderator, theirs, type="sensitive")
    marked = await anybody.get(f"/api/v1/statuses/{post.id}")
    shown = await moderator.post(f"{ADMIN}/accounts/{theirs.id}/unsensitive")

    assert (before, marked["sensitive"], shown["sensitized"]) == (False, True, False)
    assert (await anybody.get(f"/api/v1/statuses/{plain.id}"))["sensitive"] is False
    assert (await anybody.get(f"/api/v1/statuses/{post.id}"))["sensitive"] is False


async def test_who_is_disabled_neither_logs_in_nor_uses_an_app(node, moderator, app, alice):
    await app.get("/api/v1/accounts/verify_credentials")

    await act(moderator, alice, type="disable")

    refused = await app.ask("GET", "/api/v1/accounts/verify_credentials")
    login = await node.store.read(lambda tx: tx.logins.find_by_email("alice@here.test"))
    assert refused.status == 401
    assert login.disabled_at is not None
    assert (await moderator.get(f"{ADMIN}/accounts/{alice.id}"))["disabled"] is True
    shown = await moderator.post(f"{ADMIN}/accounts/{alice.id}/enable")
    assert shown["disabled"] is False
    assert (await moderator.post(f"{ADMIN}/accounts/{alice.id}/enable"))["disabled"] is False
    assert [each for each, _ in await deeds(node)][:2] == ["enable", "disable"]


async def test_who_is_suspended_is_gone_everywhere_until_it_is_lifted(node, moderator, app, anybody, alice, bob):
    post = await node.post(alice)

    await act(moderator, alice, type="suspend", text="Betrug.")

    assert (await anybody.ask("GET", f"/api/v1/statuses/{post.id}")).status == 404
    assert (await anybody.get(f"/api/v1/accounts/{alice.id}"))["suspended"] is True
    assert (await app.ask("GET", "/api/v1/timelines/home")).status == 403
    assert (await node.get(f"/users/{alice.name}")).status == 403
    assert (await node.get(f"/@{alice.name}", accept="text/html")).status in {403, 404, 410}
    assert (await bob.deliver(bob.follow(alice), alice)).status in {202, 403, 410}
    await node.work()
    assert await node.followers_of(alice) == set()

    shown = await moderator.post(f"{ADMIN}/accounts/{alice.id}/unsuspend")

    assert shown["suspended"] is False
    assert (await anybody.get(f"/api/v1/statuses/{post.id}"))["id"] == str(post.id)
    assert (await moderator.ask("POST", f"{ADMIN}/accounts/{alice.id}/unsuspend")).status == 403


async def test_nothing_is_taken_in_from_who_is_suspended_elsewhere(node, moderator, alice, bob):
    await followed_by(node, alice, bob)
    theirs = await known(node, bob)

    await act(moderator, theirs, type="suspend")

    assert (await bob.deliver(bob.create(bob.note("Hallo")), alice)).status == 403
    assert (await act(moderator, theirs, type="disable")).status == 422


async def test_a_measure_answers_the_reports_about_the_account(node, moderator, app, carls, alice, carl):
    post = await node.post(carl, "Unsinn")
    mine = await app.post("/api/v1/reports", {"account_id": str(carl.id), "status_ids": [str(post.id)]})
    await app.post("/api/v1/reports", {"account_id": str(carl.id)})

    await act(moderator, carl, type="none", report_id=mine["id"])
    after_warning = await moderator.get(f"{ADMIN}/reports")
    await act(moderator, carl, type="silence", report_id=mine["id"])

    assert len(after_warning) == 1
    assert await moderator.get(f"{ADMIN}/reports") == []
    [told, _] = await carls.get("/api/v1/notifications", types=["moderation_warning"])
    assert told["moderation_warning"]["status_ids"] == [str(post.id)]
    assert (await act(moderator, alice, type="none", report_id=mine["id"])).status == 404  # it is about carl
    assert (await act(moderator, carl, type="none", report_id="9" * 30)).status == 404


async def test_what_cannot_be_read_changes_nothing(node, moderator, alice):
    for wrong in ({}, {"type": ""}, {"type": "hang"}, {"type": "silence", "text": "x" * 10_001}):
        assert (await act(moderator, alice, **wrong)).status == 422

    assert await strikes_of(node, alice) == []
    assert await deeds(node) == []


async def test_only_an_administrator_deletes_and_only_who_is_suspended(node, moderator, administrator, app, alice, bob):
    await followed_by(node, alice, bob)
    post = await node.post(alice)
    address = f"{ADMIN}/accounts/{alice.id}"
    too_early = await administrator.ask("DELETE", address)
    await act(moderator, alice, type="suspend")

    refused = await moderator.ask("DELETE", address)
    deleted = await administrator.ask("DELETE", address)
    await node.work()

    assert (too_early.status, refused.status, deleted.status) == (403, 403, 200)
    assert deleted.body["username"] == "alice"
    assert (await administrator.ask("GET", address)).status == 404
    assert await node.find_post(post.uri) is None
    assert bob.received("Delete")
    assert (await deeds(node))[0] == ("delete", alice.uri)


async def test_who_lives_elsewhere_is_wiped_here_only(node, administrator, alice, bob):
    post = await posted(node, bob)
    theirs = await known(node, bob)
    await act(administrator, theirs, type="suspend")

    assert (await administrator.ask("DELETE", f"{ADMIN}/accounts/{theirs.id}")).status == 200
    await node.work()

    assert await node.find_post(post.uri) is None
    assert bob.received("Delete") == []


async def test_nobody_registers_so_nobody_is_approved_or_rejected(node, moderator, alice):
    for what in ("approve", "reject"):
        assert (await moderator.ask("POST", f"{ADMIN}/accounts/{alice.id}/{what}")).status == 403
        assert (await moderator.ask("POST", f"{ADMIN}/accounts/1/{what}")).status == 404


@pytest.mark.parametrize("what", ["none", "sensitive", "disable", "silence", "suspend"])
async def test_nobody_decides_about_themselves_or_who_stands_as_high(node, moderator, administrator, what):
    """T-245."""
    moritz, ada = [
        await node.store.read(lambda tx, n=name: tx.accounts.find_by_handle(n)) for name in ("moritz", "ada")
    ]

    assert (await act(moderator, moritz, type=what)).status == 403
    assert (await act(moderator, ada, type=what)).status == 403
    assert (await act(administrator, ada, type=what)).status == 403
    assert (await act(administrator, node.node.itself, type=what)).status == 403
    assert (await act(administrator, moritz, type=what)).status == 200


async def test_an_account_counts_as_high_as_the_highest_who_speaks_for_it(node, moderator, administrator, app, alice):
    """T-245: a shared channel of an administrator is not a moderator's business."""
    await create_login(node.node, alice, email="ada@here.test", password_hash=None, role=Role.ADMIN)

    assert (await act(moderator, alice, type="suspend")).status == 403
    assert (await moderator.ask("POST", f"{ADMIN}/accounts/{alice.id}/unsilence")).status == 403


async def test_whoever_loses_the_office_loses_it_at_once(node, moderator, alice):
    login = await node.store.read(lambda tx: tx.logins.find_by_email("moritz@here.test"))

    await node.store.write(lambda tx: tx.logins.set_role(login.id, Role.MEMBER))

    assert (await act(moderator, alice, type="suspend")).status == 403
    assert (await moderator.ask("GET", f"{ADMIN}/accounts")).status == 403
