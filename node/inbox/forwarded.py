"""Activities somebody else passed on (AP 7.1.2). A valid proof by the actor counts as the actor's signature; without
one nothing is believed but that there may be something to see at the object's own id."""

from typing import Any

from node.context import Context
from node.errors import Gone, Invalid, NotFound
from node.federation.addressing import same_origin
from node.federation.proofs import find_proof, verify_proof
from node.federation.reading import Activity, uri_of
from node.inbox import fetched, vanished
from node.inbox.arrive import NOBODYS
from node.inbox.handlers import Handler
from node.inbox.hints import is_followed, is_worth_a_look
from node.inbox.ignored import Ignored
from node.model.account import Account


async def believed(node: Context, activity: Activity) -> Account | None:
    """The actor, when the activity carries its valid proof (FEP-8b32); None when it carries none that counts.

    Raises Unreachable when the key has to be fetched and cannot be.
    """
    proof = find_proof(activity.body)
    if proof is None or not same_origin(proof.verification_method, activity.actor):
        return None
    try:
        known = await node.actors.by_key(proof.verification_method)
        verify_proof(activity.body, known.public, now=node.clock())
    except (Gone, Invalid, NotFound) as problem:
        raise Invalid(f"the proof does not hold: {problem.reason}") from problem
    return known.account if known.account.uri == activity.actor else None


async def fetched_instead(node: Context, activity: Activity) -> tuple[Handler, Any]:
    """What to do about the object of an activity that is not believed: look for yourself."""
    about = uri_of(activity.body.get("object"))
    if about is None:
        raise Invalid("the forwarded activity names no object")
    node.hosts.refuse_blocked(about)
    if activity.kind == "Delete" and await node.objects.find(about) is None:
        raise Ignored("not known here")
    if not (await is_worth_a_look(node, activity.body) or await is_followed(node, activity.actor)):
        raise Ignored(NOBODYS)
    try:
        return fetched, await fetched.gather_uri(node, about)
    except (Gone, NotFound) as problem:
        if activity.kind != "Delete":
            raise
        return vanished, await vanished.gather_uri(node, about, certain=isinstance(problem, Gone))
