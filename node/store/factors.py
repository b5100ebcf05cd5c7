"""Second factors: code generators, recovery codes, passkeys, what passkeys sign, and log-ins that wait for one (M17)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from node.model.factor import ChallengePurpose, Factors, Generator, HalfLogin, Passkey
from node.store.rows import Database, Row, moment, moment_or_none, us


def _to_passkey(row: Row) -> Passkey:
    return Passkey(
        id=row["id"],
        login_id=row["login_id"],
        credential_id=row["credential_id"],
        public_key=row["public_key"],
        sign_count=row["sign_count"],
        name=row["name"],
        created_at=moment(row["created_at"]),
        used_at=moment_or_none(row["used_at"]),
    )


class SecondFactors:
    """Codes, challenges and secrets come in as hashes. Checking and using something up is one statement each, so that
    two requests at the same time cannot both have it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, login_id: int) -> Factors:
        row = await self._db.row("SELECT * FROM code_generators WHERE login_id = ?", login_id)
        generator = None
        if row is not None:
            generator = Generator(
                login_id=login_id,
                secret=row["secret"],
                last_step=row["last_step"],
                created_at=moment(row["created_at"]),
            )
        left = await self._db.value(
            "SELECT COUNT(*) FROM recovery_codes WHERE login_id = ? AND used_at IS NULL", login_id
        )
        return Factors(generator=generator, passkeys=tuple(await self.passkeys(login_id)), codes_left=int(left))

    async def clear(self, login_id: int) -> None:
        """Nothing but the password is asked for again."""
        for table in ("code_generators", "recovery_codes", "passkeys", "half_logins", "challenges"):
            await self._db.run(f"DELETE FROM {table} WHERE login_id = ?", login_id)

    async def without(self, roles: Iterable[str]) -> Sequence[str]:
        """The addresses of people with one of these roles who have no second factor."""
        rows = await self._db.rows(
            f"SELECT email FROM logins l WHERE {self._db.among_texts('role')} AND disabled_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM code_generators g WHERE g.login_id = l.id)"
            " AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.login_id = l.id) ORDER BY email",
            self._db.listed(list(roles)),
        )
        return [row["email"] for row in rows]

    # Code generators

    async def put_generator(self, generator: Generator) -> None:
        """In place of the one before."""
        await self._db.run(
            "INSERT INTO code_generators (login_id, secret, last_step, created_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (login_id) DO UPDATE SET secret = excluded.secret, last_step = excluded.last_step,"
            " created_at = excluded.created_at",
            generator.login_id,
            generator.secret,
            generator.last_step,
            us(generator.created_at),
        )

    async def remove_generator(self, login_id: int) -> bool:
        return bool(await self._db.run("DELETE FROM code_generators WHERE login_id = ?", login_id))

    async def use_step(self, login_id: int, step: int) -> bool:
        """False when a code of this period or a later one was taken before."""
        return bool(
            await self._db.run(
                "UPDATE code_generators SET last_step = ? WHERE login_id = ? AND last_step < ?", step, login_id, step
            )
        )

    # Recovery codes

    async def put_recovery_codes(self, login_id: int, hashes: Iterable[str]) -> None:
        """In place of all there were."""
        await self._db.run("DELETE FROM recovery_codes WHERE login_id = ?", login_id)
        await self._db.run_many(
            "INSERT INTO recovery_codes (login_id, code_hash) VALUES (?, ?)", [(login_id, each) for each in hashes]
        )

    async def use_recovery_code(self, login_id: int, code_hash: str, now: datetime) -> bool:
        """Each is good once."""
        return bool(
            await self._db.run(
                "UPDATE recovery_codes SET used_at = ? WHERE login_id = ? AND code_hash = ? AND used_at IS NULL",
                us(now),
                login_id,
                code_hash,
            )
        )

    # Passkeys

    async def passkeys(self, login_id: int) -> Sequence[Passkey]:
        rows = await self._db.rows("SELECT * FROM passkeys WHERE login_id = ? ORDER BY id", login_id)
        return [_to_passkey(row) for row in rows]

    async def find_passkey(self, credential_id: str) -> Passkey | None:
        row = await self._db.row("SELECT * FROM passkeys WHERE credential_id = ?", credential_id)
        return None if row is None else _to_passkey(row)

    async def add_passkey(self, passkey: Passkey) -> bool:
        """False when it is somebody's already."""
        return bool(
            await self._db.run(
                "INSERT INTO passkeys (id, login_id, credential_id, public_key, sign_count, name, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (credential_id) DO NOTHING",
                passkey.id,
                passkey.login_id,
                passkey.credential_id,
                passkey.public_key,
                passkey.sign_count,
                passkey.name,
                us(passkey.created_at),
            )
        )

    async def use_passkey(self, passkey: Passkey, sign_count: int, now: datetime) -> bool:
        """False when it was used in between, or is gone. Many passkeys do not count and always say 0."""
        return bool(
            await self._db.run(
                "UPDATE passkeys SET sign_count = ?, used_at = ? WHERE id = ? AND sign_count = ?",
                sign_count,
                us(now),
                passkey.id,
                passkey.sign_count,
            )
        )

    async def remove_passkey(self, passkey_id: int, login_id: int) -> str | None:
        """Its name, if it was this person's."""
        row = await self._db.row(
            "DELETE FROM passkeys WHERE id = ? AND login_id = ? RETURNING name", passkey_id, login_id
        )
        return None if row is None else str(row["name"])

    async def add_challenge(
        self, challenge_hash: str, purpose: ChallengePurpose, login_id: int | None, expires_at: datetime
    ) -> None:
        await self._db.run(
            "INSERT INTO challenges (challenge_hash, purpose, login_id, expires_at) VALUES (?, ?, ?, ?)",
            challenge_hash,
            purpose,
            login_id,
            us(expires_at),
        )

    async def use_challenge(
        self, challenge_hash: str, purpose: ChallengePurpose, login_id: int | None, now: datetime
    ) -> bool:
        """Whether we gave it, for this and to this person. It is used up whatever it was for."""
        row = await self._db.row("DELETE FROM challenges WHERE challenge_hash = ? RETURNING *", challenge_hash)
        return (
            row is not None
            and row["purpose"] == purpose
            and row["login_id"] == login_id
            and bool(row["expires_at"] > us(now))
        )

    # Between the password and the second factor

    async def add_half(self, secret_hash: str, login_id: int, expires_at: datetime) -> None:
        await self._db.run(
            "INSERT INTO half_logins (secret_hash, login_id, expires_at) VALUES (?, ?, ?)",
            secret_hash,
            login_id,
            us(expires_at),
        )

    async def find_half(self, secret_hash: str, now: datetime) -> HalfLogin | None:
        row = await self._db.row(
            "SELECT h.login_id, h.tries FROM half_logins h JOIN logins l ON l.id = h.login_id"
            " WHERE h.secret_hash = ? AND h.expires_at > ? AND l.disabled_at IS NULL",
            secret_hash,
            us(now),
        )
        return None if row is None else HalfLogin(login_id=row["login_id"], tries=row["tries"])

    async def count_try(self, secret_hash: str, *, most: int) -> int | None:
        """One more; after the last one the password has to be given anew. Returns how many are left, None when there is no
        such half log-in any more. Of many at once, each waits for the one before."""
        tries = await self._db.value(
            "UPDATE half_logins SET tries = tries + 1 WHERE secret_hash = ? RETURNING tries", secret_hash
        )
        if tries is None:
            return None
        left = max(0, most - int(tries))
        if left == 0:
            await self._db.run("DELETE FROM half_logins WHERE secret_hash = ?", secret_hash)
        return left

    async def end_half(self, secret_hash: str) -> bool:
        return bool(await self._db.run("DELETE FROM half_logins WHERE secret_hash = ?", secret_hash))

    async def prune(self, now: datetime) -> None:
        for table in ("challenges", "half_logins"):
            await self._db.run(f"DELETE FROM {table} WHERE expires_at <= ?", us(now))
