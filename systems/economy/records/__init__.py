"""What can be recorded of an exchange economy: the tables and columns that people's scripts rely on. One kind of rows a file."""

from .agents import AGENTS
from .cells import CELLS
from .happenings import LAMBDA_UPDATES, PAIRINGS, TRADES
from .summary import LABELS, SUMMED, summarise
from .ticks import TICKS

RECORDS = (TICKS, AGENTS, CELLS, TRADES, PAIRINGS, LAMBDA_UPDATES)

__all__ = ["LABELS", "RECORDS", "SUMMED", "summarise"]
