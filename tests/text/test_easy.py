"""Hints on Leichte Sprache: a corpus of sentences that are good, and of sentences that are hard (A19, BITV 2.0 annex 2)."""

import time

import pytest

from node.text.easy import Rule, remarks, sentences

GOOD = """
Sie brauchen einen Ausweis.
Dann gehen Sie zum Rathaus.
Das Rathaus ist am Markt-Platz.
Das Rathaus hat von 8 Uhr bis 12 Uhr offen.
Den Antrag können Sie auch im Internet ausfüllen.
Frau Müller ist die Leiterin von der Schule.
Das ist das Büro von der Bürger-Meisterin.
Die Stadt baut einen neuen Spiel-Platz.
Wir bauen den Weg im Mai.
Wir werden den Weg im Mai bauen.
Das Wetter wird gut.
Sie werden eine Antwort bekommen.
Wir werden Ihnen helfen.
Wir werden Sie gern besuchen.
Das Geld bekommen Sie z. B. am 1. März.
Rufen Sie uns an: 0123 45 67.
Viele Menschen kommen zum Fest.
Am Montag fährt der Bus wieder.
Sie möchten heiraten?
Dann machen Sie einen Termin aus.
Wir geben der Mutter ein Buch.
Das Schwimm-Bad kostet 4 Euro.
Im Jahr 2026 ist die Wahl.
Alle Kinder sind herzlich eingeladen.
Die Feuer-Wehr kommt schnell.
Bitte bleiben Sie zu Hause.
Machen Sie die Fenster zu.
Hören Sie Radio.
Der Müll kommt in die blaue Tonne.
Sie können uns auch eine E-Mail schreiben.
Gestern war ein Fest.
Das ist wichtig für Ihre Gesundheit.
""".strip().splitlines()

HARD = [
    ("Der Antrag wird von uns geprüft.", Rule.PASSIVE),
    ("Die Straße wurde gestern gesperrt.", Rule.PASSIVE),
    ("Der Zaun wird bald aufgebaut.", Rule.PASSIVE),
    ("Die Kosten werden erstattet.", Rule.PASSIVE),
    ("Das Geld wird morgen überwiesen.", Rule.PASSIVE),
    ("Heute wurde das Gesetz beschlossen.", Rule.PASSIVE),
    ("Die Anmeldung muss ausgefüllt werden.", Rule.PASSIVE),
    ("Die Daten werden gespeichert.", Rule.PASSIVE),
    ("Der Bus fährt heute nicht.", Rule.NEGATION),
    ("Es gibt keine Karten mehr.", Rule.NEGATION),
    ("Niemand muss frieren.", Rule.NEGATION),
    ("Das ist das Haus des Bürgermeisters.", Rule.GENITIVE),
    ("Wegen des Regens fällt das Fest aus.", Rule.GENITIVE),
    ("Die Leiterin der Schule kommt.", Rule.GENITIVE),
    ("Die Meinung unserer Bürger zählt.", Rule.GENITIVE),
    ("Der Leiter eines Amtes hilft.", Rule.GENITIVE),
    ("Das würde lange dauern.", Rule.SUBJUNCTIVE),
    ("Das wäre schön.", Rule.SUBJUNCTIVE),
    ("Sie könnten auch anrufen.", Rule.SUBJUNCTIVE),
    ("Die Straßenverkehrsbehörde hilft.", Rule.WORD),
    ("Das kostet fünf Euro.", Rule.NUMBER),
    ("15.000 Menschen wohnen hier.", Rule.NUMBER),
    (
        "Wer einen neuen Ausweis haben möchte, geht bitte am Montag oder am Dienstag ins Rathaus am Markt.",
        Rule.LONG,
    ),
]


@pytest.mark.parametrize("sentence", GOOD)
def test_a_good_sentence_is_left_alone(sentence):
    assert remarks(sentence) == []


@pytest.mark.parametrize(("sentence", "rule"), HARD)
def test_what_is_hard_is_found(sentence, rule):
    found = remarks(sentence)

    assert rule in {each.rule for each in found}
    assert all(each.sentence == sentence for each in found)


def test_sentences_end_where_people_end_them():
    text = "Das ist neu. Kommen Sie am 3. Mai!\nSie brauchen z. B.:\n- einen Ausweis\n- Geld\n\nhttps://example.org/a.b"

    assert sentences(text) == [
        "Das ist neu.",
        "Kommen Sie am 3. Mai!",
        "Sie brauchen z. B.:",
        "einen Ausweis",
        "Geld",
    ]


def test_a_remark_says_how_many_words_and_shows_the_beginning():
    [remark] = remarks("Wort " * 40 + "Ende.")

    assert (remark.rule, remark.count) == (Rule.LONG, 41)
    assert len(remark.sentence) <= 122


def test_strange_text_is_read_in_time():
    begin = time.process_time()
    for text in (
        "",
        "   ",
        "a" * 50_000,
        "ge" * 25_000,
        "der Die " * 8_000,
        "1 000 " * 8_000,
        "." * 50_000,
        "Ä der " * 9_000,
    ):
        remarks(text)

    assert time.process_time() - begin < 2
