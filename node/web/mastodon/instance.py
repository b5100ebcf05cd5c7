"""What this node is, and what it says about itself. Open to everybody.

Rules and texts are written by those who administer (`node/outbox/texts.py`).
"""

from datetime import date, timedelta

import msgspec
from aiohttp import hdrs, web

from node.errors import NotFound
from node.model.account import Account
from node.model.host import Host, Policy
from node.model.rule import NodeText
from node.outbox.texts import find_text, rules, wordings, wordings_of
from node.store.database import Tx
from node.store.statistics import Week
from node.text.language import primary
from node.web.cache import Document
from node.web.keys import NODE, SERVED
from node.web.languages import OWN_NAMES
from node.web.legal_texts import Written, privacy_html, terms_html
from node.web.mastodon.entities import Json, account
from node.web.mastodon.entities.admin import open_domain_block, rule
from node.web.mastodon.entities.instance import Figures, Itself, instance, instance_v1
from node.web.mastodon.icons import icons_of
from node.web.mastodon.moments import moment
from node.web.mastodon.respond import answer
from node.web.page import frame_without_store, rendering_of
from node.web.tokens import require

_COUNTED_EVERY = timedelta(minutes=30)
_WEEKS = 12


async def show_instance(request: web.Request) -> web.Response:
    node = request[NODE]
    return answer(instance(node.config, await _figures(request), await _itself(request), vapid=node.vapid.public))


async def show_instance_v1(request: web.Request) -> web.Response:
    node = request[NODE]
    return answer(instance_v1(node.config, await _figures(request), await _itself(request)))


async def _itself(request: web.Request) -> Itself:
    node = request[NODE]
    said, found = await node.store.read(_said, node.config.node.contact_account)
    contact = None if found is None else account(found, node.addresses)
    return Itself(rules=said, contact=contact, icons=icons_of(rendering_of(request), node.config))


async def _said(tx: Tx, contact: str) -> tuple[list[Json], Account | None]:
    """The rules, and whom to ask: nobody while that account is not there."""
    found = await tx.accounts.find_by_handle(contact) if contact else None
    return await _rules(tx), None if found is None or found.is_gone else found


async def show_rules(request: web.Request) -> web.Response:
    return answer(await request[NODE].store.read(_rules))


async def show_peers(request: web.Request) -> web.Response:
    """Hosts whose accounts are known here."""
    return answer(await request[NODE].store.read(lambda tx: tx.statistics.peers()))


async def show_activity(request: web.Request) -> web.Response:
    """The last weeks, this one first. Who logs in is not recorded (M23): `logins` are accounts that posted."""
    node, cache = request[NODE], request[SERVED].documents
    now = node.clock()
    kept = cache.find("mastodon activity")
    if kept is None or kept.until is None or kept.until <= now:
        kept = Document.of({"weeks": await node.store.read(_activity)}, until=now + _COUNTED_EVERY)
        cache.put("mastodon activity", kept, ())
    return answer(msgspec.json.decode(kept.body)["weeks"])


async def show_domain_blocks(request: web.Request) -> web.Response:
    """The hosts this node has nothing to do with, and why: for its members."""
    await require(request)
    return answer([open_domain_block(each) for each in await request[NODE].store.read(_limited_hosts)])


async def show_extended_description(request: web.Request) -> web.Response:
    return answer(await _text(request, "extended_description", request[NODE].config.node.description))


async def show_privacy_policy(request: web.Request) -> web.Response:
    """What the page says, made of the configuration; with what those who administer wrote."""
    node = request[NODE]
    frame = frame_without_store(request)
    said = await node.store.read(wordings, "privacy_policy")
    own = said.text_in(frame.words.language)
    written = None if own is None else Written.of(own, frame.site.language)
    html = privacy_html(request, frame, node.config.organizations.root, written)
    return answer(
        {"updated_at": moment(node.itself.created_at if own is None else own.updated_at), "content": str(html)}
    )


async def show_terms_of_service(request: web.Request) -> web.Response:
    """Those of the page; before somebody wrote any, what the software says, as old as the node. By date only those of that
    day: raises NotFound."""
    node = request[NODE]
    zone = node.config.node.timezone
    asked = request.match_info.get("date", "")
    found = await node.store.read(_terms_of, asked)
    content = (
        terms_html(request, frame_without_store(request), node.config.organizations.root)
        if found is None
        else found.content
    )
    effective = found.effective_on if found is not None else None
    day = (effective or node.itself.created_at.astimezone(zone).date()).isoformat()
    if asked and asked != day:
        raise NotFound("Record not found")
    today = node.clock().astimezone(zone).date()
    return answer(
        {
            "content": str(content),
            "effective_date": day,
            "effective": date.fromisoformat(day) <= today,
            "succeeded_by": None,
        }
    )


async def _terms_of(tx: Tx, day: str) -> NodeText | None:
    """Those that held from that day on, else the newest."""
    for version in await tx.versions.all("terms_of_service", "") if day else ():
        if version.effective_on is not None and version.effective_on.isoformat() == day:
            return wordings_of(version).texts.get("")
    return await find_text(tx, "terms_of_service")


async def show_translation_languages(_request: web.Request) -> web.Response:
    """No translation service is connected."""
    return answer({})


async def show_languages(_request: web.Request) -> web.Response:
    """Those one may say a post is in, by their own names."""
    return answer([{"code": code, "name": name} for code, name in OWN_NAMES.items() if code == primary(code)])


async def show_health(request: web.Request) -> web.Response:
    """Asks the database, so that an answer means more than that a program listens. Mastodon's documentation knows JSON,
    Mastodon itself a word: who asks for JSON gets it."""
    await request[NODE].store.read(_alive)
    if "json" in request.headers.get(hdrs.ACCEPT, ""):
        return answer({"status": "OK"})
    return web.Response(text="OK", headers={hdrs.CACHE_CONTROL: "no-store"})


async def _alive(tx: Tx) -> None:
    await tx.state.find("alive")


async def _figures(request: web.Request) -> Figures:
    """Counted now and then: every app asks at every start."""
    node, cache = request[NODE], request[SERVED].documents
    now = node.clock()
    kept = cache.find("mastodon figures")
    if kept is None or kept.until is None or kept.until <= now:
        figures = await node.store.read(_count)
        kept = Document.of(msgspec.to_builtins(figures), until=now + _COUNTED_EVERY)
        cache.put("mastodon figures", kept, ())
    return msgspec.json.decode(kept.body, type=Figures)


async def _count(tx: Tx) -> Figures:
    return Figures(
        users=await tx.accounts.count_local(),
        active_month=await tx.accounts.count_local(active_since=tx.now - timedelta(days=30)),
        posts=await tx.posts.count_local(),
        peers=await tx.statistics.count_peers(),
    )


async def _rules(tx: Tx) -> list[Json]:
    return [rule(each) for each in await rules(tx)]


async def _limited_hosts(tx: Tx) -> list[Host]:
    return [each for each in await tx.hosts.decided() if each.policy in {Policy.BLOCKED, Policy.SILENCED}]


async def _text(request: web.Request, name: str, usual: str) -> Json:
    """Before somebody wrote more, there is what is usual, as old as the node."""
    node = request[NODE]
    found = await node.store.read(find_text, name)
    if found is None:
        return {"updated_at": moment(node.itself.created_at), "content": usual}
    return {"updated_at": moment(found.updated_at), "content": found.content}


async def _activity(tx: Tx) -> list[Json]:
    today = tx.now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    return [
        _week(int(begins.timestamp()), await tx.statistics.week(begins))
        for begins in (monday - timedelta(weeks=back) for back in range(_WEEKS))
    ]


def _week(begins: int, found: Week) -> Json:
    return {
        "week": str(begins),
        "statuses": str(found.posts),
        "logins": str(found.active),
        "registrations": str(found.joined),
    }
