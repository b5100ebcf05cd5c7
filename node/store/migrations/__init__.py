"""Numbered schema changes, forwards only; `database.py` applies them, each in its own transaction."""
