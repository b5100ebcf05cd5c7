"""Addresses, hosts and handles have one canonical form, and whatever has none is refused (T-072, T-073)."""

import pytest
from hypothesis import given, strategies as st

from node.errors import Invalid
from node.federation import addressing
from node.federation.addressing import Handle

SAME = [
    ("https://a.example/x", "HTTPS://A.Example/x"),
    ("https://a.example/x", "https://a.example:443/x"),
    ("https://a.example/x", "https://a.example./x"),
    ("https://a.example/x", "https://ａ.ｅｘａｍｐｌｅ/x"),
    ("https://a.example/x", "https://a。example/x"),
    ("https://a.example/x", "https://a\u00ad.example/x"),
    ("https://a.example", "https://a.example/"),
    ("https://a.example?q", "https://a.example/?q"),
    ("http://a.example/", "http://a.example:80/"),
    ("https://a.example:8443/x", "https://A.EXAMPLE:8443/x"),
    ("https://a.example/~bob", "https://a.example/%7Ebob"),
    ("https://a.example/%c3%a4", "https://a.example/%C3%A4"),
    ("https://a.example/ä", "https://a.example/%C3%A4"),
    ("https://a.example/b", "https://a.example/a/../b"),
    ("https://a.example/b", "https://a.example/./a/%2e%2E/b"),
    ("https://a.example/b/", "https://a.example/b/c/.."),
    ("https://a.example/x?a=%7e#k", "https://a.example/x?a=~#%6b"),
    ("https://xn--mnchen-3ya.example/", "https://MÜNCHEN.example/"),
    ("https://xn--strae-oqa.example/", "https://straße.example/"),
    ("https://xn--i-7iq.example/", "https://i❤.example/"),
    ("https://127.0.0.1/", "https://0x7f.1/"),
    ("https://[2001:db8::1]/", "https://[2001:DB8:0:0:0:0:0:1]/"),
]

DIFFERENT = [
    ("https://a.example/x", "https://a.example/X"),
    ("https://a.example/x", "https://a.example/x/"),
    ("https://a.example/x", "http://a.example/x"),
    ("https://a.example/x", "https://a.example:8443/x"),
    ("https://a.example/x", "https://b.a.example/x"),
    ("https://a.example/x", "https://a.example.org/x"),
    ("https://a.example/x%2Fy", "https://a.example/x/y"),
    ("https://a.example/x%3Fy", "https://a.example/x?y"),
    ("https://a.example/x", "https://a.example/x#y"),
    ("https://apple.example/", "https://аррӏе.example/"),
]

REFUSED = [
    "",
    "a.example",
    "//a.example/x",
    "/users/alice",
    "https:",
    "https://",
    "https:///x",
    "https:a.example",
    "https:/a.example",
    "https://:443/",
    "https://?x",
    "ftp://a.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "did:web:a.example",
    "acct:alice@a.example",
    " https://a.example/",
    "https://a.example/ ",
    "https://a.example/\n",
    "https://a.exa\tmple/",
    "https://a.example/\x00",
    "https://a.example/\x7f",
    "https://a.example/\x85",
    "https://a.example/\ud800",
    "https://a.example\\@b.example/",
    "https://a.example/\\x",
    "https://user@a.example/",
    "https://user:password@a.example/",
    "https://a.example@b.example/",
    "https://@a.example/",
    "https://a.example:/",
    "https://a.example:0/",
    "https://a.example:0443/",
    "https://a.example:65536/",
    "https://a.example:99999999999/",
    "https://a.example:+443/",
    "https://a.example:４４３/",
    "https://a.example:443:443/",
    "https://a..example/",
    "https://.a.example/",
    "https://a.example../",
    "https://-a.example/",
    "https://a-.example:444/",
    "https://a b.example/",
    "https://a%2Eexample/",
    "https://a,b.example/",
    "https://℀.example/",
    "https://a⒈example/",
    "https://\u202ea.example/",
    "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 130 + "example/",
    "https://" + "ä" * 300 + ".example/",
    "https://a.example/" + "x" * 2048,
    "https://1.2.3.4.5/",
    "https://256.1.1.1/",
    "https://1.2.3.256/",
    "https://4294967296/",
    "https://0x100000000/",
    "https://08.1.1.1/",
    "https://a.1/",
    "https://[::1/",
    "https://::1/",
    "https://[::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[127.0.0.1]/",
    "https://[]/",
    "https://[::1]x/",
    "https://[v1.x]/",
]

IP_SPELLINGS = [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "0177.0.0.1",
    "0177.0.0.01",
    "0x7f.0.0.1",
    "0x7F.0x0.0x0.0x1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "１２７.０.０.１",
    "①②⑦.0.0.1",
    "127。0。0。1",
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_two_spellings_of_one_address_have_one_canonical_form(a, b):
    assert addressing.canonical(a) == addressing.canonical(b)
    assert addressing.same_origin(a, b)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_two_addresses_stay_two(a, b):
    assert addressing.canonical(a) != addressing.canonical(b)


@pytest.mark.parametrize("uri", REFUSED)
def test_what_is_no_proper_address_is_refused(uri):
    for read in (addressing.origin, addressing.canonical, addressing.host_of, addressing.authority_of):
        with pytest.raises(Invalid):
            read(uri)


@pytest.mark.parametrize("host", IP_SPELLINGS)
def test_every_spelling_of_an_ipv4_address_is_read_as_the_address(host):
    assert addressing.host_of(f"https://{host}/") == "127.0.0.1"


def test_an_origin_is_scheme_host_and_unusual_port():
    assert addressing.origin("https://A.example:443/users/alice#main-key") == "https://a.example"
    assert addressing.origin("http://there.test:8080/inbox") == "http://there.test:8080"
    assert addressing.origin("https://[2001:DB8::1]:444/") == "https://[2001:db8::1]:444"


def test_a_host_comes_without_port_and_an_authority_with_it():
    assert addressing.host_of("http://there.test:8080/inbox") == "there.test"
    assert addressing.authority_of("http://there.test:8080/inbox") == "there.test:8080"
    assert addressing.authority_of("https://a.example/inbox") == "a.example"
    assert addressing.host_of("https://[2001:DB8::1]:444/") == "2001:db8::1"


def test_the_wire_gets_the_target_as_it_was_written():
    written = addressing.split("HTTPS://A.example:443/%7ebob/../x y/ä?q=%2f&r={1}#key")

    assert written.url == "https://a.example/%7ebob/../x%20y/%C3%A4?q=%2f&r={1}"


@given(st.text() | st.from_regex(r"https?://[^/]{0,30}(/.{0,30})?", fullmatch=True))
def test_a_canonical_form_is_its_own_canonical_form_and_nothing_but_invalid_is_raised(uri):
    try:
        once = addressing.canonical(uri)
    except Invalid:
        return

    assert once.isascii()
    assert addressing.canonical(once) == once
    assert addressing.origin(once) == addressing.origin(uri)
    assert addressing.host_of(once) == addressing.host_of(uri)


label = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@given(st.lists(label, min_size=1, max_size=3), st.sampled_from(["example", "test", "museum"]))
def test_the_short_way_and_the_long_way_agree(labels, last):
    host = ".".join([*labels, last])

    assert addressing.origin(f"https://{host}/x") == addressing.origin(f"https://{host.upper()}.:443/x")


@given(st.text(max_size=40))
def test_any_host_can_be_shown(text):
    try:
        host = addressing.canonical_host(text)
    except Invalid:
        return

    assert addressing.display_host(host)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("musterhausen.example", "musterhausen.example"),
        ("münchen.example", "münchen.example"),
        ("пример.рф", "пример.рф"),
        ("東京タワー.example", "東京タワー.example"),
        ("서울.example", "서울.example"),
        ("ελλάδα.example", "ελλάδα.example"),
        ("xn--mnchen-3ya.example", "münchen.example"),
        # disguises
        ("раypal.example", "xn--ypal-43d9g.example"),
        ("аррӏе.example", "xn--80ak6aa92e.example"),
        ("gооgle.example", "xn--ggle-55da.example"),
        ("ɡoogle.example", "xn--oogle-qmc.example"),
        ("i❤.example", "xn--i-7iq.example"),
        # what only pretends to be punycode
        ("xn--abc-.example", None),
        ("xn--a.example", "xn--a.example"),
        ("xn--99999999999.example", "xn--99999999999.example"),
    ],
)
def test_people_see_the_script_of_a_name_unless_it_may_be_a_disguise(written, shown):
    if shown is None:
        with pytest.raises(Invalid):
            addressing.canonical_host(written)
        return

    assert addressing.display_host(addressing.canonical_host(written)) == shown


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("@alice@a.example", Handle("alice", "a.example")),
        ("alice@A.Example", Handle("alice", "a.example")),
        ("acct:alice@a.example", Handle("alice", "a.example")),
        ("acct:@alice@a.example", Handle("alice", "a.example")),
        ("ACCT:alice@a.example", Handle("alice", "a.example")),
        (" @Alice@a.example ", Handle("Alice", "a.example")),
        ("@alice", Handle("alice", None)),
        ("alice", Handle("alice", None)),
        ("@a.b-c_d@a.example", Handle("a.b-c_d", "a.example")),
        ("@rathaus@musterhausen.localhost:8001", Handle("rathaus", "musterhausen.localhost:8001")),
        ("@rathaus@München.example", Handle("rathaus", "xn--mnchen-3ya.example")),
    ],
)
def test_a_handle_is_read_in_every_usual_form(text, handle):
    assert addressing.parse_handle(text) == handle


@pytest.mark.parametrize(
    "text",
    ["", "@", "@@a.example", "@alice@", "alice@b@c", "a b@a.example", "@alice@a.example/x", "@alice@a.example?x",
     "@alice@a b", "@alice@user:x@b", "https://a.example/@alice", "@" + "a" * 200, "@alice@-", "@.alice@a.example",
     "@ali/ce@a.example", "@alice%40b@a.example", "@alice@a.example\\b", "@alice@[::1"],
)  # fmt: skip
def test_what_is_no_handle_is_refused(text):
    with pytest.raises(Invalid):
        addressing.parse_handle(text)


def test_a_handle_is_written_as_people_write_it():
    assert str(addressing.parse_handle("acct:alice@a.example")) == "@alice@a.example"
    assert str(addressing.parse_handle("alice")) == "@alice"
