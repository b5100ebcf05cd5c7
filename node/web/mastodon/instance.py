"""What this node is, and what it says about itself. Open to everybody.

Rules and texts are written by those who administer (`node/outbox/texts.py`).
"""

from datetime import timedelta

import msgspec
from aiohttp import web

from node.errors import NotFound
from node.model.host import Host, Policy
from node.outbox.texts import find_text, rules
from node.store.database import Tx
from node.store.statistics import Week
from node.text.language import primary
from node.web.cache import Document
from node.web.keys import NODE, SERVED
from node.web.languages import OWN_NAMES
from node.web.mastodon.entities import Json, moment
from node.web.mastodon.entities.admin import open_domain_block, rule
from node.web.mastodon.entities.instance import Figures, instance, instance_v1
from node.web.mastodon.respond import answer
from node.web.tokens import require

_COUNTED_EVERY = timedelta(minutes=30)
_WEEKS = 12


async def show_instance(request: web.Request) -> web.Response:
    node = request[NODE]
    return answer(
        instance(node.config, await _figures(request), await node.store.read(_rules), vapid=node.vapid.public)
    )


async def show_instance_v1(request: web.Request) -> web.Response:
    node = request[NODE]
    return answer(instance_v1(node.config, await _figures(request), await node.store.read(_rules)))


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
    return answer(await _text(request, "privacy_policy", ""))


async def show_terms_of_service(request: web.Request) -> web.Response:
    """Raises NotFound where none were written; by date only those of that day."""
    node = request[NODE]
    found = await node.store.read(find_text, "terms_of_service")
    if found is None or found.effective_on is None:
        raise NotFound("Record not found")
    day = found.effective_on.isoformat()
    if request.match_info.get("date", day) != day:
        raise NotFound("Record not found")
    today = node.clock().astimezone(node.config.node.timezone).date()
    return answer(
        {
            "content": found.content,
            "effective_date": day,
            "effective": found.effective_on <= today,
            "succeeded_by": None,
        }
    )


async def show_translation_languages(_request: web.Request) -> web.Response:
    """No translation service is connected."""
    return answer({})


async def show_languages(_request: web.Request) -> web.Response:
    """Those one may say a post is in, by their own names."""
    return answer([{"code": code, "name": name} for code, name in OWN_NAMES.items() if code == primary(code)])


async def show_health(request: web.Request) -> web.Response:
    """Asks the database, so that an answer means more than that a program listens."""
    await request[NODE].store.read(_alive)
    return answer({"status": "OK"})


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
