"""Lists of accounts, hosts and posts as tables (CSV) in the form that Mastodon gives and takes: `give.py` writes them,
`read.py` reads what somebody brings, `take_over.py` does in the background what it says."""
