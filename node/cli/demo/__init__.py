"""The two towns of `allmende dev`: who lives there, and a month of what they said. Invented, every word of it."""
