"""A guest's question is a case like any other, and they are written to about what becomes of it (A08, A11)."""

from node.outbox.cases import answer, open_case, pass_on
from node.outbox.guests import approve
from tests.outbox.story import acts
from tests.web.guests.story import GUEST, by, newest, send_off


async def asked(guest, town, mailbox, rathaus, post):
    await send_off(guest, town, mailbox, post)
    published = await approve(town.node, by(town), await newest(town))
    await town.work()
    return published, await open_case(town.node, acts(rathaus), published.id)


async def test_a_guest_learns_that_a_question_was_passed_on_and_answered(town, mailbox, guest, rathaus, post, there):
    peer = there.actor("bahn", host="elsewhere.test", kind="Organization")
    published, case = await asked(guest, town, mailbox, rathaus, post)
    before = len(mailbox.subjects(GUEST))

    await pass_on(town.node, acts(rathaus), case.id, f"bahn@elsewhere.test:{there.port}")
    await town.work()
    assert mailbox.subjects(GUEST)[before:] == ["Musterhausen: Neues zu Ihrer Frage"]
    assert "abgegeben; von dort bekommen Sie Antwort" in mailbox.last(GUEST)
    assert published.url in mailbox.last(GUEST)

    reply = peer.note("Ja, auch sonntags.", inReplyTo=published.uri)
    await peer.deliver(peer.create(reply), town, now=town.clock())
    await town.work()
    assert len(mailbox.subjects(GUEST)) == before + 2
    assert "Ihre Frage an Rathaus Musterhausen ist beantwortet." in mailbox.last(GUEST)


async def test_nobody_is_written_to_whose_address_is_erased(town, mailbox, guest, rathaus, post):
    _, case = await asked(guest, town, mailbox, rathaus, post)
    await town.store.write(lambda tx: tx.db.run("UPDATE guest_replies SET email = NULL"))
    before = len(mailbox.subjects(GUEST))

    await answer(town.node, acts(rathaus), case.id, "Ja, auch sonntags.")
    await town.work()

    assert len(mailbox.subjects(GUEST)) == before
