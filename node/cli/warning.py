"""`allmende warning`: what stands above every page in a crisis."""

from collections.abc import Mapping

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.times import shown, time_of
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.model.warning import Category, Level
from node.outbox.cap.mirror import state_of
from node.outbox.warnings import Wanted, all_warnings, clear, warn
from node.text.fold import excerpt


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    setting = commands.add("set", "setzt eine Warnung über jede Seite", "put a warning above every page")
    setting.argument("text", metavar="TEXT", help=say("ein bis zwei Sätze auf Deutsch", "a sentence or two, in German"))
    setting.option("--english", metavar="TEXT", default="", help=say("dasselbe auf Englisch", "the same in English"))
    levels = ", ".join(each.value for each in Level)
    setting.option("--level", metavar="LEVEL", default=Level.WARNING.value, help=levels)
    setting.option("--link", metavar="ADDRESS", default="", help=say("wo mehr dazu steht", "where more is said"))
    when = say("wie 2026-03-01T18:00; sonst bis „clear“", "as 2026-03-01T18:00; else until 'clear'")
    setting.option("--until", metavar="TIME", default="", help=when)
    categories = ", ".join(each.value for each in Category)
    setting.option("--category", metavar="WORD", default=Category.OTHER.value, help=categories)
    setting.option(
        "--event", metavar="TEXT", default="", help=say("was geschieht, in ein bis zwei Wörtern", "what happens")
    )
    setting.option("--instruction", metavar="TEXT", default="", help=say("was zu tun ist", "what to do, in German"))
    setting.option("--instruction-english", metavar="TEXT", default="", help=say("auf Englisch", "in English"))
    practised = say("eine Übung, nur für Angemeldete", "an exercise, only for who is logged in")
    setting.option("--exercise", action="store_true", help=practised)
    acts(setting, "warning set", set_warning)
    clearing = commands.add("clear", "nimmt die Warnung weg", "take the warning down")
    clearing.option("--exercise", action="store_true", help=say("die Übung", "the exercise"))
    acts(clearing, "warning clear", clear_warning)
    asked = commands.add("sources", "zeigt, wessen Warnungen hier mit stehen", "whose warnings stand here, too")
    acts(asked, "warning sources", show_sources)
    acts(commands.add("list", "zeigt alle, auch frühere", "list them all, past ones too"), "warning list", show_all)


async def set_warning(node: Context, ask: Ask) -> Answer:
    if ask.text("level") not in set(Level):
        raise Invalid(ask.say("Stufen sind: ", "levels are: ") + ", ".join(each.value for each in Level))
    category = ask.text("category") or Category.OTHER.value
    if category not in set(Category):
        raise Invalid(ask.say("Arten sind: ", "categories are: ") + ", ".join(each.value for each in Category))
    wanted = Wanted(
        level=Level(ask.text("level")),
        text_de=ask.text("text"),
        text_en=ask.text("english"),
        link=ask.text("link"),
        ends_at=time_of(node, ask, "until"),
        category=Category(category),
        event=ask.text("event"),
        instruction_de=ask.text("instruction"),
        instruction_en=ask.text("instruction_english"),
        is_exercise=ask.flag("exercise"),
    )
    made = await warn(node, Actor(node.itself), wanted)
    return Answer([ask.say(f"Warnung {made.id} steht auf jeder Seite", f"warning {made.id} stands on every page")])


async def clear_warning(node: Context, ask: Ask) -> Answer:
    await clear(node, Actor(node.itself), exercise=ask.flag("exercise"))
    return Answer([ask.say("keine Warnung mehr", "no warning any more")])


async def show_all(node: Context, ask: Ask) -> Answer:
    say, now = ask.say, node.clock()
    rows = [("ID", say("STUFE", "LEVEL"), say("SEIT", "SINCE"), say("BIS", "UNTIL"), "TEXT")]
    for each in await all_warnings(node):
        over = min(filter(None, (each.cleared_at, each.ends_at)), default=None)
        mark = ("* " if each.stands_at(now) else "") + (say("ÜBUNG: ", "EXERCISE: ") if each.is_exercise else "")
        since, until = (shown(node, at) for at in (each.created_at, over))
        rows.append((str(each.id), each.level.value, since, until, mark + excerpt(each.text_de, 60)))
    return Answer(table(rows))


async def show_sources(node: Context, ask: Ask) -> Answer:
    say, sources = ask.say, list(node.config.warning_sources)
    if not sources:
        return Answer(
            [say("keine eingerichtet: [[warning_sources]] in der Konfiguration", "none: [[warning_sources]]")]
        )
    rows = [("KEY", say("NAME", "NAME"), say("GEHÖRT", "HEARD"), say("ZEIGT", "SHOWS"), say("FEHLER", "TROUBLE"))]
    standing = await node.store.read(lambda tx: tx.mirrored.standing(tx.now))
    for each in sources:
        heard, trouble = await node.store.read(state_of, each.key)
        count = sum(shown_here.source == each.key for shown_here in standing)
        rows.append((each.key, each.name, shown(node, heard), str(count), trouble or "-"))
    return Answer(table(rows))


ACTS: Mapping[str, Act] = {
    "warning set": set_warning,
    "warning clear": clear_warning,
    "warning list": show_all,
    "warning sources": show_sources,
}
