"""Allmende: an ActivityPub node for public administrations, associations and cooperatives."""

__version__ = "0.1.0"
