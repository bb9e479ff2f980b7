"""`catallax new`: a scenario file from questions and answers."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path

import typer

from ...scenarios.economy.schema import EconomyScenario
from ...scenarios.generate.generator import Generated
from ...scenarios.generate.save import check_free
from ..wizard.answers import read_answers
from ..wizard.ask import converse, made_of
from ..wizard.preview import preview
from .generate_files import paths_of
from .run import tell_if_cold


def new_command(answers: Path | None, output: Path | None, force: bool, dry_run: bool) -> None:
    """Ask, or read answers; show what comes of them; write the file. Nothing is written before the last answer."""
    if answers is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise typer.BadParameter("got no terminal to ask on; needs a file of answers", param_hint="--answers")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no bars shows question marks
    if output is not None:
        check_free(output, force or dry_run)
    if answers is not None:
        made: Generated | None = made_of(read_answers(answers))
        assert made is not None
        check_free(_place(made.name, output), force or dry_run)
        for line in _look(made.scenario):
            print(line, file=sys.stderr if dry_run else sys.stdout)
    else:
        made = converse(_ask, print, _look, lambda name: str(_place(name, output)))
    if made is None:
        print("nothing written")
        return
    if dry_run:
        sys.stdout.write(made.text)
        return
    path = made.save(_place(made.name, output), force)
    print(f"wrote {path}\ncatallax run {path}")


def _place(name: str, output: Path | None) -> Path:
    return paths_of(name, None, output)[0]


def _look(scenario: object) -> list[str]:
    assert isinstance(scenario, EconomyScenario)
    tell_if_cold()
    return list(preview(scenario))


def _ask(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:  # Ctrl-D
        raise KeyboardInterrupt from None
