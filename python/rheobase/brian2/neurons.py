"""NeuronGroups as populations: which model the equations are, and its parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy
from brian2.groups.neurongroup import NeuronGroup
from brian2.units.allunits import volt

from ..network import warn
from .channels import ChannelUse
from .expressions import Values, functions_in, is_random, names_in, parsed, refuse, statements, symbol, uniform
from .linear import kept, passed_on
from .membrane import Drive, equation_text, expressions_of, taken_apart
from .operations import Redrawn
from .scheme import INTEGRATORS, membrane_variable, method_of


@dataclass
class Cells:
    """A NeuronGroup here."""

    group: NeuronGroup
    name: str
    keys: dict[str, Any] = field(default_factory=dict)  # of the population
    v: str | None = None
    v_scale: float = 1.0  # v here for 1 of v's SI unit
    u: str | None = None
    u_scale: np.ndarray | float = 1.0
    u_shift: np.ndarray | float = 0.0
    channels: dict[str, ChannelUse] = field(default_factory=dict)  # by variable
    redrawn: set[str] = field(default_factory=set)  # parameters that are noise here
    over_time: sympy.Expr = sympy.Integer(0)  # the part of dv/dt that the time changes
    over_time_gain: np.ndarray | float = 1.0  # a current here for 1 of its SI unit
    reset_shown: np.ndarray | None = None  # v in SI while it is held, where it is held at another value here
    refractory_steps: int = 1  # from a spike's step to the first in which it may fire again

    @property
    def size(self) -> int:
        return len(self.group)


class NeuronReader:
    """One NeuronGroup, read."""

    def __init__(self, group: NeuronGroup, name: str, namespace: dict[str, Any], arriving: set[str],
                 redrawn: dict[str, Redrawn], dt_s: float):
        self.group, self.dt_s, self.arriving, self.redrawn = group, dt_s, arriving, redrawn
        self.values = Values(group, namespace)
        self.cells = Cells(group, name, redrawn=set(redrawn))
        self.equations = expressions_of(group)
        self.moving = set(self.equations) | arriving | set(redrawn) | {"t"}
        self.flags = {n: set(e.flags) for n, e in group.user_equations.items()}
        for name in sorted(group._linked_variables):
            self.refuse(f"{name} is linked to another group, which is not carried over")

    def refuse(self, why: str) -> Any:
        refuse(self.group, why)

    def where(self, name: str) -> str:
        return equation_text(self.group, name)

    def number(self, expression: sympy.Expr) -> np.ndarray:
        """In SI units, of each neuron."""
        changing = names_in(expression) & self.moving
        if changing or is_random(expression):
            self.refuse(f"'{expression}' changes as the network runs ({', '.join(sorted(changing)) or 'it is random'})")
        return np.broadcast_to(self.values.of(expression), (self.cells.size,)).astype(float)

    def state(self, name: str) -> np.ndarray:
        return np.array(self.group.variables[name].get_value(), dtype=float)

    # The parts in turn.

    def read(self) -> Cells:
        group, cells = self.group, self.cells
        threshold = group.events.get("spike")
        cells.v, bound, fires = membrane_variable(group, threshold)
        cells.v_scale = 1000.0 if self.group.variables[cells.v].dim is volt.dim else 1.0
        self.method = method_of(group)
        self.membrane = taken_apart(group, cells.v, self.moving - {cells.v, "t"})
        powers = {power: self.number(factor) for power, factor in self.membrane.powers.items()}
        zero = np.zeros(cells.size)
        self.alpha, self.beta, self.gamma = (powers.get(power, zero) for power in (2, 1, 0))
        recovering = [n for n in self.membrane.drives if n in self.equations and cells.v in names_in(self.equations[n])]
        if len(recovering) > 1:
            self.refuse(f"{self.where(recovering[1])}: v has a recovery variable already, {recovering[0]}")
        self._set_model(recovering[0] if recovering else None)
        for name, drive in self.membrane.drives.items():
            if name not in (cells.u, *self.redrawn):
                self._add_channel(name, drive)
        if cells.v in self.arriving:
            self._add_jump()
        self._set_threshold(bound, fires)
        self._set_noise()
        cells.over_time, cells.over_time_gain = self.membrane.over_time, self._factor()
        cells.keys["v0"] = self.state(cells.v) * cells.v_scale
        unused = set(self.equations) - {cells.v, cells.u} - set(cells.channels) - self._helpers()
        if unused:
            self.refuse(f"{self.where(sorted(unused)[0])}: it has no part in a model that Rheobase has")
        for name in sorted(self.arriving - set(cells.channels) - self._helpers()):
            self.refuse(f"synapses change {name}, which is not a part of {self.where(cells.v)}")
        self._set_refractory()
        return cells

    def _helpers(self) -> set[str]:
        return {use.rises_from for use in self.cells.channels.values() if use.rises_from}

    def _set_model(self, u: str | None) -> None:
        cells, keys, dt_ms = self.cells, self.cells.keys, self.dt_s * 1000
        per_ms = cells.v_scale / 1000
        if np.any(self.alpha != 0):
            if self.method not in ("euler", "rk2", "rk4"):
                self.refuse(f"{self.where(cells.v)}: method '{self.method}' is not carried over for it; 'euler', 'rk2', 'rk4' are")
            if np.any(self.alpha <= 0):
                self.refuse(f"{self.where(cells.v)}: the factor of {cells.v}**2 has to be above 0")
            alpha, beta, gamma = self.alpha / cells.v_scale / 1000, self.beta / 1000, self.gamma * per_ms
            keys.update(model="quadratic", integrator=self.method)
            self.leak = np.zeros(cells.size)
            self.per_current = np.full(cells.size, dt_ms)  # what a current of 1 adds to v in a step
            self._set_recovery(u, gamma)
            gamma = gamma - cells.u_shift
            if u is not None and np.all(np.isclose(alpha, 0.04, rtol=1e-12)) and np.all(np.isclose(beta, 5, rtol=1e-12)) \
                    and np.all(keys["v_u"] == 0):
                keys.update(model="izhikevich", current=gamma - 140)
                del keys["v_u"]
            else:
                keys.update(alpha=alpha, beta=beta, gamma=gamma)
            return
        if u is not None:
            self.refuse(f"{self.where(cells.v)}: a linear membrane with the recovery variable {u} is no model of Rheobase")
        if np.any(self.beta > 0):
            self.refuse(f"{self.where(cells.v)}: v grows by itself; the factor of {cells.v} has to be below 0")
        self.leak = -self.beta
        keys["integrator"] = INTEGRATORS[self.method]
        if np.any(self.leak == 0):
            if np.any(self.leak > 0):
                self.refuse(f"{self.where(cells.v)}: some of its neurons leak and some do not")
            self.per_current = np.full(cells.size, dt_ms)
            keys.update(model="integrator", r=1, current=self.gamma * per_ms)
            return
        is_conducting = any(d.of_v != 0 for d in self.membrane.drives.values())
        if is_conducting and keys["integrator"] == "exact":
            keys["integrator"] = "rk4"
        self.per_current = 1 - kept(self.method, self.leak, self.dt_s)
        keys.update(model="lif" if self.group.events else "integrator", tau=1000 / self.leak, r=1,
                    v_rest=self.gamma / self.leak * cells.v_scale)

    def _set_recovery(self, u: str | None, gamma: np.ndarray) -> None:
        cells, keys = self.cells, self.cells.keys
        if u is None:
            keys.update(a=0, b=0, d=0, v_u=0, u0=0)
            return
        drive = self.membrane.drives[u]
        if drive.of_v != 0:
            self.refuse(f"{self.where(cells.v)}: {u} times {cells.v} is no model of Rheobase")
        equation = sympy.expand(self.equations[u])
        parts = {n: sympy.diff(equation, symbol(n)) for n in (u, cells.v)}
        rest = sympy.expand(equation - sum(parts[n] * symbol(n) for n in parts))
        if any(names_in(e) & self.moving or is_random(e) for e in (*parts.values(), rest)):
            self.refuse(f"{self.where(u)}: it has to be linear in {u} and {cells.v}, with constant factors")
        a, slope, shift = (self.number(e) for e in (-parts[u], parts[cells.v], rest))
        scale = -self.number(drive.constant) * cells.v_scale / 1000  # of u here for 1 of u's SI unit
        if np.any(scale == 0) or np.any((a == 0) & ((slope != 0) | (shift != 0))):
            self.refuse(f"{self.where(u)}: {u} has to act on {cells.v} and to recover")
        cells.u, cells.u_scale = u, scale
        with np.errstate(divide="ignore", invalid="ignore"):
            b = np.where(a == 0, 0, slope / a * scale / cells.v_scale)
            v_u = np.where(slope == 0, 0, -shift / slope * cells.v_scale)
            cells.u_shift = np.where((slope == 0) & (a != 0), shift / a * scale, 0)
        keys.update(a=a / 1000, b=b, v_u=v_u + 0.0, d=0, u0=self.state(u) * scale - cells.u_shift)
        self.holds_u = "unless refractory" in self.flags[u]

    def _factor(self) -> np.ndarray:
        """A current here for 1 of dv/dt's SI unit that holds over a step."""
        cells = self.cells
        return cells.v_scale / self.leak if cells.keys["model"] == "lif" or "tau" in cells.keys else \
            np.full(cells.size, cells.v_scale / 1000)

    def _add_channel(self, name: str, drive: Drive) -> None:
        cells = self.cells
        of_v, constant = self.number(drive.of_v), self.number(drive.constant)
        use = ChannelUse(name, np.zeros(cells.size), 1.0, starts_at=self.state(name))
        gain = constant * self._factor()
        if np.any(of_v != 0):
            if np.any(of_v > 0):
                self.refuse(f"{self.where(cells.v)}: the conductance {name} has to pull v towards its reversal potential")
            if np.any(of_v == 0):
                self.refuse(f"{self.where(cells.v)}: the conductance {name} acts on some of its neurons only")
            use.reversal = uniform(self.group, f"the reversal potential of {name}", constant / -of_v) * cells.v_scale
            gain = -of_v * self._factor() / cells.v_scale
        if "unless refractory" in self.flags.get(name, set()):
            self.refuse(f"{self.where(name)}: (unless refractory) is carried over for the membrane and its recovery variable")
        if name not in self.equations:
            use.keys = {"kind": "hold"}
            use.gain = gain
        else:
            self._set_decay(use, name, gain)
        cells.channels[name] = use

    def _set_decay(self, use: ChannelUse, name: str, gain: np.ndarray) -> None:
        equation = self.equations[name]
        if is_random(equation) or "t" in names_in(equation):
            self.refuse(f"{self.where(name)}: a current that is random or depends on t is not carried over")
        decay = -sympy.diff(equation, symbol(name))
        if sympy.expand(equation + decay * symbol(name)) != 0:
            self.refuse(f"{self.where(name)}: it has to be -{name}/tau")
        decay_hz = uniform(self.group, f"tau of {name}", self.number(decay))
        if decay_hz <= 0:
            self.refuse(f"{self.where(name)}: tau has to be above 0")
        use.keep = float(kept(self.method, decay_hz, self.dt_s))
        is_linear = self.cells.keys["model"] in ("lif", "integrator") and use.reversal is None
        if is_linear:
            added = passed_on(self.method, self.leak, decay_hz, self.dt_s) * self.leak_or_one()
            gain = gain * added / self.per_current_si()
        if self.method == "euler":
            use.keys = {"kind": "decay", "tau": f"{1000 / decay_hz!r} ms", "method": "euler"}
        elif is_linear or self.method == "exponential_euler":
            use.keys = {"kind": "decay", "tau": f"{-self.dt_s * 1000 / np.log(use.keep)!r} ms", "method": "sampled"}
        else:
            use.keys = {"kind": "decay", "tau": f"{1000 / decay_hz!r} ms"}
            use.keep = float(np.exp(-decay_hz * self.dt_s))
            use.mean_gain = gain * (-np.expm1(-decay_hz * self.dt_s) / (decay_hz * self.dt_s))
        use.gain = gain

    def leak_or_one(self) -> np.ndarray:
        return np.where(self.leak == 0, 1.0, self.leak)

    def per_current_si(self) -> np.ndarray:
        """What a current that holds adds to v in a step, as passed_on() counts it."""
        return np.where(self.leak == 0, self.dt_s, self.per_current)

    def _add_jump(self) -> None:
        cells = self.cells
        use = ChannelUse(cells.v, np.full(cells.size, cells.v_scale), 0.0, is_jump=True)
        if cells.keys["model"] in ("lif", "integrator"):
            # The equation is linear: a jump is a current of one step, which the reset of the step before takes away.
            use.gain = cells.v_scale * kept(self.method, self.leak, self.dt_s) / self.per_current
            use.keys = {"kind": "decay", "tau": f"{self.dt_s * 1000!r} ms", "method": "euler", "clear_on_spike": True}
            if any(c.reversal is not None for c in cells.channels.values()):
                use.gain, use.keys = np.full(cells.size, cells.v_scale), {"kind": "jump"}
        else:
            use.keys = {"kind": "jump"}
        cells.channels[cells.v] = use

    def _set_threshold(self, bound: sympy.Expr | None, fires: str) -> None:
        cells, keys = self.cells, self.cells.keys
        if bound is None:
            if keys["model"] != "integrator" or "tau" not in keys:
                keys["threshold"] = 1e5 if keys["model"] == "integrator" else 9e4
                if keys["model"] != "integrator":
                    self.refuse("it has no threshold, and its equation is not that of a leaky integrator")
            return
        threshold = uniform(self.group, f"threshold '{self.group.events['spike']}'", self.number(bound)) * cells.v_scale
        if keys["model"] in ("lif", "integrator"):
            keys.update(threshold=threshold, fires=fires)
        else:
            at = np.float32(threshold)
            keys["threshold"] = float(np.nextafter(at, np.float32(np.inf)) if fires == "above" else at)
        self._set_reset(threshold)

    def _set_reset(self, threshold: float) -> None:
        cells, keys = self.cells, self.cells.keys
        is_linear = keys["model"] in ("lif", "integrator")
        done = set()
        for name, operator, text in statements(self.group, self.group.event_codes.get("spike", "")):
            where = f"reset '{name} {operator} {text}'"
            if name in done:
                self.refuse(f"{where}: {name} is reset twice")
            done.add(name)
            expression = parsed(self.group, text)
            if operator == "=" and name in names_in(expression):
                expression, operator = sympy.expand(expression - symbol(name)), "+="
            if operator == "-=":
                expression, operator = -expression, "+="
            changing = names_in(expression) & self.moving
            if changing or is_random(expression) or operator not in ("=", "+="):
                self.refuse(f"{where} is not carried over")
            value = self.number(expression)
            if name == cells.v and operator == "=":
                keys["v_reset" if is_linear else "c"] = value * cells.v_scale
            elif name == cells.v and is_linear:
                keys.update(reset="subtract", v_reset=threshold + value * cells.v_scale)
            elif name == cells.u and operator == "+=":
                keys["d"] = value * cells.u_scale
            elif name in cells.channels and operator == "=" and np.all(value == 0):
                cells.channels[name].keys["clear_on_spike"] = True
            else:
                self.refuse(f"{where} is not carried over")
        if cells.v not in done:
            self.refuse(f"reset '{self.group.event_codes.get('spike', '')}' does not set {cells.v}")

    def _set_noise(self) -> None:
        cells, keys = self.cells, self.cells.keys
        drawn = {name: self.number(factor) for name, factor in self.membrane.noise.items()}
        interval = 1
        for name, law in self.redrawn.items():
            drive = self.membrane.drives.get(name)
            if drive is None or drive.of_v != 0 or drawn or name in self.arriving:
                self.refuse(f"{self.where(cells.v)}: {name} is drawn anew by run_regularly, and is not its only noise")
            constant = self.number(drive.constant)
            keys["current"] = keys.get("current", 0) + self.number(law.mean) * constant * self._factor()
            drawn[law.law] = self.number(law.factor) * constant
            interval = law.interval_steps
        if not drawn:
            return
        if self.method != "euler" and not self.redrawn:
            self.refuse(f"{self.where(cells.v)}: noise goes with method 'euler', not '{self.method}'")
        if "rand" in drawn and len(drawn) > 1:
            self.refuse(f"{self.where(cells.v)}: rand() and another noise in one equation")
        factor = self._factor()
        if "rand" in drawn:  # uniform on [0, 1): a mean, and a deviation
            keys["current"] = keys.get("current", 0) + drawn["rand"] / 2 * factor
            keys["noise_kind"] = "uniform"
            deviation = np.abs(drawn["rand"]) / np.sqrt(12)
        else:
            deviation = np.sqrt(sum((value / (1 if name == "randn" else np.sqrt(self.dt_s))) ** 2 for name, value in drawn.items()))
        keys["noise"] = deviation * factor
        if interval > 1:
            keys["noise_interval"] = f"{interval * self.dt_s * 1000!r} ms"

    def _set_refractory(self) -> None:
        cells, refractory = self.cells, self.group._refractory
        if refractory is False or "spike" not in self.group.events:
            return
        text = refractory if isinstance(refractory, str) else None
        if text is not None:
            expression = parsed(self.group, text)
            if isinstance(expression, sympy.logic.boolalg.Boolean) or self._dimensions(text) != self._dimensions("dt"):
                self.refuse(f"refractory='{text}' is a condition; a time is carried over")
            period = uniform(self.group, f"refractory='{text}'", self.number(expression))
        else:
            period = float(refractory)
        steps = int((period + 1e-3 * self.dt_s) / self.dt_s)
        if steps <= 1:
            return
        cells.refractory_steps = steps
        if "unless refractory" not in self.flags[cells.v]:
            self.refuse(f"{self.where(cells.v)}: it goes on while refractory; Rheobase holds v: (unless refractory)")
        held = steps - 1 if cells.keys["integrator"] == "exact" else steps
        if cells.v in cells.channels:
            held += self._hold_for_jumps()
        cells.keys["refractory"] = f"{held * self.dt_s * 1000!r} ms"
        if cells.u is not None:
            cells.keys["refractory_holds"] = "v u" if self.holds_u else "v"

    def _hold_for_jumps(self) -> int:
        """More steps to hold v for.

        Brian loses the jumps that the first update after the refractory period would see. So v is held for that step too,
        at what the step makes of the reset value.
        """
        cells, keys = self.cells, self.cells.keys
        foreseen = keys["model"] == "lif" and "noise" not in keys and cells.over_time == 0 and set(cells.channels) == {cells.v} \
            and keys.get("reset", "value") == "value"
        if not foreseen:
            warn(f"brian2: NeuronGroup '{self.group.name}': {cells.v} takes what arrives in the first step after the refractory "
                 "period; in Brian that is lost")
            return 0
        share = self.per_current
        cells.reset_shown = keys["v_reset"] / cells.v_scale
        keys["v_reset"] = keys["v_reset"] + share * (keys["v_rest"] - keys["v_reset"])
        return 1

    def _dimensions(self, text: str) -> Any:
        from brian2.parsing.expressions import parse_expression_dimensions

        names = names_in(parsed(self.group, text)) | functions_in(parsed(self.group, text))
        return parse_expression_dimensions(text, self.group.resolve_all(names, self.values.namespace, user_identifiers=names))
