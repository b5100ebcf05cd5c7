"""A letter on its way: real mail servers, with and without TLS, that take it, put it off or refuse it."""

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from node.config import MailSettings
from node.errors import Refused, Unreachable
from node.mail.letter import Letter
from node.mail.send import send
from node.mail.writing import as_mail
from tests.mailbox import PASSWORD, USER, Mailbox, open_mailbox, text_of

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
LETTER = Letter(
    language="de",
    subject="Musterhausen: Bitte bestätigen Sie Ihre Adresse",
    paragraphs=["Jemand, vermutlich Sie, hat diese Adresse angegeben.", "Zweiter Absatz: <b>ä & ö</b>"],
    items=["@stadt@here.test: 3 neue"],
    action=("Bestätigen", "https://here.test/mail-bestaetigen?code=abc"),
    after=["Der Link gilt zwei Tage."],
    closing=["Diese E-Mail kommt von Musterhausen."],
)


def mail(letter: Letter = LETTER, **more: Any):
    given = {
        "name": "Stadt Musterhausen",
        "sender": "knoten@here.test",
        "to": "alice@here.test",
        "reply_to": "",
        "now": NOW,
        **more,
    }
    return as_mail(letter, **given)


def settings(mailbox: Mailbox, **more: Any) -> MailSettings:
    return MailSettings(**{**mailbox.settings, **more})


async def test_a_letter_says_the_same_in_plain_text_and_html(tmp_path):
    async with open_mailbox(tmp_path) as mailbox:
        await send(settings(mailbox), mail(), "alice@here.test")

    [got] = mailbox.got
    plain, html = text_of(got), text_of(got, "html")
    for text in (*LETTER.paragraphs[:1], *LETTER.items, LETTER.action[1], *LETTER.after, *LETTER.closing):
        assert text in plain
        assert text in html
    assert "<b>ä & ö</b>" in plain
    assert "&lt;b&gt;ä &amp; ö&lt;/b&gt;" in html
    assert got.get_content_type() == "multipart/alternative"
    assert mailbox.envelopes == [("knoten@here.test", ["alice@here.test"])]


async def test_its_headers_say_who_when_and_that_no_answer_is_needed(tmp_path):
    async with open_mailbox(tmp_path) as mailbox:
        await send(settings(mailbox), mail(reply_to="rathaus@here.test"), "alice@here.test")
        await send(settings(mailbox), mail(), "alice@here.test")

    first, second = mailbox.got
    assert str(first["From"]) == "Stadt Musterhausen <knoten@here.test>"
    assert first["Subject"] == LETTER.subject
    assert parsedate_to_datetime(first["Date"]) == NOW
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Content-Language"] == "de"
    assert (first["Reply-To"], second["Reply-To"]) == ("rathaus@here.test", None)
    assert first["Message-ID"].endswith("@here.test>")
    assert first["Message-ID"] != second["Message-ID"]
    assert first["List-Unsubscribe"] is None


def test_no_address_in_it_is_broken_over_lines():
    address = f"https://here.test/abbestellen?code={'a-' * 60}"

    letter = Letter(language="de", subject="x", paragraphs=[f"Siehe {address}"], closing=[f"Abbestellen: {address}"])

    assert text_of(mail(letter)).count(address) == 2


def test_what_programs_read_stands_there_as_it_is():
    """Mail programs do not look for the address within encoded words (RFC 2047, 5: none where there is no text)."""
    host = "amt-fuer-oeffentliche-ordnung.verwaltungsgemeinschaft-musterhausen.example"
    stop = f"https://{host}/abonnement/beenden?code=117698317517455360-{'a' * 32}"

    written = mail(
        replace(LETTER, unsubscribe=stop, list_id=f"stadt.{host}", number="5" * 40), sender=f"noreply@{host}"
    ).as_bytes()

    for line in (f"List-Unsubscribe: <{stop}>", f"List-Id: <stadt.{host}>", f"Message-ID: <{'5' * 40}@{host}>"):
        assert f"\r\n{line}\r\n".encode() in written


def test_nothing_in_it_is_loaded_from_anywhere():
    html = text_of(mail(), "html")

    assert not any(each in html for each in ("<img", "<script", "<link", "url(", "src=", "@import"))


@pytest.mark.parametrize("evil", ["Amt\r\nBcc: x@evil.test", "Amt\nBcc: x@evil.test", "Amt\x00\x0b\x85\u2028Bcc: x"])
def test_nobody_smuggles_a_header_into_it(evil):  # T-182
    letter = Letter(language="de", subject=evil, paragraphs=[evil], closing=[])

    written = mail(letter, name=evil)

    head = written.as_bytes().partition(b"\r\n\r\n")[0]
    assert written["Bcc"] is None
    assert not any(line.lower().startswith(b"bcc") for line in head.splitlines())
    assert str(written["Subject"]) == "Amt Bcc: x@evil.test" or str(written["Subject"]) == "Amt Bcc: x"


def test_what_turns_the_writing_around_is_left_out_of_headers():
    letter = Letter(language="de", subject="Amt\u202egpj.exe", paragraphs=[], closing=[])

    assert mail(letter)["Subject"] == "Amtgpj.exe"


@pytest.mark.parametrize(
    "to", ["a b@here.test", "alice@here.test\r\nBcc: x@evil.test", "<alice@here.test>", "", "alice"]
)
def test_an_address_that_is_none_gets_no_letter(to):
    with pytest.raises(Refused):
        mail(to=to)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_the_connection_is_encrypted_and_its_certificate_checked(tmp_path, security):
    async with open_mailbox(tmp_path, security=security, needs_login=True) as mailbox:
        known = settings(mailbox, user=USER, password=PASSWORD)

        await send(known, mail(), "alice@here.test")
        with pytest.raises(Unreachable, match=r"certificate|SSL"):
            await send(settings(mailbox, user=USER, password=PASSWORD, ca_file=""), mail(), "alice@here.test")

    assert len(mailbox.got) == 1
    assert mailbox.users == [USER]


async def test_a_server_that_cannot_encrypt_gets_neither_password_nor_letter(tmp_path):
    async with open_mailbox(tmp_path, needs_login=True) as mailbox:
        with pytest.raises(Unreachable):
            await send(settings(mailbox, security="starttls", user=USER, password=PASSWORD), mail(), "alice@here.test")

    assert (mailbox.got, mailbox.users) == ([], [])


async def test_a_wrong_password_of_ours_can_be_mended_later(tmp_path):
    async with open_mailbox(tmp_path, security="starttls", needs_login=True) as mailbox:
        with pytest.raises(Unreachable, match="does not know us"):
            await send(settings(mailbox, user=USER, password="falsch"), mail(), "alice@here.test")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("451 4.7.1 greylisted", Unreachable),
        ("RCPT 450 4.2.1 busy", Unreachable),
        ("552 5.2.2 mailbox full", Refused),
        ("RCPT 550 5.1.1 no such person", Refused),
    ],
)
async def test_not_now_is_told_from_never(tmp_path, answer, kind):
    async with open_mailbox(tmp_path) as mailbox:
        mailbox.answers = [answer]

        with pytest.raises(kind, match=answer.removeprefix("RCPT ")[:3]):
            await send(settings(mailbox), mail(), "alice@here.test")

    assert mailbox.got == []


async def test_a_server_that_is_away_may_come_back(tmp_path):
    async with open_mailbox(tmp_path) as mailbox:
        pass

    with pytest.raises(Unreachable, match="cannot be reached"):
        await send(settings(mailbox), mail(), "alice@here.test")


async def test_in_development_letters_are_shown(capsys):
    await send(MailSettings(backend="console"), mail(), "alice@here.test")

    shown = capsys.readouterr().err
    assert "Subject: Musterhausen: Bitte bestätigen Sie Ihre Adresse" in shown
    assert "https://here.test/mail-bestaetigen?code=abc" in shown


async def test_without_a_backend_nothing_leaves():
    with pytest.raises(Refused):
        await send(MailSettings(), mail(), "alice@here.test")
