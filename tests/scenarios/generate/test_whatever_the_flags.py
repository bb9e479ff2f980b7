"""Whatever the flags: the file is valid and runs, or a message names the flag, and nothing is written."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import catallax as cx
from catallax.scenarios.generate.presets import preset_names
from tests.scenarios.generate.command import call

whole = st.integers(-1, 12).map(str)
pair = st.one_of(
    st.tuples(st.integers(1, 20), st.integers(21, 60)).map(lambda p: f"{p[0]},{p[1]}"), st.tuples(whole, whole).map(",".join), st.text("0123456789,.x-", max_size=6)
)  # fmt: skip
family = st.sampled_from(["ces", "linear", "quadratic", "translog", "stone_geary"])
utilities = st.one_of(
    st.lists(family, min_size=1, max_size=4).map(",".join),
    st.lists(st.tuples(family, st.sampled_from(["1", "0.25", "3", "0", "-1", "x", "1e-9"])), min_size=1, max_size=3).map(
        lambda entries: ",".join(":".join(entry) for entry in entries)
    ),
    st.sampled_from(["", "cobb", "ces,", "ces:0.5,linear"]),
)
resources = st.tuples(
    st.sampled_from(["0", "0.3", "1", "1.7", "-1", "nan", "x"]), st.sampled_from(["5", "1", "0", "2.5"]), st.sampled_from(["1", "0", "-1"])
).map(",".join)
number = st.sampled_from(["1.0", "0.01", "1e9", "0", "-1", "inf", "nan"])
setting = st.sampled_from(
    ["params.beta=0.5", "params.beta=2", "params.beta={uniform: [0.5, 1.0]}", "params.beta={unifrom: [0, 1]}", "params.vison=3", "agents=4",
     "utilities.mix.0.weight=1.0", "utilities.mix.9.weight=1.0", "ticks=7", "mode_schedule={forage_ticks: 2, trade_ticks: 3}", "rules=vmt",
     "initial_inventories.A={lognormal: {mu: 2.0, sigma: 1.0, low: 1}}", "grid.torus=true", "grid=3", "params.M_0=1.0", "name=z",
     "bargaining_protocol={choice: [nash, posted_price]}", "resource_seed.amount={from: agents}", "params.spread={from: params.spread}"]
)  # fmt: skip
FLAGS = {
    "--preset": st.sampled_from([name for name in preset_names() if name != "large_market"] + ["minmal"]),
    "--agents": whole, "--grid": whole, "--inventory-range": pair, "--utilities": utilities, "--resources": resources,
    "--exchange-regime": st.sampled_from(["barter_only", "money_only", "mixed", "mixed_liquidity_gated", "free"]), "--seed": st.integers(-1, 99).map(str),
    "--money-range": pair, "--lambda-money": number, "--money-scale": whole, "--money-mode": st.sampled_from(["quasilinear", "kkt_lambda"]),
    "--money-form": st.sampled_from(["linear", "log"]), "--vision": whole, "--movement": whole, "--set": setting,
    "--template": st.sampled_from(["bazaar", "two_towns", "forest_fire", "nowhere.yaml"]), "--count": st.sampled_from(["1", "3", "0"]),
    "--seeds": st.sampled_from(["sequential", "sobol", "random"]),
}  # fmt: skip
SIZES = {"--agents": "6", "--grid": "7", "--inventory-range": "5,20", "--utilities": "ces,linear", "--resources": "0.3,4,1"}


@st.composite
def commands(draw: st.DrawFn) -> dict[str, str]:
    """Draw flags: those without which there is nothing, or not, and a few more."""
    begin = draw(st.sampled_from([SIZES, {"--preset": "minimal"}, {"--preset": "monetary_transition"}, {"--template": "two_towns"}, {}]))
    some = draw(st.lists(st.sampled_from(sorted(FLAGS)), max_size=4, unique=True))
    return {"--seed": "7", **begin, **{flag: draw(FLAGS[flag]) for flag in some}}


@given(commands())
def test_valid_and_runs_or_named_and_nothing_written(flags: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        code, out, errors = call("generate", "any", *[word for pair in flags.items() for word in pair], cwd=Path(folder))
        written = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        if code != 0:
            assert written == [] and code in (1, 2) and out == ""
            needed = {"--agents", "--grid", "--inventory-range", "--utilities", "--resources"}
            named = set(re.findall(r"--[a-z][a-z-]+", errors))
            assert named & (set(flags) | needed), errors
            return
        assert errors == "" and len(written) == int(flags.get("--count", "1"))
        scenarios = [cx.load_scenario(path) for path in written[:2]]
        for run in cx.run_many(scenarios, ticks=5, record="none"):
            assert run.manifest["status"] == "done"
