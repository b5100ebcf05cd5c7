"""Our own pages keep to the filters that somebody set with an app: a warning to open, or nothing at all."""

import pytest

from node.model.account import Actor
from node.model.draft import Draft
from node.model.filters import Filter, FilterAction, FilterPlace
from node.model.media import Media
from node.outbox.publish import publish
from tests.builders import make_account, make_follow, make_post
from tests.web.browser import Browser, person


@pytest.fixture
async def reader(node, alice) -> Browser:
    """Alice's."""
    await person(node, alice)
    opened = Browser(node)
    await opened.log_in("alice@here.test")
    return opened


@pytest.fixture
async def carl(node, alice):
    carl = await node.create("carl", display_name="Carl")
    await make_follow(node.store, alice, carl)
    return carl


async def filtered(node, account, action: FilterAction, *places: FilterPlace, word: str = "lärm") -> None:
    async def add(tx) -> None:
        found = await tx.filters.add(
            Filter(id=0, account_id=account.id, title="Ruhe", places=places or tuple(FilterPlace), action=action)
        )
        await tx.filters.add_keyword(found, word, whole_word=True)

    await node.store.write(add)


async def pages(node, carl) -> dict[FilterPlace, str]:
    """A page of each kind, with a post of Carl's that is full of noise."""
    question = await node.post(carl, "Wie war es?")
    await node.post(carl, "@alice So viel Lärm!", in_reply_to_id=question.id)
    return {
        FilterPlace.HOME: "/start",
        FilterPlace.PUBLIC: "/oeffentlich",
        FilterPlace.ACCOUNT: "/@carl?antworten=1",
        FilterPlace.THREAD: f"/@carl/{question.id}",
        FilterPlace.NOTIFICATIONS: "/mitteilungen",
    }


async def test_a_warning_folds_the_post_away_under_the_title_of_the_filter(node, reader, alice, carl):
    paths = await pages(node, carl)
    await filtered(node, alice, FilterAction.WARN)

    for path in ("/start", paths[FilterPlace.THREAD], "/oeffentlich"):
        await reader.get(path)
        assert "Ausgeblendet durch Ihren Filter „Ruhe“. Trotzdem zeigen" in reader.page.text, path
        before, _, after = reader.page.html.partition('<details class="fold filtered">')
        assert "So viel Lärm!" not in before
        assert "So viel Lärm!" in after.partition("</details>")[0]


async def test_what_is_to_be_hidden_is_not_there(node, reader, alice, carl):
    paths = await pages(node, carl)
    await filtered(node, alice, FilterAction.HIDE)

    for place, path in paths.items():
        assert (await reader.get(path)).status == 200
        assert "Lärm" not in reader.page.html, place
    await reader.get(paths[FilterPlace.THREAD])
    assert "Wie war es?" in reader.page.text


async def test_filters_apply_where_their_owner_said(node, reader, alice, carl):
    paths = await pages(node, carl)
    await filtered(node, alice, FilterAction.HIDE, FilterPlace.HOME)

    for place in (FilterPlace.PUBLIC, FilterPlace.THREAD, FilterPlace.NOTIFICATIONS):
        await reader.get(paths[place])
        assert "So viel Lärm!" in reader.page.text, place
    await reader.get("/start")
    assert "So viel Lärm!" not in reader.page.text


async def test_pictures_are_folded_away_alone(node, reader, alice, carl):
    stranger = await make_account(node.store)
    plan = Media(
        id=node.node.ids.new(),
        url="https://there.test/1.pdf",
        mime="application/pdf",
        kind="file",
        description="Ein Kran",
    )
    await make_post(node.store, stranger, "Lärm am Bau", media=(plan,))
    await filtered(node, alice, FilterAction.BLUR)

    await reader.get("/oeffentlich")

    assert "Bilder zeigen, ausgeblendet durch Ihren Filter „Ruhe“" in reader.page.text
    before, _, after = reader.page.html.partition("<summary>Bilder zeigen, ausgeblendet")
    assert "Lärm am Bau" in before
    assert "Ein Kran" not in before
    assert "Ein Kran" in after


async def test_ones_own_posts_and_other_readers_are_left_alone(node, reader, alice, carl):
    await node.post(alice, "Mein Lärm")
    await filtered(node, alice, FilterAction.HIDE)
    anybody = Browser(node)

    await reader.get("/start")
    await anybody.get("/@alice")

    assert "Mein Lärm" in reader.page.text
    assert "Mein Lärm" in anybody.page.text


async def test_a_page_of_which_all_is_hidden_leads_to_the_next(node, reader, alice, carl):
    await node.post(carl, "Ruhe")
    for _ in range(20):
        await node.post(carl, "Lärm")
    await filtered(node, alice, FilterAction.HIDE)

    await reader.get("/start")
    assert "Lärm" not in reader.page.text
    await reader.get(next(path for path in reader.page.links.values() if path.startswith("/start?vor=")))

    assert "Ruhe" in reader.page.text


async def test_a_quoted_post_is_not_shown_by_the_way(node, reader, alice, carl):
    noisy = await node.post(carl, "So viel Lärm!")
    await publish(node.node, Actor(carl), Draft(text="Lesenswert", quote_of_id=noisy.id))
    await node.work()
    await reader.get("/start")
    assert reader.page.text.count("So viel Lärm!") == 2

    await filtered(node, alice, FilterAction.HIDE)
    await reader.get("/start")

    assert "Lesenswert" in reader.page.text
    assert "Lärm" not in reader.page.text
    assert "Ausgeblendet durch Ihren Filter „Ruhe“." in reader.page.text
