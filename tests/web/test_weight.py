"""What a page weighs with the longest names and a full list, without pictures, style and letters (issue: 60 kB)."""

import pytest

from node.model.post import NewPost
from tests.builders import make_account

MOST = 60_000
NAME = "Bürgerinitiative Lebenswertes "
TEXT = "<p>" + ("Der Weg ist seit gestern wieder frei, und wir danken allen, die geholfen haben. " * 7)[:500] + "</p>"


async def write(node, count: int, **more) -> None:
    """Posts by `count` people of elsewhere, each as long as what most people ever write."""
    for number in range(count):
        author = await make_account(
            node.store,
            f"buergerinitiative_lebenswertes_{number:02}",
            "gemeinschaft-der-nachbarn.beispielstadt.test",
            display_name=f"{NAME}{number:02}"[:30],
        )
        await add(node, author, number, **more)


async def add(node, author, number: int, **more) -> None:
    async def put(tx):
        post_id = tx.ids.new()
        uri = f"https://gemeinschaft-der-nachbarn.beispielstadt.test/users/{author.name}/statuses/{post_id}"
        new = NewPost(
            id=post_id, uri=uri, url=uri, author=author, content=TEXT, published_at=tx.now, language="de", **more
        )
        return await tx.posts.add(new)

    await node.store.write(put)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_a_thread_of_long_answers_by_people_with_long_names(node, alice, language):
    first = await node.post(alice, "Anfang " * 60)
    await write(node, 60, in_reply_to_uri=first.uri)

    page = await node.page(f"/@alice/{first.id}", language=language)

    assert len(page.encode()) <= MOST


@pytest.mark.parametrize("path", ["/@alice", "/lokal", "/", "/tags/weg"])
async def test_lists_of_long_posts(node, path):
    alice = await node.create("alice", display_name=NAME[:30])
    for number in range(45):
        await node.post(alice, ("#Weg frei " + "Der Weg ist seit gestern wieder frei, vielen Dank an alle. " * 9)[:500])

    page = await node.page(path)

    assert len(page.encode()) <= MOST
