"""Who sees what: what a new post sets off, who is told, and lists of posts."""
