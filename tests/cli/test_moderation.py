"""An operator writes rules and texts, limits other servers, settles reports, and looks up who did what."""

from datetime import date, timedelta

import pytest

from node.cli import account, acts, host, report, rule, text
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Forbidden, Invalid, NotFound, TooLarge, Unprocessable
from node.inbox.upkeep import duties
from node.model.account import Actor
from node.outbox.report import report as complain
from node.outbox.texts import find_text, rules
from tests.cli.shell import run
from tests.world import start_world

SAY = Say("en")


async def told(act, world, **values):
    return "\n".join((await act(world.node, Ask(values, SAY))).lines)


async def test_rules_are_written_translated_and_taken_back(node):
    await told(rule.add, node, text="Freundlich bleiben.", hint="Auch im Streit.")
    await told(rule.add, node, text="Keine Werbung.")
    await told(rule.translate, node, id="1", language="EN", text="Be kind.")
    listed = await told(rule.show_all, node)
    await told(rule.remove, node, id="1")
    await told(rule.add, node, text="Quellen nennen.")

    assert ["Freundlich", "Be kind.", "Keine Werbung."] == [
        word for word in ("Freundlich", "Be kind.", "Keine Werbung.") if word in listed
    ]
    kept = await node.store.read(rules)
    assert [(each.id, each.text) for each in kept] == [(2, "Keine Werbung."), (3, "Quellen nennen.")]


async def test_rules_that_are_none_are_refused(node):
    for act, values, error in (
        (rule.add, {"text": " "}, Unprocessable),
        (rule.add, {"text": "x" * 1_001}, Unprocessable),
        (rule.add, {"text": "x", "hint": "x" * 4_001}, Unprocessable),
        (rule.translate, {"id": "7", "language": "en", "text": "x"}, NotFound),
        (rule.translate, {"id": "x", "language": "en", "text": "x"}, Invalid),
        (rule.remove, {"id": "1"}, NotFound),
    ):
        with pytest.raises(error):
            await told(act, node, **values)
    await told(rule.add, node, text="Gut.")
    with pytest.raises(Unprocessable):
        await told(rule.translate, node, id="1", language="not a language", text="x")


async def test_a_text_is_written_in_markdown_shown_as_written_and_taken_back(node):
    await told(text.write, node, name="privacy_policy", file="# Daten\n\nWir **speichern** wenig. <script>x</script>\n")
    shown = await told(text.show, node, name="privacy_policy")
    kept = await node.store.read(find_text, "privacy_policy")
    await told(text.remove, node, name="privacy_policy")

    assert shown.startswith("# Daten")
    assert "<strong>speichern</strong>" in kept.content
    assert "<script" not in kept.content
    assert await told(text.show, node, name="privacy_policy") == ""


async def test_terms_hold_from_a_day_on(node):
    await told(text.write, node, name="terms_of_service", file="Regeln", effective_on="2027-01-01")
    named = await node.store.read(find_text, "terms_of_service")
    await told(text.write, node, name="terms_of_service", file="Regeln")
    usual = await node.store.read(find_text, "terms_of_service")

    assert named.effective_on == date(2027, 1, 1)
    assert usual.effective_on == node.clock().astimezone(node.node.config.node.timezone).date()
    with pytest.raises(Invalid):
        await told(text.write, node, name="terms_of_service", file="Regeln", effective_on="morgen")
    with pytest.raises(Unprocessable):
        await told(text.write, node, name="privacy_policy", file="Daten", effective_on="2027-01-01")
    with pytest.raises(Unprocessable):
        await told(text.write, node, name="privacy_policy", file=" ")
    with pytest.raises(TooLarge):
        await told(text.write, node, name="privacy_policy", file="x" * 70_000)


@pytest.mark.slow
def test_a_file_is_read_where_the_command_is_typed(tmp_path):
    options = ("--base-url", "http://town.localhost:8099", "--email", "amt@town.example", "--admin", "amt")
    run("init", "--yes", *options, "--password", "-", folder=tmp_path, typed="ein langes Kennwort\n")
    (tmp_path / "daten.md").write_text("Wir speichern *wenig*.", encoding="utf-8")

    written = run("text", "set", "privacy_policy", "daten.md", folder=tmp_path)
    shown = run("text", "show", "privacy_policy", folder=tmp_path)
    missing = run("text", "set", "privacy_policy", "fehlt.md", folder=tmp_path)
    unknown = run("text", "set", "diary", "daten.md", folder=tmp_path)

    assert (written.returncode, shown.stdout) == (0, "Wir speichern *wenig*.\n")
    assert missing.returncode == 1
    assert "fehlt.md" in missing.stderr
    assert unknown.returncode == 2


async def test_a_host_is_limited_without_being_blocked(node, bob, alice):
    await told(host.limit, node, host="there.test", silence=True, reject_media=True, public_reason="Laut")
    listed = await told(host.show_all, node, blocked=False)
    await node.work()

    assert (await bob.deliver(bob.follow(alice), alice)).status == 202
    assert "silenced, without media" in listed
    assert "Laut" in listed
    await told(host.allow, node, host="there.test")
    assert "silenced" not in await told(host.show_all, node, blocked=False)


async def test_who_did_what_is_listed(node, alice):
    post = await node.post(alice)
    await told(account.suspend, node, name="alice")
    await told(account.suspend, node, name="alice", lift=True)

    everything = await told(acts.show_all, node, account="", limit="10")
    hers = await told(acts.show_all, node, account="alice", limit="10")

    assert [line.split()[-2] for line in everything.splitlines()[1:]] == ["unsuspend", "suspend", "publish"]
    assert [line.split()[-1] for line in hers.splitlines()[1:]] == [post.uri]
    for wrong in ("0", "viele", "99999"):
        with pytest.raises(Invalid):
            await told(acts.show_all, node, limit=wrong)


async def test_who_did_what_is_forgotten_after_its_time_and_not_before(there, clock, tmp_path):
    """M16, M23."""
    url = f"sqlite:///{tmp_path}/kept.sqlite3"
    async with start_world("here.test", url, clock, there, tmp_path, moderation={"keep_acts_months": 6}) as town:
        await town.post(await town.create("alice"))
        _, tidy = duties(town.node)["tidy"]
        clock.now += timedelta(days=150)
        await tidy()
        before = await town.count("acts")

        clock.now += timedelta(days=60)
        await tidy()

        assert (before, await town.count("acts")) == (1, 0)


async def test_without_a_time_who_did_what_is_kept(node, alice):
    await node.post(alice)
    node.clock.now += timedelta(days=4_000)

    await duties(node.node)["tidy"][1]()

    assert await node.count("acts") == 1


async def test_reports_are_listed_noted_and_settled(node, alice):
    carl = await node.create("carl")
    post = await node.post(carl, "Unsinn")
    made = await complain(node.node, Actor(alice), carl.id, [post.id], "Das ist\nUnsinn.", False)

    listed = await told(report.show_all, node)
    await told(report.write_note, node, id=str(made.id), text="Kennen wir schon.")
    shown = await told(report.show, node, id=str(made.id))
    await told(report.settle, node, id=str(made.id))
    done = await told(report.show_all, node, resolved=True)

    assert (str(made.id) in listed, "Das ist Unsinn." in listed, "carl" in listed) == (True, True, True)
    for words in ("open", "alice", "carl", post.url, "Kennen wir schon."):
        assert words in shown
    assert str(made.id) in done
    assert str(made.id) not in await told(report.show_all, node)
    await told(report.settle, node, id=str(made.id), reopen=True)
    assert str(made.id) in await told(report.show_all, node)
    for wrong, error in (("x", Invalid), ("1", NotFound), ("9" * 19, NotFound)):
        with pytest.raises(error):
            await told(report.show, node, id=wrong)
    with pytest.raises(Unprocessable):
        await told(report.write_note, node, id=str(made.id), text=" ")


async def test_a_suspended_account_can_be_deleted(node, bob, alice):
    await bob.deliver(bob.follow(alice), node)
    await node.work()
    await told(account.suspend, node, name="alice")

    await told(account.delete, node, name="alice")
    await node.work()

    assert (await node.account(alice.uri)).deleted_at is not None
    assert [each["object"] for each in bob.received("Delete")] == [alice.uri]
    with pytest.raises(Forbidden):
        await told(account.delete, node, name="alice")
