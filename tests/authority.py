"""A request by an authority, and the two persons who answer it."""

from datetime import date

from node.model.account import Account, Actor
from node.model.disclosure import Datum, Disclosure, Item, Law, Wish
from node.model.login import Role
from node.outbox.disclosures.register import Request, record
from node.outbox.disclosures.review import propose, release
from tests.web.browser import person
from tests.world import World

BASIS = "§ 100j Abs. 1 StPO"
EMAIL = Item(datum=Datum.EMAIL, law=Law.TDDDG_22, basis=BASIS)
REGISTERED = Item(datum=Datum.REGISTERED, law=Law.TDDDG_22, basis=BASIS)


def item(datum: Datum, law: Law, basis: str = "Beschluss 12 Gs 7/26", **days: date) -> Item:
    return Item(datum=datum, law=law, basis=basis, **days)


async def administrator(node: World, name: str, *, role: Role = Role.ADMIN) -> Actor:
    """Somebody with an account and a log-in of their own."""
    account = await node.create(name)
    login = await person(node, account, f"{name}@stadt.test", role=role)
    return Actor(account, login.id)


async def two(node: World) -> tuple[Actor, Actor]:
    """Ada and Bert, who administer."""
    return await administrator(node, "ada"), await administrator(node, "bert")


async def asked(node: World, by: Actor, account: Account, **more: object) -> Disclosure:
    """Who is behind an account, on § 22 TDDDG, unless said otherwise."""
    values = {"wish": Wish.ACCOUNT, "law": Law.TDDDG_22, "basis": BASIS, "reference": "Js 17/26"} | more
    return await record(node.node, by, Request(authority="Polizei Musterland", account=account.name, **values))


async def released(node: World, ada: Actor, bert: Actor, account: Account, *items: Item, **more: object) -> Disclosure:
    """Recorded and proposed by the one, released by the other."""
    made = await asked(node, ada, account, **more)
    proposed = await propose(node.node, ada, made.id, items or [EMAIL], is_whole=True)
    return await release(node.node, bert, made.id, proposed.round)
