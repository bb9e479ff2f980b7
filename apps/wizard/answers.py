"""Answers without a person: a YAML file of keys and values; what it does not say is as by default."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...scenarios.generate.request import Bad
from ...scenarios.loader import text_of
from ...scenarios.problems import Problem, ScenarioError, nearest, shown
from ...scenarios.yaml_source import parse_yaml
from .questions import BY_KEY, QUESTIONS, Answers


def read_answers(path: Path) -> Answers:
    """Return the answers of a file to all questions that it makes sense to ask. Raises ScenarioError that names every wrong one."""
    text, source = text_of(path)
    data, places, problems = parse_yaml(text, source)
    if problems or not isinstance(data, dict | None):
        problems = problems or [Problem("file", shown(data), "a mapping of answers", "For example agents: 20.")]
        raise ScenarioError(source, problems)
    answers, wrong = complete(data or {})
    if wrong:
        raise ScenarioError(source, [Problem(p.key, p.got, p.needs, p.remedy, *places.get((p.key,), ())) for p in wrong])
    return answers


def complete(given: Mapping[Any, Any]) -> tuple[Answers, list[Problem]]:
    """Return answers to all questions that it makes sense to ask, defaults where none is given, and what is wrong."""
    wrong = [
        Problem(str(key), "an unknown answer", "the answer to a question", nearest(str(key), list(BY_KEY)))
        for key in given
        if key not in BY_KEY
    ]
    answers: Answers = {}
    for question in QUESTIONS:
        asked = question.asked(answers)
        if question.key in given and not asked:
            wrong.append(Problem(question.key, shown(given[question.key]), "an exchange_regime with money", "Leave it out."))
        elif question.key in given:
            try:
                answers[question.key] = question.read(given[question.key])
                continue
            except Bad as bad:
                wrong.append(Problem(question.key, shown(given[question.key]), bad.needs, bad.remedy))
        if asked:
            answers[question.key] = question.default_for(answers)
    return answers, wrong
