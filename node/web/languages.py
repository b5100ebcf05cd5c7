"""Languages by their own names, which need no translation, and the one a page is answered in."""

from collections.abc import Mapping
from types import MappingProxyType

from node.i18n.translate import LANGUAGES, negotiate, wanted_most
from node.model.language import is_simple
from node.text.language import primary

OWN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "de": "Deutsch",
        "de-simple": "Deutsch (Leichte Sprache)",
        "en": "English",
        "ar": "العربية",
        "bg": "Български",
        "bs": "Bosanski",
        "cs": "Čeština",
        "da": "Dansk",
        "dsb": "Dolnoserbšćina",
        "el": "Ελληνικά",
        "es": "Español",
        "fa": "فارسی",
        "fi": "Suomi",
        "fr": "Français",
        "frr": "Nordfriisk",
        "he": "עברית",
        "hr": "Hrvatski",
        "hsb": "Hornjoserbšćina",
        "hu": "Magyar",
        "it": "Italiano",
        "ja": "日本語",
        "ku": "Kurdî",
        "nds": "Plattdüütsch",
        "nl": "Nederlands",
        "no": "Norsk",
        "pl": "Polski",
        "pt": "Português",
        "ro": "Română",
        "ru": "Русский",
        "sq": "Shqip",
        "sr": "Српски",
        "sv": "Svenska",
        "tr": "Türkçe",
        "uk": "Українська",
        "vi": "Tiếng Việt",
        "zh": "中文",
    }
)


def own_name(tag: str) -> str:
    """`Français` for `fr` and `fr-CA`; the tag itself where we know no name."""
    if is_simple(tag) and primary(tag) == "de":
        return OWN_NAMES["de-simple"]
    return OWN_NAMES.get(primary(tag), tag)


def tongue_of(accept_language: str | None) -> str:
    """What the reader's browser would rather have posts in, where that is a language there are no pages in: posts may be
    there in it. Of those we know by name: each is one more copy of a page that is kept."""
    wanted = wanted_most(accept_language)
    return wanted if wanted in OWN_NAMES and wanted not in LANGUAGES else ""


def choose(asked: str | None, preferred: str | None, accept_language: str | None) -> str:
    """The page's language: `?lang=`, else what the person chose for good, else what the browser asks for."""
    for each in (asked, preferred):
        if each in LANGUAGES:
            return each
    return negotiate(accept_language)
