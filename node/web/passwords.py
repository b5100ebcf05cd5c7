"""Passwords: argon2id in a small pool of threads, so that many log-ins cannot stall the loop (T-241)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from node.errors import TooMany, Unprocessable

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_LENGTH = 10
MAX_LENGTH = 1_000
_THREADS = 2
_WAITING = 50


class Passwords:
    """`close` it at the end. An unknown person costs as much time as a wrong password (T-237). The library is loaded with
    the first password."""

    def __init__(self, hasher: "PasswordHasher | None" = None) -> None:
        self._given = hasher
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="password")
        self._waiting = 0
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """Raises Unprocessable when it is too short or too long."""
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            raise Unprocessable(f"a password has {MIN_LENGTH} to {MAX_LENGTH} characters")
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """`None`: there is no such person. Raises TooMany when too many wait already."""
        if self._waiting >= _WAITING:
            raise TooMany("many people are logging in right now", retry_after=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._check, password_hash, password)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    @property
    def _hasher(self) -> "PasswordHasher":
        if self._given is None:
            from argon2 import PasswordHasher  # noqa: PLC0415  # half a megabyte

            self._given = PasswordHasher()
        return self._given

    def _hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def _check(self, password_hash: str | None, password: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415  # as above

        if self._nobodys is None:
            self._nobodys = self._hasher.hash(token_urlsafe())
        try:
            self._hasher.verify(password_hash or self._nobodys, password[:MAX_LENGTH])
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None
