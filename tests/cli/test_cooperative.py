"""Whoever runs the node keeps the register and the motions on the command line; anybody counts a ballot anew (A07, G1, G2)."""

import argparse
import json
from datetime import timedelta

import pytest

from node.cli import ballot, member, motion
from node.cli.command import Ask
from node.cli.verify import read_document
from node.cli.words import Say
from node.errors import Conflict, Invalid, NotFound
from node.federation.proofs import add_proof
from tests.outbox.cooperative import founded
from tests.remote import ACTIVITY_JSON


@pytest.fixture
async def coop(database_url, clock, there, tmp_path):
    async with founded(database_url, clock, there, tmp_path, proxies=True) as made:
        yield made


async def told(act, coop, **values):
    return list((await act(coop.node, Ask(values, Say("de")))).lines)


async def verified(coop, **values):
    answer = await ballot.verify(coop.node, Ask(values, Say("de")))
    return answer.code, list(answer.lines)


async def test_the_register_is_kept(coop):
    account = await coop.world.create("verein")
    await coop.login(account, "vorsitz@here.test")

    assert await told(member.add, coop, name="Sportverein e. V.", kind="body", account=["verein"]) == ["1"]
    await told(member.connect, coop, number=1, email=["vorsitz@here.test"])
    listed = await told(member.show_all, coop)
    await told(member.disconnect, coop, number=1, account=["verein"])
    gone = await told(member.leave, coop, number=1)

    for said in ("Sportverein e. V.", "body", "vorsitz@here.test", "verein"):
        assert said in listed[1]
    assert gone == ["1 ist kein Mitglied mehr"]
    with pytest.raises(NotFound):
        await told(member.disconnect, coop, number=1, account=["verein"])
    with pytest.raises(Conflict):
        await told(member.connect, coop, number=1, account=["verein"])
    with pytest.raises(NotFound):
        await told(member.leave, coop, number=17)


async def test_a_motion_is_moved_opened_voted_on_and_listed(coop):
    (anna, by_anna), (ben, _) = await coop.person("anna"), await coop.person("ben")
    number, page = await told(motion.submit_motion, coop, title="Leinwand", text="Wir kaufen eine.", mover="Ben")
    until = f"{coop.world.clock.now + timedelta(days=25):%Y-%m-%d}"
    opened = await told(
        motion.open_motion, coop, number=number, until=f"{until}T18:00", secret=True, majority="members", quorum=10
    )
    proxy = await told(motion.put_proxy, coop, number=number, member=ben.number, holder=anna.number)
    revoked = await told(motion.put_proxy, coop, number=number, member=ben.number)
    current = await coop.world.store.read(lambda tx: tx.motions.get(int(number)))
    await coop.vote(by_anna, current, anna, "yes")
    coop.world.clock.move(days=60)
    await coop.turn()
    listed = await told(motion.show_all, coop)

    assert page == f"{coop.world.origin}/genossenschaft/antraege/1"
    assert opened == [f"Abgestimmt wird bis {until} 18:00"]
    assert (proxy, revoked) == (["1 darf für 2 abstimmen"], ["2 stimmt selbst ab"])
    assert listed[1].split()[0:2] == ["1", "decided"]
    assert "rejected 1:0:0/2" in listed[1]


async def test_a_motion_can_be_withdrawn(coop):
    await told(motion.submit_motion, coop, title="Leinwand", text="Wir kaufen eine.")

    assert await told(motion.withdraw_motion, coop, number=1) == ["Antrag 1 ist zurückgezogen"]
    with pytest.raises(Conflict):
        await told(motion.open_motion, coop, number=1)


async def decided(coop):
    """A secret ballot that is over; the minutes, and one receipt."""
    members = [await coop.person(name) for name in ("anna", "ben", "cem")]
    moved = await coop.motion(secret=True)
    receipts = [await coop.vote(by, moved, each, "yes") for each, by in members]
    await coop.close(moved)
    text = await (await coop.world.get("/open/v1/motions/1/minutes")).text()
    return json.loads(text), receipts[0]


async def test_anybody_counts_a_ballot_anew_and_finds_their_vote(coop):
    minutes, receipt = await decided(coop)

    code, lines = await verified(coop, document=json.dumps(minutes), receipt=receipt.upper())
    by_address = await verified(coop, what=minutes["id"])

    assert code == 0
    assert lines[:4] == [
        "dafür 3, dagegen 0, enthalten 0",
        "3 von 3 haben teilgenommen",
        "accepted",
        "die Niederschrift stimmt",
    ]
    assert f"{receipt} ist dabei" in lines
    assert f"unterschrieben von {coop.node.itself.uri}" in lines
    assert by_address[0] == 0
    assert (await verified(coop, document=json.dumps(minutes), receipt="aaaa-aaaa-aaaa-aaaa"))[0] == 1


async def test_bent_minutes_are_found_out(coop):
    minutes, _ = await decided(coop)
    minutes["ballots"][0]["vote"] = "no"
    wrong_count = await verified(coop, document=json.dumps(minutes), count_only=True)
    minutes["votes"] = {"yes": 2, "no": 1, "abstain": 0}
    right_count = await verified(coop, document=json.dumps(minutes), count_only=True)
    wrong_signature = await verified(coop, document=json.dumps(minutes))

    assert (wrong_count[0], right_count[0], wrong_signature[0]) == (1, 0, 1)
    assert any("against it" in line for line in wrong_count[1])
    assert wrong_signature[1][-1].startswith("Unterschrift: ")
    with pytest.raises(Invalid):
        await verified(coop, document="{}")


async def test_minutes_signed_by_somebody_else_are_no_minutes_of_ours(coop, there, clock):
    minutes, _ = await decided(coop)
    eve = there.actor("eve")
    minutes["attributedTo"] = eve.uri
    forged = add_proof(minutes, key=eve.ed25519, verification_method=eve.ed25519_id, created=clock())

    code, lines = await verified(coop, document=json.dumps(forged))

    assert code == 1
    assert "another server" in lines[-1]


async def test_minutes_of_another_server_are_fetched_and_counted(coop, there, clock):
    minutes, receipt = await decided(coop)
    theirs = there.actor("knoten")
    minutes |= {"id": f"{theirs.origin}/open/v1/motions/1/minutes", "attributedTo": theirs.uri}
    signed = add_proof(minutes, key=theirs.ed25519, verification_method=theirs.ed25519_id, created=clock())
    there.serve(signed)

    code, lines = await verified(coop, what=signed["id"], receipt=receipt)

    assert code == 0, lines
    assert f"unterschrieben von {theirs.uri}" in lines
    assert (await coop.world.get("/open/v1/motions/1/minutes")).content_type in ACTIVITY_JSON


def test_a_file_that_is_no_text_is_named(tmp_path):
    file = tmp_path / "minutes.json"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(Invalid):
        read_document(argparse.Namespace(what=str(file)), Say("en"))
    with pytest.raises(Invalid):
        motion._read(argparse.Namespace(file=str(tmp_path / "nichts.txt")), Say("en"))
