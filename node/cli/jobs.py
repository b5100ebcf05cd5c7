"""`allmende jobs`: what waits, what was given up and why; and to try it once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import NotFound
from node.model.activity import Delivery, Job, Received, State
from node.model.host import Host
from node.store.database import Tx
from node.store.deliveries import Waiting

_ENDED = (State.DEAD, State.REFUSED)


@dataclass(frozen=True, slots=True)
class _Overview:
    counts: Mapping[State, int]
    waiting: Sequence[Waiting]
    hosts: Mapping[str, Host]
    jobs: Sequence[Job]
    received: int


@dataclass(frozen=True, slots=True)
class _Failed:
    deliveries: Sequence[Delivery]
    jobs: Sequence[Job]
    received: Sequence[Received]


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    acts(commands.add("list", "zeigt, was wartet, je Server", "show what waits, by server"), "jobs list", show_waiting)
    acts(
        commands.add(
            "dead",
            "zeigt, was aufgegeben oder abgelehnt wurde, und warum",
            "show what was given up or refused, and why",
        ),
        "jobs dead",
        show_ended,
    )
    retrying = commands.add("retry", "versucht es sofort noch einmal", "try again at once")
    retrying.argument(
        "what",
        metavar="ID|HOST",
        help=say(
            "eine Nummer aus den Listen, oder alles an einen Server",
            "a number from the lists, or everything for a server",
        ),
    )
    acts(retrying, "jobs retry", retry)


async def show_waiting(node: Context, ask: Ask) -> Answer:
    say = ask.say
    found = await node.store.read(_overview)
    count = found.counts.get
    lines = [
        say(
            f"Zustellungen: {count(State.WAITING, 0)} warten, {count(State.DONE, 0)} erledigt, "
            f"{count(State.REFUSED, 0)} abgelehnt, {count(State.DEAD, 0)} aufgegeben",
            f"deliveries: {count(State.WAITING, 0)} waiting, {count(State.DONE, 0)} done, "
            f"{count(State.REFUSED, 0)} refused, {count(State.DEAD, 0)} given up",
        ),
        say(f"eingegangen, noch zu bearbeiten: {found.received}", f"received, still to be acted on: {found.received}"),
        say(f"Aufträge: {len(found.jobs)} warten", f"jobs: {len(found.jobs)} waiting"),
    ]
    if found.waiting:
        heading = (
            "HOST",
            say("WARTEN", "WAITING"),
            say("SEIT (UTC)", "SINCE (UTC)"),
            say("NÄCHSTER VERSUCH", "NEXT TRY"),
            say("ZULETZT", "LAST ERROR"),
        )
        lines += ["", *table([heading, *(_waiting_row(each, found.hosts.get(each.host)) for each in found.waiting)])]
    if found.jobs:
        heading = (
            "ID",
            say("AUFTRAG", "JOB"),
            say("FÄLLIG (UTC)", "DUE (UTC)"),
            say("VERSUCHE", "TRIES"),
            say("ZULETZT", "LAST ERROR"),
        )
        lines += [
            "",
            *table(
                [
                    heading,
                    *(
                        (str(job.id), job.kind, f"{job.due_at:%Y-%m-%d %H:%M}", str(job.tries), job.last_error)
                        for job in found.jobs
                    ),
                ]
            ),
        ]
    return Answer(lines)


def _waiting_row(waiting: Waiting, host: Host | None) -> Sequence[str]:
    retry_at = None if host is None else host.retry_at
    return (
        waiting.host,
        str(waiting.count),
        f"{waiting.oldest:%Y-%m-%d %H:%M}",
        "-" if retry_at is None else f"{retry_at:%Y-%m-%d %H:%M}",
        waiting.last_error or ("" if host is None else host.last_error),
    )


async def show_ended(node: Context, ask: Ask) -> Answer:
    say = ask.say
    found = await node.store.read(_failed)
    lines: list[str] = []
    if found.deliveries:
        heading = ("ID", say("AN", "TO"), say("VERSUCHE", "TRIES"), say("STAND", "STATE"), say("WARUM", "WHY"))
        lines += table(
            [
                heading,
                *(
                    (str(each.id), each.inbox, str(each.tries), state_word(each.state, say), each.last_error)
                    for each in found.deliveries
                ),
            ]
        )
    if found.jobs:
        heading = ("ID", say("AUFTRAG", "JOB"), say("VERSUCHE", "TRIES"), say("STAND", "STATE"), say("WARUM", "WHY"))
        lines += [
            "",
            *table(
                [
                    heading,
                    *(
                        (str(job.id), job.kind, str(job.tries), state_word(job.state, say), job.last_error)
                        for job in found.jobs
                    ),
                ]
            ),
        ]
    if found.received:
        heading = ("ID", say("AKTIVITÄT", "ACTIVITY"), say("VON", "FROM"), say("STAND", "STATE"), say("WARUM", "WHY"))
        lines += [
            "",
            *table(
                [
                    heading,
                    *(
                        (str(each.id), each.kind, each.signer_uri, state_word(each.state, say), each.outcome)
                        for each in found.received
                    ),
                ]
            ),
        ]
    return Answer(lines or [say("nichts ist gescheitert", "nothing has failed")])


async def retry(node: Context, ask: Ask) -> Answer:
    what = ask.text("what")
    count = await node.store.write(_retry, what)
    if not count:
        raise NotFound(
            ask.say(f"nichts mit {what} wartet oder ist gescheitert", f"nothing with {what} waits or has failed")
        )
    return Answer([ask.say(f"noch einmal: {count}", f"tried again: {count}")])


def state_word(state: State, say: Say) -> str:
    return {
        State.WAITING: say("wartet", "waiting"),
        State.DONE: say("erledigt", "done"),
        State.REFUSED: say("abgelehnt", "refused"),
        State.DEAD: say("aufgegeben", "given up"),
    }[state]


async def _overview(tx: Tx) -> _Overview:
    waiting = await tx.deliveries.waiting()
    hosts = {each.host: await tx.hosts.find(each.host) for each in waiting}
    return _Overview(
        counts=await tx.deliveries.counts(),
        waiting=waiting,
        hosts={name: host for name, host in hosts.items() if host is not None},
        jobs=await tx.jobs.in_state(State.WAITING),
        received=await tx.received.count_waiting(),
    )


async def _failed(tx: Tx) -> _Failed:
    return _Failed(
        [each for state in _ENDED for each in await tx.deliveries.in_state(state)],
        [each for state in _ENDED for each in await tx.jobs.in_state(state)],
        [each for state in _ENDED for each in await tx.received.in_state(state)],
    )


async def _retry(tx: Tx, what: str) -> int:
    """A number is looked for among deliveries, jobs and what was received; ids are never used twice."""
    if not what.isdecimal():
        await tx.hosts.try_again(what)
        return await tx.deliveries.retry(tx.now, host=what)
    number = int(what)
    delivery = await tx.deliveries.retry(tx.now, delivery_id=number)
    if delivery or await tx.jobs.retry(number, tx.now):
        return 1
    found = await tx.received.retry(number, tx.now)
    tx.tell("received")
    return int(found)


ACTS: Mapping[str, Act] = {"jobs list": show_waiting, "jobs dead": show_ended, "jobs retry": retry}
