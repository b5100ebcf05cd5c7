"""The line on a profile that leads to its imprint: made by the node, so that readers of other servers and in apps find it
too (M21). It stands beside the lines somebody wrote themselves, and nobody can take it away."""

from node.model.account import Account, Kind, ProfileField
from node.model.addresses import Addresses
from node.text.links import write_link

NAME = "Impressum"


def imprint_fields(account: Account, addresses: Addresses) -> tuple[ProfileField, ...]:
    """Nothing for those who live elsewhere, and for the node itself."""
    if not account.is_local or account.kind is Kind.APPLICATION:
        return ()
    return (ProfileField(NAME, write_link(addresses.imprint_page(account)), None),)
