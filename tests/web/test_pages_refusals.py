"""What a form is refused for is said in the language of its page, with what to do; nothing typed is lost."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from node.model.account import Kind
from node.outbox import schedule
from tests.web.browser import Browser, person

TYPED = {"text": "Das Freibad öffnet am Montag."}


@pytest.fixture
async def rathaus(node):
    return await node.create("rathaus", kind=Kind.ORGANIZATION, display_name="Rathaus")


@pytest.fixture
async def editor(node, rathaus) -> Browser:
    """An editor without any office: what is urgent is not hers to send."""
    await person(node, rathaus, "erika@here.test")
    opened = Browser(node)
    await opened.log_in("erika@here.test")
    return opened


async def pressed(browser: Browser, path: str, language: str, button: str, **typed: str):
    await browser.get(f"{path}?lang={language}")
    return await browser.press(button, **typed)


@pytest.mark.parametrize(
    ("language", "button", "told"),
    [
        ("de", "Als Rathaus veröffentlichen", "Eilmeldungen veröffentlicht, wer moderiert oder die Krisenrolle hat."),
        ("en", "Publish as Rathaus", "Urgent posts are published by those who moderate or have the crisis role."),
    ],
)
async def test_who_may_not_be_urgent_is_told_who_may(editor, language, button, told):
    seen = await pressed(editor, "/verfassen", language, button, eilig="1", **TYPED)

    assert seen.status == 422
    assert told in seen.page.text
    assert "not allowed" not in seen.page.text
    form, _ = seen.page.form_with(button)
    assert ("text", TYPED["text"]) in form.fields


@pytest.mark.parametrize(
    ("language", "button", "told"),
    [
        (
            "de",
            "Als Rathaus veröffentlichen",
            "Für diesen Tag sind schon 1 Beiträge geplant. Wählen Sie einen anderen Tag.",
        ),
        ("en", "Publish as Rathaus", "1 posts are planned for that day already. Choose another day."),
    ],
)
async def test_a_full_day_is_said_at_the_time(node, editor, monkeypatch, language, button, told):
    monkeypatch.setattr(schedule, "MOST_A_DAY", 1)
    at = (node.clock() + timedelta(days=2)).astimezone(ZoneInfo("Europe/Berlin")).replace(hour=12, minute=0)
    when = at.replace(tzinfo=None).isoformat()[:16]
    await pressed(editor, "/verfassen", language, button, zeitpunkt=when, **TYPED)

    seen = await pressed(editor, "/verfassen", language, button, zeitpunkt=when, **TYPED)

    assert seen.status == 422
    assert told in seen.page.text
    assert "Validation failed" not in seen.page.text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "Text und Hinweis zusammen haben höchstens 5.000 Zeichen"),
        ("en", "Text and warning together have at most 5,000"),
    ],
)
async def test_a_text_that_is_too_long_together_with_its_warning(node, editor, language, told):
    most = node.node.config.limits.post_characters
    button = "Als Rathaus veröffentlichen" if language == "de" else "Publish as Rathaus"

    seen = await pressed(editor, "/verfassen", language, button, text="a" * most, hinweis="Achtung")

    assert seen.status == 422
    assert told in seen.page.text


@pytest.mark.parametrize(
    ("language", "button", "told"),
    [
        ("de", "Speichern", "Der Text des Profils hat höchstens"),
        ("en", "Save", "The text of a profile has at most"),
    ],
)
async def test_a_profile_that_is_too_long(editor, language, button, told):
    seen = await pressed(editor, "/profil", language, button, ueber="a" * 20_000)

    assert seen.status == 422
    assert told in seen.page.text
