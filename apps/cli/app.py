"""The commands, each a function of a few lines that hands over to a file beside this one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ...scenarios.loader import load_text, shipped
from ...scenarios.models import MODELS
from ...scenarios.problems import ScenarioError
from ...scenarios.schema import Scenario
from .arguments import (
    JsonOption,
    QuietOption,
    RunArgument,
    ScenarioArgument,
    ThreadsOption,
    known_rules,
    parse_changes,
    parse_ticks,
    parse_values,
    read_scenario,
    refuse_unsupported,
)
from .generate import generate

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Catallax: simulate economies of agents who perceive, decide, move, trade and forage; and other worlds.",
)  # fmt: skip


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    """Simulate economies."""
    if show:
        from importlib import metadata

        print(f"catallax {metadata.version('catallax')}")
        raise typer.Exit


@app.command()
def run(
    scenario: ScenarioArgument,
    seed: Annotated[int | None, typer.Option(min=0, help="In place of the scenario's seed.")] = None,
    ticks: Annotated[int | None, typer.Option(min=1, help="In place of the scenario's length.")] = None,
    rules: Annotated[str | None, typer.Option(metavar="NAME", help="Preset of rules: standard, vmt or vmt_protocols.")] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a value, as params.beta=0.9.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Run folder, new or empty; runs/NAME-0001 and so on if not given.")
    ] = None,
    record: Annotated[str, typer.Option(metavar="WHAT", help="none, summary, full, or a list: agents=10,cells=100,trades")] = "summary",
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    snapshots: Annotated[
        int, typer.Option(min=0, metavar="TICKS", help="Keep the state every so many ticks; 0: each minute that the run takes.")
    ] = 0,
) -> None:
    """Run a scenario into a run folder."""
    from .run import check_record, run_command

    loaded = read_scenario(scenario, known_rules(rules), parse_changes(changes or []))
    check_record(record, MODELS[loaded.scenario.model])
    refuse_unsupported(loaded)
    if not quiet:
        for warning in loaded.warnings:
            print(f"warning: {loaded.source}: {warning}", file=sys.stderr)
    raise typer.Exit(run_command(loaded.scenario, seed, ticks, out, record, threads, as_json, quiet, snapshots))


@app.command()
def resume(
    folder: RunArgument,
    ticks: Annotated[int | None, typer.Option(min=1, help="Its length from now on.")] = None,
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Go on with a run that was interrupted or killed, or that is to be longer: it becomes what it would have been without the stop."""
    from .run import resume_command

    raise typer.Exit(resume_command(folder, ticks, threads, as_json, quiet))


@app.command()
def branch(
    folder: RunArgument,
    at: Annotated[int, typer.Option(metavar="TICK", min=0, help="The first tick that may differ.")],
    changes: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a value, as params.beta=0.9.")] = None,
    ticks: Annotated[int | None, typer.Option(min=1, help="Length in place of the parent's.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Run folder, new or empty; beside the parent if not given.")] = None,
    record: Annotated[str | None, typer.Option(metavar="WHAT", help="In place of the parent's.")] = None,
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run on from a tick of a run with other parameters, in a folder of its own that shares what came before."""
    from .run import branch_command

    raise typer.Exit(branch_command(folder, at, parse_changes(changes or []), ticks, out, record, threads, as_json, quiet))


@app.command()
def replay(folder: RunArgument, threads: ThreadsOption = None, as_json: JsonOption = False) -> None:
    """Derive a run again and compare it with what it recorded. Exit 0 if all is the same, 1 if not."""
    from .replay import replay_command

    raise typer.Exit(replay_command(folder, threads, as_json))


@app.command()
def tree(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="A folder of run folders.")] = Path("runs"), as_json: JsonOption = False
) -> None:
    """Show the runs in a folder, each with its branches."""
    from .tree import tree_command

    tree_command(folder, as_json)


@app.command()
def movie(
    folder: RunArgument,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help=".webp, .gif or .mp4; RUN/movie.webp if not given.")
    ] = None,
    fps: Annotated[int, typer.Option(min=1, max=50, help="Frames a second.")] = 10,
    every: Annotated[int, typer.Option(min=1, metavar="N", help="Show one of N recorded ticks.")] = 1,
    first: Annotated[int | None, typer.Option("--from", min=-1, metavar="TICK", help="The first tick to show; -1 is the start.")] = None,
    last: Annotated[int | None, typer.Option("--to", min=-1, metavar="TICK", help="The last tick to show.")] = None,
    colour: Annotated[str | None, typer.Option(metavar="BY", help="Colour agents by activity (if not given) or family.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Draw the map of a run, tick by tick, into a movie."""
    from .movie import movie_command

    if first is not None and last is not None and first > last:
        raise typer.BadParameter(f"got {last}; needs at least --from, which is {first}", param_hint="--to")
    movie_command(folder, out, fps, every, first, last, colour, as_json)


@app.command()
def watch(
    source: Annotated[str, typer.Argument(metavar="SCENARIO|RUN", help="A scenario, as for run; or a run folder.")],
    seed: Annotated[int | None, typer.Option(min=0, help="In place of the scenario's seed.")] = None,
    ticks: Annotated[int | None, typer.Option(min=1, help="In place of the scenario's length.")] = None,
    rules: Annotated[str | None, typer.Option(metavar="NAME", help="Preset of rules: standard, vmt or vmt_protocols.")] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a value, as params.beta=0.9.")] = None,
    at: Annotated[int | None, typer.Option(metavar="TICK", min=0, help="Begin at this tick.")] = None,
    speed: Annotated[float, typer.Option(metavar="TICKS", min=0.1, help="Ticks a second.")] = 10.0,
    threads: ThreadsOption = None,
) -> None:
    """Watch a world as it goes, in the terminal; ? there tells the keys. A run is worked out again, whatever it recorded."""
    from .watch import is_run, refuse_changes, watch_command

    if is_run(source):
        refuse_changes({"--seed": seed is not None, "--ticks": ticks, "--rules": rules, "--set": changes})
        raise typer.Exit(watch_command(source, None, at, speed, threads))

    def scenario() -> Scenario:
        loaded = read_scenario(source, known_rules(rules), parse_changes(changes or []))
        refuse_unsupported(loaded)
        given = {"seed": seed, "ticks": ticks}
        return loaded.scenario.model_copy(update={name: value for name, value in given.items() if value is not None})

    raise typer.Exit(watch_command(source, scenario, at, speed, threads))


@app.command()
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario files, shipped names, or - for standard input.")],
    as_json: JsonOption = False,
) -> None:
    """Check scenario files; report every problem at once. Exit 0 if all are valid, 1 if not."""
    results: list[dict[str, Any]] = []
    for file in files:
        try:
            warnings = read_scenario(file, None, {}).warnings
            results.append({"file": file, "valid": True, "problems": [], "warnings": [w.as_dict() for w in warnings]})
            lines = [f"{file}: valid", *(f"  warning: {warning}" for warning in warnings)]
        except ScenarioError as error:
            results.append({"file": file, "valid": False, "problems": [p.as_dict() for p in error.problems], "warnings": []})
            count = len(error.problems)
            lines = [f"{file}: {count} problem{'s' if count > 1 else ''}", *(f"  {problem}" for problem in error.problems)]
        if not as_json:
            print("\n".join(lines))
    if as_json:
        print(json.dumps({"valid": all(r["valid"] for r in results), "files": results}))
    raise typer.Exit(0 if all(r["valid"] for r in results) else 1)


@app.command()
def upgrade(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario file of version 1, or - for standard input.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write; standard output if not given.")] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Write over the file itself.")] = False,
) -> None:
    """Rewrite a version 1 file as version 2, comments kept; it gives the same runs."""
    from .upgrade import upgrade_command

    upgrade_command(file, out, in_place)


app.command()(generate)


@app.command()
def new(
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answers as YAML, in place of a person; defaults for what is missing.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; scenarios/NAME.yaml if not given.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; print the file.")] = False,
) -> None:
    """Make a scenario file by answering questions; look at its map, its first ticks and its cost before it is written."""
    from .new import new_command

    new_command(answers, output, force, dry_run)


@app.command()
def scenarios(as_json: JsonOption = False) -> None:
    """List the scenarios that ship, one line each."""
    rows: list[dict[str, Any]] = []
    for name, text in shipped().items():
        scenario = load_text(text, name).scenario
        model, lesson = MODELS[scenario.model], text.splitlines()[0].lstrip("# ")
        found = {"name": name, "model": model.name, "agents": model.size(scenario), "inhabitant": model.inhabitant}
        rows.append({**found, "ticks": scenario.ticks, "about": lesson})
    if as_json:
        print(json.dumps({"scenarios": rows}))
        return
    for row in rows:
        print(f"{row['name']:14} {row['agents']:>7} {row['inhabitant'] + 's':7} {row['ticks']:>5} ticks  {row['about']}")


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write; standard output if not given.")] = None,
) -> None:
    """Print the JSON schema of scenario files: editors complete keys from it, explain them, and underline mistakes."""
    from .schema import schema_command

    schema_command(out)


@app.command()
def info(
    folder: RunArgument,
    as_json: JsonOption = False,
) -> None:
    """Show what a run was, how it ended, and what it recorded."""
    from .info import info_command

    info_command(folder, as_json)


@app.command()
def graph(
    scenario: ScenarioArgument,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="SVG, PNG or PDF; schedule-NAME.svg here if not given.")] = None,
) -> None:
    """Draw the schedule of a scenario: systems in order, and what each reads and writes."""
    from .graph import graph_command

    graph_command(read_scenario(scenario, None, {}).scenario, out)


@app.command()
def report(
    folders: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Run folders; several are shown side by side.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The page; report.html in the run folder, or report-A-B.html here for several.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="T,T...", help="Ticks at which distributions and maps are shown, -1 for the start.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the numbers as CSV files, new or empty.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write a page about a run, or about several side by side: figures, an animated map, numbers. It needs no network."""
    from .report import report_command

    report_command(folders, out, parse_ticks(at) if at is not None else None, csv, force, as_json)


@app.command()
def compare(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="A B...", help="Scenarios; the others are compared with the first. One alone needs --vary.")
    ],
    vary: Annotated[
        str | None,
        typer.Option(metavar="KEY=V,V...", help="One scenario under each of some values: params.exchange_regime=barter_only,mixed"),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds: 1, 2, 3, ...")] = 20,
    ticks: Annotated[int | None, typer.Option(min=1, help="In place of the scenarios' length.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for table and picture, new or empty; comparisons/A-B-0001 and so on.")
    ] = None,
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run institutions on the same seeds; print what differs, with confidence intervals."""
    from .compare import compare_command

    changes = parse_values(vary) if vary is not None else [{}]
    if len(scenarios) * len(changes) < 2:
        rule = "needs at least two, for example A.yaml B.yaml, or --vary KEY=V,V"
        raise typer.BadParameter(f"got one scenario; {rule}", param_hint="A B...")
    if vary is not None and len(scenarios) > 1:
        raise typer.BadParameter(f"got {len(scenarios)} scenarios; needs one to vary", param_hint="--vary")
    compare_command([read_scenario(s, None, c).scenario for s in scenarios for c in changes], seeds, ticks, out, threads, as_json)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")],
    to: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write, new or empty.")],
    format: Annotated[
        str, typer.Option(metavar="csv|parquet|sqlite", help="A file for each table; or the database that the original writes.")
    ] = "csv",
    as_json: JsonOption = False,
) -> None:
    """Write what a run recorded as CSV, Parquet or SQLite, for other programs."""
    from .export import export_command

    export_command(folder, to, format, as_json)


@app.command()
def show(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")],
    agent: Annotated[int | None, typer.Option(min=0, metavar="UID", help="What this agent did; with --tick, in that tick alone.")] = None,
    tick: Annotated[int | None, typer.Option(min=-1, metavar="T", help="What all did in this tick; -1 is the initial state.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the log of one agent or one tick: decisions with alternatives, pairs, attempts with reasons, trades."""
    from .show import show_command

    show_command(folder, agent, tick, as_json)
