"""Benchmarks: what a node costs per operation. `make bench` runs them all; docs/performance.md tells the method."""
