"""What a generated scenario says of its origin, for Hypothesis. It has no effect on a run."""

from hypothesis import strategies as st

origins = st.fixed_dictionaries(
    {"generator": st.just(1), "seed": st.integers(0, 9)},
    optional={"flags": st.just({"agents": 3}), "template": st.just("standard")},
)
"""The key `generated_by`."""
