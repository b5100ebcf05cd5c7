"""A guest who answers, and who looks at it: what the tests of this folder share."""

from node.model.account import Actor
from node.model.login import Role
from tests.mailbox import Mailbox
from tests.web.browser import Browser, person
from tests.world import World

GUEST = "erika@post.test"
ORGANIZATIONS = [{"key": "stadt", "name": "Stadt Musterhausen", "kind": "municipality", "channels": ["rathaus"]}]
TEXT = "Kommt der Bus dann auch sonntags?\n\nDanke & Gruß, E."


async def write(guest: Browser, post, *, name="Erika M.", email=GUEST, text=TEXT):
    await guest.get(f"/beitrag/{post.id}/gastantwort")
    return await guest.press("Link zur Bestätigung schicken", typed={"name": name}, adresse=email, text=text)


async def send_off(guest: Browser, town: World, mailbox: Mailbox, post, **more) -> str:
    """The link in the letter, after it was followed."""
    await write(guest, post, **more)
    await town.work()
    link = mailbox.link(more.get("email", GUEST))
    await guest.get(link)
    await guest.press("Ja, Antwort absenden")
    return link


async def replies(town: World) -> list:
    return [
        dict(row) for row in await town.store.read(lambda tx: tx.db.rows("SELECT * FROM guest_replies ORDER BY id"))
    ]


async def newest(town: World) -> int:
    return (await replies(town))[-1]["id"]


def by(town: World) -> Actor:
    """The command line."""
    return Actor(town.node.itself)


async def moderator(town: World, role=Role.MODERATOR) -> Browser:
    account = await town.create("mira")
    await person(town, account, "mira@here.test")
    login = await town.store.read(lambda tx: tx.logins.find_by_email("mira@here.test"))
    await town.store.write(lambda tx: tx.logins.set_role(login.id, role))
    browser = Browser(town)
    await browser.log_in("mira@here.test")
    return browser
