"""What the German Länder and the federation have laid down: whom one may complain to about data, and which law lets a public
body handle data beside Art. 6 GDPR. Used where an organisation's configuration says nothing of its own.

The authorities of the Länder were compared with the public list of datenanfragen.de in November 2026; it is older where the
office or its title has changed since (Saxony, Lower Saxony, Saxony-Anhalt). The paragraphs were compared with what a comment
names. For those that are not `sourced` nothing reliable was found: pages do not name them, and `allmende check` asks to have
them looked up and configured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Land:
    """`authority` is the data protection authority, `website` its site, `basis` the law for tasks of public bodies;
    `sourced`: the paragraph was seen in the law or its table of contents, or in notices of bodies there."""

    authority: str
    website: str
    basis: str
    sourced: bool = True


NOWHERE = Land("", "", "")
LANDS: Mapping[str, Land] = MappingProxyType(
    {
        "BUND": Land(
            "Die Bundesbeauftragte für den Datenschutz und die Informationsfreiheit",
            "https://www.bfdi.bund.de",
            "§ 3 BDSG",  # as notices and registers of federal bodies name it
        ),
        "BW": Land(
            "Der Landesbeauftragte für den Datenschutz und die Informationsfreiheit Baden-Württemberg",
            "https://www.baden-wuerttemberg.datenschutz.de",
            "§ 4 LDSG BW",
            sourced=False,
        ),
        "BY": Land(
            "Der Bayerische Landesbeauftragte für den Datenschutz",
            "https://www.datenschutz-bayern.de",
            "Art. 4 Abs. 1 BayDSG",  # as privacy notices of Bavarian universities name it
        ),
        "BE": Land(
            "Berliner Beauftragte für Datenschutz und Informationsfreiheit",
            "https://www.datenschutz-berlin.de",
            "§ 3 BlnDSG",  # text of § 3 at gdpr.berlin
        ),
        "BB": Land(
            "Die Landesbeauftragte für den Datenschutz und für das Recht auf Akteneinsicht Brandenburg",
            "https://www.lda.brandenburg.de",
            "§ 5 BbgDSG",  # table of contents at bravors.brandenburg.de
        ),
        "HB": Land(
            "Die Landesbeauftragte für Datenschutz und Informationsfreiheit der Freien Hansestadt Bremen",
            "https://www.datenschutz.bremen.de",
            "§ 3 BremDSGVOAG",  # table of contents at transparenz.bremen.de
        ),
        "HH": Land(
            "Der Hamburgische Beauftragte für Datenschutz und Informationsfreiheit",
            "https://datenschutz-hamburg.de",
            "§ 4 HmbDSG",  # privacy notice of datenschutz-hamburg.de
        ),
        "HE": Land(
            "Der Hessische Beauftragte für Datenschutz und Informationsfreiheit",
            "https://datenschutz.hessen.de",
            "§ 3 HDSIG",  # table of contents at lexaris.io
        ),
        "MV": Land(
            "Der Landesbeauftragte für Datenschutz und Informationsfreiheit Mecklenburg-Vorpommern",
            "https://www.datenschutz-mv.de",
            "§ 4 DSG M-V",  # table of contents at datenschutzgesetze.eu
        ),
        "NI": Land(
            "Der Landesbeauftragte für den Datenschutz Niedersachsen",
            "https://www.lfd.niedersachsen.de",
            "§ 3 NDSG",  # as several notices and registers of bodies there name it
        ),
        "NW": Land(
            "Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen",
            "https://www.ldi.nrw.de",
            "§ 3 DSG NRW",
            sourced=False,
        ),
        "RP": Land(
            "Der Landesbeauftragte für den Datenschutz und die Informationsfreiheit Rheinland-Pfalz",
            "https://www.datenschutz.rlp.de",
            "§ 3 LDSG RP",
            sourced=False,
        ),
        "SL": Land(
            "Unabhängiges Datenschutzzentrum Saarland",
            "https://www.datenschutz.saarland.de",
            "§ 4 SDSG",
            sourced=False,
        ),
        "SN": Land(
            "Sächsische Datenschutz- und Transparenzbeauftragte",
            "https://www.datenschutz.sachsen.de",
            "§ 3 SächsDSDG",  # table of contents at help.robin-data.io
        ),
        "ST": Land(
            "Landesbeauftragte für den Datenschutz Sachsen-Anhalt",
            "https://datenschutz.sachsen-anhalt.de",
            "§ 4 DSAG LSA",  # text of § 4 at externer-datenschutzbeauftragter-dresden.de
        ),
        "SH": Land(
            "Unabhängiges Landeszentrum für Datenschutz Schleswig-Holstein",
            "https://www.datenschutzzentrum.de",
            "§ 3 LDSG SH",
            sourced=False,
        ),
        "TH": Land(
            "Thüringer Landesbeauftragter für den Datenschutz und die Informationsfreiheit",
            "https://www.tlfdi.de",
            "§ 16 ThürDSG",
            sourced=False,
        ),
    }
)


def land_of(state: str) -> Land:
    """All empty for none."""
    return LANDS.get(state, NOWHERE)
