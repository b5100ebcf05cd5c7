"""What our people do: one file per act, one door out (`send.py`)."""
