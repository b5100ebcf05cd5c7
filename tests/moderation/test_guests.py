"""Under which names guests may not write, because readers would take them for somebody else (T-244)."""

import pytest

from node.moderation.guests import is_a_name, looks_like

TAKEN = ["rathaus", "Rathaus Musterhausen", "Stadtbücherei", "feuerwehr", "Ömer Groß", "musterhausen.example"]


@pytest.mark.parametrize(
    "name",
    [
        "rathaus",
        "Rathaus",
        "R A T H A U S",
        "rat.haus",
        "Rathaus  Musterhausen",
        "Rathaus Musterhausen (offiziell)",
        "Das echte Rathaus Musterhausen",
        "Rаthаus",  # with Cyrillic а
        "Rathau5",
        "R4thaus",
        "Stadtbuecherei",
        "Stadtbucherei",
        "STADTBÜCHEREI",
        "Fеuеrwеhr",  # with Cyrillic е
        "Feuervvehr",
        "Oemer Gross",
        "ｒａｔｈａｕｓ",
        "musterhausen.example",
        "Admin",
        "MODERATION",
        "Redaktion",
        "!!!",
    ],
)
def test_what_looks_like_somebody_here_is_nobodys_name(name):
    assert looks_like(name, TAKEN)


@pytest.mark.parametrize(
    "name", ["Rathausplatz", "Erika", "Ratsherr a. D.", "Feuerwehrfreund", "Зоя", "名無し", "Ömer", "Bücherwurm"]
)
def test_other_names_are_free(name):
    assert not looks_like(name, TAKEN)


@pytest.mark.parametrize(
    "name", ["@rathaus", "a@b", "https://x", "www.x", "x/y", "<b>", "123", "🙂", "a: b", "#tag", ""]
)
def test_addresses_and_signs_are_no_names(name):
    assert not is_a_name(name)
