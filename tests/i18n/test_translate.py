"""Words, numbers and times in the reader's language."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from node.i18n.translate import MissingText, Translator, load_catalogs, negotiate
from tests.builders import spaced

CATALOGS = load_catalogs()
NOW = datetime(2026, 11, 28, 13, 5, tzinfo=UTC)  # 14:05 in Berlin


@pytest.fixture
def german():
    return Translator("de", CATALOGS)


@pytest.fixture
def english():
    return Translator("en", CATALOGS)


def test_values_are_filled_in_and_not_escaped(german):
    assert german.t("compose.submit_as", name="Stadt <Musterhausen>") == "Als Stadt <Musterhausen> veröffentlichen"


def test_values_cannot_reach_into_objects(german):
    assert german.t("compose.submit_as", name="{name.__class__}") == "Als {name.__class__} veröffentlichen"


@pytest.mark.parametrize(
    ("count", "de", "en"),
    [
        (0, "noch keine Antwort", "no replies yet"),
        (1, "1 Antwort", "1 reply"),
        (3, "3 Antworten", "3 replies"),
        (1234, "1.234 Antworten", "1,234 replies"),
    ],
)
def test_reactions_are_counted_in_words(german, english, count, de, en):
    assert german.t("post.replies", count=count) == de
    assert english.t("post.replies", count=count) == en


def test_shares_and_likes_are_sentences(german):
    assert german.t("post.boosts", count=5) == "5-mal geteilt"
    assert german.t("post.likes", count=2) == "gefällt 2 Personen"
    assert german.t("post.likes", count=1) == "gefällt einer Person"


def test_a_missing_text_or_value_is_told_at_once(german):
    with pytest.raises(MissingText, match=r"no\.such\.key"):
        german.t("no.such.key")
    with pytest.raises(MissingText, match="name"):
        german.t("compose.submit_as", other="x")


def test_in_production_german_or_the_key_stands_in():
    catalogs = {"de": {"a": "Rathaus"}, "en": {}}

    english = Translator("en", catalogs, strict=False)

    assert english.t("a") == "Rathaus"
    assert english.t("b", count=2) == "b"
    assert not english.has("a")


def test_numbers(german, english):
    assert german.number(1234567) == "1.234.567"
    assert german.number(1234.5) == "1.234,5"
    assert english.number(1234.5) == "1,234.5"


@pytest.mark.parametrize(
    ("at", "de", "en"),
    [
        (NOW, "heute, 14:05 Uhr", "today, 14:05"),
        (NOW - timedelta(days=1), "gestern, 14:05 Uhr", "yesterday, 14:05"),
        (NOW + timedelta(days=1), "morgen, 14:05 Uhr", "tomorrow, 14:05"),
        (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), "heute, 00:30 Uhr", "today, 00:30"),  # past midnight in Berlin
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "1. Juli 2026, 14:00 Uhr", "1 July 2026, 14:00"),  # summer time
    ],
)
def test_times_in_words(german, english, at, de, en):
    assert spaced(german.moment(at, NOW)) == de
    assert spaced(english.moment(at, NOW)) == en


def test_the_zone_decides_the_day():
    late = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)

    assert spaced(Translator("de", CATALOGS).date(late)) == "29. November 2026"
    assert spaced(Translator("de", CATALOGS, zone=ZoneInfo("UTC")).date(late)) == "28. November 2026"


def test_dates_months_and_weekdays(german, english):
    assert spaced(german.date(date(2026, 3, 1))) == "1. März 2026"
    assert german.month(NOW) == "November 2026"
    assert spaced(german.full(NOW)) == "Samstag, 28. November 2026, 14:05 Uhr"
    assert spaced(english.full(NOW)) == "Saturday, 28 November 2026, 14:05"


def test_a_line_ends_neither_within_a_date_nor_before_the_clock(german, english):
    assert german.full(NOW) == "Samstag, 28.\u00a0November\u00a02026, 14:05\u00a0Uhr"
    assert english.full(NOW) == "Saturday, 28\u00a0November\u00a02026, 14:05"


@pytest.mark.parametrize(
    ("distance", "de", "en"),
    [
        (timedelta(seconds=-5), "gerade eben", "just now"),
        (timedelta(seconds=-60), "vor 1 Minute", "1 minute ago"),
        (timedelta(minutes=-59), "vor 59 Minuten", "59 minutes ago"),
        (timedelta(hours=-3), "vor 3 Stunden", "3 hours ago"),
        (timedelta(days=-2), "vor 2 Tagen", "2 days ago"),
        (timedelta(days=-40), "19. Oktober 2026", "19 October 2026"),
        (timedelta(seconds=5), "gleich", "in a moment"),
        (timedelta(days=3), "in 3 Tagen", "in 3 days"),
    ],
)
def test_distances_in_words(german, english, distance, de, en):
    assert spaced(german.ago(NOW + distance, NOW)) == de
    assert spaced(english.ago(NOW + distance, NOW)) == en


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "de"),
        ("", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.5,de;q=0.4", "en"),
        ("fr-FR,fr;q=0.9", "de"),
        ("en;q=0.3, *;q=0.5", "de"),
        ("en;q=0", "de"),
        ("EN", "en"),
        ("en;q=abc,;;,", "de"),
        ("x," * 5_000 + "en", "de"),
    ],
)
def test_the_browser_chooses_the_language(header, language):
    assert negotiate(header) == language
