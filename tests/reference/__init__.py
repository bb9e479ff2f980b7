"""Slow, readable twins of the kernels, written to be read against the rules (economy.md), not to be fast."""
