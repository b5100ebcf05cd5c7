"""How the command line shows a request of an authority."""

from collections.abc import Sequence

from node.cli.command import Ask, table
from node.cli.times import shown
from node.context import Context
from node.model.disclosure import Disclosure, Outcome
from node.outbox.disclosures.register import Entry


def facts(node: Context, ask: Ask, entry: Entry) -> Sequence[str]:
    found, say = entry.disclosure, ask.say
    muzzle = found.muzzle
    until = "" if muzzle.until is None else f" {muzzle.until.isoformat()}"
    return table(
        [
            ("ID", str(found.id)),
            (say("Behörde", "authority"), f"{found.authority} {found.reference}".strip()),
            (say("Art", "kind"), found.wish.value),
            (say("Grundlage", "basis"), f"{found.law.value}: {found.basis}"),
            (say("Konto", "account"), "-" if entry.account is None else entry.account.handle),
            (say("Eingang", "received"), found.received_on.isoformat()),
            (say("Frist", "due"), due(node, ask, found)),
            (say("Stand", "stage"), f"{found.stage.value} {found.outcome.value}"),
            (say("Vorschlag", "proposal"), str(found.round)),
            (say("Schweigen", "silence"), f"{muzzle.silence.value}{until} {muzzle.ground}".strip()),
            ("SHA-256", found.digest or "-"),
        ]
    )


def items(ask: Ask, entry: Entry) -> Sequence[str]:
    say = ask.say
    rows = [(say("DATEN", "DATA"), say("GESETZ", "LAW"), say("GRUND", "GROUND"), say("VON", "FROM"), say("BIS", "TO"))]
    rows += [
        (each.datum.value, each.law.value, each.basis, str(each.first or "-"), str(each.last or "-"))
        for each in entry.items
    ]
    return table(rows)


def steps(node: Context, ask: Ask, entry: Entry) -> Sequence[str]:
    say = ask.say
    rows = [(say("WANN", "WHEN"), say("WER", "WHO"), say("WAS", "WHAT"), say("GRUND", "REASON"))]
    for each in entry.steps:
        login = entry.logins.get(each.login_id or 0)
        who = "-" if login is None else login.email
        rows.append((shown(node, each.at), who, each.kind.value, each.reason or "-"))
    return table(rows)


def due(node: Context, ask: Ask, found: Disclosure) -> str:
    if found.due_at is None or found.outcome is not Outcome.OPEN:
        return "-"
    late = ask.say(" (vorbei)", " (over)") if found.is_overdue(node.clock()) else ""
    return f"{shown(node, found.due_at)}{late}"
