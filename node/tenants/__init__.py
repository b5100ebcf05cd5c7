"""Many nodes in one installation: which there are, how they are served by one process, how one is carried elsewhere (M35)."""
