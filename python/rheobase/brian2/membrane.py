"""The equation of v taken apart: a polynomial in v, and what is added to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy

from .expressions import functions_in, is_random, names_in, parsed, refuse, symbol


@dataclass
class Drive:
    """slope * (variable) in dv/dt, where slope = of_v * v + constant."""

    of_v: sympy.Expr
    constant: sympy.Expr


@dataclass
class Membrane:
    v: str
    powers: dict[int, sympy.Expr]  # the constant factors of v^0, v^1, v^2
    drives: dict[str, Drive] = field(default_factory=dict)  # by variable
    over_time: sympy.Expr = sympy.Integer(0)  # the part of dv/dt that the time changes
    noise: dict[str, sympy.Expr] = field(default_factory=dict)  # factor of randn(), rand(), each xi


def expressions_of(group: Any) -> dict[str, sympy.Expr]:
    """Right-hand sides by variable, with the named subexpressions put in."""
    equations = group.user_equations
    found = {}
    for name, expression in equations.get_substituted_expressions(group.variables):
        if equations[name].type == "differential equation":
            found[name] = parsed(group, expression.code)
    return found


def texts_of(group: Any) -> dict[str, str]:
    """As expressions_of(), as Brian writes them."""
    return {name: expression.code
            for name, expression in group.user_equations.get_substituted_expressions(group.variables)}


def equation_text(group: Any, name: str) -> str:
    return f"d{name}/dt = {' '.join(str(group.user_equations[name].expr).split())}"


def polynomial(group: Any, expression: sympy.Expr, v: str, most: int) -> dict[int, sympy.Expr]:
    """Coefficients by the power of v."""
    powers: dict[int, sympy.Expr] = {}
    for term, factor in sympy.collect(sympy.expand(expression), symbol(v), evaluate=False).items():
        power = 0 if term == 1 else 1 if term == symbol(v) else None
        if power is None and term.is_Pow and term.base == symbol(v) and term.exp.is_Integer:
            power = int(term.exp)
        if power is None or not 0 <= power <= most or v in names_in(factor):
            refuse(group, f"{equation_text(group, v)}: no polynomial in {v} of degree {most} or less")
        powers[power] = powers.get(power, 0) + factor
    return powers


def taken_apart(group: Any, v: str, moving: set[str]) -> Membrane:
    """moving: names of variables that change as the network runs, v aside."""
    where = equation_text(group, v)
    whole = sympy.expand(parsed(group, texts_of(group)[v]))
    membrane = Membrane(v, {})
    whole = _without_noise(group, where, texts_of(group)[v], whole, membrane)
    for name in sorted(names_in(whole) & moving):
        slope = sympy.expand(sympy.diff(whole, symbol(name)))
        mixed = names_in(slope) & (moving | {"t"})
        if mixed or functions_in(slope):
            refuse(group, f"{where}: {name} stands in it with {', '.join(sorted(mixed)) or 'a function'}; it may be multiplied by "
                          "constants and by v")
        powers = polynomial(group, slope, v, 1)
        membrane.drives[name] = Drive(powers.get(1, sympy.Integer(0)), powers.get(0, sympy.Integer(0)))
        whole = sympy.expand(whole - symbol(name) * slope)
        if name in names_in(whole):
            refuse(group, f"{where}: it is not linear in {name}")
    powers = polynomial(group, whole, v, 2)
    for power, factor in powers.items():
        timed, constant = [], []
        for term in sympy.Add.make_args(factor):
            (timed if "t" in names_in(term) else constant).append(term)
        if timed and power > 0:
            refuse(group, f"{where}: what multiplies {v} changes over time")
        membrane.powers[power] = sympy.Add(*constant)
        if power == 0:
            membrane.over_time = sympy.Add(*timed)
    return membrane


def _without_noise(group: Any, where: str, text: str, whole: sympy.Expr, membrane: Membrane) -> sympy.Expr:
    atoms = [f for f in whole.atoms(sympy.Function) if f.func.__name__ in ("rand", "randn", "poisson")]
    atoms += [s for s in whole.free_symbols if s.name == "xi" or s.name.startswith("xi_")]
    for atom in atoms:
        is_function = isinstance(atom, sympy.Function)
        name = atom.func.__name__ if is_function else atom.name
        if name == "poisson":
            refuse(group, f"{where}: poisson() is not carried over")
        if is_function and text.count(f"{name}(") > 1:
            refuse(group, f"{where}: {name}() stands in it more than once")
        factor = whole.coeff(atom, 1)
        rest = sympy.expand(whole - factor * atom)
        if membrane.v in names_in(factor) or is_random(factor) or rest.has(atom):
            refuse(group, f"{where}: {name} may be multiplied by constants alone")
        membrane.noise[name] = factor
        whole = rest
    return whole
