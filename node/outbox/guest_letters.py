"""Letters about answers of guests: the link that confirms one, what was decided, what became of a question; and to those who
look after a channel that some are waiting. Every letter to a guest carries a link of its own, made when it leaves (T-237)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from node.context import Context
from node.errors import Refused
from node.jobs.worker import Work
from node.mail.letter import Letter
from node.model.account import Account
from node.model.guest import GuestReply, GuestState
from node.model.login import Login
from node.model.secret import hash_of, new_secret
from node.outbox.guests import CONFIRM, DECIDED, GUEST_PATH, WAITING, words_in
from node.outbox.letters import closing, link, words_for, write_to
from node.store.database import Tx
from node.timelines.cases import GUEST_LETTER

_MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class _Found:
    reply: GuestReply
    channel: Account
    page: str


def guest_works(node: Context) -> Mapping[str, Work]:
    """Kind of job to what does it."""
    return {
        CONFIRM: partial(_confirm, node),
        DECIDED: partial(_decided, node),
        WAITING: partial(_waiting, node),
        GUEST_LETTER: partial(_case, node),
    }


async def _confirm(node: Context, args: dict[str, str]) -> None:
    """Says nothing of what was typed: else anybody could have us send their words to anybody (T-182)."""
    found = await node.store.read(_find, int(args["reply"]))
    if found is None or found.reply.state is not GuestState.UNCONFIRMED:
        return
    reply, words = found.reply, words_in(node, found.reply.language)
    title, hours = node.config.node.title, node.config.guests.confirm_hours
    letter = Letter(
        language=words.language,
        subject=words.t("letter.guest.confirm.subject", node=title),
        paragraphs=[words.t("letter.guest.confirm.text", channel=found.channel.shown_name, node=title)],
        action=(words.t("letter.guest.confirm.action"), await _link(node, reply)),
        after=[words.t("letter.guest.confirm.after", count=hours), words.t("letter.guest.not_you")],
        closing=closing(node, words),
    )
    await _write(node, letter, reply)


async def _decided(node: Context, args: dict[str, str]) -> None:
    """Where the address has been erased meanwhile, or the guest has taken it back, nobody is written to."""
    found = await node.store.read(_find, int(args["reply"]))
    if found is None or found.reply.state not in {GuestState.PUBLISHED, GuestState.REJECTED}:
        return
    reply, words = found.reply, words_in(node, found.reply.language)
    state = reply.state.value
    paragraphs = [words.t(f"letter.guest.{state}.text", channel=found.channel.shown_name, node=node.config.node.title)]
    if reply.state is GuestState.REJECTED:
        paragraphs.append(words.t("letter.guest.rejected.reason", reason=reply.reason))
    else:
        paragraphs.append(words.t("letter.guest.published.page", address=found.page))
    letter = Letter(
        language=words.language,
        subject=words.t(f"letter.guest.{state}.subject", node=node.config.node.title),
        paragraphs=paragraphs,
        action=(words.t(f"letter.guest.{state}.action"), await _link(node, reply)),
        after=[words.t("letter.guest.forgotten", count=node.config.guests.keep_mail_days)],
        closing=closing(node, words),
    )
    await _write(node, letter, reply)


async def _case(node: Context, args: dict[str, str]) -> None:
    """What became of what they asked (A08). Not where it has changed once more, or the guest has taken it back."""
    found = await node.store.read(_find, int(args["reply"]))
    channel, to, state = await node.store.read(_standing, int(args["case"]))
    if found is None or not found.page or channel is None or state != args["state"]:
        return
    reply, words = found.reply, words_in(node, found.reply.language)
    letter = Letter(
        language=words.language,
        subject=words.t("letter.guest.case.subject", node=node.config.node.title),
        paragraphs=[
            words.t(f"letter.guest.case.{state}", channel=channel.shown_name, name="" if to is None else to.shown_name),
            words.t("letter.guest.case.page", address=found.page),
        ],
        action=(words.t("letter.guest.published.action"), await _link(node, reply)),
        closing=closing(node, words),
    )
    await _write(node, letter, reply)


async def _standing(tx: Tx, case_id: int) -> tuple[Account | None, Account | None, str]:
    """Whose case it is, whom it was passed on to, and its state."""
    case = await tx.cases.find(case_id)
    if case is None:
        return None, None, ""
    to = None if case.to_id is None else await tx.accounts.find(case.to_id)
    return await tx.accounts.get(case.account_id), to, case.state.value


async def _waiting(node: Context, args: dict[str, str]) -> None:
    """To everybody who may act for the channel; where nobody may, to the contact of the node."""
    channel, logins, count = await node.store.read(_found_waiting, int(args["account"]))
    if channel is None or not count or not node.config.mail.is_on:
        return
    for login in logins:
        await write_to(node, _waiting_letter(node, channel, count, login), login.email)
    if not logins and node.config.node.contact_email:
        await write_to(node, _waiting_letter(node, channel, count, None), node.config.node.contact_email)


def _waiting_letter(node: Context, channel: Account, count: int, login: Login | None) -> Letter:
    words = words_in(node, node.config.node.language) if login is None else words_for(node, login)
    return Letter(
        language=words.language,
        subject=words.t("letter.guest.waiting.subject", node=node.config.node.title),
        paragraphs=[words.t("letter.guest.waiting.text", channel=channel.shown_name, count=count)],
        action=(words.t("letter.guest.waiting.action"), f"{node.config.origin}/gaeste"),
        closing=closing(node, words),
    )


async def _link(node: Context, reply: GuestReply) -> str:
    secret = new_secret()
    await node.store.write(lambda tx: tx.guests.add_link(hash_of(secret), reply.id))
    return link(node, GUEST_PATH, secret)


async def _write(node: Context, letter: Letter, reply: GuestReply) -> None:
    """What a mail server says about an address it does not take would keep that address among the failed jobs."""
    if reply.email is None or not node.config.mail.is_on:
        return
    try:
        await write_to(node, letter, reply.email)
    except Refused as refusal:
        raise Refused("the mail server does not take a letter to a guest", status=refusal.status) from None


async def _find(tx: Tx, reply_id: int) -> _Found | None:
    reply = await tx.guests.find(reply_id)
    if reply is None or reply.email is None:
        return None
    post = None if reply.post_id is None else await tx.posts.find(reply.post_id)
    return _Found(reply, await tx.accounts.get(reply.account_id), "" if post is None else post.url)


async def _found_waiting(tx: Tx, account_id: int) -> tuple[Account | None, tuple[Login, ...], int]:
    found = (await tx.oversight.overseen([account_id])).get(account_id)
    if found is None:
        return None, (), 0
    waiting = await tx.guests.page(GuestState.WAITING, account_ids=[account_id], limit=_MOST_COUNTED)
    return found.account, tuple(each for each in found.logins if each.disabled_at is None), len(waiting)
