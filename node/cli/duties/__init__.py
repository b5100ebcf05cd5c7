"""What whoever runs a node has to fulfil, and whether it is: one function for each duty, a file for each area of law.

`manual` means that no program can know; it says what a person has to look at. A duty has a test that breaks it (A13).
"""

from collections.abc import Sequence
from typing import TypeAlias

from node.cli.duties.access import ACCESS
from node.cli.duties.authorities import AUTHORITIES
from node.cli.duties.duty import Duty, Finding, Result
from node.cli.duties.law import LAW
from node.cli.duties.opendata import OPEN_DATA
from node.cli.duties.operation import OPERATION
from node.cli.duties.protection import PROTECTION

__all__ = ["AREAS", "DATA_PROTECTION", "DUTIES", "LEGAL", "Area", "Duty", "Finding", "Result"]

Area: TypeAlias = tuple[str, str, Sequence[Duty]]
LEGAL: Area = ("Recht", "law", (*LAW, *AUTHORITIES))
DATA_PROTECTION: Area = ("Datenschutz", "data protection", PROTECTION)
AREAS: Sequence[Area] = (
    LEGAL,
    DATA_PROTECTION,
    ("Barrierefreiheit", "accessibility", ACCESS),
    ("Offene Daten", "open data", OPEN_DATA),
    ("Betrieb", "operation", OPERATION),
)
DUTIES: Sequence[Duty] = tuple(duty for _, _, duties in AREAS for duty in duties)
