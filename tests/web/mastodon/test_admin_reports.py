"""Those who moderate work through what was reported."""

from node.model.account import Actor
from node.model.ids import HIGHEST
from node.outbox.profile import ProfileChange, change
from node.outbox.texts import add_rule, remove_rule
from tests.outbox.story import known, posted

REPORTS = "/api/v1/admin/reports"


async def complaint(app, about, **more):
    return await app.post("/api/v1/reports", {"account_id": str(about.id), **more})


async def test_a_report_is_shown_with_its_posts_and_both_sides(node, moderator, app, alice, bob):
    theirs, post = await known(node, bob), await posted(node, bob, "Beleidigung")
    made = await complaint(app, theirs, status_ids=[str(post.id)], comment="Das geht nicht.", category="spam")

    [listed] = await moderator.get(REPORTS)
    shown = await moderator.get(f"{REPORTS}/{made['id']}")

    assert listed == shown
    assert [each["id"] for each in shown["statuses"]] == [str(post.id)]
    assert (shown["account"]["username"], shown["target_account"]["username"]) == ("alice", "bob")
    assert (shown["category"], shown["comment"], shown["action_taken"]) == ("spam", "Das geht nicht.", False)
    assert shown["assigned_account"] is None


async def test_whoever_moderates_sees_what_was_reported_to_them_whoever_may_read_it_else(
    node, moderator, app, carls, alice, carl
):
    secret = await node.post(carl, "@alice Unter uns: du Esel", visibility="direct")

    made = await complaint(app, carl, status_ids=[str(secret.id)])

    [shown] = (await moderator.get(f"{REPORTS}/{made['id']}"))["statuses"]
    assert "Esel" in shown["content"]
    assert (await moderator.ask("GET", f"/api/v1/statuses/{secret.id}")).status == 404


async def test_a_report_is_taken_let_go_resolved_and_opened_again(node, moderator, app, alice, carl):
    number = (await complaint(app, carl))["id"]

    taken = await moderator.post(f"{REPORTS}/{number}/assign_to_self")
    free = await moderator.post(f"{REPORTS}/{number}/unassign")
    resolved = await moderator.post(f"{REPORTS}/{number}/resolve")
    again = await moderator.post(f"{REPORTS}/{number}/resolve")
    listed = await moderator.get(REPORTS, resolved="true")
    reopened = await moderator.post(f"{REPORTS}/{number}/reopen")

    assert taken["assigned_account"]["username"] == "moritz"
    assert free["assigned_account"] is None
    assert (resolved["action_taken"], resolved["action_taken_by_account"]["username"]) == (True, "moritz")
    assert again == resolved
    assert [each["id"] for each in listed] == [number]
    assert (reopened["action_taken"], reopened["action_taken_by_account"]) == (False, None)
    done = await node.store.read(lambda tx: tx.acts.all(limit=4))
    assert [each.kind.value for each in reversed(done)] == [
        "assign",
        "unassign",
        "resolve",
        "reopen",
    ]


async def test_a_report_is_put_where_it_belongs(node, moderator, app, alice, carl):
    by = Actor(node.node.itself)
    polite, old = await add_rule(node.node, by, "Freundlich bleiben."), await add_rule(node.node, by, "Nur lachen.")
    await remove_rule(node.node, by, old.id)
    number = (await complaint(app, carl))["id"]

    async def put(**body):
        return await moderator.ask("PUT", f"{REPORTS}/{number}", json=body)

    violation = await put(category="violation", rule_ids=[polite.id])
    spam = await put(category="spam")

    assert (violation.body["category"], [each["text"] for each in violation.body["rules"]]) == (
        "violation",
        ["Freundlich bleiben."],
    )
    assert (spam.body["category"], spam.body["rules"]) == ("spam", [])
    assert (await put(category="nonsense")).status == 422
    assert (await put(category="violation", rule_ids=[old.id])).status == 422
    assert (await put(category="violation", rule_ids=[99])).status == 422


async def test_who_reports_names_the_rule_that_is_broken(node, moderator, app, alice, carl):
    rule = await add_rule(node.node, Actor(node.node.itself), "Freundlich bleiben.")

    made = await complaint(app, carl, category="violation", rule_ids=[str(rule.id)])

    assert made["rule_ids"] == [str(rule.id)]
    [shown] = (await moderator.get(f"{REPORTS}/{made['id']}"))["rules"]
    assert shown["text"] == "Freundlich bleiben."
    wrong = {"account_id": str(carl.id), "category": "violation", "rule_ids": ["77"]}
    assert (await app.ask("POST", "/api/v1/reports", json=wrong)).status == 422


async def test_reports_are_found_by_who_filed_them_and_whom_they_are_about(
    node, moderator, app, carls, alice, carl, bob
):
    theirs = await known(node, bob)
    first, second = await complaint(app, carl), await complaint(app, theirs)
    third = await complaint(carls, theirs)

    async def found(**params):
        return [each["id"] for each in await moderator.get(REPORTS, **params)]

    assert await found(account_id=alice.id) == [second["id"], first["id"]]
    assert await found(target_account_id=theirs.id) == [third["id"], second["id"]]
    assert await found(account_id=carl.id, target_account_id=theirs.id) == [third["id"]]
    assert await found(account_id="nobody") == []


async def test_reports_are_read_in_pages_at_the_same_cost(node, moderator, app, carls, alice, carl, counted):
    posts = [await node.post(carl, f"Nummer {number}") for number in range(4)]
    made = [(await complaint(app, carl, status_ids=[str(post.id)]))["id"] for post in posts]
    await moderator.get(REPORTS)
    few = await counted(moderator.get(REPORTS, limit=1))
    many = await counted(moderator.get(REPORTS, limit=4))

    first = await moderator.ask("GET", REPORTS, limit=3)
    second = await moderator.ask("GET", first.links["next"])

    assert [each["id"] for each in first.body + second.body] == made[::-1]
    assert few == many


async def test_what_is_not_there_is_not_found(node, moderator):
    for number in ("1", "9" * 18, "9" * 40, "nonsense"):
        for method, path in (
            ("GET", ""),
            ("PUT", ""),
            ("POST", "/assign_to_self"),
            ("POST", "/unassign"),
            ("POST", "/resolve"),
            ("POST", "/reopen"),
        ):
            assert (await moderator.ask(method, f"{REPORTS}/{number}{path}")).status == 404


async def test_reports_from_a_host_that_is_not_wanted_to_report_are_refused(node, administrator, alice, bob):
    await administrator.post(
        "/api/v1/admin/domain_blocks", {"domain": "there.test", "severity": "noop", "reject_reports": True}
    )
    flag = bob.activity("Flag", [alice.uri], content="Stört.")

    await bob.deliver(flag, alice)
    await node.work()

    assert "refused" in await node.outcome(flag["id"])
    assert await node.count("reports") == 0


async def test_nobody_sees_who_complained_about_themselves(node, moderator, administrator, app, alice):
    """T-141: also not about a channel one speaks for."""
    moritz = await node.store.read(lambda tx: tx.accounts.find_by_handle("moritz"))
    number = (await complaint(app, moritz, comment="Er ist parteiisch."))["id"]

    assert await moderator.get(REPORTS) == []
    for method, path in (("GET", ""), ("PUT", ""), ("POST", "/resolve"), ("POST", "/assign_to_self")):
        assert (await moderator.ask(method, f"{REPORTS}/{number}{path}")).status == 404
    assert [each["id"] for each in await administrator.get(REPORTS)] == [number]
    assert (await administrator.post(f"{REPORTS}/{number}/resolve"))["action_taken"] is True


async def test_an_older_notification_does_not_tell_of_a_newer_complaint_about_its_reader(
    node, moderator, app, alice, carl
):
    """T-141."""
    moritz = await node.store.read(lambda tx: tx.accounts.find_by_handle("moritz"))
    await complaint(app, carl, comment="Das ist Werbung.")
    await complaint(app, moritz, comment="Er ist parteiisch.")

    told = await moderator.get("/api/v1/notifications", types=["admin.report"])

    assert [each["report"]["comment"] for each in told] == ["Das ist Werbung."]


async def test_collections_are_reported_with_who_keeps_them(node, moderator, app, carls, alice, carl):
    await change(node.node, Actor(carl), ProfileChange(discoverable=True))
    collection = (await carls.post("/api/v1/collections", name="Übles Volk", account_ids=[str(carl.id)]))["collection"]

    made = await complaint(app, carl, collection_ids=[collection["id"], collection["id"]])

    assert made["collection_ids"] == [collection["id"]]
    [shown] = (await moderator.get(f"{REPORTS}/{made['id']}"))["collections"]
    assert (shown["id"], shown["name"]) == (collection["id"], "Übles Volk")


async def test_a_collection_that_is_deleted_stays_named_but_is_not_shown(node, moderator, app, carls, alice, carl):
    collection = (await carls.post("/api/v1/collections", name="Kurz", account_ids=[]))["collection"]
    made = await complaint(app, carl, collection_ids=[collection["id"]])

    await carls.ask("DELETE", f"/api/v1/collections/{collection['id']}")

    shown = await moderator.get(f"{REPORTS}/{made['id']}")
    assert shown["collections"] == []
    report = await node.store.read(lambda tx: tx.reports.find(int(made["id"])))
    assert [str(each) for each in report.collection_ids] == [collection["id"]]


async def test_only_the_reported_accounts_own_collections_are_reported(node, app, carls, alice, carl):
    own = (await app.post("/api/v1/collections", name="Meine", account_ids=[]))["collection"]

    for wrong in (own["id"], "77", str(HIGHEST - 1)):
        body = {"account_id": str(carl.id), "collection_ids": [wrong]}
        assert (await app.ask("POST", "/api/v1/reports", json=body)).status == 404
    many = {"account_id": str(carl.id), "collection_ids": [str(number) for number in range(1, 60)]}
    assert (await app.ask("POST", "/api/v1/reports", json=many)).status == 422

    assert await node.count("reports") == 0
