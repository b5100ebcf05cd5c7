"""Apps that asked for it are told of a notification while they are not open: as jobs, queued where it is stored."""

from typing import Final

from node.jobs.worker import enqueue
from node.model.notification import NewNotification
from node.store.database import Tx

PUSH: Final = "push"


async def queue_pushes(tx: Tx, new: NewNotification) -> None:
    for subscription_id in await tx.pushes.wanting(new):
        await enqueue(tx, PUSH, {"subscription": str(subscription_id), "notification": str(new.id)})
