"""RFC 9421: the vectors of its appendix B and of section 2, our own rules, and signing as Mastodon does."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from node.errors import Invalid, Unauthenticated
from node.federation import keys
from node.federation.signatures import (
    Message,
    content_digest,
    read_accept_signature,
    read_claim,
    rfc9421,
    sign_rfc9421,
)
from node.federation.signatures.structured import InnerList, Item, parse_dictionary
from tests.signed import verify

# Appendix B.1: the published keys.
RFC_ED25519 = keys.load_private(
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n"
)
RFC_RSA = keys.load_public(
    """-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----"""
)
RFC_RSA_PSS = keys.load_public(
    """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2
+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+
oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq
gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W
Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4
aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI
2wIDAQAB
-----END PUBLIC KEY-----"""
)
RFC_ECC_P256 = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----"""
RFC_DIGEST = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"

# Appendix B.2: the message all the vectors are about.
REQUEST = Message.of(
    "POST",
    "https://example.com/foo?param=Value&Pet=dog",
    [
        ("Host", "example.com"),
        ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("Content-Type", "application/json"),
        ("Content-Digest", RFC_DIGEST),
        ("Content-Length", "18"),
    ],
    b'{"hello": "world"}',
)
RESPONSE_DIGEST = "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"
RESPONSE = Message(
    "POST",
    "https://example.com/foo",
    {"content-type": ("application/json",), "content-digest": (RESPONSE_DIGEST,), "content-length": ("23",)},
    b'{"message": "good dog"}',
    status=200,
)

B21 = '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"'
B22 = '("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"'
B23 = '("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"'
B24 = '("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"'
B25 = '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"'
B26 = '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"'
FIGURE_1 = '("@method" "@authority" "@path" "content-digest" "content-length" "content-type");created=1618884473;keyid="test-key-rsa-pss"'

DATE, TYPE, LENGTH = '"date": Tue, 20 Apr 2021 02:07:55 GMT', '"content-type": application/json', '"content-length": 18'
BASES = {
    "B.2.1": (REQUEST, B21, []),
    "B.2.2": (
        REQUEST,
        B22,
        ['"@authority": example.com', f'"content-digest": {RFC_DIGEST}', '"@query-param";name="Pet": dog'],
    ),
    "B.2.3": (
        REQUEST,
        B23,
        [
            DATE,
            '"@method": POST',
            '"@path": /foo',
            '"@query": ?param=Value&Pet=dog',
            '"@authority": example.com',
            TYPE,
            f'"content-digest": {RFC_DIGEST}',
            LENGTH,
        ],
    ),
    "B.2.4": (RESPONSE, B24, ['"@status": 200', TYPE, f'"content-digest": {RESPONSE_DIGEST}', '"content-length": 23']),
    "B.2.5": (REQUEST, B25, [DATE, '"@authority": example.com', TYPE]),
    "B.2.6": (REQUEST, B26, [DATE, '"@method": POST', '"@path": /foo', '"@authority": example.com', TYPE, LENGTH]),
    "2.5": (
        REQUEST,
        FIGURE_1,
        [
            '"@method": POST',
            '"@authority": example.com',
            '"@path": /foo',
            f'"content-digest": {RFC_DIGEST}',
            LENGTH,
            TYPE,
        ],
    ),
}
B26_SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="


def covering(text: str) -> InnerList:
    return parse_dictionary("sig=" + text)["sig"]


def base(message: Message, text: str) -> str:
    return rfc9421.signature_base(message, covering(text)).decode()


@pytest.mark.parametrize("name", BASES)
def test_the_signature_base_is_the_published_one(name):
    message, parameters, lines = BASES[name]

    assert base(message, parameters) == "\n".join([*lines, f'"@signature-params": {parameters}'])


def test_b26_is_verified_and_made():
    data = rfc9421.signature_base(REQUEST, covering(B26))

    assert RFC_ED25519.public.verify(b64decode(B26_SIGNATURE), data)
    assert b64encode(RFC_ED25519.sign(data)).decode() == B26_SIGNATURE
    assert not RFC_ED25519.public.verify(b64decode(B26_SIGNATURE), data + b" ")


def test_b26_does_not_open_our_door_because_it_leaves_out_the_body():
    text = B26.replace("test-key-ed25519", "https://example.com/key")
    signature = b64encode(RFC_ED25519.sign(rfc9421.signature_base(REQUEST, covering(text)))).decode()
    message = with_signature(REQUEST, f"sig-b26={text}", f"sig-b26=:{signature}:")

    refuse(message, "target", RFC_ED25519.public, datetime(2021, 4, 20, 2, 8, tzinfo=UTC))


PROXY_INPUT = '("@method" "@authority" "@path" "content-digest" "content-type" "content-length" "forwarded");created=1618884480;keyid="test-key-rsa";alg="rsa-v1_5-sha256";expires=1618884540'
PROXY_SIGNATURE = (
    "S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49"
    "GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7"
    "a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g=="
)


def test_the_rsa_signature_of_section_4_3_is_verified():
    forwarded = Message.of(
        "POST",
        "https://origin.host.internal.example/foo?param=Value&Pet=dog",
        [
            ("Content-Type", "application/json"),
            ("Content-Length", "18"),
            ("Forwarded", "for=192.0.2.123;host=example.com;proto=https"),
            ("Content-Digest", RFC_DIGEST),
        ],
    )

    data = rfc9421.signature_base(forwarded, covering(PROXY_INPUT))

    assert RFC_RSA.verify(b64decode(PROXY_SIGNATURE), data)


def test_the_pss_vectors_do_not_verify_with_the_algorithm_of_the_key():
    b23 = "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA=="

    assert not RFC_RSA_PSS.verify(b64decode(b23), rfc9421.signature_base(REQUEST, covering(B23)))


@pytest.mark.parametrize(
    "algorithm", ["rsa-pss-sha512", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "hmac-sha256", "none", "rsa-sha256"]
)
def test_the_other_algorithms_are_refused_by_name(algorithm):
    message = post()
    changed = message.headers["signature-input"][0].replace("rsa-v1_5-sha256", algorithm)

    refuse(with_signature(message, changed, message.headers["signature"][0]), f"{algorithm} is not accepted")


def test_an_elliptic_key_is_refused():
    with pytest.raises(Invalid, match="RSA or Ed25519"):
        keys.load_public(RFC_ECC_P256)


# Section 2: how components are read. The examples are the specification's own.
FIELDS = Message.of(
    "GET",
    "https://www.example.com/path?param=value&foo=bar&baz=batman&qux=",
    [
        ("Host", "www.example.com"),
        ("X-OWS-Header", "   Leading and trailing whitespace.   "),
        ("X-Obs-Fold-Header", "Obsolete\r\n    line folding."),
        ("Cache-Control", "max-age=60"),
        ("Cache-Control", "   must-revalidate"),
        ("Example-Dict", "  a=1,    b=2;x=1;y=2,   c=(a   b    c), d"),
        ("Example-Header", "value, with, lots"),
        ("Example-Header", "of, commas"),
        ("X-Empty-Header", ""),
    ],
)


@pytest.mark.parametrize(
    "line",
    [
        '"host": www.example.com',
        '"x-ows-header": Leading and trailing whitespace.',
        '"x-obs-fold-header": Obsolete line folding.',
        '"cache-control": max-age=60, must-revalidate',
        '"x-empty-header": ',
        '"example-dict": a=1,    b=2;x=1;y=2,   c=(a   b    c), d',
        '"example-dict";sf: a=1, b=2;x=1;y=2, c=(a b c), d',
        '"example-dict";key="a": 1',
        '"example-dict";key="d": ?1',
        '"example-dict";key="b": 2;x=1;y=2',
        '"example-dict";key="c": (a b c)',
        '"example-header": value, with, lots, of, commas',
        '"example-header";bs: :dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:',
        '"@method": GET',
        '"@target-uri": https://www.example.com/path?param=value&foo=bar&baz=batman&qux=',
        '"@authority": www.example.com',
        '"@scheme": https',
        '"@request-target": /path?param=value&foo=bar&baz=batman&qux=',
        '"@path": /path',
        '"@query": ?param=value&foo=bar&baz=batman&qux=',
        '"@query-param";name="baz": batman',
        '"@query-param";name="qux": ',
        '"@query-param";name="param": value',
    ],
)
def test_a_component_is_read_as_in_section_2(line):
    component, _, value = line.partition(": ")

    assert base(FIELDS, f"({component})").splitlines()[0] == f"{component}: {value}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("var", "this%20is%20a%20big%0Amultiline%20value"),
        ("bar", "with%20plus%20whitespace"),
        ("fa%C3%A7ade%22%3A%20", "something"),
    ],
)
def test_a_query_parameter_is_encoded_as_in_section_2_2_8(name, value):
    url = "https://www.example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something"

    assert base(Message("GET", url, {}), f'("@query-param";name="{name}")').startswith(
        f'"@query-param";name="{name}": {value}\n'
    )


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://www.example.com", '"@path": /'),
        ("https://www.example.com/path", '"@query": ?'),
        ("https://www.example.com/path?", '"@query": ?'),
        ("https://WWW.example.com:443/", '"@authority": www.example.com'),
        ("http://www.example.com:80/", '"@target-uri": http://www.example.com/'),
        ("http://www.example.com:8001/", '"@authority": www.example.com:8001'),
    ],
)
def test_an_address_is_read_in_its_canonical_form(url, line):  # T-072
    component = line.partition(": ")[0]

    assert base(Message("GET", url, {}), f"({component})").startswith(line + "\n")


@pytest.mark.parametrize(
    "component",
    [
        '"@method";req',
        '"cache-control";tr',
        '"@status"',
        '"@unknown"',
        '"@method";x',
        '"@query-param"',
        '"@query-param";name="missing"',
        '"x-missing"',
        '"Host"',
        '"host";unknown',
        '"host";sf=?0',
        '"cache-control";key="nothing"',
        '"x-ows-header";sf',
        '"host" "host"',
        '"example-dict";key="a" "example-dict";key="a"',
        '"no name"',
    ],
)
def test_a_component_that_cannot_be_told_is_refused(component):
    with pytest.raises(Unauthenticated):
        base(FIELDS, f"({component})")


def test_a_query_parameter_given_twice_is_refused():
    with pytest.raises(Unauthenticated, match="exactly once"):
        base(Message("GET", "https://x.example/?a=1&a=2", {}), '("@query-param";name="a")')


# Our own rules.
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
UNIX = int(NOW.timestamp())
URL = "https://stadt.example/inbox?x=1"
KEY_ID = "https://there.example/users/bob#main-key"
BODY = b'{"type":"Follow"}'
RSA = keys.generate_rsa()
ED25519 = keys.generate_ed25519()


def with_signature(message: Message, signature_input: str, signature: str) -> Message:
    headers = {**message.headers, "signature-input": (signature_input,), "signature": (signature,)}
    return Message(message.method, message.url, headers, message.body)


def post(key=RSA) -> Message:
    headers = sign_rfc9421("POST", URL, key=key, key_id=KEY_ID, now=NOW, body=BODY)
    return Message.of("POST", URL, headers.items(), BODY)


def signed(
    covered: str,
    *,
    parameters=f';created={UNIX};keyid="{KEY_ID}"',
    key=RSA,
    method="POST",
    url=URL,
    body=BODY,
    headers=None,
) -> Message:
    """A message signed over just these components, as a sender with its own ideas would."""
    lines = {
        "host": "stadt.example",
        "date": "Sun, 01 Nov 2026 12:00:00 GMT",
        "content-digest": content_digest(body),
    } | (headers or {})
    message = Message.of(method, url, lines.items(), body)
    signature = b64encode(key.sign(rfc9421.signature_base(message, covering(f"({covered}){parameters}")))).decode()
    return with_signature(message, f"s=({covered}){parameters}", f"s=:{signature}:")


def accept(message: Message, key=RSA.public, now=NOW) -> None:
    verify(message, read_claim(message), key, now=now)


def refuse(message: Message, sentence: str | None = None, key=RSA.public, now=NOW) -> None:
    with pytest.raises(Unauthenticated, match=sentence):
        accept(message, key, now)


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_a_signed_post_is_accepted(key):
    message = post(key)

    accept(message, key.public)

    assert message.headers["signature-input"] == (
        f'sig1=("@method" "@target-uri" "content-digest");created={UNIX};keyid="{KEY_ID}";alg="{key.algorithm}"',
    )


def test_a_signed_get_is_accepted():
    accept(Message.of("GET", URL, sign_rfc9421("GET", URL, key=RSA, key_id=KEY_ID, now=NOW).items()))


@pytest.mark.parametrize(
    "covered",
    [
        '"@method" "@target-uri" "content-digest"',
        '"@method" "@path" "@query" "@authority" "content-digest"',
        '"@method" "@request-target" "host" "content-digest"',
        '"@method" "@target-uri" "@authority" "host" "date" "content-digest";sf',
    ],
)
def test_each_way_of_covering_enough_is_accepted(covered):
    accept(signed(covered))


@pytest.mark.parametrize(
    ("covered", "sentence"),
    [
        ("", "method and the target"),
        ('"@target-uri" "content-digest"', "method and the target"),
        ('"@method" "@authority" "content-digest"', "method and the target"),
        ('"@method" "@path" "@authority" "content-digest"', "method and the target"),
        ('"@method" "@path" "@query" "content-digest"', "the host"),
        ('"@method" "@target-uri"', "digest of the body"),
        ('"@method" "@target-uri" "content-digest";key="sha-256"', "digest of the body"),
    ],
)
def test_too_little_covered_is_refused(covered, sentence):
    refuse(signed(covered), sentence)


def test_a_path_without_a_query_is_covered_alone():
    accept(signed('"@method" "@path" "@authority" "content-digest"', url="https://stadt.example/inbox"))


def test_a_date_stands_for_created():
    names = '"@method" "@target-uri" "content-digest"'

    accept(signed(names + ' "date"', parameters=f';keyid="{KEY_ID}"'))
    refuse(signed(names, parameters=f';keyid="{KEY_ID}"'), "neither Date nor created")


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [(timedelta(hours=-1, seconds=-1), "future"), (timedelta(hours=12, seconds=1), "twelve hours")],
)
def test_a_time_outside_the_window_is_refused(shift, sentence):
    refuse(post(), sentence, now=NOW + shift)


def test_an_expired_signature_is_refused():
    message = signed(
        '"@method" "@target-uri" "content-digest"', parameters=f';created={UNIX};expires={UNIX + 60};keyid="{KEY_ID}"'
    )

    accept(message, now=NOW + timedelta(seconds=60))
    refuse(message, "expired", now=NOW + timedelta(seconds=61))


@pytest.mark.parametrize("value", ['"1793534400"', "1793534400.5", "?1", "now"])
def test_a_created_that_is_no_number_is_refused(value):
    refuse(
        signed('"@method" "@target-uri" "content-digest"', parameters=f';created={value};keyid="{KEY_ID}"'),
        "created is not",
    )


@pytest.mark.parametrize(
    "digest", ["sha-256=:AAAA:", "md5=:AAAA:", "sha-512=nonsense", "=", "sha-256=:AAAA:, " + content_digest(BODY)]
)
def test_a_digest_that_is_not_the_bodys_is_refused(digest):
    refuse(signed('"@method" "@target-uri" "content-digest"', headers={"content-digest": digest}), "Content-Digest")


def test_a_sha512_digest_is_accepted():
    message = signed(
        '"@method" "@target-uri" "content-digest"', body=REQUEST.body, headers={"content-digest": RFC_DIGEST}
    )

    accept(message)


@pytest.mark.parametrize("header", ["signature", "signature-input", "content-digest", "date", "host"])
def test_a_header_given_twice_is_refused(header):
    message = post()
    doubled = {**message.headers, header: message.headers[header] * 2}

    refuse(Message(message.method, message.url, doubled, message.body), f"{header} is given twice")


def test_a_label_that_contradicts_the_key_is_refused():
    message = post(ED25519)
    changed = message.headers["signature-input"][0].replace('"ed25519"', '"rsa-v1_5-sha256"')

    refuse(with_signature(message, changed, message.headers["signature"][0]), "the key is used with", ED25519.public)


def test_the_first_signature_of_a_kind_we_check_is_the_one_that_counts():
    good = post()
    own_input, own = good.headers["signature-input"][0], good.headers["signature"][0]
    proxy_input, proxy = 'proxy=("@method");keyid="test-key";alg="ecdsa-p256-sha256"', "proxy=:AAAA:"
    broken_input, broken = own_input.replace("sig1=", "first="), "first=:AAAA:"

    accept(with_signature(good, f"{proxy_input}, {own_input}", f"{proxy}, {own}"))
    accept(with_signature(good, f"{own_input}, {broken_input}", f"{own}, {broken}"))
    refuse(with_signature(good, f"{broken_input}, {own_input}", f"{broken}, {own}"), "does not fit")


def test_many_signatures_are_refused():
    good = post()
    many = ", ".join(f'p{number}=("@method");keyid="x"' for number in range(5))

    refuse(with_signature(good, many, good.headers["signature"][0]), "at most 4")


@pytest.mark.parametrize(
    ("signature_input", "signature"),
    [
        ("", "sig1=:AAAA:"),
        ("sig1", "sig1=:AAAA:"),
        ("sig1=()", "sig2=:AAAA:"),
        ("sig1=()", 'sig1="AAAA"'),
        ("sig1=()", "sig1=::"),
        ("sig1=(method)", "sig1=:AAAA:"),
        ('sig1=("@method")', "sig1=:AAAA:"),
        ('sig1=("@method");keyid=token', "sig1=:AAAA:"),
        ('sig1=("@method");keyid="bob"', "sig1=:AAAA:"),
        ('sig1=("@method"', "sig1=:AAAA:"),
        ('sig1=("@method");keyid="https://x.example/k", sig1=()', "sig1=:AAAA:"),
        ("sig1=(" + ' "a"' * 40 + ")", "sig1=:AAAA:"),
        ("sig1=(" + ' "a"' * 4000 + ")", "sig1=:AAAA:"),
    ],
)
def test_a_malformed_signature_is_refused(signature_input, signature):
    refuse(with_signature(post(), signature_input, signature))


def test_a_signature_for_another_address_is_refused():
    headers = sign_rfc9421("POST", "https://other.example/inbox?x=1", key=RSA, key_id=KEY_ID, now=NOW, body=BODY)

    refuse(Message.of("POST", URL, headers.items(), BODY), "another host")
    refuse(Message.of("POST", URL, (headers | {"Host": "stadt.example"}).items(), BODY), "does not fit")


def test_a_request_whose_host_header_names_another_is_refused():
    message = post()

    refuse(Message("POST", URL, {**message.headers, "host": ("other.example",)}, BODY), "another host")


# Accept-Signature
def test_what_is_asked_for_is_signed():
    asked = read_accept_signature('sig7=("@authority" "@method" "date");created;expires;tag="app";nonce="n1"')

    headers = sign_rfc9421("POST", URL, key=RSA, key_id=KEY_ID, now=NOW, body=BODY, wanted=asked[0])

    accept(Message.of("POST", URL, headers.items(), BODY))
    assert headers["Signature-Input"] == (
        f'sig7=("@authority" "@method" "date" "@target-uri" "content-digest");created={UNIX};keyid="{KEY_ID}"'
        f';alg="rsa-v1_5-sha256";expires={UNIX + 3600};nonce="n1";tag="app"'
    )


def test_a_header_the_request_does_not_have_is_left_out():
    asked = read_accept_signature('sig1=("@method" "content-digest" "content-type");created')[0]

    headers = sign_rfc9421("GET", URL, key=RSA, key_id=KEY_ID, now=NOW, wanted=asked)

    assert headers["Signature-Input"].startswith('sig1=("@method" "@target-uri");')


def test_an_algorithm_that_is_asked_for_tells_which_key_suits():
    ed25519, anything = read_accept_signature(f'a=("@method");alg="ed25519", b=("@method");keyid="{KEY_ID}"')

    assert ed25519.suits("ed25519", KEY_ID)
    assert not ed25519.suits("rsa-v1_5-sha256", KEY_ID)
    assert anything.suits("rsa-v1_5-sha256", KEY_ID)
    assert not anything.suits("rsa-v1_5-sha256", "https://there.example/other")


@pytest.mark.parametrize(
    "value",
    ["", "nonsense(", "sig1", 'sig1=("x-own")', 'sig1=("@method";req)', 'sig1=("@method" "@method")', "x" * 9000],
)
def test_what_cannot_be_met_is_passed_over(value):
    assert read_accept_signature(value) == ()


def test_an_impossible_wish_leaves_the_next_one():
    assert [wish.label for wish in read_accept_signature('a=("@status"), b=("@method")')] == ["b"]


# Properties
@given(st.data())
def test_any_change_is_refused(data):
    key = data.draw(st.sampled_from([RSA, ED25519]))
    message = post(key)
    headers, method, url, body = dict(message.headers), message.method, message.url, message.body

    match data.draw(st.sampled_from(["method", "target", "host", "created", "keyid", "body", "digest", "signature"])):
        case "method":
            method = data.draw(st.sampled_from(["GET", "PUT", "DELETE", "post"]))
        case "target":
            url += data.draw(st.text("abc/?&=%20", min_size=1, max_size=10))
        case "host":
            url = url.replace(
                "stadt.example", data.draw(st.sampled_from(["evil.example", "stadt.example:80", "stadt.example."]))
            )
        case "created":
            moved = UNIX + data.draw(st.integers(-3600, 3600).filter(bool))
            headers["signature-input"] = (headers["signature-input"][0].replace(str(UNIX), str(moved)),)
        case "keyid":
            headers["signature-input"] = (headers["signature-input"][0].replace("bob", "eve"),)
        case "body":
            body = _flip(body, data)
        case "digest":
            body = _flip(body, data)
            headers["content-digest"] = (content_digest(body),)
        case "signature":
            flipped = _flip(b64decode(headers["signature"][0].removeprefix("sig1=:").removesuffix(":")), data)
            headers["signature"] = (f"sig1=:{b64encode(flipped).decode()}:",)

    refuse(Message(method, url, headers, body), key=key.public)


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *'()";=:,?*-. \t\\',
            "sig1",
            '"@method"',
            '"@query-param"',
            "created",
            "keyid",
            "1",
            '"https://x.example/k"',
            "AAAA",
            "é",
            "\n",
            "²",
        ]
    ),
    max_size=30,
).map("".join)


@given(FRAGMENTS | st.text(max_size=100), FRAGMENTS | st.text(max_size=100))
def test_random_signature_headers_are_refused_in_words(signature_input, signature):
    with pytest.raises(Unauthenticated):
        read_claim(with_signature(post(ED25519), signature_input, signature))


@given(FRAGMENTS, st.dictionaries(st.sampled_from(["host", "date", "content-digest", "x"]), st.text(max_size=30)))
def test_random_coverage_and_headers_are_refused_in_words(covered, headers):
    given_headers = {**post(ED25519).headers, **{name: (value,) for name, value in headers.items()}}
    message = with_signature(
        Message("POST", URL, given_headers, BODY),
        f's=("@method" "@target-uri" "content-digest" {covered});created={UNIX};keyid="{KEY_ID}"',
        "s=:AAAA:",
    )

    refuse(message, key=ED25519.public)


@given(FRAGMENTS | st.text(max_size=100))
def test_a_random_accept_signature_is_never_an_error(value):
    read_accept_signature(value)


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z][a-z0-9_*.-]{0,5}", fullmatch=True),
            st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
            | st.binary(max_size=8)
            | st.booleans()
            | st.integers(-(10**15) + 1, 10**15 - 1),
        ),
        max_size=5,
        unique_by=lambda pair: pair[0],
    )
)
def test_structured_fields_are_read_as_they_are_written(pairs):
    member = InnerList((Item("x", tuple(pairs)),), tuple(pairs))

    assert parse_dictionary(f"a={member}") == {"a": member}


def _flip(content: bytes, data) -> bytes:
    place = data.draw(st.integers(0, len(content) - 1))
    return content[:place] + bytes([content[place] ^ 1 << data.draw(st.integers(0, 7))]) + content[place + 1 :]
