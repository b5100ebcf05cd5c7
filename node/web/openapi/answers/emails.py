"""What is answered about a person's e-mail address."""

from typing import Final

from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import NOTHING

ANSWERS: Final[Answers] = {("POST", "/api/v1/emails/confirmations"): NOTHING}
