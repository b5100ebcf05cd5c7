"""What happened, as it travels: what comes in, what goes out, and one copy on its way to one inbox."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """States of received activities, deliveries and jobs.

    waiting ──> done | refused                  an end, with the outcome in words
       │  └───> waiting (later, after a failure)
       └──────> dead                            gave up; an operator sees it and may retry
    """

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An activity taken in, as received. `signer_uri` is who proved to have sent it; `body` the very bytes, as text."""

    id: int
    uri: str
    kind: str
    signer_uri: str
    body: str
    received_at: datetime
    state: State = State.WAITING
    outcome: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An activity of ours. `body` is its JSON; `is_public` says whether anybody may fetch it by its id."""

    id: int
    uri: str
    kind: str
    actor_id: int
    body: str
    is_public: bool
    object_uri: str
    created_at: datetime
    sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One activity to one inbox. Exactly one of `activity_id` and `received_id` (forwarding) is set.

    `about` names the object: a delivery that waits for its retry holds back only later ones about the same.
    """

    id: int
    inbox: str
    host: str
    activity_id: int | None
    received_id: int | None
    signer_id: int
    about: str
    queued_at: datetime
    tries: int
    state: State = State.WAITING
    due_at: datetime | None = None
    last_error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    id: int
    kind: str
    args: str
    tries: int
    due_at: datetime
    state: State = State.WAITING
    last_error: str = ""
