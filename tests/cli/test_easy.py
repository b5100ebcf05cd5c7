"""A text in Leichte Sprache is looked at on the command line (A19)."""

import pytest

from node.cli import post
from node.cli.command import Ask
from node.cli.main import main
from node.cli.words import Say


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("Die Straße ist zu. Fahren Sie einen anderen Weg.", 0, "nichts aufgefallen"),
        ("Die Straße wurde gesperrt.", 1, "Passiv"),
        ("Das ist das Büro des Bürgermeisters.", 1, "Genitiv"),
        ("Der Bus kommt nicht.", 1, "Verneinung"),
        ("Wort " * 13 + "Ende.", 1, "Langer Satz (14 Wörter)"),
    ],
)
def test_hints_stand_there_in_words(text, code, said, tmp_path, capsys):
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")

    assert main(["easy", str(file)]) == code
    assert said in capsys.readouterr().out


def test_a_file_there_is_not_and_one_that_is_no_text_are_told(tmp_path, capsys):
    (tmp_path / "bild.png").write_bytes(b"\x89PNG\xff\xfe")

    assert main(["easy", str(tmp_path / "fehlt.txt")]) == 1
    assert main(["easy", str(tmp_path / "bild.png")]) == 1
    assert "bild.png" in capsys.readouterr().err


async def test_a_post_is_published_with_its_wording_in_easy_language(node, alice):
    values = {"name": "alice", "text": "Der Zugang ist gesperrt.", "easy": "Der Weg ist zu.", "visibility": "public"}

    answer = await post.post(node.node, Ask(values, Say("de")))

    page = await node.page(answer.lines[0].removeprefix(node.origin))
    assert 'lang="de-simple"' in page
    assert "Der Weg ist zu." in await node.page(answer.lines[0].removeprefix(node.origin) + "?sprache=de-simple")
