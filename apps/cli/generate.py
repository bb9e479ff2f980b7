"""`catallax generate`: a sentence's worth of flags becomes a scenario file, or five hundred."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from .arguments import parse_changes
from .generate_files import make, paths_of

if TYPE_CHECKING:
    from ...scenarios.generate.generator import Generated

Json = dict[str, Any]


def generate(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Of the scenario, and of its file.")] = None,
    preset: Annotated[str | None, typer.Option(metavar="NAME", help="What to begin with: see --list-presets.")] = None,
    agents: Annotated[int | None, typer.Option(metavar="N", help="How many.")] = None,
    grid: Annotated[int | None, typer.Option(metavar="N", help="Cells on a side.")] = None,
    inventory_range: Annotated[str | None, typer.Option(metavar="MIN,MAX", help="What each has of A and of B.")] = None,
    utilities: Annotated[str | None, typer.Option(metavar="A,B", help="Families: ces,linear or ces:0.6,linear:0.4.")] = None,
    resources: Annotated[str | None, typer.Option(metavar="DENSITY,MAX,REGEN", help="Resources on the ground: 0.3,5,1.")] = None,
    exchange_regime: Annotated[
        str | None, typer.Option(metavar="REGIME", help="barter_only, money_only, mixed or mixed_liquidity_gated.")
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Of all draws; one is drawn, and told, if not given.")] = None,
    compat: Annotated[str | None, typer.Option(metavar="vmt", help="The original generator's file, value for value.")] = None,
    money_range: Annotated[str | None, typer.Option(metavar="MIN,MAX", help="What each has of money.")] = None,
    lambda_money: Annotated[float | None, typer.Option(metavar="X", help="Marginal utility of money.")] = None,
    money_scale: Annotated[int | None, typer.Option(metavar="N", help="Minor units in a major unit of money.")] = None,
    money_mode: Annotated[str | None, typer.Option(metavar="MODE", help="quasilinear or kkt_lambda.")] = None,
    money_form: Annotated[str | None, typer.Option(metavar="FORM", help="Utility of money: linear or log.")] = None,
    vision: Annotated[int | None, typer.Option(metavar="N", help="How far agents see [cell].")] = None,
    movement: Annotated[int | None, typer.Option(metavar="N", help="Steps a tick [cell].")] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Any key of the scenario: a value, or a range.")
    ] = None,
    param_ranges: Annotated[Path | None, typer.Option(metavar="FILE", help="Ranges of parameters in place of those that ship.")] = None,
    template: Annotated[str | None, typer.Option(metavar="FILE", help="A scenario with ranges in place of values.")] = None,
    count: Annotated[int | None, typer.Option(metavar="N", help="How many: NAME-0001 and so on.")] = None,
    seeds: Annotated[str, typer.Option(metavar="sequential|sobol", help="One after the other, or spread evenly.")] = "sequential",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="scenarios/NAME.yaml if not given; with --count a folder.")
    ] = None,
    validate: Annotated[bool | None, typer.Option(help="Check before writing; on, unless --compat is given.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; print what would be written.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell what was drawn.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else there.")] = False,
    until: Annotated[
        str | None, typer.Option(metavar="CONDITION", help="Try seeds until the outcome satisfies: 'n_trades > 100 and gini_goods < 0.4'.")
    ] = None,
    max_tries: Annotated[int, typer.Option(min=1, metavar="N", help="With --until: how many to try.")] = 500,
    ticks: Annotated[int, typer.Option(min=1, metavar="T", help="With --until and --diverse: how long each runs.")] = 50,
    diverse: Annotated[
        int | None, typer.Option(min=1, metavar="K", help="Of --count N, or of those that satisfy --until, the K most different.")
    ] = None,
    list_columns: Annotated[bool, typer.Option("--list-columns", help="List what --until may name.")] = False,
    list_presets: Annotated[bool, typer.Option("--list-presets", help="List the presets, one line each.")] = False,
    explain: Annotated[str | None, typer.Option(metavar="PRESET", help="Tell which question a preset serves.")] = None,
) -> None:
    """Make a scenario file from flags, a preset or a template; or many."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name or a check mark that the terminal has not is no reason to fail
    if list_presets:
        _list_presets(as_json)
        return
    if explain is not None:
        _explain(explain, as_json)
        return
    if list_columns:
        from .generate_search import list_columns as show_columns

        show_columns(as_json)
        return
    if name is None:
        raise typer.BadParameter("got nothing; needs the scenario's name", param_hint="NAME")
    flags: Json = {
        "preset": preset, "agents": agents, "grid": grid, "inventory_range": inventory_range, "utilities": utilities,
        "resources": resources, "exchange_regime": exchange_regime, "seed": seed, "compat": compat, "money_range": money_range,
        "lambda_money": lambda_money, "money_scale": money_scale, "money_mode": money_mode, "money_form": money_form,
        "vision": vision, "movement": movement, "settings": parse_changes(changes) if changes else None,
        "param_ranges": param_ranges, "template": template, "validate": validate,
    }  # fmt: skip
    if until is not None or diverse is not None:
        from .generate_search import diverse_command, until_command

        where = (seeds, output, force, dry_run, as_json)
        if until is not None:
            raise typer.Exit(until_command(name, flags, until, max_tries, ticks, count, diverse, *where))
        assert diverse is not None
        raise typer.Exit(diverse_command(name, flags, ticks, count, diverse, *where))
    if compat == "vmt":
        from .generate_original import generate_original

        generate_original(name, flags, count, seeds, output, dry_run, verbose, as_json)
        return
    paths = paths_of(name, count, output)
    if not dry_run:
        _check_free(paths, force)
    made = make(name, count, seeds, flags)
    if dry_run:
        _show(made, paths, verbose, as_json)
        return
    for one, path in zip(made, paths, strict=True):
        one.save(path, force)
    _tell(made, paths, verbose, as_json)


def _check_free(paths: Sequence[Path], force: bool) -> None:
    """Check all places before any work is done."""
    from ...scenarios.generate.save import check_free

    for path in paths:
        check_free(path, force)


def _show(made: Sequence[Generated], paths: Sequence[Path], verbose: bool, as_json: bool) -> None:
    """Print what would be written: a scenario as it is, of many where they would go."""
    if as_json:
        print(
            json.dumps(
                {"dry_run": True, "generated": [{**_facts(one, path, verbose), "values": one.values} for one, path in _pairs(made, paths)]}
            )
        )
        return
    if len(made) == 1:
        sys.stdout.write(made[0].text)
    for one, path in _pairs(made, paths):
        print(f"would write {path} (seed {one.seed})", file=sys.stderr if len(made) == 1 else sys.stdout)
        _tell_drawn(one, verbose, sys.stderr if len(made) == 1 else sys.stdout)


def _tell(made: Sequence[Generated], paths: Sequence[Path], verbose: bool, as_json: bool) -> None:
    """Tell what was written."""
    if as_json:
        print(json.dumps({"dry_run": False, "generated": [_facts(one, path, verbose) for one, path in _pairs(made, paths)]}))
        return
    if len(made) == 1 or verbose:
        for one, path in _pairs(made, paths):
            print(f"wrote {path}")
            for line in _summary(one.values):
                print(f"  {line}")
            print(f"  seed {one.seed}")
            _tell_drawn(one, verbose, sys.stdout)
    else:
        print(f"wrote {len(made)} scenarios, {paths[0]} to {paths[-1]}")
        print(f"  seeds {made[0].seed} to {made[-1].seed}")


def _tell_drawn(one: Generated, verbose: bool, stream: TextIO) -> None:
    if verbose:
        for key, value in one.drawn.items():
            print(f"  drawn: {key} = {value}", file=stream)


def _facts(one: Generated, path: Path, verbose: bool) -> Json:
    return {"name": one.name, "seed": one.seed, "path": str(path)} | ({"drawn": dict(one.drawn)} if verbose else {})


def _pairs(made: Sequence[Generated], paths: Sequence[Path]) -> list[tuple[Generated, Path]]:
    return list(zip(made, paths, strict=True))


def _summary(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a scenario is, in a few lines: an economy's people, or the kind of another world."""
    grid, params = values["grid"], values.get("params", {})
    if "agents" not in values:
        yield f"{values.get('model')} on {grid['width']} x {grid['height']} cells"
        return
    yield f"{values['agents']} agents on {grid['width']} x {grid['height']} cells"
    yield "utilities: " + ", ".join(f"{entry['type']} {entry['weight']:g}" for entry in values["utilities"]["mix"])
    regime = params.get("exchange_regime", "barter_only")
    yield f"exchange regime: {regime if isinstance(regime, str) else 'one for each agent'}"
    seeded = values["resource_seed"]
    yield f"resources: density {seeded['density']}, amount {seeded['amount']}, regrowth {params.get('resource_growth_rate', 0)}"


def _list_presets(as_json: bool) -> None:
    from ...scenarios.generate.presets import preset_names, read_preset

    rows = [{"name": name, "about": read_preset(name).question} for name in preset_names()]
    if as_json:
        print(json.dumps({"presets": rows}))
        return
    for row in rows:
        print(f"{row['name']:22}  {row['about']}")


def _explain(name: str, as_json: bool) -> None:
    from ...scenarios.generate.presets import read_preset

    preset = read_preset(name)
    if as_json:
        print(
            json.dumps(
                {"name": preset.name, "about": preset.about, "flags": preset.flags, "besides": preset.besides, "template": preset.values}
            )
        )
        return
    print(f"{preset.about}\n\n{preset.text.rstrip()}")
