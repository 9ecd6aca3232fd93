"""Synapses as projections: connections, weights and delays as Brian drew them."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy
from brian2.groups.subgroup import Subgroup

from .expressions import Values, is_random, itself, names_in, parsed, refuse, statements


def whole_group(group: Any) -> Any:
    """The group that a subgroup is of."""
    while isinstance(group, Subgroup):
        group = group.source
    return itself(group)


class Arrival:
    """What a spike adds to one variable of its targets."""

    def __init__(self, pathway: Any, variable: str, expression: sympy.Expr):
        self.pathway, self.variable, self.expression = pathway, variable, expression
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
    if synapses.state_updater is not None and len(synapses.equations.diff_eq_names):
        name = sorted(synapses.equations.diff_eq_names)[0]
        refuse(synapses, f"d{name}/dt = {synapses.equations[name].expr}: variables of synapses that move are not carried over")
    found = []
    for pathway in synapses._pathways:
        if not pathway.active:
            continue
        if pathway.prepost != "pre":
            refuse(synapses, f"on_post '{one_line(pathway.code)}': plasticity is not carried over")
        if pathway.event != "spike":
            refuse(synapses, f"the event '{pathway.event}' is not carried over; 'spike' is")
        found += _arrivals(synapses, pathway)
    return found


def one_line(code: str) -> str:
    return "; ".join(line.strip() for line in code.splitlines() if line.strip())


def _arrivals(synapses: Any, pathway: Any) -> list[Arrival]:
    if synapses.event_driven is not None:
        name = sorted(synapses.event_driven.names)[0]
        refuse(synapses, f"d{name}/dt = {synapses.event_driven[name].expr} (event-driven): variables of synapses that move are not "
                         "carried over")
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


def check_constant(arrival: Arrival, moving: dict[Any, set[str]]) -> None:
    """Refuses a weight that changes as the network runs. moving: of each group, the variables that do."""
    for name in names_in(arrival.expression):
        for suffix, group in (("_pre", arrival.source), ("_post", arrival.target), ("", arrival.target)):
            own = name.removesuffix(suffix) if suffix else name
            if (suffix == "" or name.endswith(suffix)) and name not in arrival.synapses.equations.names \
                    and own in moving.get(group, set()):
                refuse(arrival.synapses, f"on_pre '{one_line(arrival.pathway.code)}': {name} changes as the network runs")
        if name in ("t", "lastspike", "lastspike_pre", "lastspike_post"):
            refuse(arrival.synapses, f"on_pre '{one_line(arrival.pathway.code)}': {name} changes as the network runs")


def drawn(arrival: Arrival, namespace: dict[str, Any], dt_s: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(sources, targets, weights in SI, delays in steps of Brian) of its synapses, numbered in whole groups."""
    synapses = arrival.synapses
    if not synapses._connect_called:
        refuse(synapses, "connect() was not called")
    sources = np.array(synapses.variables["_synaptic_pre"].get_value(), dtype=np.int64)
    targets = np.array(synapses.variables["_synaptic_post"].get_value(), dtype=np.int64)
    weights = np.broadcast_to(Values(synapses, namespace).of(arrival.expression), sources.shape).astype(float)
    delays = np.asarray(arrival.pathway.variables["delay"].get_value(), dtype=float)
    steps = np.floor(np.broadcast_to(delays, sources.shape) / dt_s + 0.5).astype(np.int64)
    return sources, targets, weights, steps
