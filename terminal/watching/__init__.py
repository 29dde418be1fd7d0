"""How others watch a terminal: Prometheus, a file for its node exporter, a signed heartbeat.

Nothing of it may disturb a swipe or a delivery: each has a thread of its own, which nobody waits
for, and what is counted on the way of a swipe is counted in memory.
"""
