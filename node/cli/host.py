"""`allmende host`: what we decided about other servers, and how they answer."""

from collections.abc import Mapping, Sequence

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import Invalid
from node.federation.addressing import canonical_host
from node.model.account import Actor
from node.model.host import Decision, Host, Policy
from node.outbox.hosts import allow_host, decide_host, free_host
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
    _reasons(blocking)
    acts(blocking, "host block", block)
    limiting = commands.add(
        "limit",
        "begrenzt einen Server, ohne ihn zu blockieren",
        "limit a server without blocking it",
    )
    limiting.argument("host", metavar="HOST", help=say("gilt auch für alles darunter", "covers what is below it too"))
    limiting.option(
        "--silence",
        action="store_true",
        help=say("seine Beiträge sehen nur, die ihnen folgen", "only those who follow see its posts"),
    )
    limiting.option(
        "--reject-media",
        action="store_true",
        help=say("ohne Bilder, Filme und Töne", "without pictures, films, sounds"),
    )
    limiting.option(
        "--reject-reports", action="store_true", help=say("ohne Meldungen von dort", "without reports from there")
    )
    _reasons(limiting)
    acts(limiting, "host limit", limit)
    allowing = commands.add("allow", "hebt Blockade und Grenzen auf", "lift a block and all limits")
    allowing.argument("host", metavar="HOST")
    acts(allowing, "host allow", allow)


def _reasons(parser: Parser) -> None:
    say = parser.say
    parser.option(
        "--reason", metavar="TEXT", default="", help=say("warum, für die Kolleginnen", "why, for your colleagues")
    )
    parser.option("--public-reason", metavar="TEXT", default="", help=say("warum, für alle", "why, for everybody"))


async def show_all(node: Context, ask: Ask) -> Answer:
    say = ask.say
    rows = [("HOST", say("STAND", "STATE"), say("BEMERKUNG", "NOTE"))]
    last = ""
    while page := await node.store.read(_page, last):
        last = page[-1].name
        rows += [
            (each.name, _state(each, say), each.reason or each.decision.public_reason or each.last_error)
            for each in page
            if each.policy is Policy.BLOCKED or not ask.flag("blocked")
        ]
    return Answer(table(rows))


async def block(node: Context, ask: Ask) -> Answer:
    """From now on; what waits for it is given up."""
    name = await _decide(node, ask, Policy.BLOCKED)
    return Answer([ask.say(f"{name} ist blockiert", f"{name} is blocked")])


async def limit(node: Context, ask: Ask) -> Answer:
    """What was decided about it before is no longer so."""
    name = await _decide(node, ask, Policy.SILENCED if ask.flag("silence") else Policy.NOTED)
    return Answer([ask.say(f"{name} ist begrenzt", f"{name} is limited")])


async def allow(node: Context, ask: Ask) -> Answer:
    """Accounts that were hidden with it are to be seen again; follows that ended do not come back. A node that speaks with
    some only (`federation.allowed_hosts`) speaks with this one too."""
    name = _host(ask.text("host"))
    await free_host(node, Actor(node.itself), name)
    if node.config.federation.allowed_hosts:
        await allow_host(node, Actor(node.itself), name)
        return Answer([ask.say(f"{name} ist zugelassen", f"{name} is admitted")])
    return Answer([ask.say(f"{name} ist nicht mehr blockiert", f"{name} is no longer blocked")])


async def _decide(node: Context, ask: Ask, policy: Policy) -> str:
    name = _host(ask.text("host"))
    if name == node.config.hostname:
        raise Invalid(ask.say("das ist dieser Knoten selbst", "that is this node itself"))
    decision = Decision(
        policy=policy,
        reason=ask.text("reason"),
        public_reason=ask.text("public_reason"),
        rejects_media=ask.flag("reject_media"),
        rejects_reports=ask.flag("reject_reports"),
    )
    await decide_host(node, Actor(node.itself), name, decision)
    return name


def _host(text: str) -> str:
    """Also with a port, as the list shows some: what is decided holds for the host on any."""
    bare, _, port = text.rpartition(":")
    return canonical_host(bare if port.isdigit() and (bare.endswith("]") or ":" not in bare) else text)


async def _page(tx: Tx, after: str) -> Sequence[Host]:
    return await tx.hosts.all(after=after)


def _state(host: Host, say: Say) -> str:
    if host.policy is Policy.BLOCKED:
        return say("blockiert", "blocked")
    if limits := _limits(host, say):
        return limits
    if host.dead_at is not None:
        return say(f"tot seit {host.dead_at:%Y-%m-%d}", f"dead since {host.dead_at:%Y-%m-%d}")
    if host.failing_since is not None:
        return say(
            f"gestört seit {host.failing_since:%Y-%m-%d %H:%M} UTC",
            f"failing since {host.failing_since:%Y-%m-%d %H:%M} UTC",
        )
    return say("erreichbar", "fine")


def _limits(host: Host, say: Say) -> str:
    decision = host.decision
    return ", ".join(
        word
        for holds, word in (
            (host.policy is Policy.SILENCED, say("stumm", "silenced")),
            (decision.rejects_media, say("ohne Medien", "without media")),
            (decision.rejects_reports, say("ohne Meldungen", "without reports")),
        )
        if holds
    )


ACTS: Mapping[str, Act] = {"host list": show_all, "host block": block, "host limit": limit, "host allow": allow}
