"""Protocols of matching other than the default: what each pair that is possible is worth."""
