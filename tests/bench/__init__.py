"""Benchmarks: `make bench`.

Each figure is a ratio to the least that the machine needs for the same promise, with both sides
measured in turns in one run. Microseconds belong to this machine; the ratio is what to compare.
"""
