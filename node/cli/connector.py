"""`allmende connector`: other platforms that posts are copied to and feeds that come in, and how things stand with them."""

from collections.abc import Mapping, Sequence

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.config.connectors import Connector
from node.context import Context
from node.errors import NotFound
from node.model.syndication import CopyState
from node.outbox.syndicate import greet
from node.outbox.takeover import look_at, trouble_of
from node.store.database import Tx


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    listing = commands.add("list", "zeigt alle und wie es um sie steht", "show all and how things stand with them")
    acts(listing, "connector list", show_all)
    trying = commands.add("try", "meldet sich an, oder liest den Feed sofort", "log in there, or read the feed at once")
    trying.argument(
        "key", metavar="KEY", help=say("wie er in der Konfiguration heißt", "what the configuration calls it")
    )
    acts(trying, "connector try", try_one)


async def show_all(node: Context, ask: Ask) -> Answer:
    say, connectors = ask.say, list(node.config.connectors)
    if not connectors:
        return Answer(
            [say("keine eingerichtet: [[connectors]] in der Konfiguration", "none configured: [[connectors]]")]
        )
    counts, troubles = await node.store.read(_stand, connectors)
    heading = (
        "KEY",
        say("ART", "KIND"),
        say("KANAL", "CHANNEL"),
        say("DORT", "THERE"),
        say("WARTEN", "WAITING"),
        say("GESCHEITERT", "FAILED"),
        say("ZULETZT", "LAST TROUBLE"),
    )
    states = (CopyState.THERE, CopyState.WAITING, CopyState.FAILED)
    rows: list[Sequence[str]] = [heading]
    for each in connectors:
        numbers = ["-"] * 3 if each.is_feed else [str(counts.get((each.key, state), 0)) for state in states]
        rows.append((each.key, each.kind, each.channel, *numbers, troubles.get(each.key, "")))
    return Answer(table(rows))


async def _stand(
    tx: Tx, connectors: Sequence[Connector]
) -> tuple[Mapping[tuple[str, CopyState], int], Mapping[str, str]]:
    troubles = dict(await tx.syndications.last_trouble())
    for each in connectors:
        if each.is_feed:
            troubles[each.key] = await trouble_of(tx, each.key)
    return await tx.syndications.counts(), troubles


async def try_one(node: Context, ask: Ask) -> Answer:
    key, say = ask.text("key"), ask.say
    connector = node.config.connectors.find(key)
    if connector is None:
        raise NotFound(
            say(f"die Konfiguration hat keinen Connector {key}", f"the configuration has no connector {key}")
        )
    if connector.is_feed:
        count = await look_at(node, connector)
        return Answer([say(f"neue Beiträge: {count}", f"new posts: {count}")])
    known_as = await greet(node, connector)
    return Answer([say(f"angemeldet als {known_as}", f"logged in as {known_as}")])


ACTS: Mapping[str, Act] = {"connector list": show_all, "connector try": try_one}
