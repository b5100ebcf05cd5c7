"""`/gleichzeitigkeit`: the same in words, for people: does this authority publish here first, and how long after do others
have it?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiohttp import web

from node.i18n.translate import Translator
from node.model.ids import HIGHEST
from node.store.database import Tx
from node.web.keys import NODE
from node.web.opendata.simultaneity import Report, find_months, find_report
from node.web.page import answer, look, rendering_of
from node.web.rendering import Frame

_SHOWN = 20
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


async def show_simultaneity(request: web.Request) -> web.Response:
    node = request[NODE]

    all_months = await find_months(request)

    async def found(tx: Tx, _viewer_id: int) -> Report:
        return await find_report(tx, request, HIGHEST, _SHOWN, all_months)

    frame, report = await look(request, found)
    words = frame.words
    rows = report.rows()[:_SHOWN]
    body = rendering_of(request).page(
        "opendata/simultaneity.html",
        frame,
        heading=words.t("simultaneity.title"),
        months=_months(report, words),
        copies=[_copy(row, frame) for row in rows if row["lag"] is not None],
        waiting=sum(row["state"] == "waiting" for row in rows),
        has_connectors=bool(node.config.connectors) or bool(rows),
    )
    return answer(request, frame, body)


def _months(report: Report, words: Translator) -> Sequence[tuple[str, str, str, int, str, str, int]]:
    """Month, channel, platform, how many, the usual lag, the lag of nearly all, how many were elsewhere first."""
    return [
        (
            words.month(datetime.strptime(month, "%Y-%m").replace(tzinfo=words.zone)),
            account.shown_name,
            words.t(f"simultaneity.platform.{each.kind}"),
            each.count,
            in_words(each.median.total_seconds(), words),
            in_words(each.p95.total_seconds(), words),
            each.early,
        )
        for month, found in report.months
        for each in found
        if (account := report.accounts.get(each.account_id)) is not None
    ]


def _copy(row: dict[str, Any], frame: Frame) -> tuple[str, str, str, str, str, bool]:
    """Where the post is, when it was published, platform, where the copy is, the lag, whether it was elsewhere first."""
    words = frame.words
    return (
        row["url"],
        frame.when(datetime.fromisoformat(row["published"])),
        words.t(f"simultaneity.platform.{row['platform']}"),
        row["copy"] or "",
        in_words(row["lag"], words),
        row["early"],
    )


def in_words(seconds: float, words: Translator) -> str:
    """`3 Sekunden später`, `2 Minuten früher`."""
    way = "earlier" if seconds < 0 else "later"
    distance = abs(seconds)
    if distance < 1:
        return words.t("simultaneity.at_once")
    for unit, length in (("days", _DAY), ("hours", _HOUR), ("minutes", _MINUTE)):
        if distance >= 2 * length:
            return words.t(f"simultaneity.{way}.{unit}", count=round(distance / length))
    return words.t(f"simultaneity.{way}.seconds", count=round(distance))
