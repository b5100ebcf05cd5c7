"""Somebody changes what their profile says."""

from dataclasses import dataclass, replace
from html import escape

from node.context import Context
from node.errors import Unprocessable
from node.federation import rendering
from node.model.account import Account, Actor, Kind, ProfileField
from node.model.act import Deed
from node.model.activity import Outgoing
from node.model.addresses import Addresses
from node.model.emoji import names_in
from node.model.media import Place
from node.outbox.acting import acting, note
from node.outbox.backlinks import look_soon
from node.outbox.drafts import find_named, write_text
from node.outbox.follow import let_in
from node.outbox.pictures import Picture, hang, take_down
from node.outbox.send import send
from node.store.database import Tx
from node.text.backlinks import only_link
from node.text.compose import scan
from node.text.html import clean_name, tidy

NAME_CHARACTERS = 100
TEXT_CHARACTERS = 2_000
MOST_FIELDS = 8
FIELD_CHARACTERS = 500
DESCRIPTION_CHARACTERS = 1_500
_MOST_WAITING = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """What is None stays as it is. `source` is plain text as typed, `fields` are names and values as typed.

    `pictures` are hung up and those at `without` taken down; `icon_description` and `header_description` say what is to be
    seen on them. `is_bot` makes a person's account one that acts by itself, and back; other kinds stay what they are.
    """

    display_name: str | None = None
    source: str | None = None
    fields: tuple[tuple[str, str], ...] | None = None
    approves_followers: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None
    hides_follows: bool | None = None
    pictures: tuple[Picture, ...] = ()
    without: tuple[Place, ...] = ()
    icon_description: str | None = None
    header_description: str | None = None
    is_bot: bool | None = None


async def change(node: Context, by: Actor, wanted: ProfileChange) -> Account:
    """Those who follow are told. Who no longer approves followers lets in those who wait.

    Raises Unprocessable for what is too long.
    """
    account = await node.store.read(lambda tx: acting(tx, by, even_planned=True))
    changes: dict[str, object] = {
        name: value
        for name in ("approves_followers", "discoverable", "indexable", "hides_follows")
        if (value := getattr(wanted, name)) is not None
    }
    if wanted.display_name is not None:
        changes["display_name"] = _line(wanted.display_name, NAME_CHARACTERS)
    if wanted.source is not None:
        source = tidy(wanted.source).strip()
        if len(source) > TEXT_CHARACTERS:
            raise Unprocessable(
                f"a profile has at most {TEXT_CHARACTERS} characters", code="profile_long", most=TEXT_CHARACTERS
            )
        changes |= {"source": source, "summary": await _html(node, source)}
    if wanted.icon_description is not None:
        changes["icon_description"] = _description(wanted.icon_description)
    if wanted.header_description is not None:
        changes["header_description"] = _description(wanted.header_description)
    if wanted.is_bot is not None and account.kind in {Kind.PERSON, Kind.SERVICE}:
        changes["kind"] = Kind.SERVICE if wanted.is_bot else Kind.PERSON
    if wanted.fields is not None:
        changes["fields"] = await _fields(node, wanted.fields, account)
    return await node.store.write(_change, node.addresses, by, changes, wanted)


async def _change(
    tx: Tx, addresses: Addresses, by: Actor, changes: dict[str, object], wanted: ProfileChange
) -> Account:
    account = changed = await acting(tx, by, even_planned=True)
    for place in wanted.without:
        changed = await take_down(tx, changed, place)
    for picture in wanted.pictures:
        changed = await hang(tx, changed, picture)
    changed = replace(changed, **changes)  # type: ignore[arg-type]  # names and types are those of `change` above
    if not changed.phase.is_listed:  # whatever its people choose: it is found when it begins its work
        changed = replace(changed, discoverable=False)
    texts = (
        changed.display_name,
        changed.source,
        *(text for each in changed.fields for text in (each.name, each.value)),
    )
    changed = replace(changed, emojis=await tx.emojis.used(names_in(texts)))
    if changed == account:
        return account
    await tx.accounts.save(changed)
    if changed.discoverable != account.discoverable:  # the open interface lists only channels that want to be found
        await (tx.deletions.show([changed.id]) if changed.discoverable else tx.deletions.hide([changed.id], tx.now))
    if changed.emojis != account.emojis:
        await tx.emojis.put_on_account(changed.id, changed.emojis)
    if account.approves_followers and not changed.approves_followers:
        for follower in await tx.follows.followers(account.id, accepted=False, limit=_MOST_WAITING):
            await let_in(tx, addresses, changed, follower)
    if changed.fields != account.fields:
        await look_soon(tx, changed)
    await note(tx, by, Deed.PROFILE, changed.uri, await tell_followers(tx, addresses, changed))
    return changed


async def tell_followers(tx: Tx, addresses: Addresses, account: Account) -> Outgoing:
    """The profile as it is now, to every server that somebody follows it from."""
    document = rendering.actor(account, await tx.keys.of(account.id), addresses)
    activity = rendering.update_actor(addresses.activity(tx.ids.new()), document, published=tx.now)
    return await send(tx, addresses, activity, by=account, to=await tx.follows.remote_follower_inboxes(account.id))


async def _html(node: Context, source: str) -> str:
    people = await find_named(node, scan(source, "plain").mentions)
    return (await write_text(node, source, "plain", people)).html


async def _fields(node: Context, typed: tuple[tuple[str, str], ...], account: Account) -> tuple[ProfileField, ...]:
    """Rows without name and value are left out. A value that stays keeps its verification."""
    rows = [(_line(name, FIELD_CHARACTERS), _line(value, FIELD_CHARACTERS)) for name, value in typed]
    rows = [row for row in rows if row != ("", "")]
    if len(rows) > MOST_FIELDS:
        raise Unprocessable(f"a profile has at most {MOST_FIELDS} fields", code="fields_many", most=MOST_FIELDS)
    verified = {field.value: field.verified_at for field in account.fields}
    found = []
    for name, value in rows:
        html = (await _html(node, value)).removeprefix("<p>").removesuffix("</p>") if value else ""
        if only_link(html):  # both ways: other pages may have their link back from here
            html = html.replace(' rel="', ' rel="me ', 1)
        found.append(ProfileField(name, html, verified.get(html)))
    return tuple(found)


def _description(text: str) -> str:
    found = tidy(text).strip()
    if len(found) > DESCRIPTION_CHARACTERS:
        raise Unprocessable(
            f"a description has at most {DESCRIPTION_CHARACTERS} characters",
            code="description_long",
            most=DESCRIPTION_CHARACTERS,
        )
    return found


def _line(text: str, most: int) -> str:
    line = clean_name(text, most + 1)
    if len(line) > most:
        raise Unprocessable(
            f"{escape(line[:20])}…: at most {most} characters", code="line_long", line=line[:20], most=most
        )
    return line
