"""What another server says about where its people follow and answer, and what of it a browser may be sent to (FEP-3b86)."""

import pytest

from node.errors import Invalid
from node.federation.guard import AddressGuard
from node.federation.intents import (
    NAMESPACE,
    SUBSCRIBE,
    Act,
    Home,
    Subject,
    fill,
    offered,
    parse_home,
    read_home,
    way_home,
)

GUARD = AddressGuard()
POST = Subject(uri="https://stadt.test/users/rat/posts/1?a=b&c=ä", text="Rat & Tat: 100 %")
BASE = "https://heim.example"


def way(home: Home, act: Act) -> str:
    return way_home(home, GUARD, BASE, "heim.example", act, POST).address


# What was typed


@pytest.mark.parametrize(
    ("typed", "name", "host"),
    [
        ("@erika@heim.example", "erika", "heim.example"),
        (" erika@Heim.Example ", "erika", "heim.example"),
        ("acct:erika@heim.example", "erika", "heim.example"),
        ("heim.example", "", "heim.example"),
        ("heim.example/", "", "heim.example"),
        ("https://heim.example/@erika", "erika", "heim.example"),
        ("https://heim.example/@erika@anders.example", "erika", "heim.example"),
        ("https://heim.example/users/erika/", "erika", "heim.example"),
        ("https://heim.example/explore/local", "", "heim.example"),
        ("@erika@müller.example", "erika", "xn--mller-kva.example"),
        ("@erika@heim.example:8443", "erika", "heim.example:8443"),
    ],
)
def test_a_visitor_may_say_where_they_live_in_many_ways(typed, name, host):
    found = parse_home(typed)

    assert (found.name, found.host) == (name, host)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "@",
        "@erika",
        "erika",
        "javascript:alert(1)",
        "ftp://heim.example",
        "a b@heim.example",
        "x" * 500,
        "@a@b@c",
    ],
)
def test_what_names_no_server_is_refused(typed):
    with pytest.raises(Invalid):
        parse_home(typed)


# Templates


def test_each_value_is_encoded_and_what_is_not_known_becomes_nothing():
    template = "https://heim.example/open?u={object}&t={content}&done={on-success}&x={whatever}"

    address = fill(template, GUARD, {"object": POST.uri, "content": POST.text})

    assert address == (
        "https://heim.example/open?u=https%3A%2F%2Fstadt.test%2Fusers%2Frat%2Fposts%2F1%3Fa%3Db%26c%3D%C3%A4"
        "&t=Rat%20%26%20Tat%3A%20100%20%25&done=&x="
    )


@pytest.mark.parametrize(
    "template",
    [
        "javascript:alert('{uri}')",
        "data:text/html,{uri}",
        "//heim.example/{uri}",
        "/authorize_interaction?uri={uri}",
        "{uri}",
        "http://heim.example/?uri={uri}",
        "https://127.0.0.1/?uri={uri}",
        "https://10.0.0.1/?uri={uri}",
        "https://[::1]/?uri={uri}",
        "https://intranet/?uri={uri}",
        "https://drucker.local/?uri={uri}",
        "https://heim.example:25/?uri={uri}",
        "https://user:geheim@heim.example/?uri={uri}",
        "https://heim.example/\r\nSet-Cookie: x=1?uri={uri}",
        "https://heim.example/ ?uri={uri}",
        "https://heim.example/ä?uri={uri}",
        "https://heim.example/" + "x" * 3_000 + "{uri}",
        "",
    ],
)
def test_a_template_that_leads_anywhere_else_leads_nowhere(template):  # T-093
    assert fill(template, GUARD, {"uri": POST.uri}) == ""


def test_what_is_no_webfinger_offers_nothing():
    for links in (None, {}, "links", [None, 7, {"rel": 1, "template": 2}, {"rel": SUBSCRIBE, "template": ["x"]}]):
        assert read_home({"links": links}) == Home()


# Which one of them


def everything() -> Home:
    return read_home(
        {
            "links": [
                {"rel": SUBSCRIBE, "template": f"{BASE}/subscribe?u={{uri}}"},
                {"rel": f"{NAMESPACE}Follow", "template": f"{BASE}/follow?u={{object}}"},
                {"rel": f"{NAMESPACE}Like", "template": f"{BASE}/like?u={{object}}"},
                {"rel": f"{NAMESPACE}Announce", "template": f"{BASE}/announce?u={{object}}"},
                {"rel": f"{NAMESPACE}Object", "template": f"{BASE}/object?u={{object}}"},
                {"rel": f"{NAMESPACE}Create", "template": f"{BASE}/create?t={{content}}&r={{inReplyTo}}"},
            ]
        }
    )


@pytest.mark.parametrize(
    ("act", "path"),
    [
        (Act.FOLLOW, "/follow?u=https"),
        (Act.LIKE, "/like?u=https"),
        (Act.BOOST, "/announce?u=https"),
        (Act.REPLY, "/create?t=&r=https"),
        (Act.SHARE, "/create?t=Rat%20%26"),
    ],
)
def test_an_intent_comes_first(act, path):
    assert way(everything(), act).startswith(BASE + path)


def test_an_answer_needs_an_intent_that_takes_what_is_answered():
    """Mastodon's Create begins an empty post; its Object shows the post, with the button to answer it."""
    home = Home(
        {"create": f"{BASE}/share?text={{content}}", "object": f"{BASE}/object?u={{object}}"},
        f"{BASE}/subscribe?u={{uri}}",
    )

    assert way(home, Act.REPLY).startswith(f"{BASE}/object?u=https")


@pytest.mark.parametrize("act", [Act.FOLLOW, Act.REPLY, Act.LIKE, Act.BOOST])
def test_without_intents_the_subscription_of_ostatus_serves(act):
    assert way(Home(subscribe=f"{BASE}/subscribe?u={{uri}}"), act).startswith(f"{BASE}/subscribe?u=https")


def test_the_subscription_does_not_serve_to_share_a_text():
    assert way(Home(subscribe=f"{BASE}/subscribe?u={{uri}}"), Act.SHARE) == ""


@pytest.mark.parametrize(
    ("software", "act", "path"),
    [
        ("mastodon", Act.FOLLOW, "/authorize_interaction?uri=https"),
        ("mastodon", Act.SHARE, "/share?text=Rat"),
        ("misskey", Act.FOLLOW, "/authorize-follow?acct=https"),
        ("hubzilla", Act.SHARE, "/rpost?body=Rat"),
        ("friendica", Act.SHARE, "/compose?body=Rat"),
    ],
)
def test_of_a_known_program_the_usual_address_is_taken(software, act, path):
    assert way(Home(software=software), act).startswith(BASE + path)


def test_of_an_unknown_program_there_is_only_a_guess():
    found = way_home(Home(software="pixelfed"), GUARD, BASE, "heim.example", Act.FOLLOW, POST)

    assert (found.address, found.guess[:50]) == ("", f"{BASE}/authorize_interaction?uri=https"[:50])


def test_a_hostile_intent_is_passed_over_for_one_that_serves():
    home = Home({"follow": "javascript:alert(1)", "object": "http://heim.example/?u={object}"}, f"{BASE}/s?u={{uri}}")

    assert way(home, Act.FOLLOW).startswith(f"{BASE}/s?u=https")


# What we offer ourselves


def test_what_we_offer_serves_those_who_read_it_as_we_do():
    home = read_home({"links": offered("https://stadt.example")})

    for act in Act:
        address = way(home, act)
        assert address.startswith("https://stadt.example/")
        assert "{" not in address
