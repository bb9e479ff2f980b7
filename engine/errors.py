"""Errors that say where, what was found, what is needed, and what to do."""

from __future__ import annotations


class EngineError(Exception):
    """A mistake in how a world is put together or used.

    where  the place: a table, a system and its parameter
    got    what was found there
    needs  the rule
    remedy what to do
    """

    def __init__(self, where: str, got: str, needs: str, remedy: str = "") -> None:
        self.where, self.got, self.needs, self.remedy = where, got, needs, remedy
        super().__init__(f"{where}: got {got}; needs {needs}. {remedy}".strip())


class AmbiguousOrder(EngineError):
    """Two systems touch the same columns, one of them writing, and nothing says which goes first."""
