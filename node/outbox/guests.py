"""What a guest and those who look after a channel do with an answer (A11): sent in, confirmed by letter, looked at, then
published by the node's guest account, or not; and taken back by whoever wrote it.

Kept is what this takes and no more: the address until some days after the decision, the text until a post says it. Where
somebody connects from is not even known here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from node.context import Context
from node.errors import Conflict, Forbidden, Gone, Invalid, NotFound, TooMany, Unprocessable
from node.i18n.translate import Translator
from node.jobs.worker import enqueue
from node.model.account import Account, Actor
from node.model.act import Deed
from node.model.email import check_email
from node.model.guest import NAME_CHARACTERS, REASON_CHARACTERS, GuestReply, GuestState
from node.model.post import Post
from node.model.secret import hash_of
from node.moderation.guests import Hospitality, hospitality, is_a_name, looks_like, taken_names
from node.moderation.office import NOT_ALLOWED, scope
from node.moderation.policy import readable_post
from node.outbox.acting import note
from node.outbox.delete import erase_post
from node.outbox.guest_account import guest_account
from node.outbox.guest_post import place, reaches
from node.store.database import Tx
from node.text.html import clean_name, tidy

CONFIRM: Final = "letter.guest.confirm"
DECIDED: Final = "letter.guest.decided"
WAITING: Final = "letter.guest.waiting"
GUEST_PATH: Final = "/gastantwort"

_USED_UP = "this link is not good any longer"
_MOST_OPEN = 1_000
_MOST_UNCONFIRMED = 3
_LATER = timedelta(minutes=15)
_UNDECIDED = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What somebody typed into the form."""

    name: str
    email: str
    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A guest's answer with what it answers (None: deleted), and the post it has become: None as long as there is none, or
    no longer."""

    reply: GuestReply
    channel: Account
    answered: Post | None
    post: Post | None


async def mistakes(node: Context, offered: Offered) -> Mapping[str, str]:
    """By field, what is wrong with it: `missing`, `long`, `taken`, `odd`."""
    found: dict[str, str] = {}
    name = clean_name(offered.name, NAME_CHARACTERS + 1)
    if not name:
        found["name"] = "missing"
    elif len(name) > NAME_CHARACTERS:
        found["name"] = "long"
    elif not is_a_name(name):
        found["name"] = "odd"
    elif looks_like(name, taken_names(node.config, await node.store.read(lambda tx: tx.guests.names_here()))):
        found["name"] = "taken"
    try:
        check_email(offered.email)
    except Invalid:
        found["email"] = "odd" if offered.email.strip() else "missing"
    text = tidy(offered.text).strip()
    if not text:
        found["text"] = "missing"
    elif len(text) > node.config.guests.characters:
        found["text"] = "long"
    return found


async def offer(node: Context, post_id: int, offered: Offered) -> None:
    """Keep it and send the letter with the link that confirms it. Whether that address may have one, or has got enough of
    them, is told to nobody (T-237).

    Raises NotFound, Forbidden where guests do not answer, Unprocessable, TooMany when too many wait to be looked at.
    """
    if wrong := await mistakes(node, offered):
        raise Unprocessable(f"this cannot be sent: {', '.join(wrong)}")
    now = node.clock()
    made = GuestReply(
        id=node.ids.new(),
        answered_id=post_id,
        account_id=0,
        name=clean_name(offered.name, NAME_CHARACTERS),
        email=check_email(offered.email),
        text=tidy(offered.text).replace("\r\n", "\n").strip(),
        language=offered.language,
        created_at=now,
        forget_at=now + timedelta(hours=node.config.guests.confirm_hours),
    )
    await node.store.write(_offer, hospitality(node.config), made)


async def answerable(tx: Tx, welcome: Hospitality, post_id: int) -> tuple[Post, Account]:
    """A post that guests may answer, and whose it is. Raises NotFound, Forbidden."""
    post = await readable_post(tx, post_id)
    author = await tx.accounts.get(post.author_id)
    if not welcome.invites(author, post):
        raise Forbidden("this post cannot be answered without an account")
    return post, author


async def _offer(tx: Tx, welcome: Hospitality, made: GuestReply) -> None:
    _, author = await answerable(tx, welcome, made.answered_id)
    email = made.email or ""
    if await tx.guests.count_open() >= _MOST_OPEN:
        raise TooMany("too many answers wait to be looked at; please try again tomorrow", retry_after=86_400)
    if (
        await tx.barriers.turns_away(email)
        or await tx.guests.count_open(email) >= _MOST_UNCONFIRMED
        or await tx.guests.is_there(made.answered_id, email, made.text)
    ):
        return
    await tx.guests.add(replace(made, account_id=author.id))
    await enqueue(tx, CONFIRM, {"reply": str(made.id)}, key=f"{CONFIRM} {made.id}")


async def find_known(node: Context, secret: str) -> Known:
    """By the link in a letter; looking changes nothing. Raises Gone."""
    known = await node.store.read(_find_known, hash_of(secret))
    if known is None:
        raise Gone(_USED_UP)
    return known


async def confirm(node: Context, secret: str) -> None:
    """The guest reads mail at the address they named; from now on it waits to be looked at. Twice is once. Raises Gone."""
    if not await node.store.write(_confirm, hash_of(secret)):
        raise Gone(_USED_UP)


async def withdraw(node: Context, secret: str) -> None:
    """All of it is deleted, and the post with it, wherever it went. Raises Gone."""
    if not await node.store.write(_withdraw, node, hash_of(secret)):
        raise Gone(_USED_UP)


async def approve(node: Context, by: Actor, reply_id: int) -> Post:
    """Publish it. Raises NotFound, Forbidden, Gone when what it answers has been deleted, Conflict when it has been decided
    about or taken back meanwhile."""
    await node.store.read(theirs, by, reply_id)
    return await node.store.write(_approve, node, by, reply_id, await guest_account(node))


async def reject(node: Context, by: Actor, reply_id: int, reason: str) -> None:
    """With the reason the guest is told. A published one is taken back. Raises NotFound, Forbidden, Conflict,
    Unprocessable for a reason that is missing or too long."""
    reason = tidy(reason).strip()
    if not reason or len(reason) > REASON_CHARACTERS:
        raise Unprocessable(f"a reason has 1 to {REASON_CHARACTERS} characters")
    await node.store.write(_reject, node, by, reply_id, reason)


async def theirs(tx: Tx, by: Actor, reply_id: int) -> GuestReply:
    """One they may decide about. Raises NotFound for one nobody has confirmed, Forbidden."""
    reply = await tx.guests.find(reply_id)
    if reply is None or reply.state is GuestState.UNCONFIRMED:
        raise NotFound("there is no such answer of a guest")
    mine = await scope(tx, by)
    if mine is not None and reply.account_id not in mine:
        raise Forbidden(NOT_ALLOWED)
    return reply


async def overview(tx: Tx, replies: Sequence[GuestReply]) -> Sequence[Known]:
    """Each with what it answers and has become."""
    posts = await tx.posts.by_ids({n for each in replies for n in (each.answered_id, each.post_id) if n is not None})
    channels = await tx.accounts.by_ids({each.account_id for each in replies})
    return [
        Known(
            reply=each,
            channel=channels[each.account_id],
            answered=_living(posts.get(each.answered_id)),
            post=_living(posts.get(each.post_id or 0)),
        )
        for each in replies
    ]


async def forget_old(node: Context) -> None:
    """What nobody needs any longer (M23)."""
    await node.store.write(_forget_old, timedelta(days=node.config.guests.keep_mail_days))


def words_in(node: Context, language: str) -> Translator:
    """In the language the guest read the form in."""
    return Translator(language, node.catalogs, zone=node.config.node.timezone, strict=False)


def _living(post: Post | None) -> Post | None:
    return None if post is None or post.deleted_at is not None else post


async def _find_known(tx: Tx, secret_hash: str) -> Known | None:
    reply = await tx.guests.find_by_link(secret_hash, tx.now)
    return None if reply is None else (await overview(tx, [reply]))[0]


async def _confirm(tx: Tx, secret_hash: str) -> bool:
    reply = await tx.guests.find_by_link(secret_hash, tx.now)
    if reply is None:
        return False
    if await tx.guests.confirm(reply.id, tx.now):
        key = f"{WAITING} {reply.account_id}"
        await enqueue(tx, WAITING, {"account": str(reply.account_id)}, key=key, due_at=tx.now + _LATER)
    return True


async def _withdraw(tx: Tx, node: Context, secret_hash: str) -> bool:
    """What it is at the moment it is deleted counts: it may be published right now."""
    reply = await tx.guests.find_by_link(secret_hash, tx.now)
    taken = None if reply is None else await tx.guests.take(reply.id)
    if taken is None:
        return False
    post = None if taken.post_id is None else _living(await tx.posts.find(taken.post_id))
    if post is not None:
        author = await tx.accounts.get(post.author_id)
        also = await reaches(tx, taken)
        sent = await erase_post(tx, node.addresses, author, post, also=also)
        await note(tx, Actor(author), Deed.DELETE, post.uri, sent)
    return True


async def _approve(tx: Tx, node: Context, by: Actor, reply_id: int, guest: Account) -> Post:
    await theirs(tx, by, reply_id)
    taken = await _decide(tx, node, reply_id, GuestState.PUBLISHED, out_of=(GuestState.WAITING,))
    by_line = words_in(node, taken.language).t("guest.by_line", name=taken.name)
    post, sent = await place(tx, node.addresses, guest, taken, by_line)
    await tx.guests.note_post(reply_id, post.id)
    await note(tx, by, Deed.APPROVE, post.uri, sent)
    return post


async def _reject(tx: Tx, node: Context, by: Actor, reply_id: int, reason: str) -> None:
    await theirs(tx, by, reply_id)
    out_of = (GuestState.WAITING, GuestState.PUBLISHED)
    taken = await _decide(tx, node, reply_id, GuestState.REJECTED, out_of=out_of, reason=reason)
    post = None if taken.post_id is None else _living(await tx.posts.find(taken.post_id))
    if post is None:
        await note(tx, by, Deed.DECLINE, f"{node.addresses.base}/gaeste/{reply_id}")
        return
    author = await tx.accounts.get(post.author_id)
    sent = await erase_post(tx, node.addresses, author, post, also=await reaches(tx, taken))
    await tx.guests.note_post(reply_id, None)
    await note(tx, by, Deed.DECLINE, post.uri, sent)


async def _decide(
    tx: Tx, node: Context, reply_id: int, state: GuestState, *, out_of: Collection[GuestState], reason: str = ""
) -> GuestReply:
    until = tx.now + timedelta(days=node.config.guests.keep_mail_days)
    taken = await tx.guests.decide(reply_id, state, out_of=out_of, now=tx.now, forget_at=until, reason=reason)
    if taken is None:
        raise Conflict("somebody has decided about it meanwhile, or the guest has taken it back")
    if taken.email is not None:
        await enqueue(tx, DECIDED, {"reply": str(reply_id)})
    return taken


async def _forget_old(tx: Tx, keep_mail: timedelta) -> None:
    await tx.guests.forget(tx.now)
    await tx.guests.forget_undecided(mail=tx.now - keep_mail, all_of_it=tx.now - max(_UNDECIDED, keep_mail))
