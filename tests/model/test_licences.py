"""Licences are told by their address, however somebody wrote it, and have their place in the list of DCAT-AP.de."""

import pytest

from node.model.licences import in_dcat, name_of


@pytest.mark.parametrize(
    ("iri", "dcat"),
    [
        ("https://www.govdata.de/dl-de/by-2-0", "dl-by-de/2.0"),
        ("http://www.govdata.de/dl-de/zero-2-0/", "dl-zero-de/2.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "cc-zero"),
        ("https://creativecommons.org/licenses/by/4.0/deed.de", "cc-by/4.0"),
        ("https://creativecommons.org/licenses/by-sa/4.0", "cc-by-sa/4.0"),
        ("http://dcat-ap.de/def/licenses/official-work", "official-work"),
        ("https://musterhausen.example/lizenz", "other-open"),
        ("https://creativecommons.org/licenses/by/4.01", "other-open"),
    ],
)
def test_every_licence_has_its_place(iri, dcat):
    assert in_dcat(iri) == f"http://dcat-ap.de/def/licenses/{dcat}"


def test_people_read_its_name():
    assert name_of("https://creativecommons.org/licenses/by/4.0/") == "CC BY 4.0"
    assert name_of("https://musterhausen.example/lizenz") == "https://musterhausen.example/lizenz"
