"""What authorities ask for is answered by two persons, with exactly what they agreed on (rows 89 and 90, S28)."""

import asyncio
import hashlib
import json
from datetime import date, timedelta

import pytest

from node.errors import Conflict, Forbidden, Gone, NotFound, Unprocessable
from node.model.account import Actor
from node.model.disclosure import Datum, Item, Law, Muzzle, Outcome, Silence, Stage, Wish
from node.model.login import Role
from node.outbox.accounts import create_login
from node.outbox.delete import delete_account
from node.outbox.disclosures.extract import hand_over, make_extract, take_extract
from node.outbox.disclosures.letters import mind
from node.outbox.disclosures.register import Request, all_disclosures, close, entry_for, record
from node.outbox.disclosures.review import propose, refuse, release, send_back
from node.outbox.disclosures.telling import note_told, set_silence
from node.store.disclosures import Disclosures
from tests.authority import BASIS, EMAIL, REGISTERED, administrator, asked, item, released, two
from tests.web.browser import person


@pytest.fixture
async def both(node):
    return await two(node)


@pytest.fixture
async def erika(node, alice):
    """Who acts for the account concerned."""
    return await person(node, alice, "erika@musterhausen.test")


async def steps(node, by, number):
    entry = await node.store.read(entry_for, by, number)
    return [(each.kind.value, each.login_id) for each in entry.steps]


async def data_of(node, by, made):
    await make_extract(node.node, by, made.id)
    return json.loads(await take_extract(node.node, by, made.id))["data"]


def days(node):
    today = node.clock.now.astimezone(node.node.config.node.timezone).date()
    return {"first": today - timedelta(days=30), "last": today}


async def test_one_proposes_another_releases_and_exactly_that_is_given(node, alice, erika, both):
    ada, bert = both
    secret = await node.post(alice, "Ganz vertraulich.", visibility="followers")
    made = await released(node, ada, bert, alice, EMAIL)

    closed = await make_extract(node.node, ada, made.id)
    body = await take_extract(node.node, bert, made.id)

    document = json.loads(body)
    assert document["data"] == {
        "email": {
            "law": "tdddg22",
            "ground": BASIS,
            "values": [{"person": 1, "email": "erika@musterhausen.test"}],
        }
    }
    assert set(document) == {"node", "request", "reference", "authority", "account", "made_at", "data"}
    assert document["account"] == f"@alice@{node.node.config.account_domain}"
    for nothing_of in (secret.uri, "vertraulich", str(erika.id), "ada@stadt.test", "created"):
        assert nothing_of not in body.decode()
    assert closed.digest == hashlib.sha256(body).hexdigest()
    assert (closed.stage, closed.outcome, closed.given) == (Stage.CLOSED, Outcome.ALL, "email")
    assert await steps(node, ada, made.id) == [
        ("recorded", ada.login_id),
        ("proposed", ada.login_id),
        ("released", bert.login_id),
        ("extracted", ada.login_id),
        ("fetched", bert.login_id),
    ]
    noted = await node.store.read(lambda tx: tx.acts.all())
    assert {(each.kind.value, each.object_uri) for each in noted if each.login_id in {ada.login_id, bert.login_id}} == {
        ("disclose", f"disclosures/{made.id}")
    }


async def test_each_kind_of_data_is_given_by_itself(node, alice, erika, both):
    ada, bert = both
    await node.post(alice, "Öffentlich gesagt.")
    await node.post(alice, "Unter uns @bert", visibility="direct")
    given = {}
    for datum, law in (
        (Datum.REGISTERED, Law.TDDDG_22),
        (Datum.MEMBERS, Law.TDDDG_22),
        (Datum.SESSIONS, Law.TDDDG_24),
        (Datum.APPS, Law.TDDDG_24),
        (Datum.ACTS, Law.TDDDG_24),
        (Datum.POSTS, Law.EVIDENCE),
        (Datum.DIRECT, Law.EVIDENCE),
    ):
        one = item(datum, law, **(days(node) if datum.is_dated else {}))
        made = await released(node, ada, bert, alice, one, wish=Wish.CONTENT)
        data = await data_of(node, ada, made)
        assert list(data) == [datum.value]
        given[datum] = data[datum.value]["values"]

    assert given[Datum.REGISTERED] == [{"registered": f"{alice.created_at:%Y-%m-%dT%H:%M:%SZ}"}]
    assert [(each["person"], each["role"]) for each in given[Datum.MEMBERS]] == [(1, "owner")]
    assert [each["act"] for each in given[Datum.ACTS]] == ["publish", "publish"]
    assert ["Öffentlich" in each["content"] for each in given[Datum.POSTS]] == [True]
    assert ["Unter uns" in each["content"] for each in given[Datum.DIRECT]] == [True]
    assert "musterhausen.test" not in json.dumps([given[each] for each in given if each is not Datum.POSTS][:4])


async def test_who_proposes_does_not_release(node, alice, erika, both):
    ada, bert = both
    made = await asked(node, ada, alice)
    await propose(node.node, bert, made.id, [EMAIL], is_whole=False)

    for act in (release(node.node, bert, made.id, 1), refuse(node.node, bert, made.id, 1, "zu wenig")):
        with pytest.raises(Forbidden):
            await act

    with pytest.raises(Conflict):
        await make_extract(node.node, bert, made.id)
    assert (await release(node.node, ada, made.id, 1)).stage is Stage.RELEASED
    with pytest.raises(Conflict):
        await release(node.node, ada, made.id, 1)
    assert await node.count("disclosure_extracts") == 0


async def test_nobody_makes_themselves_a_second_person(node, alice, both):
    ada, _ = both
    made = await asked(node, ada, alice)
    await propose(node.node, ada, made.id, [EMAIL], is_whole=True)
    late = await administrator(node, "spaet")
    moritz = await administrator(node, "moritz", role=Role.MODERATOR)

    for by in (late, moritz, Actor(node.node.itself), Actor(ada.account)):
        with pytest.raises(Forbidden):
            await release(node.node, by, made.id, 1)
    with pytest.raises(Forbidden):
        await propose(node.node, Actor(node.node.itself), (await asked(node, ada, alice)).id, [EMAIL], is_whole=True)


async def test_an_emergency_has_eight_hours_and_still_two_persons(node, alice):
    ada = await administrator(node, "ada")
    now = node.clock()
    made = await asked(node, ada, alice, is_emergency=True, received_at=now)
    usual = await asked(node, ada, alice, received_at=now)

    await propose(node.node, ada, made.id, [EMAIL], is_whole=True)

    assert (made.due_at - now, usual.due_at - now) == (timedelta(hours=8), timedelta(days=10))
    with pytest.raises(Forbidden):
        await release(node.node, ada, made.id, 1)


async def test_only_what_was_read_is_released(node, alice, both):
    ada, bert = both
    made = await asked(node, ada, alice)
    await propose(node.node, ada, made.id, [EMAIL], is_whole=True)
    await send_back(node.node, ada, made.id, 1, "vertippt")
    await propose(node.node, ada, made.id, [EMAIL, REGISTERED], is_whole=True)

    for act in (
        release(node.node, bert, made.id, 1),
        refuse(node.node, bert, made.id, 1, "nein"),
        send_back(node.node, bert, made.id, 1, "nein"),
    ):
        with pytest.raises(Conflict):
            await act

    await release(node.node, bert, made.id, 2)
    assert set(await data_of(node, ada, made)) == {"email", "registered"}


async def test_after_a_refusal_nothing_is_given(node, alice, both):
    ada, bert = both
    made = await asked(node, ada, alice)
    await propose(node.node, ada, made.id, [EMAIL], is_whole=True)

    refused = await refuse(node.node, bert, made.id, 1, "kein Beschluss")

    assert (refused.stage, refused.outcome) == (Stage.CLOSED, Outcome.REFUSED)
    for act in (
        release(node.node, bert, made.id, 1),
        propose(node.node, ada, made.id, [EMAIL], is_whole=True),
        send_back(node.node, bert, made.id, 1, "doch nicht"),
        make_extract(node.node, ada, made.id),
        close(node.node, ada, made.id, Outcome.NOTHING, "nichts"),
    ):
        with pytest.raises(Conflict):
            await act
    with pytest.raises(NotFound):
        await take_extract(node.node, ada, made.id)


async def test_a_release_can_be_taken_back_until_something_is_made_of_it(node, alice, erika, both):
    ada, bert = both
    made = await released(node, ada, bert, alice)

    assert (await send_back(node.node, bert, made.id, 1, "Beschluss aufgehoben")).stage is Stage.OPEN

    with pytest.raises(Conflict):
        await make_extract(node.node, ada, made.id)
    await propose(node.node, bert, made.id, [EMAIL], is_whole=True)
    with pytest.raises(Forbidden):
        await release(node.node, bert, made.id, 2)
    await release(node.node, ada, made.id, 2)
    await make_extract(node.node, ada, made.id)
    with pytest.raises(Conflict):
        await send_back(node.node, bert, made.id, 2, "zu spät")


async def test_the_extract_is_made_once_and_for_the_two_only(node, alice, erika, both):
    ada, bert = both
    carla = await administrator(node, "carla")
    moritz = await administrator(node, "moritz", role=Role.MODERATOR)
    made = await released(node, ada, bert, alice)
    others = (carla, moritz, Actor(node.node.itself))
    for by in others:
        with pytest.raises(Forbidden):
            await make_extract(node.node, by, made.id)
    await make_extract(node.node, bert, made.id)
    first = await take_extract(node.node, ada, made.id)
    await node.store.write(lambda tx: tx.logins.set_email(erika.id, "neu@musterhausen.test", tx.now))

    for by in others:
        for act in (take_extract, hand_over):
            with pytest.raises(Forbidden):
                await act(node.node, by, made.id)
    with pytest.raises(Conflict):
        await make_extract(node.node, ada, made.id)
    assert await take_extract(node.node, bert, made.id) == first

    await hand_over(node.node, ada, made.id)
    assert await node.count("disclosure_extracts") == 0
    for act in (take_extract, hand_over):
        with pytest.raises(Gone):
            await act(node.node, ada, made.id)
    assert (await node.store.read(entry_for, carla, made.id)).disclosure.digest == hashlib.sha256(first).hexdigest()


async def test_who_no_longer_administers_gets_nothing(node, alice, both):
    ada, bert = both
    made = await released(node, ada, bert, alice)
    await make_extract(node.node, ada, made.id)
    await node.store.write(lambda tx: tx.logins.set_role(ada.login_id, Role.MODERATOR))
    await node.store.write(lambda tx: tx.logins.disable(bert.login_id, tx.now))

    for by in (ada, bert):
        with pytest.raises(Forbidden):
            await take_extract(node.node, by, made.id)


async def test_what_is_not_fetched_in_a_week_goes(node, alice, both):
    ada, bert = both
    made = await released(node, ada, bert, alice)
    await make_extract(node.node, ada, made.id)
    node.clock.move(days=7)

    with pytest.raises(Gone):
        await take_extract(node.node, ada, made.id)

    await mind(node.node)
    assert await node.count("disclosure_extracts") == 0


async def test_of_an_account_that_is_gone_nothing_is_given(node, alice, both):
    ada, bert = both
    open_one = await asked(node, ada, alice)
    proposed = await asked(node, ada, alice)
    await propose(node.node, ada, proposed.id, [EMAIL], is_whole=True)
    made = await released(node, ada, bert, alice)
    await delete_account(node.node, Actor(alice))

    for act in (
        propose(node.node, ada, open_one.id, [EMAIL], is_whole=True),
        release(node.node, bert, proposed.id, 1),
        make_extract(node.node, ada, made.id),
        asked(node, ada, alice),
    ):
        with pytest.raises(Gone):
            await act
    assert (await close(node.node, ada, open_one.id, Outcome.NOTHING, "Konto gelöscht")).outcome is Outcome.NOTHING


@pytest.mark.parametrize(
    "items",
    [
        [],
        [EMAIL, EMAIL],
        [Item(datum=Datum.EMAIL, law=Law.TDDDG_22, basis=" ")],
        [Item(datum=Datum.EMAIL, law=Law.TDDDG_22, basis="§" * 301)],
        [item(Datum.EMAIL, Law.TDDDG_24)],  # about usage only
        [item(Datum.EMAIL, Law.TDDDG_23)],  # passwords, which nobody knows
        [item(Datum.EMAIL, Law.DSA_9)],  # about what goes
        [item(Datum.SESSIONS, Law.TDDDG_24)],  # more than was asked for
        [item(Datum.POSTS, Law.EVIDENCE, first=date(2026, 1, 1), last=date(2026, 1, 2))],
    ],
)
async def test_a_proposal_stays_within_law_and_wish(node, alice, both, items):
    ada, _ = both
    made = await asked(node, ada, alice)

    with pytest.raises(Unprocessable):
        await propose(node.node, ada, made.id, items, is_whole=True)

    assert await node.count("disclosure_items") == 0
    assert (await node.store.read(entry_for, ada, made.id)).disclosure.stage is Stage.OPEN


@pytest.mark.parametrize(
    "span",
    [
        {},
        {"first": date(2026, 1, 2), "last": date(2026, 1, 1)},
        {"first": date(2020, 1, 1), "last": date(2026, 1, 1)},
        {"first": date(2026, 1, 1), "last": date(2999, 1, 1)},
    ],
)
async def test_what_is_dated_has_its_days(node, alice, both, span):
    ada, _ = both
    made = await asked(node, ada, alice, wish=Wish.CONTENT)

    with pytest.raises(Unprocessable):
        await propose(node.node, ada, made.id, [item(Datum.POSTS, Law.EVIDENCE, **span)], is_whole=True)


async def test_posts_of_other_days_stay_here(node, alice, both):
    ada, bert = both
    await node.post(alice, "Vorher.")
    node.clock.move(days=3)
    await node.post(alice, "Am Tag.")
    day = node.clock.now.astimezone(node.node.config.node.timezone).date()
    node.clock.move(days=3)
    await node.post(alice, "Nachher.")
    made = await released(
        node, ada, bert, alice, item(Datum.POSTS, Law.EVIDENCE, first=day, last=day), wish=Wish.CONTENT
    )

    data = await data_of(node, ada, made)

    assert [each["content"] for each in data["posts"]["values"]] == ["<p>Am Tag.</p>"]


async def test_where_there_is_nothing_the_register_says_so(node, alice, both):
    ada, bert = both
    made = await released(node, ada, bert, alice, item(Datum.APPS, Law.TDDDG_24), wish=Wish.USAGE)

    assert (await make_extract(node.node, ada, made.id)).outcome is Outcome.NOTHING


async def test_data_are_given_by_no_single_person(node, alice, both):
    ada, _ = both
    made = await asked(node, ada, alice)

    for outcome in (Outcome.ALL, Outcome.PARTLY):
        with pytest.raises(Unprocessable):
            await close(node.node, ada, made.id, outcome, "E-Mail-Adresse")

    await propose(node.node, ada, made.id, [EMAIL], is_whole=True)
    with pytest.raises(Conflict):
        await close(node.node, ada, made.id, Outcome.REFUSED, "nein")


async def test_who_is_concerned_does_not_even_know(node, both):
    ada, bert = both
    carla = await administrator(node, "carla")
    made = await released(node, ada, bert, carla.account)

    assert made.id not in [each.id for each in await all_disclosures(node.node, carla)]
    with pytest.raises(NotFound):
        await node.store.read(entry_for, carla, made.id)
    for act in (
        make_extract(node.node, carla, made.id),
        take_extract(node.node, carla, made.id),
        send_back(node.node, carla, made.id, 1, "nein"),
        close(node.node, carla, made.id, Outcome.REFUSED),
        set_silence(node.node, carla, made.id, Muzzle()),
    ):
        with pytest.raises(NotFound):
            await act
    assert [each.id for each in await all_disclosures(node.node, bert)] == [made.id]


async def test_nobody_records_what_is_asked_about_themselves(node, both):
    ada, _ = both

    with pytest.raises(Forbidden):
        await asked(node, ada, ada.account)

    assert await node.count("disclosures") == 0


async def test_whether_somebody_is_told_is_reviewed_with_the_rest(node, alice, both):
    ada, bert = both
    silent = Muzzle(silence=Silence.ALWAYS, ground="Art. 13")
    made = await asked(node, ada, alice)
    await propose(node.node, ada, made.id, [EMAIL], is_whole=True)

    await set_silence(node.node, ada, made.id, silent)

    with pytest.raises(Conflict):
        await release(node.node, bert, made.id, 1)
    await release(node.node, bert, made.id, 2)
    with pytest.raises(Conflict):
        await set_silence(node.node, ada, made.id, Muzzle())


async def test_what_nobody_fetched_is_not_handed_over(node, alice, both):
    ada, bert = both
    made = await released(node, ada, bert, alice)
    await make_extract(node.node, ada, made.id)

    with pytest.raises(Conflict):
        await hand_over(node.node, ada, made.id)

    assert await take_extract(node.node, ada, made.id)


async def test_what_waits_stays_in_the_list_however_many_came_since(node, alice, both, monkeypatch):
    ada, _ = both
    old = await asked(node, ada, alice, received_at=node.clock() - timedelta(days=300))
    for number in range(3):
        made = await asked(node, ada, alice, reference=str(number))
        await close(node.node, ada, made.id, Outcome.REFUSED)
    every = Disclosures.all
    monkeypatch.setattr(Disclosures, "all", lambda self: every(self, limit=2))

    assert old.id in [each.id for each in await all_disclosures(node.node, ada)]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"basis": " "}, Unprocessable),
        ({"account": "niemand"}, Unprocessable),
        ({"account": "alice@elsewhere.test"}, Unprocessable),
        ({"muzzle": Muzzle(silence=Silence.ALWAYS)}, Unprocessable),
        ({"muzzle": Muzzle(silence=Silence.UNTIL, ground="§ 22 TDDDG")}, Unprocessable),
        ({"muzzle": Muzzle(silence=Silence.UNTIL, ground="§ 22", until=date(2020, 1, 1))}, Unprocessable),
    ],
)
async def test_what_is_recorded_has_its_grounds(node, alice, both, values, error):
    ada, _ = both

    with pytest.raises(error):
        await record(
            node.node, ada, Request(**{"wish": Wish.ACCOUNT, "authority": "Polizei", "basis": BASIS, **values})
        )

    assert await node.count("disclosures") == 0


async def test_a_time_to_answer_in_lies_after_the_request(node, alice, both):
    ada, _ = both
    now = node.clock()

    for values in (
        {"received_at": now + timedelta(hours=1)},
        {"due_at": now - timedelta(hours=1), "received_at": now},
        {"due_at": now + timedelta(days=400)},
    ):
        with pytest.raises(Unprocessable):
            await asked(node, ada, alice, **values)


async def test_without_mail_somebody_says_that_they_told(node, alice, erika, both):
    ada, bert = both
    silent = Muzzle(silence=Silence.UNTIL, until=node.clock.now.date() + timedelta(days=5), ground="Beschluss")
    made = await released(node, ada, bert, alice, muzzle=silent)
    with pytest.raises(Conflict):
        await note_told(node.node, ada, made.id)
    await make_extract(node.node, ada, made.id)
    with pytest.raises(Conflict):
        await note_told(node.node, ada, made.id)
    node.clock.move(days=7)

    told = await note_told(node.node, ada, made.id)

    assert told.told_at is not None
    for act in (note_told(node.node, ada, made.id), set_silence(node.node, ada, made.id, silent)):
        with pytest.raises((Conflict, Unprocessable)):
            await act


async def test_who_was_concerned_is_forgotten_and_the_totals_stay(node, alice, both):
    ada, bert = both
    bob = await node.create("bob")
    for account in (alice, alice, bob):
        made = await released(node, ada, bert, account, REGISTERED)
        await make_extract(node.node, ada, made.id)
    waiting = await asked(node, ada, alice)
    before = await node.store.read(lambda tx: tx.disclosures.totals())

    await node.store.write(lambda tx: tx.disclosures.forget(date(node.clock.now.year + 4, 1, 1)))

    [total] = await node.store.read(lambda tx: tx.disclosures.totals())
    assert (total.received, total.whole, total.open) == (4, 3, 1)
    assert before[0].accounts == 2
    assert total.accounts == 3  # the one that still waits is counted for itself
    for table in ("disclosure_items", "disclosure_extracts"):
        assert await node.count(table) == 0
    assert [kind for kind, _ in await steps(node, ada, waiting.id)] == ["recorded"]
    old = await node.store.read(entry_for, ada, made.id)
    assert (old.account, old.disclosure.reference, old.disclosure.proposed_by, old.steps) == (None, "", None, [])
    assert old.disclosure.digest


async def test_at_the_same_time_one_of_two_wins(node, alice, both):
    ada, bert = both
    carla = await administrator(node, "carla")
    made = await asked(node, ada, alice)
    found = await asyncio.gather(
        *(propose(node.node, by, made.id, [EMAIL], is_whole=True) for by in (ada, bert, carla)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Conflict) for each in found) == 2
    entry = await node.store.read(entry_for, ada, made.id)
    other = next(each for each in (ada, bert, carla) if each.login_id != entry.disclosure.proposed_by)
    await release(node.node, other, made.id, 1)

    ends = await asyncio.gather(*(make_extract(node.node, other, made.id) for _ in range(3)), return_exceptions=True)

    assert sum(isinstance(each, Conflict) for each in ends) == 2
    assert await node.count("disclosure_extracts") == 1


async def test_a_second_log_in_of_the_account_concerned_is_concerned_too(node, alice, both):
    """Whoever speaks for it, with whatever role."""
    ada, bert = both
    await create_login(node.node, alice, email="bert@stadt.test", password_hash=None, role=Role.ADMIN)

    made = await asked(node, ada, alice)

    with pytest.raises(NotFound):
        await propose(node.node, bert, made.id, [EMAIL], is_whole=True)
