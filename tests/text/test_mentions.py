"""What counts as a mention, a hashtag or a link in plain text."""

import time

import pytest
from hypothesis import given, strategies as st

from node.text.mentions import (
    MAX_MENTIONS,
    MAX_TAGS,
    Link,
    find_entities,
    find_hashtags,
    find_mentions,
    fold_tag,
)


def links(text):
    return [each.url for each in find_entities(text) if isinstance(each, Link)]


def handles(text):
    return [(each.name, each.host) for each in find_mentions(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@anna", [("anna", None)]),
        ("Hallo @anna, wie geht es?", [("anna", None)]),
        ("(@anna)", [("anna", None)]),
        ("„@anna“", [("anna", None)]),
        ("@anna.", [("anna", None)]),
        ("@anna: und @bob_2!", [("anna", None), ("bob_2", None)]),
        ("@anna@there.test", [("anna", "there.test")]),
        ("@Anna@There.TEST.", [("Anna", "there.test")]),
        ("@anna.maria-b@there.test", [("anna.maria-b", "there.test")]),
        ("@rathaus@münchen.test", [("rathaus", "münchen.test")]),
        ("@rathaus@xn--mnchen-3ya.test", [("rathaus", "xn--mnchen-3ya.test")]),
        ("@a@musterhausen.localhost:8001", [("a", "musterhausen.localhost:8001")]),
        ("@a@localhost", [("a", "localhost")]),
        ("@anna @ANNA @anna@there.test", [("anna", None), ("anna", "there.test")]),
        ("info@stadt.test", []),
        ("a@b@c.test", []),
        ("@müller", []),
        ("@ anna", []),
        ("@@anna", []),
        ("@anna@intranet", []),
        ("@anna@-bad.test", []),
        ("https://there.test/@anna", []),
        ("there.test/@anna", []),
        ("@" + "a" * 200, []),
        ("@a@" + "b" * 300 + ".test", []),
    ],
)
def test_mentions(text, found):
    assert handles(text) == found


def test_a_mention_says_where_it_stands():
    text = "Hallo @anna@there.test!"

    mention = find_mentions(text)[0]

    assert text[mention.start : mention.end] == "@anna@there.test"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#Stadt", ["Stadt"]),
        ("#Öffnungszeiten und #straße", ["Öffnungszeiten", "straße"]),
        ("#ÖPNV-Ausbau", ["ÖPNV"]),
        ("#24h #2026 #_ #1_2", ["24h"]),
        ("#a_b #a·b #ende·", ["a_b", "a·b", "ende"]),
        ("(#Stadt), #Land.", ["Stadt", "Land"]),
        ("＃東京 #हिन्दी #العربية", ["東京", "हिन्दी", "العربية"]),
        ("#München #muenchen #MÜNCHEN", ["München"]),
        ("a#b ##c /#d =#e &#f )#g", []),
        ("https://there.test/#top", []),
        ("# Stadt #", []),
        ("#️⃣ #☀️", []),
        ("#" + "a" * 101, []),
        ("#" + "a" * 100, ["a" * 100]),
    ],
)
def test_hashtags(text, found):
    assert find_hashtags(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://there.test", ["https://there.test"]),
        ("siehe http://there.test/a?b=c&d=e#f.", ["http://there.test/a?b=c&d=e#f"]),
        ("(https://there.test/)", ["https://there.test/"]),
        ("https://there.test/wiki/Erlangen_(Stadt)", ["https://there.test/wiki/Erlangen_(Stadt)"]),
        ("(siehe https://there.test/a_(b))", ["https://there.test/a_(b)"]),
        ("„https://there.test/a“", ["https://there.test/a"]),
        ("https://münchen.test/straße?größe=ä", ["https://münchen.test/straße?größe=ä"]),
        ("HTTPS://There.test/X", ["HTTPS://There.test/X"]),
        ("https://there.test:8443/a", ["https://there.test:8443/a"]),
        ("http://musterhausen.localhost:8001/@a", ["http://musterhausen.localhost:8001/@a"]),
        ("https://there.test/@anna@other.test", ["https://there.test/@anna@other.test"]),
        ("https://a.test,https://b.test", ["https://a.test", "https://b.test"]),
        ("https://a.test/…", ["https://a.test/"]),
        ("<https://a.test/>", ["https://a.test/"]),
        ("https://bank.test@evil.test/", []),
        ("https://user:pass@evil.test/", []),
        ("https://localhost", ["https://localhost"]),
        ("https://intranet/", []),
        ("https://-a.test https://a..test https://", []),
        ("ftp://a.test javascript://a.test", []),
        ("xhttps://a.test", []),
        ("https://a.test/\u202egpj.exe", ["https://a.test/"]),
        ("https://a.test/" + "x" * 2048, []),
    ],
)
def test_links(text, found):
    """T-178: an address with a user name before its host is no link."""
    assert links(text) == found


def test_a_link_wins_over_what_is_inside_it():
    assert [type(each).__name__ for each in find_entities("https://a.test/@b/#c @d #e")] == ["Link", "Mention", "Tag"]


def test_the_number_of_mentions_and_tags_is_bounded():
    text = " ".join(f"@a{n} #b{n}" for n in range(1_000))

    assert len(find_mentions(text)) == MAX_MENTIONS
    assert len(find_hashtags(text)) == MAX_TAGS


@pytest.mark.parametrize(
    ("one", "other"),
    [("#München", "muenchen"), ("STRASSE", "straße"), ("Café", "cafe"), ("＃ＡＢＣ", "abc"), ("Stadt", "stadt")],
)
def test_spellings_of_one_tag_are_one_tag(one, other):
    assert fold_tag(one) == fold_tag(other)


def test_different_tags_stay_different():
    assert fold_tag("Poet") != fold_tag("Pot")
    assert fold_tag("München") != fold_tag("Munchen")


@given(st.text(st.sampled_from("@#aÄ1._-:/()https ·\n\u0301\u200c") | st.characters(codec="utf-8"), max_size=120))
def test_what_is_found_lies_in_order_inside_the_text(text):
    end = 0
    for found in find_entities(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@pytest.mark.parametrize(
    "bomb",
    [
        "@a" * 50_000,
        "@a." * 50_000,
        "#" * 100_000,
        "#a" * 50_000,
        "https://" * 20_000,
        "https://a.test/" + ")" * 100_000,
    ],
)
def test_a_bomb_costs_little(bomb):
    started = time.process_time()

    list(find_entities(bomb))

    assert time.process_time() - started < 1
