"""Devices that badges are presented to; each meets the port `Reader`."""
