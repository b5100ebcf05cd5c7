"""The part of the client API for those who moderate and administer: a file for each area. Every act behind it asks again,
inside its transaction, whose office it is (`node/moderation/office.py`)."""
