"""Who acts, and on what: the questions that every act asks again inside its transaction, and the note it leaves."""

from dataclasses import dataclass
from typing import Final

from node.errors import Conflict, Forbidden, NotFound, Unprocessable
from node.model.account import Account, Actor
from node.model.act import Act, Deed
from node.model.activity import Outgoing
from node.model.channel import Phase
from node.model.post import Post, PostView
from node.model.visibility import Visibility, narrower
from node.moderation.office import in_crisis_role
from node.moderation.policy import may_interact, readable_post, refuse_between, refuse_gone, visible_post
from node.store.database import Tx

CRISIS_ONLY: Final = "with the crisis role one publishes urgent posts and warnings, and does nothing else"


@dataclass(frozen=True, slots=True)
class Target:
    """A post somebody does something with, and whose it is."""

    post: Post
    author: Account


async def acting(
    tx: Tx, by: Actor, *, even_moved: bool = False, even_planned: bool = False, even_crisis: bool = False
) -> Account:
    """The account as it is now. Raises Forbidden when it is deleted, suspended, or has moved away, or when who acts has but
    the crisis role, and Conflict while it is only planned: to others it is not there yet.

    `even_moved`: the act takes something back or protects, which a moved account may still do. `even_planned`: it
    prepares something that nobody else sees. `even_crisis`: the act asks itself what somebody with that role may do.
    """
    account = await tx.accounts.get(by.account.id)
    refuse_gone(account)
    if not even_crisis and await in_crisis_role(tx, by):
        raise Forbidden(CRISIS_ONLY, code="crisis_only")
    if account.moved_to is not None and not even_moved:
        raise Forbidden(
            f"this account has moved to {account.moved_to} and no longer acts", code="moved", to=account.moved_to
        )
    if account.phase.is_planned and not (even_moved or even_planned):
        raise Conflict(f"the channel {account.name} is being planned: nobody else knows of it yet", code="planned")
    return account


def refuse_ended(account: Account) -> None:
    """Raises Conflict for a channel that says nothing any longer."""
    if account.phase is Phase.ENDED:
        raise Conflict(f"the channel {account.name} has ended: it publishes nothing any longer", code="ended")


def quiet(account: Account, wanted: Visibility) -> Visibility:
    """How widely it may be shown: a channel on trial stands in no list (row 50)."""
    return narrower(wanted, Visibility.UNLISTED) if account.phase.is_pilot else wanted


async def note(tx: Tx, by: Actor, kind: Deed, object_uri: str, activity: Outgoing | None = None) -> None:
    """Every act ends with this, once it has changed something: who did it, for whom, to what (decision 0005)."""
    await tx.acts.add(
        Act(
            id=tx.ids.new(),
            login_id=by.login_id,
            account_id=by.account.id,
            kind=kind,
            object_uri=object_uri,
            activity_id=None if activity is None else activity.id,
            at=tx.now,
        )
    )


async def target(tx: Tx, post_id: int, account: Account) -> Target:
    """A post the account may read and whose author it may deal with; of a boost, what is boosted.

    Raises NotFound, also for whom its author blocks, or Forbidden.
    """
    post = await visible_post(tx, post_id, account.id)
    if post.boost_of_id is not None:
        post = await visible_post(tx, post.boost_of_id, account.id)
    author = await tx.accounts.get(post.author_id)
    if author.is_gone:
        raise NotFound("there is no such post, or you may not read it")
    await refuse_between(tx, account, author)
    return Target(post, author)


async def refuse_uninvited(tx: Tx, allowed: tuple[str, ...] | None, found: Target, account: Account) -> None:
    """Raises Forbidden where the author, one of ours, lets only others do this. A post elsewhere is its server's
    business: there one may also ask (manual approval)."""
    if found.author.is_local and not await may_interact(tx, allowed, found.author, account):
        raise Forbidden("the author of the post lets not everybody do this", code="not_invited")


async def own_post(tx: Tx, post_id: int, account: Account) -> Post:
    """A living post of the account itself. Raises NotFound, or Forbidden for somebody else's."""
    post = await readable_post(tx, post_id, account.id)
    if post.author_id != account.id:
        raise Forbidden("this is somebody else's post", code="not_own")
    return post


async def other(tx: Tx, account_id: int, account: Account) -> Account:
    """Somebody else, who may be gone. Raises NotFound, or Unprocessable when it is the account itself."""
    if account_id == account.id:
        raise Unprocessable("an account cannot do this to itself", code="itself")
    found = await tx.accounts.get(account_id)
    if found.phase.is_planned:
        raise NotFound("there is no such account")
    return found


async def view_of(tx: Tx, post: Post) -> PostView:
    """The post with all that hangs on it, as it is rendered for others."""
    (view,) = await tx.timelines.views([post.id])
    return view
