"""Synapses as projections: connections, weights and delays as Brian drew them."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy
from brian2.groups.subgroup import Subgroup

from .expressions import Values, is_random, itself, names_in, parsed, refuse, statements, symbol
from .learning import Learning, learning_of, learns, one_line


def whole_group(group: Any) -> Any:
    """The group that a subgroup is of."""
    while isinstance(group, Subgroup):
        group = group.source
    return itself(group)


class Arrival:
    """What a spike adds to one variable of its targets."""

    def __init__(self, pathway: Any, variable: str, expression: sympy.Expr, learning: Learning | None = None):
        """learning: of the weight that the expression is a multiple of."""
        self.pathway, self.variable, self.expression, self.learning = pathway, variable, expression, learning
        self.synapses = pathway.synapses

    @property
    def target(self) -> Any:
        return whole_group(self.synapses.target)

    @property
    def source(self) -> Any:
        return whole_group(self.synapses.source)


def arrivals_of(synapses: Any) -> list[Arrival]:
    """Of all its pathways that are active. ModelError: what they do is more than to add constants."""
    if synapses.summed_updaters:
        name = next(iter(synapses.summed_updaters)).removesuffix("_post")
        refuse(synapses, f"'{name}' is summed at each step; what spikes add is carried over")
    if learns(synapses):
        return _learned(synapses)
    found = []
    for pathway in synapses._pathways:
        if not pathway.active:
            continue
        if pathway.event != "spike":
            refuse(synapses, f"the event '{pathway.event}' is not carried over; 'spike' is")
        found += _arrivals(synapses, pathway)
    return found


def _learned(synapses: Any) -> list[Arrival]:
    learning, effects = learning_of(synapses)
    found, weight = [], symbol(learning.weight)
    for pathway, variable, expression in effects:
        if weight not in expression.free_symbols:
            found.append(Arrival(pathway, variable, expression))
            continue
        if any(arrival.learning is not None for arrival in found):
            refuse(synapses, f"{learning.where('pre')}: {learning.weight} acts on two variables; on one is carried over")
        if weight in sympy.diff(expression, weight).free_symbols or sympy.expand(expression.subs(weight, 0)) != 0:
            refuse(synapses, f"{learning.where('pre')}: what acts has to be {learning.weight} times a constant")
        found.append(Arrival(pathway, variable, expression, learning))
    if all(arrival.learning is None for arrival in found):
        refuse(synapses, f"{learning.where('pre')}: {learning.weight} acts on no variable of the target")
    return found


def _arrivals(synapses: Any, pathway: Any) -> list[Arrival]:
    found, done = [], set()
    for name, operator, text in statements(synapses, pathway.code):
        where = f"on_pre '{name} {operator} {text}'"
        variable = name.removesuffix("_post")
        is_of_synapse = name in synapses.equations.names
        if is_of_synapse or name.endswith("_pre") or variable not in whole_group(synapses.target).variables:
            refuse(synapses, f"{where}: only variables of the target are changed by spikes here")
        expression = parsed(synapses, text)
        if operator == "-=":
            expression, operator = -expression, "+="
        target = sympy.Symbol(name, real=True)
        if operator == "=" and target in expression.free_symbols:
            expression, operator = sympy.expand(expression - target), "+="
        if operator != "+=" or is_random(expression) or variable in done:
            refuse(synapses, f"{where} is not carried over: a spike adds a constant to a variable of its target")
        done.add(variable)
        found.append(Arrival(pathway, variable, expression))
    return found


def check_constant(arrival: Arrival, expression: sympy.Expr, where: str, moving: dict[Any, set[str]]) -> None:
    """Refuses what changes as the network runs. moving: of each group, the variables that do."""
    for name in names_in(expression):
        for suffix, group in (("_pre", arrival.source), ("_post", arrival.target), ("", arrival.target)):
            own = name.removesuffix(suffix) if suffix else name
            if (suffix == "" or name.endswith(suffix)) and name not in arrival.synapses.equations.names \
                    and own in moving.get(group, set()):
                refuse(arrival.synapses, f"{where}: {name} changes as the network runs")
        if name in ("t", "lastspike", "lastspike_pre", "lastspike_post", "lastupdate"):
            refuse(arrival.synapses, f"{where}: {name} changes as the network runs")


def drawn(arrival: Arrival, expression: sympy.Expr, namespace: dict[str, Any], dt_s: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(sources, targets, values of the expression in SI, delays in steps of Brian) of its synapses, numbered in whole groups."""
    synapses = arrival.synapses
    if not synapses._connect_called:
        refuse(synapses, "connect() was not called")
    sources = np.array(synapses.variables["_synaptic_pre"].get_value(), dtype=np.int64)
    targets = np.array(synapses.variables["_synaptic_post"].get_value(), dtype=np.int64)
    weights = np.broadcast_to(Values(synapses, namespace).of(expression), sources.shape).astype(float)
    delays = np.asarray(arrival.pathway.variables["delay"].get_value(), dtype=float)
    steps = np.floor(np.broadcast_to(delays, sources.shape) / dt_s + 0.5).astype(np.int64)
    return sources, targets, weights, steps
