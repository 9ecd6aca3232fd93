"""run_regularly and network_operation: noise where that is all they are, else Brian's own code between two pieces of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy
from brian2.core.operations import NetworkOperation
from brian2.groups.group import CodeRunner
from brian2.groups.neurongroup import NeuronGroup
from brian2.groups.subgroup import Subgroup
from brian2.monitors import StateMonitor

from .expressions import is_random, itself, names_in, parsed, refuse, statements

MOST_CALLS = 2000  # of Python code in one run: each costs as much as a short run


@dataclass
class Redrawn:
    """A current that is drawn anew in regular steps: mean + factor * law()."""

    mean: sympy.Expr
    factor: sympy.Expr
    law: str  # randn, rand
    interval_steps: int


def operations_of(objects: list[Any]) -> list[Any]:
    return [o for o in objects if isinstance(o, NetworkOperation) or type(o) is CodeRunner]


def interval_steps(operation: Any, dt_s: float) -> int:
    steps = float(operation.clock.dt) / dt_s
    if steps < 0.5 or abs(steps - round(steps)) > 1e-6 * steps:
        refuse(operation, f"its dt is {float(operation.clock.dt) * 1000:g} ms, no multiple of {dt_s * 1000:g} ms")
    return int(round(steps))


def redrawn_by(operation: Any, dt_s: float) -> tuple[Any, str, Redrawn] | None:
    """(group, variable, what) of a run_regularly that draws one parameter: 'I = a + b*randn()'. None: it is another."""
    if isinstance(operation, NetworkOperation) or operation.when != "start" or not operation.active:
        return None
    group = itself(operation.group)
    if not isinstance(group, NeuronGroup) or isinstance(group, Subgroup):
        return None
    lines = [line for line in operation.abstract_code.replace(";", "\n").splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    name, operator, text = statements(operation, lines[0])[0]
    if operator != "=" or name not in group.user_equations.parameter_names:
        return None
    expression = sympy.expand(parsed(operation, text))
    draws = [f for f in expression.atoms(sympy.Function) if f.func.__name__ in ("rand", "randn")]
    if len(draws) != 1 or text.count(draws[0].func.__name__ + "(") != 1:
        return None
    factor = expression.coeff(draws[0], 1)
    mean = sympy.expand(expression - factor * draws[0])
    if is_random(mean) or is_random(factor) or "t" in names_in(expression) or name in names_in(expression):
        return None
    return group, name, Redrawn(mean, factor, draws[0].func.__name__, interval_steps(operation, dt_s))


def check_calls(operations: list[Any], objects: list[Any], steps: int, dt_s: float) -> dict[Any, int]:
    """Steps between calls of each. ModelError: it is called too often, or at another time than Brian's default."""
    intervals = {operation: interval_steps(operation, dt_s) for operation in operations}
    for operation, interval in intervals.items():
        if operation.when != "start":
            refuse(operation, f"when='{operation.when}' is not carried over; 'start' is")
        if steps / interval > MOST_CALLS:
            refuse(operation, f"it would be called {-(-steps // interval)} times in this run; at most {MOST_CALLS} calls are carried over, "
                              "unless all that it does is to draw a current: 'I = a + b*randn()'")
        before = [o for o in objects[:objects.index(operation)] if isinstance(o, StateMonitor)]
        if before:
            refuse(operation, f"'{before[0].name}' is sampled before it in the same step; give it a lower order")
    return intervals
