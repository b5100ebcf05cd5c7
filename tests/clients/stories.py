"""Stories told in JavaScript (`js/`), each with a library that apps are built on."""

import asyncio
import json
import os
from pathlib import Path

from PIL import Image

from node.model.account import Account, Actor
from node.model.login import Role
from node.outbox.announcements import Notice, announce
from node.outbox.emojis import add_emoji
from tests.clients.conftest import ALL, token_for
from tests.npm import NODE, install
from tests.remote import FakeServer
from tests.world import World

SOURCE = Path(__file__).parent / "js"
OFFICE = (*ALL, "profile", "admin:read", "admin:write")


def stories(library: str) -> list[str]:
    return sorted(path.stem for path in (SOURCE / library).glob("*.mjs"))


async def tell(town: World, there: FakeServer, folder: Path, library: str, story: str) -> None:
    """Alice and Carl live here and Ada administers; Bob lives elsewhere. An announcement is up, and there is an emoji.
    Raises AssertionError with what the story printed when it fails."""
    tokens = {name: await token_for(town, await town.create(name)) for name in ("alice", "carl")}
    tokens["ada"] = await _administrator(town, await town.create("ada"))
    await announce(town.node, Actor(town.node.itself), Notice(text="Wartung am **Freitag**"))
    await add_emoji(town.node, Actor(town.node.itself), "wappen", _square(folder / "wappen.png"), "Stadt")
    await town.running.start()
    known = {
        "origin": town.origin,
        "tokens": tokens,
        "bob": there.actor("bob").uri,
        "push": there.origin("push.test") + "/send",
        "picture": str(_square(folder / "bild.png", 64)),
    }
    process = await script_process("run.mjs", library, story, TOWN=json.dumps(known))
    printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()


async def script_process(*words: str, **environment: str) -> asyncio.subprocess.Process:
    """A script of `js/` on Node, with its arguments; errors are printed among its words."""
    installed = await asyncio.to_thread(install, SOURCE)
    return await asyncio.create_subprocess_exec(
        str(NODE),
        "--preserve-symlinks",  # `sources` leads here, but what the scripts import is beside it
        "--preserve-symlinks-main",
        str(installed / "sources" / words[0]),
        *words[1:],
        env=os.environ | environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def _administrator(town: World, account: Account) -> str:
    token = await token_for(town, account, OFFICE)
    login = await town.store.read(lambda tx: tx.logins.find_by_email(f"{account.name}@example.org"))
    assert login is not None
    await town.store.write(lambda tx: tx.logins.set_role(login.id, Role.ADMIN))
    return token


def _square(path: Path, size: int = 32) -> Path:
    Image.new("RGB", (size, size), "green").save(path)
    return path
