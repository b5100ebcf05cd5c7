"""The nouns and their pure rules. Frozen values: they can be kept in caches and passed between threads."""
