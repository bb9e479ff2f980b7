"""esper 3.8 lost component types in queries of three; this is why 3.9 is the floor. And worlds must survive other users of esper."""

from __future__ import annotations

import random
from typing import Any

import esper


def test_queries_of_three_never_lose_a_type() -> None:
    kinds: list[Any] = [type(f"C{k}", (), {}) for k in range(5)]
    esper.switch_world("fuzz")
    try:
        generator = random.Random(5)
        for _ in range(300):
            esper.clear_database()
            owned = {}
            for _ in range(generator.randint(1, 6)):
                chosen = [kind for kind in kinds if generator.random() < 0.6]
                owned[esper.create_entity(*(kind() for kind in chosen))] = set(chosen)
            for _ in range(10):
                asked = generator.sample(kinds, 3)
                found = {entity for entity, parts in esper.get_components(*asked) if [type(p) for p in parts] == asked}
                assert found == {entity for entity, has in owned.items() if set(asked) <= has}
    finally:
        esper.switch_world("default")
        esper.delete_world("fuzz")
