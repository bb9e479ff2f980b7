"""The generator: a request becomes a scenario that says how it was made, and can be run, looked at, or saved."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Unpack

from ..loader import load
from ..problems import ScenarioError
from ..schema import Scenario
from .assembly import Recipe, assemble, read_recipe
from .blame import check
from .original import OriginalRequest, read_original
from .parameters import Draws
from .provenance import comment, generated_by
from .request import Flags, Request, read_request, told
from .save import save_text
from .text import yaml_text

MOST_DRAWN_SEED = 2**31
NOT_ONE_OF_MANY: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Generated:
    """A generated scenario. `catallax.run`, `run_many` and `build` take it as it is.

    name    its name
    seed    of its draws: the same flags and seed give the same text
    values  the data of its file: mappings, lists, text, numbers. Do not change it
    text    its file, which tells in a comment how to make it again
    drawn   everything that was drawn once, by name, as `ces.rho` or `params.beta`
    """

    name: str
    seed: int
    values: Mapping[str, Any]
    text: str
    drawn: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, checked. Raises ScenarioError if it is not valid, which only `validate=False` and `compat` allow."""
        return load(self.values).scenario

    def save(self, path: str | Path, force: bool = False) -> Path:
        """Write the file, whole or not at all, and folders above it; return its path. Raises EngineError if it is there, unless `force`."""
        return save_text(Path(path), self.text, force)


class ScenarioGenerator:
    """Makes one scenario of flags, and others like it. See `Flags` for what may be asked.

        ScenarioGenerator("village", preset="minimal", agents=20, seed=7).generate().save("scenarios/village.yaml")

    seed  of the scenario: the one that was asked for, or one that was drawn

    Raises ScenarioError that names every flag that is wrong; under compat OriginalError with the original's message.
    """

    def __init__(self, name: str = "generated", **flags: Unpack[Flags]) -> None:
        self.name = name
        self.validate = flags.get("validate")
        self.asked: Request | None = None
        self.original: OriginalRequest | None = None
        if flags.get("compat") is None:
            self.asked = read_request(name, flags)
            self.recipe: Recipe = read_recipe(self.asked)
        else:
            read_request(name, {"compat": flags["compat"]})
            self.original = read_original(name, flags)
        seed = (self.asked or self.original).seed  # type: ignore[union-attr]
        self.seed: int = secrets.randbelow(MOST_DRAWN_SEED) if seed is None else seed

    def generate(self) -> Generated:
        """Return the scenario. Raises ScenarioError that names the flag that makes it impossible."""
        return self.make(self.name, Draws(self.seed))

    def make(self, name: str, draws: Draws, series: Mapping[str, Any] = NOT_ONE_OF_MANY, number: int | None = None) -> Generated:
        """Return the scenario of a name and of draws.

        series  flags of the series that it is one of, and `number` which, if it cannot be made without the others
        """
        if self.original is not None:
            return self._as_the_original(self.original, name, draws.seed)
        assert self.asked is not None
        recipe = replace(self.recipe, request=replace(self.recipe.request, name=name))
        values = assemble(recipe, draws)
        values["generated_by"] = generated_by(self.asked, draws.seed, series if number is None else {**series, "number": number})
        flags = {**told(self.asked), **({} if self.asked.template is None else {"template": self.asked.template}), **series}
        told_as, first = (name, draws.seed) if number is None else (self.name, self.seed)
        text = yaml_text(values, comment(told_as, flags, first, number))
        made = Generated(name, draws.seed, values, text, draws.drawn)
        if self.validate is not False:
            made.__dict__["scenario"] = check(values, recipe, self.asked)  # what the cached property would load once more
        return made

    def _as_the_original(self, original: OriginalRequest, name: str, seed: int) -> Generated:
        """Return what the original generator makes of the same flags and seed: its values, under a comment that it never wrote."""
        values = original.scenario(name, seed)
        made = Generated(name, seed, values, yaml_text(values, comment(name, {**original.given, "compat": "vmt"}, seed)))
        if self.validate:
            try:
                _ = made.scenario
            except ScenarioError as error:
                raise ScenarioError("--compat vmt", error.problems) from None
        return made


def generate(name: str = "generated", **flags: Unpack[Flags]) -> Generated:
    """Make a scenario of flags, a preset or a template. See `Flags` for what may be asked.

    name  of the scenario, 1 to 200 printable characters

    Raises ScenarioError that names every flag that is wrong; under compat OriginalError with the original's message.
    """
    return ScenarioGenerator(name, **flags).generate()
