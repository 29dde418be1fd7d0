"""Protime over HTTP: what a clocking looks like there, and what its answers mean."""
