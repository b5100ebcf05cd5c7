"""Each legal duty that `allmende check` knows has a town that breaks it, and one that fulfils it (A13)."""

import csv
import dataclasses
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from node.cli import check, hindrance
from node.cli.command import Ask
from node.cli.duties import AREAS, DUTIES
from node.cli.words import Say
from node.config import build
from node.errors import Invalid, NotFound
from node.i18n.translate import Translator
from node.model.account import Actor, Kind
from node.model.disclosure import Outcome
from node.model.draft import Draft
from node.model.login import Role
from node.model.member import MemberKind
from node.outbox.accounts import create_login
from node.outbox.disclosures.extract import hand_over, make_extract, take_extract
from node.outbox.disclosures.register import close as close_request
from node.outbox.disclosures.telling import note_told
from node.outbox.hindrances import report_hindrance
from node.outbox.members import add_member
from node.outbox.publish import publish
from node.outbox.texts import add_rule, set_text
from node.web.processing import processings
from tests.authority import REGISTERED, asked, released, two
from tests.towns import town
from tests.world import World, start_world

SAY = Say("en")
HERE = {duty.name for _, area, duties in AREAS if area != "operation" for duty in duties}

BROKEN = {
    "imprint": [
        {"street": None},
        {"street": "Postfach 10 20 30"},
        {"street": "P.O. Box 7"},
        {"phone": None},
        {"email": None},
        {"represented_by": None},
        {"legal_form": None},
        {"postal_code": None},
    ],
    "imprint mail": [
        {"email": "noreply@musterhausen.example"},
        {"email": "no-reply@musterhausen.example"},
        {"contact_email": "nicht-antworten@musterhausen.example"},
    ],
    "register": [{"kind": "association", "register": None}],
    "editor": [{"editor": None}],
    "contact points": [{"contact_languages": None}, {"contact_email": None, "email": None}],
    "controller": [{"city": None}],
    "officer": [{"protection_email": None}],
    "legal basis": [{"state": None, "legal_basis": None}],
    "authority": [{"state": None}],
    "processor": [{"processor_contract": None}],
    "country": [{"processor_country": None}],
    "statement": [{"accessibility_status": None}, {"accessibility_method": None}, {"accessibility_date": None}],
    "reasons": [{"accessibility_gaps": None}],
    "age": [{"accessibility_date": "2024-01-01"}],
    "arbitration": [{"arbitration": None}],
    "easy language": [{"easy_language_required": True}, {"kind": "federal"}],
    "sign language": [{"easy_language_required": True}],
    "licence": [{"license": "https://example.org/meine-lizenz"}],
    "region": [{"ars": None, "ags": None}],
    "data contact": [{"contact_email": None, "email": None}],
}
MANUAL = {
    "supervision": {"supervisory_authority": None},
    "vat": {"vat_id": None},
    "legal basis": {"legal_basis": None},
    "processor": {"processor": None},
    "easy language": {},
    "sign language": {},
    "netiquette": {},
    "labels": {},
}
ASKED = {
    "yearly report",
    "requests",
    "impact",
    "measures",
    "breach",
    "proxy log",
    "updates",
    "disk encryption",
    "ssh",
    "certificates",
}


@pytest.fixture
async def city(database_url, clock, there, tmp_path) -> AsyncIterator[World]:
    async with start_world(
        "stadt.test", database_url, clock, there, tmp_path, organizations=[town()], moderation={"keep_acts_months": 24}
    ) as world:
        yield world


def governed(world, *organizations):
    """The node with other organisations."""
    document = {"node": {"base_url": "https://stadt.example"}, "organizations": list(organizations)}
    built = build(document, world.node.config.node.data_dir)
    config = dataclasses.replace(world.node.config, organizations=built.organizations)
    return dataclasses.replace(world.node, config=config)


async def result(name, node):
    duty = next(each for each in DUTIES if each.name == name)
    finding = await duty.check(node, SAY)
    assert (finding.result.value == "ok") == (finding.remedy == "")
    assert finding.evidence
    assert duty.norm
    return finding.result.value


@pytest.mark.parametrize(("name", "changes"), [(name, each) for name, cases in BROKEN.items() for each in cases])
async def test_a_town_that_lacks_something_fails(name, changes, city):
    assert await result(name, governed(city, town(**changes))) == "fail"


@pytest.mark.parametrize("name", sorted(set(BROKEN) - {"easy language", "sign language"}))
async def test_a_town_that_told_everything_fulfils_it(name, city, clock):
    lately = f"{clock.now - timedelta(days=29):%Y-%m-%d}"

    assert await result(name, governed(city, town(accessibility_date=lately))) == "ok"


@pytest.mark.parametrize("name", MANUAL)
async def test_what_only_people_know_is_asked(name, city):
    assert await result(name, governed(city, town(**MANUAL[name]))) == "manual"


@pytest.mark.parametrize("name", sorted(ASKED))
async def test_some_duties_are_always_asked(name, city):
    assert await result(name, city.node) == "manual"


async def test_a_node_of_nobody_fails_whatever_needs_somebody(node):
    for name in ("responsible", "feedback", *BROKEN.keys() - {"easy language", "sign language", "processor"}):
        assert await result(name, node.node) == "fail", name
    assert await result("vulnerabilities", node.node) == "fail"


@pytest.mark.parametrize(
    ("contributor", "kind", "found"),
    [
        ("", "municipality", "fail"),
        ("https://example.org/me", "municipality", "fail"),
        ("http://dcat-ap.de/def/contributors/musterhausen", "municipality", "ok"),
        ("", "association", "ok"),
    ],
)
async def test_a_public_body_needs_a_contributor_id(city, contributor, kind, found):
    node = governed(city, town(kind=kind))
    config = dataclasses.replace(node.config, open=dataclasses.replace(node.config.open, contributor_id=contributor))

    assert await result("contributor", dataclasses.replace(node, config=config)) == found


async def test_an_office_below_is_judged_as_well(city):
    office = {"key": "amt", "name": "Amt", "parent": "stadt", "channels": ["amt"], "email": "noreply@amt.example"}

    assert await result("imprint mail", governed(city, town(), office)) == "fail"
    assert await result("imprint", governed(city, town(), office)) == "ok"


async def test_a_person_whose_posts_are_automatic_fails(city):
    person = await city.create("anna")
    before = await result("automation", city.node)
    await publish(city.node, Actor(person), Draft(text="Pegel: 3 m", automated=True))
    service = await city.create("pegel", kind=Kind.SERVICE)
    await publish(city.node, Actor(service), Draft(text="Pegel: 3 m"))

    assert before == "ok"
    assert await result("automation", city.node) == "fail"
    report = await check.check(city.node, Ask({"json": True}, SAY))
    found = next(each for each in json.loads("\n".join(report.lines))["duties"] if each["duty"] == "automation")
    assert found["evidence"] == "anna"


async def test_a_member_for_which_nobody_votes_and_a_board_that_is_not_there_fail(city):
    def run_by(board):
        chosen = dataclasses.replace(city.node.config.cooperative, board=board)
        return dataclasses.replace(city.node, config=dataclasses.replace(city.node.config, cooperative=chosen))

    account = await city.create("anna")
    node = run_by("anna")
    by = Actor(city.node.itself)
    assert await result("votes", city.node) == "ok"
    assert await result("votes", run_by("niemand")) == "fail"
    assert await result("votes", node) == "ok"
    await add_member(node, by, MemberKind.PERSON, "Anna", accounts=["anna"])
    before = await result("votes", node)
    await create_login(city.node, account, email="anna@b.example", password_hash=None)

    assert (before, await result("votes", node)) == ("fail", "ok")
    assert any(each.key == "members" for each in processings(node.config))
    shown = await check.check(node, Ask({"dsgvo": True}, Say("de")))
    assert "Mitgliederverzeichnis und Abstimmungen der Genossenschaft" in shown.lines


async def test_acts_kept_for_good_fail(node):
    assert await result("retention", node.node) == "fail"


async def test_what_the_node_does_by_itself_is_ok(city):
    for name in ("processing register", "addresses", "least rights", "retention", "terms", "responsible", "feedback"):
        assert await result(name, city.node) == "ok", name
    assert await result("vulnerabilities", city.node) == "ok"


async def test_many_administrators_are_asked_about(city):
    for number in range(4):
        account = await city.create(f"chef{number}")
        await create_login(city.node, account, email=f"chef{number}@b.example", password_hash=None, role=Role.ADMIN)

    assert await result("least rights", city.node) == "manual"


async def test_texts_of_ones_own_change_what_is_found(city):
    by = Actor(city.node.itself)
    await set_text(city.node, by, "terms_of_service", "Unsere Bedingungen.")
    await set_text(city.node, by, "easy_language", "Hallo.")
    await add_rule(city.node, by, "Freundlich bleiben.")

    assert await result("terms", city.node) == "manual"
    assert await result("easy language", governed(city, town(easy_language_required=True))) == "ok"
    assert await result("netiquette", city.node) == "ok"


async def test_a_film_is_looked_at_by_people(city, tmp_path):
    (tmp_path / "dgs.webm").write_bytes(b"\0")

    film = town(easy_language_required=True, sign_language_video="dgs.webm")

    assert await result("sign language", governed(city, film)) == "manual"


async def test_a_barrier_nobody_answered_fails_after_a_month(city, clock):
    made = await report_hindrance(city.node, "Ich kann das Bild nicht lesen.", page="/@rathaus", email="a@b.example")
    first = await result("overdue", city.node)
    clock.move(days=31)
    late = await result("overdue", city.node)
    listed = "\n".join((await hindrance.show_all(city.node, Ask({}, SAY))).lines)
    shown = "\n".join((await hindrance.show(city.node, Ask({"reference": made.reference.lower()}, SAY))).lines)
    await hindrance.close(city.node, Ask({"reference": made.reference, "answer": "Bild beschrieben."}, SAY))
    closed = await city.store.read(lambda tx: tx.hindrances.get(made.reference))

    assert (first, late, await result("overdue", city.node)) == ("ok", "fail", "ok")
    assert made.reference in listed
    assert "a@b.example" in shown
    assert "Ich kann das Bild nicht lesen." in shown
    assert (closed.email, closed.answer) == ("", "Bild beschrieben.")
    with pytest.raises(NotFound):
        await hindrance.show(city.node, Ask({"reference": "B-XXXXXXXX"}, SAY))
    with pytest.raises(Invalid):
        await hindrance.close(city.node, Ask({"reference": made.reference, "answer": " "}, SAY))


async def test_a_request_nobody_answered_in_time_fails(city, clock):
    alone = await result("two persons", city.node)
    ada, bert = await two(city)
    carl = await city.create("carl")
    none = await result("authority requests", city.node)
    made = await asked(city, ada, carl)
    fresh = await result("authority requests", city.node)
    clock.move(days=11)
    late = await result("authority requests", city.node)
    report = "\n".join((await check.check(city.node, Ask({"recht": True}, SAY))).lines)
    await close_request(city.node, bert, made.id, Outcome.REFUSED, "kein Beschluss")

    assert (none, fresh, late, await result("authority requests", city.node)) == ("ok", "ok", "fail", "ok")
    assert (alone, await result("two persons", city.node)) == ("manual", "ok")
    assert f"time over: {made.id}" in report


async def test_people_nobody_told_fail(city):
    ada, bert = await two(city)
    made = await released(city, ada, bert, await city.create("carl"), REGISTERED)
    before = await result("people told", city.node)
    await make_extract(city.node, ada, made.id)
    after = await result("people told", city.node)
    await note_told(city.node, ada, made.id)

    kept = await result("authority requests", city.node)
    await take_extract(city.node, bert, made.id)
    await hand_over(city.node, bert, made.id)

    assert (before, after, await result("people told", city.node)) == ("ok", "fail", "ok")
    assert (kept, await result("authority requests", city.node)) == ("manual", "ok")


async def test_answered_barriers_are_forgotten_after_a_year(city, clock):
    made = await report_hindrance(city.node, "Zu klein.")
    await hindrance.close(city.node, Ask({"reference": made.reference, "answer": "Größer."}, SAY))
    clock.move(days=366)

    await city.store.write(lambda tx: tx.hindrances.prune(tx.now - timedelta(days=365)))

    assert await city.count("hindrances") == 0


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_register_of_processing_is_written_for_each_controller(city, language):
    club = {"key": "verein", "name": "Verein", "kind": "association", "channels": ["verein"]}
    node = governed(city, town(), club)
    words = Translator(language, city.node.catalogs)
    keys = [each.key for each in processings(node.config)]

    as_json = await check.check(node, Ask({"vvt": "json"}, Say(language)))
    as_csv = await check.check(node, Ask({"vvt": "csv"}, Say(language)))

    registers = json.loads("\n".join(as_json.lines))["registers"]
    assert [each["controller"]["name"] for each in registers] == ["Stadt Musterhausen", "Verein"]
    assert [each["key"] for each in registers[0]["processings"]] == keys
    for line in registers[0]["processings"]:
        assert all(line.values())
        assert line["purpose"] == words.t(f"register.{line['key']}.purpose")
    assert "DSG NRW" in registers[0]["processings"][0]["basis"]
    rows = list(csv.DictReader(io.StringIO("\n".join(as_csv.lines))))
    assert [row["key"] for row in rows] == keys * 2
    assert as_json.code == as_csv.code == 0


@pytest.mark.parametrize(
    ("language", "words"), [("de", ("Daten", "Grundlage", "Frist")), ("en", ("data", "basis", "period"))]
)
async def test_data_protection_is_proven_on_demand(city, language, words):  # row 88
    answer = await check.check(city.node, Ask({"dsgvo": True}, Say(language)))

    translator = Translator(language, city.node.catalogs)
    for each in processings(city.node.config):
        assert translator.t(f"register.{each.key}.purpose") in answer.lines
        assert any(translator.t(f"register.{each.key}.data") in line for line in answer.lines)
    counted = [sum(line.startswith(f"  {word}: ") for line in answer.lines) for word in words]
    assert counted == [len(processings(city.node.config))] * 3
    assert answer.code == 0
    assert not any("[§ 5 Abs. 1 Nr. 1, 2 DDG]" in line for line in answer.lines)
    assert any("[Art. 28 DSGVO]" in line for line in answer.lines)


async def test_a_duty_of_data_protection_that_fails_turns_only_its_own_check_red(city):
    node = governed(city, town(protection_email=None))

    protection = await check.check(node, Ask({"dsgvo": True}, SAY))
    law = await check.check(node, Ask({"recht": True}, SAY))

    assert (protection.code, law.code) == (1, 0)
    assert any("[§ 5 Abs. 1 Nr. 1, 2 DDG]" in line for line in law.lines)


async def test_a_node_of_nobody_has_a_register_too(node):
    answer = await check.check(node.node, Ask({"vvt": "json"}, SAY))

    assert json.loads("\n".join(answer.lines))["registers"][0]["controller"] is None


async def test_the_report_is_read_by_people_and_programs(city):
    for_people = await check.check(city.node, Ask({}, Say("de")))
    for_programs = await check.check(city.node, Ask({"json": True}, SAY))

    assert "Barrierefreiheit" in for_people.lines
    assert any("[§ 5 Abs. 1 Nr. 1, 2 DDG]" in line for line in for_people.lines)
    assert {each["duty"] for each in json.loads("\n".join(for_programs.lines))["duties"]} >= HERE


def test_every_legal_duty_has_a_case_here():
    by_itself = {"processing register", "addresses", "least rights", "retention", "terms", "responsible", "feedback"}
    others = {"votes", "contributor", "vulnerabilities", "automation", "overdue", "labels", "netiquette"}
    asked_for = {"authority requests", "two persons", "people told"}

    assert {*BROKEN, *MANUAL, *ASKED, *by_itself, *others, *asked_for} == HERE


def test_names_of_duties_are_given_once():
    names = [duty.name for duty in DUTIES]

    assert len(names) == len(set(names))
