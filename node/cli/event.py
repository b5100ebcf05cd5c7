"""`allmende event`: what happens with events that are announced; `allmende post --event` announces them."""

from collections.abc import Mapping

from node.cli.account import find_account
from node.cli.command import Act, Answer, Ask
from node.cli.named import post_number
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import Invalid
from node.model.account import Actor
from node.outbox.cancel import cancel


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
    post = await cancel(node, Actor(account), await node.store.read(post_number, ask.text("post")))
    return Answer([ask.say(f"{post.name} ist abgesagt", f"{post.name} is called off")])


ACTS: Mapping[str, Act] = {"event cancel": call_off}
