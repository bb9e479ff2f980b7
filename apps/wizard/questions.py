"""What the wizard asks, as data: each question with its default, its bounds, and where the answer goes.

The bounds are those of the original's scenario builder (economy.md section 7), so nothing that can be answered is out of reach for a
person who watches; flags and files of `catallax generate` allow more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...scenarios.economy.schema import EconomyScenario
from ...scenarios.generate.request import READERS, REGIMES, Bad, utilities_text
from ...scenarios.problems import shown

Answers = dict[str, Any]
Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Question:
    """One question.

    key      of the answer, in a file of answers too
    text     the question
    read     turns what was typed, or what a file says, into the answer; raises Bad
    default  the answer if none is given: a value, or a function of the answers before
    rule     what may be answered, shown with the question
    asked    whether it makes sense, given the answers before
    setting  the key of the scenario that the answer sets, if it is no flag of `catallax generate`
    """

    key: str
    text: str
    read: Read
    default: Any
    rule: str
    asked: Callable[[Mapping[str, Any]], bool] = lambda answers: True
    setting: str = ""

    def default_for(self, answers: Mapping[str, Any]) -> Any:
        """Return the answer that holds if none is given."""
        return self.default(answers) if callable(self.default) else self.default


def whole(least: int, most: int) -> Read:
    """Return a reader of whole numbers between bounds."""

    def read(value: Any) -> int:
        try:
            number = int(value) if isinstance(value, str) else value
        except ValueError:
            number = None
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
            raise Bad(f"a whole number from {least} to {most}")
        return number

    return read


def real(least: float, most: float) -> Read:
    """Return a reader of numbers between bounds."""

    def read(value: Any) -> float:
        try:
            number = float(value) if isinstance(value, str) else value
        except ValueError:
            number = None
        if isinstance(number, bool) or not isinstance(number, int | float) or not least <= number <= most:
            raise Bad(f"a number from {least:g} to {most:g}")
        return float(number)

    return read


def flag_like(name: str) -> Read:
    """Return the reader of a flag of `catallax generate`."""

    def read(value: Any) -> Any:
        found = READERS[name](value.strip() if isinstance(value, str) else value)
        return utilities_text(found) if name == "utilities" else list(found) if isinstance(found, tuple) else found

    return read


def has_money(answers: Mapping[str, Any]) -> bool:
    """Whether there is money in the economy that is asked about."""
    return bool(answers["exchange_regime"] != "barter_only")


def _whole(key: str, text: str, least: int, most: int, default: Any, setting: str = "") -> Question:
    return Question(key, text, whole(least, most), default, f"{least} to {most}", setting=setting)


def _real(key: str, text: str, least: float, most: float, default: float, setting: str = "") -> Question:
    return Question(key, text, real(least, most), default, f"{least:g} to {most:g}", setting=setting)


MOST_TICKS = 1_000_000
QUESTIONS: tuple[Question, ...] = (
    Question("name", "What will people call it?", flag_like("name"), "my_scenario", "a name"),
    _whole("seed", "Which seed?", 0, 2**31 - 1, 1),
    _whole("ticks", "How many ticks will it run?", 1, MOST_TICKS, EconomyScenario.model_fields["ticks"].default, "ticks"),
    _whole("agents", "How many agents?", 1, 1000, 20),
    _whole("grid", "How many cells on a side of the grid?", 5, 200, 20),
    Question("inventory_range", "How much of A, and of B, does each have?", flag_like("inventory_range"), [10, 50], "MIN,MAX"),
    Question("utilities", "Which utility functions?", flag_like("utilities"), "ces,linear",
             "ces, linear, quadratic, translog, stone_geary; with weights ces:2,linear:1"),
    Question("exchange_regime", "What is exchanged for what?", flag_like("exchange_regime"), "barter_only", ", ".join(REGIMES)),
    Question("money_range", "How much money does each have?", flag_like("money_range"), [10, 50], "MIN,MAX", has_money),
    Question("lambda_money", "What is a unit of money worth to them?", real(0.001, 1000), 1.0, "0.001 to 1000", has_money),
    Question("money_mode", "Does that stay, or do they learn it?", flag_like("money_mode"), "quasilinear",
             "quasilinear, kkt_lambda", has_money),
    _real("density", "Which share of cells bears a resource?", 0.0, 1.0, 0.1),
    _whole("amount", "How much is on each?", 1, 100, 10),
    _whole("growth", "How much of it grows again in a tick?", 0, 20, 1),
    _whole("resource_max", "Up to how much?", 1, 100, lambda answers: answers["amount"], "params.resource_max_amount"),
    _whole("regen_cooldown", "How many ticks after a harvest?", 0, 100, 5, "params.resource_regen_cooldown"),
    _whole("vision", "How far do agents see, in cells?", 0, 50, 5),
    _whole("interaction", "How near must partners be to trade, in cells?", 0, 50, 2, "params.interaction_radius"),
    _whole("move", "How many steps can they go in a tick?", 1, 20, 1),
    _real("spread", "How much do they add to a price when they sell?", 0.0, 1.0, 0.1, "params.spread"),
    _whole("dA_max", "How many units of A are traded at most at once?", 1, 100, 5, "params.dA_max"),
    _whole("forage_rate", "How much do they harvest at most at once?", 1, 20, 1, "params.forage_rate"),
    _real("beta", "What is a gain one step away worth, to one here?", 0.01, 1.0, 0.95, "params.beta"),
    _whole("trade_cooldown", "How many ticks do two avoid each other after a trade that failed?", 0, 100, 5, "params.trade_cooldown_ticks"),
)  # fmt: skip
BY_KEY = {question.key: question for question in QUESTIONS}
FLAGS = ("seed", "agents", "grid", "inventory_range", "utilities", "exchange_regime", "money_range", "lambda_money", "money_mode", "vision")


def flags_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the flags of `catallax.generate` that answers to all questions come to, without the name."""
    flags = {key: answers[key] for key in FLAGS if key in answers}
    flags["resources"] = [answers["density"], answers["amount"], answers["growth"]]
    flags["movement"] = answers["move"]
    flags["settings"] = {question.setting: answers[question.key] for question in QUESTIONS if question.setting}
    return flags


def typed(value: Any) -> str:
    """Return an answer as a person would type it."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def refusal(question: Question, value: Any, bad: Bad) -> str:
    """Return the message for an answer that is none."""
    return f"{question.key}: got {shown(value)}; needs {bad.needs}.{' ' + bad.remedy if bad.remedy else ''}"
