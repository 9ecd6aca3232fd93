"""PoissonGroup, SpikeGeneratorGroup and PoissonInput."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from ..network import Population
from .expressions import Values, names_in, parsed, refuse


def is_poisson_threshold(group: Any) -> sympy.Expr | None:
    """The rate of a NeuronGroup that fires by chance: threshold='rand() < rate*dt'."""
    text = group.events.get("spike") if hasattr(group, "user_equations") else None
    if not text or "rand()" not in text.replace(" ", "").replace("rand(", "rand("):
        return None
    relation = parsed(group, text)
    if not isinstance(relation, (sympy.StrictLessThan, sympy.LessThan, sympy.StrictGreaterThan, sympy.GreaterThan)):
        return None
    draw, bound = relation.lts, relation.gts
    if not (isinstance(draw, sympy.Function) and draw.func.__name__ == "rand"):
        return None
    return bound / sympy.Symbol("dt", real=True)


def poisson(group: Any, name: str, rate: sympy.Expr, values: Values, t0_s: float, steps: int, dt_s: float) -> Population:
    """rate: in Hz, of names of the group; it may hold t."""
    if "t" not in names_in(rate):
        return Population(name, len(group), model="poisson", rate=np.broadcast_to(values.of(rate), len(group)).astype(float))
    return Population(name, len(group), model="poisson",
                      stimulus=stimulus_of(group, rate, values, t0_s, steps, dt_s, len(group), 1.0))


def stimulus_of(group: Any, expression: sympy.Expr, values: Values, t0_s: float, steps: int, dt_s: float, size: int,
                factor: Any) -> dict[str, Any]:
    """An expression of t at the beginning of each step, times `factor`."""
    if steps * size > 10**8:
        first = values.of(expression, t=t0_s)
        if np.ndim(first) and first.size > 1:
            refuse(group, f"{expression} is {steps} steps of {size} neurons: more than 10^8 values")
    t = t0_s + np.arange(steps) * dt_s
    table = np.asarray(values.of(expression, t=t[:, None], i=np.arange(size)[None, :]), dtype=float)
    table = np.broadcast_to(table, (steps, table.shape[-1] if table.ndim == 2 else 1)) * np.atleast_1d(factor)[None, :]
    if np.all(table == table[:, :1]):
        table = table[:, :1]
    return {"table": table, "hold": f"{dt_s * 1000!r} ms"}


def poisson_group(group: Any, name: str, namespace: dict[str, Any], t0_s: float, steps: int, dt_s: float) -> Population:
    values = Values(group, namespace)
    rates = group._rates if isinstance(group._rates, str) else "rates"
    return poisson(group, name, parsed(group, rates), values, t0_s, steps, dt_s)


def spike_generator(group: Any, name: str, first_step: int, steps: int, dt_s: float) -> Population:
    """Its spikes within this run."""
    times, neurons = np.asarray(group._spike_time, dtype=float), np.asarray(group._neuron_index, dtype=np.int64)
    bins = np.floor((times + 1e-3 * dt_s) / dt_s).astype(np.int64)
    period = float(group.variables["period"].get_value().item())
    if 0 < period < np.inf and period > 0:
        length = int(round(period / dt_s))
        if length < 1 or abs(length * dt_s - period) > 1e-9 * period:
            refuse(group, f"its period is {period * 1000:g} ms, no multiple of dt = {dt_s * 1000:g} ms")
        if np.any(bins >= length):
            refuse(group, "it has spikes after its period")
        rounds = np.arange(first_step // length, (first_step + steps) // length + 1)
        bins = (bins[None, :] + rounds[:, None] * length).ravel()
        neurons = np.tile(neurons, len(rounds))
    kept = (bins >= first_step) & (bins < first_step + steps)
    bins, neurons = bins[kept] - first_step, neurons[kept]
    pairs = np.unique(np.column_stack([bins, neurons]), axis=0)
    if len(pairs) < len(bins):
        refuse(group, f"at dt = {dt_s * 1000:g} ms one of its neurons fires twice in a step")
    # A spike in step k has the time (k + 1) dt here.
    return Population(name, len(group), model="spikes", spikes=((pairs[:, 0] + 1) * dt_s * 1000, pairs[:, 1]))


def poisson_input_parts(source: Any, dt_s: float) -> tuple[int, float]:
    """(populations that fire by chance for each target, rate of each in Hz).

    Brian draws how many of N inputs fire from the binomial law. As many populations as inputs is that law; fewer with
    the same sum differ in its variance, by less than 2 %.
    """
    inputs, rate = int(source.N), float(source.rate)
    expected = inputs * rate * dt_s
    parts = min(inputs, max(1, int(np.ceil(50 * expected))))
    return parts, inputs * rate / parts
