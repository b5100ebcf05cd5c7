"""Reading what another server answers, never more of it and never for longer than was agreed."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp

from node.errors import Problem, Unreachable

MAX_NOTE_BYTES: Final = 64 << 10
"""Of an answer whose status says it all (an error, a redirect, the answer to a delivery)."""
_NOTE_TIME: Final = 1.0


@contextmanager
def in_our_words(host: str) -> Iterator[None]:
    """What goes wrong with a connection, as Unreachable."""
    try:
        yield
    except aiohttp.ClientConnectorDNSError as error:
        raise Unreachable(f"The name {host} cannot be resolved.") from error
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError) as error:
        raise Unreachable(f"{host} does not prove by TLS who it is.") from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise Unreachable(f"{host} takes no connection.") from error
    except (aiohttp.ClientConnectionError, OSError) as error:
        raise Unreachable(f"The connection to {host} broke.") from error
    except aiohttp.ClientError as error:
        raise Unreachable(f"{host} does not answer in proper HTTP.") from error


async def read_whole(answer: aiohttp.ClientResponse, host: str, max_bytes: int) -> bytes:
    """The whole body, decompressed while it comes in, so that no more than `max_bytes` ever lie in memory."""
    if answer.content_length is not None and answer.content_length > max_bytes:
        raise Unreachable(f"{host} answers with more than {max_bytes} bytes.", status=answer.status)
    coding = _coding(answer)
    unpacker = None if coding in {"", "identity"} else _Unpacker(coding, host)
    parts: list[bytes] = []
    packed = size = 0
    async for chunk in answer.content.iter_any():
        packed += len(chunk)
        part = unpacker.feed(chunk, max_bytes + 1 - size) if unpacker else chunk
        size += len(part)
        if max(packed, size) > max_bytes:
            raise Unreachable(f"{host} answers with more than {max_bytes} bytes.", status=answer.status)
        parts.append(part)
    if unpacker and packed and not unpacker.is_complete:
        raise Unreachable(f"{host} answers with a body that breaks off.", status=answer.status)
    return b"".join(parts)


async def read_note(answer: aiohttp.ClientResponse, host: str) -> bytes:
    """The body of an answer whose status counts; nothing about it may turn a clear status into a failure."""
    if answer.content.at_eof() and answer.content.total_bytes == 0:
        return b""
    try:
        async with asyncio.timeout(_NOTE_TIME):
            return await read_whole(answer, host, MAX_NOTE_BYTES)
    except (Problem, aiohttp.ClientError, OSError):  # OSError holds TimeoutError
        answer.close()
        return b""


async def read_pieces(answer: aiohttp.ClientResponse, host: str, *, stall: float) -> AsyncGenerator[bytes, None]:
    """The body as it comes, uncompressed. Raises Unreachable when nothing comes for `stall` seconds."""
    if _coding(answer) not in {"", "identity"}:
        raise Unreachable(f"{host} answers in an encoding we did not ask for.")
    with in_our_words(host):
        while True:
            try:
                async with asyncio.timeout(stall):
                    piece = await answer.content.readany()
            except TimeoutError as error:
                raise Unreachable(f"{host} stopped sending.") from error
            if not piece:
                return
            yield piece


def _coding(answer: aiohttp.ClientResponse) -> str:
    return answer.headers.get("Content-Encoding", "identity").strip().lower()


class _Unpacker:
    """Decompresses a stream, never making more bytes than it was allowed."""

    def __init__(self, coding: str, host: str) -> None:
        if coding not in {"gzip", "x-gzip", "deflate"}:
            raise Unreachable(f"{host} answers in an encoding we did not ask for.")
        self._host = host
        self._coding = coding
        self._stream = None if coding == "deflate" else zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def is_complete(self) -> bool:
        return self._stream is not None and self._stream.eof

    def feed(self, chunk: bytes, allowed: int) -> bytes:
        """Up to `allowed` bytes; the caller gives up when it gets them all, so the rest needs no keeping."""
        if self._stream is None:
            # "deflate" means with zlib's header (RFC 9110, 8.4.1.2); some servers leave it out
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if chunk[0] & 0x0F == 8 else -zlib.MAX_WBITS)
        try:
            return self._stream.decompress(chunk, max(allowed, 1))
        except zlib.error as error:
            raise Unreachable(f"{self._host} answers with a body that cannot be decompressed.") from error
