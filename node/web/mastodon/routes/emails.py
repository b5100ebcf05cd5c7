"""A person's e-mail address."""

from node.web.mastodon import emails
from node.web.mastodon.routes.table import Routes

ROUTES: Routes = (("POST", "/api/v1/emails/confirmations", emails.send_confirmation),)
