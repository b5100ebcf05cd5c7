"""How long what nobody needs any longer is kept. What tidies up and what tells people about it read the same figures."""

from datetime import timedelta
from typing import Final

RECEIVED: Final = timedelta(days=30)
DELIVERIES: Final = timedelta(days=14)
WITHDRAWN: Final = timedelta(days=7)
CODES: Final = timedelta(days=1)
APP_TOKENS: Final = timedelta(days=180)
UNUSED_APPS: Final = timedelta(days=30)
APPS: Final = timedelta(days=365)
BROWSERS: Final = timedelta(days=365)
SESSIONS: Final = timedelta(days=14)
POST_KEYS: Final = timedelta(hours=1)
DELETIONS: Final = timedelta(days=400)
"""The list of what left the public: whoever takes a dump at least once a year misses no entry."""
HINDRANCES: Final = timedelta(days=365)
"""Reports of barriers, once they are answered."""
UNCONFIRMED: Final = timedelta(days=3)
"""Subscriptions by mail that nobody has confirmed."""
LETTERS: Final = timedelta(days=30)
"""Which posts were sent to whom, and nothing of what became of it."""
FOLLOWER_DAYS: Final = timedelta(days=2 * 366)
"""How many followers were won and lost on which day; afterwards only how many there are."""
UNUSED_FILES: Final = timedelta(days=1)
ARCHIVES: Final = timedelta(days=7)
"""Of accounts, for whoever asked for one in their settings."""
LIST_IMPORTS: Final = timedelta(days=30)
"""What became of tables that somebody brought; the tables themselves go at once when they are worked off."""
EXTRACTS: Final = timedelta(days=7)
"""What is handed over to an authority, for the two who released it; once it has been handed over it goes at once."""
DISCLOSURE_YEARS: Final = 3
"""Who was concerned by a request of an authority and who dealt with it, from the end of its year on (§§ 195, 199 BGB)."""
MONTH: Final = timedelta(days=31)
FAILING_READERS: Final = timedelta(days=3)
"""Of a feed: whoever has not taken news of it for so long is not told any more."""
