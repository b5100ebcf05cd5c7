"""Small parts of the pages, by themselves."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from node.errors import TooMany
from node.i18n.translate import load_catalogs
from node.model.addresses import Addresses
from node.web.attempts import Attempts
from node.web.headers import security_headers
from node.web.languages import choose, own_name
from node.web.page import own_path
from node.web.rendering import Frame, Rendering, Site, in_language
from node.web.templating import readable, unbroken
from tests.builders import spaced

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
RENDERING = Rendering(load_catalogs(), reload=True)


def frame(language: str = "de", **more) -> Frame:
    site = Site(
        title="Musterhausen",
        description="",
        language="de",
        base="https://here.test",
        addresses=Addresses("https://here.test", "here.test"),
        account_domain="here.test",
        contact="",
        is_https=True,
    )
    return Frame(site=site, words=RENDERING.words(language, ZoneInfo("Europe/Berlin")), now=NOW, here="/lokal", **more)


@pytest.mark.parametrize("path", ["/", "/@alice/1?nach=2#beitrag-2", "/tags/%C3%BC"])
def test_a_way_of_our_own_is_followed(path):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "start",
        "//there.test",
        "/\\there.test",
        "https://there.test/",
        "/a\r\nSet-Cookie: x",
        "/a b",
        "///x",
        "/\t/x",
    ],
)
def test_a_way_elsewhere_is_not(path):
    assert own_path(path) == ""


@pytest.mark.parametrize(
    ("path", "with_language"),
    [("/lokal", "/lokal?lang=en"), ("/lokal?vor=1", "/lokal?vor=1&lang=en"), ("/a#b", "/a?lang=en#b")],
)
def test_a_chosen_language_is_carried_on(path, with_language):
    assert in_language(path, "en") == with_language
    assert frame("en", language_chosen=True).to(path) == with_language
    assert frame("en").to(path) == path


@pytest.mark.parametrize(
    ("asked", "preferred", "header", "language"),
    [
        ("en", "de", "de", "en"),
        ("fr", "en", "de", "en"),
        (None, None, "en", "en"),
        (None, None, "fr", "de"),
        (None, None, None, "de"),
    ],
)
def test_the_language_asked_for_wins(asked, preferred, header, language):
    assert choose(asked, preferred, header) == language


@pytest.mark.parametrize(
    ("tag", "name"),
    [("de-simple", "Deutsch (Leichte Sprache)"), ("fr-CA", "Français"), ("xx", "xx"), ("de-AT", "Deutsch")],
)
def test_a_language_is_called_by_its_own_name(tag, name):
    assert own_name(tag) == name


def test_a_sentence_takes_links_and_escapes_all_else():
    linked = frame().sentence("post.boosted_by", name=Markup("<a>{}</a>").format("<script>"))

    assert linked == "<a>&lt;script&gt;</a> hat geteilt"


def test_a_name_cannot_pretend_to_be_a_slot():
    sentence = frame().sentence("notification.reaction", name=Markup("<b>\ue0001\ue000</b>"), emoji=Markup("<i>x</i>"))

    assert "<i><b>" not in sentence


def test_days_are_told_in_the_towns_time():
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)  # half past midnight in Berlin

    assert spaced(frame().when(late)) == "heute, 00:30 Uhr"
    assert frame("en").when(late) == "today, 00:30"


def test_a_line_does_not_end_after_the_e_of_e_mail_and_what_stands_around_it_is_escaped():
    assert unbroken("<b>Ihre E-Mail-Adresse") == ('&lt;b&gt;Ihre <span class="unbroken">E-Mail</span>-Adresse')
    assert unbroken("Without e-mails") == 'Without <span class="unbroken">e-mails</span>'


def test_a_line_does_not_end_within_a_citation_of_law():
    assert unbroken("Art. 6 Abs. 1 Buchst. e, § 3") == "Art.\u00a06 Abs.\u00a01 Buchst.\u00a0e, §\u00a03"
    assert unbroken("Art. ") == "Art. "


def test_an_address_breaks_where_it_has_a_joint_and_nowhere_else():
    assert readable("https://rat.stadt.example/haushalt/") == "rat<wbr>.stadt<wbr>.example<wbr>/haushalt"
    assert readable("/open/v1/dumps/") == "/open<wbr>/v1<wbr>/dumps<wbr>/"
    assert readable("@stadt@stadt.example") == "@stadt<wbr>@stadt<wbr>.example"
    assert readable("https://a.example/?x=<b>&y") == "a<wbr>.example<wbr>/?x=&lt;b&gt;&amp;y"


def test_browsers_are_told_to_stay_with_https_where_there_is_one():
    assert "Strict-Transport-Security" in security_headers(is_https=True)
    assert "Strict-Transport-Security" not in security_headers(is_https=False)


def test_nobody_is_locked_out_from_elsewhere_by_a_few_wrong_passwords():
    attempts = Attempts()
    for _ in range(3):
        attempts.failed("here", "alice@here.test", "192.0.2.1", minutes=15, now=NOW)

    attempts.check("here", "alice@here.test", "198.51.100.1", most=3, now=NOW)
    attempts.check("there", "alice@here.test", "192.0.2.1", most=3, now=NOW)
    with pytest.raises(TooMany):
        attempts.check("here", " ALICE@here.test", "192.0.2.1", most=3, now=NOW)


def test_one_network_cannot_try_one_password_on_everybody():
    attempts = Attempts()
    for number in range(15):
        attempts.failed("here", f"{number}@here.test", "192.0.2.1", minutes=15, now=NOW)

    with pytest.raises(TooMany):
        attempts.check("here", "new@here.test", "192.0.2.1", most=3, now=NOW)


def test_many_networks_cannot_guess_one_persons_password():
    attempts = Attempts()
    for number in range(30):
        attempts.failed("here", "alice@here.test", f"192.0.2.{number}", minutes=15, now=NOW)

    with pytest.raises(TooMany):
        attempts.check("here", "alice@here.test", "198.51.100.1", most=3, now=NOW)


def test_what_is_remembered_of_attempts_is_bounded_and_names_nobody():
    attempts = Attempts()
    for number in range(7_000):
        attempts.failed("here", f"{number}@here.test", f"network {number}", minutes=15, now=NOW)

    assert len(attempts._failures) == 20_000
    assert b"here.test" not in b"".join(attempts._failures)


async def test_a_very_deep_thread_is_drawn_without_ending_the_stack(node, alice):
    from node.web.pages.thread import load_shape

    first = parent = await node.post(alice, "0")
    for number in range(1, 1_100):
        parent = await _reply(node, alice, parent, number)

    shape = await node.store.read(load_shape, first, 0)
    last = await node.store.read(load_shape, parent, 0)

    assert len(shape.answers) == 1_099
    assert {each.depth for each in shape.answers} == {0, 1, 2}
    assert len(last.ancestors) == 40


async def _reply(node, account, parent, number):
    from node.model.post import NewPost

    post_id = node.node.ids.new()
    new = NewPost(
        id=post_id,
        uri=node.node.addresses.post(account.name, post_id),
        url="",
        author=account,
        content=f"<p>{number}</p>",
        in_reply_to_uri=parent.uri,
        published_at=node.clock(),
    )
    return await node.store.write(lambda tx: tx.posts.add(new))
