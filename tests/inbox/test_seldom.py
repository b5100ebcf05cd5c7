"""What is loaded late is all there."""

from node.inbox.seldom import PROVIDERS, provider
from node.inbox.upkeep import duties, works


async def test_every_kind_of_job_is_known_to_whoever_is_said_to_know_it(node):
    kinds = {kind for known in {provider(each) for each in PROVIDERS} for kind in known(node.node)}

    assert kinds == set(PROVIDERS)
    assert kinds <= set(works(node.node))


async def test_every_duty_can_be_done(node):
    for _, duty in duties(node.node).values():
        await duty()
