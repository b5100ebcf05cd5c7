"""Pictures, films and sounds: what they are, what is made of them, where they lie."""
