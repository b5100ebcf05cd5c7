"""`allmende activity`: what became of something that came in or went out, and what would become of it."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from node.app import build
from node.cli.command import Act, Answer, Ask, table
from node.cli.jobs import state_word
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.words import Say
from node.context import Context
from node.errors import Forbidden, Invalid, NotFound
from node.federation.addressing import same_origin
from node.federation.reading import read_activity, read_json
from node.inbox.process import process
from node.model.account import Account
from node.model.activity import Delivery, Outgoing, Received, State
from node.model.addresses import Addresses
from node.store.database import Tx
from node.store.rehearsal import Rehearsal


@dataclass(frozen=True, slots=True)
class _Traffic:
    """All that goes by one id: as it came in (once for each signer), as it went out, and each with its deliveries."""

    received: Sequence[tuple[Received, Sequence[Delivery]]]
    sent: tuple[Outgoing, Account, Sequence[Delivery]] | None


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    explaining = commands.add(
        "explain",
        "was hereinkam, wer es unterschrieb, was daraus wurde",
        "what came in, who signed it, what became of it",
    )
    explaining.argument(
        "id",
        metavar="ID",
        help=say(
            "Adresse oder Nummer einer Aktivität, oder Adresse eines eigenen Beitrags",
            "address or number of an activity, or address of a post of ours",
        ),
    )
    acts(explaining, "activity explain", explain)
    trying = commands.add(
        "try", "spielt eine Aktivität durch und macht alles rückgängig", "rehearse an activity and undo everything"
    )
    trying.argument(
        "file",
        metavar="FILE",
        type=Path,
        help=say("JSON, als hätte es sein actor gesendet", "JSON, as if its actor had sent it"),
    )
    acts(trying, "activity try", rehearse, prepare=_read_file)


def _read_file(options: argparse.Namespace, say: Say) -> None:
    try:
        options.file = options.file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(say(f"{options.file} ist kein Text", f"{options.file} is not text")) from error


async def explain(node: Context, ask: Ask) -> Answer:
    traffic = await node.store.read(_find, ask.text("id"), node.addresses)
    lines: list[str] = []
    for received, forwarded in traffic.received:
        lines += [*_came_in(received, ask.say), *_deliveries(forwarded, ask.say), ""]
    if traffic.sent is not None:
        sent, author, deliveries = traffic.sent
        lines += [*_went_out(sent, author, ask.say), *_deliveries(deliveries, ask.say), ""]
    if not lines:
        raise NotFound(
            ask.say(
                f"mit {ask.text('id')} ist nichts hereingekommen und nichts hinausgegangen",
                f"nothing came in or went out as {ask.text('id')}",
            )
        )
    return Answer(lines[:-1])


def _came_in(received: Received, say: Say) -> Sequence[str]:
    fields = [
        (say("hereingekommen:", "came in:"), f"{received.received_at:%Y-%m-%d %H:%M:%S} UTC"),
        (say("Art:", "kind:"), received.kind),
        (say("Adresse:", "address:"), received.uri),
        (say("Nummer:", "number:"), str(received.id)),
        (say("unterschrieben von:", "signed by:"), received.signer_uri),
        (say("Stand:", "state:"), state_word(received.state, say)),
        (say("Ergebnis:", "outcome:"), received.outcome or "-"),
        (say("Versuche:", "tries:"), str(received.tries)),
    ]
    return table(fields)


def _went_out(sent: Outgoing, author: Account, say: Say) -> Sequence[str]:
    fields = [
        (say("hinausgegangen:", "went out:"), f"{sent.created_at:%Y-%m-%d %H:%M:%S} UTC"),
        (say("Art:", "kind:"), sent.kind),
        (say("Adresse:", "address:"), sent.uri),
        (say("von:", "by:"), author.handle),
        (say("über:", "about:"), sent.object_uri or "-"),
    ]
    return table(fields)


def _deliveries(deliveries: Sequence[Delivery], say: Say) -> Sequence[str]:
    if not deliveries:
        return [say("keine Zustellungen", "no deliveries")]
    heading = (
        "HOST",
        say("EINGANG", "INBOX"),
        say("STAND", "STATE"),
        say("VERSUCHE", "TRIES"),
        say("ANTWORT", "ANSWER"),
    )
    rows = [(each.host, each.inbox, _progress(each, say), str(each.tries), each.last_error) for each in deliveries]
    return table([heading, *rows])


def _progress(delivery: Delivery, say: Say) -> str:
    word = state_word(delivery.state, say)
    if delivery.state is State.WAITING and delivery.tries and delivery.due_at is not None:
        return say(f"{word} bis {delivery.due_at:%d.%m. %H:%M} UTC", f"{word} until {delivery.due_at:%m-%d %H:%M} UTC")
    return word


async def _find(tx: Tx, asked: str, addresses: Addresses) -> _Traffic:
    if asked.isdecimal():
        one = await tx.received.find(int(asked))
        received = [] if one is None else [one]
        sent = await tx.activities.find(int(asked))
    else:
        received = list(await tx.received.find_by_uri(asked))
        number = asked.removeprefix(addresses.activity(0)[:-1])
        sent = await (tx.activities.find(int(number)) if number.isdecimal() else _about(tx, asked))
    return _Traffic(
        [(each, await tx.deliveries.of_received(each.id)) for each in received],
        None
        if sent is None
        else (sent, await tx.accounts.get(sent.actor_id), await tx.deliveries.of_activity(sent.id)),
    )


async def _about(tx: Tx, uri: str) -> Outgoing | None:
    """How a post of ours went out, whether its id or its page is named."""
    post = await tx.posts.find_by_uri(uri)
    if post is None and (number := uri.rpartition("/")[2]).isdecimal():
        post = await tx.posts.find(int(number))
        post = post if post is not None and post.url == uri else None
    return None if post is None else await tx.activities.find_about(post.uri, "Create")


async def rehearse(node: Context, ask: Ask) -> Answer:
    """The same code that acts on what comes in, on a store that forgets everything. The network is really asked."""
    say = ask.say
    body = ask.text("file").encode()
    activity = read_activity(read_json(body))
    if activity.id is not None and not same_origin(activity.id, activity.actor):
        raise Invalid("the activity's id is not on its actor's server")
    if node.addresses.is_ours(activity.actor):
        raise Forbidden("accounts of this node do not send to it from outside")
    node.hosts.refuse_blocked(activity.actor)
    rehearsal = Rehearsal(node.store)
    stage = await build(node.config, clock=node.clock, store=rehearsal, client=node.client, catalogs=node.catalogs)
    actor = await stage.actors.by_uri(activity.actor)
    received = Received(
        id=node.ids.new(),
        uri=activity.id or "urn:rehearsal",
        kind=activity.kind,
        signer_uri=actor.uri,
        body=body.decode(),
        received_at=node.clock(),
    )
    await rehearsal.write(lambda tx: tx.received.add(received, leased_until=tx.now))
    outcome = await process(stage, received, actor)
    state, queued = await rehearsal.read(_result, received)
    fields = [
        (say("von:", "from:"), actor.handle),
        (say("Art:", "kind:"), activity.kind),
        (say("Stand:", "state:"), state_word(state, say)),
        (say("Ergebnis:", "outcome:"), outcome),
        (say("würde versandt:", "would be sent:"), str(queued)),
    ]
    return Answer(
        [*table(fields), say("Alles ist rückgängig gemacht.", "Everything has been undone.")],
        0 if state is State.DONE else 1,
    )


async def _result(tx: Tx, received: Received) -> tuple[State, int]:
    """What became of it, and how many deliveries were queued since."""
    stored = await tx.received.find(received.id)
    return State.WAITING if stored is None else stored.state, await tx.deliveries.count_since(received.id)


ACTS: Mapping[str, Act] = {"activity explain": explain, "activity try": rehearse}
