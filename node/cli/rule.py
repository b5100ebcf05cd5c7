"""`allmende rule`: the rules of the node, which apps show and reports name."""

from collections.abc import Mapping

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.outbox.texts import add_rule, remove_rule, rules, translate_rule


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    adding = commands.add("add", "fügt eine Regel an", "add a rule")
    adding.argument("text", metavar="TEXT", help=say("in der Sprache des Knotens", "in the node's language"))
    adding.option(
        "--hint", metavar="TEXT", default="", help=say("was genauer gemeint ist", "what is meant more exactly")
    )
    acts(adding, "rule add", add)
    translating = commands.add("translate", "übersetzt eine Regel", "translate a rule")
    translating.argument("id", metavar="ID")
    translating.argument("language", metavar="LANGUAGE", help=say("etwa en", "such as en"))
    translating.argument("text", metavar="TEXT")
    translating.option("--hint", metavar="TEXT", default="")
    acts(translating, "rule translate", translate)
    acts(commands.add("list", "zeigt die Regeln", "list the rules"), "rule list", show_all)
    removing = commands.add("remove", "nimmt eine Regel zurück", "take a rule back")
    removing.argument("id", metavar="ID")
    acts(removing, "rule remove", remove)


async def add(node: Context, ask: Ask) -> Answer:
    made = await add_rule(node, Actor(node.itself), ask.text("text"), ask.text("hint"))
    return Answer([ask.say(f"Regel {made.id}", f"rule {made.id}")])


async def translate(node: Context, ask: Ask) -> Answer:
    made = await translate_rule(
        node, Actor(node.itself), _number(ask), ask.text("language"), ask.text("text"), ask.text("hint")
    )
    return Answer([ask.say(f"Regel {made.id} ist übersetzt", f"rule {made.id} is translated")])


async def show_all(node: Context, ask: Ask) -> Answer:
    rows = [("ID", ask.say("SPRACHE", "LANGUAGE"), "TEXT")]
    for rule in await node.store.read(rules):
        rows.append((str(rule.id), node.config.node.language, rule.text))
        rows += [("", language, wording.text) for language, wording in rule.translations.items()]
    return Answer(table(rows))


async def remove(node: Context, ask: Ask) -> Answer:
    """Reports go on naming it."""
    number = _number(ask)
    await remove_rule(node, Actor(node.itself), number)
    return Answer([ask.say(f"Regel {number} gilt nicht mehr", f"rule {number} no longer holds")])


def _number(ask: Ask) -> int:
    text = ask.text("id")
    if not text.isdecimal() or len(text) > 6:
        raise Invalid(ask.say(f"{text} ist keine Nummer einer Regel", f"{text} is no number of a rule"))
    return int(text)


ACTS: Mapping[str, Act] = {"rule add": add, "rule translate": translate, "rule list": show_all, "rule remove": remove}
