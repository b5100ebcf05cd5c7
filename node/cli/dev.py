"""`allmende dev` (`make run`): two towns on this machine that talk to each other, to click through.

They are two whole nodes in one process, each with its own database under `var/dev/`. Only loopback is opened.
"""

import argparse
import asyncio
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop
from tqdm import tqdm

from node.app import Running, build, raise_file_limit
from node.cli import demo
from node.cli.demo.script import Script, TownSeed, fingerprint, read_script
from node.cli.demo.seed import Play, SeedClock
from node.cli.logging_setup import set_up
from node.cli.parser import Parser
from node.cli.serving import controlled, listening, refuse_slow_parser, stop_signal
from node.cli.words import Say
from node.config import Config, LogSettings, build as build_config
from node.store.database import newest_schema

_TOWNS = ("musterhausen", "nachbarstadt")
_MARK = "seeded.json"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the towns live: `port` and the one after it."""

    folder: Path
    port: int

    def host(self, town: str) -> str:
        return f"{town}.localhost:{self.port + _TOWNS.index(town)}"

    @property
    def hosts(self) -> Mapping[str, str]:
        return {town: self.host(town) for town in _TOWNS}

    @property
    def mark(self) -> Mapping[str, object]:
        """What a database made for other addresses, another schema or another script does not have."""
        return {"port": self.port, "schema": newest_schema(), "script": fingerprint()}


def define(parser: Parser) -> None:
    say = parser.say
    parser.option(
        "--fresh",
        action="store_true",
        help=say("wirft die Daten weg und beginnt von vorn", "throw the data away and begin anew"),
    )
    parser.option(
        "--folder",
        type=Path,
        default=Path("var/dev"),
        metavar="PATH",
        help=say("Ordner für die Daten; Vorgabe: var/dev", "folder for the data; default: var/dev"),
    )
    parser.option(
        "--port",
        type=int,
        default=8001,
        help=say("erster von zwei Ports; Vorgabe: 8001", "first of two ports; default: 8001"),
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, say: Say) -> int:
    refuse_slow_parser()
    set_up(LogSettings(level="warning"))
    raise_file_limit()
    place = _Place(options.folder.absolute(), options.port)
    fresh = options.fresh or not _is_seeded(place)
    if fresh:
        for town in _TOWNS:
            shutil.rmtree(place.folder / town, ignore_errors=True)
        (place.folder / _MARK).unlink(missing_ok=True)
    script = read_script(place.hosts)
    configs = {town.key: _config(place, town) for town in script.towns}
    uvloop.run(_show(place, script, configs, say, fresh=fresh))
    return 0


def _is_seeded(place: _Place) -> bool:
    """Written last, so half a seed does not count."""
    try:
        return bool(json.loads((place.folder / _MARK).read_text()) == place.mark)
    except (OSError, ValueError):
        return False


def _config(place: _Place, town: TownSeed) -> Config:
    """Also written to a file, so that `allmende --config var/dev/musterhausen/config.toml ...` reaches the town."""
    host = place.host(town.key)
    document: Mapping[str, Mapping[str, Any]] = {
        "node": {
            "base_url": f"http://{host}",
            "listen": f"127.0.0.1:{host.rpartition(':')[2]}",
            "data_dir": ".",
            "title": town.title,
            "description": town.description,
            "contact_email": f"redaktion@{town.key}.example",
        },
        "federation": {"development_hosts": ["*.localhost", "127.0.0.1"]},
        "limits": {"enabled": False},
        "mail": {"backend": "console"},
    }
    arms = Path(demo.__file__).parent / "pictures" / f"wappen_{town.key}.svg"
    if arms.exists():
        document = {**document, "brand": {"coat_of_arms": str(arms)}}
    folder = place.folder / town.key
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sections = [(f"[{section}]", keys) for section, keys in document.items()]
    sections += [("[[organizations]]", keys) for keys in town.organizations]
    (folder / "config.toml").write_text("\n".join(_written(*each) for each in sections), encoding="utf-8")
    return build_config({**document, "organizations": town.organizations}, folder)


def _written(heading: str, keys: Mapping[str, Any]) -> str:
    """A section of TOML; of texts, numbers and lists, JSON is TOML too."""
    return "\n".join(
        (heading, *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()), "")
    )


async def _show(place: _Place, script: Script, configs: Mapping[str, Config], say: Say, *, fresh: bool) -> None:
    stop = stop_signal()
    clock = SeedClock()
    if not fresh:
        clock.release()
    async with AsyncExitStack() as parts:
        towns: dict[str, Running] = {}
        for town, config in configs.items():
            towns[town] = Running(await build(config, clock=clock, durable=False))
            parts.push_async_callback(towns[town].stop)
        both = list(towns.values())
        await parts.enter_async_context(controlled(both))
        await parts.enter_async_context(listening(both))
        if fresh and not await _play(towns, script, clock, stop, say):
            return
        if fresh:
            (place.folder / _MARK).write_text(json.dumps(place.mark))
        for running in both:
            await running.start()
        for line in _greeting(place, script, say):
            print(line, flush=True)
        await stop.wait()
        print(say("\nAuf Wiedersehen.", "\nGoodbye."))


async def _play(towns: Mapping[str, Running], script: Script, clock: SeedClock, stop: asyncio.Event, say: Say) -> bool:
    """Whether it was played to its end; Ctrl-C leaves the theatre."""
    print(say("Die Städte werden eingerichtet ...", "The towns are being set up ..."), flush=True)
    with tqdm(total=1, leave=False, disable=None, bar_format="{l_bar}{bar}", file=sys.stdout) as bar:

        def progress(done: int, count: int) -> None:
            bar.total = count
            bar.update(done - bar.n)

        playing = asyncio.create_task(Play(towns, script, clock, progress).run())
        leaving = asyncio.create_task(stop.wait())
        await asyncio.wait((playing, leaving), return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
    if not playing.done():
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        return False
    playing.result()
    return True


def _greeting(place: _Place, script: Script, say: Say) -> Sequence[str]:
    lines = [""]
    for town in script.towns:
        lines.append(f"  {town.title}  http://{place.host(town.key)}/")
        lines += [f"      {login.email}  ({', '.join(f'@{name}' for name in login.accounts)})" for login in town.logins]
        lines.append("")
    lines.append(say(f"  Kennwort für alle: {script.password}", f"  password for all: {script.password}"))
    example = f"allmende --config {place.folder / 'musterhausen' / 'config.toml'} jobs list"
    lines.append(say(f"  Befehle, während sie laufen: {example}", f"  commands while they run: {example}"))
    lines.append(say("  Beenden mit Strg-C.", "  Stop with Ctrl-C."))
    return lines
