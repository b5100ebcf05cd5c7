"""Hints on a text in Leichte Sprache, after annex 2 of BITV 2.0: short sentences, no negation, no genitive, no passive, no
subjunctive, no long words, digits instead of number words.

A machine sees forms and not meanings: each hint is a guess, and says so where it is shown. What is doubtful is rather left
out, as people stop reading hints that are wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_SENTENCE: Final = 12
"""Words."""
LONGEST_WORD: Final = 16
"""Letters between hyphens."""
_SHOWN: Final = 120


class Rule(StrEnum):
    LONG = "long"
    NEGATION = "negation"
    GENITIVE = "genitive"
    PASSIVE = "passive"
    SUBJUNCTIVE = "subjunctive"
    WORD = "word"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Remark:
    """`word` is what it is about; `count` of words, where there are too many."""

    rule: Rule
    sentence: str
    word: str = ""
    count: int = 0


_ABBREVIATION = re.compile(r"\b(z\. ?B|d\. ?h|u\. ?a|bzw|usw|ca|Nr|Dr|Prof|St|Str|Tel|[0-9]{1,2})\.", re.IGNORECASE)
_END = re.compile(r"(?<=[.!?:])[\"“”»«)]*\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[-·\u2010\u2011][^\W\d_]+)*")
_LINK = re.compile(r"https?://\S+|[@#]\w+(?:@\S+)?")
_DOT = "\ue001"

_NEGATIONS: Final = frozenset(
    {"nicht", "nie", "niemals", "niemand", "niemanden", "niemandem", "nichts", "nirgends", "nirgendwo", "weder"}
    | {"kein", "keine", "keinen", "keinem", "keiner", "keines"}
)
_SUBJUNCTIVES: Final = frozenset(
    word + ending
    for word in ("würde", "hätte", "wäre", "könnte", "müsste", "dürfte", "sollte", "wollte")
    for ending in ("", "n", "st", "t")
) - {"sollte", "sollten", "wollte", "wollten", "solltest", "wolltest", "solltet", "wolltet"}  # past tense as well
# „werden“ as it stands in sentences; with a participle it is the passive
_BECOMES: Final = frozenset({"wird", "werden", "wirst", "werdet", "wurde", "wurden", "wurdest", "wurdet"})
_PARTICIPLE = re.compile(
    r"(?:(?:ab|an|auf|aus|bei|dar|durch|ein|fest|fort|her|hin|los|mit|nach|statt|teil|um|unter|vor|weg|weiter|wieder|zu"
    r"|zurück|zusammen)?ge[a-zäöüß]{3,}(?:t|en)|(?:be|ent|er|ver|zer|miss)[a-zäöüß]{3,}(?:t|en)|[a-zäöüß]+iert)"
)
# They look like participles and are infinitives or other words; „werden“ beside an infinitive is the future
_NO_PARTICIPLES: Final = frozenset(
    {"gern", "gestern", "gesund", "genau", "gegen", "gehen", "geben", "gelten", "gehören", "gefallen", "genießen"}
    | {"gelingen", "gewinnen", "geschehen", "gesamt", "geduldig", "gerecht", "geeignet", "bekannt"}
    | {"besser", "bereit", "berechtigt", "erst", "ersten", "entweder", "verwandt", "verschieden", "bestimmt"}
    | {"gut", "gerade", "gemeinsam", "gefährlich", "beiden", "erwachsen", "betroffen", "verrückt"}
)
_INSEPARABLE = re.compile(r"(?:be|ent|er|ver|zer|miss)[a-zäöüß]+en")
# Participles in -en of verbs that do not separate: they sound unlike their infinitives, or they are meant often
_STRONG: Final = frozenset(
    {"beschlossen", "entschieden", "verboten", "begonnen", "besprochen", "versprochen", "verschoben", "erhoben"}
    | {"entnommen", "übernommen", "verloren", "gefunden", "erfunden", "betrieben", "beschrieben", "unterschrieben"}
    | {
        "entworfen",
        "verworfen",
        "bewiesen",
        "verwiesen",
        "überwiesen",
        "ergriffen",
        "begriffen",
        "empfohlen",
        "gestohlen",
    }
)
_ARTICLES_OF: Final = frozenset(
    {"des", "eines", "meines", "deines", "seines", "ihres", "unseres", "eures", "dieses", "jenes", "welches"}
)
_OWNED_BY: Final = frozenset(
    {"wegen", "trotz", "während", "innerhalb", "außerhalb", "statt", "anstatt", "aufgrund", "mithilfe"}
)
# „Leiterin der Schule“: a noun, then „der“ or „deren“, then a noun; the verb would stand between if it were no genitive
_OF_HER = re.compile(
    r"\b[A-ZÄÖÜ][a-zäöüß]+(?:ung|heit|keit|schaft|tion|in|er|e) (?:der|einer|ihrer|seiner|unserer) [A-ZÄÖÜ][a-zäöüß]+"
)
_NUMBER_WORDS: Final = frozenset(
    {"zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "zwanzig", "dreißig"}
    | {"vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig", "hundert", "tausend"}
)
_HIGH_NUMBER = re.compile(r"\b\d{1,3}(?:[. ]\d{3})+\b|\b\d{5,}\b")


def remarks(text: str) -> Sequence[Remark]:
    """In the order of the text."""
    return [remark for sentence in sentences(text) for remark in _about(sentence)]


def sentences(text: str) -> Sequence[str]:
    """One each, without what is no word; lines end a sentence as well, as in lists and headings."""
    text = _ABBREVIATION.sub(lambda match: match[0].replace(".", _DOT), _LINK.sub(" ", text))
    found = (" ".join(each.replace(_DOT, ".").split()).lstrip("-*•> ") for each in _END.split(text))
    return [each for each in found if _WORD.search(each)]


def _about(sentence: str) -> Iterator[Remark]:
    words = _WORD.findall(sentence)
    shown = sentence if len(sentence) <= _SHOWN else f"{sentence[:_SHOWN].rstrip()} …"
    if len(words) > LONGEST_SENTENCE:
        yield Remark(Rule.LONG, shown, count=len(words))
    for rule, found in (
        (Rule.NEGATION, _first(words, _NEGATIONS)),
        (Rule.GENITIVE, _genitive(sentence, words)),
        (Rule.PASSIVE, _passive(words)),
        (Rule.SUBJUNCTIVE, _first(words, _SUBJUNCTIVES)),
        (Rule.NUMBER, _first(words, _NUMBER_WORDS) or _high_number(sentence)),
    ):
        if found:
            yield Remark(rule, shown, found)
    for word in words:
        if any(len(part) > LONGEST_WORD for part in re.split(r"[-·\u2010\u2011]", word)):
            yield Remark(Rule.WORD, shown, word)


def _first(words: Sequence[str], known: frozenset[str]) -> str:
    return next((word for word in words if word.lower() in known), "")


def _genitive(sentence: str, words: Sequence[str]) -> str:
    for at, word in enumerate(words[:-1]):
        following = words[at + 1 : at + 4]
        if word.lower() in _ARTICLES_OF and any(each[0].isupper() and each[-1] in "sn" for each in following):
            return " ".join(words[at : at + 1 + _until_noun(following)])
        if word.lower() in _OWNED_BY and following[0].lower() in _ARTICLES_OF | {"der", "einer"}:
            return " ".join(words[at : at + 2 + _until_noun(following[1:])])
    match = _OF_HER.search(sentence)
    return match[0] if match else ""


def _until_noun(words: Sequence[str]) -> int:
    return next((at + 1 for at, word in enumerate(words) if word[0].isupper()), 0)


def _passive(words: Sequence[str]) -> str:
    """„werden“ with a participle in the same sentence. An infinitive beside „wird“ is the future."""
    form = next((word for word in words if word.lower() in _BECOMES), "")
    if not form:
        return ""
    participle = next((word for word in words if _is_participle(word)), "")
    return f"{form} … {participle}" if participle else ""


def _is_participle(word: str) -> bool:
    if word[0].isupper() or word in _NO_PARTICIPLES:
        return False
    if word in _STRONG:
        return True
    if _INSEPARABLE.fullmatch(word):  # „bezahlen“ is an infinitive, „bezahlt“ would be the participle
        return False
    return _PARTICIPLE.fullmatch(word) is not None


def _high_number(sentence: str) -> str:
    match = _HIGH_NUMBER.search(sentence)
    return match[0] if match else ""
