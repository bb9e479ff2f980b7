"""The five families as the formulas of economy.md section 3 say, in the original's order of operations."""

from __future__ import annotations

import math
from typing import Any

INF = math.inf


class Ces:
    def __init__(self, rho: float, wA: float, wB: float, floor: float = 0.0) -> None:
        self.rho, self.wA, self.wB, self.floor = rho, wA, wB, floor

    def u(self, A: float, B: float) -> float:
        if A == 0 and B == 0:
            return 0.0
        if self.rho < 0 and (A == 0 or B == 0):
            if self.floor == 0:
                return 0.0
            A, B = max(A, self.floor), max(B, self.floor)
        total = (self.wA * float(A) ** self.rho if A > 0 else 0.0) + (self.wB * float(B) ** self.rho if B > 0 else 0.0)
        return total ** (1.0 / self.rho) if total > 0 else 0.0

    def mu(self, A: int, B: int, eps: float) -> tuple[float, float]:
        if A == 0 and B == 0:
            return self.wA, self.wB
        U = self.u(A, B)
        if U == 0:
            return 0.0, 0.0
        scale = U ** (1 - self.rho)
        return scale * self.wA * max(A, eps) ** (self.rho - 1), scale * self.wB * max(B, eps) ** (self.rho - 1)

    def mrs(self, A: float, B: float, eps: float) -> float:
        if A == 0 or B == 0:
            A, B = A + eps, B + eps
        return (self.wA / self.wB) * (A / B) ** (self.rho - 1)

    def bounds(self, A: int, B: int, eps: float) -> tuple[float, float]:
        return self.mrs(A, B, eps), self.mrs(A, B, eps)


class Linear:
    def __init__(self, vA: float, vB: float) -> None:
        self.vA, self.vB = vA, vB

    def u(self, A: int, B: int) -> float:
        return self.vA * A + self.vB * B

    def mu(self, A: int, B: int, eps: float) -> tuple[float, float]:
        return self.vA, self.vB

    def mrs(self, A: int, B: int, eps: float) -> float:
        return self.vA / self.vB

    def bounds(self, A: int, B: int, eps: float) -> tuple[float, float]:
        return self.mrs(A, B, eps), self.mrs(A, B, eps)


class Quadratic:
    def __init__(self, A_star: float, B_star: float, sigma_A: float, sigma_B: float, gamma: float = 0.0) -> None:
        self.A_star, self.B_star, self.sigma_A, self.sigma_B, self.gamma = A_star, B_star, sigma_A, sigma_B, gamma

    def u(self, A: int, B: int) -> float:
        dA, dB = A - self.A_star, B - self.B_star
        return -(dA**2 / self.sigma_A**2) - (dB**2 / self.sigma_B**2) - self.gamma * dA * dB

    def mu(self, A: int, B: int, eps: float) -> tuple[float, float]:
        dA, dB = A - self.A_star, B - self.B_star
        return -2 * dA / self.sigma_A**2 - self.gamma * dB, -2 * dB / self.sigma_B**2 - self.gamma * dA

    def mrs(self, A: int, B: int, eps: float) -> float:
        muA, muB = self.mu(A, B, eps)
        return math.nan if abs(muB) < eps else muA / muB

    def bounds(self, A: int, B: int, eps: float) -> tuple[float, float]:
        muA, muB = self.mu(A, B, eps)
        if muA <= 0 and muB <= 0:
            return INF, 0.0
        if muA > 0 and muB > 0:
            return muA / muB, muA / muB
        return (eps, eps) if muA <= 0 else (1e6, 1e6)


class Translog:
    def __init__(self, alpha_0: float, alpha_A: float, alpha_B: float, beta_AA: float, beta_BB: float, beta_AB: float) -> None:
        self.a0, self.aA, self.aB, self.bAA, self.bBB, self.bAB = alpha_0, alpha_A, alpha_B, beta_AA, beta_BB, beta_AB

    def u(self, A: int, B: int) -> float:
        lnA, lnB = math.log(max(A, 1e-12)), math.log(max(B, 1e-12))
        ln_u = self.a0 + self.aA * lnA + self.aB * lnB + 0.5 * self.bAA * lnA**2 + 0.5 * self.bBB * lnB**2 + self.bAB * lnA * lnB
        return math.exp(min(ln_u, 700.0))

    def slopes(self, A: float, B: float, eps: float) -> tuple[float, float]:
        A, B = max(A, eps), max(B, eps)
        lnA, lnB = math.log(A), math.log(B)
        return (self.aA + self.bAA * lnA + self.bAB * lnB) / A, (self.aB + self.bBB * lnB + self.bAB * lnA) / B

    def mu(self, A: int, B: int, eps: float) -> tuple[float, float]:
        sA, sB = self.slopes(A, B, 1e-12)
        return self.u(A, B) * sA, self.u(A, B) * sB

    def mrs(self, A: int, B: int, eps: float) -> float:
        sA, sB = self.slopes(A, B, eps)
        if abs(sB) < eps:
            return 1e6 if sA > 0 else eps
        return sA / sB

    def bounds(self, A: int, B: int, eps: float) -> tuple[float, float]:
        return self.mrs(A, B, eps), self.mrs(A, B, eps)


class StoneGeary:
    def __init__(self, alpha_A: float, alpha_B: float, gamma_A: float, gamma_B: float) -> None:
        self.aA, self.aB, self.gA, self.gB = alpha_A, alpha_B, gamma_A, gamma_B

    def u(self, A: int, B: int) -> float:
        return self.aA * math.log(max(A - self.gA, 1e-12)) + self.aB * math.log(max(B - self.gB, 1e-12))

    def mu(self, A: int, B: int, eps: float) -> tuple[float, float]:
        return self.aA / max(A - self.gA, 1e-12), self.aB / max(B - self.gB, 1e-12)

    def mrs(self, A: int, B: int, eps: float) -> float:
        return (self.aA * max(B - self.gB, eps)) / (self.aB * max(A - self.gA, eps))

    def bounds(self, A: int, B: int, eps: float) -> tuple[float, float]:
        short_A, short_B = A - self.gA < eps, B - self.gB < eps
        if short_A and short_B:
            return 1.0, 1.0
        if short_A or short_B:
            return 1e6, 1e6
        return self.mrs(A, B, eps), self.mrs(A, B, eps)


class OfDecimals:
    """A utility function of amounts that are decimal numbers: it looks at them as floats."""

    def __init__(self, family: Any) -> None:
        self.family = family

    def __getattr__(self, name: str) -> Any:
        return lambda A, B, *more: getattr(self.family, name)(float(A), float(B), *more)


FAMILIES: dict[str, Any] = {"ces": Ces, "linear": Linear, "quadratic": Quadratic, "translog": Translog, "stone_geary": StoneGeary}
