"""The program itself, as whoever runs it has to run it: connection, secrets, database, clock, letters, second factors."""

import shutil
import stat
import time
from collections.abc import Sequence
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

from node.cli.duties.duty import Duty, Finding, Result, judged
from node.cli.words import Say
from node.context import Context
from node.errors import Unavailable
from node.model.login import Role
from node.store.database import Tx, newest_schema
from node.store.health import damage, schema_version

_CLOCK_TOLERANCE = 60.0
_RELEASED = 1_764_000_000  # November 2025: no machine that runs this can be before
_BSI_BITS = 3_000
_FREE_BYTES = 1_000_000_000
_FREE_PART = 0.05


async def https(node: Context, say: Say) -> Finding:
    return judged(
        node.config.is_https,
        node.config.origin,
        say("node.base_url muss mit https:// beginnen", "node.base_url has to begin with https://"),
    )


async def development(node: Context, say: Say) -> Finding:
    hosts = node.config.federation.development_hosts
    return judged(
        not hosts,
        ", ".join(hosts) or say("leer", "empty"),
        say("federation.development_hosts leeren", "empty federation.development_hosts"),
    )


async def secret_files(node: Context, say: Say) -> Finding:
    """Private keys are in the database, so nobody else on the machine may read it."""
    folder = node.config.node.data_dir
    paths = [folder, folder / "control.sock"]
    if node.config.database.is_sqlite:
        file = node.config.database.sqlite_path
        paths += [file.with_name(file.name + suffix) for suffix in ("", "-wal", "-shm")]
    return _judged_files(folder, paths, say)


def _judged_files(folder: Path, paths: Sequence[Path], say: Say) -> Finding:
    """The folder closes what lies in it; a database elsewhere has to be closed itself."""
    inside_closed = not _open_to_others(folder)
    loose = [path for path in paths if _open_to_others(path) and not (inside_closed and path.parent == folder)]
    return judged(
        not loose,
        ", ".join(f"{path} {stat.filemode(path.stat().st_mode)}" for path in loose or [folder]),
        say("chmod o-rwx für diese Dateien", "chmod o-rwx on these files"),
    )


def _open_to_others(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & stat.S_IRWXO)


async def schema(node: Context, say: Say) -> Finding:
    version = await node.store.read(schema_version)
    return judged(version == newest_schema(), str(version), say("allmende migrate", "allmende migrate"))


async def integrity(node: Context, say: Say) -> Finding:
    found = await node.store.read(damage)
    return judged(
        not found,
        found or node.config.database.shown,
        say("aus der Sicherung wiederherstellen", "restore the backup"),
    )


async def backup(_node: Context, say: Say) -> Finding:
    return Finding(
        Result.MANUAL,
        say("davon weiß der Knoten nichts", "the node cannot know"),
        say(
            "Ist die letzte Sicherung jünger als ein Tag, und ist sie zuletzt probeweise zurückgespielt worden?",
            "Is the last backup younger than a day, and has it been restored on trial?",
        ),
    )


async def contact(node: Context, say: Say) -> Finding:
    address = node.config.node.contact_email
    return judged(
        bool(address), address or say("leer", "empty"), say("node.contact_email setzen", "set node.contact_email")
    )


async def rate_limits(node: Context, say: Say) -> Finding:
    enabled = node.config.limits.enabled
    return judged(
        enabled, f"limits.enabled = {str(enabled).lower()}", say("limits.enabled = true", "limits.enabled = true")
    )


async def clock(node: Context, say: Say) -> Finding:
    """Signatures carry a time: a wrong clock shuts us out."""
    newest = await node.store.read(_newest)
    ahead = newest - node.clock().timestamp()
    return judged(
        ahead < _CLOCK_TOLERANCE and time.time() > _RELEASED,
        f"{node.clock():%Y-%m-%d %H:%M:%S} UTC",
        say("Uhr stellen und mit NTP gleich halten", "set the clock and keep it by NTP"),
    )


async def _newest(tx: Tx) -> float:
    """When the newest thing here was made, by its id."""
    return (await tx.state.highest_id() >> 16) / 1_000


async def rsa_bits(node: Context, say: Say) -> Finding:
    bits = node.config.federation.rsa_bits
    if bits >= _BSI_BITS:
        return Finding(Result.OK, f"{bits} bit")
    return Finding(
        Result.MANUAL,
        f"{bits} bit",
        say(
            "Das BSI empfiehlt mindestens 3000 Bit, das Fediverse verwendet 2048. Entscheidung festhalten oder "
            "federation.rsa_bits = 3072 (gilt für neue Konten).",
            "BSI recommends at least 3000 bits, the Fediverse uses 2048. Put the decision on record, or set "
            "federation.rsa_bits = 3072 (for new accounts).",
        ),
    )


async def disk(node: Context, say: Say) -> Finding:
    usage = shutil.disk_usage(node.config.node.data_dir)
    return judged(
        usage.free > _FREE_BYTES and usage.free > usage.total * _FREE_PART,
        say(f"{usage.free / 1e9:.1f} GB frei", f"{usage.free / 1e9:.1f} GB free"),
        say("Platz schaffen: mindestens 1 GB und 5 %", "make room: at least 1 GB and 5 %"),
    )


async def storage(node: Context, say: Say) -> Finding:
    """Can files be found there at all?"""
    remedy = say("media.storage und was dazu gehört prüfen", "check media.storage and what belongs to it")
    try:
        async with aclosing(node.storage.names()) as names:
            await anext(names, None)
    except Unavailable as problem:
        return Finding(Result.FAIL, problem.reason, remedy)
    return Finding(Result.OK, node.config.media.storage)


async def administrator(node: Context, say: Say) -> Finding:
    count = await node.store.read(lambda tx: tx.logins.count_active(Role.ADMIN))
    return judged(
        count > 0,
        str(count),
        say("account create NAME --email ... --role admin", "account create NAME --email ... --role admin"),
    )


async def mail(node: Context, say: Say) -> Finding:
    """Whether letters arrive, only a person can see: nothing is sent to find out."""
    settings = node.config.mail
    if settings.backend != "smtp":
        return Finding(
            Result.FAIL,
            f"mail.backend = {settings.backend}",
            say(
                "mail.backend = smtp: sonst erfährt niemand von fremden Anmeldungen, und Vergessenes bleibt vergessen",
                "mail.backend = smtp: otherwise nobody learns of strangers logging in, and what is forgotten stays so",
            ),
        )
    return Finding(
        Result.MANUAL,
        f"{settings.sender} ({settings.host}:{settings.port}, {settings.security})",
        say(
            "Kommt „Passwort vergessen“ an, auch bei anderen Anbietern (SPF, DKIM, DMARC der Absenderdomain)?",
            "Does “forgotten password” arrive, at other providers too (SPF, DKIM, DMARC of the sender's domain)?",
        ),
    )


async def second_factor(node: Context, say: Say) -> Finding:
    without = await node.store.read(lambda tx: tx.factors.without([Role.ADMIN.value, Role.MODERATOR.value]))
    return judged(
        not without,
        ", ".join(without) or f"login.second_factor = {node.config.login.second_factor}",
        say(
            "Diese Zugänge richten einen zweiten Faktor ein; login.second_factor = moderators verlangt es",
            "these logins set up a second factor; login.second_factor = moderators asks for it",
        ),
    )


async def descriptions(node: Context, say: Say) -> Finding:
    return judged(
        node.config.media.alt_required != "nobody",
        f"media.alt_required = {node.config.media.alt_required}",
        say(
            "media.alt_required = official: Amtliches erscheint nicht ohne Bildbeschreibung",
            "media.alt_required = official: nothing official appears without descriptions of its pictures",
        ),
    )


async def places(node: Context, say: Say) -> Finding:
    """Without ffmpeg films and sounds are published as they are sent; pictures never are."""
    found = node.config.media.ffmpeg and shutil.which("ffmpeg") and shutil.which("ffprobe")
    return judged(
        bool(found),
        say("ffmpeg ist da", "ffmpeg is there") if found else say("kein ffmpeg", "no ffmpeg"),
        say(
            "apt install ffmpeg: sonst steht in Filmen, wo und womit sie aufgenommen sind",
            "apt install ffmpeg: otherwise films tell where and with what they were taken",
        ),
    )


async def crisis_reviews(node: Context, say: Say) -> Finding:
    waiting = await node.store.read(lambda tx: tx.crisis.count_open())
    return judged(
        not waiting,
        say(f"{waiting} offen", f"{waiting} open"),
        say(
            "unter /nachpruefung sieht eine zweite Person an, was mit der Krisenrolle veröffentlicht wurde",
            "at /nachpruefung a second person looks at what was published with the crisis role",
        ),
    )


async def warning_sources(node: Context, say: Say) -> Finding:
    """Whether those whose warnings are shown here, too, have answered lately."""
    from node.outbox.cap.mirror import state_of  # noqa: PLC0415  # only where there are any

    troubles = []
    for source in node.config.warning_sources:
        heard, trouble = await node.store.read(state_of, source.key)
        if trouble or (heard is None or heard < node.clock() - timedelta(seconds=4 * source.seconds)):
            troubles.append(f"{source.key}: {trouble or say('noch nicht gehört', 'not heard of')}")
    return judged(
        not troubles,
        "; ".join(troubles) or str(len(node.config.warning_sources.entries)),
        say(
            "[[warning_sources]] prüfen: Warnungen anderer, die sie nennt, fehlen oder sind alt",
            "look at [[warning_sources]]: warnings of others that they name are missing or old",
        ),
    )


OPERATION: Sequence[Duty] = (
    Duty("https", "Verbindung verschlüsselt", "connection encrypted", "BSI TR-03116-4; Art. 32 DSGVO", https),
    Duty("development", "keine Entwicklungsnamen", "no development names", "BSI APP.3.2", development),
    Duty(
        "secrets",
        "Geheimnisse nur für den Knoten lesbar",
        "secrets readable by the node only",
        "BSI CON.3, Art. 32 DSGVO",
        secret_files,
    ),
    Duty("schema", "Datenbank auf dem Stand des Programms", "database up to date", "BSI OPS.1.1.3", schema),
    Duty("integrity", "Datenbank unbeschädigt", "database sound", "Art. 32 (1) b DSGVO", integrity),
    Duty("backup", "Sicherung", "backup", "BSI CON.3; Art. 32 (1) c DSGVO", backup),
    Duty("contact", "Kontaktstelle angegeben", "contact point named", "Art. 12 DSA; § 5 DDG", contact),
    Duty("limits", "Schutz gegen Überlast", "protection against overload", "BSI APP.3.2", rate_limits),
    Duty("clock", "Uhr geht richtig", "clock is right", "BSI OPS.1.1.5", clock),
    Duty("keys", "Schlüssellänge", "key length", "BSI TR-02102-1", rsa_bits),
    Duty("disk", "Speicherplatz", "disk space", "Art. 32 (1) b DSGVO", disk),
    Duty("storage", "Dateiablage erreichbar", "storage of files within reach", "Art. 32 (1) b DSGVO", storage),
    Duty("administrator", "jemand verwaltet den Knoten", "somebody administers the node", "BSI ORP.2", administrator),
    Duty(
        "second factor",
        "zweiter Faktor für alle, die verwalten",
        "a second factor for all who administer",
        "BSI ORP.4.A10; Art. 32 DSGVO",
        second_factor,
    ),
    Duty("descriptions", "Bilder beschrieben", "pictures described", "BITV 2.0, WCAG 1.1.1", descriptions),
    Duty("places", "Filme verraten keinen Ort", "films tell no place", "Art. 5 (1) c DSGVO", places),
    Duty(
        "crisis reviews",
        "Eiliges nachträglich geprüft",
        "what was urgent reviewed afterwards",
        "BSI DER.4; Vier-Augen-Prinzip",
        crisis_reviews,
    ),
    Duty(
        "warning sources",
        "Warnungen anderer kommen an",
        "warnings of others arrive",
        "BSI DER.4",
        warning_sources,
    ),
    Duty("mail", "Briefe kommen an", "letters arrive", "Art. 32 (1) DSGVO; BSI ORP.4", mail),
)
