"""The letter to people whose account those who moderate decided something about: what, and in whose words why."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from node.context import Context
from node.jobs.worker import Work
from node.mail.letter import Letter
from node.model.account import Account
from node.model.login import Login
from node.model.moderation import Strike
from node.outbox.letters import closing, words_for, write_to
from node.store.database import Tx

WARN: Final = "letter.warning"


def warning_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {WARN: partial(_warn, node)}


async def _warn(node: Context, args: dict[str, str]) -> None:
    """To everybody who may act for the account, also those who can no longer log in: they above all must learn why."""
    strike, account, logins = await node.store.read(_found, int(args["strike"]))
    if strike is None or account is None or not node.config.mail.is_on:
        return
    for login in logins:
        words = words_for(node, login)
        key = f"letter.warning.{strike.measure.value}"
        letter = Letter(
            language=words.language,
            subject=words.t(f"{key}.subject", account=account.name, node=node.config.node.title),
            paragraphs=[
                words.t(f"{key}.text", account=account.name, node=node.config.node.title),
                *strike.text.split("\n\n"),
            ],
            after=[words.t("letter.warning.answer", email=node.config.node.contact_email)]
            if node.config.node.contact_email
            else [],
            closing=closing(node, words),
        )
        await write_to(node, letter, login.email)


async def _found(tx: Tx, strike_id: int) -> tuple[Strike | None, Account | None, tuple[Login, ...]]:
    strike = (await tx.strikes.by_ids([strike_id])).get(strike_id)
    if strike is None:
        return None, None, ()
    found = (await tx.oversight.overseen([strike.account_id])).get(strike.account_id)
    return (strike, None, ()) if found is None else (strike, found.account, found.logins)
