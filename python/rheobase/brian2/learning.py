"""Synapses that learn: which rule of Rheobase the statements of a Synapses object are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

import numpy as np
import sympy

from .expressions import Values, functions_in, is_random, names_in, parsed, refuse, statements, symbol
from .linear import ORDERS, kept


@dataclass
class Trace:
    """A variable of a synapse that decays, and that spikes of one side add to or set."""

    name: str
    side: str  # pre, post: whose spikes
    jump: sympy.Expr
    is_set: bool  # 'apre = Apre' in place of 'apre += Apre'


@dataclass
class Learning:
    """What on_pre and on_post do to one variable, as expressions."""

    synapses: Any
    weight: str
    traces: list[Trace]
    changes: dict[str, sympy.Expr]  # by side: what a spike adds to the weight, before it is clipped
    bounds: tuple[sympy.Expr, sympy.Expr]
    codes: dict[str, str] = field(default_factory=dict)  # by side, in one line

    def where(self, side: str) -> str:
        return f"on_{side} '{self.codes[side]}'"


@dataclass
class Rule:
    """A Learning in numbers: the keys of [projection.plasticity], for weights of 1 a unit of the variable."""

    learning: Learning
    keys: dict[str, Any]
    in_weights: tuple[str, ...]  # keys that are in units of the weight
    bounds: tuple[float, float]
    jumps: dict[str, float]  # by trace
    keeps: dict[str, float]  # what a step leaves of each trace

    def scaled(self, factor: float) -> dict[str, Any]:
        """For weights that are `factor` times the variable."""
        keys = {key: value * factor if key in self.in_weights else value for key, value in self.keys.items()}
        return {**keys, "w_min": self.bounds[0] * factor, "w_max": self.bounds[1] * factor, "same_time": "next_pre_first"}


def one_line(code: str) -> str:
    return "; ".join(line.strip() for line in code.splitlines() if line.strip())


def moving_names(synapses: Any) -> list[str]:
    """Of the variables of a Synapses object that have differential equations."""
    driven = synapses.event_driven
    return sorted({*synapses.equations.diff_eq_names, *(driven.diff_eq_names if driven is not None else ())})


def equation_of(synapses: Any, name: str) -> Any:
    return synapses.event_driven[name] if is_event_driven(synapses, name) else synapses.equations[name]


def is_event_driven(synapses: Any, name: str) -> bool:
    return synapses.event_driven is not None and name in synapses.event_driven.diff_eq_names


def learns(synapses: Any) -> bool:
    """Whether spikes change its own variables, or there are equations or statements for targets that fire."""
    own = set(synapses.equations.names)
    return bool(moving_names(synapses)) or any(
        pathway.active and (pathway.prepost == "post" or any(name in own for name, _, _ in statements(synapses, pathway.code)))
        for pathway in synapses._pathways)


def learning_of(synapses: Any) -> tuple[Learning, list[tuple[Any, str, sympy.Expr]]]:
    """(what it learns, and what a source's spike adds to variables of its targets: pathway, variable, expression)."""
    pathways = _pathways(synapses)
    codes = {side: "; ".join(one_line(p.code) for p in pathways[side]) for side in pathways}
    own = {*synapses.equations.names, *moving_names(synapses)}
    now: dict[str, dict[str, sympy.Expr]] = {}
    effects: list[tuple[Any, str, sympy.Expr]] = []
    for side, of_side in pathways.items():
        now[side] = {}
        for pathway in of_side:
            effects += [(pathway, *e) for e in _executed(synapses, pathway, own, now[side])]
    moving = moving_names(synapses)
    changed = sorted({name for values in now.values() for name in values} - set(moving))
    if not changed:
        name = moving[0] if moving else None
        if name is None:
            refuse(synapses, f"on_post '{codes['post']}' changes none of its variables")
        refuse(synapses, f"d{name}/dt = {one_line(str(equation_of(synapses, name).expr))}: variables of synapses that move are "
                         "carried over as the traces of a weight that learns, and no weight does")
    if len(changed) > 1:
        refuse(synapses, f"spikes change {', '.join(changed)}; one weight that learns is carried over")
    weight = changed[0]
    traces = [_trace(synapses, name, now, codes) for name in moving]
    for side in ("pre", "post"):
        names = [t.name for t in traces if t.side == side]
        if len(names) > 1:
            refuse(synapses, f"on_{side} '{codes[side]}': it changes {' and '.join(names)}; one trace of each side is carried over")
    changes, bounds = {}, None
    for side in ("pre", "post"):
        if weight not in now[side]:
            changes[side] = sympy.Integer(0)
            continue
        changes[side], limits = _clipped(synapses, f"on_{side} '{codes[side]}'", weight, now[side][weight])
        if bounds is not None and any(sympy.expand(a - b) != 0 for a, b in zip(bounds, limits)):
            refuse(synapses, f"on_post '{codes['post']}': on_pre clips {weight} to other bounds")
        bounds = limits
    for pathway, _, expression in effects:
        if "clip" in functions_in(expression) and weight in names_in(expression):
            refuse(synapses, f"on_pre '{codes['pre']}': {weight} acts after it has changed; here a spike acts with the weight as it was: "
                             "put what acts first")
        if seen := names_in(expression) & set(moving):
            refuse(synapses, f"on_pre '{codes['pre']}': the trace {sorted(seen)[0]} acts on the target")
    return Learning(synapses, weight, traces, changes, bounds, codes), effects


def _pathways(synapses: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"pre": [], "post": []}
    for pathway in sorted((p for p in synapses._pathways if p.active), key=lambda p: (p.order, p.name)):
        if pathway.event != "spike":
            refuse(synapses, f"the event '{pathway.event}' is not carried over; 'spike' is")
        found[pathway.prepost].append(pathway)
    if found["post"] and found["pre"] and found["pre"][-1].order >= found["post"][0].order:
        refuse(synapses, f"on_post '{one_line(found['post'][0].code)}': on_pre has to come before it in a step; change no order")
    delays = [np.asarray(p.variables["delay"].get_value(), dtype=float) for p in found["pre"]]
    for pathway, delay in zip(found["pre"][1:], delays[1:]):
        if not np.array_equal(*np.broadcast_arrays(delay, delays[0])):
            refuse(synapses, f"on_pre '{one_line(pathway.code)}': its delays are others than those of '{found['pre'][0].name}'; where "
                             "synapses learn, what acts and what learns arrives together")
    for pathway in found["post"]:
        if np.any(np.asarray(pathway.variables["delay"].get_value()) != 0):
            refuse(synapses, f"on_post '{one_line(pathway.code)}': its delay is not carried over; a target's spike acts at once")
    return found


def _executed(synapses: Any, pathway: Any, own: set[str], now: dict[str, sympy.Expr]) -> list[tuple[str, sympy.Expr]]:
    """Runs the statements on `now`, of own variables; (variable, what is added) of the target's."""
    from .synapses import whole_group  # which reads arrivals by what is here

    effects: list[tuple[str, sympy.Expr]] = []
    for name, operator, text in statements(synapses, pathway.code):
        where = f"on_{pathway.prepost} '{name} {operator} {text}'"
        value = _substituted(synapses, parsed(synapses, text)).xreplace({symbol(n): e for n, e in now.items()})
        if is_random(value):
            refuse(synapses, f"{where}: chance in what is learned is not carried over")
        if name in own:
            before = now.get(name, symbol(name))
            now[name] = {"=": lambda a, b: b, "+=": lambda a, b: a + b, "-=": lambda a, b: a - b, "*=": lambda a, b: a * b,
                         "/=": lambda a, b: a / b}[operator](before, value)
            continue
        variable = name.removesuffix("_post")
        if pathway.prepost == "post":
            refuse(synapses, f"{where}: when a target fires, variables of its synapses alone are changed here")
        if name.endswith("_pre") or variable not in whole_group(synapses.target).variables:
            refuse(synapses, f"{where}: only variables of the target are changed by spikes here")
        if operator == "-=":
            value, operator = -value, "+="
        if operator == "=" and symbol(name) in value.free_symbols:
            value, operator = sympy.expand(value - symbol(name)), "+="
        if operator != "+=" or symbol(name) in value.free_symbols or variable in (v for v, _ in effects):
            refuse(synapses, f"{where} is not carried over: a spike adds to a variable of its target, once")
        effects.append((variable, value))
    return effects


def _substituted(synapses: Any, expression: sympy.Expr) -> sympy.Expr:
    """With the named subexpressions of the Synapses put in."""
    named = {symbol(n): parsed(synapses, e.expr) for n, e in synapses.equations.items() if e.type == "subexpression"}
    for _ in named:
        expression = expression.xreplace(named)
    return expression


def _trace(synapses: Any, name: str, now: dict[str, dict[str, sympy.Expr]], codes: dict[str, str]) -> Trace:
    sides = [side for side in now if name in now[side]]
    if len(sides) != 1:
        refuse(synapses, f"the trace {name} is changed by " + ("on_pre and on_post; by one of them is carried over" if sides else "no spike"))
    after = sympy.expand(now[sides[0]][name])
    is_set = name not in names_in(after)
    jump = after if is_set else sympy.expand(after - symbol(name))
    if name in names_in(jump):
        refuse(synapses, f"on_{sides[0]} '{codes[sides[0]]}': {name} has to grow by a constant, or be set to one")
    return Trace(name, sides[0], jump, is_set)


def _clipped(synapses: Any, where: str, weight: str, after: sympy.Expr) -> tuple[sympy.Expr, tuple[sympy.Expr, sympy.Expr]]:
    """(what is added, the bounds) of clip(weight + change, least, most)."""
    if not (isinstance(after, sympy.Function) and after.func.__name__ == "clip" and len(after.args) == 3):
        refuse(synapses, f"{where}: {weight} has to end as clip(…, least, most); weights that learn have bounds here")
    inner, *bounds = after.args
    change = sympy.expand(inner - symbol(weight))
    if functions_in(change) & {"clip"}:
        refuse(synapses, f"{where}: {weight} is clipped twice")
    return change, (bounds[0], bounds[1])


def rule_of(learning: Learning, namespace: dict[str, Any], dt_s: float, check: Callable[[sympy.Expr, str], None]) -> Rule:
    """check(expression, where): refuses names that change as the network runs."""
    return _RuleReader(learning, namespace, dt_s, check).read()


class _RuleReader:
    def __init__(self, learning: Learning, namespace: dict[str, Any], dt_s: float, check: Callable[[sympy.Expr, str], None]):
        self.learning, self.synapses, self.dt_s, self.check = learning, learning.synapses, dt_s, check
        self.values = Values(learning.synapses, namespace)
        self.moving = {learning.weight, *(t.name for t in learning.traces)}

    def number(self, expression: sympy.Expr, where: str) -> float:
        """Of an expression that is one constant for all synapses, in SI."""
        if seen := names_in(expression) & self.moving:
            refuse(self.synapses, f"{where}: {sorted(seen)[0]} stands where a constant has to")
        self.check(expression, where)
        values = np.ravel(self.values.of(expression))
        if not np.all(values == values[0]):
            refuse(self.synapses, f"{where}: {expression} differs between its synapses; a rule has one number for all")
        return float(values[0])

    def read(self) -> Rule:
        learning = self.learning
        pre, post = (next((t for t in learning.traces if t.side == side), None) for side in ("pre", "post"))
        traces = [t for t in (pre, post) if t is not None]
        rates = {t.name: self._decay_hz(t.name) for t in traces}
        keeps = {t.name: self._keep(t.name, rates[t.name]) for t in traces}
        jumps = {t.name: self.number(t.jump, learning.where(t.side)) for t in traces}
        if len({t.is_set for t in traces}) > 1:
            refuse(self.synapses, f"{learning.where('post')}: one trace is set and the other grows; both do the same here")
        self.bounds = tuple(self.number(b, f"clip of {learning.weight}") for b in learning.bounds)
        if not 0 <= self.bounds[0] < self.bounds[1]:
            refuse(self.synapses, f"{learning.weight} lies within {self.bounds[0]:g} and {self.bounds[1]:g}; here within bounds from 0 on")
        taus = {name: f"{-self.dt_s * 1000 / np.log(keep):.12g} ms" for name, keep in keeps.items()}
        of_pre, of_post = self._line("pre", post, jumps), self._line("post", pre, jumps)
        keys: dict[str, Any] = {"pairing": "nearest" if any(t.is_set for t in traces) else "all"}
        if of_post[2] != 0:
            refuse(self.synapses, f"{learning.where('post')}: {learning.weight} changes by {of_post[2]:g} whatever the trace is")
        if of_pre[2] != 0:
            keys.update(self._vogels(of_pre, of_post, pre, post, keeps, taus))
            return Rule(learning, keys, ("eta",), self.bounds, jumps, keeps)
        keys["rule"] = "stdp"
        in_weights = []
        for side, key, line, edge, trace in (("pre", "minus", of_pre, self.bounds[0], post), ("post", "plus", of_post, self.bounds[1], pre)):
            strength, mu = self._dependence(side, line, edge, -1 if side == "pre" else 1)
            keys.update({f"A_{key}": strength, f"mu_{key}": mu})
            if trace is not None:
                keys[f"tau_{key}"] = taus[trace.name]
            if mu == 0:
                in_weights.append(f"A_{key}")
        return Rule(learning, keys, tuple(in_weights), self.bounds, jumps, keeps)

    def _decay_hz(self, name: str) -> float:
        equation = equation_of(self.synapses, name)
        where = f"d{name}/dt = {one_line(str(equation.expr))}"
        expression = sympy.expand(_substituted(self.synapses, parsed(self.synapses, equation.expr)))
        rate = -sympy.diff(expression, symbol(name))
        if sympy.simplify(expression + rate * symbol(name)) != 0:
            refuse(self.synapses, f"{where}: a trace has to decay as -{name}/tau")
        rate_hz = self.number(rate, where)
        if rate_hz <= 0:
            refuse(self.synapses, f"{where}: tau has to be above 0")
        return rate_hz

    def _keep(self, name: str, rate_hz: float) -> float:
        updater = self.synapses.state_updater
        if is_event_driven(self.synapses, name):
            return float(np.exp(-rate_hz * self.dt_s))
        choice = updater.method_choice
        method = choice if isinstance(choice, str) else next(iter(choice or ("exact",)))
        if method not in ORDERS:
            refuse(self.synapses, f"method {method!r} is not carried over for d{name}/dt; carried over are {', '.join(ORDERS)}")
        keep = float(kept(method, rate_hz, self.dt_s))
        if not 0 < keep < 1:
            refuse(self.synapses, f"d{name}/dt: by the method '{method}' a step leaves {keep:g} of it")
        return keep

    def _line(self, side: str, trace: Trace | None, jumps: dict[str, float]) -> tuple[float, float, float]:
        """(a, b, c): a spike of `side` adds (a + b w) y + c, y the other side's trace counted in its jumps."""
        learning, change = self.learning, self.learning.changes[side]
        if change == 0:
            return 0.0, 0.0, 0.0
        where, w = learning.where(side), symbol(learning.weight)
        slope, rest = sympy.Integer(0), change
        if trace is not None:
            slope = sympy.expand(sympy.diff(change, symbol(trace.name)))
            rest = sympy.expand(change - slope * symbol(trace.name))
        of_weight = sympy.expand(sympy.diff(slope, w))
        constant = sympy.expand(slope - of_weight * w)
        for part in (of_weight, constant, rest):
            if seen := names_in(part) & self.moving:
                refuse(self.synapses, f"{where}: {sorted(seen)[0]} stands in what changes {learning.weight} in a way that no rule of "
                                      "Rheobase has")
        a, b, c = (self.number(part, where) for part in (constant, of_weight, rest))
        jump = jumps[trace.name] if trace is not None else 0.0
        return a * jump, b * jump, c

    def _dependence(self, side: str, line: tuple[float, float, float], edge: float, sign: int) -> tuple[float, int]:
        """(strength, exponent) of what moves the weight down (sign -1) or up towards `edge`."""
        learning, (a, b, _) = self.learning, line
        if b == 0:
            strength, mu = sign * a, 0
        elif np.isclose(a, -b * edge, rtol=1e-9, atol=1e-12 * abs(b) * self.bounds[1]):
            strength, mu = -b, 1
        else:
            refuse(self.synapses, f"{learning.where(side)}: the change of {learning.weight} is neither constant nor proportional to its "
                                  f"distance from {edge:g}")
        if strength < 0:
            refuse(self.synapses, f"{learning.where(side)}: it {'raises' if side == 'pre' else 'lowers'} {learning.weight}; here what arrives "
                                  "after the target's spike lowers it, and the target's spike raises it")
        return strength, mu

    def _vogels(self, of_pre: tuple[float, float, float], of_post: tuple[float, float, float], pre: Trace | None, post: Trace | None,
                keeps: dict[str, float], taus: dict[str, str]) -> dict[str, Any]:
        learning = self.learning
        eta, offset = of_post[0], of_pre[2]
        is_rule = pre is not None and post is not None and of_pre[1] == of_post[1] == 0 and eta > 0 and offset < 0 \
            and np.isclose(of_pre[0], eta, rtol=1e-9) and np.isclose(keeps[pre.name], keeps[post.name], rtol=1e-12)
        if not is_rule:
            refuse(self.synapses, f"{learning.where('pre')}: {learning.weight} changes by {offset:g} whatever the trace is, and the rest is "
                                  "not Vogels' rule: eta (y - alpha) and eta x, with one tau")
        tau_s = -self.dt_s / np.log(keeps[pre.name])
        return {"rule": "vogels", "eta": eta, "rho": -offset / eta / (2 * tau_s), "tau": taus[pre.name]}
