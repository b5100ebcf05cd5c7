"""What authorities ask for: the register, and how two persons answer (row 90, S28)."""
