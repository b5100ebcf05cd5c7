"""`allmende disclosure`: the register of what authorities asked for; two persons answer, and `/transparenz` shows its totals
(row 90, S28). Who acts is named with `--as`: whoever has the machine is trusted with that."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Final

from node.cli.command import Act, Answer, Ask, table
from node.cli.disclosure_shown import due, facts, items, steps
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.times import time_of
from node.context import Context
from node.errors import Invalid, NotFound
from node.model.account import Actor
from node.model.disclosure import Datum, Disclosure, Item, Law, Muzzle, Outcome, Silence, Wish
from node.outbox.disclosures import extract, register, review, telling
from node.outbox.disclosures.register import Request

_ENDS: Final = tuple(each.value for each in Outcome if each is not Outcome.OPEN)
_KINDS: Final = ", ".join(Datum)
_LAWS: Final = ", ".join(Law)


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    _define_add(commands.add("add", "trägt ein Ersuchen ein", "record a request"))
    _define_propose(commands.add("propose", "schlägt vor, was gegeben wird", "propose what would be given"))
    for name, german, english in (
        ("release", "gibt den Vorschlag einer anderen Person frei", "release what another person proposed"),
        ("send-back", "gibt den Vorschlag mit Grund zurück", "send the proposal back, with a reason"),
        ("refuse", "lehnt das Ersuchen mit Grund ab", "refuse the request, with a reason"),
    ):
        reviewing = commands.add(name, german, english)
        reviewing.argument("id", metavar="ID")
        reviewing.argument("proposal", metavar="PROPOSAL", help=say("Nummer des Vorschlags", "number of the proposal"))
        if name != "release":
            reviewing.argument("reason", metavar="REASON", help=say("Grund", "reason"))
        _ends(reviewing, name)
    for name, german, english in (
        ("extract", "gibt aus, was freigegeben wurde", "print what was released"),
        ("handed-over", "ist übergeben; das Aufbewahrte wird gelöscht", "it is handed over; what was kept is deleted"),
        ("told", "die betroffene Person wurde anders unterrichtet", "the person concerned was told another way"),
        ("show", "zeigt ein Ersuchen mit allen Schritten", "show a request with all steps"),
    ):
        one = commands.add(name, german, english)
        one.argument("id", metavar="ID")
        _ends(one, name)
    silent = commands.add("silence", "ob die betroffene Person davon erfährt", "whether the person concerned is told")
    silent.argument("id", metavar="ID")
    _silence_options(silent)
    _ends(silent, "silence")
    _define_close(commands.add("close", "sagt, was daraus wurde", "say what became of it"))
    _ends(commands.add("list", "zeigt alle Ersuchen", "list all requests"), "list")


def _define_add(parser: Parser) -> None:
    say = parser.say
    parser.argument(
        "kind",
        metavar="KIND",
        choices=tuple(each.value for each in Wish),
        help=say(
            "account: wer jemand ist; usage: was jemand tat; content: was jemand schrieb; removal: dass etwas entfernt wird",
            "account: who somebody is; usage: what they did; content: what they wrote; removal: that something is removed",
        ),
    )
    parser.argument("authority", metavar="AUTHORITY", help=say("welche Behörde", "which authority"))
    parser.argument(
        "basis",
        metavar="BASIS",
        help=say("Rechtsgrundlage, etwa § 100j Abs. 1 StPO", "legal ground, such as § 100j(1) StPO"),
    )
    parser.option("--law", metavar="LAW", choices=tuple(Law), default=Law.OTHER.value, help=_LAWS)
    parser.option("--account", metavar="HANDLE", default="", help=say("um wen es geht", "who is concerned"))
    parser.option("--reference", metavar="TEXT", default="", help=say("Aktenzeichen", "the authority's number"))
    parser.option("--received", metavar="TIME", default="", help=say("Eingang; sonst jetzt", "when; else now"))
    parser.option("--due", metavar="TIME", default="", help=say("Frist; sonst 10 Tage", "answer by; else 10 days"))
    parser.option(
        "--emergency",
        action="store_true",
        help=say("Notfall: Frist von 8 Stunden", "emergency: 8 hours to answer"),
    )
    _silence_options(parser)
    _ends(parser, "add")


def _define_propose(parser: Parser) -> None:
    say = parser.say
    parser.argument("id", metavar="ID")
    parser.option(
        "--give",
        nargs=3,
        action="append",
        metavar=("DATA", "LAW", "GROUND"),
        help=say(f"je Art der Daten ({_KINDS})", f"for each kind of data ({_KINDS})"),
    )
    parser.option(
        "--days",
        nargs=3,
        action="append",
        metavar=("DATA", "FROM", "TO"),
        help=say("Zeitraum für acts, posts, direct", "stretch of days of acts, posts, direct"),
    )
    parser.option("--whole", action="store_true", help=say("alles Verlangte", "all that was asked for"))
    _ends(parser, "propose")


def _define_close(parser: Parser) -> None:
    say = parser.say
    parser.argument("id", metavar="ID")
    parser.argument(
        "outcome",
        metavar="OUTCOME",
        choices=_ENDS,
        help=say(
            "nothing: es gab nichts; refused: abgelehnt; all, partly: ganz oder teilweise entfernt (nur removal)",
            "nothing: there was nothing; refused; all, partly: removed wholly or in part (removal only)",
        ),
    )
    parser.option(
        "--given",
        metavar="TEXT",
        default="",
        help=say("was geschah, ohne Namen", "what was done, without names"),
    )
    _ends(parser, "close")


def _silence_options(parser: Parser) -> None:
    say = parser.say
    parser.option(
        "--silent-until",
        metavar="DATE",
        default="",
        help=say("bis dahin darf die Person nichts erfahren", "until then the person may not be told"),
    )
    parser.option(
        "--silent",
        action="store_true",
        help=say("sie darf nie von uns unterrichtet werden", "they may never be told by us"),
    )
    parser.option("--silence-ground", metavar="TEXT", default="", help=say("Rechtsgrund dafür", "legal ground of that"))


def _ends(parser: Parser, name: str) -> None:
    parser.option("--as", metavar="EMAIL", default="", help=parser.say("wer handelt", "who acts"))
    acts(parser, f"disclosure {name}", ACTS[f"disclosure {name}"])


async def add(node: Context, ask: Ask) -> Answer:
    request = Request(
        wish=Wish(ask.text("kind")),
        authority=ask.text("authority"),
        basis=ask.text("basis"),
        law=Law(ask.text("law") or Law.OTHER),
        reference=ask.text("reference"),
        account=ask.text("account"),
        is_emergency=ask.flag("emergency"),
        received_at=time_of(node, ask, "received"),
        due_at=time_of(node, ask, "due"),
        muzzle=_muzzle(ask),
    )
    made = await register.record(node, await _actor(node, ask), request)
    return Answer([str(made.id)])


async def propose(node: Context, ask: Ask) -> Answer:
    days = {name: (_day(ask, first), _day(ask, last)) for name, first, last in ask.values.get("days") or ()}
    given = [_item(ask, each, days) for each in ask.values.get("give") or ()]
    by, number = await _actor(node, ask), _number(ask)
    made = await review.propose(node, by, number, given, is_whole=ask.flag("whole"))
    return Answer([f"{made.id} {made.stage.value} {made.round}"])


async def release(node: Context, ask: Ask) -> Answer:
    return await _reviewed(node, ask, lambda by, at, proposal: review.release(node, by, at, proposal))


async def send_back(node: Context, ask: Ask) -> Answer:
    reason = ask.text("reason")
    return await _reviewed(node, ask, lambda by, at, proposal: review.send_back(node, by, at, proposal, reason))


async def refuse(node: Context, ask: Ask) -> Answer:
    reason = ask.text("reason")
    return await _reviewed(node, ask, lambda by, at, proposal: review.refuse(node, by, at, proposal, reason))


async def take(node: Context, ask: Ask) -> Answer:
    """Made at the first time, afterwards the same again."""
    by, number = await _actor(node, ask), _number(ask)
    entry = await node.store.read(register.entry_for, by, number)
    if not entry.disclosure.digest:
        await extract.make_extract(node, by, number)
    return Answer((await extract.take_extract(node, by, number)).decode().splitlines())


async def hand_over(node: Context, ask: Ask) -> Answer:
    made = await extract.hand_over(node, await _actor(node, ask), _number(ask))
    return Answer([f"{made.id} {made.digest}"])


async def silence(node: Context, ask: Ask) -> Answer:
    made = await telling.set_silence(node, await _actor(node, ask), _number(ask), _muzzle(ask))
    return Answer([f"{made.id} {made.muzzle.silence.value}"])


async def told(node: Context, ask: Ask) -> Answer:
    made = await telling.note_told(node, await _actor(node, ask), _number(ask))
    return Answer([str(made.id)])


async def close(node: Context, ask: Ask) -> Answer:
    by, number, outcome = await _actor(node, ask), _number(ask), Outcome(ask.text("outcome"))
    made = await register.close(node, by, number, outcome, ask.text("given"))
    return Answer([f"{made.id} {made.outcome.value}"])


async def show(node: Context, ask: Ask) -> Answer:
    """A request, what is proposed, and every step."""
    entry = await node.store.read(register.entry_for, await _actor(node, ask), _number(ask))
    return Answer([*facts(node, ask, entry), "", *items(ask, entry), "", *steps(node, ask, entry)])


async def show_all(node: Context, ask: Ask) -> Answer:
    """The newest first."""
    say = ask.say
    rows = [
        (
            "ID",
            say("EINGANG", "RECEIVED"),
            say("FRIST", "DUE"),
            say("ART", "KIND"),
            say("BEHÖRDE", "AUTHORITY"),
            say("GRUNDLAGE", "BASIS"),
            say("STAND", "STAGE"),
            say("ERGEBNIS", "OUTCOME"),
            say("GEGEBEN", "GIVEN"),
        )
    ]
    rows += [
        (
            str(each.id),
            each.received_on.isoformat(),
            due(node, ask, each),
            each.wish.value,
            each.authority,
            each.basis,
            each.stage.value,
            each.outcome.value,
            each.given or "-",
        )
        for each in await register.all_disclosures(node, await _actor(node, ask))
    ]
    return Answer(table(rows))


async def _reviewed(node: Context, ask: Ask, act: Callable[[Actor, int, int], Awaitable[Disclosure]]) -> Answer:
    made = await act(await _actor(node, ask), _number(ask), _number(ask, "proposal"))
    return Answer([f"{made.id} {made.stage.value}"])


async def _actor(node: Context, ask: Ask) -> Actor:
    """Raises NotFound for `--as` somebody unknown."""
    email = ask.text("as")
    if not email:
        return Actor(node.itself)
    login = await node.store.read(lambda tx: tx.logins.find_by_email(email))
    if login is None:
        raise NotFound(ask.say(f"niemand meldet sich mit {email} an", f"nobody logs in with {email}"))
    return Actor(node.itself, login.id)


def _item(ask: Ask, given: Sequence[str], days: Mapping[str, tuple[date, date]]) -> Item:
    """Raises Invalid for a kind or a law that there is not."""
    datum, law, basis = given
    if datum not in set(Datum) or law not in set(Law):
        kinds, laws = " ".join(Datum), " ".join(Law)
        raise Invalid(ask.say(f"Daten: {kinds}; Gesetze: {laws}", f"data: {kinds}; laws: {laws}"))
    first, last = days.get(datum, (None, None))
    return Item(datum=Datum(datum), law=Law(law), basis=basis, first=first, last=last)


def _muzzle(ask: Ask) -> Muzzle:
    if ask.text("silent_until"):
        until = _day(ask, ask.text("silent_until"))
        return Muzzle(silence=Silence.UNTIL, until=until, ground=ask.text("silence_ground"))
    silent = Silence.ALWAYS if ask.flag("silent") else Silence.NONE
    return Muzzle(silence=silent, ground=ask.text("silence_ground"))


def _number(ask: Ask, name: str = "id") -> int:
    text = ask.text(name)
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Invalid(ask.say(f"{name.upper()} ist eine Zahl", f"{name.upper()} is a number"))
    return int(text)


def _day(ask: Ask, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(ask.say("ein Tag sieht so aus: 2026-03-01", "a day looks like 2026-03-01")) from None


ACTS: Mapping[str, Act] = {
    "disclosure add": add,
    "disclosure propose": propose,
    "disclosure release": release,
    "disclosure send-back": send_back,
    "disclosure refuse": refuse,
    "disclosure extract": take,
    "disclosure handed-over": hand_over,
    "disclosure silence": silence,
    "disclosure told": told,
    "disclosure close": close,
    "disclosure show": show,
    "disclosure list": show_all,
}
