"""What a post said before: versions newest first, what changed in words, for eyes and ears (M07, S18)."""

from datetime import timedelta

from node.model.account import Actor
from node.model.draft import Draft
from node.outbox.edit import edit
from node.text.changes import changes
from tests.web.browser import Browser


async def _edit(node, account, post, text, **more):
    await edit(node.node, Actor(account), post.id, Draft(text=text, **more))


async def test_what_came_and_went_is_marked_and_said(node, alice, clock):
    post = await node.post(alice, "Der Markt ist am Mitwoch.")
    clock.move(hours=1)
    await _edit(node, alice, post, "Der Markt ist am Mittwoch, wie immer.")

    seen = await Browser(node).get(f"/@alice/{post.id}/verlauf")

    html = seen.page.html
    deleted, inserted = (
        html.partition("<del>")[2].partition("</del>")[0],
        html.partition("<ins>")[2].partition("</ins>")[0],
    )
    assert "Mitwoch" in deleted
    assert "Weggefallen:" in deleted
    assert "Mittwoch" in inserted
    assert "Hinzugekommen:" in inserted
    assert "Der Markt ist am" not in deleted + inserted
    assert seen.page.text.index("Jetzige Fassung") < seen.page.text.index("Erste Fassung")


async def test_changes_beside_the_text_are_said_in_words(node, alice, clock):
    post = await node.post(alice, "Wann?", options=("Montag", "Dienstag"), closes_at=clock.now + timedelta(days=7))
    clock.move(hours=1)
    view = (await node.views(post.id))[0]
    assert view.poll is not None
    await _edit(
        node, alice, post, "Wann?", summary="Umfrage", options=("Montag", "Freitag"), closes_at=view.poll.closes_at
    )

    seen = await Browser(node).get(f"/@alice/{post.id}/verlauf")

    assert "Der Text ist unverändert." in seen.page.text
    assert "Der Hinweis zum Inhalt wurde geändert." in seen.page.text
    assert "Die Antworten der Umfrage wurden geändert" in seen.page.text
    assert "<ins>" not in seen.page.html


async def test_there_is_one_address_for_it(node, alice, bob):
    post = await node.post(alice)

    right = await Browser(node).get(f"/@Alice/{post.id}/verlauf")
    wrong = await Browser(node).get(f"/@bob/{post.id}/verlauf")
    none = await Browser(node).get("/@alice/77/verlauf")

    assert (right.status, right.path) == (200, f"/@alice/{post.id}/verlauf")
    assert (wrong.status, none.status) == (404, 404)


async def test_a_post_edited_very_often_has_a_page_that_ends(node, alice, clock):
    post = await node.post(alice, "0")
    for number in range(1, 70):
        clock.move(minutes=1)
        await _edit(node, alice, post, f"Fassung {number}")

    seen = await Browser(node).get(f"/@alice/{post.id}/verlauf")

    assert "Erste Fassung" not in seen.page.text
    assert seen.page.html.count('<section aria-labelledby="fassung-') == 50


def test_what_was_added_and_removed_makes_both_texts_again():
    for before, after in (
        ("", "neu"),
        ("alt", ""),
        ("Das ist gut.", "Das war sehr gut."),
        ("eins\nzwei\ndrei", "eins\nvier\ndrei und mehr"),
        ("a b c d e", "f g h i j"),
        ("ä" * 3, "ö ä"),
        ("wort " * 5_000, "wort " * 4_999 + "ende"),
    ):
        pieces = changes(before, after)

        assert "".join(each.text for each in pieces if each.mark != "added") == before
        assert "".join(each.text for each in pieces if each.mark != "removed") == after


def test_neighbouring_changes_are_one():
    pieces = changes("am Montag früh da", "am Dienstag spät da")

    assert [(each.mark, each.text) for each in pieces] == [
        ("same", "am "),
        ("removed", "Montag früh"),
        ("added", "Dienstag spät"),
        ("same", " da"),
    ]
