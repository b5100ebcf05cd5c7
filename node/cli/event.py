"""`allmende event`: what happens with events that are announced; `allmende post --event` announces them."""

from collections.abc import Mapping

from node.cli.account import find_account
from node.cli.command import Act, Answer, Ask
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import Invalid, NotFound
from node.model.account import Actor
from node.outbox.cancel import cancel
from node.store.database import Tx


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    cancelling = commands.add("cancel", "sagt einen Termin ab", "call an event off")
    cancelling.argument("name", metavar="NAME", help=say("Konto, das ihn angekündigt hat", "account that announced it"))
    cancelling.argument("post", metavar="URL", help=say("Nummer oder Adresse", "number or address"))
    acts(cancelling, "event cancel", call_off)


async def call_off(node: Context, ask: Ask) -> Answer:
    account = await node.store.read(find_account, ask.text("name"), node.addresses.account_domain)
    if not account.is_local:
        raise Invalid(ask.say("nur eigene Konten sagen ihre Termine ab", "only our own accounts call off their events"))
    post = await cancel(node, Actor(account), await node.store.read(_number, ask.text("post")))
    return Answer([ask.say(f"{post.name} ist abgesagt", f"{post.name} is called off")])


async def _number(tx: Tx, text: str) -> int:
    """Of a post by its number, or the address of its page or its id. Raises NotFound."""
    last = text.rstrip("/").rpartition("/")[2]
    if last.isascii() and last.isdecimal() and len(last) < 20:
        return int(last)
    found = await tx.posts.find_by_uri(text)
    if found is None:
        raise NotFound("there is no such post")
    return found.id


ACTS: Mapping[str, Act] = {"event cancel": call_off}
