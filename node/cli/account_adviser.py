"""`allmende account adviser`: who gives advice on drafts here (row 44)."""

from node.cli.command import Answer, Ask
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import NotFound
from node.model.account import Actor
from node.outbox.advisers import appoint, dismiss

ADVISER = "account adviser"


def define(parser: Parser) -> None:
    say = parser.say
    parser.argument(
        "email",
        metavar="EMAIL",
        nargs="?",
        default="",
        help=say("ohne: zeigt, wer Rat gibt", "without: who gives advice"),
    )
    parser.option("--remove", action="store_true", help=say("nimmt das Recht zurück", "take the right back"))
    acts(parser, ADVISER, change)


async def change(node: Context, ask: Ask) -> Answer:
    say, email, by = ask.say, ask.text("email"), Actor(node.itself)
    if not email:
        found = await node.store.read(lambda tx: tx.logins.advising())
        return Answer([each.email for each in found] or [say("Hier gibt niemand Rat.", "Nobody gives advice here.")])
    if not ask.flag("remove"):
        login = await appoint(node, by, email)
        return Answer([say(f"{login.email} gibt jetzt Rat", f"{login.email} gives advice now")])
    known = await node.store.read(lambda tx: tx.logins.find_by_email(email))
    if known is None:
        raise NotFound(say(f"niemand meldet sich mit {email} an", f"nobody logs in with {email}"))
    await dismiss(node, by, known.id)
    return Answer([say(f"{known.email} gibt keinen Rat mehr", f"{known.email} gives no advice any longer")])
