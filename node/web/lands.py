"""What the German Länder and the federation have laid down: whom one may complain to about data, and which law lets a public
body handle data beside Art. 6 GDPR. Used where an organisation's configuration says nothing of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Land:
    """`authority` is the data protection authority, `website` its site, `basis` the law for tasks of public bodies."""

    authority: str
    website: str
    basis: str


NOWHERE = Land("", "", "")
LANDS: Mapping[str, Land] = MappingProxyType(
    {
        "BUND": Land(
            "Die Bundesbeauftragte für den Datenschutz und die Informationsfreiheit",
            "https://www.bfdi.bund.de",
            "§ 3 BDSG",
        ),
        "BW": Land(
            "Der Landesbeauftragte für den Datenschutz und die Informationsfreiheit Baden-Württemberg",
            "https://www.baden-wuerttemberg.datenschutz.de",
            "§ 4 LDSG BW",
        ),
        "BY": Land(
            "Der Bayerische Landesbeauftragte für den Datenschutz",
            "https://www.datenschutz-bayern.de",
            "Art. 4 Abs. 1 BayDSG",
        ),
        "BE": Land(
            "Berliner Beauftragte für Datenschutz und Informationsfreiheit",
            "https://www.datenschutz-berlin.de",
            "§ 3 BlnDSG",
        ),
        "BB": Land(
            "Die Landesbeauftragte für den Datenschutz und für das Recht auf Akteneinsicht Brandenburg",
            "https://www.lda.brandenburg.de",
            "§ 5 BbgDSG",
        ),
        "HB": Land(
            "Die Landesbeauftragte für Datenschutz und Informationsfreiheit der Freien Hansestadt Bremen",
            "https://www.datenschutz.bremen.de",
            "§ 3 BremDSGVOAG",
        ),
        "HH": Land(
            "Der Hamburgische Beauftragte für Datenschutz und Informationsfreiheit",
            "https://datenschutz-hamburg.de",
            "§ 4 HmbDSG",
        ),
        "HE": Land(
            "Der Hessische Beauftragte für Datenschutz und Informationsfreiheit",
            "https://datenschutz.hessen.de",
            "§ 3 HDSIG",
        ),
        "MV": Land(
            "Der Landesbeauftragte für Datenschutz und Informationsfreiheit Mecklenburg-Vorpommern",
            "https://www.datenschutz-mv.de",
            "§ 4 DSG M-V",
        ),
        "NI": Land(
            "Der Landesbeauftragte für den Datenschutz Niedersachsen",
            "https://www.lfd.niedersachsen.de",
            "§ 3 NDSG",
        ),
        "NW": Land(
            "Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen",
            "https://www.ldi.nrw.de",
            "§ 3 DSG NRW",
        ),
        "RP": Land(
            "Der Landesbeauftragte für den Datenschutz und die Informationsfreiheit Rheinland-Pfalz",
            "https://www.datenschutz.rlp.de",
            "§ 3 LDSG RP",
        ),
        "SL": Land(
            "Unabhängiges Datenschutzzentrum Saarland",
            "https://www.datenschutz.saarland.de",
            "§ 4 SDSG",
        ),
        "SN": Land(
            "Sächsische Datenschutz- und Transparenzbeauftragte",
            "https://www.datenschutz.sachsen.de",
            "§ 3 SächsDSDG",
        ),
        "ST": Land(
            "Landesbeauftragte für den Datenschutz Sachsen-Anhalt",
            "https://datenschutz.sachsen-anhalt.de",
            "§ 4 DSAG LSA",
        ),
        "SH": Land(
            "Unabhängiges Landeszentrum für Datenschutz Schleswig-Holstein",
            "https://www.datenschutzzentrum.de",
            "§ 3 LDSG SH",
        ),
        "TH": Land(
            "Thüringer Landesbeauftragter für den Datenschutz und die Informationsfreiheit",
            "https://www.tlfdi.de",
            "§ 16 ThürDSG",
        ),
    }
)


def land_of(state: str) -> Land:
    """All empty for none."""
    return LANDS.get(state, NOWHERE)
