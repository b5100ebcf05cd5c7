"""What one operation may be asked: who may, and with which values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from node.model.grant import Part
from node.web.openapi.schema import COUNT, DIGITS, Schema, each, text

Values: TypeAlias = Mapping[str, Schema]
Key: TypeAlias = tuple[str, str]
"""Method, and address with `{}` for its parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`scopes`: a token needs one of them; `anonymous`: it may also come without a token (then `scopes` are those of a
    token that is shown). Values come in the address (`query`) or, where `in_body`, as JSON, form or multipart; names in
    `files` are uploads, multipart only. `success` are the statuses of success. `paged`: the answer has a `Link` header.
    `part`: a program needs a secret of that part in the installation instead of a token (`web/granted.py`).
    `also` are other forms of the answer, for whoever accepts them; `errors` is the form of refusals, where it is not that of
    all the others. `json_only`: the body is JSON, no form.
    """

    summary: str
    in_body: bool
    scopes: Sequence[str] = ()
    anonymous: bool = False
    query: Values = field(default_factory=dict)
    body: Values = field(default_factory=dict)
    required: Sequence[str] = ()
    files: Sequence[str] = ()
    success: Sequence[int] = (200,)
    paged: bool = False
    deprecated: bool = False
    parts: Values = field(default_factory=dict)
    content: str = "application/json"
    also: Sequence[str] = ()
    errors: str = ""
    json_only: bool = False
    part: Part | None = None

    def by(self, **values: Schema) -> "Operation":
        """With these values beside those it has."""
        if self.in_body:
            return replace(self, body={**self.body, **values})
        return replace(self, query={**self.query, **values})


Operations: TypeAlias = Mapping[Key, Operation]

LIMIT: Final[Values] = {"limit": COUNT}
OFFSET: Final[Values] = {"limit": COUNT, "offset": COUNT}
PAGE: Final[Values] = {"max_id": DIGITS, "since_id": DIGITS, "min_id": DIGITS, "limit": COUNT}
IDS: Final = each(DIGITS)
NAME: Final = text(most=100)


def get(summary: str, *scopes: str, public: bool = False, paged: bool = False) -> Operation:
    """Something to read; `by` says by which values of the address."""
    return Operation(
        summary=summary, in_body=False, scopes=scopes, anonymous=public, paged=paged, query=PAGE if paged else {}
    )


def act(
    summary: str,
    *scopes: str,
    required: Sequence[str] = (),
    public: bool = False,
    files: Sequence[str] = (),
    success: Sequence[int] = (200,),
) -> Operation:
    """Something to do; `by` says with which values in the body."""
    return Operation(
        summary=summary,
        in_body=True,
        scopes=scopes,
        anonymous=public,
        required=required,
        files=files,
        success=success,
    )
