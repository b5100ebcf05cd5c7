"""`allmende migrate`: bring the database up to date. `serve` does the same when it starts."""

from collections.abc import Mapping

from node.cli.command import Act, Answer, Ask
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.store.database import newest_schema


def define(parser: Parser) -> None:
    acts(parser, "migrate", migrate)


async def migrate(_node: Context, ask: Ask) -> Answer:
    """Opening the store has done it already, here or in the server that runs."""
    version = newest_schema()
    return Answer([ask.say(f"Die Datenbank ist auf dem Stand {version}.", f"The database has schema {version}.")])


ACTS: Mapping[str, Act] = {"migrate": migrate}
