"""Fills a new world before its first tick. Every draw is a pure function of (seed, stream, uid)."""
