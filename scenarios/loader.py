"""Load a scenario from a file, a shipped name, text, or a dict; report everything that is wrong with it at once."""

from __future__ import annotations

import copy
import sys
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path as FilePath
from typing import Any, Protocol

import pydantic
import yaml

from .economy.versions import read_version_1
from .models import DEFAULT, MODELS, Model
from .problems import Finding, Problem, ScenarioError, nearest, shown
from .schema import MOST_CELLS, Scenario
from .yaml_source import Path, Place, dotted, parse_yaml

MOST_BYTES = 256 * 2**20


@dataclass(frozen=True)
class Loaded:
    """A scenario with what was odd about its source, though not wrong: unknown keys of a version 1 file."""

    scenario: Scenario
    warnings: tuple[Problem, ...]
    source: str


class Bearer(Protocol):
    """What bears a scenario, as what the generator returns, or a run."""

    @property
    def scenario(self) -> Scenario:
        """The scenario."""


@cache
def shipped() -> dict[str, str]:
    """Return the text of each scenario that ships, by name. Read once; do not change it."""
    library = resources.files(__package__) / "library"
    files = [entry for entry in library.iterdir() if entry.name.endswith(".yaml")]
    return {entry.name.removesuffix(".yaml"): entry.read_text(encoding="utf-8") for entry in sorted(files, key=lambda e: e.name)}


def load_scenario(
    source: str | FilePath | Mapping[str, Any] | Scenario | Bearer, *, rules: str | None = None, changes: Mapping[str, Any] | None = None
) -> Scenario:
    """Load a scenario: a path, the name of a shipped one, a dict (which is not changed), or what bears one, as `catallax.generate` returns.

    rules    a preset in place of the file's
    changes  dotted keys with new values, as in {"params.beta": 0.9}

    Raises ScenarioError naming every problem with its place. What is only odd is written to standard error.
    """
    loaded = load(source, rules=rules, changes=changes)
    for warning in loaded.warnings:
        print(f"warning: {loaded.source}: {warning}", file=sys.stderr)
    return loaded.scenario


def load(
    source: str | FilePath | Mapping[str, Any] | Scenario | Bearer, *, rules: str | None = None, changes: Mapping[str, Any] | None = None
) -> Loaded:
    """Load a scenario and keep the warnings. As `load_scenario`."""
    if isinstance(borne := getattr(source, "scenario", None), Scenario):
        source = borne
    if isinstance(source, Scenario):
        if rules is None and not changes:
            return Loaded(source, (), source.name)
        source = source.model_dump(exclude_unset=True)
    if isinstance(source, Mapping):
        return _read(copy.deepcopy(dict(source)), {}, str(source.get("name", "scenario")), rules, changes, [])
    if not isinstance(source, str | FilePath):
        problem = Problem("scenario", shown(source), "a path, the name of a shipped scenario, a dict or a Scenario")
        raise ScenarioError("scenario", [problem])
    text, name = text_of(source)
    return load_text(text, name, rules=rules, changes=changes)


def load_text(text: str, source: str, *, rules: str | None = None, changes: Mapping[str, Any] | None = None) -> Loaded:
    """Load a scenario from YAML text."""
    data, places, problems = parse_yaml(text, source)
    if not isinstance(data, dict):
        what = "an empty file" if data is None else shown(data)
        problems.append(Problem("file", what, "a mapping of keys to values", "Begin with `schema_version: 2`."))
        raise ScenarioError(source, problems)
    return _read(data, places, source, rules, changes, problems)


def text_of(source: str | FilePath) -> tuple[str, str]:
    """Return the text of a file, or of a scenario that ships, and its name. Raises ScenarioError."""
    names = shipped()
    path = FilePath(source)
    if str(source) in names and not path.is_file():
        return names[str(source)], str(source)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScenarioError(str(source), [Problem("file", f"{path.stat().st_size} bytes", f"at most {MOST_BYTES} bytes")])
        return path.read_bytes().decode(), str(source)  # line breaks as they are
    except (FileNotFoundError, NotADirectoryError):
        problem = Problem("file", "nothing there", "a file, or the name of a shipped scenario", nearest(str(source), list(names)))
        raise ScenarioError(str(source), [problem]) from None
    except UnicodeDecodeError:
        raise ScenarioError(str(source), [Problem("file", "bytes that are not text", "a text file in UTF-8")]) from None
    except (OSError, ValueError) as error:
        what = "a folder" if path.is_dir() else getattr(error, "strerror", None) or str(error)
        raise ScenarioError(str(source), [Problem("file", what.lower(), "a readable text file")]) from None


class _Sheet:
    """The problems of one file, each with its place: where it stands in the file, or the `--set` that brought it."""

    def __init__(self, places: dict[Path, Place], changes: Iterable[str]) -> None:
        self.places = places
        self.changed = [path_of(key) for key in changes]
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def placed(self, path: Path, got: str, needs: str, remedy: str) -> Problem:
        if any(path[: len(change)] == change for change in self.changed):
            return Problem(f"--set {dotted(path)}", got, needs, remedy)
        near = path
        while near and near not in self.places:
            near = near[:-1]
        return Problem(dotted(path), got, needs, remedy, *self.places.get(near, ()))

    def refuse(self, path: Path, got: str, needs: str, remedy: str) -> None:
        problem = self.placed(path, got, needs, remedy)
        if problem.key not in {p.key for p in self.problems}:  # one for one place: N stands for both sides of the grid
            self.problems.append(problem)

    def warn(self, path: Path, got: str, needs: str, remedy: str) -> None:
        """Warn about what is ignored; what was set on purpose is not ignored but refused."""
        problem = self.placed(path, got, needs, remedy)
        (self.problems if problem.key.startswith("--set") else self.warnings).append(problem)


def _read(
    data: dict[str, Any],
    places: dict[Path, Place],
    source: str,
    rules: str | None,
    changes: Mapping[str, Any] | None,
    problems: Sequence[Problem] = (),
) -> Loaded:
    """Check data as a scenario, after changing what `rules` and `changes` say."""
    sheet = _Sheet(places, changes or {})
    sheet.problems += [*problems, *(p for key, value in (changes or {}).items() if (p := change(data, key, value)))]
    version = data.get("schema_version")
    if version not in (1, 2) or isinstance(version, bool):
        sheet.refuse(("schema_version",), shown(version) if version is not None else "nothing", "1 or 2", "New files: 2.")
        raise ScenarioError(source, sheet.problems)
    model = _model_of(data, version, sheet)
    if model is None:
        raise ScenarioError(source, sheet.problems)
    if rules is not None:
        if model.presets:
            data["rules"] = rules
        else:
            sheet.refuse(("rules",), shown(rules), f"no preset: the model {model.name} has none", "Leave out `rules`.")
    moved: dict[Path, Path] = {}
    if version == 1:
        data, moved, wrong, odd = read_version_1(data)
        for finding in wrong:
            sheet.refuse(*finding)
        for finding in odd:
            sheet.warn(*finding)
    scenario, findings, unknown = _validate(data, model)
    for path, got, needs, remedy in findings:
        sheet.refuse(moved.get(path, path), got, needs, remedy)
    for finding in unknown:
        (sheet.warn if version == 1 else sheet.refuse)(*finding)
    if sheet.problems or scenario is None:
        raise ScenarioError(source, sheet.problems)
    return Loaded(scenario, tuple(sheet.warnings), source)


def _model_of(data: dict[str, Any], version: int, sheet: _Sheet) -> Model | None:
    """Return the model that the data ask for; None, and a problem, if there is no such model. Version 1 knows one only."""
    name = data.get("model", DEFAULT) if version == 2 else DEFAULT
    if isinstance(name, str) and name in MODELS:
        return MODELS[name]
    remedy = nearest(name, list(MODELS)) if isinstance(name, str) else ""
    sheet.refuse(("model",), shown(name), f"one of {', '.join(MODELS)}", remedy)
    return None


def path_of(key: str) -> Path:
    """Return the path of a dotted key, as in `utilities.mix.0.weight` or `utilities.mix[0].weight`."""
    return tuple(int(part) if part.isdecimal() else part for part in key.replace("[", ".").replace("]", "").split("."))


def change(data: dict[str, Any], key: str, value: Any) -> Problem | None:
    """Set one dotted key of a scenario's data, as in `utilities.mix.0.weight`; return what is wrong with that, None if nothing is.

    The last part may be new, the others must exist or be mappings.
    """
    parts = path_of(key)
    here: Any = data
    for k, part in enumerate(parts):
        last = k == len(parts) - 1
        if isinstance(here, list):
            if not isinstance(part, int) or part >= len(here):
                return Problem(f"--set {key}", shown(part), f"a place in a list of {len(here)}", "Count from 0.")
            if last:
                here[part] = value
            here = here[part]
        elif isinstance(here, dict):
            if last:
                here[part] = value
            else:
                here = here.setdefault(part, {})
        else:
            return Problem(f"--set {key}", f"{dotted(parts[:k])}, which is {shown(here)}", "a mapping or a list there")
    return None


def _validate(data: dict[str, Any], model: Model) -> tuple[Scenario | None, list[Finding], list[Finding]]:
    """Return the scenario (None if it has problems), the problems, and unknown keys apart."""
    try:
        scenario = model.schema.model_validate(data)
    except pydantic.ValidationError as error:
        details = [(_path(d), d) for d in error.errors(include_url=False) if not _other_branch(d)]
        unknown = [path for path, detail in details if detail["type"] == "extra_forbidden"]
        if not unknown:
            return None, [(path, *_explained(detail)) for path, detail in details], []
        for path in unknown:
            data = _without(data, path)
        found, findings, _ = _validate(data, model)  # with those keys gone, the rules between fields can be checked too
        known = lambda path: nearest(str(path[-1]), _known_keys(model, path[:-1]))  # noqa: E731
        return found, findings, [(path, "an unknown key", "a key of the schema", known(path)) for path in unknown]
    return scenario, [*_grid_problems(scenario), *model.problems(scenario)], []


def _grid_problems(scenario: Scenario) -> Iterable[Finding]:
    cells = scenario.grid.width * scenario.grid.height
    if cells > MOST_CELLS:
        yield ("grid",), f"{cells} cells", f"at most {MOST_CELLS} cells", "Make the grid smaller."


def _path(detail: Any) -> Path:
    """Return the place of one of pydantic's complaints, without the names of the branches of unions."""
    return tuple(part for part in detail["loc"] if not _is_union_branch(part))


def _other_branch(detail: Any) -> bool:
    """Whether pydantic complains that a list is no number, or a number no list, where either may stand."""
    branch = str(detail["loc"][-1])
    is_list = isinstance(detail["input"], list)
    return (branch.startswith("constrained-") and is_list) or (branch.startswith("list[") and not is_list)


def _is_union_branch(part: int | str) -> bool:
    return isinstance(part, str) and ("[" in part or part in ("int", "float", "constrained-int", "constrained-float"))


def _explained(detail: Any) -> tuple[str, str, str]:
    """Turn one of pydantic's messages into (got, needs, remedy)."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "missing":
        return "nothing", f"the key {detail['loc'][-1]!r}", "Add it."
    limits = {"greater_than": "> {gt}", "greater_than_equal": ">= {ge}", "less_than": "< {lt}", "less_than_equal": "<= {le}"}
    if kind in limits:
        return shown(value), "a number " + limits[kind].format(**context), ""
    if kind == "literal_error":
        words = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
        return shown(value), f"one of {', '.join(words)}", nearest(str(value), words) if isinstance(value, str) else ""
    if kind == "finite_number":
        return shown(value), "a finite number", ""
    names = {
        "int_type": "a whole number", "int_from_float": "a whole number", "float_type": "a number", "bool_type": "true or false",
        "string_type": "text", "list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping of keys to values",
        "too_short": "at least one entry", "string_too_short": "some text", "int_parsing_size": "a smaller number",
    }  # fmt: skip
    needs = names.get(kind, detail["msg"][0].lower() + detail["msg"][1:])
    remedy = "Write the number without quotes." if isinstance(value, str) and kind in ("int_type", "float_type") else ""
    if kind == "string_pattern_mismatch":
        needs = "printable text"
    if isinstance(value, dict) and kind in ("int_type", "float_type"):
        remedy = "A distribution cannot stand here."
    return shown(value), needs, context.get("remedy", remedy)


def _known_keys(model: Model, path: Path) -> Sequence[str]:
    """Return the keys that a model's schema knows at a path."""
    here: list[Any] = [model.schema]
    for part in path:
        here = [
            inner for schema in here if part in schema.model_fields for inner in _inner_models(schema.model_fields[part].annotation)
        ] or here
    return [name for schema in here for name in schema.model_fields]


def _inner_models(annotation: Any) -> list[Any]:
    """Return the schemas in an annotation: one, or those of a union."""
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return [annotation]
    return [found for arg in typing.get_args(annotation) for found in _inner_models(arg)]


def _without(data: Any, path: Path) -> Any:
    """Return a copy of nested data without the value at a path."""
    head, *rest = path
    if isinstance(data, list):
        return [_without(v, tuple(rest)) if k == head else v for k, v in enumerate(data)]
    if not rest:
        return {k: v for k, v in data.items() if k != head}
    return {k: _without(v, tuple(rest)) if k == head else v for k, v in data.items()}


def dump_yaml(scenario: Scenario) -> str:
    """Return a scenario as a YAML file with every value in it: what a run folder keeps."""
    return yaml.safe_dump(scenario.model_dump(mode="json", exclude_none=True), sort_keys=False, allow_unicode=True)
