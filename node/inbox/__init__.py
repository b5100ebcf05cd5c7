"""What other servers send: taken in (`receive.py`), acted on (`process.py`, one file per kind of activity)."""
