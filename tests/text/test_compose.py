"""What somebody types becomes the HTML that Mastodon expects, from plain text and from Markdown."""

import time

import pytest
from hypothesis import given, strategies as st

from node.errors import Invalid, TooLarge, Unprocessable
from node.text.compose import compose, scan
from node.text.html import clean
from node.text.links import MentionLink
from tests.text.allowed import assert_only_allowed
from tests.text.hostile import ROWS

ANNA = '<span class="h-card" translate="no"><a href="https://there.test/@anna" class="u-url mention">@<span>anna</span></a></span>'
STADT = '<a href="https://here.test/tags/Stadt" class="mention hashtag" rel="tag">#<span>Stadt</span></a>'
REL = 'rel="nofollow noopener noreferrer"'


def mention_link(name, host):
    return None if name == "niemand" else MentionLink(f"https://{host or 'here.test'}/@{name}", name)


def write(source, form):
    return compose(source, format=form, mention_link=mention_link, tag_link=lambda tag: f"https://here.test/tags/{tag}")


def plain(source):
    return write(source, "plain").html


def markdown(source):
    return write(source, "markdown").html


def test_plain_text_looks_as_from_mastodon():
    composed = write(
        "Hallo @anna@there.test,\r\nmehr unter https://www.musterhausen.test/verkehr/bruecke-gesperrt-2026.\n\n\n#Stadt",
        "plain",
    )

    assert composed.html == (
        f"<p>Hallo {ANNA},<br />mehr unter "
        f'<a href="https://www.musterhausen.test/verkehr/bruecke-gesperrt-2026" {REL} translate="no">'
        '<span class="invisible">https://www.</span><span class="ellipsis">musterhausen.test/verkehr/brue</span>'
        f'<span class="invisible">cke-gesperrt-2026</span></a>.</p><p>{STADT}</p>'
    )
    assert composed.text == (
        "Hallo @anna,\nmehr unter https://www.musterhausen.test/verkehr/bruecke-gesperrt-2026.\n\n#Stadt"
    )
    assert composed.mentions == (("anna", "there.test"),)
    assert composed.tags == ("Stadt",)
    assert composed.links == ("https://www.musterhausen.test/verkehr/bruecke-gesperrt-2026",)


def test_markdown_writes_mentions_tags_and_links_in_the_same_way():
    composed = write("Hallo **@anna@there.test** zu #Stadt: https://a.test/x_y_z", "markdown")

    assert composed.html == (
        f"<p>Hallo <strong>{ANNA}</strong> zu {STADT}: "
        f'<a href="https://a.test/x_y_z" {REL} translate="no"><span class="invisible">https://</span>'
        '<span class="">a.test/x_y_z</span><span class="invisible"></span></a></p>'
    )
    assert composed.mentions == (("anna", "there.test"),)
    assert composed.tags == ("Stadt",)
    assert composed.links == ("https://a.test/x_y_z",)


@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_scanning_finds_what_composing_writes(form):
    source = "@anna@there.test @niemand #Stadt #Land https://a.test\n\n    @code #code\n\n`@x #y https://z.test`"

    scanned = scan(source, form)
    composed = write(source, form)

    assert (scanned.mentions, scanned.tags, scanned.links) == (composed.mentions, composed.tags, composed.links)
    assert ("niemand", None) in scanned.mentions


@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_somebody_unknown_stays_text(form):
    assert write("Hallo @niemand!", form).html == "<p>Hallo @niemand!</p>"


@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_shortcodes_of_emoji_stay(form):
    assert write(":blob_cat_heart: gut", form).html == "<p>:blob_cat_heart: gut</p>"


@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_nothing_typed_is_nothing_written(form):
    assert write(" \n\n ", form).html == ""


def test_markup_in_plain_text_is_shown_as_typed():
    assert plain('<b>fett</b> & "so" *nicht*') == '<p>&lt;b&gt;fett&lt;/b&gt; &amp; "so" *nicht*</p>'


def test_a_link_cannot_break_out_of_its_attribute():
    html = plain("https://a.test/?a='onmouseover=alert(1)&b=1")

    assert 'href="https://a.test/?a=&#x27;onmouseover=alert(1)&amp;b=1"' in html
    assert_only_allowed(html)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Titel", "<h2>Titel</h2>"),
        ("## Titel #Stadt", f"<h2>Titel {STADT}</h2>"),
        ("#Stadt", f"<p>{STADT}</p>"),
        ("eins\nzwei", "<p>eins<br />zwei</p>"),
        ("eins\n\nzwei", "<p>eins</p><p>zwei</p>"),
        ("Wir brauchen:\n- a\n- b\n\nEnde", "<p>Wir brauchen:</p><ul><li>a</li><li>b</li></ul><p>Ende</p>"),
        ("Schritte:\n1. a\n2. b", "<p>Schritte:</p><ol><li>a</li><li>b</li></ol>"),
        ("Seit\n1980. Das war", "<p>Seit<br />1980. Das war</p>"),
        ("> Zitat", "<blockquote><p>Zitat</p></blockquote>"),
        ("*a* **b** _c_ __d__", "<p><em>a</em> <strong>b</strong> <em>c</em> <strong>d</strong></p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("`@anna #Stadt https://a.test`", "<p><code>@anna #Stadt https://a.test</code></p>"),
        ("```\n@anna #Stadt\n<b>\n```", "<pre><code>@anna #Stadt\n&lt;b&gt;\n</code></pre>"),
        ("~~~python\n- a\nx\n- b\n~~~", "<pre><code>- a\nx\n- b\n</code></pre>"),
        ("[@anna zu #Stadt](https://a.test/#x)", f'<p><a href="https://a.test/#x" {REL}>@anna zu #Stadt</a></p>'),
        ("<https://a.test/@b>", f'<p><a href="https://a.test/@b" {REL}>https://a.test/@b</a></p>'),
        ("![Bild](https://a.test/b.png)", f'<p><a href="https://a.test/b.png" {REL}>Bild</a></p>'),
        (r"\@anna \#Stadt \*x\*", "<p>@anna #Stadt *x*</p>"),
        ("a < b & c > d &copy;", "<p>a &lt; b &amp; c &gt; d ©</p>"),
        ("<b>x</b> <script>alert(1)</script>", "<p>&lt;b&gt;x&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", f"<p><a {REL}>x</a></p>"),
        ("[x](/logout)", f"<p><a {REL}>x</a></p>"),
        ("(https://a.test/b_(c))", None),
        ("* * *", "<hr>"),
    ],
)
def test_markdown(source, html):
    written = markdown(source)

    assert html is None or written == html
    assert scan(source, "markdown").tags in {(), ("Stadt",)}


def test_links_written_in_markdown_are_told_too():
    composed = write(
        "[a](https://a.test) <https://b.test> https://c.test [d](mailto:x@d.test) [e][1]\n\n[1]: https://e.test",
        "markdown",
    )

    assert set(composed.links) == {"https://a.test", "https://b.test", "https://c.test", "https://e.test"}


def test_typed_placeholders_are_no_placeholders():
    assert markdown("\ufdd00\ufdd1 @anna@there.test \x02klzzwxh:0000\x03") == f"<p>0 {ANNA} klzzwxh:0000</p>"


@pytest.mark.parametrize("hostile", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_scripts_do_not_survive(form, hostile):
    html = compose(
        hostile, format=form, mention_link=lambda *_: None, tag_link=lambda tag: f"https://here.test/{tag}"
    ).html

    assert_only_allowed(clean(html))
    assert_only_allowed(html.replace('rel="tag"', REL))


TYPED = """
    # #Stadt @anna @anna@there.test * ** _ ` [ ]( ) ![ < > - 1. https://a.test/ javascript:x \\ &lt; " ' <script> Wort ä
"""
PIECES = st.sampled_from([*TYPED.split(), " ", "\n", "\n\n", "    ", "```\n", "\x00", "\ud800", "\ufdd0"])


@given(
    st.lists(PIECES, max_size=40).map("".join) | st.text(st.characters(), max_size=100),
    st.sampled_from(["plain", "markdown"]),
)
def test_whatever_is_typed_gives_safe_html(source, form):
    try:
        composed = write(source, form)
    except Invalid:
        return

    assert_only_allowed(
        composed.html.replace('class="mention hashtag" rel="tag"', REL).replace('class="u-url mention"', REL)
    )
    assert form == "plain" or "\ufdd0" not in composed.html


def test_too_long_a_text_is_refused():
    with pytest.raises(TooLarge):
        markdown("x" * 64_001)


@pytest.mark.parametrize("bomb", ["[" * 20_000, "- " * 10_000 + "x"])
def test_a_text_that_only_an_attacker_types_is_refused(bomb):
    with pytest.raises(Unprocessable):
        scan(bomb, "markdown")


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 1_000,
        ">" * 30_000 + "x",
        "![[" * 500,
        "[a](" * 1_000,
        "*a " * 15_000,
        "_a*b" * 12_000,
        "`" * 40_000,
        "<" * 40_000,
        "@a " * 20_000,
    ],
)
def test_a_bomb_costs_little(bomb):
    started = time.process_time()

    scan(bomb, "markdown")
    scan(bomb, "plain")

    assert time.process_time() - started < 2
