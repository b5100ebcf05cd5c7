"""`allmende guest`: answers of people without an account, and what becomes of them (A11)."""

from collections.abc import Mapping, Sequence

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.model.guest import GuestState
from node.outbox.guests import Known, approve, overview, reject
from node.store.database import Tx

_MOST = 100


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    listing = commands.add("list", "zeigt, was zu prüfen ist", "list what is to be looked at")
    listing.option("--published", action="store_true", help=say("was veröffentlicht ist", "what has been published"))
    acts(listing, "guest list", show_all)
    approving = commands.add("approve", "veröffentlicht eine Antwort", "publish a reply")
    approving.argument("id", metavar="ID")
    acts(approving, "guest approve", publish)
    rejecting = commands.add(
        "reject", "lehnt eine Antwort ab oder nimmt sie zurück", "reject a reply, or take a published one back"
    )
    rejecting.argument("id", metavar="ID")
    rejecting.argument("reason", metavar="TEXT")
    acts(rejecting, "guest reject", refuse)


async def show_all(node: Context, ask: Ask) -> Answer:
    """The latest ones, without addresses: those are nobody's business here either."""
    say = ask.say
    state = GuestState.PUBLISHED if ask.flag("published") else GuestState.WAITING
    rows = [("ID", say("WANN", "WHEN"), say("NAME", "NAME"), say("AN", "TO"), say("TEXT", "TEXT"))]
    for each in await node.store.read(_page, state):
        at = each.reply.created_at.astimezone(node.config.node.timezone)
        text = " ".join((each.reply.text or ("" if each.post is None else each.post.url)).split())
        rows.append((str(each.reply.id), f"{at:%Y-%m-%d %H:%M}", each.reply.name, each.channel.handle, text))
    return Answer(table(rows))


async def publish(node: Context, ask: Ask) -> Answer:
    post = await approve(node, Actor(node.itself), _number(ask))
    return Answer([ask.say(f"veröffentlicht: {post.url}", f"published: {post.url}")])


async def refuse(node: Context, ask: Ask) -> Answer:
    number = _number(ask)
    await reject(node, Actor(node.itself), number, ask.text("reason"))
    return Answer([ask.say(f"Antwort {number} ist nicht öffentlich", f"reply {number} is not public")])


def _number(ask: Ask) -> int:
    text = ask.text("id")
    if not text.isdecimal() or len(text) > 19:
        raise Invalid(ask.say(f"{text} ist keine Nummer einer Antwort", f"{text} is no number of a reply"))
    return min(int(text), 2**63 - 1)


async def _page(tx: Tx, state: GuestState) -> Sequence[Known]:
    return await overview(tx, await tx.guests.page(state, limit=_MOST))


ACTS: Mapping[str, Act] = {"guest list": show_all, "guest approve": publish, "guest reject": refuse}
