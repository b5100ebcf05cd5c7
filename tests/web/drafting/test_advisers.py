"""Those who administer say who gives advice on drafts."""

import pytest

from node.cli import account
from node.cli.command import Ask
from node.cli.words import Say
from node.errors import NotFound, Unprocessable
from node.model.login import Role
from tests.web.browser import person
from tests.web.drafting.conftest import send, someone

PATH = "/verwaltung/ratgeber"


async def advising(node) -> list[str]:
    return [each.email for each in await node.store.read(lambda tx: tx.logins.advising())]


async def test_the_right_is_given_and_taken_back(node, ada):
    await person(node, await node.create("rita"), "rita@here.test")
    await ada.browser.get("/start")
    seen = await ada.browser.get(ada.browser.page.links["Ratgeber"])
    assert "Noch gibt hier niemand Rat." in seen.page.text

    given = await ada.browser.press("Zum Ratgeber machen", mail=" Rita@here.test ")
    assert "Die Person kann jetzt Rat geben." in given.page.text
    assert await advising(node) == ["rita@here.test"]
    taken = await ada.browser.press("rita@here.test das Recht entziehen")

    assert "gibt keinen Rat mehr" in taken.page.text
    assert await advising(node) == []
    acts = await node.store.read(lambda tx: tx.db.rows("SELECT kind, login_id, object_uri FROM acts ORDER BY id"))
    assert [(row["kind"], row["login_id"]) for row in acts] == [("appoint", ada.login.id), ("dismiss", ada.login.id)]
    assert {row["object_uri"].partition("/")[0] for row in acts} == {"logins"}
    assert (await send(ada.browser, PATH, tun="entziehen", person="1")).status == 200  # it is as they want it


async def test_on_the_command_line_too(node, erika):
    async def say(**values) -> str:
        return "\n".join((await account.ACTS["account adviser"](node.node, Ask(values, Say("en")))).lines)

    nobody = await say()
    given = await say(email="ERIKA@here.test")
    listed = await say()
    taken = await say(email="erika@here.test", remove=True)

    assert [nobody, given, listed, taken] == [
        "Nobody gives advice here.",
        "erika@here.test gives advice now",
        "erika@here.test",
        "erika@here.test gives no advice any longer",
    ]
    for values in ({"email": "niemand@here.test", "remove": True}, {"email": "erika@here.test", "remove": True}):
        with pytest.raises(NotFound):
            await say(**values)
    with pytest.raises(Unprocessable):
        await say(email="niemand@here.test")


@pytest.mark.parametrize("mail", ["", "niemand@here.test", "rita", "weg@here.test", "a@b.test\0"])
async def test_only_somebody_who_may_log_in_gets_it(node, ada, mail):
    gone = await person(node, await node.create("weg"), "weg@here.test")
    await node.store.write(lambda tx: tx.logins.disable(gone.id, tx.now))
    await ada.browser.get(PATH)

    seen = await ada.browser.press("Zum Ratgeber machen", mail=mail)

    assert seen.status in {400, 422}
    assert await advising(node) == []


async def test_nobody_else_gives_it(node, erika, rita):
    mona = await someone(node, await node.create("mona"), "mona@here.test", Role.MODERATOR)

    for each in (erika, rita, mona):
        assert (await each.browser.get(PATH)).status == 403
        assert (await send(each.browser, PATH, tun="geben", mail="erika@here.test")).status == 403
        assert (await send(each.browser, PATH, tun="entziehen", person=str(rita.login.id))).status == 403
    assert await advising(node) == ["rita@here.test"]


async def test_what_no_button_says_does_nothing(node, ada, rita):
    assert (await send(ada.browser, PATH, mail="ada@here.test")).status == 422
    assert await advising(node) == ["rita@here.test"]
