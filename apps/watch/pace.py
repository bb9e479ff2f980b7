"""How fast time goes: so many ticks a second, in steps that a key makes, or as fast as the machine can."""

from __future__ import annotations

import math

FRAMES = 20  # pictures a second, at most
SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, math.inf)
UNHURRIED = 10**9  # ticks: more than are ever done in the time of a picture


class Pace:
    """Says how many ticks are due since it was last asked. Whoever falls behind does not catch up: time just goes slower."""

    def __init__(self, speed: float) -> None:
        """Go at `speed` ticks a second, `inf` for as fast as it can."""
        self.speed = speed
        self._owed, self._asked = 0.0, -math.inf

    def faster(self) -> None:
        """Go to the next speed up."""
        self.speed = min((s for s in SPEEDS if s > self.speed), default=math.inf)

    def slower(self) -> None:
        """Go to the next speed down."""
        self.speed = max((s for s in SPEEDS if s < self.speed), default=self.speed)

    def begin(self, now: float) -> None:
        """Let time go on from now [s]: one tick is due at once."""
        self._owed, self._asked = 1.0, now

    def due(self, now: float) -> int:
        """Return how many ticks are due now [s], on a clock that never goes back."""
        if self.speed == math.inf:
            return UNHURRIED
        self._owed += (now - self._asked) * self.speed
        self._asked = now
        ticks = math.floor(self._owed + 0.5)  # rounded, so that a picture that comes a little early still has its tick
        self._owed -= ticks
        return min(ticks, max(1, math.ceil(2 * self.speed / FRAMES)))

    def __str__(self) -> str:
        return "as fast as it can" if self.speed == math.inf else f"{self.speed:g}/s"
