"""base58btc with its multibase prefix `z`: how Multikeys and integrity proofs write bytes."""

from typing import Final

from node.errors import Invalid

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)}
_LONGEST: Final = 4_096  # the arithmetic is quadratic in the length


def to_base58btc(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    letters: list[str] = []
    while number:
        number, rest = divmod(number, 58)
        letters.append(_ALPHABET[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(reversed(letters))


def from_base58btc(text: str) -> bytes:
    if not text.startswith("z") or len(text) > _LONGEST:
        raise Invalid("this is not base58btc (z...)")
    digits = text[1:]
    number = 0
    for letter in digits:
        value = _VALUES.get(letter)
        if value is None:
            raise Invalid("this is not base58btc (z...)")
        number = number * 58 + value
    zeros = len(digits) - len(digits.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
