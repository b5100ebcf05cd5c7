"""One event, one line, whatever strangers put into it."""

import json
import logging
import sys

import pytest

from node.cli.logging_setup import JsonLines, Repeats, TextLines


def record(message="hello", error=False, **extra):
    made = logging.getLogger("t").makeRecord("t", logging.INFO, "f", 1, message, (), None, extra=extra)
    if error:
        try:
            raise ValueError("one\ntwo \x1b[31m")
        except ValueError:
            made.exc_info = sys.exc_info()
    return made


EVIL = "a\r\nINFO forged\x1b[2J\x9b1m\u202egnp.exe\u2028b\\n"


def test_a_line_has_its_action_its_words_and_its_fields():
    line = TextLines().format(record(action="deliver.failed", host="there.test"))

    assert line.split(" ", 1)[1] == "INFO deliver.failed  hello host=there.test"


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()])
def test_nothing_of_a_strangers_text_steers_a_line_or_a_terminal(lines):
    """T-184"""
    line = lines.format(record(EVIL, action="x", name_given=EVIL))

    assert line.isprintable()
    assert "forged" in line


def test_a_trace_is_indented_below_its_line():
    first, *rest = TextLines().format(record(error=True)).split("\n")

    assert first.endswith("hello")
    assert all(line.startswith("    | ") and line.isprintable() for line in rest)


def test_json_holds_everything_as_it_was():
    line = json.loads(JsonLines().format(record(EVIL, error=True, action="x.y", count=3)))

    assert line["message"] == EVIL
    assert (line["action"], line["level"], line["count"]) == ("x.y", "info", 3)
    assert "ValueError" in line["trace"]


def test_what_is_no_http_makes_one_line_without_a_trace(caplog):
    from aiohttp.http_exceptions import BadStatusLine

    from node.cli.logging_setup import _everyday

    try:
        raise BadStatusLine("GARBAGE")
    except BadStatusLine:
        record = logging.getLogger("aiohttp.server").makeRecord(
            "aiohttp.server", logging.ERROR, "x", 1, "Error handling request", (), sys.exc_info()
        )
    _everyday(record)

    assert (record.levelno, record.exc_info) == (logging.INFO, None)


def test_what_everybody_would_say_at_once_is_said_every_ten_seconds():
    now = 100.0
    repeats = Repeats(clock=lambda: now)

    said = [repeats.filter(record(action="store.away")) for _ in range(5)]
    other = repeats.filter(record(action="part.waits", part="deliverer"))
    always = [repeats.filter(record(action="job.failed")) for _ in range(2)]
    now = 110.0
    again = record(action="store.away")

    assert said == [True, False, False, False, False]
    assert other
    assert always == [True, True]
    assert repeats.filter(again)
    assert TextLines().format(again).endswith("unsaid=4")
