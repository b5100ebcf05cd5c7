"""How much of a text or a picture was made by a machine (AI Act Art. 50), and how that is said to everybody."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

_SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
DIGITAL_SOURCE_TYPE = "http://schema.org#digitalSourceType"


class AiUse(StrEnum):
    """`assisted`: a person wrote it with the help of AI; `generated`: AI made it; `modified`: AI changed what a person
    made. `none` needs no label."""

    NONE = "none"
    ASSISTED = "assisted"
    GENERATED = "generated"
    MODIFIED = "modified"

    @property
    def source_type(self) -> str:
        """The word of IPTC's vocabulary that comes nearest, as its address; empty for `none`."""
        return _SOURCE_TYPES[self]


def ai_use_of(text: str) -> AiUse | None:
    """None for a word that is none of ours."""
    return AiUse(text) if text in _WORDS else None


def ai_use_of_source(source: str) -> AiUse:
    """What a word of IPTC's vocabulary says of somebody else's work; what says nothing about AI is `none`."""
    return _BY_SOURCE.get(source.rstrip("/").rpartition("/")[2].lower(), AiUse.NONE)


def ai_words(use: AiUse, language: str | None) -> str:
    """One short sentence for readers whose program knows no labels; German where the text is German, else English.
    Empty for `none`."""
    spoken = "de" if (language or "").lower().split("-")[0] == "de" else "en"
    return _SENTENCES[spoken].get(use, "")


_WORDS = frozenset(each.value for each in AiUse)
_SOURCE_TYPES: Mapping[AiUse, str] = MappingProxyType(
    {
        AiUse.NONE: "",
        AiUse.ASSISTED: f"{_SOURCES}compositeWithTrainedAlgorithmicMedia",
        AiUse.GENERATED: f"{_SOURCES}trainedAlgorithmicMedia",
        AiUse.MODIFIED: f"{_SOURCES}compositeWithTrainedAlgorithmicMedia",
    }
)
_BY_SOURCE: Mapping[str, AiUse] = MappingProxyType(
    {
        "trainedalgorithmicmedia": AiUse.GENERATED,
        "trainedalgorithmicmediadigitalsource": AiUse.GENERATED,
        "compositewithtrainedalgorithmicmedia": AiUse.MODIFIED,
        "compositewithtrainedalgorithmicmediadigitalsource": AiUse.MODIFIED,
    }
)
# The same words as in the catalogues (`legal.label.*`): a test holds them together
_SENTENCES: Mapping[str, Mapping[AiUse, str]] = MappingProxyType(
    {
        "de": MappingProxyType(
            {
                AiUse.ASSISTED: "Mit Unterstützung von KI erstellt.",
                AiUse.GENERATED: "Mit KI erstellt.",
                AiUse.MODIFIED: "Mit KI verändert.",
            }
        ),
        "en": MappingProxyType(
            {
                AiUse.ASSISTED: "Made with the help of AI.",
                AiUse.GENERATED: "Made by AI.",
                AiUse.MODIFIED: "Changed by AI.",
            }
        ),
    }
)
