"""What is answered about e-mail addresses: nothing."""

from typing import Final

from node.web.openapi.answers.table import Answers
from node.web.openapi.schema import NOTHING

ANSWERS: Final[Answers] = {
    ("POST", "/api/v1/emails/confirmations"): NOTHING,
    ("POST", "/api/v1/accounts/{}/email_subscriptions"): NOTHING,
}
