"""Log lines: one for each event, to standard error, for people or as JSON. What strangers wrote cannot break a line or
steer a terminal (T-184)."""

import logging
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from node.config import LogSettings

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_REPEATED = frozenset({"store.away", "part.waits", "copy.waits"})
_BETWEEN = 10.0
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\\\\]")
"""Control signs, C1 escapes, line separators and changes of direction; the backslash, so that nobody can fake one."""


def set_up(settings: LogSettings) -> None:
    """For the whole program, once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.format == "json" else TextLines())
    handler.addFilter(Repeats())
    logging.basicConfig(handlers=[handler], level=settings.level.upper(), force=True)
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    logging.getLogger("aiohttp.server").addFilter(_everyday)
    logging.captureWarnings(capture=True)


class Repeats(logging.Filter):
    """While the database is away, every request and every part would say so, on a disk that may be full: each says it at
    most every ten seconds, and how often it was not said meanwhile (`unsaid`)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        fields = vars(record)
        if fields.get("action") not in _REPEATED:
            return True
        about, now = (fields["action"], fields.get("part", "")), self._clock()
        at, unsaid = self._said.get(about, (-_BETWEEN, 0))
        if now - at < _BETWEEN:
            self._said[about] = (at, unsaid + 1)
            return False
        self._said[about] = (now, 0)
        if unsaid:
            record.unsaid = unsaid
        return True


def _everyday(record: logging.LogRecord) -> bool:
    """Strangers send what is no HTTP all day: one line at `info`, no trace of it."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and type(error).__module__ == "aiohttp.http_exceptions":
        record.exc_info, record.levelno, record.levelname = None, logging.INFO, "INFO"
        return logging.getLogger().isEnabledFor(logging.INFO)
    return True


def encoded(text: str) -> str:
    """On one line, with nothing a terminal would act on."""
    return _STEERING.sub(lambda found: repr(found[0])[1:-1] if found[0].isascii() else f"\\u{ord(found[0]):04x}", text)


class TextLines(logging.Formatter):
    """`2026-11-28T14:05:00Z INFO serve.started  serving base_url=https://...`; a trace follows, indented."""

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record)
        action = fields.pop("action", record.name)
        words = [_time(record), record.levelname, encoded(str(action)), "", encoded(record.getMessage())]
        words += [f"{name}={encoded(str(value))}" for name, value in fields.items()]
        line = " ".join(words)
        if record.exc_info:
            trace = self.formatException(record.exc_info)
            line += "".join(f"\n    | {encoded(each)}" for each in trace.splitlines())
        return line


class JsonLines(logging.Formatter):
    """`time`, `level`, `action`, `message`, the fields of the event, and `trace` for a bug."""

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record)
        line = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "action": fields.pop("action", record.name),
            "message": record.getMessage(),
            **fields,
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        # JSON escapes what is below 0x20 itself; the rest is for whoever reads the file in a terminal
        text = msgspec.json.encode(line, enc_hook=str).decode()
        return re.sub("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """What was given as `extra`."""
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
