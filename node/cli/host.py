"""`allmende host`: what we decided about other servers, and how they answer."""

from collections.abc import Mapping, Sequence

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import Invalid
from node.federation.addressing import canonical_host
from node.model.host import Host, Policy
from node.store.database import Tx


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    listing = commands.add("list", "zeigt bekannte Server", "list known servers")
    listing.option("--blocked", action="store_true", help=say("nur blockierte", "blocked ones only"))
    acts(listing, "host list", show_all)
    blocking = commands.add(
        "block",
        "nimmt von einem Server nichts an und sendet ihm nichts",
        "take nothing from a server and send it nothing",
    )
    blocking.argument("host", metavar="HOST", help=say("gilt auch für alles darunter", "covers what is below it too"))
    blocking.option(
        "--reason", metavar="TEXT", default="", help=say("warum, für die Kolleginnen", "why, for your colleagues")
    )
    acts(blocking, "host block", block)
    allowing = commands.add("allow", "hebt eine Blockade auf", "lift a block")
    allowing.argument("host", metavar="HOST")
    acts(allowing, "host allow", allow)


async def show_all(node: Context, ask: Ask) -> Answer:
    say = ask.say
    rows = [("HOST", say("STAND", "STATE"), say("BEMERKUNG", "NOTE"))]
    last = ""
    while page := await node.store.read(_page, last):
        last = page[-1].name
        rows += [
            (each.name, _state(each, say), each.reason or each.last_error)
            for each in page
            if each.policy is Policy.BLOCKED or not ask.flag("blocked")
        ]
    return Answer(table(rows))


async def block(node: Context, ask: Ask) -> Answer:
    """From now on; what waits for it is given up."""
    name = canonical_host(ask.text("host"))
    if name == node.config.hostname:
        raise Invalid(ask.say("das ist dieser Knoten selbst", "that is this node itself"))
    await node.store.write(lambda tx: tx.hosts.set_policy(name, Policy.BLOCKED, ask.text("reason")))
    return Answer([ask.say(f"{name} ist blockiert", f"{name} is blocked")])


async def allow(node: Context, ask: Ask) -> Answer:
    name = canonical_host(ask.text("host"))
    await node.store.write(lambda tx: tx.hosts.set_policy(name, Policy.OPEN))
    return Answer([ask.say(f"{name} ist nicht mehr blockiert", f"{name} is no longer blocked")])


async def _page(tx: Tx, after: str) -> Sequence[Host]:
    return await tx.hosts.all(after=after)


def _state(host: Host, say: Say) -> str:
    if host.policy is Policy.BLOCKED:
        return say("blockiert", "blocked")
    if host.dead_at is not None:
        return say(f"tot seit {host.dead_at:%Y-%m-%d}", f"dead since {host.dead_at:%Y-%m-%d}")
    if host.failing_since is not None:
        return say(
            f"gestört seit {host.failing_since:%Y-%m-%d %H:%M} UTC",
            f"failing since {host.failing_since:%Y-%m-%d %H:%M} UTC",
        )
    return say("erreichbar", "fine")


ACTS: Mapping[str, Act] = {"host list": show_all, "host block": block, "host allow": allow}
