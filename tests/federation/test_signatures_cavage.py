"""draft-cavage signatures: made, checked, and refused for each thing that can be wrong with them."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, strategies as st

from node.errors import Unauthenticated
from node.federation import keys
from node.federation.signatures import Message, cavage, check, digest, read_claim, sign_cavage
from tests.signed import verify

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
URL = "https://stadt.example/users/amt/inbox?x=1"
KEY_ID = "https://there.example/users/bob#main-key"
BODY = b'{"type":"Follow"}'
RSA = keys.generate_rsa()
ED25519 = keys.generate_ed25519()


def post(key=RSA, *, body=BODY, now=NOW, **changes) -> Message:
    headers = sign_cavage("POST", URL, key=key, key_id=KEY_ID, now=now, body=body)
    return Message.of("POST", URL, (headers | changes).items(), body)


def signed(
    names: str,
    *,
    key=RSA,
    method="POST",
    url=URL,
    body=BODY,
    extra="",
    headers=None,
    label='algorithm="rsa-sha256",',
    **values,
) -> Message:
    """A message signed over just these names, as a sender with its own ideas would."""
    headers = {"host": "stadt.example", "date": "Sun, 01 Nov 2026 12:00:00 GMT", "digest": digest(body)} | (
        headers or {}
    )
    message = Message.of(method, url, headers.items(), body)
    text = cavage.signing_string(message, tuple(names.lower().split()), **values)
    signature = b64encode(key.sign(text)).decode()
    line = f'keyId="{KEY_ID}",{label}{extra}headers="{names}",signature="{signature}"'
    return Message.of(method, url, (headers | {"signature": line}).items(), body)


def accept(message: Message, key=RSA, now=NOW) -> None:
    verify(message, read_claim(message), key.public, now=now)


def refuse(message: Message, sentence: str | None = None, key=RSA, now=NOW) -> None:
    with pytest.raises(Unauthenticated, match=sentence):
        accept(message, key, now)


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_a_signed_post_is_accepted(key):
    message = post(key)

    accept(message, key)

    assert read_claim(message).key_id == KEY_ID
    assert 'headers="(request-target) host date digest content-type"' in message.headers["signature"][0]


def test_a_signed_get_is_accepted():
    headers = sign_cavage("GET", URL, key=RSA, key_id=KEY_ID, now=NOW, accept="application/activity+json")

    accept(Message.of("GET", URL, headers.items()))

    assert 'headers="(request-target) host date accept"' in headers["Signature"]


def test_a_digest_made_once_serves_many_inboxes():
    once = digest(BODY)

    headers = sign_cavage("POST", URL, key=RSA, key_id=KEY_ID, now=NOW, digest=once)

    accept(Message.of("POST", URL, headers.items(), BODY))


FULL = "(request-target) host date digest"


@pytest.mark.parametrize(
    "spell",
    [
        lambda line: line.replace(",", ", "),
        lambda line: line.replace(",", " ,  "),
        lambda line: line.replace(
            'headers="(request-target) host date digest"', 'headers="(Request-Target)  HOST Date   digest"'
        ),
        lambda line: line.replace("keyId=", "keyid = "),
        lambda line: line.replace("#main-key", ""),
        lambda line: line.replace("rsa-sha256", "RSA-SHA256"),
        lambda line: line.replace("rsa-sha256", "hs2019"),
        lambda line: line.replace('algorithm="rsa-sha256",', ""),
        lambda line: line.replace('algorithm="rsa-sha256"', "algorithm=rsa-sha256"),
        lambda line: line + ',version="1"',
    ],
    ids=[
        "spaces",
        "more spaces",
        "any case",
        "keyid",
        "no fragment",
        "upper label",
        "hs2019",
        "no label",
        "bare label",
        "unknown parameter",
    ],
)
def test_the_spellings_of_the_wild_are_read(spell):
    message = signed(FULL)
    line = spell(message.headers["signature"][0])

    accept(Message(message.method, message.url, {**message.headers, "signature": (line,)}, message.body))


@pytest.mark.parametrize("written", ["created=1793534400,", 'created="1793534400",'], ids=["bare", "quoted"])
@pytest.mark.parametrize("label", ['algorithm="hs2019",', ""], ids=["hs2019", "no label"])
def test_created_stands_for_the_date_with_hs2019(written, label):
    message = signed("(request-target) host (created) digest", label=label, extra=written, created="1793534400")

    accept(message)
    refuse(message, "twelve hours", now=NOW + timedelta(hours=12, seconds=1))


def test_created_is_not_for_rsa_sha256():
    refuse(
        signed("(request-target) host (created) digest", extra="created=1793534400,", created="1793534400"), "hs2019"
    )


def test_created_needs_its_parameter():
    refuse(signed("(request-target) host (created) digest", label=""), "needs its parameter")


@pytest.mark.parametrize("expires", ["1793534399", "1793534399.5"])
def test_an_expired_signature_is_refused(expires):
    names = "(request-target) host (created) (expires) digest"
    message = signed(
        names, label="", extra=f"created=1793534300,expires={expires},", created="1793534300", expires=expires
    )

    accept(message, now=NOW - timedelta(minutes=1))
    refuse(message, "expired")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("host date digest", "method and the target"),
        ("(request-target) date digest", "the host"),
        ("(request-target) host digest", "neither Date nor created"),
        ("(request-target) host date", "digest of the body"),
        ("(request-target) host date digest digest", "twice"),
        ("(request-target) host date digest (key-id)", "do not know"),
        ("date", "method and the target"),
    ],
)
def test_too_little_covered_is_refused(names, sentence):
    try:
        message = signed(names)
    except Unauthenticated:  # (key-id): not even we can write it
        message = signed(FULL)
        line = message.headers["signature"][0].replace(FULL, names)
        message = Message("POST", URL, {**message.headers, "signature": (line,)}, BODY)

    refuse(message, sentence)


def test_a_covered_header_that_is_missing_is_refused():
    message = post()
    others = {name: values for name, values in message.headers.items() if name != "content-type"}

    refuse(Message(message.method, message.url, others, message.body), "content-type, which is not there")


@pytest.mark.parametrize("header", ["signature", "digest", "date", "host", "content-type"])
def test_a_header_given_twice_is_refused(header):
    message = post()
    doubled = {**message.headers, header: message.headers[header] * 2}

    refuse(Message(message.method, message.url, doubled, message.body), f"{header} is given twice")


@pytest.mark.parametrize("label", ["hmac-sha256", "rsa-sha512", "rsa-sha1", "ecdsa-sha256", "none", "rsa-pss-sha512"])
def test_other_algorithms_are_refused_by_name(label):
    message = post()
    line = message.headers["signature"][0].replace("rsa-sha256", label)

    refuse(Message("POST", URL, {**message.headers, "signature": (line,)}, BODY), f"{label} is not accepted")


def test_a_label_that_contradicts_the_key_is_refused():
    message = post(ED25519)
    line = message.headers["signature"][0].replace("hs2019", "rsa-sha256")

    refuse(
        Message("POST", URL, {**message.headers, "signature": (line,)}, BODY), "the key is used with ed25519", ED25519
    )


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [
        (timedelta(hours=-1, seconds=-1), "future"),
        (timedelta(hours=12, seconds=1), "twelve hours"),
    ],
)
def test_a_date_outside_the_window_is_refused(shift, sentence):
    refuse(post(), sentence, now=NOW + shift)


@pytest.mark.parametrize("shift", [timedelta(hours=-1), timedelta(hours=12)])
def test_a_date_inside_the_window_is_accepted(shift):
    accept(post(), now=NOW + shift)


@pytest.mark.parametrize(
    "date", ["", "yesterday", "2026-11-01T12:00:00Z", "Sun, 31 Feb 2026 12:00:00 GMT", "Sun, 01 Nov 0000 12:00:00 GMT"]
)
def test_a_date_that_is_none_is_refused(date):
    refuse(signed(FULL, headers={"date": date}), "Date header")


@pytest.mark.parametrize("value", ["SHA-256=" + "A" * 43 + "=", "SHA-512=AAAA", "MD5=AAAA", "nonsense", "SHA-256=%%"])
def test_a_digest_that_is_not_the_bodys_is_refused(value):
    refuse(signed(FULL, headers={"digest": value}), "Digest")


@pytest.mark.parametrize(
    "value", [digest(BODY) + ",unixsum=30637", "unixsum=30637, " + digest(BODY), digest(BODY).replace("SHA", "sha")]
)
def test_other_digests_beside_the_right_one_are_tolerated(value):
    accept(signed(FULL, headers={"digest": value}))


def test_two_sha256_digests_are_refused():
    refuse(signed(FULL, headers={"digest": f"{digest(b'other')},{digest(BODY)}"}), "cannot be read")


def test_an_empty_post_needs_a_digest_too():
    refuse(signed("(request-target) host date", body=b""), "digest of the body")


def test_a_get_needs_no_digest():
    accept(signed("(request-target) host date", method="GET", body=b""))


def test_a_request_for_another_host_is_refused():
    message = signed(FULL, headers={"host": "other.example"})

    refuse(message, "another host")


def test_the_query_is_part_of_the_target():
    headers = sign_cavage("GET", URL.partition("?")[0], key=RSA, key_id=KEY_ID, now=NOW)

    refuse(Message.of("GET", URL, headers.items()), "does not fit")


@pytest.mark.parametrize("host", ["STADT.example", "stadt.example:443"])
def test_the_host_is_compared_in_its_canonical_form(host):  # T-072
    accept(signed(FULL, headers={"host": host}))


@pytest.mark.parametrize(
    "key_id",
    [
        "",
        "bob",
        "acct:bob@there.example",
        "https://there.example/a b",
        "https://there.example/" + "x" * 2048,
        "file:///etc/passwd",
    ],
)
def test_a_key_id_that_is_no_address_is_refused(key_id):
    message = post()
    line = message.headers["signature"][0].replace(KEY_ID, key_id)

    refuse(Message("POST", URL, {**message.headers, "signature": (line,)}, BODY), "keyId")


def test_an_unsigned_request_is_refused():
    refuse(Message.of("POST", URL, [("Host", "stadt.example")], BODY), "not signed")


def test_what_needs_no_key_is_checked_before_one_is_fetched():
    message = post(body=BODY)
    tampered = Message(message.method, message.url, message.headers, b"{}")

    with pytest.raises(Unauthenticated, match="does not fit the body"):
        check(tampered, read_claim(tampered), now=NOW)


def test_a_parameter_given_twice_is_refused():
    message = post()
    line = message.headers["signature"][0] + ',keyId="https://evil.example/key"'

    refuse(Message("POST", URL, {**message.headers, "signature": (line,)}, BODY), "keyid twice")


def test_an_overlong_signature_header_is_refused():
    message = post()
    line = message.headers["signature"][0] + ',x="' + "y" * 9000 + '"'

    refuse(Message("POST", URL, {**message.headers, "signature": (line,)}, BODY), "too long")


def test_another_actors_key_is_refused():
    refuse(post(), "does not fit", keys.generate_rsa())


@given(st.data())
def test_any_change_is_refused(data):
    key = data.draw(st.sampled_from([RSA, ED25519]))
    message = post(key)
    headers = dict(message.headers)
    method, url, body = message.method, message.url, message.body
    part = data.draw(st.sampled_from(["method", "target", "host", "date", "body", "type", "signature", "url host"]))

    match part:
        case "method":
            method = data.draw(st.sampled_from(["GET", "PUT", "DELETE", "PATCH", "HEAD"]))
        case "target":
            url += data.draw(st.text("abc/?&=%20", min_size=1, max_size=10))
        case "url host":
            url = url.replace(
                "stadt.example", data.draw(st.sampled_from(["stadt.example.org", "evil.example", "stadt.example:8443"]))
            )
        case "host":
            headers["host"] = (data.draw(st.sampled_from(["evil.example", "stadt.example.", "stadt.example:80"])),)
        case "date":
            moved = NOW + timedelta(seconds=data.draw(st.integers(-3600, 3600).filter(bool)))
            headers["date"] = (format_datetime(moved, usegmt=True),)
        case "type":
            headers["content-type"] = ("text/html",)
        case "body":
            body = _flip(body, data)
        case "signature":
            head, _, tail = headers["signature"][0].partition('signature="')
            flipped = b64encode(_flip(b64decode(tail.rstrip('"')), data)).decode()
            headers["signature"] = (f'{head}signature="{flipped}"',)

    refuse(Message(method, url, headers, body), key=key)


@given(
    st.one_of(
        st.text(max_size=200),
        st.from_regex(r'(keyId|headers|signature|algorithm|created|expires)="[^"]{0,40}"(,|$).{0,80}', fullmatch=True),
    )
)
def test_random_signature_headers_are_refused_in_words(text):
    headers = {"host": ("stadt.example",), "signature": (text,)}

    with pytest.raises(Unauthenticated):
        read_claim(Message("POST", URL, headers, BODY))


@given(
    st.dictionaries(st.sampled_from(["host", "date", "digest", "content-type", "content-digest"]), st.text(max_size=60))
)
def test_random_other_headers_are_refused_in_words(changed):
    message = post()
    headers = {**message.headers, **{name: (value,) for name, value in changed.items()}}
    odd = Message(message.method, message.url, headers, message.body)

    try:
        accept(odd)
    except Unauthenticated as refusal:
        assert refusal.reason
    else:
        assert set(changed) <= {"content-digest"} or not changed


def _flip(content: bytes, data) -> bytes:
    place = data.draw(st.integers(0, len(content) - 1))
    return content[:place] + bytes([content[place] ^ 1 << data.draw(st.integers(0, 7))]) + content[place + 1 :]
