"""Files in a bucket of an S3-compatible service. Its endpoint stands in the configuration file and is trusted: the
address guard judges what strangers name. Readers never meet it, the node passes the bytes on."""

from collections.abc import AsyncGenerator, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from node.config import MediaSettings
from node.errors import NotFound, Unavailable
from node.media.storage import Stored, is_name, key_of

if TYPE_CHECKING:
    from obstore import GetOptions

_PIECE: Final = 256 * 1024
_WINDOW: Final = 4 << 20
_RETRY_AFTER: Final = 60.0
# What a disk's folder says by being absent, services say in words; all of them mean that the bucket fails
_MISSING: Final = FileNotFoundError


class S3Storage:
    """Everything under `folder` in the bucket."""

    def __init__(self, settings: MediaSettings, folder: str) -> None:
        credentials = {
            "access_key_id": settings.s3_access_key,
            "secret_access_key": settings.s3_secret_key,
            "endpoint": settings.s3_endpoint,
        }
        self._store = S3Store(
            settings.s3_bucket,
            prefix=folder,
            config={"region": settings.s3_region, **{name: value for name, value in credentials.items() if value}},  # type: ignore[arg-type]  # its keys are those of S3Config
            client_options={
                "allow_http": settings.s3_endpoint.startswith("http://"),
                "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(minutes=2),
            },
            # A reader waits meanwhile; whoever has patience (a job) comes again by itself
            retry_config={
                "max_retries": 2,
                "retry_timeout": timedelta(seconds=10),
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=2),
                    "base": 2,
                },
            },
        )

    async def put(self, name: str, source: Path, mime: str) -> None:
        try:
            await obstore.put_async(self._store, key_of(name), source, attributes={"Content-Type": mime})
        except (BaseError, _MISSING) as error:
            raise _failed(error) from error

    async def find(self, name: str) -> Stored | None:
        try:
            found = await obstore.head_async(self._store, key_of(name))
        except _MISSING:
            return None
        except BaseError as error:
            raise _failed(error) from error
        return Stored(name, found["size"], found["last_modified"])

    async def read(self, name: str, start: int = 0, length: int | None = None) -> AsyncGenerator[bytes, None]:
        """In several requests: one must not last as long as a reader takes for a film."""
        if length is None:
            stored = await self.find(name)
            if stored is None:
                raise NotFound("there is no such file")
            length = stored.size - start
        end = start + length
        try:
            while start < end:
                options: GetOptions = {"range": (start, min(start + _WINDOW, end))}
                found = await obstore.get_async(self._store, key_of(name), options=options)
                async for piece in found.stream(min_chunk_size=_PIECE):
                    yield bytes(piece)
                start += _WINDOW
        except _MISSING:
            raise NotFound("there is no such file") from None
        except BaseError as error:
            raise _failed(error) from error

    async def delete(self, names: Iterable[str]) -> None:
        keys = [key_of(name) for name in names]
        if not keys:
            return
        try:
            await obstore.delete_async(self._store, keys)
        except _MISSING:
            return
        except BaseError as error:
            raise _failed(error) from error

    async def names(self) -> AsyncGenerator[Stored, None]:
        try:
            async for page in obstore.list(self._store):
                for found in page:
                    name = found["path"].rpartition("/")[2]
                    if is_name(name) and found["path"] == key_of(name):
                        yield Stored(name, found["size"], found["last_modified"])
        except (BaseError, _MISSING) as error:
            raise _failed(error) from error

    async def tidy(self, before: datetime) -> int:  # noqa: ARG002  # see below
        """Nothing: unfinished uploads are invisible here, a rule of the bucket removes them (docs/admin)."""
        return 0


def _failed(error: Exception) -> Unavailable:
    """Without the service's own words, which may name keys (T-148)."""
    return Unavailable(
        f"the storage of the files does not answer as it should ({type(error).__name__})",
        retry_after=_RETRY_AFTER,
    )
