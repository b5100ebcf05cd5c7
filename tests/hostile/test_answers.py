"""What strangers answer when they are asked, and work that would never end (M32, T-117 to T-119)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from aiohttp import web

from node.errors import Problem
from node.federation.hosts import HostBook
from node.federation.reading import read_json
from node.model.account import Actor
from node.web.attempts import Attempts
from node.web.limits import Counter
from tests.clock import Clock
from tests.hostile.story import Scene, shared
from tests.remote import ACTIVITY_JSON, PUBLIC

LARGE = 3_000_000

ANSWERS: dict[str, Callable[[str], web.Response]] = {
    "HTML with 200": lambda url: web.Response(text=f'<p>{{"id": "{url}"}}', content_type="text/html"),
    "JSON that is no ActivityPub": lambda url: web.json_response({"id": url, "type": "Note"}),
    "JSON-LD of another vocabulary": lambda url: web.json_response(
        {"id": url, "type": "Note"}, content_type="application/ld+json"
    ),
    "a script called ActivityPub": lambda _: web.Response(text="alert(1)", content_type=ACTIVITY_JSON),
    "nothing": lambda _: web.Response(content_type=ACTIVITY_JSON),
    "a list": lambda url: web.json_response([{"id": url}], content_type=ACTIVITY_JSON),
    "a number": lambda _: web.json_response(7, content_type=ACTIVITY_JSON),
    "a document without an id": lambda _: web.json_response({"type": "Note"}, content_type=ACTIVITY_JSON),
    "an id that is a number": lambda _: web.json_response({"id": 7, "type": "Note"}, content_type=ACTIVITY_JSON),
    "an id elsewhere": lambda _: web.json_response(
        {"id": "https://elsewhere.test/x", "type": "Note"}, content_type=ACTIVITY_JSON
    ),
    "an id of ours": lambda _: web.json_response(
        {"id": "http://here.test/users/alice", "type": "Note"}, content_type=ACTIVITY_JSON
    ),
    "three megabytes": lambda url: web.json_response(
        {"id": url, "type": "Note", "content": "x" * LARGE}, content_type=ACTIVITY_JSON
    ),
    "brackets in brackets": lambda url: web.Response(
        text='{"id":"' + url + '","a":' + "[" * 5_000 + "]" * 5_000 + "}", content_type=ACTIVITY_JSON
    ),
    "an attribution elsewhere": lambda url: web.json_response(
        {"id": url, "type": "Note", "content": "x", "attributedTo": "https://elsewhere.test/users/carol"},
        content_type=ACTIVITY_JSON,
    ),
    "an author who is the note itself": lambda url: web.json_response(
        {"id": url, "type": "Note", "content": "x", "attributedTo": url}, content_type=ACTIVITY_JSON
    ),
    "a type that is a script": lambda url: web.json_response(
        {"id": url, "type": "<script>", "content": "x", "attributedTo": url}, content_type=ACTIVITY_JSON
    ),
    "a redirect to itself": lambda url: web.Response(status=302, headers={"Location": url}),
}


@shared
@pytest.mark.parametrize("how", ANSWERS)
async def test_an_answer_that_is_no_document_of_that_server_changes_nothing(scene: Scene, how: str) -> None:
    """T-119"""
    uri = f"{scene.bob.uri}/posts/{scene.there.number()}"
    scene.there.documents[uri] = (200, lambda _: ANSWERS[how](uri))
    before = await scene.stored()

    await scene.bob.deliver(scene.bob.activity("Create", uri, to=[PUBLIC]), scene.node)
    await scene.node.work()

    assert await scene.outcome() != "done: stored"
    assert await scene.stored() == before


async def test_whoever_says_try_again_in_ten_years_is_tried_again_within_a_day(fresh: Scene) -> None:
    """T-119"""
    uri = f"{fresh.bob.uri}/posts/{fresh.there.number()}"
    fresh.there.documents[uri] = (
        200,
        lambda _: web.Response(status=429, headers={"Retry-After": str(10 * 365 * 86_400)}),
    )

    await fresh.bob.deliver(fresh.bob.activity("Create", uri, to=[PUBLIC]), fresh.node)
    await fresh.node.work()

    due = await fresh.node.store.read(lambda tx: tx.received.next_due())
    assert due is not None
    assert due - fresh.node.clock() <= timedelta(days=1, minutes=1)


async def test_two_documents_that_name_each_other_as_their_ids_are_asked_once_each(fresh: Scene) -> None:
    one, other = f"{fresh.bob.uri}/posts/1", f"{fresh.bob.uri}/posts/2"
    fresh.there.serve({"id": other, "type": "Note", "attributedTo": fresh.bob.uri}, at=one)
    fresh.there.serve({"id": one, "type": "Note", "attributedTo": fresh.bob.uri}, at=other)
    before = len(fresh.there.requests)

    with pytest.raises(Problem):
        await fresh.node.node.objects.fetch(one)

    assert fresh.asked(before) == [one, other]


# --- work without end ----------------------------------------------------------------------------------------------


async def test_somebody_unknown_costs_two_look_ups_whatever_their_document_names(fresh: Scene) -> None:
    """T-118: featured posts, their authors, their featured posts... are nobody's business at the door."""
    zoe, yara = fresh.there.actor("zoe"), fresh.there.actor("yara", host="elsewhere.test")
    for one, other in ((zoe, yara), (yara, zoe)):
        pinned = one.note("Angeheftet.", attributedTo=other.uri)
        fresh.there.serve(
            {"id": f"{one.uri}/featured", "type": "OrderedCollection", "orderedItems": [pinned, other.uri]}
        )
        one.more.update(alsoKnownAs=[other.uri], movedTo=other.uri)
    before = len(fresh.there.requests)

    await zoe.deliver(zoe.follow(fresh.alice), fresh.node)
    await fresh.node.work()

    assert len(fresh.asked(before)) <= 2


async def test_a_thread_without_a_first_post_is_climbed_so_far_and_no_further(fresh: Scene) -> None:
    """T-118: each note answers one more."""

    def another_one(request: web.BaseRequest) -> web.Response:
        number = int(request.path.rpartition("/")[2])
        note = {
            **fresh.bob.note("Und?"),
            "id": f"{fresh.bob.uri}/endless/{number}",
            "inReplyTo": f"{fresh.bob.uri}/endless/{number + 1}",
        }
        return web.json_response(note, content_type=ACTIVITY_JSON)

    for number in range(100):
        fresh.there.documents[f"{fresh.bob.uri}/endless/{number}"] = (200, another_one)
    before = len(fresh.there.requests)

    await fresh.bob.deliver(fresh.bob.reply(f"{fresh.bob.uri}/endless/1"), fresh.node)
    await fresh.node.work()

    assert 10 <= len(fresh.asked(before)) <= 45


async def test_a_list_of_answers_without_an_end_is_left_after_some_pages(fresh: Scene) -> None:
    """T-118: each page names a next one; and each answer has a list of answers of its own."""
    replies = f"{fresh.bob.uri}/replies"

    def page(request: web.BaseRequest) -> web.Response:
        number = int(request.query.get("page", "0"))
        found = fresh.bob.note("Noch eine.", inReplyTo=first["id"], replies=replies)
        return web.json_response(
            {
                "id": f"http://{request.host}{request.path_qs}",
                "type": "CollectionPage",
                "items": [found["id"]],
                "next": f"{replies}?page={number + 1}",
            },
            content_type=ACTIVITY_JSON,
        )

    for number in range(200):
        fresh.there.documents[f"{replies}?page={number}"] = (200, page)
    fresh.there.documents[replies] = (200, page)
    first = fresh.bob.note("Der Anfang.", replies=replies)
    before = len(fresh.there.requests)

    await fresh.bob.deliver(fresh.bob.reply(first["id"]), fresh.node)
    await fresh.node.work()

    pages = [url for url in fresh.asked(before) if "/replies" in url]
    assert 5 <= len(pages) <= 20
    assert len(fresh.asked(before)) <= 60


async def test_an_outbox_of_ten_thousand_posts_is_read_at_its_beginning(fresh: Scene) -> None:
    zoe = fresh.there.actor("zoe")
    items = [f"{zoe.uri}/posts/{number}" for number in range(10_000)]
    fresh.there.serve({"id": f"{zoe.uri}/outbox", "type": "OrderedCollection", "orderedItems": items})
    account = await fresh.known(zoe)
    from node.outbox.follow import follow

    await follow(fresh.node.node, Actor(fresh.alice), account.id)
    await fresh.node.work()
    before = len(fresh.there.requests)

    await zoe.deliver(zoe.activity("Accept", zoe.received("Follow")[-1]), fresh.node)
    await fresh.node.work()

    assert len(fresh.asked(before)) <= 45


async def test_a_thousand_people_named_are_not_looked_up(fresh: Scene) -> None:
    """T-117: nor does a host exist for us because somebody named it."""
    tags = [{"type": "Mention", "href": f"https://h{n}.evil.test/users/x", "name": "@x"} for n in range(1_000)]
    note = fresh.bob.note(tag=tags, cc=[tag["href"] for tag in tags])
    before, hosts = len(fresh.there.requests), await fresh.node.count("hosts")

    answer = await fresh.bob.deliver(fresh.bob.create(note), fresh.node)
    await fresh.node.work()

    assert answer.status == 202
    assert fresh.asked(before) == []
    assert await fresh.node.count("hosts") == hosts


def test_what_is_remembered_of_hosts_and_people_has_an_end(clock: Clock) -> None:
    """T-117, T-327: ten thousand invented names push out each other, and nothing else grows."""
    counter, attempts = Counter(), Attempts()
    book = HostBook.__new__(HostBook)
    book._signs, book._first = type(counter._buckets)(), "cavage"

    for number in range(60_000):
        counter.count(f"inbox 10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 60)
        book.note_scheme(f"h{number}.evil.test", "rfc9421")
    for number in range(10_000):
        attempts.failed("here.test", f"a{number}@b.test", f"10.0.{number >> 8}.{number & 255}", minutes=15, now=clock())

    assert len(counter._buckets) <= 50_000
    assert len(book._signs) <= 10_000
    assert len(attempts._failures) <= 20_000


def test_a_document_is_bounded_before_it_is_looked_at() -> None:
    """M32: depth, parts and bytes; each is refused in our words, none as an error of the program."""
    wide = b'{"a":[' + b",".join([b"{}"] * 50_000) + b"]}"
    deep = b'{"a":' * 200 + b"1" + b"}" * 200
    long = b'{"a":"' + b"x" * (3 << 20) + b'"}'
    numbers = b'{"a":' + b"9" * 5_000 + b"}"

    for raw in (wide, deep, long):
        with pytest.raises(Problem):
            read_json(raw)
    try:
        read_json(numbers)
    except Problem:
        pass
