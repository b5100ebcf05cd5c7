"""Somebody who runs the node announces events on the command line and calls them off."""

from datetime import UTC, datetime

import pytest

from node.cli import event, post
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import Forbidden, Invalid, NotFound, Unprocessable
from node.model.appointment import Appointment, State


async def told(act, node, **values):
    return list((await act(node.node, Ask(values, Say("de")))).lines)


async def announced(node, **values):
    [url] = await told(
        post.post, node, **{"name": "alice", "text": "Musik", "visibility": "public", "event": "Fest"} | values
    )
    [view] = await node.views(int(url.rpartition("/")[2]))
    return view.post


async def test_an_event_is_announced_and_called_off(node, alice):
    made = await announced(
        node,
        begins="2031-05-01T15:00",
        ends="2031-05-01T21:00:00+02:00",
        seats=40,
        online="https://meet.test/1",
        place="Markt",
    )
    said = await told(event.call_off, node, name="alice", post=made.url)
    [view] = await node.views(made.id)

    assert made.appointment == Appointment(
        starts_at=datetime(2031, 5, 1, 13, tzinfo=UTC),
        ends_at=datetime(2031, 5, 1, 19, tzinfo=UTC),
        zone="Europe/Berlin",
        seats=40,
        online="https://meet.test/1",
    )
    assert (made.name, made.place.name) == ("Fest", "Markt")
    assert said == ["Fest ist abgesagt"]
    assert view.post.appointment.state is State.CANCELLED
    assert view.post.source == "Musik"
    assert await told(event.call_off, node, name="alice", post=made.uri) == said


@pytest.mark.parametrize(
    ("ends", "until"),
    [("", datetime(2031, 5, 1, 22, tzinfo=UTC)), ("2031-05-03", datetime(2031, 5, 3, 22, tzinfo=UTC))],
)
async def test_days_alone_are_whole_days(node, alice, ends, until):
    made = await announced(node, begins="2031-05-01", ends=ends)

    assert made.appointment.all_day
    assert (made.appointment.starts_at, made.appointment.ends_at) == (datetime(2031, 4, 30, 22, tzinfo=UTC), until)


@pytest.mark.parametrize(
    "values",
    [
        {"event": "Fest"},
        {"event": "", "begins": "2031-05-01"},
        {"begins": "morgen"},
        {"begins": "2031-05-01", "ends": "2031-05-01T10:00"},
    ],
)
async def test_what_makes_no_sense_is_refused(node, alice, values):
    with pytest.raises(Invalid):
        await announced(node, **values)


async def test_what_is_nobodys_event_is_not_called_off(node, alice):
    await node.create("dora")
    made, note = await announced(node, begins="2031-05-01"), await node.post(alice)

    with pytest.raises(Forbidden):
        await told(event.call_off, node, name="dora", post=made.url)
    with pytest.raises(Unprocessable):
        await told(event.call_off, node, name="alice", post=str(note.id))
    with pytest.raises(NotFound):
        await told(event.call_off, node, name="alice", post="https://there.test/x")
