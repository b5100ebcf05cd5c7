"""What is allowed: to whom, by whom, with whom."""
