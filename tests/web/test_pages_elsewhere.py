"""A visitor with an account elsewhere follows, answers and passes on from there; and our people come in from other servers
the same way (issue 4, C1, FEP-3b86)."""

from urllib.parse import parse_qsl, quote, urlsplit

import pytest
import pytest_asyncio
from aiohttp import web

from node.federation.intents import NAMESPACE, SUBSCRIBE
from tests.web.browser import PASSWORD, Browser, person
from tests.web.programs import Left, Traveller

BUTTONS = {
    "antworten": "Weiter zum Antworten",
    "teilen": "Weiter zum Teilen",
    "gefaellt-mir": "Weiter zu Ihrem Server",
    "weitersagen": "Weiter zum Schreiben",
}


@pytest.fixture
def visitor(node):
    return Traveller(node)


@pytest_asyncio.fixture
async def post(node, alice):
    return await node.post(alice, "Die Bücherei öffnet wieder.")


def home(there, name="erika", host="heim.test", **templates):
    """A server that names these templates for its `name`."""
    origin = there.origin(host)
    handle = f"{name}@{urlsplit(origin).netloc}"
    links = [
        {"rel": SUBSCRIBE if intent == "subscribe" else NAMESPACE + intent, "template": template.replace("~", origin)}
        for intent, template in templates.items()
    ]
    there.fingers[handle] = {"subject": f"acct:{handle}", "links": links}
    return f"@{handle}"


def says_it_is(there, software, host="heim.test"):
    origin = there.origin(host)
    there.serve(
        {"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": f"{origin}/nodeinfo/2.0"}]},
        at=f"{origin}/.well-known/nodeinfo",
    )
    there.serve({"version": "2.0", "software": {"name": software, "version": "1"}}, at=f"{origin}/nodeinfo/2.0")


async def go(visitor, path, label, handle):
    """Where the browser is sent."""
    await visitor.get(path)
    with pytest.raises(Left):
        await visitor.press(label, fediverse=handle)
    return visitor.went


async def test_a_long_post_does_not_stand_between_the_visitor_and_the_field(node, alice, visitor):
    """Whoever answers has read it: its beginning is enough, and the way to the rest."""
    short, long = await node.post(alice, "Kurz."), await node.post(alice, "Anfang. " + "Wort " * 200 + "Ende.")

    brief = (await visitor.get(f"/beitrag/{long.id}/anderswo")).page
    whole = (await visitor.get(f"/beitrag/{short.id}/anderswo")).page

    assert "Anfang." in brief.text
    assert "Ende." not in brief.text
    assert brief.links["Ganzen Beitrag lesen"] == f"/@alice/{long.id}"
    assert "Kurz." in whole.text
    assert "Ganzen Beitrag lesen" not in whole.links


# The way out


async def test_a_visitor_follows_from_the_profile_by_an_intent(node, alice, visitor, there):
    handle = home(there, Follow="~/intents/follow?id={object}&back={on-success}")
    await visitor.get("/@alice")

    path = visitor.page.links["Folgen"]
    went = await go(visitor, path, "Weiter zum Folgen", handle)

    assert went == f"{there.origin('heim.test')}/intents/follow?id={quote(alice.uri, safe='')}&back="


@pytest.mark.parametrize(
    ("word", "intent", "parameter"),
    [("antworten", "Create", "inReplyTo"), ("teilen", "Announce", "object"), ("gefaellt-mir", "Like", "object")],
)
async def test_each_act_on_a_post_has_its_intent(node, post, visitor, there, word, intent, parameter):
    handle = home(there, **{intent: f"~/tu-es?id={{{parameter}}}", "subscribe": "~/falsch?uri={uri}"})

    went = await go(visitor, f"/beitrag/{post.id}/anderswo?tun={word}", BUTTONS[word], handle)

    assert went == f"{there.origin('heim.test')}/tu-es?id={quote(post.uri, safe='')}"


async def test_the_page_of_a_post_offers_it_as_plain_links(node, post, visitor):
    await visitor.get(f"/@alice/{post.id}")

    links = visitor.page.links
    assert links["Antworten"] == f"/beitrag/{post.id}/anderswo?tun=antworten"
    assert links["Teilen"] == f"/beitrag/{post.id}/anderswo?tun=teilen"
    assert links["Gefällt mir"] == f"/beitrag/{post.id}/anderswo?tun=gefaellt-mir"


async def test_a_server_that_knows_only_ostatus_serves_too(node, alice, visitor, there):
    handle = home(there, subscribe="~/authorize_interaction?uri={uri}")

    went = await go(visitor, f"/kanal/{alice.id}/anderswo", "Weiter zum Folgen", handle)

    assert went == f"{there.origin('heim.test')}/authorize_interaction?uri={quote(alice.uri, safe='')}"


async def test_a_post_is_told_of_in_words_where_a_server_takes_text(node, post, visitor, there):
    handle = home(there, Create="~/share?text={content}")

    went = await go(visitor, f"/beitrag/{post.id}/anderswo?tun=weitersagen", BUTTONS["weitersagen"], handle)

    text = dict(parse_qsl(urlsplit(went).query))["text"]
    assert text == f"alice: Die Bücherei öffnet wieder.\n\n{node.origin}/@alice/{post.id}"


async def test_of_a_known_program_the_usual_address_is_taken(node, post, visitor, there):
    handle = home(there)
    says_it_is(there, "Mastodon")

    went = await go(visitor, f"/beitrag/{post.id}/anderswo?tun=weitersagen", BUTTONS["weitersagen"], handle)

    assert went.startswith(f"{there.origin('heim.test')}/share?text=alice%3A%20Die%20B")


async def test_the_server_alone_is_enough(node, alice, visitor, there):
    home(there, name="heim.test", subscribe="~/authorize_interaction?uri={uri}")
    host = urlsplit(there.origin("heim.test")).netloc

    went = await go(visitor, f"/kanal/{alice.id}/anderswo", "Weiter zum Folgen", host)

    assert went.startswith(f"{there.origin('heim.test')}/authorize_interaction?uri=")


async def test_a_server_that_says_nothing_gets_honest_words(node, alice, visitor, there):
    handle = home(there)
    await visitor.get(f"/kanal/{alice.id}/anderswo")

    seen = await visitor.press("Weiter zum Folgen", fediverse=handle)

    assert seen.status == 200
    assert "sagt nicht, wo das geht" in seen.page.text
    assert f'value="{alice.uri}"' in seen.page.html
    guess = f"{there.origin('heim.test')}/authorize_interaction?uri={quote(alice.uri, safe='')}"
    assert guess in seen.page.links.values()


async def test_who_lives_here_stays_here(node, alice, visitor):
    await visitor.get(f"/kanal/{alice.id}/anderswo")

    seen = await visitor.press("Weiter zum Folgen", fediverse=f"@alice@{urlsplit(node.origin).netloc}")

    assert seen.path.startswith("/authorize_interaction?uri=")
    assert seen.status == 401
    assert "Anmelden" in seen.page.text


async def test_a_post_from_elsewhere_is_named_by_its_own_id(node, alice, visitor, there, bob):
    note = bob.note("Hallo Rathaus.", cc=[alice.uri])
    await bob.deliver(bob.create(note), node)
    await node.work()
    stored = await node.find_post(note["id"])
    handle = home(there, Like="~/like?id={object}")

    went = await go(visitor, f"/beitrag/{stored.id}/anderswo?tun=gefaellt-mir", BUTTONS["gefaellt-mir"], handle)

    assert went == f"{there.origin('heim.test')}/like?id={quote(note['id'], safe='')}"


# What goes wrong


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Bitte geben Sie Ihre Adresse"),
        ("@erika", "keine Adresse im Fediverse"),
        ("javascript:alert(1)", "keine Adresse im Fediverse"),
        ("@erika@nirgends.example", "nirgends.example antwortet nicht"),
        ("@erika@127.0.0.9:22@x", "keine Adresse im Fediverse"),
        ("@erika@10.0.0.1", "Mit 10.0.0.1 spricht dieser Server nicht"),
        ("@erika@drucker.local", "Mit drucker.local spricht dieser Server nicht"),
        ("https://169.254.169.254/latest", "Mit 169.254.169.254 spricht dieser Server nicht"),
    ],
)
async def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    node, alice, visitor, typed, words
):  # T-093
    await visitor.get(f"/kanal/{alice.id}/anderswo")

    seen = await visitor.press("Weiter zum Folgen", fediverse=typed)

    assert seen.status == 422
    assert words in seen.page.text
    assert 'aria-describedby="fehler-fediverse hilfe-fediverse"' in seen.page.html
    assert dict(seen.page.form_with("Weiter zum Folgen")[0].fields)["fediverse"] == typed


async def test_nobody_so_called_is_told(node, alice, visitor, there):
    home(there)
    await visitor.get(f"/kanal/{alice.id}/anderswo")

    seen = await visitor.press("Weiter zum Folgen", fediverse=f"@niemand@heim.test:{there.port}")

    assert seen.status == 422
    assert "kennt niemanden mit diesem Namen" in seen.page.text


@pytest.mark.parametrize(
    "template",
    [
        "javascript:alert('{object}')",
        "https://10.1.2.3/?uri={object}",
        "https://intranet/?uri={object}",
        "http://draussen.example/?uri={object}",
        "//draussen.example/?uri={object}",
        "https://draussen.example/\r\nSet-Cookie: a=b{object}",
    ],
)
async def test_a_hostile_template_leads_nowhere(node, alice, visitor, there, template):  # T-093
    handle = home(there, Follow=template)
    await visitor.get(f"/kanal/{alice.id}/anderswo")

    seen = await visitor.press("Weiter zum Folgen", fediverse=handle)

    assert seen.status == 200
    assert "sagt nicht, wo das geht" in seen.page.text
    assert template.partition("{")[0].strip() not in seen.page.html


@pytest.mark.parametrize(
    "to", ["http://10.0.0.5/x", "https://169.254.169.254/x", "http://[::1]/x", "http://localhost/x"]
)
async def test_a_redirect_into_the_house_is_not_followed(node, alice, visitor, there, to):  # T-093
    origin = there.origin("heim.test")
    handle = f"erika@{urlsplit(origin).netloc}"
    finger = f"{origin}/.well-known/webfinger?resource={quote(f'acct:{handle}')}"
    there.documents[finger] = (200, lambda _request: web.Response(status=302, headers={"Location": to}))
    await visitor.get(f"/kanal/{alice.id}/anderswo")

    seen = await visitor.press("Weiter zum Folgen", fediverse=f"@{handle}")

    assert seen.status == 422
    assert [url for _, url in there.requests] == [finger]


async def test_a_form_of_another_site_sends_nobody_anywhere(node, alice, visitor, there):  # T-239
    handle = home(there, Follow="~/follow?id={object}")

    seen = await visitor.send(
        f"/kanal/{alice.id}/anderswo",
        {"fediverse": handle},
        Origin="https://evil.test",
        **{"Sec-Fetch-Site": "cross-site"},
    )

    assert seen.status == 403
    assert not there.requests


async def test_looking_asks_nobody_and_leaves_nothing(node, alice, post, visitor, there):  # T-098, M23
    for path in (f"/kanal/{alice.id}/anderswo?fediverse=@erika@heim.test", f"/beitrag/{post.id}/anderswo?tun=teilen"):
        seen = await visitor.get(path)
        assert seen.status == 200
        assert "noindex" in seen.page.html

    assert there.requests == []
    assert visitor.cookies == {}


async def test_what_was_typed_is_kept_nowhere(node, alice, visitor, there, caplog):  # M23, T-148
    handle = home(there, Follow="~/follow?id={object}")
    before = await node.count("accounts")

    await go(visitor, f"/kanal/{alice.id}/anderswo", "Weiter zum Folgen", handle)

    assert await node.count("accounts") == before
    assert await node.count("jobs") == 0
    assert visitor.cookies == {}
    assert "erika" not in caplog.text


async def test_only_a_visitors_own_server_is_where_a_form_may_lead(node, alice, visitor):
    seen = await visitor.get(f"/kanal/{alice.id}/anderswo")

    assert "form-action 'self' https:" in seen.headers["Content-Security-Policy"]
    assert "default-src 'none'" in seen.headers["Content-Security-Policy"]


async def test_who_asks_again_and_again_has_to_wait(make_node, there):  # T-098
    node = await make_node(limits={"enabled": True, "lookups_per_visitor_per_minute": 2})
    alice = await node.create("alice")
    visitor = Traveller(node)
    handle = home(there)

    statuses = []
    for _ in range(4):
        await visitor.get(f"/kanal/{alice.id}/anderswo")
        statuses.append((await visitor.press("Weiter zum Folgen", fediverse=handle)).status)

    assert statuses == [200, 200, 429, 429]
    assert visitor.seen.headers["Retry-After"]
    assert "sehr oft" in visitor.page.text


async def test_what_not_everybody_may_read_is_not_offered(node, alice, visitor):
    post = await node.post(alice, "Nur für die, die folgen.", visibility="followers")

    assert (await visitor.get(f"/beitrag/{post.id}/anderswo?tun=teilen")).status == 404
    assert (await visitor.get("/beitrag/99/anderswo")).status == 404
    assert (await visitor.get("/kanal/99/anderswo")).status == 404
    assert (await visitor.get(f"/kanal/{'9' * 30}/anderswo")).status == 404


async def test_an_unknown_act_is_an_answer(node, post, visitor):
    seen = await visitor.get(f"/beitrag/{post.id}/anderswo?tun=loeschen")

    assert "alice antworten" in seen.page.text


async def test_it_is_all_there_in_english(node, post, there):
    visitor = Traveller(node, language="en")
    handle = home(there)
    await visitor.get(f"/beitrag/{post.id}/anderswo?tun=antworten")

    seen = await visitor.press("Continue to reply", fediverse=handle)

    assert "does not say where to do this" in seen.page.text


# The way in


@pytest_asyncio.fixture
async def member(node, alice):
    await person(node, alice)
    browser = Browser(node)
    await browser.log_in("alice@here.test")
    return browser


async def test_webfinger_names_our_intents(node, alice):
    links = (await node.json("/.well-known/webfinger?resource=acct:alice@here.test:" + node.origin.rpartition(":")[2]))[
        "links"
    ]

    templates = {link["rel"]: link["template"] for link in links if "template" in link}
    assert templates == {
        SUBSCRIBE: f"{node.origin}/authorize_interaction?uri={{uri}}",
        f"{NAMESPACE}Follow": f"{node.origin}/authorize_interaction?uri={{object}}&tun=folgen",
        f"{NAMESPACE}Like": f"{node.origin}/authorize_interaction?uri={{object}}&tun=gefaellt-mir",
        f"{NAMESPACE}Announce": f"{node.origin}/authorize_interaction?uri={{object}}&tun=teilen",
        f"{NAMESPACE}Object": f"{node.origin}/authorize_interaction?uri={{object}}",
        f"{NAMESPACE}Create": f"{node.origin}/teilen?text={{content}}&auf={{inReplyTo}}",
    }


async def test_somebody_logged_in_comes_to_the_profile_they_want_to_follow(node, member, bob):
    seen = await member.get(f"/authorize_interaction?uri={quote(bob.uri, safe='')}&tun=folgen")

    assert seen.path == f"/@bob@{urlsplit(bob.uri).netloc}"
    await member.press("Bob folgen")
    await node.work()
    assert bob.received("Follow")


async def test_and_to_the_post_and_to_the_answer(node, member, bob):
    note = bob.server.serve(bob.note("Was meint das Rathaus?"))
    address = quote(note["id"], safe="")

    read = await member.get(f"/authorize_interaction?uri={address}&tun=teilen")
    answering = await member.get(f"/authorize_interaction?uri={address}&tun=antworten")

    assert read.path.startswith("/@bob@")
    assert answering.path.startswith("/verfassen?antwort_auf=")
    assert "Was meint das Rathaus?" in answering.page.text


async def test_a_handle_serves_as_an_address(node, member, bob):
    seen = await member.get(f"/authorize_interaction?uri=acct:bob@{urlsplit(bob.uri).netloc}")

    assert seen.path == f"/@bob@{urlsplit(bob.uri).netloc}"


async def test_who_is_not_logged_in_logs_in_and_goes_on(node, alice, bob):
    await person(node, alice)
    browser = Browser(node)
    asked = await browser.get(f"/authorize_interaction?uri={quote(bob.uri, safe='')}")

    seen = await browser.press("Anmelden", adresse="alice@here.test", passwort=PASSWORD)

    assert asked.status == 401
    assert seen.path == f"/@bob@{urlsplit(bob.uri).netloc}"


@pytest.mark.parametrize(
    "uri", ["", "https://nirgends.example/x", "javascript:alert(1)", "x" * 5_000, "acct:", "@@@", "%00"]
)
async def test_what_is_not_found_is_told(node, member, uri):
    seen = await member.get(f"/authorize_interaction?uri={quote(uri, safe='')}")

    assert seen.status in {400, 404}


async def test_nothing_is_done_by_looking(node, member, alice, bob):  # T-239
    await member.get(f"/authorize_interaction?uri={quote(bob.uri, safe='')}&tun=folgen")
    await node.work()

    assert bob.received("Follow") == []
    assert await node.count("follows") == 0


async def test_a_text_begun_elsewhere_waits_in_the_form(node, member):
    seen = await member.get("/teilen?text=Sehr%20lesenswert&url=https%3A%2F%2Fstadt.example%2F1")

    form, _ = seen.page.form_with("Als alice veröffentlichen")
    assert dict(form.fields)["text"] == "Sehr lesenswert\n\nhttps://stadt.example/1"
    assert (await member.get("/share?text=Auch%20so")).status == 200


async def test_an_answer_begun_elsewhere_knows_what_it_answers(node, member, bob):
    note = bob.server.serve(bob.note("Was meint das Rathaus?"))

    seen = await member.get(f"/teilen?text=Viel.&auf={quote(note['id'], safe='')}")
    lost = await member.get("/teilen?text=Viel.&auf=https%3A%2F%2Fnirgends.example%2F1")

    form = dict(seen.page.form_with("Als alice veröffentlichen")[0].fields)
    assert form["text"].endswith("Viel.")
    assert form["text"].startswith("@bob@")
    assert form["antwort_auf"]
    assert lost.status == 404


async def test_sharing_needs_somebody_who_is_logged_in(node):
    seen = await Browser(node).get("/teilen?text=Hallo")

    assert seen.status == 401
    assert "Anmelden" in seen.page.text
