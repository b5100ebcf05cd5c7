"""`allmende post`: publish as one of the node's accounts."""

import argparse
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final

from node.cli.account import find_account
from node.cli.command import Act, Answer, Ask
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.times import time_of
from node.cli.words import Say
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.model.appointment import Appointment
from node.model.draft import Draft
from node.model.language import EASY
from node.model.place import Place
from node.model.visibility import Visibility
from node.outbox.lookup import fetch_post
from node.outbox.publish import publish
from node.text.coordinates import read_coordinates

_DAY: Final = len("2026-12-24")


def define(parser: Parser) -> None:
    say = parser.say
    parser.argument("name", metavar="NAME", help=say("Konto, das spricht", "account that speaks"))
    parser.argument(
        "text",
        metavar="TEXT",
        help=say("der Text; - liest ihn von der Eingabe", "the text; - reads it from standard input"),
    )
    parser.option(
        "--visibility",
        choices=[each.value for each in Visibility],
        default=Visibility.PUBLIC.value,
        help=say("wer es lesen darf; Vorgabe: public", "who may read it; default: public"),
    )
    parser.option(
        "--reply-to",
        metavar="URL",
        help=say(
            "Beitrag, auf den geantwortet wird (Nummer oder Adresse)", "post that is answered (number or address)"
        ),
    )
    parser.option("--markdown", action="store_true", help=say("der Text ist Markdown", "the text is Markdown"))
    parser.option(
        "--language", metavar="TAG", help=say("Sprache des Textes, etwa de", "language of the text, such as de")
    )
    parser.option(
        "--warning",
        metavar="TEXT",
        default="",
        help=say("Inhaltswarnung vor dem Text", "content warning before the text"),
    )
    parser.option("--place", metavar="NAME", default="", help=say("Ort, etwa Bürgerhaus", "place, such as Town hall"))
    parser.option("--address", metavar="TEXT", default="", help=say("Anschrift des Ortes", "address of the place"))
    parser.option(
        "--position",
        metavar="LAT,LON",
        default="",
        help=say("Breite und Länge in Grad, etwa 53.5503,9.9937", "latitude and longitude in degrees"),
    )
    parser.option(
        "--easy",
        metavar="TEXT",
        default="",
        help=say("dasselbe in Leichter Sprache (allmende easy prüft sie)", "the same in Leichte Sprache"),
    )
    parser.option(
        "--urgent",
        action="store_true",
        help=say("geht allem voraus, was noch zu verschicken ist", "goes before all that waits to be delivered"),
    )
    _define_event(parser)
    acts(parser, "post", post, prepare=_read_text)


def _define_event(parser: Parser) -> None:
    say = parser.say
    parser.option(
        "--event",
        metavar="TITLE",
        default="",
        help=say(
            "Titel eines Termins, der damit in den Kalender kommt; braucht --from",
            "title of an event, which so comes into the calendar; needs --from",
        ),
    )
    parser.option(
        "--from",
        metavar="TIME",
        dest="begins",
        default="",
        help=say(
            "Beginn des Termins, etwa 2026-12-24T15:00 (in der Zone des Knotens), oder der Tag allein",
            "beginning of the event, such as 2026-12-24T15:00 (in the node's zone), or the day alone",
        ),
    )
    parser.option(
        "--to",
        metavar="TIME",
        dest="ends",
        default="",
        help=say("Ende des Termins, oder sein letzter Tag", "end of the event, or its last day"),
    )
    parser.option("--seats", metavar="NUMBER", type=int, help=say("wie viele kommen können", "how many may come"))
    parser.option(
        "--online", metavar="URL", default="", help=say("wo man online dabei ist", "where one takes part online")
    )


def _read_text(options: argparse.Namespace, _say: Say) -> None:
    if options.text == "-":
        options.text = sys.stdin.read()


async def post(node: Context, ask: Ask) -> Answer:
    """Prints the address of its page. Its deliveries go out while a server runs."""
    account = await node.store.read(find_account, ask.text("name"), node.addresses.account_domain)
    if not account.is_local:
        raise Invalid(ask.say("hier sprechen nur eigene Konten", "only our own accounts speak here"))
    draft = Draft(
        text=ask.text("text"),
        format="markdown" if ask.flag("markdown") else "plain",
        visibility=Visibility(ask.text("visibility")),
        language=ask.text("language") or None,
        summary=ask.text("warning"),
        in_reply_to_id=await _parent(node, ask.text("reply_to")),
        place=_place(ask),
        translations={EASY: ask.text("easy")} if ask.text("easy") else {},
        urgent=ask.flag("urgent"),
        kind="Event" if ask.text("event") else "Note",
        name=ask.text("event"),
        appointment=_appointment(node, ask),
    )
    published = await publish(node, Actor(account), draft)
    return Answer([published.url])


def _appointment(node: Context, ask: Ask) -> Appointment | None:
    """Days alone make an event of whole days. Raises Invalid."""
    given = [ask.text("begins"), ask.text("ends")]
    if not ask.text("event"):
        if any(given):
            raise Invalid(ask.say("--from und --to brauchen --event", "--from and --to need --event"))
        return None
    begins, ends = time_of(node, ask, "begins"), time_of(node, ask, "ends")
    if begins is None:
        raise Invalid(ask.say("--event braucht --from", "--event needs --from"))
    are_days = [len(each) == _DAY for each in given if each]
    if all(are_days):
        last = ends or begins
        ends = datetime.combine(last.date() + timedelta(days=1), time(), node.config.node.timezone)
    elif any(are_days):
        raise Invalid(
            ask.say("--from und --to sind beide Tage oder beide Zeiten", "--from and --to are both days or both times")
        )
    return Appointment(
        starts_at=begins.astimezone(UTC),
        ends_at=None if ends is None else ends.astimezone(UTC),
        zone=str(node.config.node.timezone),
        all_day=all(are_days),
        seats=int(ask.text("seats")) if ask.text("seats") else None,
        online=ask.text("online"),
    )


def _place(ask: Ask) -> Place:
    """Raises Invalid for a position that is none."""
    typed = ask.text("position")
    position = read_coordinates(typed)
    if typed and position is None:
        raise Invalid(
            ask.say("--position sind Breite und Länge in Grad", "--position is latitude and longitude in degrees")
        )
    latitude, longitude = position or (None, None)
    return Place(name=ask.text("place"), address=ask.text("address"), latitude=latitude, longitude=longitude)


async def _parent(node: Context, text: str) -> int | None:
    """The answered post, stored first when it is elsewhere."""
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    return (await fetch_post(node, text)).id


ACTS: Mapping[str, Act] = {"post": post}
