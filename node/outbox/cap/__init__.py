"""Warnings for programs, in the Common Alerting Protocol 1.2: ours go out (`own`, `write`), those of others
come in (`tree`, `read`, `places`, `mirror`)."""
