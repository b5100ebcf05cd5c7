"""Templates of posts, answers and sheets: kept here, given to others as packs, and offered by an office that advises."""
