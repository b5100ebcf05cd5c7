"""What a person does with their second factors. With the first one they get recovery codes, with the last one these go;
every change is told to them by letter, and a new factor ends the sessions that were begun without it."""

from collections.abc import Sequence
from typing import Literal

from node.context import Context
from node.errors import Conflict, NotFound, Unprocessable
from node.model.factor import Factors, Generator, Passkey
from node.outbox.codes import is_generator_secret, new_recovery_codes, recovery_hash, step_of
from node.outbox.letters import tell_person
from node.store.database import Tx

WRONG_CODE = "this code is not right"


async def factors_of(node: Context, login_id: int) -> Factors:
    return await node.store.read(lambda tx: tx.factors.of(login_id))


async def add_generator(node: Context, login_id: int, secret: str, code: str, *, session: str) -> Sequence[str]:
    """Takes the place of another one. `code` proves that the person has it; `session` (its hash) goes on, others end.
    Returns the recovery codes when they are new. Raises Unprocessable."""
    step = step_of(secret, code, node.clock(), after=0) if is_generator_secret(secret) else None
    if step is None:
        raise Unprocessable(WRONG_CODE)
    generator = Generator(login_id=login_id, secret=secret, last_step=step, created_at=node.clock())
    return await node.store.write(_add_generator, node, generator, session)


async def keep_passkey(tx: Tx, node: Context, passkey: Passkey, session: str) -> Sequence[str]:
    """As `add_generator`. Raises Conflict for one that is somebody's already."""
    if not await tx.factors.add_passkey(passkey):
        raise Conflict("this passkey is known here already")
    return await _added(tx, node, passkey.login_id, session, "passkey", passkey.name)


async def remove_generator(node: Context, login_id: int) -> None:
    await node.store.write(_remove_generator, node, login_id)


async def remove_passkey(node: Context, login_id: int, passkey_id: int) -> None:
    """Raises NotFound for one that is not theirs."""
    await node.store.write(_remove_passkey, node, login_id, passkey_id)


async def renew_recovery_codes(node: Context, login_id: int) -> Sequence[str]:
    """Those of before are worth nothing. Raises Conflict without a second factor: there is nothing to recover from."""
    return await node.store.write(_renew, node, login_id)


async def clear_factors(node: Context, login_id: int) -> None:
    """For who runs the node: somebody lost everything, and has proved otherwise who they are. All sessions end."""
    await node.store.write(_clear, node, login_id)


async def check_code(tx: Tx, node: Context, login_id: int, typed: str) -> Literal["generator", "recovery"] | None:
    """Which kind of code it is, if it is good; it is used up then."""
    found = await tx.factors.of(login_id)
    if found.generator is not None:
        step = step_of(found.generator.secret, typed, tx.now, after=found.generator.last_step)
        if step is not None and await tx.factors.use_step(login_id, step):
            return "generator"
    if found and await tx.factors.use_recovery_code(login_id, recovery_hash(typed), tx.now):
        await tell_person(tx, node, login_id, "code_used", detail=str(found.codes_left - 1))
        return "recovery"
    return None


async def _add_generator(tx: Tx, node: Context, generator: Generator, session: str) -> Sequence[str]:
    await tx.factors.put_generator(generator)
    return await _added(tx, node, generator.login_id, session, "generator", "")


async def _added(
    tx: Tx, node: Context, login_id: int, session: str, notice: Literal["generator", "passkey"], detail: str
) -> Sequence[str]:
    await tx.logins.end_other_sessions(login_id, session)
    await tell_person(tx, node, login_id, notice, detail=detail)
    if (await tx.factors.of(login_id)).codes_left:
        return ()
    codes = new_recovery_codes()
    await tx.factors.put_recovery_codes(login_id, [recovery_hash(code) for code in codes])
    return codes


async def _remove_generator(tx: Tx, node: Context, login_id: int) -> None:
    if await tx.factors.remove_generator(login_id):
        await _removed(tx, login_id)
        await tell_person(tx, node, login_id, "generator_gone")


async def _remove_passkey(tx: Tx, node: Context, login_id: int, passkey_id: int) -> None:
    name = await tx.factors.remove_passkey(passkey_id, login_id)
    if name is None:
        raise NotFound("there is no such passkey")
    await _removed(tx, login_id)
    await tell_person(tx, node, login_id, "passkey_gone", detail=name)


async def _removed(tx: Tx, login_id: int) -> None:
    if not await tx.factors.of(login_id):
        await tx.factors.clear(login_id)


async def _renew(tx: Tx, node: Context, login_id: int) -> Sequence[str]:
    if not await tx.factors.of(login_id):
        raise Conflict("there is no second factor to recover from")
    codes = new_recovery_codes()
    await tx.factors.put_recovery_codes(login_id, [recovery_hash(code) for code in codes])
    await tell_person(tx, node, login_id, "codes")
    return codes


async def _clear(tx: Tx, node: Context, login_id: int) -> None:
    await tx.factors.clear(login_id)
    await tx.logins.end_all(login_id)
    await tell_person(tx, node, login_id, "generator_gone")
