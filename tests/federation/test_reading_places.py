"""`location` as other programs send it; what is wrong in it never costs the post."""

import pytest

from node.federation.reading.place import read_place
from node.model.place import Place
from node.text.coordinates import read_coordinates

MARKT = Place(name="Markt", address="Markt 1, 86720 Nachbarstadt", latitude=48.851, longitude=10.4885)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (
            {  # Mobilizon
                "type": "Place",
                "id": "https://there.test/address/1",
                "name": "Markt",
                "latitude": 48.851,
                "longitude": 10.4885,
                "address": {
                    "type": "PostalAddress",
                    "streetAddress": "Markt 1",
                    "postalCode": "86720",
                    "addressLocality": "Nachbarstadt",
                },
            },
            MARKT,
        ),
        (
            {"type": "Place", "name": "Markt", "address": "Markt 1, 86720 Nachbarstadt", "latitude": "48.851", "longitude": "10.4885"},
            MARKT,
        ),
        ("Markt", Place(name="Markt")),
        (["https://there.test/places/1", {"type": "Place", "name": "Markt"}], Place(name="Markt")),
        ({"type": "Place", "name": "<b>Markt</b>", "address": "Markt"}, Place(name="Markt")),
        ({"type": "Place", "latitude": 0, "longitude": 0}, Place(latitude=0.0, longitude=0.0)),
        ({"type": "Place", "name": "Markt", "latitude": 91, "longitude": 10}, Place(name="Markt")),
        ({"type": "Place", "name": "Markt", "latitude": "nan", "longitude": 10}, Place(name="Markt")),
        ({"type": "Place", "name": "Markt", "latitude": True, "longitude": 10}, Place(name="Markt")),
        ({"type": "Place", "name": "Markt", "latitude": 1e400, "longitude": [[]]}, Place(name="Markt")),
        ({"type": "Place", "latitude": 48}, None),
        ({"type": "VirtualLocation", "url": "https://meet.test/1"}, None),
        ([], None),
        (7, None),
        (None, None),
    ],
)  # fmt: skip
def test_a_place_is_read_as_it_comes(location, expected):
    assert read_place({"location": location}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("53.5503, 9.9937", (53.5503, 9.9937)),
        ("53,5503 9,9937", (53.5503, 9.9937)),
        ("53,5503; 9,9937", (53.5503, 9.9937)),
        ("geo:-53.5503,9.9937", (-53.5503, 9.9937)),
        ("53.55° / 9.99°", (53.55, 9.99)),
        ("53 9", (53.0, 9.0)),
        ("53,9", (53.0, 9.0)),
        ("53.5503", None),
        ("91, 9", None),
        ("53, 181", None),
        ("Rathaus", None),
        ("", None),
        ("5" * 5_000, None),
    ],
)
def test_a_position_is_read_as_people_type_it(text, expected):
    assert read_coordinates(text) == expected
