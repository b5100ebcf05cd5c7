"""The client API of Mastodon, for every app people use: one file per resource, its addresses in `routes`."""
