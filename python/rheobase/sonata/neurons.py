"""NEST's models of neurons as populations of Rheobase, in NEST's units: mV, ms, pF, pA, nS. Times of spikes and what a delay
means are NEST's too (docs/other-simulators.md)."""

from __future__ import annotations

import math
from typing import Any, Callable

import numpy as np

from ..network import Channel
from .failure import fail

Parameters = dict[str, np.ndarray]  # by NEST's name, a value for each neuron

# What counts for plastic synapses alone.
_WITHOUT_EFFECT = {"tau_minus", "tau_minus_triplet", "tau_Ca", "beta_Ca", "Ca"}
# What may stand there with the value that switches it off.
_OFF: dict[str, Callable[[np.ndarray], bool]] = {
    "V_min": lambda v: bool(np.all(v <= -1e30)),
    "delta": lambda v: bool(np.all(v == 0)),
    "refractory_input": lambda v: bool(np.all(v == 0)),
    "ignore_and_spike": lambda v: bool(np.all(v == 0)),
}
_POSITIVE = ("tau_m", "C_m", "g_L", "tau_syn_ex", "tau_syn_in")


class Neuron:
    """A model of NEST's. defaults: NEST's own. off: parameters that are taken with the value that switches them off.
    one: parameters that all neurons of a population here share. steps_later: what a delay has beyond NEST's."""

    defaults: dict[str, float]
    off: tuple[str, ...] = ("ignore_and_spike",)
    one: tuple[str, ...]
    steps_later = 0

    def complete(self, given: Parameters, size: int, where: str) -> Parameters:
        """With NEST's defaults where nothing is given (NaN)."""
        for name in sorted(set(given) - set(self.defaults) - _WITHOUT_EFFECT):
            values = given[name][~np.isnan(given[name])]
            if name == "rho":  # counts beside delta alone, which has to be 0
                if "delta" in self.off:
                    continue
            if name in self.off and _OFF[name](values):
                continue
            why = f"dynamics_params '{name}' = {values[0]:g} is not supported" if len(values) else f"dynamics_params '{name}' is not supported"
            fail(where, why)
        complete = {}
        for name, default in self.defaults.items():
            values = given.get(name, np.full(size, np.nan))
            complete[name] = np.where(np.isnan(values), default, values)
            if name in _POSITIVE and not np.all(complete[name] > 0):
                fail(where, f"dynamics_params '{name}' is {complete[name].min():g}; it is above 0")
        return complete

    def keys(self, p: Parameters, dt_ms: float, where: str) -> dict[str, Any]:
        raise NotImplementedError

    def arrivals(self, weight: np.ndarray, p: Parameters, dt_ms: float) -> list[tuple[str, np.ndarray, np.ndarray]]:
        """Of synapses with these weights onto neurons with these parameters: channel, which of them, their weights there."""
        raise NotImplementedError


def _both_signs(weight: np.ndarray, negative: float) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """NEST's sign of a weight says which of the two channels it goes to."""
    return [("exc", weight >= 0, weight), ("inh", weight < 0, negative * weight)]


def plain(values: np.ndarray) -> Any:
    """A number where all are one."""
    return float(values[0]) if np.all(values == values[0]) else values


class _IntegrateAndFire(Neuron):
    integrator = "exact"
    substeps = 1
    held_steps = 0  # by which an explicit integrator begins its refractory period earlier

    def leak(self, p: Parameters) -> tuple[np.ndarray, np.ndarray]:
        """tau in ms, r in mV/pA."""
        return p["tau_m"], p["tau_m"] / p["C_m"]

    def channels(self, p: Parameters) -> list[Channel]:
        raise NotImplementedError

    def keys(self, p: Parameters, dt_ms: float, where: str) -> dict[str, Any]:
        tau, r = self.leak(p)
        late = np.flatnonzero(p["V_reset"] >= p["V_th"])
        if len(late):
            fail(where, f"V_reset is {p['V_reset'][late[0]]:g}, V_th {p['V_th'][late[0]]:g}; it is below V_th")
        if p["t_ref"][0] < 0:
            fail(where, f"dynamics_params 't_ref' is {p['t_ref'][0]:g}; it is 0 or more")
        keys = {"model": "lif", "integrator": self.integrator, "tau": plain(tau), "r": plain(r), "v_rest": plain(p["E_L"]),
                "threshold": float(p["V_th"][0]), "fires": "at", "v_reset": plain(p["V_reset"]), "v0": plain(p["V_m"]),
                "current": plain(p["I_e"]), "channels": self.channels(p)}
        if self.substeps > 1:
            keys["substeps"] = self.substeps
        steps = math.ceil(p["t_ref"][0] / dt_ms - 1e-6)  # as NEST rounds it
        if steps > 0:
            keys["refractory"] = f"{(steps + self.held_steps) * dt_ms!r} ms"
        return keys


def _tau(p: Parameters, side: str) -> str:
    return f"{float(p['tau_syn_' + side][0])!r} ms"


_PSC = {"E_L": -70.0, "C_m": 250.0, "tau_m": 10.0, "t_ref": 2.0, "V_th": -55.0, "V_reset": -70.0, "I_e": 0.0, "V_m": -70.0}


class PscExp(_IntegrateAndFire):
    defaults = {**_PSC, "tau_syn_ex": 2.0, "tau_syn_in": 2.0}
    off = ("delta", "ignore_and_spike")
    one = ("V_th", "t_ref", "tau_syn_ex", "tau_syn_in", "tau_m")
    steps_later = 1

    def channels(self, p: Parameters) -> list[Channel]:
        return [Channel("exc", kind="decay", tau=_tau(p, "ex")), Channel("inh", kind="decay", tau=_tau(p, "in"))]

    def arrivals(self, weight: np.ndarray, p: Parameters, dt_ms: float) -> list[tuple[str, np.ndarray, np.ndarray]]:
        return _both_signs(weight, 1.0)


class PscAlpha(PscExp):
    off = ("V_min", "ignore_and_spike")
    one = ("V_th", "t_ref", "tau_syn_ex", "tau_syn_in")

    def channels(self, p: Parameters) -> list[Channel]:
        return [Channel(name, kind="rise", tau=_tau(p, side), tau_rise=_tau(p, side)) for name, side in (("exc", "ex"), ("inh", "in"))]


class PscDelta(_IntegrateAndFire):
    """A weight in mV is added to v at the end of a step, before v is compared with the threshold. A current of one step does that,
    as large as brings the same v at the step's end."""

    defaults = _PSC
    off = ("V_min", "refractory_input", "ignore_and_spike")
    one = ("V_th", "t_ref")

    def channels(self, p: Parameters) -> list[Channel]:
        return [Channel("jump", kind="pulse")]

    def arrivals(self, weight: np.ndarray, p: Parameters, dt_ms: float) -> list[tuple[str, np.ndarray, np.ndarray]]:
        tau, r = self.leak(p)
        return [("jump", np.ones(len(weight), dtype=bool), weight / (-np.expm1(-dt_ms / tau) * r))]


class CondExp(_IntegrateAndFire):
    integrator = "rk4"
    substeps = 4  # for conductances, which act to first order in a substep
    held_steps = 1
    steps_later = 1
    defaults = {"E_L": -70.0, "C_m": 250.0, "g_L": 16.6667, "t_ref": 2.0, "V_th": -55.0, "V_reset": -60.0, "I_e": 0.0, "V_m": -70.0,
                "E_ex": 0.0, "E_in": -85.0, "tau_syn_ex": 0.2, "tau_syn_in": 2.0}
    one = ("V_th", "t_ref", "tau_syn_ex", "tau_syn_in", "E_ex", "E_in")

    def leak(self, p: Parameters) -> tuple[np.ndarray, np.ndarray]:
        return p["C_m"] / p["g_L"], 1 / p["g_L"]

    def channels(self, p: Parameters) -> list[Channel]:
        return [Channel(name, kind="decay", tau=_tau(p, side), reversal=float(p[f"E_{side}"][0])) for name, side in (("exc", "ex"), ("inh", "in"))]

    def arrivals(self, weight: np.ndarray, p: Parameters, dt_ms: float) -> list[tuple[str, np.ndarray, np.ndarray]]:
        return _both_signs(weight, -1.0)


class CondAlpha(CondExp):
    def channels(self, p: Parameters) -> list[Channel]:
        return [Channel(name, kind="rise", tau=_tau(p, side), tau_rise=_tau(p, side), reversal=float(p[f"E_{side}"][0]))
                for name, side in (("exc", "ex"), ("inh", "in"))]


class Izhikevich(Neuron):
    """consistent_integration: Euler's step, to which a weight in mV is added; without it the published loop, to whose current it is."""

    defaults = {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0, "I_e": 0.0, "V_th": 30.0, "V_m": -65.0, "U_m": -13.0, "consistent_integration": 1.0}
    off = ("V_min", "ignore_and_spike")
    one = ("V_th", "consistent_integration")

    def keys(self, p: Parameters, dt_ms: float, where: str) -> dict[str, Any]:
        return {"model": "izhikevich", "integrator": "euler" if p["consistent_integration"][0] else "izhikevich2003",
                **{name: plain(p[name]) for name in ("a", "b", "c", "d")}, "threshold": float(p["V_th"][0]), "v0": plain(p["V_m"]),
                "u0": plain(p["U_m"]), "current": plain(p["I_e"]), "channels": [Channel("in", kind="pulse")]}

    def arrivals(self, weight: np.ndarray, p: Parameters, dt_ms: float) -> list[tuple[str, np.ndarray, np.ndarray]]:
        return [("in", np.ones(len(weight), dtype=bool), np.where(p["consistent_integration"] != 0, weight / dt_ms, weight))]


NEURONS: dict[str, Neuron] = {
    "iaf_psc_exp": PscExp(), "iaf_psc_alpha": PscAlpha(), "iaf_psc_delta": PscDelta(), "iaf_cond_exp": CondExp(),
    "iaf_cond_alpha": CondAlpha(), "izhikevich": Izhikevich(),
}
