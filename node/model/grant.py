"""Who has a part in all tenants of an installation, and which: nobody's account, and in nobody's database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

PREFIX: Final = "allmende-"
"""With which a grant's secret begins, so that it is told from the token of an account at sight."""


class Part(StrEnum):
    """`COORDINATION` advises: sees the sheets of channels, proposes what to block, and says what it thinks of drafts about
    which somebody asks it. `OPERATION` runs the machine: sees whether a tenant is well. Neither sees anything else that anybody
    wrote."""

    COORDINATION = "kompetenzzentrum"
    OPERATION = "betrieb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """`label` is what tenants are told of who it is."""

    id: str
    part: Part
    label: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A node of the installation, as those with a part in it see it. `state` is in_service, out_of_service or failing;
    `problem` says why, to operators."""

    name: str
    base_url: str
    title: str
    state: str
    problem: str = ""
