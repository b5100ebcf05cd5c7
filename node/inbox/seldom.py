"""Jobs that hardly any process ever does, and duties that are seldom due. What does them, and all that needs, is loaded at
the first one: together it is more than a megabyte."""

import importlib
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final

from node.context import Context
from node.jobs.worker import Work

PROVIDERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "archive.fetch": "archive.fetch.archive_works",
        "archive.make": "archive.keep.making_works",
        "archive.handle": "archive.fetch.archive_works",
        "case.receipt": "case_receipts.receipt_works",
        "ballots.close": "minutes.ballot_works",
        "disclosure.mind": "disclosures.letters.disclosure_works",
        "dump": "dumps.write.dump_works",
        "feed": "takeover.feed_works",
        "lists.take_over": "csv_lists.take_over.sheet_works",
        "letter.advice": "advice_letters.advice_works",
        "letter.crisis.review": "crisis_letters.crisis_works",
        "letter.guest.case": "guest_letters.guest_works",
        "letter.disclosure.concerned": "disclosures.letters.disclosure_works",
        "letter.disclosure.office": "disclosures.letters.disclosure_works",
        "letter.guest.confirm": "guest_letters.guest_works",
        "letter.guest.decided": "guest_letters.guest_works",
        "letter.guest.waiting": "guest_letters.guest_works",
        "letter.hindrance": "hindrances.hindrance_works",
        "letter.subscription.confirm": "subscription_letters.subscription_works",
        "letter.subscription.overview": "subscription_letters.subscription_works",
        "letter.subscription.post": "subscription_letters.subscription_works",
        "subscription.mailing": "subscription_letters.subscription_works",
        "warnings.mirror": "cap.mirror.mirror_works",
        "warning.over": "warnings.over_works",
        "syndicate": "syndicate.copy_works",
        "websub.deliver": "websub.websub_works",
        "websub.news": "websub.websub_works",
        "websub.verify": "websub.websub_works",
    }
)
"""Kind of job to who knows it, in `node.outbox`. A test holds it against what each of them says it does."""


def seldom_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {kind: _later(node, kind) for kind in PROVIDERS}


def seldom_duty(node: Context, place: str) -> Callable[[], Awaitable[None]]:
    """`guests.forget_old` of `node.outbox`, when it is due."""

    async def duty() -> None:
        module, _, name = place.rpartition(".")
        await getattr(importlib.import_module(f"node.outbox.{module}"), name)(node)

    return duty


def provider(kind: str) -> Callable[[Context], Mapping[str, Work]]:
    module, _, name = PROVIDERS[kind].rpartition(".")
    found: Callable[[Context], Mapping[str, Work]] = getattr(importlib.import_module(f"node.outbox.{module}"), name)
    return found


def _later(node: Context, kind: str) -> Work:
    async def work(args: dict[str, str]) -> None:
        await provider(kind)(node)[kind](args)

    return work
