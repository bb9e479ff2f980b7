"""What can be recorded of an exchange economy: the tables and columns that people's scripts rely on. One kind of rows a file."""

from .agents import AGENTS
from .attempts import ATTEMPTS
from .cells import CELLS
from .decisions import DECISIONS
from .happenings import LAMBDA_UPDATES, PAIRINGS, TRADES
from .mode_changes import MODE_CHANGES
from .preferences import PREFERENCES
from .quotes import QUOTES
from .summary import LABELS, SUMMED, summarise
from .ticks import TICKS

RECORDS = (TICKS, AGENTS, CELLS, TRADES, PAIRINGS, DECISIONS, PREFERENCES, ATTEMPTS, QUOTES, MODE_CHANGES, LAMBDA_UPDATES)

__all__ = ["LABELS", "RECORDS", "SUMMED", "summarise"]
