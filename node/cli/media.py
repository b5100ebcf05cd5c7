"""`allmende media`: what files take, and throwing away what nobody needs."""

from collections.abc import Mapping

from node.cli.command import Act, Answer, Ask, table
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.media.sweep import Broom

_SHOWN = 20


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    acts(
        commands.add("usage", "zeigt, was Dateien belegen", "show what files take"),
        "media usage",
        show_usage,
    )
    sweeping = commands.add("sweep", "löscht, was niemand mehr braucht", "delete what nobody needs any more")
    sweeping.option("--dry-run", action="store_true", help=say("zeigt es nur", "only show it"))
    acts(sweeping, "media sweep", sweep)
    acts(
        commands.add(
            "clear-cache",
            "löscht alle Kopien von Bildern anderer Server",
            "delete all copies of pictures of other servers",
        ),
        "media clear-cache",
        clear_cache,
    )


async def show_usage(node: Context, ask: Ask) -> Answer:
    say = ask.say
    ours, copies = await node.store.read(lambda tx: tx.files.usage())
    settings = node.config.media
    where = settings.s3_bucket if settings.storage == "s3" else str(node.config.node.data_dir)
    rows = [
        ("", say("DATEIEN", "FILES"), "BYTES", say("HÖCHSTENS", "AT MOST")),
        (say("hier hochgeladen", "uploaded here"), str(ours.count), str(ours.size), "-"),
        (
            say("Kopien anderer Server", "copies of other servers"),
            str(copies.count),
            str(copies.size),
            str(settings.cache_bytes),
        ),
    ]
    return Answer([f"{settings.storage}: {where}", *table(rows)])


async def sweep(node: Context, ask: Ask) -> Answer:
    """All that the duties do by themselves, at once; and a look whether every file of ours is where it should be."""
    say = ask.say
    broom = Broom(node.config, node.store, node.storage, node.remote_media, node.clock, dry=ask.flag("dry_run"))
    swept = await broom.tidy() + await broom.discard() + await broom.compare()
    missing = await broom.missing()
    lines = [
        say(f"unbenutzt hochgeladen: {swept.unused}", f"uploaded and not used: {swept.unused}"),
        say(f"von Gelöschtem übrig: {swept.discarded}", f"left of what was deleted: {swept.discarded}"),
        say(f"überholte Kopien: {swept.stale}", f"copies out of date: {swept.stale}"),
        say(
            f"Dateien, die niemand kennt: {swept.nameless} ({swept.bytes} Bytes)",
            f"files nobody knows: {swept.nameless} ({swept.bytes} bytes)",
        ),
        say(f"abgebrochen: {swept.half}", f"broken off: {swept.half}"),
    ]
    if missing:
        lines.append(
            say(
                f"FEHLEN, bitte aus der Sicherung zurückholen: {len(missing)}",
                f"MISSING, please restore them from the backup: {len(missing)}",
            )
        )
        lines += missing[:_SHOWN]
    return Answer(lines, code=1 if missing else 0)


async def clear_cache(node: Context, ask: Ask) -> Answer:
    swept = await Broom(node.config, node.store, node.storage, node.remote_media, node.clock).clear_cache()
    return Answer([ask.say(f"gelöschte Kopien: {swept.stale}", f"copies deleted: {swept.stale}")])


ACTS: Mapping[str, Act] = {"media usage": show_usage, "media sweep": sweep, "media clear-cache": clear_cache}
