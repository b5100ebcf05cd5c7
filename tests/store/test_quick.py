"""A record made the quick way is the same as one made the usual way."""

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from node.model.quick import quick


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    title: str
    pages: int = 0
    words: list[str] = field(default_factory=list)

    @property
    def is_thin(self) -> bool:
        return self.pages < 100


make_book = quick(Book)


def test_it_is_one_of_them_and_equal_to_its_like() -> None:
    made = make_book(title="Amtsblatt", pages=8)

    assert type(made) is Book
    assert (made, made.is_thin, repr(made)) == (
        Book(title="Amtsblatt", pages=8),
        True,
        repr(Book(title="Amtsblatt", pages=8)),
    )
    assert replace(made, pages=200) == Book(title="Amtsblatt", pages=200)


def test_it_stays_as_it_is() -> None:
    with pytest.raises(FrozenInstanceError):
        make_book(title="Amtsblatt").title = "Zeitung"  # type: ignore[misc]


def test_each_has_its_own_default() -> None:
    make_book(title="Amtsblatt").words.append("Haushalt")

    assert make_book(title="Amtsblatt").words == []


def test_what_has_no_default_has_to_be_given() -> None:
    with pytest.raises(TypeError, match="title"):
        make_book(pages=8)
    with pytest.raises(TypeError, match="colour"):
        make_book(title="Amtsblatt", colour="blau")
