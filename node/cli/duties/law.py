"""Who answers for what is published, how to reach them, and by which rules: DDG, MStV, DSA, AI Act."""

from collections.abc import Callable, Sequence

from node.cli.duties.duty import Duty, Finding, Result, answering, asked, judged, of_all
from node.cli.words import Say
from node.config import Organization
from node.context import Context
from node.model.imprint import contact_faults, imprint_faults
from node.outbox.texts import wordings
from node.store.database import Tx

_REGISTERED = ("association", "cooperative", "company")


async def responsible(node: Context, say: Say) -> Finding:
    root = node.config.organizations.root
    return judged(
        root is not None,
        say("niemand", "nobody") if root is None else root.name,
        say("[[organizations]] ausfüllen", "fill in [[organizations]]"),
    )


async def imprint(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: [f"{fault.field} ({fault.kind})" for fault in imprint_faults(each) if fault.kind != "noreply"],
        say(
            "diese Angaben eintragen; ein Postfach genügt nicht, Telefon oder ein gleich schneller Weg muss sein",
            "fill these in; a P.O. box is not enough, a telephone or another way as fast is needed",
        ),
        good=f"{node.config.origin}/impressum",
    )


async def imprint_mail(node: Context, say: Say) -> Finding:
    """Nothing is sent to find out."""
    return of_all(
        node,
        say,
        lambda each: [
            f"{fault.field} ({fault.kind})"
            for fault in (*imprint_faults(each), *contact_faults(each))
            if fault.kind == "noreply"
        ],
        say("eine Adresse nennen, unter der ein Mensch liest", "name an address where a person reads"),
    )


async def register(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: ["register"] if each.kind in _REGISTERED and not each.register else [],
        say("Register und Nummer eintragen", "fill in register and number"),
    )


async def supervision(node: Context, say: Say) -> Finding:
    return _named(
        node,
        say,
        lambda each: bool(each.supervisory_authority),
        say(
            "Untersteht die Stelle einer Aufsicht? Dann supervisory_authority eintragen.",
            "Is the body under supervision? Then fill in supervisory_authority.",
        ),
    )


async def vat(node: Context, say: Say) -> Finding:
    return _named(
        node,
        say,
        lambda each: bool(each.vat_id),
        say(
            "Gibt es eine USt-IdNr. oder Wirtschafts-IdNr.? Dann vat_id eintragen.",
            "Is there a VAT or economic identification number? Then fill in vat_id.",
        ),
    )


def _named(node: Context, say: Say, has: Callable[[Organization], bool], question: str) -> Finding:
    """What not everybody has: only a person knows whether it is missing."""
    without = [each.key for each in answering(node) if not has(each)]
    if not answering(node) or without:
        return Finding(Result.MANUAL, ", ".join(without) or say("keine Organisation", "no organisation"), question)
    return Finding(Result.OK, ", ".join(each.key for each in answering(node)))


async def editor(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: [] if each.editor else ["editor"],
        say("editor: Name und Anschrift in Deutschland", "editor: name and an address in Germany"),
    )


async def automation(node: Context, say: Say) -> Finding:
    """Whoever looks like a person must not be a program in secret."""
    names = await node.store.read(lambda tx: tx.transparency.persons_posting_automatically())
    return judged(
        not names,
        ", ".join(names)
        or say("kein Konto einer Person veröffentlicht automatisch", "no person's account is automatic"),
        say("diese Konten zu Diensten machen (account kind)", "make these accounts services"),
    )


async def contact_points(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: [f"{fault.field} ({fault.kind})" for fault in contact_faults(each) if fault.kind == "missing"],
        say("contact_email und contact_languages eintragen", "fill in contact_email and contact_languages"),
    )


async def terms(node: Context, say: Say) -> Finding:
    """What the software says takes no rights beyond showing; what somebody wrote instead, only people can judge."""
    found = await node.store.read(wordings, "terms_of_service")
    if not found.texts:
        return Finding(Result.OK, say("Vorgabe der Software", "the software's own"))
    return Finding(
        Result.MANUAL,
        f"{node.config.origin}/nutzungsbedingungen",
        say(
            "Nehmen eigene Bedingungen keine Rechte über das Zeigen hinaus (EuGH C-492/23), und nennen sie Moderation und "
            "Beschwerdeweg?",
            "Do your own terms take no rights beyond showing (C-492/23), and name moderation and the way to complain?",
        ),
    )


async def netiquette(node: Context, say: Say) -> Finding:
    found = await node.store.read(wordings, "netiquette")
    if found.rules:
        return Finding(Result.OK, say(f"{len(found.rules)} Regeln", f"{len(found.rules)} rules"))
    return Finding(
        Result.MANUAL,
        say("Vorgabe der Software", "the software's own"),
        say("Eigene Regeln schreiben? allmende rule add", "Write rules of your own? allmende rule add"),
    )


async def vulnerabilities(node: Context, say: Say) -> Finding:
    root = node.config.organizations.root
    address = node.config.node.contact_email or ("" if root is None else root.contact_email or root.email)
    return judged(
        bool(address),
        address or say("kein Kontakt", "no contact"),
        say("node.contact_email setzen: security.txt nennt sie", "set node.contact_email: security.txt names it"),
    )


async def votes(node: Context, say: Say) -> Finding:
    """A member for which nobody may vote has its vote on paper only."""
    if not node.config.cooperative.is_on:
        return Finding(Result.OK, say("keine Genossenschaft (cooperative.board)", "no cooperative (cooperative.board)"))
    name = node.config.cooperative.board
    speaks, without = await node.store.read(_members, name)
    if not speaks:
        nobody = say(f"das Konto {name} spricht nicht", f"the account {name} does not speak")
        return Finding(Result.FAIL, nobody, say("cooperative.board: ein Konto im Betrieb", "name an account that does"))
    remedy = say("allmende member connect NUMMER --email ...", "allmende member connect NUMBER --email ...")
    return judged(not without, ", ".join(map(str, without)) or name, remedy)


async def _members(tx: Tx, board: str) -> tuple[bool, Sequence[int]]:
    """Whether the board can speak, and the numbers of members for which nobody votes."""
    account = await tx.accounts.find_by_handle(board)
    entries = await tx.members.entries(tx.now)
    without = [each.member.number for each in entries if each.member.left_at is None and not each.emails]
    return account is not None and not account.is_gone, without


async def labels(node: Context, say: Say) -> Finding:
    """The machine marks what is marked; whether everything is, its people know."""
    count = await node.store.read(lambda tx: tx.transparency.labelled_posts())
    return Finding(
        Result.MANUAL,
        say(f"{count} Beiträge gekennzeichnet", f"{count} posts labelled"),
        say(
            "Kennzeichnen alle, die veröffentlichen, Texte und Bilder von KI, oder prüft ein Mensch und verantwortet sie?",
            "Does everybody who publishes label texts and pictures made by AI, or does a person review and answer for them?",
        ),
    )


LAW: Sequence[Duty] = (
    Duty("responsible", "Verantwortliche Stelle genannt", "responsible body named", "§ 5 Abs. 1 DDG", responsible),
    Duty("imprint", "Impressum vollständig", "imprint complete", "§ 5 Abs. 1 Nr. 1, 2 DDG", imprint),
    Duty(
        "imprint mail",
        "Impressums-Adresse wird gelesen",
        "address of the imprint is read",
        "§ 5 DDG; LG München I, 25.2.2025, 33 O 3721/24",
        imprint_mail,
    ),
    Duty("supervision", "Aufsichtsbehörde", "supervisory authority", "§ 5 Abs. 1 Nr. 3 DDG", supervision),
    Duty("register", "Register und Nummer", "register and number", "§ 5 Abs. 1 Nr. 4 DDG", register),
    Duty("vat", "Umsatzsteuer-Identifikationsnummer", "VAT number", "§ 5 Abs. 1 Nr. 6 DDG", vat),
    Duty("editor", "Verantwortlich für journalistische Inhalte", "editor named", "§ 18 Abs. 2 MStV", editor),
    Duty("automation", "Automatische Konten erkennbar", "automated accounts told", "§ 18 Abs. 3 MStV", automation),
    Duty(
        "contact points",
        "Kontaktstellen mit Sprachen",
        "contact points with languages",
        "Art. 11, 12 DSA",
        contact_points,
    ),
    Duty("terms", "Nutzungsbedingungen", "terms of use", "Art. 14 DSA; EuGH C-492/23", terms),
    Duty("netiquette", "Regeln für das Gespräch", "rules of conversation", "Art. 14 DSA; Art. 5 GG", netiquette),
    Duty(
        "yearly report",
        "Jährlicher Transparenzbericht",
        "yearly transparency report",
        "Art. 15, 24 DSA",
        asked(
            "Ist der Bericht des letzten Jahres binnen zwei Monaten veröffentlicht (oder die Stelle ausgenommen)?",
            "Was last year's report published within two months (or is the body exempt)?",
            evidence=("laufende Zahlen: /transparenz", "running figures: /transparenz"),
        ),
    ),
    Duty("votes", "Jedes Mitglied kann abstimmen", "every member can vote", "§ 43 Abs. 3, 4 GenG", votes),
    Duty(
        "vulnerabilities",
        "Meldeweg für Sicherheitslücken",
        "way to report weaknesses",
        "RFC 9116; BSI CS",
        vulnerabilities,
    ),
    Duty("labels", "KI gekennzeichnet", "AI labelled", "Art. 50 KI-VO (EU) 2024/1689", labels),
)
