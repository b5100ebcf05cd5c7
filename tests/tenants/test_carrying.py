"""A tenant is carried to another installation in one file: the same numbers and keys, and its followers stay (row 116)."""

import asyncio
import hashlib
import io
import json
import stat
import tarfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from node.errors import Conflict, Invalid, Misconfigured, NotFound
from node.federation.keys import load_public
from node.model.account import Account
from node.model.post import Post
from node.store.database import newest_schema
from node.tenants.carry import export, take_in
from node.tenants.registry import Registry
from tests.clock import Clock
from tests.remote import FakeActor, FakeServer, really_signed
from tests.tenants.installation import Installation, NextUrl, start_installation
from tests.world import World


@pytest.fixture
async def elsewhere(
    clock: Clock, there: FakeServer, tmp_path: Path, empty_database: Path, urls: NextUrl, installation: Installation
) -> AsyncIterator[Installation]:
    """Another installation. Its own node is another host; what it takes in answers at its port."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    url = urls() or f"sqlite:///{folder / 'node.sqlite3'}"
    async with start_installation(url, clock, there, folder, empty_database, urls) as found:
        yield found


@dataclass
class Dorf:
    """A town that bob follows, with a picture; its actor's document as it was."""

    world: World
    rathaus: Account
    document: dict[str, Any]
    post: Post

    @property
    def host(self) -> str:
        return self.world.node.config.host


@pytest.fixture
async def dorf(installation: Installation, bob: FakeActor) -> Dorf:
    world = await installation.add("dorf")
    rathaus = await world.create("rathaus")
    await bob.deliver(bob.activity("Follow", rathaus.uri), rathaus)
    await world.work()
    post = await world.post(rathaus, "Der Markt ist eröffnet.")
    media = world.node.config.node.data_dir / "media"
    media.mkdir(exist_ok=True)
    (media / "bild.jpg").write_bytes(b"\xff\xd8bild")
    return Dorf(world, rathaus, await world.json("/users/rathaus"), post)


@pytest.fixture
async def packed(installation: Installation, dorf: Dorf, tmp_path: Path) -> Path:
    """The town in a file; it has been taken out of service."""
    assert dorf.rathaus
    installation.registry.rest("dorf", "zieht um")
    await installation.tenants.scan()
    file = tmp_path / "dorf.tar.gz"
    await export(installation.registry, "dorf", file, installation.clock())
    return file


async def taken_in(target: Registry, file: Path, urls: NextUrl, name: str | None = None) -> str:
    found, _ = await take_in(target, file, name, urls() or None, target.refuse_taken)
    return found


async def test_it_goes_on_elsewhere_with_the_same_numbers_and_keys_and_its_followers_stay(
    elsewhere: Installation, dorf: Dorf, packed: Path, bob: FakeActor, urls: NextUrl
) -> None:
    assert await taken_in(elsewhere.registry, packed, urls) == "dorf"
    await elsewhere.tenants.scan()

    host = {"Host": dorf.host}
    document = await elsewhere.main.json("/users/rathaus", headers=host)
    before = await elsewhere.main.get(f"/@rathaus/{dorf.post.id}", headers=host, accept="text/html")
    async with elsewhere.tenants.serving(dorf.host):
        running = elsewhere.tenants._tenants["dorf"].running
    assert running is not None
    moved = elsewhere.world_of(running)
    post = await moved.post(dorf.rathaus, "Wir sind umgezogen.")

    assert document == dorf.document
    assert "Der Markt ist eröffnet." in await before.text()
    assert await moved.followers_of(dorf.rathaus) == {bob.uri}
    sent = bob.sent_to()[-1]
    assert (sent.json["object"]["id"], "umgezogen" in sent.json["object"]["content"]) == (post.uri, True)
    assert await really_signed(sent, load_public(dorf.document["publicKey"]["publicKeyPem"]), now=elsewhere.clock.now)
    assert (moved.node.config.node.data_dir / "media" / "bild.jpg").read_bytes() == b"\xff\xd8bild"


async def test_it_is_back_in_service_after_an_export(installation: Installation, dorf: Dorf, tmp_path: Path) -> None:
    """The server notices the rest and lets go; nobody has to stop it."""
    exporting = asyncio.create_task(
        export(installation.registry, "dorf", tmp_path / "dorf.tar.gz", installation.clock())
    )
    while not exporting.done():
        await installation.tenants.scan()
        await asyncio.sleep(0)
    manifest = await exporting
    await installation.tenants.scan()

    assert (await installation.main.get("/", headers={"Host": dorf.host}, accept="text/html")).status == 200
    assert (manifest.base_url, manifest.schema) == (dorf.world.origin, newest_schema())
    assert stat.S_IMODE((tmp_path / "dorf.tar.gz").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        await export(installation.registry, "dorf", tmp_path / "dorf.tar.gz", installation.clock())
    assert installation.registry.read("dorf").rests is None


async def test_it_can_be_put_back_where_it_was(
    installation: Installation, dorf: Dorf, packed: Path, urls: NextUrl, tmp_path: Path
) -> None:
    """As a backup: nothing beside it is touched."""
    bdorf = await installation.add("bdorf")
    await bdorf.create("bleibt")
    with pytest.raises(Conflict, match="there is a tenant dorf already"):
        await taken_in(installation.registry, packed, urls)
    with pytest.raises(Conflict, match="are taken: the tenant dorf has"):
        await taken_in(installation.registry, packed, urls, "zweites")

    installation.registry.place("dorf").rename(tmp_path / "verloren")
    await taken_in(installation.registry, packed, urls)
    await installation.tenants.scan()

    assert await (await installation.world("dorf")).json("/users/rathaus") == dorf.document
    assert (await bdorf.json("/users/bleibt"))["preferredUsername"] == "bleibt"
    assert sorted(installation.registry.names()) == ["bdorf", "dorf"]


async def test_a_host_name_of_the_installation_itself_cannot_be_taken_in(
    installation: Installation, packed: Path, urls: NextUrl, tmp_path: Path
) -> None:
    def here(files: Files) -> None:
        files["config.toml"] = files["config.toml"].replace(b"dorf.test", b"here.test")

    installation.registry.place("dorf").rename(tmp_path / "weg")

    with pytest.raises(Conflict, match="are taken: the installation's own node"):
        await taken_in(installation.registry, rewritten(packed, lambda files: files, settings=here), urls)
    assert installation.registry.names() == []


Files = dict[str, bytes]


def rewritten(
    file: Path, change: Callable[[Files], Files], *, settings: Callable[[Files], None] | None = None, **manifest: Any
) -> Path:
    """The same file with something else in it; with `settings` its manifest is true to that."""
    with tarfile.open(file) as tar:
        found = {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]
    told = json.loads(found.pop("tenant.json")) | manifest
    if settings is not None:
        settings(found)
        told["files"] = {n: {"bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()} for n, d in found.items()}
    made = file.with_name("changed.tar.gz")
    with tarfile.open(made, "w:gz") as tar:
        for name, data in {"tenant.json": json.dumps(told).encode(), **change(found)}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return made


@pytest.mark.parametrize(
    ("change", "manifest", "error", "says"),
    [
        (lambda files: {**files, "../boese": b"x"}, {}, Invalid, "does not tell of"),
        (lambda files: {**files, "data/mehr": b"x"}, {}, Invalid, "does not tell of"),
        (lambda files: {**files, "config.toml": files["config.toml"][::-1]}, {}, Invalid, "damaged"),
        (lambda files: {name: data for name, data in files.items() if name != "config.toml"}, {}, Invalid, "missing"),
        (lambda files: files, {"schema": 9_999}, Misconfigured, "schema 9999"),
        (lambda files: files, {"format": "other/1"}, Invalid, "kind"),
        (lambda files: files, {"name": "../x"}, Invalid, "is called by"),
        (lambda files: files, {"files": {"../../x": {"bytes": 1, "sha256": ""}}}, Invalid, "does not tell of"),
    ],
)
async def test_a_file_that_is_not_as_it_says_leaves_nothing_behind(
    elsewhere: Installation, packed: Path, urls: NextUrl, change, manifest, error, says
) -> None:
    with pytest.raises(error, match=says):
        await taken_in(elsewhere.registry, rewritten(packed, change, **manifest), urls)

    assert list(elsewhere.registry.folder.glob("*")) == list(elsewhere.registry.folder.glob(".*")) == []
    assert not (elsewhere.registry.folder.parent / "boese").exists()


@pytest.mark.parametrize("data", [b"", b"no archive", b"\x1f\x8b" + b"0" * 100])
async def test_what_is_no_export_is_refused(elsewhere: Installation, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.tar.gz").write_bytes(data)

    with pytest.raises(Invalid, match="is not a tenant's export"):
        await take_in(elsewhere.registry, tmp_path / "x.tar.gz", None, None, elsewhere.registry.refuse_taken)


async def test_there_is_nothing_to_export_of_a_tenant_that_is_not_there(
    installation: Installation, tmp_path: Path
) -> None:
    with pytest.raises(NotFound, match="there is no tenant cstadt"):
        await export(installation.registry, "cstadt", tmp_path / "x.tar.gz", installation.clock())
    with pytest.raises(Invalid, match="is called by"):
        await export(installation.registry, "../here", tmp_path / "x.tar.gz", installation.clock())
