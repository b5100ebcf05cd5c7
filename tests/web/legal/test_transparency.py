"""How a node decides, in figures that anybody may read."""

from datetime import UTC, datetime, timedelta

from node.model.account import Actor, Kind
from node.model.disclosure import Law, Outcome, Wish
from node.model.host import Decision as HostDecision, Policy
from node.model.moderation import Measure
from node.outbox.delete import delete_post
from node.outbox.disclosures.extract import make_extract
from node.outbox.disclosures.register import Request, close, record
from node.outbox.disclosures.review import propose, release
from node.outbox.hindrances import close_hindrance, report_hindrance
from node.outbox.hosts import decide_host
from node.outbox.moderate import Decision, decide
from node.outbox.report import report
from tests.authority import REGISTERED, asked, two
from tests.builders import make_account, make_follow, make_post
from tests.web.browser import Browser


async def rathaus(city):
    return await city.store.read(lambda tx: tx.accounts.find_by_handle("rathaus", None))


async def test_decisions_are_counted_by_measure_ground_and_kind(city, reader):
    by, town = Actor(city.node.itself), Actor(await rathaus(city))
    spammer = await make_account(city.store, "bot", "spam.test", kind=Kind.SERVICE)
    complaint = await report(city.node, town, spammer.id, [], "Werbung", forward=False, category="spam")
    other = await report(city.node, town, spammer.id, [], "Noch einmal", forward=False, category="violation")
    await decide(city.node, by, spammer.id, Decision(measure=Measure.SILENCE, text="x", report_id=complaint.id))

    await reader.get("/transparenz")

    assert "Reichweite begrenzt Werbung, Spam Automatischer Dienst, auf einem anderen Server 1" in reader.page.text
    assert "Verstoß gegen die Netiquette 1 1" in reader.page.text
    assert str(other.id) not in reader.page.html
    assert "bot" not in reader.page.text.split()


async def test_hosts_kept_out_are_named_with_their_public_reason(city, reader):
    by = Actor(city.node.itself)
    decision = HostDecision(policy=Policy.BLOCKED, public_reason="Aufruf zur Gewalt", reason="intern: Az. 17")
    await decide_host(city.node, by, "hass.test", decision)
    hidden = HostDecision(policy=Policy.SILENCED, public_reason="", obfuscated=True)
    await decide_host(city.node, by, "geheimnis.test", hidden)
    await decide_host(city.node, by, "still.test", HostDecision(policy=Policy.NOTED))

    await reader.get("/transparenz")

    assert "hass.test kein Austausch Aufruf zur Gewalt" in reader.page.text
    assert "ge*******.test nur auf Wunsch sichtbar ohne öffentliche Begründung" in reader.page.text
    for secret in ("Az. 17", "geheimnis", "still.test"):
        assert secret not in reader.page.text


async def test_reach_counts_each_account_once_and_nobody_who_only_reads(city, clock):
    town = await rathaus(city)
    first, second = [await make_account(city.store, name, "there.test") for name in ("fan", "andere")]
    await make_follow(city.store, first, town)
    for channel in ("buecherei", "verein"):
        found = await city.store.read(lambda tx, name=channel: tx.accounts.find_by_handle(name, None))
        await make_follow(city.store, first, found)
    post = await city.post(town, "Guten Tag.")
    for account in (first, first, second):
        await make_post(city.store, account, "Danke!", in_reply_to_uri=post.uri, published_at=clock())

    found = await city.store.read(
        lambda tx: tx.transparency.reach(tx.now - timedelta(days=30), tx.now + timedelta(days=1))
    )

    assert (found.followers, found.active) == (1, 2)


async def test_what_was_deleted_and_which_barriers_were_answered_is_counted(city, reader):
    town = await rathaus(city)
    post = await city.post(town, "Falsch.")
    await delete_post(city.node, Actor(town), post.id)
    made = await report_hindrance(city.node, "Zu klein.")
    await report_hindrance(city.node, "Zu blass.")
    await close_hindrance(city.node, Actor(city.node.itself), made.reference, "Größer.")

    await reader.get("/transparenz")

    assert "Unsere Kanäle haben einen Beitrag gelöscht." in reader.page.text
    assert "Gemeldet: 2, beantwortet: 1." in reader.page.text


async def test_requests_of_authorities_are_shown_as_totals_by_year(city, reader, clock):
    none = (await reader.get("/transparenz")).page.text
    by = Actor(city.node.itself)
    ada, bert = await two(city)
    people = [await city.create(name) for name in ("carl", "dora", "emil")]
    may = datetime(2025, 5, 1, tzinfo=UTC)
    for whole, account in ((True, people[0]), (False, people[1])):
        made = await asked(city, ada, account, received_at=may)
        await propose(city.node, ada, made.id, [REGISTERED], is_whole=whole)
        await release(city.node, bert, made.id, 1)
        await make_extract(city.node, bert, made.id)
    for outcome in (Outcome.NOTHING, Outcome.REFUSED, Outcome.REFUSED):
        made = await asked(city, ada, people[2], received_at=may, law=Law.EVIDENCE)
        await close(city.node, ada, made.id, outcome, "Aktenzeichen 12")
    removal = Request(wish=Wish.REMOVAL, authority="Amtsgericht", basis="Beschluss", law=Law.DSA_9)
    await record(city.node, by, removal)
    year = clock.now.astimezone(city.node.config.node.timezone).year
    clock.move(minutes=31)

    await reader.get("/transparenz")

    assert "Bisher hat keine Behörde" in none
    # received, wholly, in part, nothing there, refused, open, accounts
    assert "2025 wer jemand ist (Bestandsdaten) 5 1 1 1 2 0 3" in reader.page.text
    assert f"{year} Entfernung von Inhalten 1 0 0 0 0 1 0" in reader.page.text
    assert "2025 Verordnung (EU) 2023/1543 (elektronische Beweismittel) 3" in reader.page.text
    assert "2025 § 22 TDDDG (Bestandsdaten) 2" in reader.page.text
    assert f"{year} Art. 9 DSA (Anordnung gegen Inhalte) 1" in reader.page.text
    for secret in ("Polizei", "Amtsgericht", "Aktenzeichen", "Beschluss", "carl", "stadt.test"):
        assert secret not in reader.page.text.partition("Ersuchen von Behörden")[2].partition("Barrieren")[0]


async def test_the_figures_are_counted_again_after_half_an_hour(city, reader, clock):
    await reader.get("/transparenz")
    town = await rathaus(city)
    await delete_post(city.node, Actor(town), (await city.post(town, "Falsch.")).id)
    soon = await Browser(city).get("/transparenz")
    clock.move(minutes=31)
    later = await Browser(city).get("/transparenz")

    assert "keinen Beitrag gelöscht" in soon.page.text
    assert "einen Beitrag gelöscht" in later.page.text
    assert "keinen Beitrag gelöscht" not in later.page.text
