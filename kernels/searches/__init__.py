"""Protocols of search other than the default: what agents do that see nobody to trade with."""
