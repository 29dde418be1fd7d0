"""Readers that pcscd knows, and what is read of the badges on them."""
