"""Pages of the cooperative: everybody reads what is decided, members vote (A07, rows 33 and 34)."""

import gzip
import json

import pytest

from node.errors import Forbidden
from node.model.login import Role
from node.outbox.dumps import begin_dump
from node.outbox.members import leave
from node.outbox.motions import Terms, open_ballot, submit, submit_by_member
from tests.outbox.cooperative import founded
from tests.web.browser import Browser, person

HERE = "/genossenschaft/antraege/1"


@pytest.fixture
async def coop(database_url, clock, there, tmp_path):
    async with founded(database_url, clock, there, tmp_path, proxies=True) as made:
        yield made


async def member(coop, name, **more):
    """A member with a browser, logged in."""
    from node.model.member import MemberKind
    from node.outbox.members import add_member

    account = await coop.world.create(name)
    await person(coop.world, account, f"{name}@here.test")
    kind = more.pop("kind", MemberKind.PERSON)
    made = await add_member(coop.node, coop.itself, kind, name.title(), accounts=[name])
    browser = Browser(coop.world, **more)
    await browser.log_in(f"{name}@here.test")
    return made, browser


async def votes(coop):
    return await coop.world.count("open_votes") + await coop.world.count("urn_voters")


async def test_everybody_reads_what_is_moved_voted_on_and_decided(coop):
    reader = Browser(coop.world)
    assert "Noch gibt es keinen Antrag." in (await reader.get("/genossenschaft")).page.text
    await member(coop, "anna")
    await coop.motion("Neue Server", "Wir kaufen zwei.\nOder drei?")
    await submit(coop.node, "Neue <b>Farbe</b>", "Grün & rot.", "Vorstand")

    listed = await reader.get("/genossenschaft")
    assert "Netzgenossenschaft Musterhausen eG" in listed.page.text
    assert "Sie hat ein Mitglied." in listed.page.text
    assert "Anna" not in listed.page.text
    assert listed.page.links["Neue Server"] == HERE
    assert listed.page.text.index("Zur Abstimmung") < listed.page.text.index("In Aussprache")
    seen = await reader.get(HERE)
    assert "Wir kaufen zwei." in seen.page.text
    assert "mehr Stimmen dafür als dagegen" in seen.page.text
    assert all("Abstimmen" not in [each.text for each in form.buttons] for form in seen.page.forms)
    thread = await reader.get(seen.page.links["Aussprache: lesen und antworten"])
    assert "Wir kaufen zwei." in thread.page.text
    english = Browser(coop.world, language="en")
    assert "Votes are taken until" in (await english.get(HERE)).page.text
    assert "Genossenschaft" in (await reader.get("/")).page.links


async def test_a_member_votes_openly_changes_it_and_members_see_by_name(coop):
    _, anna = await member(coop, "anna")
    _, ben = await member(coop, "ben")
    motion = await coop.motion()

    await anna.get(HERE)
    assert (await anna.press("Abstimmen für Anna", stimme=[])).status == 422
    assert "Bitte wählen Sie Ja, Nein oder Enthaltung." in anna.page.text
    assert await votes(coop) == 0
    voted = await anna.press("Abstimmen für Anna", stimme="yes")
    assert (voted.status, voted.headers["Cache-Control"]) == (200, "no-store")
    await anna.get(HERE)
    assert 'value="yes" required checked' in anna.page.html
    await anna.press("Abstimmen für Anna", stimme="no")
    await ben.get(HERE)
    assert "Namentliche" not in ben.page.text
    await ben.press("Abstimmen für Ben", stimme="abstain")
    await coop.close(motion)

    await ben.log_in("ben@here.test")  # the session is over by now
    shown = (await ben.get(HERE)).page.text
    public = (await Browser(coop.world).get(HERE)).page.text
    assert "Namentliche Stimmen" in shown
    assert "Anna Nein" in shown
    assert "Ben Enthaltung" in shown
    assert "Anna" not in public
    assert "Ergebnis abgelehnt" in public
    assert "2 von 2 Stimmberechtigten" in public


async def test_a_secret_vote_is_asked_once_more_and_its_number_is_shown_once(coop):
    _, anna = await member(coop, "anna")
    motion = await coop.motion(secret=True)

    await anna.get(HERE)
    sure = await anna.press("Abstimmen für Anna", stimme="no")
    assert "Ist das Ihre Stimme?" in sure.page.text
    assert await votes(coop) == 0
    voted = await anna.press("Ja, so abstimmen")
    assert (voted.status, voted.headers["Cache-Control"]) == (200, "no-store")
    [(receipt, wanted)] = [
        (each.receipt, each.vote.value) for each in await coop.world.store.read(lambda tx: tx.motions.urn(1))
    ]
    assert receipt in voted.page.text
    again = await anna.get(HERE)
    assert receipt not in again.page.html
    assert "Für dieses Mitglied ist abgestimmt." in again.page.text
    token = dict(next(form for form in again.page.forms if form.action.endswith("/abmelden")).fields)["marke"]
    for sure_word in ("", "1"):
        typed = {"marke": token, "mitglied": "1", "stimme": "yes", "sicher": sure_word}
        assert (await anna.send(f"{HERE}/abstimmen", typed, Origin=coop.world.origin)).status == 409
    await coop.close(motion)

    minutes = (await Browser(coop.world).get(HERE)).page.text
    assert f"{receipt} Nein" in minutes
    assert wanted == "no"
    await anna.log_in("anna@here.test")
    assert "Namentliche" not in (await anna.get(HERE)).page.text
    assert "/abmelden" in anna.page.html


async def test_who_is_no_member_is_refused_and_sees_no_form(coop):
    await member(coop, "anna")
    await coop.motion(secret=True)
    await person(coop.world, await coop.world.create("fremd"), "fremd@here.test", role=Role.ADMIN)
    stranger = Browser(coop.world)
    await stranger.log_in("fremd@here.test")
    seen = await stranger.get(HERE)
    assert "Ihre Stimme" not in seen.page.text
    token = dict(next(form for form in seen.page.forms if form.action.endswith("/abmelden")).fields)["marke"]

    for member_number, status in (("1", 403), ("99", 403), ("x", 403), ("", 403), ("9" * 30, 403)):
        for sure in ("", "1"):
            typed = {"marke": token, "mitglied": member_number, "stimme": "yes", "sicher": sure}
            answer = await stranger.send(f"{HERE}/abstimmen", typed, Origin=coop.world.origin)
            assert answer.status == status
    assert (
        await stranger.send(f"{HERE}/vollmacht", {"marke": token, "mitglied": "1"}, Origin=coop.world.origin)
    ).status in {403, 422}
    assert await votes(coop) == 0
    for path in ("17", "9" * 19):
        assert (await stranger.get(f"/genossenschaft/antraege/{path}")).status == 404


async def test_a_member_lets_another_one_vote(coop):
    anna, annas = await member(coop, "anna")
    ben, bens = await member(coop, "ben")
    motion = await coop.motion()

    await annas.get(HERE)
    assert (await annas.press("Vollmacht geben", bevollmaechtigt="17")).status == 422
    assert "Bitte geben Sie die Nummer eines anderen Mitglieds an." in annas.page.text
    given = await annas.press("Vollmacht geben", bevollmaechtigt=str(ben.number))
    assert "Die Vollmacht ist eingetragen." in given.page.text
    assert f"Mitglied {ben.number} darf für Sie abstimmen." in given.page.text
    assert "In Vertretung: Anna" in (await bens.get(HERE)).page.text
    await annas.press("Vollmacht widerrufen")
    assert "In Vertretung" not in (await bens.get(HERE)).page.text
    await annas.press("Vollmacht geben", bevollmaechtigt=str(ben.number))
    await bens.get(HERE)
    await bens.press("Abstimmen für Anna", stimme="yes")
    decided = await coop.close(motion)

    assert (decided.tally.yes, decided.tally.entitled) == (1, 2)
    assert anna.number == 1


async def test_a_page_that_is_kept_changes_with_the_register_and_the_ballot(coop):
    reader = Browser(coop.world)
    anna, _ = await member(coop, "anna")
    motion = await coop.motion()
    assert "Sie hat ein Mitglied." in (await reader.get("/genossenschaft")).page.text
    assert "Abgestimmt wird bis" in (await reader.get(HERE)).page.text

    await leave(coop.node, coop.itself, anna.number)
    assert "Noch hat sie keine Mitglieder." in (await reader.get("/genossenschaft")).page.text
    coop.world.clock.move(days=14)
    assert "Die Stimmen werden ausgezählt." in (await reader.get(HERE)).page.text
    await coop.close(motion)

    assert "Entschieden am" in (await reader.get(HERE)).page.text
    assert "Entschieden" in (await reader.get("/genossenschaft")).page.text


async def test_what_was_decided_stands_on_the_transparency_page(coop):
    reader = Browser(coop.world)
    assert "Noch haben die Mitglieder über keinen Antrag abgestimmt." in (await reader.get("/transparenz")).page.text
    await member(coop, "anna")
    await coop.close(await coop.motion("Regeln für die Aufnahme"))
    coop.world.clock.move(minutes=31)

    seen = await reader.get("/transparenz")

    assert seen.page.links["Regeln für die Aufnahme"] == HERE
    assert "abgelehnt" in seen.page.text


async def test_without_a_cooperative_there_is_no_page(node):
    reader = Browser(node)

    for path in ("/genossenschaft", HERE):
        assert (await reader.get(path)).status == 404
    assert "Genossenschaft" not in (await reader.get("/")).page.links
    assert "Beschlüsse der Mitglieder" not in (await reader.get("/transparenz")).page.text
    for path in ("/open/v1/motions", "/open/v1/motions/1", "/open/v1/motions/1/minutes"):
        assert (await node.get(path)).status == 404


NEW = "/genossenschaft/neuer-antrag"
MOVED = {"titel": "Mehr Fahrräder", "text": "Wir kaufen\ndrei Räder."}


async def test_a_member_moves_something_and_it_can_be_discussed_and_voted_on(coop):
    made, browser = await member(coop, "anna")
    await browser.get("/genossenschaft")
    await browser.get(browser.page.links["Antrag stellen"])

    seen = await browser.press("Antrag veröffentlichen", **MOVED)

    assert seen.path.partition("?")[0] == HERE
    assert "Ihr Antrag ist veröffentlicht." in seen.page.text
    assert "Wir kaufen" in seen.page.text
    assert made.name not in await coop.world.page(HERE)  # nobody asked to be named
    thread = await browser.get(seen.page.links["Aussprache: lesen und antworten"])
    assert "Mehr Fahrräder" in thread.page.text
    opened = await open_ballot(coop.node, 1, Terms())
    assert (opened.title, opened.text) == (MOVED["titel"], MOVED["text"])
    anna = await coop.actor("anna")
    [act] = [
        each
        for each in await coop.world.store.read(lambda tx: tx.acts.of_login(anna.login_id))
        if each.kind.value == "propose"
    ]
    assert act.object_uri.endswith(HERE)


async def test_by_name_where_the_member_says_so(coop):
    await member(coop, "anna")
    _, browser = await member(coop, "bernd")
    await browser.get(NEW)

    await browser.press("Antrag veröffentlichen", namentlich="1", **MOVED)

    page = await coop.world.page(HERE)
    assert ("Bernd" in page, "Anna" in page) == (True, False)


async def test_who_is_no_member_moves_nothing(coop):
    carl = await coop.world.create("carl")
    await person(coop.world, carl, "carl@here.test")
    browser = Browser(coop.world)
    asked = await browser.get(NEW)
    await browser.log_in("carl@here.test")

    assert (asked.status, (await browser.get(NEW)).status) == (401, 403)
    with pytest.raises(Forbidden):
        await submit_by_member(coop.node, await coop.actor("carl"), 1, "Titel", "Text")
    assert await coop.world.count("motions") == 0


async def test_nobody_moves_for_somebody_elses_member_nor_after_leaving(coop):
    other, _ = await member(coop, "anna")
    made, browser = await member(coop, "bernd")
    await browser.get(NEW)

    forged = await browser.press("Antrag veröffentlichen", mitglied=str(other.number), **MOVED)
    await leave(coop.node, coop.itself, made.number)
    late = await browser.press("Antrag veröffentlichen", mitglied=str(made.number), **MOVED)

    assert (forged.status, late.status) == (422, 403)
    assert await coop.world.count("motions") == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"titel": " "}, "Der Titel fehlt."),
        ({"titel": "x" * 201}, "Der Titel hat höchstens 200 Zeichen."),
        ({"text": "\n"}, "Der Wortlaut fehlt."),
        ({"text": "x" * 4_001}, "Der Wortlaut hat höchstens 4.000 Zeichen."),
    ],
)
async def test_what_is_wrong_with_a_motion_is_said_and_nothing_is_lost(coop, typed, said):
    _, browser = await member(coop, "anna")
    await browser.get(NEW)

    seen = await browser.press("Antrag veröffentlichen", **MOVED | typed)

    assert (seen.status, said in seen.page.text) == (422, True)
    form, _ = seen.page.form_with("Antrag veröffentlichen")
    kept = next(name for name in MOVED if name not in typed)
    assert MOVED[kept] in dict(form.fields)[kept]
    assert await coop.world.count("motions") == 0


async def test_nobody_moves_things_all_day(coop):
    _, browser = await member(coop, "anna", language="en")
    for _ in range(3):
        await browser.get(NEW)
        await browser.press("Publish the motion", **MOVED)

    await browser.get(NEW)
    refused = await browser.press("Publish the motion", **MOVED)
    coop.world.clock.move(hours=25)
    await browser.get(NEW)
    again = await browser.press("Publish the motion", **MOVED)

    assert (refused.status, "You have moved several things today already." in refused.page.text) == (422, True)
    assert again.path.partition("?")[0] == "/genossenschaft/antraege/4"


async def test_what_was_decided_is_in_the_dumps_and_the_catalogue(coop):
    anna, _ = await member(coop, "anna")
    decided = await coop.motion("Neue Server", "Wir kaufen zwei.")
    await coop.vote(await coop.actor("anna"), decided, anna, "yes")
    await coop.close(decided)
    await submit(coop.node, "Noch offen", "Wer weiß?")
    await begin_dump(coop.node, "2026-11-29")
    await coop.world.work()

    dumped = await (await coop.world.get("/open/v1/dumps/2026-11-29/motions.ndjson.gz")).read()
    [line] = [json.loads(each) for each in gzip.decompress(dumped).splitlines()]
    [listed] = [each for each in (await coop.world.json("/open/v1/motions"))["items"] if each["stage"] == "decided"]

    assert line == listed
    assert (line["title"], line["votes"]) == ("Neue Server", {"yes": 1, "no": 0, "abstain": 0})
    assert "catalog#beschluesse" in await coop.world.page("/catalog.ttl")


async def test_without_a_cooperative_the_catalogue_names_no_motions(node):
    assert "catalog#beschluesse" not in await node.page("/catalog.ttl")
