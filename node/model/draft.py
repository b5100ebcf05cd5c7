"""What somebody wants to publish, before it is one of our posts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from node.model.appointment import Appointment
from node.model.label import AiUse
from node.model.media import Media
from node.model.place import Place
from node.model.post import Policy
from node.model.visibility import Visibility

Format = Literal["plain", "markdown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`text` as typed. `translations` are further languages of it (BCP 47 tag to text). `kind` is Note, Article, or Event,
    which has an `appointment` and a `name`.

    `correction` says what an edit puts right (S18). `application` is the name of the app it is written with,
    `application_url` its site. `automated`: no person wrote this one; posts of services always are. `urgent`: it overtakes
    whatever else waits to be delivered.
    """

    text: str
    format: Format = "plain"
    visibility: Visibility = Visibility.PUBLIC
    language: str | None = None
    translations: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    name: str = ""
    kind: str = "Note"
    sensitive: bool = False
    in_reply_to_id: int | None = None
    quote_of_id: int | None = None
    options: tuple[str, ...] = ()
    multiple: bool = False
    hides_totals: bool = False
    closes_at: datetime | None = None
    media: tuple[Media, ...] = ()
    policy: Policy = field(default_factory=Policy)
    application: str = ""
    application_url: str = ""
    ai: AiUse = AiUse.NONE
    automated: bool = False
    correction: str = ""
    place: Place | None = None
    urgent: bool = False
    appointment: Appointment | None = None
