"""Whoever runs a channel does everything with the mouse or the keyboard; and everybody who can read a question sees where it
stands (A08, row 74)."""

from node.model.account import Actor
from node.model.case import CaseState
from node.model.template import Template, TemplateKind
from node.outbox.cases import pass_on
from node.outbox.templates.keep import add_template
from tests.cases.story import all_work, asks, case_now, to
from tests.outbox.story import acts
from tests.web.browser import Browser, person


async def desk_of(world, account):
    """Logged in as that channel."""
    await person(world, account, f"{account.name}@here.test")
    browser = Browser(world)
    await browser.log_in(f"{account.name}@here.test")
    return browser


async def test_from_the_question_to_the_answer_of_the_neighbour(node, neighbour, town, other_town, citizen, there):
    note = citizen.note("Wann wird der Radweg gebaut?", **to(town))
    await citizen.deliver(citizen.create(note), node, now=node.clock())
    await node.work()
    page = f"/@cem@there.test:{there.port}/{(await node.find_post(note['id'])).id}"
    desk, reader = await desk_of(node, town), Browser(node)
    assert "Frage" not in (await reader.get(page)).page.text

    await desk.get(page)
    await desk.press("Als Vorgang aufnehmen")
    assert desk.page.links["Vorgänge"] == "/vorgaenge"
    assert "Wann wird der Radweg gebaut?" in desk.page.text
    assert "Stadt Musterhausen: Frage eingegangen." in (await reader.get(page)).page.text

    await desk.press("Übernehmen")
    assert "Stadt Musterhausen: Frage wird bearbeitet." in (await reader.get(page)).page.text
    handle = f"@nachbarstadt@{neighbour.node.addresses.account_domain}"
    seen = await desk.press("Als Stadt Musterhausen abgeben", an=handle)
    assert "Der Vorgang ist auf dem neuen Stand." in seen.page.text
    seen = await desk.get("/vorgaenge?zeige=abgegeben")
    assert "abgegeben an Nachbarstadt" in seen.page.text
    assert "Frage abgegeben an Nachbarstadt." in (await reader.get(page)).page.text
    await all_work(node, neighbour)

    theirs = await desk_of(neighbour, other_town)
    seen = await theirs.get("/vorgaenge")
    assert "abgegeben von Stadt Musterhausen" in seen.page.text
    assert "Wann wird der Radweg gebaut?" in seen.page.text
    await theirs.press("Übernehmen")
    await all_work(neighbour, node)
    assert "wird dort bearbeitet" in (await reader.get(page)).page.text
    await theirs.press("Als Nachbarstadt antworten", antwort="Im Mai beginnt der Bau.")
    await all_work(neighbour, node)

    seen = await reader.get(page)
    assert "Frage abgegeben an Nachbarstadt, beantwortet von Nachbarstadt." in seen.page.text
    answer = await reader.get(seen.page.links["Zur Antwort"])
    assert "Im Mai beginnt der Bau." in answer.page.text
    english = Browser(node, language="en")
    assert "answered by Nachbarstadt" in (await english.get(page)).page.text
    assert "beantwortet" in (await desk.get("/vorgaenge?zeige=erledigt")).page.text


async def test_what_is_typed_wrong_is_said_and_nothing_is_lost(node, town, citizen):
    _, case = await asks(node, town, citizen)
    desk = await desk_of(node, town)
    await desk.get("/vorgaenge")

    seen = await desk.press("Als Stadt Musterhausen abgeben", an="@x@weg.example")
    assert (seen.status, "Der andere Server antwortet zurzeit nicht." in seen.page.text) == (422, True)
    seen = await desk.press("Als Stadt Musterhausen abgeben", an="@niemand", text="Gehört dorthin.")
    assert (seen.status, "Unter dieser Adresse haben wir niemanden gefunden." in seen.page.text) == (422, True)
    form, _ = seen.page.form_with("Als Stadt Musterhausen abgeben")
    assert ("an", "@niemand") in form.fields
    assert ("text", "Gehört dorthin.") in form.fields
    seen = await desk.press("Als Stadt Musterhausen abgeben", an="stadt")
    assert (seen.status, "Dorthin kann diese Frage nicht abgegeben werden." in seen.page.text) == (422, True)
    seen = await desk.press("Als Stadt Musterhausen antworten", antwort=" ")
    assert (seen.status, "Bitte schreiben Sie eine Antwort" in seen.page.text) == (422, True)
    assert (await case_now(node, case)).state is CaseState.RECEIVED
    await desk.press("Ohne Antwort abschließen")
    assert (await case_now(node, case)).state is CaseState.CLOSED
    seen = await desk.send(f"/vorgaenge/{case.id}", {**dict(form.fields), "tun": "antworten"}, Origin=node.origin)
    assert (seen.status, "jemand war schneller" in seen.page.text.lower()) == (422, True)


async def test_another_channels_cases_are_not_shown_and_not_touched(node, town, citizen):
    _, case = await asks(node, town, citizen, "Geheim?", to=[town.uri], cc=[])
    other = await node.create("bauamt", kind=town.kind)
    desk = await desk_of(node, other)

    seen = await desk.get("/vorgaenge")
    form = seen.page.forms[-1]
    touched = await desk.send(f"/vorgaenge/{case.id}", {**dict(form.fields), "tun": "nehmen"}, Origin=node.origin)

    assert "Geheim?" not in seen.page.text
    assert touched.status == 404
    assert (await case_now(node, case)).state is CaseState.RECEIVED
    assert (await Browser(node).get("/vorgaenge")).status == 401
    alice = await desk_of(node, await node.create("alice"))
    post = await node.store.read(lambda tx: tx.posts.find_by_uri(case.question_uri))
    refused = await alice.send(f"/beitrag/{post.id}/vorgang", {**dict(alice.page.forms[-1].fields)}, Origin=node.origin)
    assert refused.status == 404


async def test_a_direct_answer_to_a_public_question_leads_nobody_to_it(node, town, citizen, there):
    note, case = await asks(node, town, citizen)
    peer = there.actor("amt", host="elsewhere.test", kind="Service")
    await pass_on(node.node, acts(town), case.id, f"amt@elsewhere.test:{there.port}")
    await node.work()
    reply = peer.note("Nur für Sie.", inReplyTo=note["id"], to=[citizen.uri, town.uri], cc=[],
        tag=[*to(town)["tag"], *to(citizen)["tag"]])  # fmt: skip
    await peer.deliver(peer.create(reply), town, now=node.clock())
    await node.work()

    page = f"/@cem@there.test:{there.port}/{(await node.find_post(note['id'])).id}"
    seen = await Browser(node).get(page)
    assert "beantwortet von Amt." in seen.page.text
    assert "Zur Antwort" not in seen.page.links
    desk = await desk_of(node, town)
    assert "Zur Antwort" in (await desk.get(page)).page.links


async def test_a_canned_answer_names_who_asked_and_settles_the_case(node, town, citizen):
    """E3: from elsewhere, no wider than the question."""
    link, text = "https://www.here.test/ausweis", "Guten Tag {name}, das geht hier: {link}"
    made = Template(key="", kind=TemplateKind.ANSWER, name="Das geht online", text=text, link=link)
    made = await add_template(node.node, Actor(node.node.itself), made)
    _, case = await asks(node, town, citizen)
    desk = await desk_of(node, town)
    await desk.get("/vorgaenge")

    await desk.get(next(path for path in desk.page.links.values() if "antwort_auf" in path))
    await desk.press("Einsetzen", vorlage=made.key)
    await desk.press("Als Stadt Musterhausen veröffentlichen")
    await node.work()

    assert (await case_now(node, case)).state is CaseState.ANSWERED
    sent = citizen.received("Create")[-1]["object"]
    assert link in sent["content"]
    assert citizen.uri in [each["href"] for each in sent["tag"] if each["type"] == "Mention"]
