"""What the report says of an exchange economy. A part of the page a file."""

from .gains import gains, key_numbers
from .network import network
from .pairings import pairings
from .resources import resources
from .trades import trades
from .wealth import wealth
from .where import where

SECTIONS = (gains, trades, wealth, where, resources, network, pairings)

__all__ = ["SECTIONS", "key_numbers"]
