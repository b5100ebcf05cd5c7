"""What is answered about uploads."""

from typing import Final

from node.web.openapi.answers.entities import ATTACHMENT
from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import NOTHING

ANSWERS: Final[Answers] = {
    ("POST", "/api/v1/media"): ATTACHMENT,
    ("POST", "/api/v2/media"): ATTACHMENT,
    ("GET", "/api/v1/media/{}"): ATTACHMENT,
    ("PUT", "/api/v1/media/{}"): ATTACHMENT,
    ("DELETE", "/api/v1/media/{}"): NOTHING,
}
