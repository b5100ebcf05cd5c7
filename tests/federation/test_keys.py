"""Keys: what is accepted, what is refused, and that the many shapes of a PEM are all read."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, strategies as st

from node.errors import Invalid
from node.federation import keys
from node.federation.multibase import from_base58btc, to_base58btc

RSA = keys.generate_rsa()
ED25519 = keys.generate_ed25519()


def spki(key) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_a_signature_is_verified_by_the_public_half_only(key):
    signature = key.sign(b"Amtsblatt")

    assert key.public.verify(signature, b"Amtsblatt")
    assert not key.public.verify(signature, b"Amtsblatt!")
    assert not key.public.verify(signature[:-1], b"Amtsblatt")
    assert not keys.generate_ed25519().public.verify(signature, b"Amtsblatt")


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_a_private_key_survives_storage(key):
    stored = keys.load_private(key.pem)

    assert stored.kind == key.kind
    assert stored.public == key.public
    assert key.public.verify(stored.sign(b"x"), b"x")
    assert "PRIVATE" not in repr(key)


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_a_public_key_survives_both_published_forms(key):
    assert keys.load_public(key.public.pem) == key.public
    assert keys.from_multibase(key.public.multibase) == key.public


def test_the_published_multikey_of_the_specification_is_read():
    known = keys.from_multibase("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")  # vc-di-eddsa

    assert known.kind == "ed25519"
    assert known.multibase == "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pem: pem.replace("\n", "\r\n"),
        lambda pem: pem.replace("\n", "\n\n"),
        lambda pem: pem.replace("\n", "\\n"),
        lambda pem: pem.replace("\n", " "),
        lambda pem: "\n   ".join(("", *pem.splitlines(), "")),
        lambda pem: pem.rstrip("\n"),
        lambda pem: "-----BEGIN PUBLIC KEY-----" + "".join(pem.splitlines()[1:-1]) + "-----END PUBLIC KEY-----",
    ],
    ids=["crlf", "doubled", "escaped", "one line", "indented", "no last break", "unbroken"],
)
def test_a_pem_is_read_however_its_white_space_was_treated(spoil):
    assert keys.load_public(spoil(RSA.public.pem)) == RSA.public


def test_a_pkcs1_pem_is_read():
    pem = RSA.public._key.public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()

    assert "RSA PUBLIC KEY" in pem
    assert keys.load_public(pem) == RSA.public


def test_a_short_rsa_key_is_refused():  # T-034
    with pytest.raises(Invalid, match="1024 bits"):
        keys.load_public(spki(rsa.generate_private_key(65537, 1024)))  # weak on purpose


def test_a_huge_rsa_key_is_refused():
    modulus = (1 << 8200) + 1
    pem = rsa.RSAPublicNumbers(65537, modulus).public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()

    with pytest.raises(Invalid, match="more than 8192"):
        keys.load_public(pem)


@pytest.mark.parametrize("exponent", [1, 2, 65536, (1 << 65) + 1])
def test_a_worthless_exponent_is_refused(exponent):  # T-034
    modulus = RSA.public._key.public_numbers().n
    der = _pkcs1(modulus, exponent)

    with pytest.raises(Invalid):
        keys.from_multibase(to_base58btc(b"\x85\x24" + der))


def test_a_key_of_another_kind_is_refused():
    with pytest.raises(Invalid, match="RSA or Ed25519"):
        keys.load_public(spki(ec.generate_private_key(ec.SECP256R1())))


@pytest.mark.parametrize("bits", [1024, 16384])
def test_we_generate_no_key_that_we_would_refuse(bits):
    with pytest.raises(Invalid):
        keys.generate_rsa(bits)


@given(st.text(max_size=300))
def test_random_text_is_refused_as_a_key(text):
    for load in (keys.load_public, keys.load_private, keys.from_multibase):
        with pytest.raises(Invalid):
            load(text)


@given(st.binary(max_size=64))
def test_base58_reads_what_it_writes(data):
    assert from_base58btc(to_base58btc(data)) == data


def _pkcs1(modulus: int, exponent: int) -> bytes:
    def length(n: int) -> bytes:
        return (
            bytes([n])
            if n < 128
            else bytes([0x80 | (n.bit_length() + 7) // 8]) + n.to_bytes((n.bit_length() + 7) // 8, "big")
        )

    def integer(n: int) -> bytes:
        raw = n.to_bytes(n.bit_length() // 8 + 1, "big")
        return b"\x02" + length(len(raw)) + raw

    body = integer(modulus) + integer(exponent)
    return b"\x30" + length(len(body)) + body
