"""What agents, cells and worlds of an exchange economy are made of. One component a file; here all of them together."""

from .aggregates import Aggregates
from .cells import Cell, Claim
from .claims import Commitment
from .cooldowns import Cooldowns
from .home import Home
from .institution import Customs, Institution
from .intent import ACTIVITIES, Intent
from .inventory import GOODS, Inventory
from .lambda_updates import BOUNDS, LambdaUpdate
from .market import CellList, Horizon, Market
from .memory import Memory
from .mode import MODES, Mode
from .money import MONEY_FORMS, MoneyTaste
from .options import Options
from .pairing import Pairing
from .pairing_events import EVENTS, REASONS, PairingEvent
from .position import Grid, Position
from .preferences import FAMILIES, PARAMETERS, Preferences
from .protocols import Protocols
from .quotes import EXCHANGES, Quotes
from .recording import EVERYONE, Recording
from .rules import EXECUTIONS, Rules
from .spawning import Spawning
from .strips import FreeCells
from .trades import Trade
from .vision import Vision
from .zones import Zone

__all__ = [
    "ACTIVITIES",
    "BOUNDS",
    "EVENTS",
    "EVERYONE",
    "EXCHANGES",
    "EXECUTIONS",
    "FAMILIES",
    "GOODS",
    "MODES",
    "MONEY_FORMS",
    "PARAMETERS",
    "REASONS",
    "Aggregates",
    "Cell",
    "CellList",
    "Claim",
    "Commitment",
    "Cooldowns",
    "Customs",
    "FreeCells",
    "Grid",
    "Home",
    "Horizon",
    "Institution",
    "Intent",
    "Inventory",
    "LambdaUpdate",
    "Market",
    "Memory",
    "Mode",
    "MoneyTaste",
    "Options",
    "Pairing",
    "PairingEvent",
    "Position",
    "Preferences",
    "Protocols",
    "Quotes",
    "Recording",
    "Rules",
    "Spawning",
    "Trade",
    "Vision",
    "Zone",
]
