"""A town in which something happens to posts and to those who wrote them: what is kept finished has to follow."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from node.model.account import Account, Actor
from node.model.draft import Draft
from node.model.login import Role
from node.model.moderation import Measure
from node.model.post import Post
from node.outbox.accounts import create_login
from node.outbox.boost import boost, unboost
from node.outbox.delete import delete_account, delete_post
from node.outbox.edit import edit
from node.outbox.follow import follow
from node.outbox.moderate import Decision, decide, unsilence, unsuspend
from node.outbox.pin import pin, unpin
from node.outbox.profile import ProfileChange, change
from node.outbox.quote import revoke_quote
from node.outbox.react import like, unlike
from node.outbox.vote import vote
from node.web.cache import DocumentCache
from tests.world import World


@dataclass
class Town:
    """Alice and Carl write; Ada administers. Carl boosted and quoted what Alice wrote, and answered her."""

    node: World
    alice: Account
    carl: Account
    ada: Actor
    post: Post
    poll: Post
    answer: Post
    quoting: Post


async def make_town(node: World, alice: Account) -> Town:
    carl, ada = await node.create("carl"), await node.create("ada")
    login = await create_login(node.node, ada, email="ada@here.test", password_hash=None, role=Role.ADMIN)
    post = await node.post(alice, "Das #Freibad öffnet am Samstag.")
    answer = await node.post(carl, "Um wie viel Uhr, @alice? #freibad", in_reply_to_id=post.id)
    poll = await node.post(
        alice, "Wann ins #Freibad?", options=("Früh", "Spät"), closes_at=node.clock.now + timedelta(hours=1)
    )
    quoting = await node.post(carl, "Endlich! #freibad", quote_of_id=post.id)
    await boost(node.node, Actor(carl), post.id)
    await node.work()
    return Town(node, alice, carl, Actor(ada, login.id), post, poll, answer, quoting)


def forget(cache: DocumentCache) -> None:
    """Nothing finished is kept there any longer."""
    for key in tuple(cache._kept):
        cache._drop(key)


Change = Callable[[Town], Awaitable[object]]


async def _sensitize(town: Town) -> None:
    await decide(town.node.node, town.ada, town.alice.id, Decision(measure=Measure.SENSITIVE))


async def _silence(town: Town) -> None:
    await decide(town.node.node, town.ada, town.carl.id, Decision(measure=Measure.SILENCE))


async def _back_from_silence(town: Town) -> None:
    await _silence(town)
    await unsilence(town.node.node, town.ada, town.carl.id)


async def _suspend(town: Town) -> None:
    await decide(town.node.node, town.ada, town.alice.id, Decision(measure=Measure.SUSPEND))


async def _back_from_suspension(town: Town) -> None:
    await _suspend(town)
    await unsuspend(town.node.node, town.ada, town.alice.id)


async def _unlike(town: Town) -> None:
    await like(town.node.node, Actor(town.carl), town.post.id)
    await unlike(town.node.node, Actor(town.carl), town.post.id)


async def _unpin(town: Town) -> None:
    await pin(town.node.node, Actor(town.alice), town.post.id)
    await unpin(town.node.node, Actor(town.alice), town.post.id)


async def _poll_ends(town: Town) -> None:
    town.node.clock.move(hours=2)


async def _midnight(town: Town) -> None:
    town.node.clock.move(days=1)


CHANGES: dict[str, Change] = {
    "nothing": lambda town: town.node.work(),
    "liked": lambda town: like(town.node.node, Actor(town.carl), town.post.id),
    "liked no longer": _unlike,
    "boosted": lambda town: boost(town.node.node, Actor(town.alice), town.answer.id),
    "boosted no longer": lambda town: unboost(town.node.node, Actor(town.carl), town.post.id),
    "edited": lambda town: edit(town.node.node, Actor(town.alice), town.post.id, Draft(text="#Freibad: am Sonntag.")),
    "deleted": lambda town: delete_post(town.node.node, Actor(town.alice), town.post.id),
    "one answer more": lambda town: town.node.post(town.alice, "Um acht.", in_reply_to_id=town.answer.id),
    "an answer deleted": lambda town: delete_post(town.node.node, Actor(town.carl), town.answer.id),
    "a follower more": lambda town: follow(town.node.node, Actor(town.carl), town.alice.id),
    "author renamed": lambda town: change(town.node.node, Actor(town.alice), ProfileChange(display_name="Rathaus")),
    "who answers renamed": lambda town: change(town.node.node, Actor(town.carl), ProfileChange(display_name="C")),
    "author acts by itself": lambda town: change(town.node.node, Actor(town.carl), ProfileChange(is_bot=True)),
    "marked as sensitive": _sensitize,
    "silenced": _silence,
    "silenced no longer": _back_from_silence,
    "suspended": _suspend,
    "suspended no longer": _back_from_suspension,
    "left": lambda town: delete_account(town.node.node, Actor(town.carl)),
    "pinned": lambda town: pin(town.node.node, Actor(town.alice), town.post.id),
    "pinned no longer": _unpin,
    "voted": lambda town: vote(town.node.node, Actor(town.carl), town.poll.id, [1]),
    "poll ended": _poll_ends,
    "quote taken back": lambda town: revoke_quote(town.node.node, Actor(town.alice), town.post.id, town.quoting.id),
    "another day": _midnight,
}
