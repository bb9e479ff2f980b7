"""The conversation: one question after the other, wrong answers told and asked again, a look at what comes of it, a last word."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...scenarios.economy.schema import EconomyScenario
from ...scenarios.generate.generator import Generated, generate
from ...scenarios.generate.request import Bad
from ...scenarios.problems import ScenarioError, nearest
from .answers import complete
from .questions import BY_KEY, QUESTIONS, Answers, Question, flags_of, refusal, typed

Ask = Callable[[str], str]
"""Shows a prompt and returns what was typed."""
Say = Callable[[str], None]


def made_of(answers: Answers) -> Generated:
    """Return the scenario of answers: what the same flags of `catallax generate` give. Raises ScenarioError."""
    return generate(answers["name"], **flags_of(answers))


def converse(ask: Ask, say: Say, look: Callable[[EconomyScenario], Iterable[str]], place: Callable[[str], str]) -> Generated | None:
    """Ask everything, show what comes of it, and change answers for as long as the person likes; return the scenario, None for no.

    look   the lines of a preview;  place  says where a scenario of this name would be written
    """
    say("Press Enter for the answer in brackets. Ctrl-C ends this, and nothing is written.\n")
    answers: Answers = {}
    for question in QUESTIONS:
        if question.asked(answers):
            answers[question.key] = _answer(question, answers, ask, say)
    while True:
        made, key = _made(answers, say), ""
        if made is not None and isinstance(made.scenario, EconomyScenario):
            say("")
            for line in look(made.scenario):
                say(line)
            reply = ask(f"\nWrite {place(made.name)}? [Y/n, or an answer to change, such as agents] ").strip()
            if reply.lower() in ("", "y", "yes"):
                return made
            if reply.lower() in ("n", "no"):
                return None
            key = reply
        answers = _changed(answers, key, ask, say)


def _made(answers: Answers, say: Say) -> Generated | None:
    """Return the scenario of answers, or None where they do not go together, which is told."""
    try:
        return made_of(answers)
    except ScenarioError as error:
        for problem in error.problems:
            say(f"  {problem}")
        return None


def _changed(answers: Answers, key: str, ask: Ask, say: Say) -> Answers:
    """Ask for another answer to one question, whose key is asked for if it is not known; return all answers that make sense then."""
    while key not in answers:
        if key:
            say(f"  got {key!r}; needs y, n, or one of the answers. {nearest(key, list(answers))}")
        key = ask("Which answer shall be changed? ").strip()
    found = {**answers, key: _answer(BY_KEY[key], answers, ask, say, answers[key])}
    filled, _ = complete({name: value for name, value in found.items() if BY_KEY[name].asked(found)})
    for question in QUESTIONS:
        if question.key in filled and question.key not in answers:  # it makes sense only now
            filled[question.key] = _answer(question, filled, ask, say)
    return filled


def _answer(question: Question, answers: Answers, ask: Ask, say: Say, before: object = None) -> object:
    """Ask one question until the answer is one."""
    default = question.default_for(answers) if before is None else before
    while True:
        reply = ask(f"{question.text} ({question.rule}) [{typed(default)}] ").strip()
        try:
            return question.read(reply) if reply else default
        except Bad as bad:
            say(f"  {refusal(question, reply, bad)}")
