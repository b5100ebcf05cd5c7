"""Mail to people of ours: what is said, and how it gets out."""
