"""The one door out: an activity of ours, and one delivery per distinct inbox, in the caller's transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from node.federation.addressing import authority_of
from node.model.account import Account
from node.model.activity import Delivery, Outgoing
from node.model.addresses import PUBLIC, Addresses
from node.store.database import Tx

_ANSWERS = frozenset({"Accept", "Reject"})
"""Go to the one who asked and are passed on to nobody: the signature of the request is all they need."""


async def send(
    tx: Tx, addresses: Addresses, activity: Mapping[str, Any], *, by: Account, to: Iterable[str], about: str = ""
) -> Outgoing:
    """Store the activity (its `id` is one of our activity addresses) and queue it for these inboxes.

    `about` names the object whose deliveries must keep their order; by default the activity's own object.
    """
    about = about or _object_uri(activity)
    number = int(str(activity["id"]).removeprefix(addresses.activity(0)[:-1]).partition("#")[0])
    outgoing = Outgoing(
        id=number,
        uri=str(activity["id"]),
        kind=str(activity["type"]),
        actor_id=by.id,
        body=msgspec.json.encode(activity).decode(),
        is_public=_is_public(activity),
        object_uri=about,
        created_at=tx.now,
        sealed=str(activity["type"]) in _ANSWERS,
    )
    await tx.activities.add(outgoing)
    await queue(tx, addresses, to, signer=by, about=about, activity_id=number)
    return outgoing


async def queue(  # what a delivery is made of
    tx: Tx,
    addresses: Addresses,
    inboxes: Iterable[str],
    *,
    signer: Account,
    about: str,
    activity_id: int | None = None,
    received_id: int | None = None,
) -> None:
    """One delivery per distinct inbox that is not our own."""
    distinct = sorted({inbox for inbox in inboxes if not addresses.is_ours(inbox)})
    await tx.deliveries.add(
        [
            Delivery(
                id=tx.ids.new(),
                inbox=inbox,
                host=authority_of(inbox),
                activity_id=activity_id,
                received_id=received_id,
                signer_id=signer.id,
                about=about,
                queued_at=tx.now,
                tries=0,
            )
            for inbox in distinct
        ]
    )


def _object_uri(activity: Mapping[str, Any]) -> str:
    value = activity.get("object", "")
    if isinstance(value, Mapping):
        value = value.get("id", "")
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return str(value)


def _is_public(activity: Mapping[str, Any]) -> bool:
    """Anybody may fetch it: it is addressed to everybody, or says only that something is gone."""
    return PUBLIC in (*_listed(activity.get("to")), *_listed(activity.get("cc")))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
