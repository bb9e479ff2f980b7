"""What can be measured of runs: the public names of `cx.analytics`. One idea a file; all are functions of what a run recorded."""

from __future__ import annotations

from .collection import collect, summaries
from .dispersion import mrs_dispersion
from .event_study import command_ticks, event_study
from .export import Export, export
from .gains import efficiency
from .inequality import Lorenz, gini, inequality, lorenz
from .network import Network, exchange_network
from .prices import prices
from .survival import kaplan_meier, pair_durations, pair_survival
from .volumes import volumes

__all__ = [
    "Export",
    "Lorenz",
    "Network",
    "collect",
    "command_ticks",
    "efficiency",
    "event_study",
    "exchange_network",
    "export",
    "gini",
    "inequality",
    "kaplan_meier",
    "lorenz",
    "mrs_dispersion",
    "pair_durations",
    "pair_survival",
    "prices",
    "summaries",
    "volumes",
]
