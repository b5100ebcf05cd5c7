"""Nothing to do: the activity is well formed and allowed, but means nothing to us."""

from node.errors import Problem


class Ignored(Problem):
    """Its sentence completes "ignored: ...". Raised in a transaction, it takes back what was written there."""
