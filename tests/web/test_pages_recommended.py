"""Whom somebody recommends, as pages show it."""

import re
from itertools import pairwise

import pytest

from node.model.account import Actor
from node.model.collection import CollectionChange
from node.outbox.block import block
from node.outbox.profile import ProfileChange, change
from node.outbox.recommend import change_collection, create_collection, revoke_item
from tests.web.browser import Browser, person

NAME = "Gärten & <Höfe>"


async def shown(node, name, **more):
    account = await node.create(name, **more)
    return await change(node.node, Actor(account), ProfileChange(discoverable=True))


@pytest.fixture
async def alice(node):
    return await shown(node, "alice")


@pytest.fixture
async def carl(node):
    return await shown(node, "carl", display_name="Carl")


async def make(node, owner, *accounts, **more):
    wanted = CollectionChange(
        **{"name": NAME, "description": "Wo es <b>grünt</b>", "language": "de", "tag": "Garten", **more}
    )
    made = await create_collection(node.node, Actor(owner), wanted, [each.id for each in accounts])
    await node.work()
    return made


async def test_a_collection_has_a_page_with_its_accounts(node, alice, carl):
    made = await make(node, alice, carl)

    page = await node.page(f"/@alice/empfehlungen/{made.id}")

    assert made.url == f"{node.origin}/@alice/empfehlungen/{made.id}"
    assert "<h1><bdi>Gärten &amp; &lt;Höfe&gt;</bdi></h1>" in page
    assert '<p class="lead" lang="de" dir="ltr">Wo es &lt;b&gt;grünt&lt;/b&gt;</p>' in page
    assert 'href="/@carl"' in page
    assert 'href="/tags/Garten"' in page
    assert f'rel="alternate" type="application/activity+json" href="{made.uri}"' in page
    assert "<script" not in page
    assert "1 Kanal" in page
    assert "Recommended by" in await node.page(f"/@alice/empfehlungen/{made.id}", language="en")


async def test_the_profile_leads_there(node, alice, carl):
    before = await node.page("/@alice")
    made = await make(node, alice, carl)

    profile, listed = await node.page("/@alice"), await node.page("/@alice/empfehlungen")

    assert "/@alice/empfehlungen" not in before
    assert '<a href="/@alice/empfehlungen">Empfehlungen</a>' in profile
    assert f'<a href="/@alice/empfehlungen/{made.id}">' in listed


async def test_what_is_not_to_be_discovered_is_not_listed_nor_indexed(node, alice, carl):
    made = await make(node, alice, carl, discoverable=False)

    page = await node.page(f"/@alice/empfehlungen/{made.id}")

    assert '<meta name="robots" content="noindex">' in page
    assert f"/@alice/empfehlungen/{made.id}" not in await node.page("/@alice/empfehlungen")
    assert "/@alice/empfehlungen" not in await node.page("/@alice")


async def test_pages_are_kept_until_something_changes(node, alice, carl):
    made = await make(node, alice, carl)
    path = f"/@alice/empfehlungen/{made.id}"
    first = await node.get(path, accept="text/html")
    same = await node.get(path, accept="text/html", headers={"If-None-Match": first.headers["ETag"]})

    await change_collection(node.node, Actor(alice), made.id, CollectionChange(name="Neu"))
    changed = [await node.page(path), await node.page("/@alice/empfehlungen")]
    await change(node.node, Actor(carl), ProfileChange(display_name="Karl"))
    renamed = await node.page(path)
    item = (await node.store.read(lambda tx: tx.collections.items(made.id)))[0]
    await revoke_item(node.node, Actor(carl), made.id, item.id)

    assert same.status == 304
    assert all("Neu" in page and "Gärten" not in page for page in changed)
    assert "Karl" in renamed
    assert "Karl" not in await node.page(path)


async def test_who_is_featured_reads_it_among_what_they_are_told(node, alice, carl):
    made = await make(node, alice, carl)
    await person(node, carl, "carl@here.test")
    browser = Browser(node)
    await browser.log_in("carl@here.test")

    told = (await browser.get("/mitteilungen")).page
    page = (await browser.get(f"/@alice/empfehlungen/{made.id}")).page

    assert "empfiehlt Sie in einer Sammlung" in told.text
    assert "Gärten & <Höfe>" in told.text
    assert "Empfohlen von Alice" in page.text or "Empfohlen von alice" in page.text
    assert (await browser.get("/@alice/empfehlungen")).status == 200


async def test_who_is_blocked_sees_nothing_of_it(node, alice, carl):
    """T-140"""
    made = await make(node, alice, carl)

    await block(node.node, Actor(carl), alice.id)

    assert "/@carl" not in await node.page(f"/@alice/empfehlungen/{made.id}")


@pytest.mark.parametrize(
    "path", ["/@alice/empfehlungen/17", "/@nobody/empfehlungen", "/@alice/empfehlungen/" + "9" * 30]
)
async def test_what_is_not_there_is_not_found(node, alice, path):
    assert (await node.get(path, accept="text/html")).status == 404


async def test_somebody_elses_collection_has_no_page_here(node, alice, carl):
    made = await make(node, alice, carl)

    assert (await node.get(f"/@carl/empfehlungen/{made.id}", accept="text/html")).status == 404
    assert (await node.get("/@bob@there.test/empfehlungen", accept="text/html")).status == 404


async def test_headings_follow_each_other(node, alice, carl):
    made = await make(node, alice, carl)

    for path in ("/@alice/empfehlungen", f"/@alice/empfehlungen/{made.id}"):
        levels = [int(each) for each in re.findall(r"<h([1-6])[ >]", (await node.page(path)).partition("<main")[2])]
        assert levels[0] == 1
        assert all(below <= above + 1 for above, below in pairwise(levels))
