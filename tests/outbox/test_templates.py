"""Templates are kept, taken along and taken over as packs (row 48)."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from node.errors import Conflict, Forbidden, Invalid, NotFound, Unprocessable
from node.model.account import Actor
from node.model.login import Role
from node.model.template import Pack, Standing, Template, TemplateKind
from node.model.visibility import Visibility
from node.outbox.templates import rules
from node.outbox.templates.keep import MOST, add_template, change_template, remove_template
from node.outbox.templates.pack import MOST_BYTES, MOST_TEMPLATES, read_pack, schema, write_pack
from node.outbox.templates.take_over import compare, our_pack, own_pack, seen_as, take_over
from tests.web.browser import person

SCHEMA = Path(__file__).parents[2] / "docs" / "developers" / "template-pack.schema.json"
POST = Template(
    key="oeffnungszeiten",
    kind=TemplateKind.POST,
    name="Öffnungszeiten",
    text="{channel} hat am [Datum] geschlossen. {link}",
    summary="Geändert",
    language="de",
    visibility=Visibility.UNLISTED,
    tags=("Öffnungszeiten",),
    title="Tag der offenen Tür",
    link="https://www.here.test/zeiten",
)
ANSWER = Template(
    key="danke", kind=TemplateKind.ANSWER, name="Danke", text="Guten Tag {name}, danke!", format="markdown"
)
SHEET = Template(
    key="nachrichten", kind=TemplateKind.SHEET, name="Nachrichten", answers={"ziel": "Alle wissen Bescheid."}
)
PACK = Pack(name="musterland", title="Musterland", description="Für alle", templates=(POST, ANSWER, SHEET))
HEAD = {"format": "allmende-template-pack", "version": 1, "name": "x", "title": "X"}


@pytest.fixture
async def ada(node):
    account = await node.create("ada")
    login = await person(node, account, "ada@here.test", role=Role.ADMIN)
    return Actor(account, login.id)


async def kept(node):
    return {each.key: each for each in await node.store.read(lambda tx: tx.templates.all())}


async def deeds(node):
    rows = await node.store.read(lambda tx: tx.db.rows("SELECT kind, object_uri FROM acts ORDER BY id"))
    return [(row["kind"], row["object_uri"]) for row in rows]


def document(**more):
    return json.dumps(HEAD | more).encode()


def answer(**more):
    return {"key": "a", "name": "A", "text": "Guten Tag", **more}


def test_whoever_reads_the_file_gets_the_same_pack():
    written = write_pack(PACK)

    assert read_pack(written) == PACK
    assert read_pack(write_pack(PACK, pretty=False)) == PACK
    assert read_pack(b"\xef\xbb\xbf" + written) == PACK
    jsonschema.validate(json.loads(written), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_published_form_is_the_one_that_is_checked():
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(published)
    assert published == schema()


def test_the_pack_that_comes_with_the_program_is_a_good_one():
    ours = our_pack()
    source = Path(rules.__file__).with_name("starter.json").read_bytes()
    jsonschema.validate(json.loads(source), json.loads(SCHEMA.read_text(encoding="utf-8")))

    kinds = [each.kind for each in ours.templates]
    assert (kinds.count(TemplateKind.POST) >= 10, kinds.count(TemplateKind.ANSWER) >= 10) == (True, True)
    assert all(each.key.startswith("start-") for each in ours.templates)
    assert [each.key for each in ours.templates if each.kind is TemplateKind.ANSWER and "{name}" not in each.text] == []
    assert read_pack(write_pack(ours)) == ours


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ({"answers": [answer(), answer(key="b", text="Liebe {nmae}")]}, "$.answers[1].text"),
        ({"posts": [answer(text="Guten Tag {name}")]}, "$.posts[0].text"),
        ({"posts": [answer(summary="{nichts}")]}, "$.posts[0].summary"),
        ({"posts": [answer(tags=["kein Stichwort"])]}, "$.posts[0].tags"),
        ({"posts": [answer(language="klingonisch!")]}, "$.posts[0].language"),
        ({"posts": [answer(visibility="direct")]}, "$.posts[0].visibility"),
        ({"posts": [answer(key="Groß")]}, "$.posts[0].key"),
        ({"posts": [answer(key="a\n")]}, "$.posts[0].key"),
        ({"posts": [answer(more=1)]}, "$.posts[0]"),
        ({"posts": [answer(link="javascript:alert(1)")]}, "$.posts[0].link"),
        ({"posts": [answer(link="/@ada")]}, "$.posts[0].link"),
        ({"posts": [answer(text=" \u200b ")]}, "$.posts[0].text"),
        ({"posts": [answer(name="\u202e")]}, "$.posts[0].name"),
        ({"posts": [answer(text="x" * 5_001)]}, "$.posts[0].text"),
        ({"posts": [answer()], "answers": [answer()]}, "$.answers[0].key"),
        ({"answers": [answer(summary="Antworten haben keinen")]}, "$.answers[0]"),
        ({"sheets": [{"key": "s", "name": "S", "answers": {}}]}, "$.sheets[0].answers"),
        ({"sheets": [{"key": "s", "name": "S", "answers": {"Ziel": "x"}}]}, "$.sheets[0].answers"),
        ({"sheets": [{"key": "s", "name": "S", "answers": {"ziel": 1}}]}, "$.sheets[0].answers"),
        ({"posts": [answer(key=f"a{number}") for number in range(MOST_TEMPLATES + 1)]}, "$.posts"),
        ({"posts": [answer()], "version": 2}, "$.version"),
        ({"posts": [answer()], "format": "anderes"}, "$.format"),
        ({"posts": [answer()], "name": "-"}, "$.name"),
    ],
)
def test_what_is_wrong_with_a_pack_is_told_with_its_place(entry, place):
    with pytest.raises(Unprocessable) as told:
        read_pack(document(**entry))

    assert f"`{place}" in told.value.reason


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[]", b"null", b'{"format": "\xff"}', document(), b"[" * 100_000, b" " * (MOST_BYTES + 1)],
)
def test_what_is_no_pack_is_refused(broken):
    with pytest.raises(Invalid):
        read_pack(broken)


async def test_a_pack_taken_over_twice_changes_nothing_the_second_time(node, ada):
    first = await take_over(node.node, ada, PACK)
    before = await deeds(node)
    second = await take_over(node.node, ada, PACK)

    assert [each.standing for each in first] == [Standing.NEW] * 3
    assert second == []
    assert await kept(node) == {each.key: each for each in PACK.templates}
    assert await deeds(node) == before == [("import", "musterland")]


async def test_what_is_new_changed_and_the_same_is_known_before(node, ada):
    await take_over(node.node, ada, replace(PACK, templates=(POST, ANSWER)))
    later = replace(PACK, templates=(POST, replace(ANSWER, text="Vielen Dank, {name}!"), SHEET))

    compared = await node.store.read(compare, later)
    taken = await take_over(node.node, ada, later, keys={"danke"}, seen=seen_as(compared))

    assert [each.standing for each in compared] == [Standing.SAME, Standing.CHANGED, Standing.NEW]
    assert [each.template.key for each in taken] == ["danke"]
    assert (await kept(node))["danke"].text == "Vielen Dank, {name}!"
    assert "nachrichten" not in await kept(node)


async def test_what_changed_since_somebody_looked_is_not_overwritten(node, ada):
    await take_over(node.node, ada, PACK)
    later = replace(PACK, templates=(replace(ANSWER, text="Anders, {name}"), replace(SHEET, key="neu")))
    seen = seen_as(await node.store.read(compare, later))
    await change_template(node.node, ada, replace(ANSWER, text="Von hier, {name}"))

    with pytest.raises(Conflict):
        await take_over(node.node, ada, later, seen=seen)

    assert (await kept(node))["danke"].text == "Von hier, {name}"
    assert "neu" not in await kept(node)


async def test_a_pack_that_does_not_fit_leaves_nothing_behind(node, ada):
    for part in range(MOST // MOST_TEMPLATES):
        many = [replace(ANSWER, key=f"voll-{part}-{number}") for number in range(MOST_TEMPLATES)]
        await take_over(node.node, ada, replace(PACK, templates=tuple(many)))
    rest = MOST - await node.count("templates") + 1
    more = replace(PACK, templates=tuple(replace(ANSWER, key=f"mehr-{number}") for number in range(rest)))

    with pytest.raises(Unprocessable, match=f"at most {MOST}"):
        await take_over(node.node, ada, more)
    assert not [key for key in await kept(node) if key.startswith("mehr")]

    await take_over(node.node, ada, replace(more, templates=more.templates[1:]))
    with pytest.raises(Unprocessable, match=f"at most {MOST}"):
        await add_template(node.node, ada, ANSWER)
    assert await node.count("templates") == MOST


async def test_what_one_node_gives_another_takes(node, ada):
    await take_over(node.node, ada, PACK)
    pack = await node.store.read(own_pack, "vorlagen-here-test", "Hier")

    assert read_pack(write_pack(pack)) == pack
    assert {each.key: each for each in pack.templates} == {each.key: each for each in PACK.templates}


async def test_a_template_is_kept_under_a_key_of_its_name_which_stays(node, ada):
    made = await add_template(node.node, ada, replace(ANSWER, key="", name="  Ärger über  Öffnungszeiten! "))
    again = await add_template(node.node, ada, replace(ANSWER, key="", name="Ärger über Öffnungszeiten"))
    odd = await add_template(node.node, ada, replace(ANSWER, key="", name="你好"))
    changed = await change_template(node.node, ada, replace(made, name="Ganz anders", text="{name}: {link}"))
    await change_template(node.node, ada, changed)
    await remove_template(node.node, ada, again.key)

    assert [made.key, again.key] == ["aerger-ueber-oeffnungszeiten", "aerger-ueber-oeffnungszeiten-2"]
    assert (made.name, odd.key) == ("Ärger über Öffnungszeiten!", "vorlage")
    assert await kept(node) == {made.key: changed, odd.key: odd}
    path = "/verwaltung/vorlagen/bearbeiten/"
    assert await deeds(node) == [("word", path + each.key) for each in (made, again, odd, made, again)]


async def test_what_cannot_be_kept_is_refused(node, ada):
    with pytest.raises(Unprocessable, match="no variable {nmae}"):
        await add_template(node.node, ada, replace(ANSWER, text="Liebe {nmae}"))
    with pytest.raises(NotFound):
        await change_template(node.node, ada, ANSWER)
    with pytest.raises(NotFound):
        await remove_template(node.node, ada, "nichts")

    assert await node.count("templates") == 0


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR])
async def test_only_those_who_administer_keep_templates(node, role):
    account = await node.create("mia")
    mia = Actor(account, (await person(node, account, "mia@here.test", role=role)).id)
    await take_over(node.node, Actor(node.node.itself), replace(PACK, templates=(ANSWER,)))

    for act in (
        lambda: add_template(node.node, mia, ANSWER),
        lambda: change_template(node.node, mia, replace(ANSWER, text="x")),
        lambda: remove_template(node.node, mia, "danke"),
        lambda: take_over(node.node, mia, PACK),
    ):
        with pytest.raises(Forbidden):
            await act()
    assert await kept(node) == {"danke": ANSWER}
