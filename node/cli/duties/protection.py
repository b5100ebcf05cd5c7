"""Data protection: what the GDPR, TDDDG and the checklist of Stiftung Datenschutz (v1.1, September 2024) ask for."""

from collections.abc import Sequence

from node.cli.duties.duty import Duty, Finding, Result, answering, asked, judged, of_all
from node.cli.words import Say
from node.config import Organization
from node.context import Context
from node.model.login import Role
from node.web.lands import land_of
from node.web.processing import processings

_CHECKLIST = "Checkliste Stiftung Datenschutz 1.1"
_MANY_ADMINISTRATORS = 3


async def controller(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: [name for name in ("street", "city", "email") if not getattr(each, name)],
        say(
            "Anschrift und E-Mail der verantwortlichen Stelle eintragen", "fill in address and e-mail of the controller"
        ),
    )


async def officer(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: [] if each.protection_email or not each.is_public_body else ["protection_email"],
        say(
            "protection_officer und protection_email: Behörden brauchen immer eine",
            "protection_officer and protection_email: public bodies always need one",
        ),
    )


async def legal_basis(node: Context, say: Say) -> Finding:
    """A public body may not rest on legitimate interest."""

    def lacks(each: Organization) -> list[str]:
        return [] if not each.is_public_body or each.legal_basis or land_of(each.state).basis else ["legal_basis"]

    finding = of_all(
        node,
        say,
        lacks,
        say(
            "legal_basis oder state: Art. 6 Abs. 1 Buchst. e braucht ein Gesetz",
            "legal_basis or state: a law is needed",
        ),
    )
    guessed = {each.state for each in answering(node) if each.is_public_body and not each.legal_basis}
    unsure = sorted(state for state in guessed if not land_of(state).sourced)
    if finding.result is Result.OK and unsure:
        seen = ", ".join(f"{state}: {land_of(state).basis}" for state in unsure)
        remedy = say(
            "prüfen, ob das die richtige Vorschrift ist, und als legal_basis eintragen",
            "check that this is the right provision, and fill it in as legal_basis",
        )
        return Finding(Result.MANUAL, seen, remedy)
    return finding


async def authority(node: Context, say: Say) -> Finding:
    def lacks(each: Organization) -> list[str]:
        return [] if each.protection_authority or land_of(each.state).authority else ["protection_authority"]

    return of_all(
        node, say, lacks, say("protection_authority oder state eintragen", "fill in protection_authority or state")
    )


async def processor(node: Context, say: Say) -> Finding:
    found = [each for each in node.config.organizations if each.processor]
    if not found:
        return Finding(
            Result.MANUAL,
            say("kein Auftragsverarbeiter genannt", "no processor named"),
            say(
                "Laufen die Rechner wirklich im eigenen Haus? Sonst processor und processor_contract eintragen.",
                "Do the machines really run in-house? Else fill in processor and processor_contract.",
            ),
        )
    return of_all(
        node,
        say,
        lambda each: ["processor_contract"] if each.processor and not each.processor_contract else [],
        say("angenommene Fassung des Vertrags eintragen", "fill in the version of the contract that was accepted"),
    )


async def country(node: Context, say: Say) -> Finding:
    return of_all(
        node,
        say,
        lambda each: [] if each.processor_country else ["processor_country"],
        say("Land eintragen, in dem die Rechner stehen", "fill in the country of the machines"),
    )


async def register(node: Context, say: Say) -> Finding:
    count = len(processings(node.config))
    return Finding(
        Result.OK,
        say(f"{count} Verarbeitungen: allmende check --vvt", f"{count} processings: allmende check --vvt"),
    )


async def retention(node: Context, say: Say) -> Finding:
    months = node.config.moderation.keep_acts_months
    return judged(
        months > 0,
        f"moderation.keep_acts_months = {months}",
        say("eine Frist setzen, etwa 24", "set a period, such as 24"),
    )


async def least_rights(node: Context, say: Say) -> Finding:
    count = await node.store.read(lambda tx: tx.logins.count_active(Role.ADMIN))
    if count <= _MANY_ADMINISTRATORS:
        return Finding(Result.OK, say(f"{count} mit Verwaltungsrechten", f"{count} who administer"))
    return Finding(
        Result.MANUAL,
        say(f"{count} mit Verwaltungsrechten", f"{count} who administer"),
        say("Brauchen so viele alle Rechte?", "Do so many need all rights?"),
    )


async def no_addresses(node: Context, say: Say) -> Finding:
    """By how it is built; tests hold it (M23)."""
    return Finding(
        Result.OK,
        say(
            f"{node.config.origin}: keine Spalte für Adressen, kein Protokoll mit Adressen, kein Cookie für Lesende",
            f"{node.config.origin}: no column for addresses, no log with addresses, no cookie for readers",
        ),
    )


PROTECTION: Sequence[Duty] = (
    Duty(
        "controller",
        "Verantwortlicher genannt",
        "controller named",
        "Art. 13 Abs. 1 Buchst. a, Art. 26 DSGVO",
        controller,
    ),
    Duty(
        "officer",
        "Datenschutzbeauftragte",
        "data protection officer",
        "Art. 13 Abs. 1 Buchst. b, Art. 37 DSGVO",
        officer,
    ),
    Duty("legal basis", "Rechtsgrundlage", "legal basis", "Art. 6 Abs. 1 Buchst. e, Abs. 3 DSGVO", legal_basis),
    Duty(
        "authority",
        "Aufsichtsbehörde für Datenschutz",
        "data protection authority",
        "Art. 13 Abs. 2 Buchst. d DSGVO",
        authority,
    ),
    Duty("processor", "Vertrag zur Auftragsverarbeitung", "processor contract", "Art. 28 DSGVO", processor),
    Duty(
        "country",
        "Standort der Rechner",
        "location of the machines",
        "Art. 13 Abs. 1 Buchst. f, Art. 44 DSGVO",
        country,
    ),
    Duty("processing register", "Verarbeitungsverzeichnis", "register of processing", "Art. 30 DSGVO", register),
    Duty(
        "retention",
        "Fristen für das Protokoll der Handlungen",
        "period for the record of acts",
        "Art. 5 Abs. 1 Buchst. e DSGVO",
        retention,
    ),
    Duty(
        "addresses",
        "keine IP-Adressen, kein Einwilligungsfenster",
        "no IP addresses, no consent banner",
        "§ 25 TDDDG; Art. 25 DSGVO",
        no_addresses,
    ),
    Duty(
        "requests",
        "Weg für Auskunft und Kopie",
        "way for access and copy",
        "Art. 12 Abs. 3, Art. 15 DSGVO",
        asked(
            "Weiß jemand, wie Auskunft binnen eines Monats gegeben wird, auch an Menschen von anderen Servern?",
            "Does somebody know how access is given within a month, also to people of other servers?",
        ),
    ),
    Duty(
        "impact",
        "Schwellwertanalyse und Folgenabschätzung",
        "threshold analysis and impact assessment",
        f"Art. 35 DSGVO; {_CHECKLIST}",
        asked("Ist die Schwellwertanalyse geschrieben?", "Is the threshold analysis written?"),
    ),
    Duty(
        "measures",
        "Technische und organisatorische Maßnahmen",
        "technical and organisational measures",
        f"Art. 32 DSGVO; {_CHECKLIST}",
        asked("Sind die Maßnahmen beschrieben und aktuell?", "Are the measures described and up to date?"),
    ),
    Duty(
        "breach",
        "Meldung von Verletzungen",
        "telling of breaches",
        "Art. 33, 34 DSGVO",
        asked("Weiß jemand, was binnen 72 Stunden zu tun ist?", "Does somebody know what to do within 72 hours?"),
    ),
    Duty("least rights", "wenige mit allen Rechten", "few with all rights", _CHECKLIST, least_rights),
    Duty(
        "proxy log",
        "Webserver davor protokolliert keine IP-Adressen",
        "web server in front logs no IP addresses",
        _CHECKLIST,
        asked(
            "Ist das Zugriffsprotokoll des Proxys aus oder ohne Adressen (docs/admin/nginx.conf)?",
            "Is the proxy's access log off or without addresses (docs/admin/nginx.conf)?",
        ),
    ),
    Duty(
        "updates",
        "Aktualisierungen",
        "updates",
        f"BSI OPS.1.1.3; {_CHECKLIST}",
        asked(
            "Werden Betriebssystem und Programm regelmäßig aktualisiert?", "Are system and program updated regularly?"
        ),
    ),
    Duty(
        "disk encryption",
        "Festplatten verschlüsselt",
        "disks encrypted",
        f"BSI CON.1; {_CHECKLIST}",
        asked(
            "Liegen Daten und Sicherungen auf verschlüsselten Datenträgern?", "Are data and backups on encrypted disks?"
        ),
    ),
    Duty(
        "ssh",
        "Fernzugang nur mit Schlüssel",
        "remote access by key only",
        _CHECKLIST,
        asked("Ist SSH mit Kennwort abgeschaltet?", "Is SSH with passwords switched off?"),
    ),
    Duty(
        "certificates",
        "Zertifikate erneuern sich",
        "certificates renew themselves",
        f"BSI TR-03116-4; {_CHECKLIST}",
        asked(
            "Erneuert sich das Zertifikat von selbst, und merkt es jemand, wenn nicht?",
            "Does the certificate renew itself, and does somebody notice if not?",
        ),
    ),
)
